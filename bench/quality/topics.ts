/**
 * How well topics find their stories, on labelled news that is not part of the project.
 *
 *   node bench/quality/topics.ts DATA_FOLDER [--errors]
 *
 * Prints alerts (micro F1 at the one shipped threshold) and ranking (MAP) for each set, with every article alone and with articles grouped by
 * their true story (the most that grouping can give), beside a TF-IDF cosine whose threshold is chosen on the very data it is judged on; then the
 * look-alike events. Intervals are a bootstrap over topics (95 %).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit, stdout } from 'node:process';
import { z } from 'zod';
import type { ArticleId, TopicId } from '../../src/lib/ids.ts';
import { englishStem } from '../../src/lib/stem.ts';
import { foldedWords } from '../../src/lib/text.ts';
import { compileTopic } from '../../src/topics/compile.ts';
import { loadLexicon } from '../../src/topics/lexicon.ts';
import type { MatchableArticle } from '../../src/topics/profile.ts';
import { THRESHOLD } from '../../src/topics/score.ts';
import { createTopicIndex } from '../../src/topics/topic-index.ts';

const ArticleRow = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  story: z.string().default(''),
  title: z.string().nullish(),
  text: z.string().nullish(),
});
const TopicRow = z.object({
  story: z.string(),
  topic: z.string(),
  near_verbatim: z.array(z.string()).default([]),
  twin: z.string().optional(),
});
const QueryRow = z.object({
  query: z.string(),
  relevant: z.array(z.union([z.string(), z.number()]).transform(String)),
});

type Article = z.infer<typeof ArticleRow>;
type Topic = z.infer<typeof TopicRow>;
type Pair = {
  readonly topic: number;
  readonly story: string;
  readonly id: string;
  readonly right: boolean;
  score: number;
};

const [, , folder, ...flags] = argv;
if (folder === undefined) {
  stdout.write('usage: node bench/quality/topics.ts DATA_FOLDER [--errors]\n');
  exit(2);
}
const data: string = folder;
const showsErrors = flags.includes('--errors');

const lexiconFolder = join(import.meta.dirname, '../../config/lexicon');
const lexicon = loadLexicon(
  readdirSync(lexiconFolder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ name, text: readFileSync(join(lexiconFolder, name), 'utf8') })),
);

function rows<T>(file: string, schema: z.ZodType<T>): T[] {
  return readFileSync(join(data, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => schema.parse(JSON.parse(line)));
}

function matchable(article: Article): MatchableArticle {
  return {
    id: article.id as ArticleId,
    title: article.title ?? '',
    text: article.text ?? '',
    time: { origin: 'unknown' },
    language: 'en',
    publisher: null,
    url: null,
  };
}

function groupByStory(articles: readonly Article[], isGrouped: boolean): Article[][] {
  const groups = new Map<string, Article[]>();
  for (const article of articles) {
    const key = isGrouped ? article.story : article.id;
    groups.set(key, [...(groups.get(key) ?? []), article]);
  }
  return [...groups.values()];
}

/** Every topic against every story, each article of the story being one pair. */
function judge(
  articles: readonly Article[],
  topics: readonly Topic[],
  isGrouped: boolean,
  why?: Map<string, string>,
): Pair[] {
  const index = createTopicIndex(lexicon);
  for (const [number, { topic }] of topics.entries()) {
    const compiled = compileTopic(topic, lexicon);
    if (compiled.ok) index.add(String(number) as TopicId, compiled.topic);
    else stdout.write(`refused: ${topic}: ${compiled.error.message}\n`);
  }
  const pairs: Pair[] = [];
  for (const group of groupByStory(articles, isGrouped)) {
    const scores = new Map<number, number>();
    for (const match of index.match(group.map(matchable), { all: true })) {
      scores.set(Number(match.topic), match.isMatch ? Math.max(THRESHOLD, match.score) : match.score);
      for (const { id } of group) why?.set(`${match.topic} ${id}`, match.why.join('; '));
    }
    for (const [topic, row] of topics.entries()) {
      for (const { id, story } of group) {
        if (row.near_verbatim.includes(id)) continue;
        pairs.push({ topic, story, id, right: story === row.story, score: scores.get(topic) ?? 0 });
      }
    }
  }
  return pairs;
}

// The baseline: cosine of TF-IDF vectors of stems, document frequencies from the set itself.
function judgeByCosine(articles: readonly Article[], topics: readonly Topic[]): Pair[] {
  const counts = articles.map((article) => countWords(`${article.title ?? ''} ${article.text ?? ''}`));
  const frequency = new Map<string, number>();
  for (const count of counts) for (const word of count.keys()) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const idf = (word: string) => Math.log((articles.length + 1) / ((frequency.get(word) ?? 0) + 0.5));
  const vectors = counts.map((count) => unit(count, idf));
  const pairs: Pair[] = [];
  for (const [topic, row] of topics.entries()) {
    const query = unit(countWords(row.topic), idf);
    for (const [place, { id, story }] of articles.entries()) {
      if (row.near_verbatim.includes(id)) continue;
      let score = 0;
      for (const [word, weight] of query) score += weight * (vectors[place]?.get(word) ?? 0);
      pairs.push({ topic, story, id, right: story === row.story, score });
    }
  }
  return pairs;
}

function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of foldedWords(text)) {
    const stem = englishStem(word.replace(/'s$/, ''));
    if (!lexicon.ignored.has(word)) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  }
  return counts;
}

function unit(counts: ReadonlyMap<string, number>, idf: (word: string) => number): Map<string, number> {
  const weights = new Map([...counts].map(([word, count]) => [word, (1 + Math.log(count)) * idf(word)]));
  const length = Math.hypot(...weights.values()) || 1;
  return new Map([...weights].map(([word, weight]) => [word, weight / length]));
}

function f1(pairs: readonly Pair[], threshold: number): number {
  let hits = 0;
  let said = 0;
  let right = 0;
  for (const pair of pairs) {
    if (pair.right) right += 1;
    if (pair.score < threshold) continue;
    said += 1;
    if (pair.right) hits += 1;
  }
  return said + right === 0 ? 0 : (2 * hits) / (said + right);
}

function bestF1(sets: readonly (readonly Pair[])[]): number {
  let best = { threshold: 0.5, mean: -1 };
  for (let threshold = 0.02; threshold < 1; threshold += 0.01) {
    const mean = sets.reduce((sum, pairs) => sum + f1(pairs, threshold), 0) / sets.length;
    if (mean > best.mean) best = { threshold, mean };
  }
  return best.threshold;
}

function byTopic(pairs: readonly Pair[]): Pair[][] {
  const topics = new Map<number, Pair[]>();
  for (const pair of pairs) {
    const list = topics.get(pair.topic) ?? [];
    topics.set(pair.topic, list);
    list.push(pair);
  }
  return [...topics.values()];
}

function meanAveragePrecision(pairs: readonly Pair[]): number {
  const precisions = byTopic(pairs)
    .filter((list) => list.some(({ right }) => right))
    .map((list) => {
      const ranked = list.toSorted((one, other) => other.score - one.score || Number(one.right) - Number(other.right));
      let found = 0;
      let sum = 0;
      for (const [place, { right }] of ranked.entries()) {
        if (!right) continue;
        found += 1;
        sum += found / (place + 1);
      }
      return sum / found;
    });
  return precisions.reduce((sum, precision) => sum + precision, 0) / precisions.length;
}

const BOOTSTRAPS = 400;

function interval(pairs: readonly Pair[], measure: (pairs: readonly Pair[]) => number): string {
  const topics = byTopic(pairs);
  let seed = 1;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const values: number[] = [];
  for (let round = 0; round < BOOTSTRAPS; round += 1) {
    const sample = topics.flatMap((_, place) =>
      (topics[Math.floor(random() * topics.length)] ?? []).map((pair) => ({ ...pair, topic: place })),
    );
    values.push(measure(sample));
  }
  values.sort((one, other) => one - other);
  return `${shown(values[Math.floor(BOOTSTRAPS * 0.025)])}-${shown(values[Math.floor(BOOTSTRAPS * 0.975)])}`;
}

function shown(value: number | undefined): string {
  return (value ?? 0).toFixed(3);
}

const basil = rows('stories/basil.articles.jsonl', ArticleRow);
const headlines = basil.map(({ id, story, title }) => ({ id, story, title, text: '' }));
const basilTopics = rows('stories/basil.topics.jsonl', TopicRow).filter(({ topic }) => topic.trim() !== '');
const sets = [
  { name: 'basil, with text', articles: basil, topics: basilTopics, goal: [0.88, 0.95] },
  { name: 'basil, headline only', articles: headlines, topics: basilTopics, goal: [0.75, 0.85] },
  {
    name: 'newscluster, with text',
    articles: rows('stories/newscluster.articles.jsonl', ArticleRow),
    topics: rows('stories/newscluster.topics.jsonl', TopicRow),
    goal: [0.88, 0.97],
  },
  {
    name: 'roundups, headline only',
    articles: rows('topics/roundups.headlines.jsonl', ArticleRow),
    topics: rows('topics/roundups.topics.jsonl', TopicRow),
    goal: [0.75, 0.8],
  },
] as const;

const why = new Map<string, string>();
const judged = sets.map((set) => ({
  ...set,
  alone: judge(set.articles, set.topics, false, showsErrors ? why : undefined),
  grouped: judge(set.articles, set.topics, true),
  cosine: judgeByCosine(set.articles, set.topics),
}));
const cosineThreshold = bestF1(judged.map(({ cosine }) => cosine));

stdout.write(`Topic alerts, micro F1 at ${THRESHOLD}; TF-IDF at ${cosineThreshold.toFixed(2)}, its best here\n`);
stdout.write('set                       goal   alone  (95 %)         grouped  TF-IDF\n');
for (const { name, goal, alone, grouped, cosine } of judged) {
  stdout.write(
    `${name.padEnd(25)} ${goal[0].toFixed(2)}   ${shown(f1(alone, THRESHOLD))}  ${interval(alone, (pairs) => f1(pairs, THRESHOLD))}   ${shown(f1(grouped, THRESHOLD))}    ${shown(f1(cosine, cosineThreshold))}\n`,
  );
}
stdout.write('\nRanking, MAP\n');
for (const { name, goal, alone, grouped, cosine } of judged) {
  stdout.write(
    `${name.padEnd(25)} ${goal[1].toFixed(2)}   ${shown(meanAveragePrecision(alone))}  ${interval(alone, meanAveragePrecision)}   ${shown(meanAveragePrecision(grouped))}    ${shown(meanAveragePrecision(cosine))}\n`,
  );
}

const twins = rows('stories/ecbplus.articles.jsonl', ArticleRow);
const twinTopics = rows('stories/ecbplus.topics.jsonl', TopicRow);
stdout.write('\nLook-alike events: wrong alerts at 85 % recall (goal 0.20); and at the shipped threshold\n');
for (const [name, pairs] of [
  ['alone', judge(twins, twinTopics, false)],
  ['grouped', judge(twins, twinTopics, true)],
  ['TF-IDF', judgeByCosine(twins, twinTopics)],
] as const) {
  const facing = pairs.filter(({ topic, story, right }) => right || story === twinTopics[topic]?.twin);
  const right = facing
    .filter((pair) => pair.right)
    .map(({ score }) => score)
    .sort((one, other) => other - one);
  const wrong = facing.filter((pair) => !pair.right);
  const at = right[Math.ceil(right.length * 0.85) - 1] ?? 0;
  const share = (list: readonly { score: number }[], threshold: number) =>
    list.filter(({ score }) => score >= threshold).length / list.length;
  stdout.write(
    `${name.padEnd(10)} ${shown(share(wrong, at))}${
      name === 'TF-IDF'
        ? ''
        : `    shipped: recall ${shown(
            share(
              facing.filter((pair) => pair.right),
              THRESHOLD,
            ),
          )}, wrong ${shown(share(wrong, THRESHOLD))}`
    }\n`,
  );
}

const time = rows('topics/time.articles.jsonl', ArticleRow);
const queries = rows('topics/time.queries.jsonl', QueryRow);
const timePairs = (pairs: readonly Pair[]) =>
  pairs.map((pair) => ({ ...pair, right: queries[pair.topic]?.relevant.includes(pair.id) ?? false }));
const timeTopics = queries.map(({ query }) => ({ story: '', topic: query, near_verbatim: [] }));
stdout.write(
  `\nTIME collection, MAP: ${shown(meanAveragePrecision(timePairs(judge(time, timeTopics, false))))}; TF-IDF ${shown(meanAveragePrecision(timePairs(judgeByCosine(time, timeTopics))))}\n`,
);

if (showsErrors) {
  for (const { name, articles, topics, alone } of judged) {
    stdout.write(`\n== ${name}\n`);
    const titles = new Map(articles.map(({ id, title }) => [id, title ?? '']));
    for (const { topic, id, right, score } of alone) {
      if (right === score >= THRESHOLD) continue;
      stdout.write(
        `${right ? 'missed' : 'wrong '} ${score.toFixed(2)} [${topics[topic]?.topic}] ${titles.get(id)}\n        ${why.get(`${topic} ${id}`) ?? 'nothing shared'}\n`,
      );
    }
  }
}
