/** The simple methods that grouping is measured against, each clustering a whole collection at once. */
import { averageLink } from '../../src/stories/average-link.ts';
import type { Groups } from './clusters.ts';

export type Text = { readonly title: string; readonly text: string };
type Weights = ReadonlyMap<string, number>;

/** The likeness of two texts by their places: 0.75 × TF-IDF of the first 900 characters + 0.25 × TF-IDF of capitalised words. */
export function tfIdfScores(texts: readonly Text[]): (a: number, b: number) => number {
  const whole = texts.map(({ title, text }) => (text.startsWith(title) ? text : `${title}\n${text}`));
  const words = vectors(
    whole.map(
      (text) =>
        text
          .slice(0, 900)
          .toLowerCase()
          .match(/[\p{L}\p{N}]{2,}/gu) ?? [],
    ),
  );
  const names = vectors(whole.map((text) => text.match(/\p{Lu}[\p{L}\p{N}]+/gu) ?? []));
  return (a, b) => 0.75 * dot(words[a], words[b]) + 0.25 * dot(names[a], names[b]);
}

/** Average link of these likenesses. Gives the groups for each threshold. */
export function tfIdf(texts: readonly Text[], thresholds: readonly number[]): readonly Groups[] {
  return clusterAt(texts.length, tfIdfScores(texts), thresholds);
}

/** Texts that share so large a part of their runs of three words (Jaccard) are one story, and what they share one with: what MinHash estimates. */
export function nearDuplicates(texts: readonly Text[], thresholds: readonly number[]): readonly Groups[] {
  const shingles = texts.map(({ text }) => {
    const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    return new Set(words.slice(2).map((_, i) => words.slice(i, i + 3).join(' ')));
  });
  const shared = new Float32Array(texts.length ** 2);
  for (let a = 0; a < texts.length; a += 1) {
    for (let b = a + 1; b < texts.length; b += 1) shared[a * texts.length + b] = jaccard(shingles[a], shingles[b]);
  }
  return thresholds.map((threshold) => connected(shared, texts.length, threshold));
}

function jaccard(a: ReadonlySet<string> = new Set(), b: ReadonlySet<string> = new Set()): number {
  let both = 0;
  for (const shingle of a) both += Number(b.has(shingle));
  return both / Math.max(1, a.size + b.size - both);
}

function vectors(documents: readonly (readonly string[])[]): readonly Weights[] {
  const frequency = new Map<string, number>();
  for (const words of documents) for (const word of new Set(words)) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  return documents.map((words) => {
    const counts = new Map<string, number>();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    const weighed = [...counts].map(([word, count]) => {
      const idf = Math.log((documents.length + 1) / ((frequency.get(word) ?? 0) + 0.5));
      return [word, Math.log1p(count) * idf] as const;
    });
    const length = Math.hypot(...weighed.map(([, weight]) => weight)) || 1;
    return new Map(weighed.map(([word, weight]) => [word, weight / length]));
  });
}

function dot(a: Weights = new Map(), b: Weights = new Map()): number {
  let sum = 0;
  for (const [word, weight] of a) sum += weight * (b.get(word) ?? 0);
  return sum;
}

/** Average link at each threshold. A merge needs one pair at the threshold, so the connected parts are clustered one by one. */
function clusterAt(
  size: number,
  score: (a: number, b: number) => number,
  thresholds: readonly number[],
): readonly Groups[] {
  const scores = new Float32Array(size * size);
  for (let a = 0; a < size; a += 1) for (let b = a + 1; b < size; b += 1) scores[a * size + b] = score(a, b);
  return thresholds.map((threshold) => {
    const rules = { bar: () => threshold, refuses: () => false };
    return connected(scores, size, threshold).flatMap((part) =>
      averageLink(part.length, (a, b) => scores[(part[a] ?? 0) * size + (part[b] ?? 0)] ?? 0, rules).map((places) =>
        places.flatMap((place) => part[place] ?? []),
      ),
    );
  });
}

/** What hangs together by pairs at the threshold. `scores` holds that of a and b, a < b, at a × size + b. */
function connected(scores: Float32Array, size: number, threshold: number): Groups {
  const parent = Array.from({ length: size }, (_, i) => i);
  const root = (i: number): number => (parent[i] === i ? i : root(parent[i] ?? i));
  for (let a = 0; a < size; a += 1) {
    for (let b = a + 1; b < size; b += 1) if ((scores[a * size + b] ?? 0) >= threshold) parent[root(a)] = root(b);
  }
  return [...Map.groupBy(parent.keys(), root).values()];
}
