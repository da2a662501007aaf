import type { DatabaseSync } from 'node:sqlite';
import { type Clock, systemClock } from '../lib/clock.ts';
import { type Log, silentLog } from '../lib/log.ts';
import type { Backend } from './backend.ts';
import { restoreInto } from './restore.ts';
import { IN_MEMORY, openDatabase, openSqlite } from './sqlite.ts';
import { parseStoreUrl } from './store-url.ts';
import { createStore, type Store } from './tables.ts';

export type { TableSchema } from './row.ts';
export { StoreError } from './store-error.ts';
export type { Lasting, Store, Table, Write } from './tables.ts';

/** What a store uses; the real ones by default. Damaged rows are reported to `log`. */
export type StoreDependencies = {
  readonly clock?: Clock;
  readonly log?: Log;
  readonly openDatabase?: (path: string) => DatabaseSync;
};

/**
 * Opens the store at an address: `sqlite:./data/newsdesk.db`, `memory:`, `redis://host:6379`, `postgres://host/database`. The
 * packages that talk to a server are loaded only for it.
 * @throws StoreError with a code that tells why not
 */
export async function openStore(url: string, dependencies: StoreDependencies = {}): Promise<Store> {
  const { clock = systemClock, log = silentLog } = dependencies;
  const backend = await openBackend(url, dependencies.openDatabase ?? openDatabase);
  try {
    return await createStore(backend, clock, log);
  } catch (error) {
    await backend.close();
    throw error;
  }
}

/**
 * Puts a backup into the store at an address, which nobody uses; gives the number of its rows.
 * @throws StoreError not-empty, unreadable, newer, in-use, and others of `openStore`
 */
export async function restoreStore(url: string, lines: () => AsyncIterable<string>, replace: boolean): Promise<number> {
  const backend = await openBackend(url, openDatabase);
  try {
    return await restoreInto(backend, { lines, replace, clock: systemClock });
  } catch (error) {
    throw backend.explain(error);
  } finally {
    await backend.close();
  }
}

async function openBackend(url: string, open: (path: string) => DatabaseSync): Promise<Backend> {
  const address = parseStoreUrl(url);
  switch (address.kind) {
    case 'memory':
      return openSqlite(IN_MEMORY, open);
    case 'sqlite':
      return openSqlite(address.path, open);
    case 'redis': {
      const { openRedis } = await import('./redis.ts');
      return openRedis(address.url);
    }
    case 'postgres': {
      const { openPostgres } = await import('./postgres.ts');
      return openPostgres(address.url);
    }
  }
}
