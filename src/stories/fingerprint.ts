import type { Article } from '../articles/article.ts';
import { type Token, tokens } from './tokens.ts';
import { pairKey, termKey, toVector, type Vector } from './vector.ts';

/** What grouping knows of an article's text. It depends on the article alone, so it can be made again at any time. */
export type Fingerprint = {
  /** All words, the early ones weighing more. */
  readonly words: Vector;
  /** Pairs of neighbouring words: whose wording is it? */
  readonly pairs: Vector;
  readonly names: Vector;
  readonly title: Vector;
  readonly numbers: Vector;
  /** Keys of the names, numbers and dates anywhere in the article, rising. */
  readonly marks: Uint32Array;
  /** Keys of the names in the headline that it states; the first few. */
  readonly headlined: Uint32Array;
  /** The days it names, without their year; the first few. */
  readonly days: readonly CalendarDay[];
  /** The latest year it speaks of, or null. */
  readonly latestYear: number | null;
  /** Keys under which the article is looked up, the most telling first. */
  readonly lookups: Uint32Array;
};

export type CalendarDay = { readonly day: number /** 1 to 12 */; readonly month: number };

const MOST_WORDS = 128;
const MOST_PAIRS = 128;
const MOST_NAMES = 64;
const MOST_NUMBERS = 64;
const MOST_MARKS = 96;
const MOST_DAYS = 8;
const MOST_HEADLINED = 16;
const LOOKUPS = 24;

const NUMBER_SEED = 1;
const DATE_SEED = 2;

/** Terms on the way to a vector: how often each was met (early places may count more), and how much it tells. */
type Tally = Map<number, { count: number; weight: number }>;

/** Reads an article into what grouping knows of it, and the words that its keys stand for. Linear in its length, of which 20,000 characters count. */
export function readFingerprint(article: Pick<Article, 'title' | 'titleOrigin' | 'text'>): {
  readonly fingerprint: Fingerprint;
  readonly spelling: ReadonlyMap<number, string>;
} {
  const titleLength = tokens(article.title, '').length;
  const all = tokens(article.title, article.text);
  const isName = nameTest(all, titleLength);
  const spelling = new Map<number, string>();
  const words: Tally = new Map();
  const pairs: Tally = new Map();
  const names: Tally = new Map();
  const title: Tally = new Map();
  const numbers: Tally = new Map();
  const marks = new Set<number>();
  const headlined = new Set<number>();
  const days: CalendarDay[] = [];
  let before: { readonly key: number; readonly weight: number } | null = null;

  function mark(key: number, word: string): void {
    marks.add(key);
    spelling.set(key, word);
  }

  all.forEach((token, place) => {
    const { kind, stem, surface, weight } = token;
    if (kind === 'function') return;
    const key = termKey(stem, kind === 'number' ? NUMBER_SEED : 0);
    add(words, key, Math.exp(-place / 40) + 0.25, weight);
    if (place < titleLength) add(title, key, 1, weight);
    if (before !== null) add(pairs, pairKey(before.key, key), 1, (before.weight + weight) / 2);
    before = { key, weight };

    if (kind === 'number') {
      add(numbers, key, 1, 1);
      mark(key, surface);
    } else if (isName(token)) {
      add(names, key, Math.exp(-place / 100) + 0.15, weight);
      if (place < titleLength && article.titleOrigin === 'stated') headlined.add(key);
      mark(key, surface.replace(/['’]s?$/u, ''));
    } else if (!spelling.has(key)) {
      spelling.set(key, surface.toLowerCase());
    }
    const date = dateAt(all, place);
    if (date === null) return;
    if (days.length < MOST_DAYS) days.push(date);
    const written = spellDay(date);
    mark(termKey(written, DATE_SEED), written);
  });

  const wordVector = vectorOf(words, MOST_WORDS);
  const fingerprint = {
    words: wordVector,
    pairs: vectorOf(pairs, MOST_PAIRS),
    names: vectorOf(names, MOST_NAMES),
    title: vectorOf(title, MOST_WORDS),
    numbers: vectorOf(numbers, MOST_NUMBERS),
    marks: Uint32Array.from([...marks].slice(0, MOST_MARKS)).sort(),
    headlined: Uint32Array.from([...headlined].slice(0, MOST_HEADLINED)),
    days,
    latestYear: latestYear(all),
    lookups: heaviest(wordVector, LOOKUPS),
  } satisfies Fingerprint;
  return { fingerprint, spelling };
}

function add(tally: Tally, key: number, count: number, weight: number): void {
  const known = tally.get(key);
  if (known === undefined) tally.set(key, { count, weight });
  else known.count += count;
}

// The square root damps repetition: the tenth mention tells little more than the ninth.
function vectorOf(tally: Tally, limit: number): Vector {
  return toVector(new Map([...tally].map(([key, { count, weight }]) => [key, Math.sqrt(count) * weight])), limit);
}

function heaviest(vector: Vector, limit: number): Uint32Array {
  const places = [...vector.keys.keys()].sort(
    (a, b) => (vector.weights[b] ?? 0) - (vector.weights[a] ?? 0) || (vector.keys[a] ?? 0) - (vector.keys[b] ?? 0),
  );
  return Uint32Array.from(places.slice(0, limit), (place) => vector.keys[place] ?? 0);
}

const NAME_SHARE = 0.6;
// Out of the 2,000 or so commonest words.
const UNCOMMON = 0.6;

/**
 * Tells which words are names: those that stand with a capital in at least 60 % of the places that can tell. A headline cannot (Title Case), nor can
 * the first word of a sentence; a word that has no other place, or a text in capitals throughout, leaves only uncommon words.
 */
function nameTest(all: readonly Token[], titleLength: number): (token: Token) => boolean {
  const seen = new Map<string, { places: number; capitals: number }>();
  let places = 0;
  let capitals = 0;
  all.forEach(({ kind, stem, isCapitalised, opensSentence }, place) => {
    if (place < titleLength || opensSentence || kind === 'number') return;
    places += 1;
    capitals += Number(isCapitalised);
    if (kind === 'function') return;
    const word = seen.get(stem) ?? { places: 0, capitals: 0 };
    word.places += 1;
    word.capitals += Number(isCapitalised);
    seen.set(stem, word);
  });
  const capitalsTell = 2 * capitals < places;
  return ({ kind, stem, isCapitalised, weight }) => {
    if (kind !== 'word') return false;
    const word = seen.get(stem);
    if (word === undefined || !capitalsTell) return isCapitalised && weight >= UNCOMMON;
    return word.capitals >= NAME_SHARE * word.places;
  };
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const MONTH_OF: ReadonlyMap<string, number> = new Map(
  MONTHS.flatMap((name, index) => [[name, index + 1] as const, [name.slice(0, 3), index + 1] as const]).concat([
    ['Sept', 9],
  ]),
);

/** The day that a month's name stands beside ("February 27", "27 Feb"), or null. */
function dateAt(all: readonly Token[], place: number): CalendarDay | null {
  const month = MONTH_OF.get(all[place]?.surface ?? '');
  if (month === undefined) return null;
  const beside = [all[place + 1], all[place - 1]];
  const day = beside.find((near) => near?.kind === 'number' && /^(?:0?[1-9]|[12]\d|3[01])$/.test(near.stem));
  return day === undefined ? null : { day: Number(day.stem), month };
}

/** "27 February" */
export function spellDay({ day, month }: CalendarDay): string {
  return `${day} ${MONTHS[month - 1]}`;
}

function latestYear(all: readonly Token[]): number | null {
  const years = all.flatMap(({ kind, stem }) =>
    kind === 'number' && /^(?:19|20)\d\d$/.test(stem) ? [Number(stem)] : [],
  );
  return years.length === 0 ? null : Math.max(...years);
}
