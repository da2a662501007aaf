import type { Article } from '../articles/article.ts';
import { type Contents, dateKey, MOST } from './block.ts';
import { createKeyTable } from './key-table.ts';
import { type Lexeme, withoutPossessive } from './lexemes.ts';
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
const lexemes: Lexeme[] = [];
const names: (Lexeme | undefined)[] = [];
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

const scratch = new Float64Array(MOST_TOKENS);
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

  // The square root damps repetition: the tenth mention tells little more than the ninth.
  const write = (from: number, limit: number, weightAt: (i: number) => number) =>
    writeTerms(data, from, limit, words.count(), words.key, weightAt, scratch);
  const weight = (i: number) => lexemes[i]?.weight ?? 0;
  const wordsEnd = write(0, MOST.words, (i) => Math.sqrt(wordCounts[i] ?? 0) * weight(i));
  const pairsEnd = writeTerms(
    data,
    wordsEnd,
    MOST.pairs,
    pairs.count(),
    pairs.key,
    (i) => Math.sqrt(pairCounts[i] ?? 0) * (pairWeights[i] ?? 0),
    scratch,
  );
  const namesEnd = write(pairsEnd, MOST.names, (i) => Math.sqrt(nameCounts[i] ?? 0) * weight(i));
  const titleEnd = write(namesEnd, MOST.title, (i) => Math.sqrt(titleCounts[i] ?? 0) * weight(i));
  const numbersEnd = write(titleEnd, MOST.numbers, (i) => Math.sqrt(numberCounts[i] ?? 0));
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

  const keys = Uint32Array.from({ length: words.count() }, (_, i) => words.key(i));
  const firsts = lexemes.slice(0, keys.length);
  const named = names.slice(0, keys.length);
  const spell = (key: number) => spellingOf(keys.indexOf(key), firsts, named);
  const marks = [...data.subarray(pairsEnd, namesEnd), ...data.subarray(titleEnd, numbersEnd)];
  const spelled = marks.map((term) => spellingOf(words.find(keyOf(term)), firsts, named) ?? '');
  return { contents, spelled, spell };
}

function spellingOf(
  place: number,
  firsts: readonly Lexeme[],
  named: readonly (Lexeme | undefined)[],
): string | undefined {
  const name = named[place];
  if (name !== undefined) return withoutPossessive(name.surface);
  return firsts[place]?.surface.toLowerCase();
}

const NAME_SHARE = 0.6;
// Out of the 2,000 or so commonest words.
const UNCOMMON = 0.6;

/** Numbers the words and counts their capitals. False where capitals tell nothing, in a text in capitals throughout. */
function countCapitals({ count, titleCount, lexemes: all, opensSentence }: Tokens): boolean {
  words.clear();
  let places = 0;
  let withCapital = 0;
  for (let place = 0; place < count; place += 1) {
    const lexeme = all[place];
    if (lexeme === undefined) continue;
    const word = lexeme.kind === 'function' ? -1 : numberOf(lexeme);
    wordOf[place] = word;
    if (place < titleCount || opensSentence[place] === 1 || lexeme.kind === 'number') continue;
    places += 1;
    withCapital += Number(lexeme.isCapitalised);
    if (word < 0) continue;
    telling[word] = (telling[word] ?? 0) + 1;
    capitals[word] = (capitals[word] ?? 0) + Number(lexeme.isCapitalised);
  }
  return 2 * withCapital < places;
}

/** The place of a word in the columns, which are emptied for a new one. */
function numberOf(lexeme: Lexeme): number {
  const known = words.count();
  const word = words.place(lexeme.key);
  if (word < known) return word;
  lexemes[word] = lexeme;
  names[word] = undefined;
  for (const column of [wordCounts, nameCounts, titleCounts, numberCounts, telling, capitals]) column[word] = 0;
  return word;
}

/**
 * Tells which words are names: those that stand with a capital in at least 60 % of the places that can tell. A headline cannot (Title Case), nor can
 * the first word of a sentence; a word that has no other place, or a text in capitals throughout, leaves only uncommon words.
 */
function isName({ kind, isCapitalised, weight }: Lexeme, word: number, capitalsTell: boolean): boolean {
  if (kind !== 'word') return false;
  const seen = telling[word] ?? 0;
  if (seen === 0 || !capitalsTell) return isCapitalised && weight >= UNCOMMON;
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
    const lexeme = tokens.lexemes[place];
    const word = wordOf[place] ?? -1;
    if (lexeme === undefined || word < 0) continue;
    wordCounts[word] = (wordCounts[word] ?? 0) + (wordFade[place] ?? 0);
    if (place < tokens.titleCount) titleCounts[word] = (titleCounts[word] ?? 0) + 1;
    if (before >= 0) countPair(before, word);
    before = word;
    if (lexeme.kind === 'number') {
      numberCounts[word] = (numberCounts[word] ?? 0) + 1;
      latestYear = Math.max(latestYear, lexeme.year);
    } else if (isName(lexeme, word, capitalsTell)) {
      nameCounts[word] = (nameCounts[word] ?? 0) + (nameFade[place] ?? 0);
      names[word] = lexeme;
      if (isHeadline && place < tokens.titleCount && headlined.size < MOST.headlined) {
        const isDoubtful = tokens.opensSentence[place] === 1 && (telling[word] ?? 0) === 0;
        (isDoubtful ? doubtful : headlined).add(lexeme.key);
      }
    }
    const date = lexeme.month === 0 || days.size >= MOST.days ? 0 : dateAt(tokens, place, lexeme.month);
    if (date > 0) days.add(date);
  }
  return { headlined: Uint32Array.from(headlined.size > 0 ? headlined : doubtful), days: [...days], latestYear };
}

function countPair(first: number, second: number): void {
  const known = pairs.count();
  const pair = pairs.place(pairKey(words.key(first), words.key(second)));
  if (pair === known) {
    pairCounts[pair] = 0;
    pairWeights[pair] = ((lexemes[first]?.weight ?? 0) + (lexemes[second]?.weight ?? 0)) / 2;
  }
  pairCounts[pair] = (pairCounts[pair] ?? 0) + 1;
}

/** The key of the day that a month's name stands beside ("February 27", "27 Feb"), or 0. */
function dateAt({ count, lexemes: all }: Tokens, place: number, month: number): number {
  const after = place + 1 < count ? all[place + 1] : undefined;
  const day = after !== undefined && after.day > 0 ? after.day : place > 0 ? (all[place - 1]?.day ?? 0) : 0;
  return day === 0 ? 0 : dateKey(day, month);
}
