import type { DatabaseSync } from 'node:sqlite';

type Entry = { readonly key: string; readonly value: string; readonly ttl?: number };
type KeyAndValue = readonly [key: string, value: string];

/** A storage adapter for keyv over `node:sqlite`. Passes keyv's compliance suite; adds pages of a key range. */
export type SqliteAdapter = {
  /** keyv offers iteration only to adapters whose dialect it knows. */
  readonly opts: { readonly dialect: 'sqlite'; readonly url: 'sqlite' };
  /** Set by keyv; bounds `clear`. */
  namespace?: string;
  get(key: string): Promise<string | undefined>;
  getMany(keys: readonly string[]): Promise<(string | undefined)[]>;
  has(key: string): Promise<boolean>;
  hasMany(keys: readonly string[]): Promise<boolean[]>;
  set(key: string, value: string, ttl?: number): Promise<void>;
  /** All entries or, where it throws, none. */
  setMany(entries: readonly Entry[]): Promise<void>;
  delete(key: string): Promise<boolean>;
  deleteMany(keys: readonly string[]): Promise<boolean>;
  clear(): Promise<void>;
  iterator(namespace?: string): AsyncGenerator<KeyAndValue, void>;
  disconnect(): Promise<void>;
  /** Errors are thrown, never emitted, so there is nothing to listen to. */
  on(): SqliteAdapter;
  /** Up to `PAGE_ROWS` rows in key order, from `from` (after it, where `isAfter`) to below `below`. */
  page(from: string, isAfter: boolean, below: string): KeyAndValue[];
};

export const PAGE_ROWS = 500;
// What one batch sweeps, so that a great many rows expiring at once do not hold up one commit.
const SWEPT_ROWS = 500;

/** Makes the table where it is missing. */
export function createTable(database: DatabaseSync): void {
  // With a rowid: rows of some KB make a b-tree keyed by text slow to write (measured: a third of the speed at 3 KB).
  database.exec(`
    CREATE TABLE IF NOT EXISTS keyv (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, expires INTEGER);
    CREATE INDEX IF NOT EXISTS keyv_expires ON keyv (expires) WHERE expires IS NOT NULL;
  `);
}

/**
 * An adapter over an open database that has the table (`createTable`). Several adapters may share one database, as keyv's
 * namespaces do. Statements run at once and block; none stays open between calls.
 *
 * Expired rows are never given out, and every batch deletes some that expired before it: no timer, and removed rows
 * (written as rows that are over in a millisecond) cost disk only until the next batch.
 */
export function createSqliteAdapter(database: DatabaseSync): SqliteAdapter {
  const isLive = '(expires IS NULL OR expires > ?)';
  const selectOne = database.prepare(`SELECT value FROM keyv WHERE key = ? AND ${isLive}`);
  const upsert = database.prepare(`
    INSERT INTO keyv (key, value, expires) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires`);
  const deleteOne = database.prepare('DELETE FROM keyv WHERE key = ?');
  const deleteExpired = database.prepare(
    `DELETE FROM keyv WHERE key IN (SELECT key FROM keyv WHERE expires <= ? LIMIT ${SWEPT_ROWS})`,
  );
  const selectFrom = database.prepare(
    `SELECT key, value FROM keyv WHERE key >= ? AND key < ? AND ${isLive} ORDER BY key LIMIT ${PAGE_ROWS}`,
  );
  const selectAfter = database.prepare(
    `SELECT key, value FROM keyv WHERE key > ? AND key < ? AND ${isLive} ORDER BY key LIMIT ${PAGE_ROWS}`,
  );

  // Of pages, hundreds of objects would be made to be taken apart at once.
  selectFrom.setReturnArrays(true);
  selectAfter.setReturnArrays(true);

  function find(key: string): string | undefined {
    const value = selectOne.get(key, Date.now())?.['value'];
    return value === undefined ? undefined : String(value);
  }

  function write({ key, value, ttl }: Entry): void {
    upsert.run(key, value, ttl === undefined ? null : Date.now() + ttl);
  }

  function remove(key: string): boolean {
    return deleteOne.run(key).changes > 0;
  }

  function page(from: string, isAfter: boolean, below: string): KeyAndValue[] {
    const rows = (isAfter ? selectAfter : selectFrom).all(from, below, Date.now());
    return rows.map(({ 0: key, 1: value }) => [String(key), String(value)]);
  }

  const adapter: SqliteAdapter = {
    opts: { dialect: 'sqlite', url: 'sqlite' },
    async get(key) {
      return find(key);
    },
    async getMany(keys) {
      return keys.map(find);
    },
    async has(key) {
      return find(key) !== undefined;
    },
    async hasMany(keys) {
      return keys.map((key) => find(key) !== undefined);
    },
    async set(key, value, ttl) {
      write(ttl === undefined ? { key, value } : { key, value, ttl });
    },
    async setMany(entries) {
      inTransaction(database, () => {
        deleteExpired.run(Date.now());
        for (const entry of entries) write(entry);
      });
    },
    async delete(key) {
      return remove(key);
    },
    async deleteMany(keys) {
      return inTransaction(database, () => keys.filter(remove).length > 0);
    },
    async clear() {
      if (adapter.namespace === undefined) database.exec('DELETE FROM keyv');
      else database.prepare('DELETE FROM keyv WHERE key >= ? AND key < ?').run(...boundsOf(adapter.namespace));
    },
    async *iterator(namespace) {
      const [from, below] = namespace === undefined ? ['', '\u{10ffff}'] : boundsOf(namespace);
      let rows = page(from, false, below);
      while (rows.length > 0) {
        yield* rows;
        rows = page(rows.at(-1)?.[0] ?? below, true, below);
      }
    },
    async disconnect() {
      database.close();
    },
    on: () => adapter,
    page,
  };
  return adapter;
}

/** The keys of a namespace, as keyv spells them: `namespace:key`. ";" is the character after ":". */
function boundsOf(namespace: string): [from: string, below: string] {
  return [`${namespace}:`, `${namespace};`];
}

/** Runs `work` in one transaction: all of it or, where it throws, nothing. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk makes SQLite roll back by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
