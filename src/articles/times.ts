import { DAY_MS, type Instant, instant, MINUTE_MS } from '../lib/clock.ts';
import { datesIn, type WrittenDate } from '../lib/dates.ts';
import { fold } from '../lib/text.ts';
import { instantOfLocal, isZone, localReading } from '../lib/zone.ts';
import type { ArticleTime } from './article.ts';

/** What is known of the clock an article's times were read from. */
export type ClockEvidence = {
  /** IANA zone of the publisher's clock, where known. */
  readonly zone: string | null;
  /** ISO 639-1 of the article, for names of months. */
  readonly language: string | null;
  /** Where the report comes from, as its dateline says. */
  readonly place: string | null;
  /** The first sentences of the body: the weekday they name settles whether 10-04 is in April or October. */
  readonly lead: string;
};

/** A line that may date the article, and how much it is worth (more is better; see `pickTime`). */
export type DatedLine = { readonly text: string; readonly trust: number };

// No news is from before newspapers, and none from a time that no reader of this will see.
const EARLIEST_YEAR = 1850;
const LATEST_YEAR = 2100;

/**
 * The time of publication that the lines state, or unknown. A line's trust counts most; within equals, "published" goes before a bare date and that
 * before "updated", a time of day before a day alone, the earlier line before the later. A date that may be read in two ways, with no evidence for
 * one, is refused.
 */
export function pickTime(lines: readonly DatedLine[], evidence: ClockEvidence): ArticleTime {
  const found: { date: WrittenDate; value: number }[] = [];
  const all: WrittenDate[] = [];
  for (const { text, trust } of lines) {
    for (const date of datesIn(text, evidence.language)) {
      all.push(date);
      const year = Number(date.local.slice(0, 4));
      if (year < EARLIEST_YEAR || year > LATEST_YEAR) continue;
      const cue = cueBefore(text.slice(0, date.start), text.slice(date.start, date.end));
      found.push({ date, value: trust * 100 + cue * 10 + (date.local.length > 10 ? 1 : 0) });
    }
  }
  found.sort((a, b) => b.value - a.value);
  for (const { date } of found) {
    const settled = settleOrder(date, all, evidence);
    // A page keeps one clock: where it names its zone once, it means it every time.
    if (settled !== null) return toTime({ ...settled, zone: settled.zone ?? zoneOnPage(settled, all) }, evidence);
  }
  return { origin: 'unknown' };
}

function zoneOnPage({ local }: WrittenDate, all: readonly WrittenDate[]): string | null {
  return local.length > 10 ? (all.find(({ zone }) => zone !== null)?.zone ?? null) : null;
}

// 2 published, 1 nothing said, 0 updated: the word nearest before the date decides.
function cueBefore(before: string, date: string): number {
  const words = fold(`${before.slice(-60)} ${date.slice(0, 12)}`);
  const published = lastIndex(
    words,
    /publish|created|posted|first|erstellt|veroffentlicht|publie|publicado|pubblicato|опубликов/g,
  );
  const updated = lastIndex(
    words,
    /updated|modified|edited|aktualisiert|mis a jour|actualizado|atualizado|aggiornat|обновлен/g,
  );
  if (published < 0 && updated < 0) return 1;
  return published > updated ? 2 : 0;
}

function lastIndex(text: string, pattern: RegExp): number {
  let last = -1;
  for (const match of text.matchAll(pattern)) last = match.index;
  return last;
}

const AMERICAN = /^(?:E[SD]?T|C[SD]T|CT|M[SD]T|MT|P[SD]?T|AK[SD]T|HST)$/;
const AMERICAN_ZONE =
  /^(?:US\/|America\/(?:New_York|Chicago|Denver|Los_Angeles|Phoenix|Detroit|Anchorage|Boise|Indiana|Kentucky|Menominee|North_Dakota|Adak|Juneau)|Pacific\/Honolulu|Asia\/Manila)/;
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/**
 * The local reading of a date whose day and month might be the other way round: by the publisher's zone, by the zone it states, by another date of
 * the page, by a weekday in the lead (the day itself or one of the two before). Dots and dashes are day first by habit; a slash alone says nothing: null.
 */
function settleOrder(date: WrittenDate, all: readonly WrittenDate[], evidence: ClockEvidence): WrittenDate | null {
  if (date.otherwise === null) return date;
  const monthFirst = { ...date, local: date.otherwise, otherwise: null };
  if (evidence.zone !== null) return AMERICAN_ZONE.test(evidence.zone) ? monthFirst : date;
  if (date.zone !== null) return AMERICAN.test(date.zone) ? monthFirst : date;
  const day = date.local.slice(0, 10);
  const otherDay = date.otherwise.slice(0, 10);
  for (const other of all) {
    if (other.otherwise !== null) continue;
    if (Math.abs(Date.parse(other.local.slice(0, 10)) - Date.parse(day)) <= 3 * DAY_MS) return date;
    if (Math.abs(Date.parse(other.local.slice(0, 10)) - Date.parse(otherDay)) <= 3 * DAY_MS) return monthFirst;
  }
  const daysBack = daysBackToNamed(day, evidence.lead);
  const otherDaysBack = daysBackToNamed(otherDay, evidence.lead);
  if (daysBack !== otherDaysBack) return daysBack < otherDaysBack ? date : monthFirst;
  return date.separator === '/' ? null : date;
}

/** How many days before `day` the nearest weekday lies that the lead names: 0, 1 or 2, else 3 ("on Thursday" is seldom said of a day longer gone). */
function daysBackToNamed(day: string, lead: string): number {
  const weekday = new Date(`${day}T00:00Z`).getUTCDay();
  const words = fold(lead);
  const back = [0, 1, 2].find((days) => words.includes(WEEKDAYS[(weekday - days + 7) % 7] ?? '-'));
  return back ?? 3;
}

// Clock abbreviations of news pages, as the zones whose clocks they name; where there are several, the first is the likeliest. Daylight saving is
// the zone's own: pages write EST all summer.
const ZONES_OF: ReadonlyMap<string, readonly string[]> = new Map([
  ['UTC', ['UTC']],
  ['GMT', ['UTC']],
  ['Z', ['UTC']],
  ['ET', ['America/New_York']],
  ['EST', ['America/New_York', 'Australia/Sydney']],
  ['EDT', ['America/New_York']],
  ['CT', ['America/Chicago']],
  ['CST', ['America/Chicago', 'Asia/Shanghai', 'Asia/Taipei']],
  ['CDT', ['America/Chicago']],
  ['MT', ['America/Denver']],
  ['MST', ['America/Denver', 'America/Phoenix']],
  ['MDT', ['America/Denver']],
  ['PT', ['America/Los_Angeles']],
  ['PST', ['America/Los_Angeles', 'Asia/Karachi', 'Asia/Manila']],
  ['PDT', ['America/Los_Angeles']],
  ['AKST', ['America/Anchorage']],
  ['AKDT', ['America/Anchorage']],
  ['HST', ['Pacific/Honolulu']],
  ['AST', ['America/Halifax', 'Asia/Riyadh']],
  ['ADT', ['America/Halifax']],
  ['BRT', ['America/Sao_Paulo']],
  ['ART', ['America/Argentina/Buenos_Aires']],
  ['BST', ['Europe/London', 'Asia/Dhaka']],
  ['WET', ['Europe/Lisbon']],
  ['WEST', ['Europe/Lisbon']],
  ['CET', ['Europe/Paris']],
  ['CEST', ['Europe/Paris']],
  ['MEZ', ['Europe/Berlin']],
  ['MESZ', ['Europe/Berlin']],
  ['EET', ['Europe/Athens', 'Africa/Cairo']],
  ['EEST', ['Europe/Athens']],
  ['MSK', ['Europe/Moscow']],
  ['TRT', ['Europe/Istanbul']],
  // India before Israel and Ireland: "IST" on an English news page is nearly always an Indian one.
  ['IST', ['Asia/Kolkata', 'Asia/Jerusalem', 'Europe/Dublin']],
  ['IDT', ['Asia/Jerusalem']],
  ['PKT', ['Asia/Karachi']],
  ['NPT', ['Asia/Kathmandu']],
  ['GST', ['Asia/Dubai']],
  ['IRST', ['Asia/Tehran']],
  ['WIB', ['Asia/Jakarta']],
  ['ICT', ['Asia/Bangkok']],
  ['SGT', ['Asia/Singapore']],
  ['MYT', ['Asia/Kuala_Lumpur']],
  ['HKT', ['Asia/Hong_Kong']],
  ['PHT', ['Asia/Manila']],
  ['JST', ['Asia/Tokyo']],
  ['KST', ['Asia/Seoul']],
  ['AEST', ['Australia/Sydney']],
  ['AEDT', ['Australia/Sydney']],
  ['ACST', ['Australia/Adelaide']],
  ['AWST', ['Australia/Perth']],
  ['NZST', ['Pacific/Auckland']],
  ['NZDT', ['Pacific/Auckland']],
  ['WAT', ['Africa/Lagos']],
  ['CAT', ['Africa/Harare']],
  ['EAT', ['Africa/Nairobi']],
  ['SAST', ['Africa/Johannesburg']],
]);
// Clocks of many countries: they tell the moment, and not where the publisher is.
const SHARED_CLOCKS = /^(?:WES?T|CES?T|EES?T|MES?Z|[WCE]AT)$/;
const PLACE_ZONES: ReadonlyMap<string, string> = new Map([
  ['jerusalem', 'Asia/Jerusalem'],
  ['tel aviv', 'Asia/Jerusalem'],
  ['haifa', 'Asia/Jerusalem'],
  ['dublin', 'Europe/Dublin'],
  ['cork', 'Europe/Dublin'],
  ['beijing', 'Asia/Shanghai'],
  ['shanghai', 'Asia/Shanghai'],
  ['taipei', 'Asia/Taipei'],
  ['dhaka', 'Asia/Dhaka'],
  ['riyadh', 'Asia/Riyadh'],
  ['manila', 'Asia/Manila'],
  ['karachi', 'Asia/Karachi'],
  ['islamabad', 'Asia/Karachi'],
  ['lahore', 'Asia/Karachi'],
  ['sydney', 'Australia/Sydney'],
]);

function toTime(date: WrittenDate, evidence: ClockEvidence): ArticleTime {
  const { local } = date;
  const precision = local.length > 10 ? 'minute' : 'day';
  const offset = date.zone === null ? null : offsetMinutes(date.zone);
  if (offset !== null) {
    const at = asUtc(local);
    return at === null ? { origin: 'unknown' } : stated(at - offset * MINUTE_MS, precision, ownZone(evidence));
  }
  const named = date.zone === null ? null : zoneNamed(date.zone, evidence);
  if (named !== null) {
    const at = instantOfLocal(local, named);
    const zone = date.zone !== null && SHARED_CLOCKS.test(date.zone) ? ownZone(evidence) : named;
    return at === null ? { origin: 'unknown' } : { origin: 'stated', at, precision, zone };
  }
  const zone = ownZone(evidence);
  const at = zone === null ? asUtc(local) : instantOfLocal(local, zone);
  return at === null ? { origin: 'unknown' } : { origin: 'stated-local', at, precision, local, zone };
}

function stated(ms: number, precision: 'minute' | 'day', zone: string | null): ArticleTime {
  const at = instant(ms);
  return at === null ? { origin: 'unknown' } : { origin: 'stated', at, precision, zone };
}

function ownZone(evidence: ClockEvidence): string | null {
  return evidence.zone !== null && isZone(evidence.zone) ? evidence.zone : null;
}

function asUtc(local: string): Instant | null {
  return instantOfLocal(local, 'UTC');
}

function offsetMinutes(zone: string): number | null {
  if (zone === 'Z') return 0;
  const parts = /^(?:GMT|UTC)?\s?([+-])\s?(\d{1,2})(?::?(\d\d))?$/.exec(zone);
  if (parts === null) return null;
  const minutes = Number(parts[2]) * 60 + Number(parts[3] ?? 0);
  return minutes > 14 * 60 ? null : parts[1] === '-' ? -minutes : minutes;
}

/** The zone an abbreviation names here: the publisher's own if it is one of them or keeps the same clock, else the dateline's, else the likeliest. */
function zoneNamed(abbreviation: string, evidence: ClockEvidence): string | null {
  const zones = ZONES_OF.get(abbreviation);
  if (zones === undefined) return null;
  const own = ownZone(evidence);
  const noon = instantOfLocal('2025-01-15T12:00', 'UTC');
  if (own !== null && noon !== null) {
    const same = zones.find((zone) => zone === own || localReading(noon, zone) === localReading(noon, own));
    if (same !== undefined) return own;
  }
  const there = PLACE_ZONES.get(fold(evidence.place ?? ''));
  if (there !== undefined && zones.includes(there)) return there;
  return zones[0] ?? null;
}
