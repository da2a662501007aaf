import { HOUR_MS, type Instant, instant, MINUTE_MS } from '../../lib/clock.ts';
import { datesIn } from '../../lib/dates.ts';
import { instantOfLocal } from '../../lib/zone.ts';

const MAX_CHARACTERS = 100;
// As for articles: no news is from before newspapers, and none from a time that no reader of this will see.
const EARLIEST_YEAR = 1850;
const LATEST_YEAR = 2100;

const ISO =
  /^([+-]?\d{4})-?(\d\d)-?(\d\d)(?:(?:[Tt]|\s+)(\d{1,2})(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,12}))?)?)?)?\s*(.*)$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;
// "Thu, 01 Jan 2004 19:48:21 GMT" and its habits: no weekday, one digit, full names, two-digit years, no seconds, dashes.
const DAY_FIRST =
  /^(?:[^\d\s,]+[,.]?\s*)?(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4}|\d\d)(?:,?\s+(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:\.\d+)?)?)?\s*(.*)$/i;
// "Sun Jan  4 16:29:06 PDT 2004", as C's clock writes it.
const CLOCK =
  /^[a-z]{3},?\s+([a-z]{3,9})\s+(\d{1,2})\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s+(?:([a-z]{1,5}|[+-]\d{4})\s+)?(\d{4})$/i;

// RFC 822 fixes these; feeds are written by programs that know it.
const FIXED_HOURS: ReadonlyMap<string, number> = new Map([
  ['ut', 0],
  ['utc', 0],
  ['gmt', 0],
  ['z', 0],
  ['est', -5],
  ['edt', -4],
  ['cst', -6],
  ['cdt', -5],
  ['mst', -7],
  ['mdt', -6],
  ['pst', -8],
  ['pdt', -7],
  ['akst', -9],
  ['akdt', -8],
  ['hst', -10],
  ['wet', 0],
  ['west', 1],
  ['cet', 1],
  ['cest', 2],
  ['met', 1],
  ['mest', 2],
  ['mez', 1],
  ['mesz', 2],
  ['eet', 2],
  ['eest', 3],
  ['bst', 1],
  ['msk', 3],
  ['msd', 4],
  ['trt', 3],
  ['ist', 5.5],
  ['pkt', 5],
  ['npt', 5.75],
  ['ict', 7],
  ['wib', 7],
  ['sgt', 8],
  ['hkt', 8],
  ['awst', 8],
  ['jst', 9],
  ['kst', 9],
  ['acst', 9.5],
  ['aest', 10],
  ['aedt', 11],
  ['nzst', 12],
  ['nzdt', 13],
  ['brt', -3],
  ['art', -3],
  ['sast', 2],
  ['cat', 2],
  ['eat', 3],
  ['wat', 1],
]);

/**
 * The moment that a feed's date states, or null: ISO 8601 and RFC 822 in the habits feeds have them, else any date that people write in full
 * (`language` adds its names of months). Without a zone it is taken for UTC, as feeds mean it. Years and months alone, days that no calendar
 * has, and the dates that stand for none (1 January 1970 at 00:00, the year 0) are null: an unknown date is never now.
 */
export function feedDate(written: string, language: string | null): Instant | null {
  const text = written.trim().replace(/\s+/g, ' ').slice(0, MAX_CHARACTERS);
  if (text === '') return null;
  const found = ISO.test(text) ? isoDate(text) : (dayFirst(text) ?? clockDate(text) ?? dateInWords(text, language));
  return found === null || found === 0 ? null : instant(found);
}

function isoDate(text: string): number | null {
  const parts = ISO.exec(text);
  if (parts === null) return null;
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0', , zone = ''] = parts;
  return moment(Number(year), Number(month), Number(day), [hour, minute, second], zone);
}

function dayFirst(text: string): number | null {
  const parts = DAY_FIRST.exec(text);
  if (parts === null) return null;
  const [, day = '', name = '', year = '', hour = '0', minute = '0', second = '0', zone = ''] = parts;
  return moment(fullYear(year), monthNamed(name), Number(day), [hour, minute, second], zone);
}

function clockDate(text: string): number | null {
  const parts = CLOCK.exec(text);
  if (parts === null) return null;
  const [, name = '', day = '', hour = '0', minute = '0', second = '0', zone = '', year = ''] = parts;
  return moment(Number(year), monthNamed(name), Number(day), [hour, minute, second], zone);
}

function dateInWords(text: string, language: string | null): number | null {
  const [date] = datesIn(text, language?.slice(0, 2).toLowerCase() ?? null);
  // Where day and month may be the other way round, nobody knows.
  if (date === undefined || date.otherwise !== null) return null;
  const at = instantOfLocal(date.local, 'UTC');
  const offset = offsetOf(date.zone ?? '');
  if (at === null || offset === null) return null;
  return at - offset;
}

function monthNamed(name: string): number {
  return MONTHS.findIndex((month) => name.toLowerCase().startsWith(month)) + 1;
}

/** RFC 2822: 00 to 49 are of this century. */
function fullYear(year: string): number {
  if (year.length > 2) return Number(year);
  return Number(year) < 50 ? 2000 + Number(year) : 1900 + Number(year);
}

function moment(
  year: number,
  month: number,
  day: number,
  [hour, minute, second]: readonly [string, string, string],
  zone: string,
): number | null {
  const [h, m, s] = [Number(hour), Number(minute), Math.min(59, Number(second))];
  const offset = offsetOf(zone);
  if (offset === null || h > 24 || m > 59 || Number(second) > 60 || (h === 24 && m > 0)) return null;
  if (year < EARLIEST_YEAR || year > LATEST_YEAR) return null;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.getTime() + h * HOUR_MS + m * MINUTE_MS + s * 1000 - offset;
}

/** What a zone adds to UTC, in milliseconds: 0 where none is stated; null where what stands there is no zone. */
function offsetOf(zone: string): number | null {
  const text = zone
    .trim()
    .toLowerCase()
    .replace(/\s*\([^)]*\)$/, '');
  if (text === '') return 0;
  const named = FIXED_HOURS.get(text);
  if (named !== undefined) return named * HOUR_MS;
  const parts = /^(?:gmt|utc?)?\s?([+-−])\s?(\d{1,2}):?(\d\d)?(?::?00)?$/.exec(text);
  if (parts !== null) {
    const minutes = Number(parts[2]) * 60 + Number(parts[3] ?? 0);
    if (minutes > 14 * 60) return null;
    return (parts[1] === '+' ? minutes : -minutes) * MINUTE_MS;
  }
  // Military and unknown letters: RFC 2822 has them taken for UTC, because they were always used wrongly.
  return /^[a-z]{1,5}$/.test(text) ? 0 : null;
}
