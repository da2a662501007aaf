/**
 * How well articles are grouped into stories: `node bench/quality/grouping.ts DATA_FOLDER [--errors] [--half fit|held]`.
 *
 * Measures, with one setting for all sets, articles without times fed one by one in three shuffled orders:
 * - B-cubed F1 of each set and their mean; 95 % interval by bootstrap over stories.
 * - Look-alikes: of the ecbplus pairs of stories with one `topic_group`, the share of pairs of articles, one from each, that end in one story (the mean over
 *   pairs of stories); and, stricter, the share of pairs of stories of which any two articles do.
 * `--half` takes half of the stories (of the pairs of look-alikes), told apart by a hash of their names. The table shows the worst order.
 * The simple methods take the threshold that is best for their mean on the very data they are judged on: an advantage that ours does not have.
 */
import type { Article } from '../../src/articles/article.ts';
import { createStoryIndex } from '../../src/stories/story-index.ts';
import { bCubed, countBy, type Groups, meanBCubed, type TwinPair, twinPairs } from './clusters.ts';
import { nearDuplicates, tfIdf } from './grouping-baselines.ts';
import { groupArticles, type Labelled, labelledArticles, shuffled } from './labelled.ts';
import { average, interval, isInHalf, type Measure, type Options, runMeasures, type Taken } from './measure.ts';

export const GROUPING_SETS = ['newscluster', 'basil', 'ecbplus', 'fnc1'] as const;
const ORDERS = 3;
const TF_IDF_THRESHOLDS = [0.15, 0.18, 0.2, 0.22, 0.24, 0.26, 0.28, 0.3];
const SHINGLE_THRESHOLDS = [0.02, 0.03, 0.05, 0.1, 0.2, 0.4];

type LabelledSet = { readonly name: string; readonly labelled: readonly Labelled[] };

/** Groups the four labelled collections. */
export function measureGrouping({ folder, half }: Options): Taken {
  const sets = GROUPING_SETS.map((name) => ({
    name,
    labelled: labelledArticles(folder, `stories/${name}.articles.jsonl`).filter(({ family }) => isInHalf(family, half)),
  }));
  const orders = Array.from({ length: ORDERS }, (_, order) =>
    sets.map(({ labelled }) => groupShuffled(labelled, order + 1)),
  );
  const scored = orders.map((groups) => ({ groups, mean: meanOf(sets, groups).f1 }));
  const { groups: ours } = scored.reduce((a, b) => (b.mean < a.mean ? b : a), scored[0] ?? { groups: [], mean: 0 });
  const simple = [
    { name: 'TF-IDF', groups: best(sets, tfIdf, TF_IDF_THRESHOLDS) },
    { name: 'near-duplicates', groups: best(sets, nearDuplicates, SHINGLE_THRESHOLDS) },
  ];

  const perSet = sets.map(({ name, labelled }, i): Measure => {
    const { f1, interval } = bCubed(ours[i] ?? [], labelled);
    const baselines = simple.map(({ name, groups }) => ({ name, value: bCubed(groups[i] ?? [], labelled).f1 }));
    return { name: `grouping: ${name}, B-cubed F1`, ours: f1, interval, baselines, goal: 0.92, sense: 'most' };
  });
  const mean = meanOf(sets, ours);
  const twins = sets.findIndex(({ name }) => name === 'ecbplus');
  const pairsOf = (groups: readonly Groups[]) => twinPairs(groups[twins] ?? [], sets[twins]?.labelled ?? []);
  const lookAlikes = (name: string, share: (pair: TwinPair) => number, goal: number | null): Measure => {
    const statistic = (pairs: readonly TwinPair[]) => average(pairs.map(share));
    const pairs = pairsOf(ours);
    return {
      name: `grouping: ${name}`,
      ours: statistic(pairs),
      interval: interval(pairs, statistic),
      baselines: simple.map(({ name, groups }) => ({ name, value: statistic(pairsOf(groups)) })),
      goal,
      sense: 'least',
    };
  };
  return {
    measures: [
      {
        name: 'grouping: mean of the four',
        ours: mean.f1,
        interval: mean.interval,
        baselines: simple.map(({ name, groups }) => ({ name, value: meanOf(sets, groups).f1 })),
        goal: 0.95,
        sense: 'most',
      },
      ...perSet,
      lookAlikes('look-alike pairs in one story', ({ together }) => together, 0.05),
      lookAlikes('look-alike stories that touch', ({ together }) => Number(together > 0), null),
    ],
    details: [
      `grouping: ${sets.map(({ name, labelled }) => `${name} ${labelled.length} articles of ${new Set(labelled.map(({ story }) => story)).size} stories`).join(', ')}`,
      `grouping: mean of the orders of arrival ${scored.map((order) => order.mean.toFixed(4)).join(', ')}`,
      ...sets.map(({ name, labelled }, i) => {
        const { precision, recall } = bCubed(ours[i] ?? [], labelled);
        return `grouping: ${name} precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`;
      }),
    ],
    errors: () => sets.flatMap(({ name, labelled }, i) => groupingErrors(name, labelled, ours[i] ?? [])),
  };
}

function meanOf(sets: readonly LabelledSet[], groups: readonly Groups[]): ReturnType<typeof meanBCubed> {
  return meanBCubed(sets.map(({ labelled }, i) => ({ labelled, groups: groups[i] ?? [] })));
}

/** The groups that ours makes when the articles arrive in the order of a seed. */
export function groupShuffled(labelled: readonly Labelled[], seed: number): Groups {
  const order = shuffled(
    labelled.map((one, place) => ({ ...one, place })),
    seed,
  );
  return groupArticles(order.map(({ article }) => article)).map((group) => group.flatMap((i) => order[i]?.place ?? []));
}

function best(sets: readonly LabelledSet[], method: typeof tfIdf, thresholds: readonly number[]): readonly Groups[] {
  const bySet = sets.map(({ labelled }) =>
    method(
      labelled.map(({ article }) => article),
      thresholds,
    ),
  );
  const runs = thresholds.map((_, i) => {
    const groups = bySet.map((runs) => runs[i] ?? []);
    return { groups, mean: average(sets.map(({ labelled }, set) => bCubed(groups[set] ?? [], labelled).f1)) };
  });
  return runs.reduce((a, b) => (b.mean > a.mean ? b : a), runs[0] ?? { groups: [], mean: 0 }).groups;
}

function groupingErrors(name: string, labelled: readonly Labelled[], groups: Groups): readonly string[] {
  const sizes = countBy(labelled.map(({ story }) => story));
  return [`\n== ${name}`, ...groups.flatMap((group) => merged(labelled, group, sizes)), ...split(labelled, groups)];
}

/** A group of several stories: what let in those that are not of its largest part. */
function merged(
  labelled: readonly Labelled[],
  group: readonly number[],
  sizes: ReadonlyMap<string, number>,
): readonly string[] {
  const members = group.flatMap((i) => labelled[i] ?? []);
  const stories = [...countBy(members.map(({ story }) => story))].sort((a, b) => b[1] - a[1]);
  if (stories.length < 2) return [];
  const all = members.map(({ article }) => article);
  return [
    `  merged ${stories.map(([story, count]) => `${story} (${count} of ${sizes.get(story)})`).join(' + ')}`,
    ...members
      .filter(({ story }) => story !== stories[0]?.[0])
      .map(({ article, story }) => `    ${story} “${shortened(article)}”: ${reasonsFor(article, all).join('; ')}`),
  ];
}

/** The stories that ended in several groups: what kept the first article of each lesser part from the others. */
function split(labelled: readonly Labelled[], groups: Groups): readonly string[] {
  const parts = new Map<string, (readonly number[])[]>();
  for (const group of groups) {
    for (const [story, own] of Map.groupBy(group, (i) => labelled[i]?.story ?? '')) {
      parts.set(story, [...(parts.get(story) ?? []), own]);
    }
  }
  return [...parts].flatMap(([story, apart]) => {
    const [, ...lesser] = apart.sort((a, b) => b.length - a.length);
    if (lesser.length === 0) return [];
    const all = labelled.filter((one) => one.story === story).map(({ article }) => article);
    return [
      `  split ${story} into ${apart.map(({ length }) => length).join(' + ')}`,
      ...lesser.flatMap(([first]) => {
        const article = labelled[first ?? -1]?.article;
        if (article === undefined) return [];
        return `    “${shortened(article)}”: ${reasonsFor(article, all).join('; ') || 'near none of the others'}`;
      }),
    ];
  });
}

function shortened({ title, text }: Article): string {
  return (title === '' ? text : title).slice(0, 70).replaceAll('\n', ' ');
}

/** What grouping says of an article when the others of a story are all that it knows. */
function reasonsFor(article: Article, others: readonly Article[]): readonly string[] {
  const index = createStoryIndex();
  for (const other of others) if (other.id !== article.id) index.apply(other, index.judge(other));
  return index.judge(article).reasons;
}

if (import.meta.main) await runMeasures([measureGrouping]);
