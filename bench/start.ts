/**
 * What a start costs: `node --expose-gc bench/start.ts [ARTICLES] [TOPICS]` (default 50000 10000).
 *
 * Fills a SQLite store in a temporary folder with articles of 400 words, what grouping remembers of them, stories of two reports on average, and topics;
 * then opens it as `npm start` does. What lies in the disk's cache is read faster than on a first start.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createApp } from '../src/app.ts';
import { type FiledArticle, openTables, timesOf } from '../src/archive/rows.ts';
import { loadConfig } from '../src/config.ts';
import { type Instant, SECOND_MS } from '../src/lib/clock.ts';
import { type ArticleId, articleId, storyId } from '../src/lib/ids.ts';
import { silentLog } from '../src/lib/log.ts';
import { commitChanges } from '../src/store/change.ts';
import { openStore, type Write } from '../src/store/store.ts';
import { createStoryIndex } from '../src/stories/story-index.ts';
import { readLexicon } from '../src/topics/lexicon-folder.ts';
import { openWatchlist } from '../src/topics/watchlist.ts';
import { newsStream, seeded, topicQuery } from './stream.ts';

const [articles = 50_000, topics = 10_000] = process.argv.slice(2, 4).map(Number);
const filled = process.argv[4];
const ROOT = join(import.meta.dirname, '..');
const COMMITTED = 200;
const folder = filled ?? mkdtempSync(join(tmpdir(), 'newsdesk-bench-'));
const file = join(folder, 'newsdesk.db');
const startOfYear = Date.UTC(2026, 0, 1);

/** The CPU time of this thread so far, in microseconds. */
function cpu(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

async function fill(): Promise<void> {
  const store = await openStore(`sqlite:${file}`);
  const tables = openTables(store);
  const next = newsStream(7);
  let writes: Write[] = [];
  let members: ArticleId[] = [];
  const restoring = createStoryIndex().restore();
  for (let n = 0; n < articles; n++) {
    const { title, paragraphs, publisher } = next();
    const id = articleId(`article ${n}`);
    const at = (startOfYear + n * 2 * SECOND_MS) as Instant;
    const filed: FiledArticle = {
      article: {
        id,
        title,
        titleOrigin: 'stated',
        text: paragraphs.join('\n\n'),
        summary: paragraphs.slice(0, 2),
        time: { origin: 'stated', at, precision: 'minute', zone: 'UTC' },
        publisher,
        agency: null,
        place: null,
        url: `https://paper.example/${n}`,
        image: null,
        language: 'en',
      },
      source: 'seeds',
      ref: `${n}`,
      filedAt: at,
      isHistory: false,
      reasons: [],
    };
    members.push(id);
    writes.push(
      tables.articles.put(id, filed),
      tables.memos.put(id, { memo: restoring.article(filed.article), ...timesOf(filed) }),
    );
    const [founder] = members;
    if (founder !== undefined && (n % 2 === 1 || n === articles - 1)) {
      const story = storyId(founder);
      writes.push(tables.stories.put(story, { kind: 'story', id: story, articles: members }));
      members = [];
    }
    if (writes.length < 3 * COMMITTED) continue;
    await store.commit(writes, 'soon');
    writes = [];
  }
  await store.commit(writes);
  const watchlist = await openWatchlist(store, { added: () => undefined, removed: () => undefined });
  const draw = seeded(11);
  const now = startOfYear as Instant;
  for (let n = 0; n < topics; n += COMMITTED) {
    const orders = Array.from({ length: Math.min(COMMITTED, topics - n) }, (_, place) => {
      const channel = { platform: 'null', workspace: 'team', channel: `c${(n + place) % 500}` };
      const order = { channel, name: `topic ${n + place}`, query: topicQuery(draw), backfill: 0, now };
      return watchlist.watch({ ...order, as: 'alerts', mention: null }).change;
    });
    await commitChanges(store, orders, 'soon');
  }
  await store.close();
}

// Another process fills the store: the one that starts is as fresh as that of `npm start`.
if (filled !== undefined) {
  await fill();
  process.exit();
}
const filling = performance.now();
spawnSync(process.execPath, [import.meta.filename, String(articles), String(topics), folder], { stdio: 'inherit' });
console.log(
  `${articles} articles, ${topics} topics, ${(statSync(file).size / 1024 / 1024).toFixed(0)} MB, made in ${((performance.now() - filling) / 1e3).toFixed(0)} s`,
);
globalThis.gc?.();
const before = process.memoryUsage();

const config = { ...loadConfig(ROOT, ROOT, {}).config, seedsFolder: folder };
const lexicon = await readLexicon(join(ROOT, 'config/lexicon'));
const store = await openStore(`sqlite:${file}`);
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
// The longest time between two turns of the event loop, also in microseconds of CPU: other programs hold it up as well.
let longestTurn = 0;
let turnFrom = cpu();
let isStarting = true;
setImmediate(function look() {
  longestTurn = Math.max(longestTurn, cpu() - turnFrom);
  turnFrom = cpu();
  if (isStarting) setImmediate(look);
});
const started = performance.now();
const startCpu = cpu();
let last = '';
let saidAt = started;
const app = await createApp({
  config,
  store,
  lexicon,
  platforms: [],
  clock: () => (startOfYear + articles * 2 * SECOND_MS) as Instant,
  log: silentLog,
  starterWorkspace: null,
  timeElsewhere: async () => null,
  onFiled: () => undefined,
  progress(what, done, of) {
    const at = performance.now();
    if (what !== last || at - saidAt > 5_000) {
      console.log(`  ${((at - started) / 1e3).toFixed(1)} s: ${done} of about ${of} ${what}`);
      saidAt = at;
    }
    last = what;
  },
});
const used = cpu() - startCpu;
isStarting = false;
const wall = performance.now() - started;
delay.disable();
globalThis.gc?.();
const after = process.memoryUsage();
const { articles: kept, stories } = app.desk.archive.counts();
const bytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
console.log(
  `start with ${kept} articles in ${stories} stories and ${topics} topics: ${(used / 1e6).toFixed(2)} s of CPU, ${(wall / 1e3).toFixed(2)} s of wall time`,
);
console.log(
  `longest block ${(longestTurn / 1e3).toFixed(0)} ms of CPU, ${(delay.max / 1e6).toFixed(0)} ms by the clock; memory ${(bytes / 1024 / 1024).toFixed(0)} MB, ${(bytes / kept).toFixed(0)} bytes an article with its share of the topics`,
);
await app.stop();
rmSync(folder, { recursive: true });
