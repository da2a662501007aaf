import type { Clock } from '../lib/clock.ts';
import type { Backend } from './backend.ts';
import { type BackupRow, readBackup } from './backup.ts';
import { DAMAGED_TABLE } from './damaged-rows.ts';
import { FORMAT_KEY, formatSchema } from './format.ts';
import { keyRange } from './keys.ts';
import { readRow, rowText, TOMBSTONE, TOMBSTONE_MS } from './row.ts';
import { StoreError } from './store-error.ts';

/** Stands in a store from the first row of a restore to the last: what is half restored is not to be run on. */
export const RESTORING_KEY = 'meta/restoring';

/** Rows a batch. */
const BATCH = 500;

/** What a backup is restored into, and from. */
export type Restoring = {
  /** The lines of the backup; called twice: nothing is written before all of it was read once and found whole. */
  lines(): AsyncIterable<string>;
  /** True where what the store holds is to go. */
  readonly replace: boolean;
  readonly clock: Clock;
};

/**
 * Puts a backup into a store and gives the number of its rows. Where it fails on the way the store says so when it is opened,
 * until a restore comes to its end.
 * @throws StoreError not-empty, unreadable, newer, and what the back end throws
 */
export async function restoreInto(backend: Backend, { lines, replace, clock }: Restoring): Promise<number> {
  const { keyv, write = (work) => work() } = backend;
  const set = (entries: { key: string; value: string; ttl?: number }[]) => write(() => keyv.setMany(entries));
  let count = 0;
  for await (const _ of readBackup(lines())) count++;

  const stored = readRow(await keyv.get<unknown>(FORMAT_KEY), formatSchema, clock());
  if (stored.kind === 'newer') throw new StoreError('newer', 'The store was written by a newer version of Newsdesk.');
  const tables = stored.kind === 'row' ? [...Object.keys(stored.value.tables), DAMAGED_TABLE] : [DAMAGED_TABLE];
  const isHalf = (await keyv.get<unknown>(RESTORING_KEY)) !== undefined;
  const old = keysIn(backend, tables);
  if (!replace && !isHalf && !(await old.next()).done) {
    throw new StoreError('not-empty', 'The store is not empty. Restore with --replace to take away what it holds.');
  }
  await set([{ key: RESTORING_KEY, value: rowText(true, 1, null) }]);
  for await (const keys of batches(keysIn(backend, tables))) {
    await set(keys.map((key) => ({ key, value: TOMBSTONE, ttl: TOMBSTONE_MS })));
    if (!backend.dropsExpired) await keyv.deleteMany(keys);
  }
  for await (const rows of batches(readBackup(lines()))) {
    await set(rows.flatMap((row) => entryOf(row, clock())));
  }
  await keyv.delete(RESTORING_KEY);
  return count;
}

function entryOf({ key, text, expiresAt }: BackupRow, now: number) {
  if (expiresAt === null) return [{ key, value: text }];
  return expiresAt <= now ? [] : [{ key, value: text, ttl: expiresAt - now }];
}

async function* keysIn(backend: Backend, tables: readonly string[]): AsyncGenerator<string> {
  for (const table of tables) {
    for await (const page of backend.scan(keyRange(table, {}))) {
      for (const [key, row] of page) if (row !== null && row !== undefined) yield key;
    }
  }
}

async function* batches<T>(all: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const one of all) {
    batch.push(one);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
