/**
 * What matching costs, and how it grows with the number of topics.
 *
 *   npm run bench:match -- [DATA_FOLDER] [1000,10000,100000,1000000]
 *
 * Articles of 400 words from the data folder (without one: made-up ones, which are only good to see that it runs). Topics of 2 to 6 words, half of them
 * plain phrases and half with operators (quoted phrases, alternatives, exclusions, NEAR), drawn by the law of Zipf and Mandelbrot from the
 * vocabulary of other articles and from a long tail of 160,000 made-up names, a third of them from one article so that their words do occur
 * together. The topics of a smaller size are the first of those of a larger one, and no story that is matched lent words to a topic.
 *
 * Beside it, on the same topics and articles: a search library turned round (minisearch: topics are its documents, listed under their two longest words,
 * the article is the query, and what it finds is checked word by word), every topic in turn with its words looked for in the text as it stands
 * (today's bots), and our own slow evaluator, every topic in turn. These stop at the sign of the operators: they find other topics than we do. Each
 * article counts with the best of its rounds; on a shared machine read the ratios.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, memoryUsage, stderr, stdout, threadCpuUsage } from 'node:process';
import MiniSearch from 'minisearch';
import { z } from 'zod';
import type { ArticleId } from '../src/lib/ids.ts';
import { bindTopic } from '../src/topics/binding.ts';
import { type CompiledTopic, compileTopic } from '../src/topics/compile.ts';
import { scoreStory } from '../src/topics/evaluate.ts';
import { loadLexicon } from '../src/topics/lexicon.ts';
import type { MatchableArticle } from '../src/topics/profile.ts';
import { THRESHOLD } from '../src/topics/score.ts';
import { createSenses } from '../src/topics/senses.ts';
import { createTopicIndex } from '../src/topics/topic-index.ts';

const ARTICLE_WORDS = 400;
const ARTICLES = 200;
const ROUNDS = 5;
/** Peers that take longer than this for an article get fewer of them. */
const PEER_MS = 3_000;
const SLOW_TOPICS = 10_000;
const NAMES = 160_000;
const EVERYDAY = 200;
const UPDATES = 2_000;

const words = argv.slice(2);
const folder = words.find((word) => !/^[\d,]+$/.test(word)) ?? null;
const sizes = (words.find((word) => /^[\d,]+$/.test(word)) ?? '1000,10000,100000,1000000').split(',').map(Number);

// The same numbers in every run.
let seed = 7;
function random(): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
}
function pick<T>(list: readonly T[], otherwise: T): T {
  return list[Math.floor(random() * list.length)] ?? otherwise;
}

const syllables =
  'ba ko ri ven tal mor su den li gra po zan ter wi hol mar ni cha ro del ka sen vi lo pa mi tor ane'.split(' ');
function madeUpName(): string {
  const name = Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(syllables, 'ba')).join('');
  return name.charAt(0).toUpperCase() + name.slice(1);
}
const names = Array.from({ length: NAMES }, madeUpName);

type Text = { readonly story: string; readonly title: string; readonly text: string };
const texts = folder === null ? madeUpTexts() : textsOf(folder);

function textsOf(data: string): readonly Text[] {
  const Row = z.object({ story: z.string(), title: z.string().nullish(), text: z.string().nullish() });
  return ['newscluster', 'fnc1', 'basil']
    .flatMap((file) =>
      readFileSync(join(data, 'stories', `${file}.articles.jsonl`), 'utf8')
        .trim()
        .split('\n'),
    )
    .map((line) => Row.parse(JSON.parse(line)))
    .map(({ story, title, text }) => ({
      story,
      title: title ?? '',
      text: (text ?? '').split(/\s+/).slice(0, ARTICLE_WORDS).join(' '),
    }));
}

function madeUpTexts(): readonly Text[] {
  const english = readFileSync(new URL('../src/lib/english-words.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => /^[a-z]+$/.test(line));
  const draw = zipf(english);
  return Array.from({ length: 1_000 }, (_, n) => {
    const own = Array.from({ length: 12 }, () => pick(names, 'Baten'));
    const word = () => (random() < 0.08 ? pick(own, 'Baten') : draw());
    const text = Array.from({ length: ARTICLE_WORDS }, (_, place) => (place % 18 === 17 ? `${word()}.` : word())).join(
      ' ',
    );
    return { story: String(n), title: Array.from({ length: 8 }, word).join(' '), text };
  });
}

/** Draws from a list by the law of Zipf and Mandelbrot: the first in somewhat over one of a hundred. */
function zipf(list: readonly string[]): () => string {
  let sum = 0;
  const upTo = Float64Array.from(list, (_, rank) => {
    sum += 1 / (rank + 8);
    return sum;
  });
  return () => {
    const at = random() * sum;
    let [low, high] = [0, upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return list[low] ?? 'embassy';
  };
}

const stories = [...new Set(texts.map(({ story }) => story))];
const judgedStories = new Set(stories.filter((_, place) => place % 3 === 0));
const judged = texts.filter(({ story }) => judgedStories.has(story)).slice(0, ARTICLES);
const sources = texts.filter(({ story }) => !judgedStories.has(story));
const vocabularies = sources.map(({ text }) => [...new Set(text.match(/[A-Za-z]{4,}/g) ?? [])]);
const frequency = new Map<string, number>();
for (const found of vocabularies) for (const word of found) frequency.set(word, (frequency.get(word) ?? 0) + 1);
const byFrequency = [...frequency].sort((one, other) => other[1] - one[1]).map(([word]) => word);
// Nobody watches for the words that all news is made of.
const everyday = new Set(byFrequency.slice(0, EVERYDAY));
const drawWord = zipf(byFrequency.slice(EVERYDAY));
const telling = vocabularies.map((found) => found.filter((word) => !everyday.has(word)));

function topicWord(): string {
  return random() < 0.35 ? pick(names, 'Baten') : drawWord();
}

function topicWords(): string[] {
  const count = 2 + Math.floor(random() * 5);
  if (random() < 1 / 3) {
    const own = pick(telling, ['embassy', 'talks']);
    return Array.from({ length: count }, () => pick(own, 'embassy'));
  }
  return Array.from({ length: count }, topicWord);
}

function makeQuery(): string {
  const own = topicWords();
  if (random() < 0.5) return own.join(' ');
  const [first = 'embassy', second = 'talks', ...rest] = own;
  const chance = random();
  const parts = [
    chance < 0.25 ? `"${first} ${second}"` : chance < 0.3 ? `${first} NEAR/10 ${second}` : `${first} AND ${second}`,
  ];
  for (const word of rest) {
    const kind = random();
    parts.push(kind < 0.1 ? `-${word}` : kind < 0.25 ? `AND (${word}|${topicWord()})` : `AND ${word}`);
  }
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

/** Microseconds that something takes. */
function timeOf(work: () => unknown): number {
  const from = performance.now();
  work();
  return (performance.now() - from) * 1000;
}

/** Seconds of processor time so far: what others do on the machine is not counted. In steps of some milliseconds, so for long work only. */
function worked(): number {
  const { user, system } = threadCpuUsage();
  return (user + system) / 1e6;
}

function heldBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = memoryUsage();
  return heapUsed + arrayBuffers;
}

function compiledOf(query: string): CompiledTopic | null {
  const outcome = compileTopic(query, lexicon);
  return outcome.ok ? outcome.topic : null;
}

/** The median over as many articles as a peer gets through. */
function peerTime(work: (article: MatchableArticle) => unknown): { readonly us: number; readonly articles: number } {
  const times: number[] = [];
  const until = performance.now() + PEER_MS;
  for (const article of articles) {
    times.push(timeOf(() => work(article)));
    if (performance.now() > until) break;
  }
  return { us: quantile(times, 0.5), articles: times.length };
}

/** What peers look for of a topic: its words, those left out apart. */
type Plain = { readonly wanted: readonly string[]; readonly unwanted: readonly string[] };
function plainOf(query: string): Plain {
  const small = query.toLowerCase();
  return {
    wanted: small.match(/(?<![-\w])(?!and\b|near\b)[a-z]{4,}/g) ?? [],
    unwanted: small.match(/(?<=-)[a-z]{4,}/g) ?? [],
  };
}

// As MonitoRSS and its like do: all words of a topic somewhere in the text, as substrings.
function loopOnce(topics: readonly Plain[], { title, text }: MatchableArticle): number {
  const haystack = `${title} ${text}`.toLowerCase();
  let found = 0;
  for (const { wanted, unwanted } of topics) {
    if (wanted.every((word) => haystack.includes(word)) && !unwanted.some((word) => haystack.includes(word)))
      found += 1;
  }
  return found;
}

function reversedSearch(topics: readonly Plain[]): (article: MatchableArticle) => number {
  const engine = new MiniSearch<{ id: number; keys: string }>({ fields: ['keys'], storeFields: [] });
  const keysOf = ({ wanted }: Plain) => wanted.toSorted((one, other) => other.length - one.length).slice(0, 2);
  for (const [id, topic] of topics.entries()) engine.add({ id, keys: keysOf(topic).join(' ') });
  return ({ title, text }) => {
    const said = new Set(`${title} ${text}`.toLowerCase().match(/[a-z]{4,}/g));
    let found = 0;
    for (const { id } of engine.search([...said].join(' '))) {
      const topic = topics[Number(id)];
      if (topic?.wanted.every((word) => said.has(word)) && !topic.unwanted.some((word) => said.has(word))) found += 1;
    }
    return found;
  };
}

/** Our own evaluator, each topic in turn; above `SLOW_TOPICS` for a sample of them. Gives microseconds for all. */
function slowTime(queries: readonly string[]): number {
  const step = Math.max(1, Math.floor(queries.length / SLOW_TOPICS));
  const senses = createSenses(lexicon);
  const sample = queries.filter((_, place) => place % step === 0);
  const nodes = sample.flatMap((query) => {
    const topic = compiledOf(query);
    return topic === null ? [] : [bindTopic(topic.node, senses)];
  });
  const { us } = peerTime((article) => {
    const profiles = [senses.profile(article)];
    return nodes.filter((node) => scoreStory(node, profiles) >= THRESHOLD).length;
  });
  return us * (queries.length / sample.length);
}

const most = Math.max(...sizes);
// Each as one piece of memory, as from a store: put together, they would shrink while they are read.
const queries = Array.from({ length: most }, () => Buffer.from(makeQuery()).toString());
const bare = heldBytes();
const index = createTopicIndex(lexicon);
const numbers: number[] = [];
let compileSeconds = 0;
let addSeconds = 0;
const table: Record<string, string>[] = [];
const more: Record<string, string>[] = [];

for (const size of sizes) {
  const slowest = growTo(size);
  const bytes = (heldBytes() - bare - numbers.length * 8) / index.size;
  const best = articles.map(() => Number.POSITIVE_INFINITY);
  const reading = articles.map(() => Number.POSITIVE_INFINITY);
  const finding = articles.map(() => Number.POSITIVE_INFINITY);
  const profiles = articles.map(index.profile);
  let [matches, looked, weighed] = [0, 0, 0];
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [place, article] of articles.entries()) {
      const took = timeOf(() => index.matchProfiles([index.profile(article)]));
      const read = timeOf(() => index.profile(article));
      const found = timeOf(() => index.matchProfiles(profiles.slice(place, place + 1)));
      if (round === 0) {
        const met = index.matchProfiles([index.profile(article)]);
        matches += met.count;
        looked += met.looked;
        weighed += met.judged;
        continue;
      }
      best[place] = Math.min(best[place] ?? took, took);
      reading[place] = Math.min(reading[place] ?? read, read);
      finding[place] = Math.min(finding[place] ?? found, found);
    }
  }
  const median = quantile(best, 0.5);
  const each = articles.length;
  const plain = queries.slice(0, size).map(plainOf);
  const loop = peerTime((article) => loopOnce(plain, article));
  const search = peerTime(reversedSearch(plain));
  const slow = slowTime(queries.slice(0, size));
  const updates = updateTimes();
  table.push({
    topics: String(size),
    'median us': median.toFixed(0),
    'p99 us': quantile(best, 0.99).toFixed(0),
    growth: (median / Number(table[0]?.['median us'] ?? median)).toFixed(1),
    'loop us': `${loop.us.toFixed(0)} (x${(loop.us / median).toFixed(0)})`,
    'minisearch us': `${search.us.toFixed(0)} (x${(search.us / median).toFixed(0)})`,
    'slow evaluator us': `${size > SLOW_TOPICS ? '~' : ''}${slow.toFixed(0)} (x${(slow / median).toFixed(0)})`,
    articles: `${each} / ${loop.articles} / ${search.articles}`,
  });
  more.push({
    topics: String(size),
    different: String(index.size),
    'reading us': quantile(reading, 0.5).toFixed(0),
    'finding us': quantile(finding, 0.5).toFixed(0),
    looked: (looked / each).toFixed(0),
    judged: (weighed / each).toFixed(0),
    matches: (matches / each).toFixed(1),
    'bytes/topic': bytes.toFixed(0),
    'compile s': compileSeconds.toFixed(1),
    'add s': addSeconds.toFixed(1),
    'slowest add us': slowest.toFixed(0),
    'add us': updates.add,
    'remove us': updates.remove,
  });
  // A million take long: what is known so far is told at once.
  stderr.write(`${JSON.stringify({ ...table.at(-1), ...more.at(-1) })}\n`);
}

stdout.write(`${folder === null ? 'Made-up articles' : 'Articles of the data folder'}, ${ARTICLE_WORDS} words\n`);
print(table);
print(more);

/** Adds topics up to a size, some at a time. Gives the microseconds of the slowest. */
function growTo(size: number): number {
  let slowest = 0;
  while (numbers.length < size) {
    const from = worked();
    const some = queries.slice(numbers.length, Math.min(size, numbers.length + 10_000)).map(compiledOf);
    const compiled = worked();
    for (const topic of some)
      slowest = Math.max(
        slowest,
        timeOf(() => numbers.push(topic === null ? -1 : index.add(topic))),
      );
    compileSeconds += compiled - from;
    addSeconds += worked() - compiled;
  }
  return slowest;
}

/** Takes topics out of the full index and puts them back, some at a time. */
function updateTimes(): { readonly add: string; readonly remove: string } {
  const step = Math.max(1, Math.floor(numbers.length / UPDATES));
  const places = numbers.flatMap((number, place) => (place % step === 0 && number >= 0 ? [place] : []));
  const removed = places.map((place) => timeOf(() => index.remove(numbers[place] ?? -1)));
  const topics = places.map((place) => compiledOf(queries[place] ?? ''));
  const added = places.map((place, n) => {
    const topic = topics[n];
    return timeOf(() => {
      if (topic) numbers[place] = index.add(topic);
    });
  });
  const told = (times: readonly number[]) =>
    `${quantile(times, 0.5).toFixed(1)} (most ${Math.max(...times).toFixed(0)})`;
  return { add: told(added), remove: told(removed) };
}

function print(rows: readonly Record<string, string>[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const widths = columns.map((column) => Math.max(column.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `${cells.map((cell, n) => cell.padStart(widths[n] ?? 0)).join('  ')}\n`;
  stdout.write(line(columns));
  for (const row of rows) stdout.write(line(columns.map((column) => row[column] ?? '')));
  stdout.write('\n');
}
