import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { readArticle } from '../src/articles/read.ts';
import { type Instant, later, systemClock } from '../src/lib/clock.ts';
import { articleId, type FeedId } from '../src/lib/ids.ts';
import { silentLog } from '../src/lib/log.ts';
import { openNet } from '../src/lib/net/net.ts';
import { createTurns } from '../src/lib/turns.ts';
import { createBell, runLoop } from '../src/schedule.ts';
import { openFeedBook } from '../src/sources/feeds/book.ts';
import { createFeeds } from '../src/sources/feeds/feeds.ts';
import { openHubs } from '../src/sources/feeds/websub.ts';
import { openSeenLedger } from '../src/sources/seen.ts';
import { commitChanges } from '../src/store/change.ts';
import { openStore } from '../src/store/store.ts';

// What it costs to read N feeds on one process (1,000 and 10,000, or those named as arguments), against a web of its own in another
// process. Two rounds: all feeds are met at once; then all are due again, spread over a minute, and 70 % have nothing new. The items are
// marked as seen in a real store and go no further: what an article costs, bench:group and bench:match tell.

const HOSTS = 5_000;
const SPREAD_MS = 60_000;
const CLAIM = { workspace: 'installation', channel: null, isPaused: false } as const;

const sizes = process.argv.slice(2).map(Number);
if (process.send !== undefined) {
  process.send(await measure(sizes[0] ?? 1_000));
  process.disconnect();
} else {
  const results: Record<string, unknown> = {};
  for (const size of sizes.length > 0 ? sizes : [1_000, 10_000]) results[`${size} feeds`] = await inProcess(size);
  console.table(results);
  console.log(
    'CPU includes the HTTP client, parsing, knowing items again, the store (SQLite on disk) and the marks of items; no TLS.',
  );
}

/** A process of its own for each size, so that memory is its own too. */
function inProcess(size: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, [String(size)], { execArgv: ['--expose-gc'] });
    child.on('message', resolve);
    child.on('exit', (code) => reject(new Error(`The measurement ended with ${code}.`)));
  });
}

async function measure(size: number): Promise<unknown> {
  const server = fork(join(import.meta.dirname, 'feeds-server.ts'), []);
  const port = await new Promise<number>((resolve) => {
    server.once('message', (message: { readonly port: number }) => resolve(message.port));
  });
  const folder = mkdtempSync(join(tmpdir(), 'newsdesk-bench-'));
  const store = await openStore(`sqlite:${join(folder, 'feeds.db')}`);
  const turns = createTurns();
  const book = await openFeedBook(store);
  const seen = await openSeenLedger(store);
  const bell = createBell();
  const net = openNet({ userAgent: 'Newsdesk (bench)', allow: ['127.0.0.0/8'] });
  let items = 0;
  const hubs = await openHubs({ store, turns, book, net, clock: systemClock, log: silentLog, publicUrl: null });
  const feeds = createFeeds({
    hubs,
    ...{ store, turns, book, seen, net, clock: systemClock, log: silentLog, random: Math.random },
    readPage(item) {
      const outcome = readArticle(item);
      return outcome.kind === 'article' ? outcome.article : null;
    },
    tell: () => ({ writes: [], apply: () => undefined }),
    wake: bell.ring,
    rang: bell.ring,
  });

  // Each feed is late by as much as lies between the time for which it was planned and its answer, less what its server took.
  let polls = 0;
  const lateness: number[] = [];
  const planned = new Map<FeedId, Instant>();
  book.attach((id, feed) => {
    const at = planned.get(id);
    if (at === undefined || feed === null || feed.nextAt === at) return;
    planned.delete(id);
    polls++;
    lateness.push((feed.trouble === null ? (feed.lastOkAt ?? at) : (feed.trouble.since ?? at)) - at - serverMs(id));
  });
  const numbers = new Map<FeedId, number>();
  const serverMs = (id: FeedId) => {
    const kind = (numbers.get(id) ?? 0) % 200;
    return kind === 0 ? 20_000 : kind >= 8 && kind < 12 ? 5_000 : 0;
  };

  const ending = new AbortController();
  const onError = (error: unknown) => console.error(error);
  const loop = { bell, signal: ending.signal, onError };
  const loops = [
    runLoop({ ...loop, step: feeds.poller.step, idleMs: feeds.poller.idleMs }),
    runLoop({
      ...loop,
      idleMs: () => 1_000,
      async step() {
        const offers = await feeds.source.poll(systemClock());
        if (offers.length === 0) return false;
        items += offers.length;
        const marks = offers.map((one) =>
          seen.mark(one, { article: articleId(one.ref), unreadable: null }, systemClock()),
        );
        await turns(() => commitChanges(store, marks));
        return true;
      },
    }),
  ];

  async function round(plan: () => Promise<void>) {
    polls = 0;
    items = 0;
    lateness.length = 0;
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const begun = performance.now();
    const cpu = process.cpuUsage();
    delay.enable();
    await plan();
    let last = performance.now();
    while (planned.size > 0) {
      const left = planned.size;
      await sleep(50);
      if (planned.size !== left) last = performance.now();
      // What never answers is waited for at the end, and is not what is measured.
    }
    delay.disable();
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (last - begun) / 1_000;
    lateness.sort((a, b) => a - b);
    return {
      polls,
      items,
      'polls/s': Math.round(polls / seconds),
      'CPU a poll (ms)': round2((user + system) / 1_000 / polls),
      'late p99 (s)': round2((lateness[Math.floor(lateness.length * 0.99)] ?? 0) / 1_000),
      'late worst (s)': round2((lateness.at(-1) ?? 0) / 1_000),
      'loop p99 (ms)': round2(delay.percentile(99) / 1e6),
      'loop max (ms)': round2(delay.max / 1e6),
      'heap (MB)': heap(),
    };
  }

  const first = await round(async () => {
    const now = systemClock();
    const changes = Array.from({ length: size }, (_, n) => {
      const host = n % HOSTS;
      const address = `http://127.1.${Math.floor(host / 250)}.${(host % 250) + 1}:${port}/feed/${n}`;
      const { feed, change } = book.add(address, { ...CLAIM, at: now }, { title: null, fullText: false }, now);
      planned.set(feed.id, now);
      numbers.set(feed.id, n);
      return change;
    });
    await turns(() => commitChanges(store, changes));
  });
  await fetch(`http://127.0.0.1:${port}/round/2`);
  const second = await round(async () => {
    const now = systemClock();
    await turns(() => {
      const changes = book.all().map((feed, n) => {
        const at = later(now, 2_000 + Math.floor((n / size) * SPREAD_MS));
        planned.set(feed.id, at);
        return book.put({ ...feed, nextAt: at, trouble: null });
      });
      return commitChanges(store, changes);
    });
  });

  ending.abort();
  feeds.poller.stop();
  await net.close();
  bell.ring();
  await Promise.all(loops);
  await store.close();
  server.disconnect();
  rmSync(folder, { recursive: true });
  console.log(`${size} feeds, all met at once`);
  console.table([first]);
  return second;
}

function heap(): number {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().heapUsed / 1024 / 1024);
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
