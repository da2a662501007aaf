import type { Article } from '../articles/article.ts';
import { type Contents, dateKey, MOST } from './block.ts';
import { createKeyTable } from './key-table.ts';
import { dayOf, isCapitalised, isFunctionWord, isNumber, monthOf, withoutPossessive, yearOf } from './lexemes.ts';
import { keyOf, pairKey, writeTerms } from './terms.ts';
import { MOST_TOKENS, readTokens, type Tokens } from './tokens.ts';

/** What an article's text says, and how it spells its words. It depends on the article alone. */
export type Fingerprint = {
  /** Holds until the next article is read. */
  readonly contents: Contents;
  /** The spelling of each name, in the order of the names, and then of each number. */
  readonly spelled: readonly string[];
  /** How the article spells a word, name or number; undefined where it has none of that key. */
  readonly spell: (key: number) => string | undefined;
};

// Reading is done in one go, so one set of columns serves all articles. A column has a place for each different word.
const words = createKeyTable(MOST_TOKENS);
const wordWeights = new Float64Array(MOST_TOKENS);
// Where among the tokens each stands first; and where it stands last as a name, or -1.
const firsts = new Int32Array(MOST_TOKENS);
const names = new Int32Array(MOST_TOKENS);
const wordCounts = new Float64Array(MOST_TOKENS);
const nameCounts = new Float64Array(MOST_TOKENS);
const titleCounts = new Float64Array(MOST_TOKENS);
const numberCounts = new Float64Array(MOST_TOKENS);
// How often it stands where a capital can tell a name, and how often with one.
const telling = new Uint16Array(MOST_TOKENS);
const capitals = new Uint16Array(MOST_TOKENS);
const wordOf = new Int32Array(MOST_TOKENS);

const pairs = createKeyTable(MOST_TOKENS);
const pairCounts = new Float64Array(MOST_TOKENS);
const pairWeights = new Float64Array(MOST_TOKENS);

// What the terms of a kind weigh.
const sums = new Float64Array(MOST_TOKENS);
const data = new Uint32Array(512);

// The early words weigh more.
const wordFade = Float64Array.from({ length: MOST_TOKENS }, (_, place) => Math.exp(-place / 40) + 0.25);
const nameFade = Float64Array.from({ length: MOST_TOKENS }, (_, place) => Math.exp(-place / 100) + 0.15);

/** Reads an article's text. Linear in its length, of which 20,000 characters count. */
export function readFingerprint({
  title,
  titleOrigin,
  text,
}: Pick<Article, 'title' | 'titleOrigin' | 'text'>): Fingerprint {
  const tokens = readTokens(title, text);
  const capitalsTell = countCapitals(tokens);
  const { headlined, days, latestYear } = tally(tokens, capitalsTell, titleOrigin === 'stated');

  const wordsEnd = writeWords(0, MOST.words, wordCounts);
  const pairsEnd = writePairs(wordsEnd);
  const namesEnd = writeWords(pairsEnd, MOST.names, nameCounts);
  const titleEnd = writeWords(namesEnd, MOST.title, titleCounts);
  const numbersEnd = writeNumbers(titleEnd);
  data.set(headlined, numbersEnd);
  const headlinedEnd = numbersEnd + headlined.length;
  data.set(days, headlinedEnd);
  const contents = {
    data,
    words: wordsEnd,
    pairs: pairsEnd,
    names: namesEnd,
    title: titleEnd,
    numbers: numbersEnd,
    headlined: headlinedEnd,
    days: headlinedEnd + days.length,
    latestYear,
  };

  const spell = spellerOf(tokens);
  const spelled: string[] = [];
  for (let i = pairsEnd; i < numbersEnd; i += 1) {
    if (i < namesEnd || i >= titleEnd) spelled.push(spell(keyOf(data[i] ?? 0)) ?? '');
  }
  return { contents, spelled, spell };
}

// The square root damps repetition: the tenth mention tells little more than the ninth.
function writeWords(from: number, limit: number, counts: Float64Array): number {
  const count = words.count();
  for (let i = 0; i < count; i += 1) sums[i] = Math.sqrt(counts[i] ?? 0) * (wordWeights[i] ?? 0);
  return writeTerms(data, from, limit, count, words.keys(), sums);
}

function writePairs(from: number): number {
  const count = pairs.count();
  for (let i = 0; i < count; i += 1) sums[i] = Math.sqrt(pairCounts[i] ?? 0) * (pairWeights[i] ?? 0);
  return writeTerms(data, from, MOST.pairs, count, pairs.keys(), sums);
}

function writeNumbers(from: number): number {
  const count = words.count();
  for (let i = 0; i < count; i += 1) sums[i] = Math.sqrt(numberCounts[i] ?? 0);
  return writeTerms(data, from, MOST.numbers, count, words.keys(), sums);
}

/** How the article spells its words; also after the next one is read. */
function spellerOf({ starts, ends, written }: Tokens): (key: number) => string | undefined {
  const count = words.count();
  const keys = words.keys().slice();
  const isSpelledAsName = new Uint8Array(count);
  const from = new Uint32Array(count);
  const to = new Uint32Array(count);
  for (let i = 0; i < count; i += 1) {
    const name = names[i] ?? -1;
    const place = name < 0 ? (firsts[i] ?? 0) : name;
    isSpelledAsName[i] = Number(name >= 0);
    from[i] = starts[place] ?? 0;
    to[i] = ends[place] ?? 0;
  }
  return (key) => {
    const place = keys.indexOf(key);
    if (place < 0) return undefined;
    const surface = written(from[place] ?? 0, to[place] ?? 0);
    return isSpelledAsName[place] === 1 ? withoutPossessive(surface) : surface.toLowerCase();
  };
}

const NAME_SHARE = 0.6;
// Out of the 2,000 or so commonest words.
const UNCOMMON = 0.6;

/** Numbers the words and counts their capitals. False where capitals tell nothing, in a text in capitals throughout. */
function countCapitals({ count, titleCount, keys, weights, traits: all, opensSentence }: Tokens): boolean {
  words.clear();
  let places = 0;
  let withCapital = 0;
  for (let place = 0; place < count; place += 1) {
    const traits = all[place] ?? 0;
    const word = isFunctionWord(traits) ? -1 : numberOf(keys[place] ?? 0, weights[place] ?? 0, place);
    wordOf[place] = word;
    if (place < titleCount || opensSentence[place] === 1 || isNumber(traits)) continue;
    const hasCapital = Number(isCapitalised(traits));
    places += 1;
    withCapital += hasCapital;
    if (word < 0) continue;
    telling[word] = (telling[word] ?? 0) + 1;
    capitals[word] = (capitals[word] ?? 0) + hasCapital;
  }
  return 2 * withCapital < places;
}

/** The place of a word in the columns, which are emptied for a new one. */
function numberOf(key: number, weight: number, place: number): number {
  const known = words.count();
  const word = words.place(key);
  if (word < known) return word;
  wordWeights[word] = weight;
  firsts[word] = place;
  names[word] = -1;
  wordCounts[word] = 0;
  nameCounts[word] = 0;
  titleCounts[word] = 0;
  numberCounts[word] = 0;
  telling[word] = 0;
  capitals[word] = 0;
  return word;
}

/**
 * Tells which words are names: those that stand with a capital in at least 60 % of the places that can tell. A headline cannot (Title Case), nor can
 * the first word of a sentence; a word that has no other place, or a text in capitals throughout, leaves only uncommon words.
 */
function isName(traits: number, weight: number, word: number, capitalsTell: boolean): boolean {
  const seen = telling[word] ?? 0;
  if (seen === 0 || !capitalsTell) return isCapitalised(traits) && weight >= UNCOMMON;
  return (capitals[word] ?? 0) >= NAME_SHARE * seen;
}

type Mentioned = { readonly headlined: Uint32Array; readonly days: readonly number[]; readonly latestYear: number };

/** Counts words, pairs, names and numbers, the early ones for more. */
function tally(tokens: Tokens, capitalsTell: boolean, isHeadline: boolean): Mentioned {
  const headlined = new Set<number>();
  // The first word of a headline has a capital anyhow: "Rail strike hits Belgium".
  const doubtful = new Set<number>();
  const days = new Set<number>();
  let latestYear = 0;
  let before = -1;
  pairs.clear();
  for (let place = 0; place < tokens.count; place += 1) {
    const word = wordOf[place] ?? -1;
    if (word < 0) continue;
    const traits = tokens.traits[place] ?? 0;
    wordCounts[word] = (wordCounts[word] ?? 0) + (wordFade[place] ?? 0);
    if (place < tokens.titleCount) titleCounts[word] = (titleCounts[word] ?? 0) + 1;
    if (before >= 0) countPair(before, word);
    before = word;
    if (isNumber(traits)) {
      numberCounts[word] = (numberCounts[word] ?? 0) + 1;
      latestYear = Math.max(latestYear, yearOf(traits));
    } else if (isName(traits, tokens.weights[place] ?? 0, word, capitalsTell)) {
      nameCounts[word] = (nameCounts[word] ?? 0) + (nameFade[place] ?? 0);
      names[word] = place;
      if (isHeadline && place < tokens.titleCount && headlined.size < MOST.headlined) {
        const isDoubtful = tokens.opensSentence[place] === 1 && (telling[word] ?? 0) === 0;
        (isDoubtful ? doubtful : headlined).add(tokens.keys[place] ?? 0);
      }
    }
    const month = monthOf(traits);
    const date = month === 0 || days.size >= MOST.days ? 0 : dateAt(tokens, place, month);
    if (date > 0) days.add(date);
  }
  return { headlined: Uint32Array.from(headlined.size > 0 ? headlined : doubtful), days: [...days], latestYear };
}

function countPair(first: number, second: number): void {
  const known = pairs.count();
  const pair = pairs.place(pairKey(words.key(first), words.key(second)));
  if (pair === known) {
    pairCounts[pair] = 0;
    pairWeights[pair] = ((wordWeights[first] ?? 0) + (wordWeights[second] ?? 0)) / 2;
  }
  pairCounts[pair] = (pairCounts[pair] ?? 0) + 1;
}

/** The key of the day that a month's name stands beside ("February 27", "27 Feb"), or 0. */
function dateAt({ count, traits }: Tokens, place: number, month: number): number {
  const after = place + 1 < count ? dayOf(traits[place + 1] ?? 0) : 0;
  const day = after > 0 ? after : place > 0 ? dayOf(traits[place - 1] ?? 0) : 0;
  return day === 0 ? 0 : dateKey(day, month);
}
