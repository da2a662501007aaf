import { englishStem } from '../lib/stem.ts';
import { fold } from '../lib/text.ts';
import { CAPITAL, DIGIT, kindAt } from './letters.ts';
import { termKey } from './terms.ts';
import { wordWeight } from './word-weight.ts';

/** What a word or number is wherever it stands. */
export type Lexeme = {
  /** As it is written. */
  readonly surface: string;
  readonly kind: 'function' | 'word' | 'number';
  /** The key of what its forms have in common; of a number, of its digits. */
  readonly key: number;
  /** How much it tells: 0 “the” … 1 a word out of the common. */
  readonly weight: number;
  readonly isCapitalised: boolean;
  /** A title or an initial: the full stop behind it ends no sentence. */
  readonly isAbbreviation: boolean;
  /** 1 to 12 for a month's name, else 0. */
  readonly month: number;
  /** 1 to 31 for a number that may be a day, else 0. */
  readonly day: number;
  /** For a number that may be a year of our time, else 0. */
  readonly year: number;
};

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
// A longer one is hardly a word, and not worth keeping.
const LONGEST_KEPT = 40;
const kept: (Lexeme | undefined)[] = Array.from({ length: KEPT });

/** What the word or number is that stands in a text from one place to another. */
export function lexemeIn(text: string, from: number, to: number): Lexeme {
  let hash = 0x811c_9dc5;
  for (let i = from; i < to; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
  const place = (hash ^ (hash >>> 15)) & (KEPT - 1);
  const first = kept[place];
  if (first !== undefined && stands(first.surface, text, from, to)) return first;
  const second = kept[place ^ 1];
  if (second !== undefined && stands(second.surface, text, from, to)) return second;
  const found = readLexeme(unshared(text.slice(from, to)));
  if (to - from > LONGEST_KEPT) return found;
  if (first !== undefined) kept[place ^ 1] = first;
  kept[place] = found;
  return found;
}

function stands(surface: string, text: string, from: number, to: number): boolean {
  if (surface.length !== to - from) return false;
  for (let i = 0; i < surface.length; i += 1) if (surface.charCodeAt(i) !== text.charCodeAt(from + i)) return false;
  return true;
}

// A part of a string of this length or more keeps the whole text in memory (V8's SlicedString).
const SHARED = 13;

function unshared(surface: string): string {
  return surface.length < SHARED ? surface : Buffer.from(surface).toString();
}

const NUMBER_SEED = 1;
// Between a common verb and a rare name: numbers are shared by chance as well as by event.
const NUMBER_WEIGHT = 0.7;
const POSSESSIVE = /['’]s?$/iu;

function readLexeme(surface: string): Lexeme {
  const plain = { surface, isCapitalised: false, isAbbreviation: false, month: 0, day: 0, year: 0 };
  const first = kindAt(surface, 0);
  if (first === DIGIT) {
    const digits = surface.replaceAll(',', '');
    const day = /^(?:0?[1-9]|[12]\d|3[01])$/.test(digits) ? Number(digits) : 0;
    const year = /^(?:19|20)\d\d$/.test(digits) ? Number(digits) : 0;
    return { ...plain, kind: 'number', key: termKey(digits, NUMBER_SEED), weight: NUMBER_WEIGHT, day, year };
  }
  const word = acronymOrWord(surface);
  const isFunction = FUNCTION_WORDS.has(word);
  const stem = isFunction ? word : englishStem(word);
  return {
    ...plain,
    kind: isFunction ? 'function' : 'word',
    key: termKey(stem),
    weight: isFunction ? 0 : wordWeight(stem),
    isCapitalised: first === CAPITAL,
    isAbbreviation: surface.length <= LONGEST_TITLE && (TITLES.test(surface) || /^\p{Lu}$/u.test(surface)),
    month: MONTH_OF.get(surface) ?? 0,
  };
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
