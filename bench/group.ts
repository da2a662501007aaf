/**
 * What grouping costs per article: `node bench/group.ts [WINDOW…]` (default 1000 10000 100000; the last 1,000 articles of each are timed).
 *
 * A made-up stream with known events: 400-word articles of Zipf-distributed words; 45 % open a new event, 22 % are lightly cut copies of a report of one of
 * the last 500 events, 33 % rewrites that share its names and half its sentences. Also two hostile streams: one affair in every article, and one text over and over.
 * Only ratios inside one run are claims.
 */
import type { Article } from '../src/articles/article.ts';
import { instant, MINUTE_MS } from '../src/lib/clock.ts';
import { articleId } from '../src/lib/ids.ts';
import { createStoryIndex, type Work } from '../src/stories/story-index.ts';

const TIMED = 1000;
const WORDS = 400;
const VOCABULARY = 60_000;
const SENTENCE = 20;
const RECENT_EVENTS = 500;

const windows = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1_000, 10_000, 100_000];

type Event = { readonly names: readonly string[]; readonly sentences: readonly string[] };
type Draw = () => number;

/** mulberry32: the same stream in every run. */
function seeded(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SYLLABLES =
  'ba be bi bo bu ca ce co da de di do fa fe fi ga go ha he hi ja ka ke ki la le li lo ma me mi mo na ne ni no pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi wa za'.split(
    ' ',
  );

function spell(n: number): string {
  let rest = n + 50;
  let word = '';
  while (rest > 0) {
    word += SYLLABLES[rest % SYLLABLES.length] ?? '';
    rest = Math.floor(rest / SYLLABLES.length);
  }
  return word;
}

// Zipf with exponent 1: the rank is spread evenly over its logarithm.
function zipfWord(draw: Draw): string {
  return spell(Math.floor(VOCABULARY ** draw()) - 1);
}

function sentence(draw: Draw, names: readonly string[]): string {
  const words = Array.from({ length: SENTENCE }, () => zipfWord(draw));
  words[3] = names[Math.floor(draw() * names.length)] ?? '';
  words[11] = names[Math.floor(draw() * names.length)] ?? '';
  return `The ${words.join(' ')}.`;
}

function newEvent(draw: Draw): Event {
  const names = Array.from({ length: 6 }, () => {
    const name = spell(100_000 + Math.floor(draw() * 2_000_000));
    return name.charAt(0).toUpperCase() + name.slice(1);
  });
  return { names, sentences: Array.from({ length: WORDS / SENTENCE }, () => sentence(draw, names)) };
}

function stream(kind: 'news' | 'affair' | 'repeats', seed: number): () => Article {
  const draw = seeded(seed);
  const events: Event[] = [newEvent(draw)];
  let count = 0;
  return () => {
    count += 1;
    if (kind === 'news' && draw() < 0.45) events.push(newEvent(draw));
    const recent = kind === 'news' ? events.slice(-RECENT_EVENTS) : events;
    const event = recent[Math.floor(draw() * recent.length)] ?? newEvent(draw);
    const isCopy = kind === 'repeats' || (kind === 'news' && draw() < 0.4);
    const sentences = isCopy
      ? event.sentences.filter((_, place) => place < 3 || draw() > 0.05)
      : event.sentences.map((written) => (draw() < 0.5 ? written : sentence(draw, event.names)));
    return articleOf(`${kind} ${seed} ${count}`, count, event.names, sentences);
  };
}

function articleOf(name: string, minute: number, names: readonly string[], sentences: readonly string[]): Article {
  const at = instant(Date.UTC(2025, 0, 1) + minute * MINUTE_MS);
  return {
    id: articleId(name),
    title: `${names.slice(0, 3).join(' ')} ${sentences[0]?.slice(4, 60) ?? ''}`,
    titleOrigin: 'stated',
    text: sentences.join(' '),
    summary: [],
    time: at === null ? { origin: 'unknown' } : { origin: 'stated', at, precision: 'minute', zone: 'UTC' },
    publisher: null,
    agency: null,
    place: null,
    url: null,
    image: null,
    language: 'en',
  };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function bytesInUse(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function measure(kind: 'news' | 'affair' | 'repeats', size: number): number {
  const work: Work[] = [];
  const times: number[] = [];
  const before = bytesInUse();
  const index = createStoryIndex({ observe: (one) => work.push(one) });
  const next = stream(kind, 7);
  for (let i = 0; i < size; i += 1) {
    const article = next();
    const started = performance.now();
    index.apply(article, index.judge(article));
    times.push(performance.now() - started);
    if (work.length > TIMED) work.splice(0, work.length - TIMED);
  }
  const bytes = (bytesInUse() - before) / size;
  const last = times.slice(-TIMED).sort((a, b) => a - b);
  const most = (count: (one: Work) => number) => Math.max(...work.map(count));
  const median = quantile(last, 0.5);
  console.log(
    [
      kind.padEnd(8),
      String(size).padStart(8),
      median.toFixed(3).padStart(11),
      quantile(last, 0.99).toFixed(3).padStart(10),
      (last.at(-1) ?? 0).toFixed(3).padStart(10),
      bytes.toFixed(0).padStart(12),
      String(most(({ compared }) => compared)).padStart(10),
      String(most(({ judgedAgain }) => judgedAgain)).padStart(13),
    ].join(''),
  );
  return median;
}

if (globalThis.gc === undefined) console.log('(run with --expose-gc for bytes that mean something)');
console.log('stream     window  median ms    p99 ms    max ms bytes/article  compared judged again');
measure('news', TIMED);
const medians = windows.map((size) => measure('news', size));
measure('affair', Math.min(10_000, windows.at(-1) ?? 0));
measure('repeats', Math.min(10_000, windows.at(-1) ?? 0));
const [least] = medians;
console.log(
  `growth: ${windows.map((size, i) => `${size} ×${((medians[i] ?? 0) / (least ?? 1)).toFixed(2)}`).join(', ')}`,
);
