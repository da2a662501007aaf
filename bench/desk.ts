/**
 * What the whole desk costs per article, and what a start costs: `node bench/desk.ts [ARTICLES] [TOPICS] [KEPT]` (default 5000 10000 2500).
 *
 * Items as feeds bring them (see `stream.ts`) are read, grouped, matched, summarised, planned and committed to SQLite in a temporary folder, with
 * retention at work once more than KEPT are there. Posts go to a platform that takes everything; that, and what makes the items, is not counted.
 * CPU is that of the main thread, where all of this happens. At the end the store is opened anew. Only ratios inside one run are claims.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { type App, createApp } from '../src/app.ts';
import { readArticle } from '../src/articles/read.ts';
import { loadConfig } from '../src/config.ts';
import type { Desk } from '../src/desk.ts';
import { type Instant, instant, SECOND_MS } from '../src/lib/clock.ts';
import { feedId } from '../src/lib/ids.ts';
import { silentLog } from '../src/lib/log.ts';
import { pollNext } from '../src/pipeline.ts';
import type { Platform } from '../src/platform/platform.ts';
import { createRetention } from '../src/retention.ts';
import type { RawItem } from '../src/sources/raw-item.ts';
import type { Offer, Source } from '../src/sources/source.ts';
import { commitChanges } from '../src/store/change.ts';
import { openStore } from '../src/store/store.ts';
import { readLexicon } from '../src/topics/lexicon-folder.ts';
import { newsStream, seeded, topicQuery } from './stream.ts';

const [articles = 5_000, topics = 10_000, kept = 2_500] = process.argv.slice(2).map(Number);
const ROOT = join(import.meta.dirname, '..');
const CHANNELS = 500;
const FEEDS = 200;
/** Items that a feed holds: their marks stay, older ones go. */
const HELD = 50;
const BATCH = 50;
/** Of so many batches, the first tells what each stage takes: asking for the time takes some itself. */
const WATCHED = 4;
/** Of such a batch, so many are read once more to learn what reading takes. */
const SAMPLED = 10;
const REPORTS = 10;
/** Between two articles. */
const PACE_MS = 2 * SECOND_MS;

const folder = mkdtempSync(join(tmpdir(), 'newsdesk-bench-'));
const file = join(folder, 'newsdesk.db');
const lexicon = await readLexicon(join(ROOT, 'config/lexicon'));
let now = Date.UTC(2026, 0, 5) as Instant;
const clock = () => now;
let posted = 0;
const platform: Platform = {
  name: 'null',
  post: async () => ({ kind: 'done', messageId: `m${++posted}` }),
  edit: async (_channel, messageId) => ({ kind: 'done', messageId }),
  reply: async () => ({ kind: 'done', messageId: `m${++posted}` }),
  find: async () => ({ kind: 'absent' }),
  inspect: async () => ({ kind: 'open' }),
};

/** The CPU time of this thread so far, in microseconds. */
function cpu(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

async function open(): Promise<App> {
  const config = {
    ...loadConfig(ROOT, ROOT, {}).config,
    seedsFolder: folder,
    keepArticles: kept,
    alertsEditSeconds: 0,
    channelsBurst: 50,
  };
  return createApp({
    config,
    store: await openStore(`sqlite:${file}`, { clock }),
    lexicon,
    platforms: [{ platform, transcript: null, live: null }],
    clock,
    log: silentLog,
    starterWorkspace: null,
    timeElsewhere: async () => null,
    onFiled: () => undefined,
    searchPath: `${file}-search`,
  });
}

async function addTopics({ desk }: App): Promise<void> {
  const draw = seeded(11);
  for (let start = 0; start < topics; start += 500) {
    const changes = Array.from({ length: Math.min(500, topics - start) }, (_, n) => {
      const channel = { platform: 'null', workspace: 'team', channel: `c${(start + n) % CHANNELS}` };
      const name = `topic ${start + n}`;
      return desk.watchlist.watch({
        channel,
        name,
        query: topicQuery(draw),
        backfill: 0,
        as: 'alerts',
        mention: null,
        now,
      }).change;
    });
    await commitChanges(desk.store, changes);
  }
}

const next = newsStream(7);
const feeds = Array.from({ length: FEEDS }, (_, n) => feedId(`https://feed${n}.example/`));
let made = 0;

function makeItem(): Offer {
  const place = made++;
  const { title, paragraphs, publisher } = next();
  const source = feeds[place % FEEDS] ?? '';
  const ref = `item-${place}`;
  const url = `https://paper${place % FEEDS}.example/${place}`;
  const bytes = Buffer.from(paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('\n'));
  const item: RawItem = {
    source,
    ref,
    bytes,
    known: { title, publisher, url, zone: null, publishedAt: instant(now) },
  };
  return { source, ref, version: '1', isHistory: false, kind: 'item', item, isHearsay: false };
}

/** Measures every call of some functions of an object, while that is wanted. */
function timed<T extends object>(stage: string, object: T, names: readonly string[]): T {
  const wrapped = Object.entries(object).map(([name, value]) => {
    if (!names.includes(name) || typeof value !== 'function') return [name, value];
    return [
      name,
      (...args: unknown[]) => {
        if (!isWatched) return value(...args);
        const from = cpu();
        const result = value(...args);
        if (!(result instanceof Promise)) {
          spent(stage, cpu() - from);
          return result;
        }
        return result.finally(() => spent(stage, cpu() - from));
      },
    ];
  });
  return { ...object, ...Object.fromEntries(wrapped) };
}

let isWatched = true;
let watched = 0;
const stages = new Map<string, number>();
function spent(stage: string, microseconds: number): void {
  stages.set(stage, (stages.get(stage) ?? 0) + microseconds);
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}

const first = await open();
await addTopics(first);
console.log(`${articles} articles, ${topics} topics, at most ${kept} articles kept`);

const waiting: Offer[] = [];
const source: Source = { name: 'feeds', poll: async () => waiting.splice(0), markSeen: () => undefined };
const desk: Desk = {
  ...first.desk,
  sources: [source],
  stories: timed('group', first.desk.stories, ['read', 'judge', 'apply', 'timeline']),
  topics: timed('match', first.desk.topics, ['read', 'match']),
  store: {
    ...first.desk.store,
    async commit(writes, lasting) {
      if (!isWatched) return first.desk.store.commit(writes, lasting);
      const [began, before] = [performance.now(), cpu()];
      await first.desk.store.commit(writes, lasting);
      spent('commit', cpu() - before);
      longestCommit = Math.max(longestCommit, performance.now() - began);
    },
  },
};
const seeds = {
  name: 'seeds',
  poll: async () => [],
  markSeen: () => undefined,
  holds: () => true,
  forget: () => undefined,
};
const retention = createRetention({ ...first.desk, feedback: first.desk.feedback }, seeds);
const times: number[] = [];
let used = 0;
let elapsed = 0;
let lettingGo = 0;
let deliveries = 0;
let longestTurn = 0;
let longestCommit = 0;
let longestByClock = 0;
console.log('articles   kept  stories   rss       heap      file');
for (let done = 0; done < articles; ) {
  for (let n = 0; n < BATCH && done + n < articles; n++) {
    now = (now + PACE_MS) as Instant;
    waiting.push(makeItem());
  }
  isWatched = (done / BATCH) % WATCHED === 0;
  if (isWatched) watched += waiting.length;
  const samples = isWatched ? waiting.slice(0, SAMPLED) : [];
  await breathe();
  const started = performance.now();
  const from = cpu();
  for (let filed = await pollNext(desk, now); filed !== null; ) {
    done += 1;
    if (filed.kind === 'filed') deliveries += filed.deliveries.length;
    const [began, before] = [performance.now(), cpu()];
    filed = await pollNext(desk, now);
    longestTurn = Math.max(longestTurn, cpu() - before);
    if (filed !== null) longestByClock = Math.max(longestByClock, performance.now() - began);
    // The first of a batch reads all of it.
    if (filed !== null) times.push(cpu() - before);
    await breathe();
  }
  used += cpu() - from;
  const beforeGoing = cpu();
  for (let more = true; more; ) {
    const before = cpu();
    more = await retention.step(now);
    longestTurn = Math.max(longestTurn, cpu() - before);
    await breathe();
  }
  lettingGo += cpu() - beforeGoing;
  elapsed += performance.now() - started;
  const beforeReading = cpu();
  for (const sample of samples) if (sample.kind === 'item') readArticle(sample.item);
  if (isWatched) spent('parse and summarise', (cpu() - beforeReading) * (BATCH / SAMPLED));
  await forgetMarks();
  while (await first.desk.outbox.deliverNext(clock));
  if (Math.floor((done * REPORTS) / articles) > Math.floor(((done - BATCH) * REPORTS) / articles)) {
    // The index of the search has a thread of its own, and what it has not heard of yet takes memory.
    while (await first.desk.archive.followUp());
    report(done);
  }
}

/** The poller does this as items leave their feeds. */
async function forgetMarks(): Promise<void> {
  const changes = feeds.flatMap((feed) => {
    const refs = [...first.desk.seen.rowsOf(feed).keys()];
    return refs.length > 2 * HELD ? [first.desk.seen.forget(feed, refs.slice(0, -HELD))] : [];
  });
  if (changes.length > 0) await commitChanges(first.desk.store, changes);
}

function report(done: number): void {
  globalThis.gc?.();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const counts = first.desk.archive.counts();
  const size = statSync(file).size;
  console.log(
    `${String(done).padStart(8)} ${String(counts.articles).padStart(6)} ${String(counts.stories).padStart(8)}   ${megabytes(rss).padEnd(9)} ${megabytes(heapUsed + arrayBuffers).padEnd(9)} ${megabytes(size)}`,
  );
}

times.sort((a, b) => a - b);
const each = (microseconds: number) => `${(microseconds / articles).toFixed(0)} us`;
console.log(
  `an article: ${each(used)} of CPU (median ${quantile(times, 0.5)}, 99th percentile ${quantile(times, 0.99)} without parsing), letting one go ${each(lettingGo)}`,
);
console.log(
  `articles a second: ${((articles / (used + lettingGo)) * 1e6).toFixed(0)} of CPU, ${((articles / elapsed) * 1e3).toFixed(0)} of wall time`,
);
const told = [...stages].map(([stage, microseconds]) => [stage, (microseconds * articles) / watched] as const);
const known = told.reduce((sum, [, microseconds]) => sum + microseconds, 0);
for (const [stage, microseconds] of [...told, ['plan and the rest', used - known] as const]) {
  console.log(`  ${stage.padEnd(20)} ${each(microseconds).padStart(9)}  ${((100 * microseconds) / used).toFixed(0)} %`);
}
console.log(`deliveries planned: ${(deliveries / articles).toFixed(2)} an article; posted ${posted}`);
console.log(
  `longest turn ${(longestTurn / 1e3).toFixed(0)} ms of CPU; by the clock, with whatever else the machine does: longest commit ${longestCommit.toFixed(0)} ms, longest turn ${longestByClock.toFixed(0)} ms`,
);

await first.stop();
const startedAt = performance.now();
const startCpu = cpu();
const again = await open();
const counts = again.desk.archive.counts();
console.log(
  `start with ${counts.articles} articles in ${counts.stories} stories and ${topics} topics: ${((cpu() - startCpu) / 1e6).toFixed(2)} s of CPU, ${((performance.now() - startedAt) / 1e3).toFixed(2)} s`,
);
await again.stop();
rmSync(folder, { recursive: true });
