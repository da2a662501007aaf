/**
 * What grouping costs per article: `npm run bench:group [-- WINDOW…]` (default 10000 100000; 1000000 takes some minutes and 4 GB). The last 1,000 articles of each are timed.
 *
 * The streams are made up, with known events: see `group-stream.ts`. A window of more than 10,000 articles is loaded: the memos of 10,000 that were judged, again
 * and again with other names and pairs of words but the common words they have; that is timed, and then 2,000 more are judged. Two hostile streams: one affair in every article, and one text over and over.
 * "right": of the copies and rewrites timed, how many joined their event's story; and how many of all joins were right. Peers judge the same articles. Each row is a
 * process of its own. Only ratios inside one run are claims.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ArticleId, articleId, type StoryId, storyId } from '../src/lib/ids.ts';
import { reportAt } from '../src/stories/block.ts';
import { readMemo, writeMemo } from '../src/stories/memo.ts';
import type { Story, StoryIndex } from '../src/stories/story.ts';
import { createStoryIndex, type Work } from '../src/stories/story-index.ts';
import { keyOf, pairKey, weightOf } from '../src/stories/terms.ts';
import { fullTextSearch, minHash, type Peer, simHash } from './group-peers.ts';
import { type StreamKind, stream, type Told } from './group-stream.ts';

const TIMED = 1000;
const WARM = 1000;
// A larger window is filled with memos of so many articles that were judged.
const JUDGED = 10_000;
const MOST_OF_PEERS = 100_000;

const PEERS: ReadonlyMap<string, () => Peer> = new Map([
  ['FTS5', fullTextSearch],
  ['MinHash', minHash],
  ['SimHash', simHash],
]);

type Row = {
  readonly name: string;
  readonly size: number;
  /** Milliseconds by the clock. */
  readonly times: readonly number[];
  /** Mean milliseconds of CPU time: too coarse for one article, but not swayed by what else runs. */
  readonly cpu: number;
  readonly bytes: number;
  readonly joined: Joined;
  readonly work: readonly Work[];
  /** Milliseconds for each article; null where nothing was loaded. */
  readonly loading: number | null;
};

/** What became of the timed articles. */
type Joined = {
  copies: number;
  rightCopies: number;
  rewrites: number;
  rightRewrites: number;
  joins: number;
  rightJoins: number;
};

const [first, second, third] = process.argv.slice(2);
if (first === 'row' && second !== undefined && third !== undefined) {
  const row = PEERS.has(second) ? measurePeer(second, Number(third)) : await measure(second, Number(third));
  console.log(JSON.stringify(row));
} else {
  const windows = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 100_000];
  report(windows);
}

function report(windows: readonly number[]): void {
  console.log(
    'stream      window  mean CPU ms  median ms    p99 ms    max ms  bytes/article  compared max/mean  judged again max/mean  right: copies rewrites joins',
  );
  const rows = windows.map((size) => print(rowOf('news', size)));
  const hostile = Math.min(10_000, ...windows);
  for (const name of ['affair', 'repeats']) print(rowOf(name, hostile));
  const compared = Math.max(...windows.filter((size) => size <= MOST_OF_PEERS), 0);
  for (const name of PEERS.keys()) print(rowOf(name, compared));
  const [least] = rows;
  const growth = rows.map((row) => `${row.size} ×${(row.cpu / (least ?? row).cpu).toFixed(2)}`);
  console.log(`growth: ${growth.join(', ')}`);
  for (const { size, loading } of rows) {
    if (loading !== null) console.log(`loading ${size}: ${((loading * size) / 1000).toFixed(1)} s`);
  }
}

function rowOf(name: string, size: number): Row {
  const file = fileURLToPath(import.meta.url);
  const flags = ['--expose-gc', '--max-old-space-size=6000'];
  const out = execFileSync(process.execPath, [...flags, file, 'row', name, String(size)], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(out);
}

function print(row: Row): Row {
  const { name, size, bytes, work, joined } = row;
  const of = (count: (one: Work) => number) => {
    const counts = work.map(count);
    return `${Math.max(0, ...counts)}/${(counts.reduce((sum, n) => sum + n, 0) / Math.max(1, counts.length)).toFixed(1)}`;
  };
  const share = (right: number, all: number) => (all === 0 ? '-' : (right / all).toFixed(3)).padStart(8);
  console.log(
    [
      name.padEnd(8),
      String(size).padStart(9),
      row.cpu.toFixed(3).padStart(13),
      quantile(row, 0.5).toFixed(3).padStart(11),
      quantile(row, 0.99).toFixed(3).padStart(10),
      quantile(row, 1).toFixed(3).padStart(10),
      bytes.toFixed(0).padStart(14),
      of(({ compared }) => compared).padStart(19),
      of(({ judgedAgain }) => judgedAgain).padStart(23),
      '     ',
      share(joined.rightCopies, joined.copies),
      share(joined.rightRewrites, joined.rewrites),
      share(joined.rightJoins, joined.joins),
    ].join(''),
  );
  return row;
}

function quantile({ times }: Row, share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function bytesInUse(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** CPU time of this thread, in milliseconds. */
function cpu(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function nothingJoined(): Joined {
  return { copies: 0, rightCopies: 0, rewrites: 0, rightRewrites: 0, joins: 0, rightJoins: 0 };
}

function note(joined: Joined, { kind, event }: Told, found: number | null): void {
  const isRight = found === event && kind !== 'first';
  if (kind === 'copy') joined.copies += 1;
  if (kind === 'rewrite') joined.rewrites += 1;
  if (kind === 'copy' && isRight) joined.rightCopies += 1;
  if (kind === 'rewrite' && isRight) joined.rightRewrites += 1;
  if (found !== null) joined.joins += 1;
  if (isRight) joined.rightJoins += 1;
}

async function measure(kind: string, size: number): Promise<Row> {
  const before = bytesInUse();
  const next = stream(kind === 'affair' || kind === 'repeats' ? kind : ('news' satisfies StreamKind), 7);
  const eventOf = new Map<ArticleId, number>();
  let work: Work[] = [];
  let index = createStoryIndex({ observe: (one) => work.push(one) });
  let loading: number | null = null;
  let filled = 0;
  if (size > JUDGED) {
    const memos: (readonly [ArticleId, string])[] = [];
    const stories = new Map<StoryId, Story>();
    for (; filled < JUDGED; filled += 1) {
      const one = next();
      const regrouping = index.judge(one.article);
      index.apply(one.article, regrouping);
      memos.push([one.article.id, regrouping.memo]);
      eventOf.set(one.article.id, one.event);
      for (const { id } of regrouping.dissolved) stories.delete(id);
      for (const story of regrouping.changed) stories.set(story.id, story);
    }
    index = createStoryIndex({ observe: (one) => work.push(one) });
    const copies = Math.round(size / JUDGED);
    loading = (await fill(index, memos, [...stories.values()], copies)) / copies / memos.length;
    filled = size - TIMED - WARM;
  }
  const times: number[] = [];
  let spent = 0;
  const joined = nothingJoined();
  for (; filled < size; filled += 1) {
    const one = next();
    const isTimed = filled >= size - TIMED;
    const started = performance.now();
    const cpuBefore = cpu();
    const regrouping = index.judge(one.article);
    index.apply(one.article, regrouping);
    eventOf.set(one.article.id, one.event);
    if (!isTimed) continue;
    times.push(performance.now() - started);
    spent += cpu() - cpuBefore;
    const story = regrouping.changed.find(({ id }) => id === regrouping.story);
    const others = (story?.articles ?? []).filter((id) => id !== one.article.id);
    note(joined, one, commonest(others.slice(-50).flatMap((id) => eventOf.get(id) ?? [])));
  }
  const timed = work.slice(-TIMED);
  work = [];
  eventOf.clear();
  const bytes = (bytesInUse() - before) / size;
  index.forget([]);
  return { name: kind, size, times, cpu: spent / TIMED, bytes, joined, work: timed, loading };
}

/**
 * Gives an index the articles of a stream several times over, the last time as they are and before that under other ids and with other names and
 * pairs of words. Returns the CPU milliseconds that reading the memos and stories took.
 */
async function fill(
  index: StoryIndex,
  memos: readonly (readonly [ArticleId, string])[],
  stories: readonly Story[],
  copies: number,
): Promise<number> {
  const restoring = index.restore();
  let spent = 0;
  for (let copy = copies - 1; copy >= 0; copy -= 1) {
    const ids = new Map(memos.map(([id]) => [id, copy === 0 ? id : articleId(id, String(copy))] as const));
    const rows = memos.map(
      ([id, memo]) =>
        [ids.get(id) ?? id, varied(id, ids.get(id) ?? id, memo, copy, (copies - 1 - copy) * memos.length)] as const,
    );
    const told = stories.map(({ articles }) => storyOf(articles.map((id) => ids.get(id) ?? id)));
    const started = cpu();
    for (const [id, memo] of rows) if (!restoring.memo(id, memo)) throw new Error('a memo was refused');
    for (const story of told) restoring.story(story);
    spent += cpu() - started;
  }
  const started = cpu();
  await restoring.done();
  return spent + cpu() - started;
}

/** A memo with other names and pairs, and numbers that are higher by so many. */
function varied(id: ArticleId, as: ArticleId, memo: string, copy: number, later: number): string {
  const read = readMemo(id, memo);
  if (read === null) throw new Error('a memo cannot be read');
  const block = read.block.slice();
  const report = reportAt(block, 0, id, null);
  const names = new Set(Array.from(block.subarray(report.names, report.title), keyOf));
  const other = (key: number) => (copy === 0 ? key : pairKey(key, copy));
  const changed = (term: number) => other(keyOf(term)) * 256 + weightOf(term);
  for (const [from, to] of [
    [report.words, report.pairs],
    [report.pairs, report.names],
    [report.names, report.title],
    [report.title, report.numbers],
  ] as const) {
    const isPairs = from === report.pairs;
    const section = block.subarray(from, to);
    section.set(section.map((term) => (isPairs || names.has(keyOf(term)) ? changed(term) : term)).sort());
  }
  const headlined = block.subarray(report.headlined, report.days);
  headlined.set(headlined.map(other));
  const links = block.subarray(report.near, report.text);
  links.set(links.map((serial) => serial + later));
  return writeMemo(as, read.serial + later, block);
}

function storyOf(articles: readonly ArticleId[]): Story {
  const [founder] = articles;
  if (founder === undefined) throw new Error('no articles');
  return { id: storyId(founder), articles };
}

function commonest(events: readonly number[]): number | null {
  const [most] = [...Map.groupBy(events, (event) => event)].sort((a, b) => b[1].length - a[1].length);
  return most?.[0] ?? null;
}

function measurePeer(name: string, size: number): Row {
  const before = bytesInUse();
  const peer = PEERS.get(name)?.();
  if (peer === undefined) throw new Error(`no peer ${name}`);
  const next = stream('news', 7);
  for (let i = 0; i < size - TIMED; i += 1) peer.fill(next());
  const times: number[] = [];
  let spent = 0;
  const joined = nothingJoined();
  for (let i = 0; i < TIMED; i += 1) {
    const told = next();
    const started = performance.now();
    const cpuBefore = cpu();
    const found = peer.judge(told);
    times.push(performance.now() - started);
    spent += cpu() - cpuBefore;
    note(joined, told, found);
  }
  const bytes = (bytesInUse() - before) / size;
  peer.fill(next());
  return { name, size, times, cpu: spent / TIMED, bytes, joined, work: [], loading: null };
}
