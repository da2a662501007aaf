import type { Article } from '../articles/article.ts';
import { type Place, placeOf, textOfWords } from './reading.ts';

/** What matching needs of an article. `text` may be empty: a headline alone. */
export type MatchableArticle = Pick<Article, 'id' | 'title' | 'text' | 'time' | 'language' | 'publisher' | 'url'>;

/** Where an article says a thing: words `start` up to `end`, and how surely they mean it (0 to 1). */
export type Span = { readonly start: number; readonly end: number; readonly weight: number };

/** An article as topics see it. Things are numbered: entries of the lexicon first, then the forms that topics brought. */
export type Profile = {
  readonly article: MatchableArticle;
  /** What it says, by number, rising; what stands in the columns beside it is about the thing in the same row. */
  readonly things: Int32Array;
  /** The surest mention in the title; in title or lead; anywhere. 0 to 1. */
  readonly title: Float32Array;
  readonly lead: Float32Array;
  readonly any: Float32Array;
  /** How much of the article is about it: mentions, the early ones counting more. */
  readonly mass: Float32Array;
  /** How many of its words are the title's. */
  readonly titleWords: number;
  /** True where there is nothing but a title. */
  readonly isHeadline: boolean;
  /** The years it mentions, and the year it was published; each once. */
  readonly years: readonly number[];
  /** Length of the vector of its words, for the cosine. */
  readonly norm: number;
  readonly publisher: string;
  readonly host: string;
  /** For `spansOfThing` and `sentenceOf` alone; see `columns`. */
  readonly places: Uint16Array;
  readonly weights: Float32Array;
};

/** The row of a thing in an article's columns; -1 where the article does not say it. */
export function rowOf({ things }: Profile, thing: number): number {
  let low = 0;
  let high = things.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = things[middle] ?? 0;
    if (found === thing) return middle;
    if (found < thing) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Where an article says a thing, in order of place: of a text that says more than 60,000 things, the first. */
export function spansOfThing(profile: Profile, thing: number): readonly Span[] {
  const row = rowOf(profile, thing);
  if (row < 0) return [];
  const { places, weights, things } = profile;
  const rows = things.length;
  const all = places[rows - 1] ?? 0;
  const spans: Span[] = [];
  for (let span = row === 0 ? 0 : (places[row - 1] ?? 0); span < (places[row] ?? 0); span += 1) {
    const weight = span < weights.length ? (weights[span] ?? 1) : 1;
    spans.push({ start: places[rows + span] ?? 0, end: places[rows + all + span] ?? 0, weight });
  }
  return spans;
}

/** The sentence a word of an article stands in; the title is sentence 0. */
export function sentenceOf({ places, things }: Profile, word: number): number {
  const rows = things.length;
  const first = rows + 2 * (rows === 0 ? 0 : (places[rows - 1] ?? 0));
  let low = first;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) <= word) low = middle + 1;
    else high = middle;
  }
  return low - first;
}

/** Stretches of words of an article as they stand there, and the place of the first of each. */
export function wordsOf(
  { article, titleWords }: Profile,
  spans: readonly Span[],
): readonly { readonly text: string; readonly place: Place }[] {
  const texts = textOfWords(article.title, article.text, spans);
  return spans.map(({ start }, index) => ({ text: texts[index] ?? '', place: placeOf(titleWords, start) }));
}
