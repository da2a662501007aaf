import type { Article } from '../articles/article.ts';
import { foldedWords } from '../lib/text.ts';
import { storyOrder } from './order.ts';
import { pairKey, termKey } from './terms.ts';

/** Articles of one story that carry one text: an agency's report, however many sites print it, is one voice. */
export type Voice<T> = {
  /** The agency that most of them name, or null where none does. */
  readonly agency: string | null;
  /** In story order; the first carried it first. */
  readonly articles: readonly T[];
};

const MOST_CHARACTERS = 20_000;
const SHINGLE_WORDS = 4;
// Independent reports of one event share quotations and set phrases: a tenth or two of their shingles. Edited copies keep two thirds and more.
const COPIED = 0.5;

/**
 * Groups the articles of a story by whose text they carry. An article carries the text of another if at least half of its runs of four words stand
 * there too (containment, so that a copy cut short counts; Broder 1997). Time grows with the words times the number of voices.
 */
export function voices<T extends Pick<Article, 'id' | 'time' | 'text' | 'agency'>>(
  articles: readonly T[],
): readonly Voice<T>[] {
  const inOrder = storyOrder(articles);
  const texts = inOrder.map((article, place) => ({ article, place, shingles: shinglesOf(article.text) }));
  // The whole text first, then those cut from it.
  const longestFirst = [...texts].sort((a, b) => b.shingles.size - a.shingles.size || a.place - b.place);
  const found: { readonly shingles: ReadonlySet<number>; readonly places: number[] }[] = [];
  for (const { place, shingles } of longestFirst) {
    const voice = found.find((known) => isCarried(shingles, known.shingles));
    if (voice === undefined) found.push({ shingles, places: [place] });
    else voice.places.push(place);
  }
  return found
    .map(({ places }) => places.sort((a, b) => a - b))
    .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))
    .map((places) => places.flatMap((place) => inOrder[place] ?? []))
    .map((members) => ({ agency: commonest(members.flatMap(({ agency }) => agency ?? [])), articles: members }));
}

function shinglesOf(text: string): ReadonlySet<number> {
  const keys = foldedWords(text.slice(0, MOST_CHARACTERS)).map((word) => termKey(word));
  const shingles = new Set<number>();
  for (let start = 0; start + SHINGLE_WORDS <= keys.length; start += 1) {
    shingles.add(keys.slice(start, start + SHINGLE_WORDS).reduce(pairKey));
  }
  return shingles;
}

function isCarried(shingles: ReadonlySet<number>, whole: ReadonlySet<number>): boolean {
  let shared = 0;
  for (const shingle of shingles) shared += Number(whole.has(shingle));
  return shingles.size > 0 && shared >= COPIED * shingles.size;
}

function commonest(names: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const [first] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return first?.[0] ?? null;
}
