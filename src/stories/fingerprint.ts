import type { Article } from '../articles/article.ts';
import { type Token, tokens } from './tokens.ts';
import { pairKey, termKey, toVector, type Vector } from './vector.ts';

/** What grouping knows of an article. It depends on the article alone, so it can be made again at any time. */
export type Fingerprint = {
  /** All words, the early ones weighing more. */
  readonly words: Vector;
  /** Pairs of neighbouring words: whose wording is it? */
  readonly pairs: Vector;
  readonly names: Vector;
  readonly title: Vector;
  /** Keys of the names, numbers and dates anywhere in the article, rising. */
  readonly marks: Uint32Array;
  /** Keys under which the article is looked up, the most telling first. */
  readonly lookups: Uint32Array;
};

const MOST_WORDS = 256;
const MOST_PAIRS = 256;
const MOST_NAMES = 64;
const MOST_MARKS = 96;
const LOOKUPS = 24;

const NUMBER_SEED = 1;
const DATE_SEED = 2;

const MONTHS: ReadonlyMap<string, string> = new Map(
  'january february march april may june july august september october november december'
    .split(' ')
    .flatMap((month) => [[month, month] as const, [month.slice(0, 3), month] as const])
    .concat([['sept', 'september']]),
);

/** Reads an article into what grouping knows of it, and the words that its keys stand for. Linear in its length, of which 20,000 characters count. */
export function readFingerprint(article: Pick<Article, 'title' | 'text'>): {
  readonly fingerprint: Fingerprint;
  readonly words: ReadonlyMap<number, string>;
} {
  const titleTokens = tokens(article.title, '');
  const all = tokens(article.title, article.text);
  const isName = nameTest(all, titleTokens.length);
  const spelling = new Map<number, string>();
  const words = new Map<number, number>();
  const rarities = new Map<number, number>();
  const names = new Map<number, number>();
  const marks = new Set<number>();
  const pairs = new Map<number, number>();
  const pairRarities = new Map<number, number>();
  const title = new Map<number, number>();
  let before: { key: number; rarity: number } | null = null;

  all.forEach((token, place) => {
    if (token.kind === 'function') return;
    const key = token.kind === 'number' ? termKey(token.stem, NUMBER_SEED) : termKey(token.stem);
    add(words, key, Math.exp(-place / 40) + 0.25);
    keepLeast(rarities, key, token.rarity);
    if (before !== null) {
      const pair = pairKey(before.key, key);
      add(pairs, pair, 1);
      pairRarities.set(pair, before.rarity + token.rarity);
    }
    before = { key, rarity: token.rarity };
    if (place < titleTokens.length) add(title, key, 1);
    if (token.kind === 'number') {
      mark(marks, spelling, key, token.surface);
    } else if (isName(token)) {
      add(names, key, Math.exp(-place / 100) + 0.15);
      mark(marks, spelling, key, token.surface.replace(/['’]s?$/u, ''));
    } else if (!spelling.has(key)) spelling.set(key, token.surface.toLowerCase());
    const date = dateAt(all, place);
    if (date !== null) mark(marks, spelling, termKey(date, DATE_SEED), date);
  });

  const weighed = (counts: Map<number, number>) => scale(counts, (key) => rarities.get(key) ?? 1);
  const wordVector = toVector(weighed(words), MOST_WORDS);
  const fingerprint = {
    words: wordVector,
    pairs: toVector(
      scale(pairs, (key) => pairRarities.get(key) ?? 2),
      MOST_PAIRS,
    ),
    names: toVector(weighed(names), MOST_NAMES),
    title: toVector(weighed(title), MOST_WORDS),
    marks: Uint32Array.from([...marks].slice(0, MOST_MARKS)).sort(),
    lookups: heaviest(wordVector, LOOKUPS),
  } satisfies Fingerprint;
  return { fingerprint, words: spelling };
}

function add(counts: Map<number, number>, key: number, weight: number): void {
  counts.set(key, (counts.get(key) ?? 0) + weight);
}

function keepLeast(values: Map<number, number>, key: number, value: number): void {
  values.set(key, Math.min(values.get(key) ?? value, value));
}

function mark(marks: Set<number>, spelling: Map<number, string>, key: number, surface: string): void {
  marks.add(key);
  spelling.set(key, surface);
}

function scale(counts: ReadonlyMap<number, number>, rarity: (key: number) => number): Map<number, number> {
  return new Map([...counts].map(([key, count]) => [key, Math.log1p(count) * rarity(key)]));
}

function heaviest(vector: Vector, limit: number): Uint32Array {
  const places = [...vector.keys.keys()].sort(
    (a, b) => (vector.weights[b] ?? 0) - (vector.weights[a] ?? 0) || (vector.keys[a] ?? 0) - (vector.keys[b] ?? 0),
  );
  return Uint32Array.from(places.slice(0, limit), (place) => vector.keys[place] ?? 0);
}

/**
 * Tells which words are names: those that stand with a capital inside sentences, in at least 60 % of the places that can tell.
 * Titles cannot (Title Case), nor can the first word of a sentence; a word that has no other place counts as a name if it is no common word.
 */
function nameTest(all: readonly Token[], titleLength: number): (token: Token) => boolean {
  const capital = new Map<string, number>();
  const telling = new Map<string, number>();
  let places = 0;
  let capitals = 0;
  all.forEach((token, place) => {
    if (place < titleLength || token.opensSentence || token.kind === 'number') return;
    places += 1;
    if (token.isCapitalised) capitals += 1;
    if (token.kind === 'function') return;
    telling.set(token.stem, (telling.get(token.stem) ?? 0) + 1);
    if (token.isCapitalised) capital.set(token.stem, (capital.get(token.stem) ?? 0) + 1);
  });
  const capitalsTell = capitals < places / 2;
  return (token) => {
    if (token.kind !== 'word') return false;
    const seen = telling.get(token.stem);
    if (seen === undefined || !capitalsTell) return token.isCapitalised && token.rarity >= 1;
    return (capital.get(token.stem) ?? 0) / seen >= 0.6;
  };
}

function dateAt(all: readonly Token[], place: number): string | null {
  const token = all[place];
  const month = token?.kind === 'word' && token.isCapitalised ? MONTHS.get(token.surface.toLowerCase()) : undefined;
  if (month === undefined) return null;
  const day = [all[place + 1], all[place - 1]].find(
    (near) => near?.kind === 'number' && /^(?:[12]?\d|3[01])$/.test(near.stem),
  );
  return day === undefined ? null : `${day.stem} ${month}`;
}
