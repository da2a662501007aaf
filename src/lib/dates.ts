import * as chrono from 'chrono-node';

/** A calendar date, perhaps with a time of day, as somebody wrote it. */
export type WrittenDate = {
  /** `2025-02-27T17:41`, or `2025-02-27`. */
  readonly local: string;
  /** Day and month may be the other way round, and the text does not say which: this is what the other way round gives. */
  readonly otherwise: string | null;
  /** What parts its numbers ("/", "-" or "."); null where the month is a word. */
  readonly separator: string | null;
  /** What follows the time ("IST", "+05:30"), or null. */
  readonly zone: string | null;
  /** Where it stands in the text. */
  readonly start: number;
  readonly end: number;
};

const PARSERS: ReadonlyMap<string, { parse: (text: string, reference: { instant: Date }) => chrono.ParsedResult[] }> =
  new Map([
    ['de', chrono.de.strict],
    ['es', chrono.es.strict],
    ['fr', chrono.fr.strict],
    ['it', chrono.it.strict],
    ['ja', chrono.ja.strict],
    ['nl', chrono.nl.strict],
    ['pt', chrono.pt.strict],
    ['ru', chrono.ru.strict],
    ['sv', chrono.sv.strict],
    ['uk', chrono.uk.strict],
    ['zh', chrono.zh.strict],
  ]);
const MAX_CHARACTERS = 300;
// The reference only fills what the text leaves out, and what it leaves out is not taken.
const REFERENCE = { instant: new Date(0) };
const YEAR = /(?:1[6-9]|20|21)\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2}(?!\d)/;
const NUMERIC = /(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?[/.-]\s?(?:\d{4}|\d{2})(?!\d)/;
const GLUED_YEAR = /(?<=\b20\d\d)(?=\d{1,2}:\d\d)/g;
const GLUED_WORD = /(?<=\b(?:[AP]M|[A-Z]{3,4}))(?=(?:Updated|Published|Posted|Last)\b)/g;
const TIME_AFTER =
  /^(?:\s*(?:[|,·•@–—-]|at|um|à|a las|alle|ore|o)){0,2}\s*(\d{1,2})[:.h](\d\d)(?::\d\d)?\s*([ap])?\.?(?:m\b\.?)?/i;
const ZONE_AFTER =
  /^\s*(?:Uhr\s*)?\(?\s*((?:GMT|UTC)\s?[+-]\s?\d{1,2}(?::?\d\d)?|[+-]\d\d:?\d\d|[A-Z]{2,5}(?![A-Za-z]))/;

// "4:12 PM GMT+1, March 3", "6:05 a.m. CT Feb. 18".
const ZONE_BETWEEN =
  /:\d\d\s?(?:[AaPp]\.?[Mm]\b\.?)?\s((?:GMT|UTC)\s?[+-]\s?\d{1,2}(?::?\d\d)?|(?![AP]M\b|(?:MON|TUE|WED|THU|FRI|SAT|SUN|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC)\b)[A-Z]{2,4})\b/;

/**
 * The dates a short text states in full (day, month and year), in order. Relative ones ("3 hours ago", "Thursday") and those without a
 * year are none. `language` (ISO 639-1) adds that language's month names to English ones. Texts over 300 characters are read to there.
 */
export function datesIn(text: string, language: string | null): WrittenDate[] {
  // chrono takes "27 Feb | 08:34" for two things.
  const plain = text
    .slice(0, MAX_CHARACTERS)
    .replace(/[|·•]|(?<= )\/(?= )/g, ',')
    .replace(/h(?=\d\d\b)/g, ':')
    // Dumps run neighbours together: "March 4, 20269:41 AM UTCUpdated 2 hours ago".
    .replace(GLUED_YEAR, ' ')
    .replace(GLUED_WORD, ' ');
  if (!YEAR.test(plain)) return [];
  const parser = PARSERS.get(language ?? '');
  const english = chrono.en.GB.parse(plain, REFERENCE);
  const results = english.some(isWhole) || parser === undefined ? english : parser.parse(plain, REFERENCE);
  return results.filter(isWhole).map((result) => written(plain, result));
}

function isWhole(result: chrono.ParsedResult): boolean {
  const { start } = result;
  return start.isCertain('day') && start.isCertain('month') && start.isCertain('year') && YEAR.test(result.text);
}

function written(text: string, result: chrono.ParsedResult): WrittenDate {
  const { start } = result;
  let end = result.index + result.text.length;
  let time = start.isCertain('hour') ? clock(start.get('hour') ?? 0, start.get('minute') ?? 0) : '';
  if (time === '') {
    const after = TIME_AFTER.exec(text.slice(end, end + 40));
    if (after !== null) {
      time = twelveHours(Number(after[1]), Number(after[2]), after[3]);
      if (time !== '') end += after[0].length;
    }
  }
  const inside =
    /\s((?:GMT|UTC)\s?[+-]\s?\d{1,2}(?::?\d\d)?|[A-Z]{2,5})\b\W*$/.exec(result.text) ??
    /\d\s?(Z|[+-]\d\d:?\d\d)$/.exec(result.text) ??
    ZONE_BETWEEN.exec(result.text);
  const zone = time === '' ? null : (ZONE_AFTER.exec(text.slice(end, end + 16))?.[1] ?? inside?.[1] ?? null);
  const date = [start.get('year'), start.get('month'), start.get('day')].map((part) =>
    String(part ?? 0).padStart(2, '0'),
  );
  const [year = '', month = '', day = ''] = date;
  const numeric = NUMERIC.exec(result.text);
  const isOpen =
    numeric !== null &&
    !/^\d{4}/.test(result.text) &&
    Number(numeric[1]) <= 12 &&
    Number(numeric[3]) <= 12 &&
    numeric[1] !== numeric[3];
  return {
    local: `${year}-${month}-${day}${time}`,
    otherwise: isOpen ? `${year}-${day}-${month}${time}` : null,
    separator: numeric?.[2] ?? null,
    zone: zone === null || /^(?:AM|PM)$/i.test(zone) ? null : zone,
    start: result.index,
    end,
  };
}

function twelveHours(hour: number, minute: number, half: string | undefined): string {
  if (hour > 23 || minute > 59 || (half !== undefined && (hour === 0 || hour > 12))) return '';
  if (half === undefined) return clock(hour, minute);
  return clock((hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0), minute);
}

function clock(hour: number, minute: number): string {
  return `T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
