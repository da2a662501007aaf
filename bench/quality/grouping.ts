/**
 * How well articles are grouped into stories: `node bench/quality/grouping.ts DATA_FOLDER [--half fit|held] [--dates] [--errors]`.
 *
 * Measures, with one setting for all sets, articles fed one by one in three shuffled orders:
 * - B-cubed F1 of each set and their mean; 95 % interval by bootstrap over stories.
 * - Look-alikes: of the ecbplus pairs of stories with one `topic_group`, the share of pairs of articles, one from each, that end in one story (the mean over
 *   pairs of stories); and, stricter, the share of pairs of stories of which any two articles do.
 * Without `--dates` no article has a time. `--half` takes half of the stories (of the pairs of look-alikes), told apart by a hash of their names.
 * The baselines take the threshold that is best for their mean on the very data they are judged on: an advantage that ours does not have.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Article, ArticleTime } from '../../src/articles/article.ts';
import { instant } from '../../src/lib/clock.ts';
import { articleId } from '../../src/lib/ids.ts';
import { sentences } from '../../src/lib/text.ts';
import type { Story } from '../../src/stories/story.ts';
import { createStoryIndex } from '../../src/stories/story-index.ts';
import { type Groups, nearDuplicates, tfIdf } from './grouping-baselines.ts';

const SETS = ['newscluster', 'basil', 'ecbplus', 'fnc1'];
const ORDERS = 3;
const RESAMPLES = 1000;

const rowSchema = z.object({
  id: z.string(),
  story: z.string(),
  title: z.string().nullish(),
  text: z.string(),
  date: z.string().nullish(),
  topic_group: z.union([z.string(), z.number()]).nullish(),
});

type Labelled = { readonly article: Article; readonly story: string; readonly family: string };
type Measured = { readonly f1: number; readonly low: number; readonly high: number };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { half: { type: 'string' }, dates: { type: 'boolean' }, errors: { type: 'boolean' } },
});
const folder = positionals[0];
if (folder === undefined) {
  console.error('Usage: node bench/quality/grouping.ts DATA_FOLDER [--half fit|held] [--dates] [--errors]');
  process.exit(2);
}

const sets = SETS.map((name) => ({ name, labelled: readSet(join(folder, 'stories', `${name}.articles.jsonl`)) }));
for (const { name, labelled } of sets) {
  console.log(`${name}: ${labelled.length} articles, ${new Set(labelled.map(({ story }) => story)).size} stories`);
}
console.log();
console.log(`${''.padEnd(26)}${SETS.map((name) => name.padEnd(21)).join('')}mean    look-alikes together (any)`);
const ours = Array.from({ length: ORDERS }, (_, order) =>
  sets.map(({ labelled }) => groupInOrder(labelled, order + 1)),
);
ours.forEach((groups, order) => {
  report(`ours, order ${order + 1}`, groups);
});
report('TF-IDF, average link', best(tfIdf, [0.15, 0.18, 0.2, 0.22, 0.24, 0.26, 0.28, 0.3]));
report('near-duplicates', best(nearDuplicates, [0.02, 0.03, 0.05, 0.1, 0.2, 0.4]));
if (values.errors === true) {
  sets.forEach(({ name, labelled }, i) => {
    showErrors(name, labelled, ours[0]?.[i] ?? []);
  });
}

function readSet(file: string): readonly Labelled[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => rowSchema.parse(JSON.parse(line)))
    .map((row) => ({ article: articleOf(row), story: row.story, family: String(row.topic_group ?? row.story) }))
    .filter(({ family }) => values.half === undefined || fraction(family) < 0.5 === (values.half === 'fit'));
}

function articleOf({ id, title, text, date }: z.infer<typeof rowSchema>): Article {
  const stated = title?.trim() ?? '';
  return {
    id: articleId(id),
    title: stated === '' ? (sentences(text.slice(0, 2000))[0] ?? '') : stated,
    titleOrigin: stated === '' ? 'lead' : 'stated',
    text,
    summary: [],
    time: timeOf(date ?? ''),
    publisher: null,
    agency: null,
    place: null,
    url: null,
    image: null,
    language: 'en',
  };
}

function timeOf(date: string): ArticleTime {
  const at = values.dates === true && date !== '' ? instant(Date.parse(date)) : null;
  return at === null ? { origin: 'unknown' } : { origin: 'stated', at, precision: 'day', zone: null };
}

function groupInOrder(labelled: readonly Labelled[], seed: number): Groups {
  const index = createStoryIndex();
  const stories = new Map<string, Story>();
  for (const { article } of [...labelled].sort(
    (a, b) => fraction(`${seed}${a.article.id}`) - fraction(`${seed}${b.article.id}`),
  )) {
    const regrouping = index.judge(article);
    index.apply(article, regrouping);
    for (const { id } of regrouping.dissolved) stories.delete(id);
    for (const story of regrouping.changed) stories.set(story.id, story);
  }
  const places = new Map(labelled.map(({ article }, place) => [article.id, place]));
  return [...stories.values()].map(({ articles }) => articles.flatMap((id) => places.get(id) ?? []));
}

function best(method: typeof tfIdf, thresholds: readonly number[]): readonly Groups[] {
  const bySet = sets.map(({ labelled }) =>
    method(
      labelled.map(({ article }) => article),
      thresholds,
    ),
  );
  const runs = thresholds.map((_, i) => bySet.map((groups) => groups[i] ?? []));
  const mean = (groups: readonly Groups[]) =>
    average(sets.map(({ labelled }, i) => bCubed(groups[i] ?? [], labelled).f1));
  return runs.reduce((a, b) => (mean(b) > mean(a) ? b : a));
}

function report(name: string, groups: readonly Groups[]): void {
  const measured = sets.map(({ labelled }, i) => bCubed(groups[i] ?? [], labelled));
  const cells = measured.map(({ f1, low, high }) =>
    `${f1.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`.padEnd(21),
  );
  const twins = sets.findIndex((set) => set.name === 'ecbplus');
  const { together, any } = lookAlikes(groups[twins] ?? [], sets[twins]?.labelled ?? []);
  console.log(
    `${name.padEnd(26)}${cells.join('')}${average(measured.map(({ f1 }) => f1)).toFixed(3)}   ${together.toFixed(3)} (${any.toFixed(3)})`,
  );
}

/** B-cubed (Bagga and Baldwin 1998): each article's precision and recall, averaged, and of these the harmonic mean. */
function bCubed(groups: Groups, labelled: readonly Labelled[]): Measured {
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
  const stories = [...sums.values()];
  const resampled = Array.from({ length: RESAMPLES }, (_, run) =>
    harmonic(
      stories.flatMap(
        (_story, i) => stories[Math.floor(pseudoRandom(run * stories.length + i) * stories.length)] ?? [],
      ),
    ),
  ).sort((a, b) => a - b);
  return { f1: harmonic(stories), low: resampled[RESAMPLES * 0.025] ?? 0, high: resampled[RESAMPLES * 0.975] ?? 0 };
}

function harmonic(stories: readonly { precision: number; recall: number; articles: number }[]): number {
  let [precision, recall, articles] = [0, 0, 0];
  for (const story of stories) {
    precision += story.precision;
    recall += story.recall;
    articles += story.articles;
  }
  return precision + recall === 0 ? 0 : (2 * precision * recall) / ((precision + recall) * articles);
}

function lookAlikes(
  groups: Groups,
  labelled: readonly Labelled[],
): { readonly together: number; readonly any: number } {
  const groupOf = new Map(groups.flatMap((group, label) => group.map((i) => [i, label] as const)));
  const families = new Map<string, Map<string, number[]>>();
  labelled.forEach(({ story, family }, i) => {
    const stories = families.get(family) ?? new Map<string, number[]>();
    families.set(family, stories.set(story, [...(stories.get(story) ?? []), i]));
  });
  const shares = [...families.values()].flatMap((stories) => {
    const [first, second] = [...stories.values()];
    if (first === undefined || second === undefined) return [];
    const together = first.flatMap((a) => second.map((b) => Number(groupOf.get(a) === groupOf.get(b))));
    return [average(together)];
  });
  return { together: average(shares), any: average(shares.map((share) => Number(share > 0))) };
}

function showErrors(name: string, labelled: readonly Labelled[], groups: Groups): void {
  const sizes = countBy(labelled.map(({ story }) => story));
  const parts = new Map<string, number[]>();
  console.log(`\n${name}`);
  for (const group of groups) {
    const stories = countBy(group.flatMap((i) => labelled[i]?.story ?? []));
    for (const [story, count] of stories) parts.set(story, [...(parts.get(story) ?? []), count]);
    if (stories.size < 2) continue;
    console.log(
      `  merged ${[...stories].map(([story, count]) => `${story} (${count} of ${sizes.get(story)})`).join(' + ')}`,
    );
    const members = group.flatMap((i) => labelled[i] ?? []);
    const [largest] = [...stories].sort((a, b) => b[1] - a[1]);
    for (const { article, story } of members.filter((member) => member.story !== largest?.[0]).slice(0, 3)) {
      console.log(
        `    ${story} “${article.title.slice(0, 70)}”: ${reasonsFor(
          article,
          members.map((member) => member.article),
        ).join('; ')}`,
      );
    }
  }
  for (const [story, counts] of parts) {
    if (counts.length < 2) continue;
    console.log(`  split ${story} into ${counts.sort((a, b) => b - a).join(' + ')}`);
    const own = labelled.filter((one) => one.story === story).map(({ article }) => article);
    const smallest = groups.find(
      (group) => group.length > 0 && group.every((i) => labelled[i]?.story === story) && group.length === counts.at(-1),
    );
    const article = labelled[smallest?.[0] ?? -1]?.article;
    if (article !== undefined)
      console.log(
        `    “${article.title.slice(0, 70)}”: ${reasonsFor(article, own).join('; ') || 'near none of the others'}`,
      );
  }
}

/** What grouping says of an article when the others of a story are all that it knows. */
function reasonsFor(article: Article, others: readonly Article[]): readonly string[] {
  const index = createStoryIndex();
  for (const other of others) if (other.id !== article.id) index.apply(other, index.judge(other));
  return index.judge(article).reasons;
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
}

/** A number from 0 to 1 for each whole number (the finaliser of MurmurHash 3). */
function pseudoRandom(n: number): number {
  let mixed = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

/** A number from 0 to 1 that only the name decides. */
function fraction(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE() / 2 ** 32;
}
