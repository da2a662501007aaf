import type { DatabaseSync } from 'node:sqlite';
import { FORMAT_KEY } from './format.ts';
import { adapterKey } from './keyv.ts';

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
  /** What gives the rows that lie apart (see `APART`) under a prefix, page by page as they were written; null where they do not lie apart. */
  asWritten(prefix: string): ((from: number) => WrittenPage) | null;
};

/** Rows from a number on, their keys without the prefix; the number to go on from; and which share of all has been read with them, 0 to 1. */
export type WrittenPage = { readonly rows: readonly KeyAndValue[]; readonly next: number; readonly share: number };

export const PAGE_ROWS = 500;
// What one batch sweeps, so that a great many rows expiring at once do not hold up one commit.
const SWEPT_ROWS = 500;

const TOGETHER = 'keyv';

/**
 * What every start reads whole lies in SQL tables of its own: read one row after another as they were written, a million take seconds; looked up among articles of
 * some KB, one by one, several times as long, and minutes where the disk has to be asked for each.
 */
const APART = ['memos', 'stories'].map((name) => ({ prefix: adapterKey(`${name}/`), table: `${TOGETHER}_${name}` }));

/** Makes the tables where they are missing, and puts apart what an earlier version left among the other rows. */
export function createTables(database: DatabaseSync): void {
  for (const table of [TOGETHER, ...APART.map((shelf) => shelf.table)]) {
    // With a rowid: rows of some KB make a b-tree keyed by text slow to write (measured: a third of the speed at 3 KB).
    database.exec(`
      CREATE TABLE IF NOT EXISTS ${table} (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, expires INTEGER);
      CREATE INDEX IF NOT EXISTS ${table}_expires ON ${table} (expires) WHERE expires IS NOT NULL;
    `);
  }
  for (const { prefix, table } of APART) {
    const [from, below] = [prefix, following(prefix)];
    if (database.prepare(`SELECT 1 FROM keyv WHERE key >= ? AND key < ?`).get(from, below) === undefined) continue;
    database
      .prepare(`INSERT INTO ${table} SELECT * FROM keyv NOT INDEXED WHERE key >= ? AND key < ? ORDER BY rowid`)
      .run(from, below);
    database.prepare('DELETE FROM keyv WHERE key >= ? AND key < ?').run(from, below);
  }
  // A program of before would find no stories, and take that for the truth.
  database
    .prepare(`UPDATE keyv SET value = replace(value, '"format":1,', '"format":2,') WHERE key = ? AND value LIKE ?`)
    .run(adapterKey(FORMAT_KEY), '%"format":1,%');
}

/** The first text after all that begin with `prefix`, which ends in "/". */
function following(prefix: string): string {
  return `${prefix.slice(0, -1)}0`;
}

/**
 * An adapter over an open database that has the table (`createTable`). Several adapters may share one database, as keyv's
 * namespaces do. Statements run at once and block; none stays open between calls.
 *
 * Expired rows are never given out, and every batch deletes some that expired before it: no timer, and removed rows
 * (written as rows that are over in a millisecond) cost disk only until the next batch.
 */
export function createSqliteAdapter(database: DatabaseSync): SqliteAdapter {
  const together = createShelf(database, TOGETHER, '');
  const apart = APART.map(({ prefix, table }) => ({ prefix, shelf: createShelf(database, table, prefix) }));
  const shelves = [together, ...apart.map(({ shelf }) => shelf)];

  function shelfOf(key: string): Shelf {
    for (const { prefix, shelf } of apart) if (key.startsWith(prefix)) return shelf;
    return together;
  }

  const find = (key: string) => shelfOf(key).find(key);
  const remove = (key: string) => shelfOf(key).remove(key);

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
      shelfOf(key).write(key, value, ttl);
    },
    async setMany(entries) {
      inTransaction(database, () => {
        for (const shelf of shelves) shelf.sweep();
        for (const { key, value, ttl } of entries) shelfOf(key).write(key, value, ttl);
      });
    },
    async delete(key) {
      return remove(key);
    },
    async deleteMany(keys) {
      return inTransaction(database, () => keys.filter(remove).length > 0);
    },
    async clear() {
      for (const shelf of shelves)
        shelf.clear(...(adapter.namespace === undefined ? EVERYTHING : boundsOf(adapter.namespace)));
    },
    async *iterator(namespace) {
      const [from, below] = namespace === undefined ? EVERYTHING : boundsOf(namespace);
      for (const shelf of shelves) {
        let rows = shelf.page(from, false, below);
        while (rows.length > 0) {
          yield* rows;
          rows = shelf.page(rows.at(-1)?.[0] ?? below, true, below);
        }
      }
    },
    async disconnect() {
      database.close();
    },
    on: () => adapter,
    page: (from, isAfter, below) => shelfOf(from).page(from, isAfter, below),
    asWritten: (prefix) => apart.find((one) => one.prefix === prefix)?.shelf.asWritten ?? null,
  };
  return adapter;
}

/** The rows of one SQL table. */
type Shelf = {
  find(key: string): string | undefined;
  write(key: string, value: string, ttl: number | undefined): void;
  remove(key: string): boolean;
  /** Deletes some of the rows that are over. */
  sweep(): void;
  clear(from: string, below: string): void;
  page(from: string, isAfter: boolean, below: string): KeyAndValue[];
  asWritten(from: number): WrittenPage;
};

function createShelf(database: DatabaseSync, table: string, prefix: string): Shelf {
  const isLive = '(expires IS NULL OR expires > ?)';
  const selectOne = database.prepare(`SELECT value FROM ${table} WHERE key = ? AND ${isLive}`);
  const upsert = database.prepare(`
    INSERT INTO ${table} (key, value, expires) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires`);
  const deleteOne = database.prepare(`DELETE FROM ${table} WHERE key = ?`);
  const deleteAll = database.prepare(`DELETE FROM ${table} WHERE key >= ? AND key < ?`);
  const deleteExpired = database.prepare(
    `DELETE FROM ${table} WHERE key IN (SELECT key FROM ${table} WHERE expires <= ? LIMIT ${SWEPT_ROWS})`,
  );
  const select = (isAfter: string) =>
    `SELECT key, value FROM ${table} WHERE key ${isAfter} ? AND key < ? AND ${isLive}`;
  const selectFrom = database.prepare(`${select('>=')} ORDER BY key LIMIT ${PAGE_ROWS}`);
  const selectAfter = database.prepare(`${select('>')} ORDER BY key LIMIT ${PAGE_ROWS}`);
  const selectAsWritten = database.prepare(
    `SELECT substr(key, ${prefix.length + 1}), value, rowid FROM ${table} WHERE rowid >= ? AND ${isLive} ORDER BY rowid LIMIT ${PAGE_ROWS}`,
  );
  const selectEnds = database.prepare(
    `SELECT min(rowid) AS first FROM ${table} UNION ALL SELECT max(rowid) FROM ${table}`,
  );

  // Of pages, hundreds of objects would be made to be taken apart at once.
  for (const statement of [selectFrom, selectAfter, selectAsWritten, selectEnds]) statement.setReturnArrays(true);

  return {
    find(key) {
      const value = selectOne.get(key, Date.now())?.['value'];
      return value === undefined ? undefined : String(value);
    },
    write(key, value, ttl) {
      upsert.run(key, value, ttl === undefined ? null : Date.now() + ttl);
    },
    remove: (key) => deleteOne.run(key).changes > 0,
    sweep() {
      deleteExpired.run(Date.now());
    },
    clear(from, below) {
      deleteAll.run(from, below);
    },
    page(from, isAfter, below) {
      const rows = (isAfter ? selectAfter : selectFrom).all(from, below, Date.now());
      return rows.map(({ 0: key, 1: value }) => [String(key), String(value)]);
    },
    asWritten(from) {
      const rows = selectAsWritten.all(from, Date.now());
      const [first, last] = selectEnds.all().map(({ 0: rowid }) => Number(rowid));
      const next = Number(rows.at(-1)?.[2] ?? 0) + 1;
      const share = (next - (first ?? 0)) / ((last ?? 0) + 1 - (first ?? 0));
      return { rows: rows.map(({ 0: key, 1: value }) => [String(key), String(value)]), next, share };
    },
  };
}

const EVERYTHING: [from: string, below: string] = ['', '\u{10ffff}'];

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
