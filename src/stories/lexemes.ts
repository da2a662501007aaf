import { englishStem } from '../lib/stem.ts';
import { fold } from '../lib/text.ts';
import { CAPITAL, DIGIT, kindAt } from './letters.ts';
import { termKey } from './terms.ts';
import { wordWeight } from './word-weight.ts';

const TITLES =
  /^(?:mr|mrs|ms|dr|prof|gov|sen|rep|gen|lt|col|maj|sgt|cpl|capt|adm|st|rev|hon|pres|det|supt|jr|sr|vs|no)$/iu;

const LONGEST_TITLE = 5;

const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  `a about above after again against ago all almost already also although always am among an and another any anyone anything are aren't around as at away back be
  became because become been before began behind being below between both but by came can can't cannot could couldn't did didn't do does doesn't doing don't done down during
  each either else enough even ever every everyone everything few first for from further get gets getting give given go goes going gone got had hadn't has hasn't have haven't
  having he he'd he'll he's her here hers herself him himself his how however i i'd i'll i'm i've if in indeed instead into is isn't it it's its itself just keep know known
  last later least less let let's like likely made make makes making many may maybe me might mine more most much must mustn't my myself near need never new next no none nor
  not nothing now of off often on once one only onto or other others our ours ourselves out over own part per perhaps put quite rather really said same saw say saying says
  see seem seen several shall she she'd she'll she's should shouldn't since so some someone something soon still such take taken tell than that that's the their theirs them
  themselves then there there's these they they'd they'll they're they've thing things think this those though through thus to today told too took toward towards two under
  until up upon us use used using very was wasn't way we we'd we'll we're we've well went were weren't what what's when where whether which while who who's whom whose why
  will with within without won't would wouldn't yes yesterday yet you you'd you'll you're you've your yours yourself according added including monday tuesday wednesday thursday
  friday saturday sunday reuters ap afp mr mrs ms photo image video read click updated published advertisement`.split(
    /\s+/,
  ),
);

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const MONTH_OF: ReadonlyMap<string, number> = new Map(
  MONTHS.flatMap((name, index) => [[name, index + 1] as const, [name.slice(0, 3), index + 1] as const]).concat([
    ['Sept', 9],
  ]),
);

/** “27 February” */
export function spellDay(day: number, month: number): string {
  return `${day} ${MONTHS[month - 1]}`;
}

// News says most of its words again and again. Each word has two places where it may be kept; the word that was read last has the first.
const KEPT = 2 ** 16;
// What is kept of a word fills one line of a processor's cache: its length and units, then its key, traits and weight.
const UNITS = 32;
const LONGEST_KEPT = 21;
const KEY = 11;
const TRAITS = 12;
const WEIGHT = 7;
// One more place, for words too long to be kept.
const buffer = new ArrayBuffer((KEPT + 1) * 2 * UNITS);
const spellings = new Uint16Array(buffer);
const integers = new Uint32Array(buffer);
const numbers = new Float64Array(buffer);

/** Where it is kept what the word or number is that stands in UTF-16 units from one place to another: good until the next is asked for. */
export function lexemeAt(units: Uint16Array, from: number, to: number): number {
  const length = to - from;
  if (length > LONGEST_KEPT) return learn(KEPT, units, from, to);
  let hash = 0x811c_9dc5;
  for (let i = from; i < to; i += 1) hash = Math.imul(hash ^ (units[i] ?? 0), 0x0100_0193);
  const first = (hash ^ (hash >>> 15)) & (KEPT - 1);
  if (stands(first, units, from, length)) return first;
  const second = first ^ 1;
  if (stands(second, units, from, length)) return second;
  spellings.copyWithin(second * UNITS, first * UNITS, (first + 1) * UNITS);
  spellings[first * UNITS] = length;
  spellings.set(units.subarray(from, to), first * UNITS + 1);
  return learn(first, units, from, to);
}

function stands(place: number, units: Uint16Array, from: number, length: number): boolean {
  const base = place * UNITS;
  if (spellings[base] !== length) return false;
  for (let i = 0; i < length; i += 1) if (spellings[base + 1 + i] !== units[from + i]) return false;
  return true;
}

/** The key of what the forms of a word have in common; of a number, of its digits. */
export function lexemeKey(place: number): number {
  return integers[(place * UNITS) / 2 + KEY] ?? 0;
}

/** How much it tells: 0 “the” … 1 a word out of the common. */
export function lexemeWeight(place: number): number {
  return numbers[(place * UNITS) / 4 + WEIGHT] ?? 0;
}

/** The rest of what is known of it in one number, see `isFunctionWord` and those behind it. */
export function lexemeTraits(place: number): number {
  return integers[(place * UNITS) / 2 + TRAITS] ?? 0;
}

const FUNCTION_WORD = 1;
const NUMBER = 2;
const CAPITALISED = 4;
const ABBREVIATION = 8;
const MONTH = 2 ** 4;
const DAY = 2 ** 8;
const YEAR = 2 ** 13;

export function isFunctionWord(traits: number): boolean {
  return (traits & FUNCTION_WORD) !== 0;
}

export function isNumber(traits: number): boolean {
  return (traits & NUMBER) !== 0;
}

export function isCapitalised(traits: number): boolean {
  return (traits & CAPITALISED) !== 0;
}

/** A title or an initial: the full stop behind it ends no sentence. */
export function isAbbreviation(traits: number): boolean {
  return (traits & ABBREVIATION) !== 0;
}

/** 1 to 12 for a month's name, else 0. */
export function monthOf(traits: number): number {
  return Math.floor(traits / MONTH) % 16;
}

/** 1 to 31 for a number that may be a day, else 0. */
export function dayOf(traits: number): number {
  return Math.floor(traits / DAY) % 32;
}

/** For a number that may be a year of our time, else 0. */
export function yearOf(traits: number): number {
  return Math.floor(traits / YEAR);
}

const NUMBER_SEED = 1;
// Between a common verb and a rare name: numbers are shared by chance as well as by event.
const NUMBER_WEIGHT = 0.7;
const POSSESSIVE = /['’]s?$/iu;

/** Finds out what a word or number is, and keeps it at a place. */
function learn(place: number, units: Uint16Array, from: number, to: number): number {
  const surface = Buffer.from(units.buffer, units.byteOffset + 2 * from, 2 * (to - from)).toString('utf16le');
  const first = kindAt(units, from);
  const found = first === DIGIT ? readNumber(surface) : readWord(surface, first === CAPITAL);
  integers[(place * UNITS) / 2 + KEY] = found.key;
  integers[(place * UNITS) / 2 + TRAITS] = found.traits;
  numbers[(place * UNITS) / 4 + WEIGHT] = found.weight;
  return place;
}

type Read = { readonly key: number; readonly traits: number; readonly weight: number };

function readNumber(surface: string): Read {
  const digits = surface.replaceAll(',', '');
  const day = /^(?:0?[1-9]|[12]\d|3[01])$/.test(digits) ? Number(digits) : 0;
  const year = /^(?:19|20)\d\d$/.test(digits) ? Number(digits) : 0;
  return { key: termKey(digits, NUMBER_SEED), traits: NUMBER + day * DAY + year * YEAR, weight: NUMBER_WEIGHT };
}

function readWord(surface: string, hasCapital: boolean): Read {
  const word = acronymOrWord(surface);
  const isFunction = FUNCTION_WORDS.has(word);
  const stem = isFunction ? word : englishStem(word);
  const isShortened = surface.length <= LONGEST_TITLE && (TITLES.test(surface) || /^\p{Lu}$/u.test(surface));
  const traits =
    (isFunction ? FUNCTION_WORD : 0) +
    (hasCapital ? CAPITALISED : 0) +
    (isShortened ? ABBREVIATION : 0) +
    (MONTH_OF.get(surface) ?? 0) * MONTH;
  return { key: termKey(stem), traits, weight: isFunction ? 0 : wordWeight(stem) };
}

// "U.S.", "US" and "USA" are one name, and none of them is the pronoun.
function acronymOrWord(surface: string): string {
  if (surface.startsWith('U')) {
    if (/^(?:U\.S\.|U\.S\.A\.|US|USA)$/.test(surface)) return 'usa';
    if (/^(?:U\.K\.|UK)$/.test(surface)) return 'uk';
  }
  return fold(withoutPossessive(surface)).replaceAll('.', '');
}

/** “Russia's” → “Russia” */
export function withoutPossessive(surface: string): string {
  return /['’]/.test(surface) ? surface.replace(POSSESSIVE, '') : surface;
}
