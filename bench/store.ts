import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { openDatabase } from '../src/store/sqlite.ts';
import { openStore, type Store, type StoreDependencies, type TableSchema } from '../src/store/store.ts';
import { findPostgres, startPostgres } from '../test/support/postgres.ts';
import { findRedis, startRedis } from '../test/support/redis.ts';

// How fast a store commits and is read, on each back end that this machine has. Prints medians. A commit of one row is
// mostly the disk's sync, so numbers of a virtual disk say little about a real one.

const SCAN_ROWS = 50_000;
const REPEATS = 5;
const COMMITS: ReadonlyMap<number, number> = new Map([
  [1, 200],
  [20, 100],
  [1_000, 5],
]);

type Row = { readonly id: string; readonly title: string; readonly at: number; readonly text: string };
const EXAMPLE: Row = {
  id: '',
  title: 'Delegations meet in Geneva for talks',
  at: 1_740_000_000_000,
  text: 'word '.repeat(100),
};
const PARSED: TableSchema<Row> = {
  version: 1,
  parse: z.object({ id: z.string(), title: z.string(), at: z.number(), text: z.string() }),
};
// What the store costs by itself: every row is believed.
const RAW: TableSchema<unknown> = { version: 1, parse: { safeParse: (data) => ({ success: true, data }) } };

const results: Record<string, Record<string, string>> = {};
const folder = mkdtempSync(join(tmpdir(), 'newsdesk-bench-'));
await measure('memory', 'memory:');
await measure('sqlite', `sqlite:${join(folder, 'full.db')}`);
await measure('sqlite, synchronous=NORMAL', `sqlite:${join(folder, 'normal.db')}`, {
  openDatabase(path) {
    const database = openDatabase(path);
    database.exec('PRAGMA synchronous = NORMAL');
    return database;
  },
});
rmSync(folder, { recursive: true });
const redis = findRedis();
if (redis !== null) {
  const server = await startRedis(redis);
  await measure('redis, appendfsync always', server.url).finally(server.stop);
}
const postgres = findPostgres();
if (postgres !== null) {
  const server = await startPostgres(postgres);
  await measure('postgres', server.url).finally(server.stop);
}
console.log(`Rows of ${JSON.stringify(EXAMPLE).length} bytes; medians of ${REPEATS}.`);
console.table(results);

async function measure(name: string, url: string, dependencies: StoreDependencies = {}): Promise<void> {
  const store = await openStore(url, dependencies);
  const measured: Record<string, string> = {};
  for (const [rows, commits] of COMMITS) {
    const seconds = await medianSeconds(() => commitRows(store, rows, commits));
    measured[`commit ${rows}: ms`] = ((seconds / commits) * 1_000).toFixed(2);
    measured[`commit ${rows}: rows/s`] = Math.round((rows * commits) / seconds).toLocaleString('en');
  }
  await fill(store);
  for (const [label, schema] of [
    ['raw', RAW],
    ['zod', PARSED],
  ] as const) {
    const seconds = await medianSeconds(() => readAll(store, schema));
    measured[`read all, ${label}: rows/s`] = Math.round(SCAN_ROWS / seconds).toLocaleString('en');
  }
  await store.close();
  for (const [label, value] of Object.entries(measured)) results[label] = { ...results[label], [name]: value };
}

async function commitRows(store: Store, rows: number, commits: number): Promise<void> {
  const table = store.table('written', PARSED);
  for (let commit = 0; commit < commits; commit++) {
    const ids = Array.from({ length: rows }, () => `a-${Math.random().toString(36).slice(2, 14)}`);
    await store.commit(ids.map((id) => table.put(id, { ...EXAMPLE, id })));
  }
}

async function fill(store: Store): Promise<void> {
  const table = store.table('read', PARSED);
  for (let start = 0; start < SCAN_ROWS; start += 5_000) {
    const ids = Array.from({ length: 5_000 }, (_, n) => `a-${(start + n) * 7919}`);
    await store.commit(ids.map((id) => table.put(id, { ...EXAMPLE, id })));
  }
}

async function readAll(store: Store, schema: TableSchema<unknown>): Promise<void> {
  let rows = 0;
  for await (const _ of store.table('read', schema).rows()) rows++;
  if (rows !== SCAN_ROWS) throw new Error(`${rows} rows read, ${SCAN_ROWS} expected.`);
}

async function medianSeconds(work: () => Promise<void>): Promise<number> {
  const seconds: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const start = performance.now();
    await work();
    seconds.push((performance.now() - start) / 1_000);
  }
  return seconds.sort((left, right) => left - right)[Math.floor(REPEATS / 2)] ?? Number.NaN;
}
