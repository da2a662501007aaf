/**
 * What matching costs, and how it grows with the number of topics.
 *
 *   node bench/match.ts DATA_FOLDER [1000,10000,100000]
 *
 * Articles of 400 words from the data folder; topics of 2 to 6 concepts, half of them plain phrases and half with operators, words drawn by Zipf's law
 * from the vocabulary of other articles and a long tail of made-up names, a third of them from one article so that their words do occur together. Beside
 * it the way today's bots match: every topic in turn, each word looked for in the text as it stands. Times on a shared machine swing: read the ratios.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit, memoryUsage, stdout } from 'node:process';
import { z } from 'zod';
import type { ArticleId, TopicId } from '../src/lib/ids.ts';
import { compileTopic } from '../src/topics/compile.ts';
import { loadLexicon } from '../src/topics/lexicon.ts';
import type { MatchableArticle } from '../src/topics/profile.ts';
import { createTopicIndex } from '../src/topics/topic-index.ts';

const ARTICLE_WORDS = 400;
const ARTICLES = 200;
const LOOPED = 10;

const [, , folder, sizesText = '1000,10000,100000'] = argv;
if (folder === undefined) {
  stdout.write('usage: node bench/match.ts DATA_FOLDER [1000,10000,100000]\n');
  exit(2);
}

const Row = z.object({ title: z.string().nullish(), text: z.string().nullish() });
const rows = ['stories/newscluster', 'stories/fnc1', 'stories/basil'].flatMap((file) =>
  readFileSync(join(folder, `${file}.articles.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => Row.parse(JSON.parse(line))),
);
const texts = rows.map(({ title, text }) => ({
  title: title ?? '',
  text: (text ?? '').split(/\s+/).slice(0, ARTICLE_WORDS).join(' '),
}));

// The same numbers in every run.
let seed = 7;
function random(): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
}
function pick<T>(list: readonly T[], otherwise: T): T {
  return list[Math.floor(random() * list.length)] ?? otherwise;
}

const judged = texts.filter((_, place) => place % 3 === 0).slice(0, ARTICLES);
const sources = texts.filter((_, place) => place % 3 !== 0);
const vocabularies = sources.map(({ text }) => [...new Set(text.match(/[A-Za-z]{4,}/g) ?? [])]);
const frequency = new Map<string, number>();
for (const words of vocabularies) for (const word of words) frequency.set(word, (frequency.get(word) ?? 0) + 1);
const common = [...frequency]
  .sort((one, other) => other[1] - one[1])
  .map(([word]) => word)
  .slice(60);
const syllables = ['ba', 'ko', 'ri', 'ven', 'tal', 'mor', 'su', 'den', 'li', 'gra', 'po', 'zan', 'ter', 'wi', 'hol'];

function zipfWord(): string {
  if (random() < 0.35) {
    const name = Array.from({ length: 3 }, () => pick(syllables, 'ba')).join('');
    return name.charAt(0).toUpperCase() + name.slice(1);
  }
  return common[Math.floor(common.length ** random()) - 1] ?? 'embassy';
}

function topicWords(): string[] {
  const count = 2 + Math.floor(random() * 5);
  if (random() < 0.3) {
    const words = pick(vocabularies, ['embassy', 'talks']);
    return Array.from({ length: count }, () => pick(words, 'embassy'));
  }
  return Array.from({ length: count }, zipfWord);
}

function makeQuery(): string {
  const words = topicWords();
  if (random() < 0.5) return words.join(' ');
  const [first = 'embassy', second = 'talks', ...rest] = words;
  const parts = [
    random() < 0.2 ? `"${first} ${second}"` : random() < 0.1 ? `${first} NEAR/10 ${second}` : `${first} AND ${second}`,
  ];
  for (const word of rest)
    parts.push(random() < 0.3 ? `-${word}` : random() < 0.4 ? `AND (${word}|${zipfWord()})` : `AND ${word}`);
  return parts.join(' ');
}

const lexiconFolder = join(import.meta.dirname, '../config/lexicon');
const lexicon = loadLexicon(
  readdirSync(lexiconFolder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ name, text: readFileSync(join(lexiconFolder, name), 'utf8') })),
);
const articles = judged.map(
  ({ title, text }, place): MatchableArticle => ({
    id: `a-${place}` as ArticleId,
    title,
    text,
    time: { origin: 'unknown' },
    language: 'en',
    publisher: null,
    url: null,
  }),
);

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

// As MonitoRSS and its like do: all words of a topic somewhere in the text, as substrings.
function loopOnce(queries: readonly (readonly string[])[], text: string): number {
  const haystack = text.toLowerCase();
  let found = 0;
  for (const words of queries) if (words.every((word) => haystack.includes(word))) found += 1;
  return found;
}

const sizes = sizesText.split(',').map(Number);
stdout.write('topics     median us   p99 us   matches   loop us   loop/index   bytes/topic   add us   growth\n');
let firstMedian: number | null = null;
for (const size of sizes) {
  globalThis.gc?.();
  const before = memoryUsage().heapUsed;
  const index = createTopicIndex(lexicon);
  const loop: string[][] = [];
  const queries = Array.from({ length: size }, makeQuery);
  const compiled = queries.flatMap((query) => {
    const outcome = compileTopic(query, lexicon);
    return outcome.ok ? [outcome.topic] : [];
  });
  const started = performance.now();
  for (const [place, topic] of compiled.entries()) index.add(`t-${place}` as TopicId, topic);
  const addUs = ((performance.now() - started) * 1000) / size;
  for (const query of queries) loop.push(query.toLowerCase().match(/(?<!-)\b[a-z]{4,}/g) ?? []);
  globalThis.gc?.();
  const bytes = (memoryUsage().heapUsed - before) / size;
  const times: number[] = [];
  let matches = 0;
  for (const round of [0, 1, 2]) {
    for (const article of articles) {
      const from = performance.now();
      const found = index.match([article]).length;
      times.push((performance.now() - from) * 1000);
      if (round === 0) matches += found;
    }
    if (round === 0) times.length = 0;
  }
  const loopTimes = articles.slice(0, LOOPED).map(({ title, text }) => {
    const from = performance.now();
    loopOnce(loop, `${title} ${text}`);
    return (performance.now() - from) * 1000;
  });
  const median = quantile(times, 0.5);
  firstMedian ??= median;
  stdout.write(
    `${String(size).padEnd(10)} ${median.toFixed(0).padStart(9)} ${quantile(times, 0.99).toFixed(0).padStart(8)} ${(matches / articles.length).toFixed(1).padStart(9)} ${quantile(loopTimes, 0.5).toFixed(0).padStart(9)} ${(quantile(loopTimes, 0.5) / median).toFixed(1).padStart(12)} ${bytes.toFixed(0).padStart(13)} ${addUs.toFixed(1).padStart(8)} ${(median / firstMedian).toFixed(1).padStart(8)}\n`,
  );
}
