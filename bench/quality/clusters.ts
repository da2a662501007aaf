import type { Labelled } from './labelled.ts';
import { average, type Interval, interval } from './measure.ts';

/** Groups of articles, as places in the list. */
export type Groups = readonly (readonly number[])[];

export type BCubed = {
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
  readonly interval: Interval;
};

type StorySums = { precision: number; recall: number; articles: number };

/** B-cubed (Bagga and Baldwin 1998): each article's precision and recall, averaged, and of these the harmonic mean; bootstrap over stories. */
export function bCubed(groups: Groups, labelled: readonly Labelled[]): BCubed {
  const stories = storySums(groups, labelled);
  return { ...harmonic(stories), interval: interval(stories, (sample) => harmonic(sample).f1) };
}

/** The mean F1 of several sets, and its interval: stories are drawn again within each. */
export function meanBCubed(sets: readonly { readonly groups: Groups; readonly labelled: readonly Labelled[] }[]): {
  readonly f1: number;
  readonly interval: Interval;
} {
  const sums = sets.map(({ groups, labelled }) => storySums(groups, labelled));
  const mean = (samples: readonly (readonly StorySums[])[]) => average(samples.map((sample) => harmonic(sample).f1));
  const units = sums.flatMap((stories, set) => stories.map((story) => ({ set, story })));
  const resampled = interval(units, (sample) => {
    const bySet = sums.map((): StorySums[] => []);
    for (const { set, story } of sample) bySet[set]?.push(story);
    return mean(bySet);
  });
  return { f1: mean(sums), interval: resampled };
}

function storySums(groups: Groups, labelled: readonly Labelled[]): readonly StorySums[] {
  const sizes = countBy(labelled.map(({ story }) => story));
  const sums = new Map([...sizes.keys()].map((story) => [story, { precision: 0, recall: 0, articles: 0 }]));
  for (const group of groups) {
    for (const [story, count] of countBy(group.flatMap((i) => labelled[i]?.story ?? []))) {
      const sum = sums.get(story);
      if (sum === undefined) continue;
      sum.precision += (count * count) / group.length;
      sum.recall += (count * count) / (sizes.get(story) ?? 1);
      sum.articles += count;
    }
  }
  return [...sums.values()];
}

function harmonic(stories: readonly StorySums[]): Omit<BCubed, 'interval'> {
  let [precision, recall, articles] = [0, 0, 0];
  for (const story of stories) {
    precision += story.precision;
    recall += story.recall;
    articles += story.articles;
  }
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / ((precision + recall) * articles);
  return { f1, precision: precision / Math.max(1, articles), recall: recall / Math.max(1, articles) };
}

/** Two stories of one family, and the share of the pairs of articles, one from each, that end in one group. */
export type TwinPair = { readonly names: readonly [string, string]; readonly together: number };

/** Every pair of look-alike stories. */
export function twinPairs(groups: Groups, labelled: readonly Labelled[]): readonly TwinPair[] {
  const groupOf = new Map(groups.flatMap((group, label) => group.map((i) => [i, label] as const)));
  const families = new Map<string, Map<string, number[]>>();
  labelled.forEach(({ story, family }, i) => {
    const stories = families.get(family) ?? new Map<string, number[]>();
    families.set(family, stories.set(story, [...(stories.get(story) ?? []), i]));
  });
  return [...families.values()].flatMap((stories) => {
    const [first, second] = [...stories];
    if (first === undefined || second === undefined) return [];
    const together = first[1].flatMap((a) => second[1].map((b) => Number(groupOf.get(a) === groupOf.get(b))));
    return [{ names: [first[0], second[0]] as const, together: average(together) }];
  });
}

/** How often each name stands in a list. */
export function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
