import type { Found } from './form.ts';
import type { Entry, Lexicon, Sense } from './lexicon.ts';
import type { Reading, Word } from './reading.ts';

/** An entry met in a text: words `start` up to `end`. */
export type Sighting = {
  readonly entry: Entry;
  readonly weight: number;
  readonly start: number;
  readonly end: number;
};

/** A form that several entries share, where nothing else in the text tells which is meant. */
const UNDECIDED_WEIGHT = 0.6;
const OVERRULED_WEIGHT = 0.15;
/** A form that surely means its concept. */
const NEWS_WORD_WEIGHT = 0.9;

/**
 * The entries met in an article or a typed phrase. Longest names first ("North Korean" is not Korea), casing respected where the text has any, and
 * a name that could be several things (Georgia, Jordan, Washington) weighed by what stands beside it.
 */
export function sightEntries(
  lexicon: Lexicon,
  reading: Reading,
  isPhrase: boolean,
  language: string | null,
): Sighting[] {
  const { words } = reading;
  const found: Found<readonly Sense[]>[] = [];
  for (let start = 0; start < words.length; ) {
    const longest =
      lexicon.names.at(words, start).at(-1) ??
      (language === null || language === 'en' ? undefined : lexicon.namesAbroad.at(words, start).at(-1));
    if (longest !== undefined) found.push(longest);
    start = longest?.end ?? start + 1;
  }
  const concepts: Sighting[] = [];
  for (let start = 0; start < words.length; start += 1) {
    for (const { value, start: from, end } of lexicon.concepts.at(words, start)) {
      for (const { entry, weight } of value) concepts.push({ entry, weight, start: from, end });
    }
  }
  const certain = found.filter((name) => isNameHere(lexicon, words, name, found, concepts, isPhrase));
  return [...withSenses(certain), ...concepts];
}

function isNameHere(
  lexicon: Lexicon,
  words: readonly Word[],
  name: Found<readonly Sense[]>,
  names: readonly Found<readonly Sense[]>[],
  concepts: readonly Sighting[],
  isPhrase: boolean,
): boolean {
  const word = words[name.start];
  if (word === undefined || name.end - name.start > 1) return true;
  if (word.shape === 'none' && lexicon.doubtful.has(word.word)) {
    const others = names.filter((other) => other !== name && other.value.length > 0);
    if (isPhrase) return words.length === 1 || others.length > 0 || concepts.length > 0;
    // In an article "us" and "who" are far more often the words than the names: only beside a name, or before a news word ("us troops").
    const isLinked = (from: number, to: number) => to === from || (to === from + 1 && words[from]?.word === 'and');
    if (others.some(({ start, end }) => isLinked(end, name.start) || isLinked(name.end, start))) return true;
    const isPronoun = lexicon.ignored.has(word.word) && word.word !== 'us';
    return !isPronoun && concepts.some(({ start, weight }) => start === name.end && weight >= NEWS_WORD_WEIGHT);
  }
  return !(lexicon.persons.has(word.word) && isPersonsName(lexicon, words, name));
}

// "Michael Jordan", "Chad Smith": a capitalised word beside it that is no name and no news word of ours.
function isPersonsName(lexicon: Lexicon, words: readonly Word[], name: Found<readonly Sense[]>): boolean {
  const before = words[name.start - 1];
  const after = words[name.end];
  const sentence = words[name.start]?.sentence;
  if (before?.place === 'title' || after?.place === 'title') return false;
  const isStrange = (word: Word | undefined, place: number) =>
    word !== undefined &&
    word.sentence === sentence &&
    word.shape === 'capital' &&
    !lexicon.ignored.has(word.word) &&
    lexicon.names.at(words, place).length === 0 &&
    lexicon.concepts.at(words, place).length === 0;
  const beforeOpens = words[name.start - 2]?.sentence !== sentence;
  return (isStrange(before, name.start - 1) && !beforeOpens) || isStrange(after, name.end);
}

function withSenses(names: readonly Found<readonly Sense[]>[]): Sighting[] {
  const sureOf = new Set(
    names.filter(({ value }) => isUnshared(value)).flatMap(({ value }) => value.map(({ entry }) => entry)),
  );
  const sightings: Sighting[] = [];
  for (const { value, start, end } of names) {
    const shared = !isUnshared(value);
    const backed = shared && value.some(({ entry }) => sureOf.has(entry));
    for (const { entry, weight } of value) {
      const share = !shared ? 1 : !backed ? UNDECIDED_WEIGHT : sureOf.has(entry) ? 1 : OVERRULED_WEIGHT;
      sightings.push({ entry, weight: weight * share, start, end });
    }
  }
  return sightings;
}

// A capital and its country are one sense told twice, not two.
function isUnshared(senses: readonly Sense[]): boolean {
  return senses.length < 2 || senses.some(({ weight }) => weight < 0.9);
}
