import { nearest } from '../lib/nearest.ts';
import { fold, oneLine, visibleText } from '../lib/text.ts';
import { isZone } from '../lib/zone.ts';
import { LANGUAGES, type Language, wordsOf } from '../platform/words.ts';
import type { QuietHours } from './settings.ts';
import { parseTime, timeOfDay } from './time-of-day.ts';

/** What came of reading what somebody typed. A mistake: one sentence on what is wrong, one on what to do. */
export type Typed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string; readonly advice: string };

const MAX_TYPED = 200;
const MAX_QUOTED = 60;

/** The words that were typed, folded and on one line, without the quotes around them. Whoever types more than a line means something else. */
export function typedWords(text: string): string {
  return oneLine(fold(visibleText(text.slice(0, MAX_TYPED))))
    .replace(/^["'`]+|["'`]+$/g, '')
    .trim();
}

/** What was typed, short enough to be said again. */
export function quoted(text: string): string {
  return `“${oneLine(visibleText(text)).slice(0, MAX_QUOTED)}”`;
}

export function mistake(problem: string, advice: string): Typed<never> {
  return { ok: false, problem, advice };
}

// What the tz database calls these places now; Intl lists them under names of before.
const RENAMED = [
  'Africa/Asmara',
  'America/Argentina/Buenos_Aires',
  'America/Indiana/Indianapolis',
  'America/Nuuk',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Yangon',
  'Atlantic/Faroe',
  'Europe/Kyiv',
  'Pacific/Kanton',
];

/**
 * An IANA zone as people type it: `Europe/Berlin` in any case, `berlin` where one city has the name, `UTC`. Abbreviations
 * (`CET`, `IST`) are refused: several countries share them, and they do not know summer time.
 */
export function parseZone(text: string): Typed<string> {
  const wanted = typedWords(text)
    .replace(/ ?\/ ?/g, '/')
    .replaceAll(' ', '_');
  if (/^(?:utc|gmt|z)$/.test(wanted)) return { ok: true, value: 'UTC' };
  const zones = [...new Set([...Intl.supportedValuesOf('timeZone').filter(isZone), ...RENAMED])];
  const named = zones.filter((zone) => zone.toLowerCase() === wanted || cityOf(zone) === wanted);
  const [zone, another] = named;
  if (another !== undefined) return mistake(`${quoted(text)} could be ${named.join(' or ')}.`, 'Type it in full.');
  if (zone !== undefined) return { ok: true, value: zone };
  // Names of before ("US/Eastern") are zones too, in the spelling of the tz database only.
  const spelt = wanted.replace(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase()).replace(/^Us\//, 'US/');
  if (spelt.length <= MAX_QUOTED && isZone(spelt)) return { ok: true, value: spelt };

  const problem = `${quoted(text)} is not a time zone.`;
  if (/^(?:[a-z]{2,4}|(?:utc|gmt)?[+-]\d.*)$/.test(wanted)) {
    return mistake(problem, 'Name a city, as Europe/Berlin: only that knows when the clocks change there.');
  }
  const near = nearest(wanted, wanted.includes('/') ? zones : zones.map(cityOf));
  const meant = zones.find((one) => one === near || cityOf(one) === near);
  return mistake(problem, meant === undefined ? 'Name a city, as Europe/Berlin.' : `Did you mean ${meant}?`);
}

function cityOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).toLowerCase();
}

const QUIET_ADVICE = 'Type them as 22:00-7:00, or off.';

/** Quiet hours as people type them: `22:00-7:00`, `10pm–7am`, `from 22 to 7`; `off` is null. */
export function parseQuietHours(text: string): Typed<QuietHours | null> {
  const words = typedWords(text);
  if (/^(?:off|none|no|never)$/.test(words)) return { ok: true, value: null };
  const parts = /^(?:from |between )?(.+?) ?(?:-+| to | until | till | and ) ?(.+)$/.exec(words);
  const from = parts?.[1] === undefined ? null : parseTime(parts[1]);
  const to = parts?.[2] === undefined ? null : parseTime(parts[2]);
  if (from === null || to === null) return mistake(`${quoted(text)} are not quiet hours.`, QUIET_ADVICE);
  if (from.hour === to.hour && from.minute === to.minute) {
    return mistake('Quiet hours that end when they begin would never end.', QUIET_ADVICE);
  }
  return { ok: true, value: { from: timeOfDay(from), to: timeOfDay(to) } };
}

/** A language by its code (`de`, `de-AT`) or its name, in itself or in any of the others (`Deutsch`, `German`, `allemand`). */
export function parseLanguage(text: string): Typed<Language> {
  const wanted = typedWords(text);
  const code = wanted.replace(/[-_][a-z]{2,4}$/, '');
  for (const language of LANGUAGES) {
    if (language === code || namesOf(language).includes(wanted)) return { ok: true, value: language };
  }
  const problem = `${quoted(text)} is not a language that Newsdesk speaks.`;
  const near = nearest(wanted, LANGUAGES.flatMap(namesOf));
  const meant = LANGUAGES.find((language) => near !== null && namesOf(language).includes(near));
  if (meant !== undefined && wanted.length > 2)
    return mistake(problem, `Did you mean ${wordsOf(meant).name} (${meant})?`);
  const spoken = LANGUAGES.map((language) => `${wordsOf(language).name} (${language})`);
  return mistake(problem, `It speaks ${spoken.join(', ')}.`);
}

function namesOf(language: Language): readonly string[] {
  const names = LANGUAGES.map((other) => new Intl.DisplayNames([other], { type: 'language' }).of(language) ?? '');
  return [wordsOf(language).name, ...names].map(fold);
}
