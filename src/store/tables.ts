import { setImmediate as breathe } from 'node:timers/promises';
import type { Clock, Instant } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { createTurns } from '../lib/turns.ts';
import type { Backend, Page, Part } from './backend.ts';
import { backupLines } from './backup.ts';
import { DAMAGED_TABLE, type DamagedRow, type FoundDamaged, openDamagedRows } from './damaged-rows.ts';
import { checkFormat, checkTable, FORMAT_KEY, formatAfter, formatSchema, NEW_FORMAT, newerStore } from './format.ts';
import { isStorableKey, isTableName, keyRange, type RowRange } from './keys.ts';
import { RESTORING_KEY } from './restore.ts';
import { readRow, rowText, type TableSchema, TOMBSTONE, TOMBSTONE_MS } from './row.ts';
import { StoreError } from './store-error.ts';

/** One change to one row, made by a table, to be committed. What `value` holds is the store's own matter; null removes the row. */
export type Write = {
  readonly key: string;
  readonly value: {
    readonly table: string;
    readonly version: number;
    readonly text: string;
    readonly expiresAt: Instant | null;
  } | null;
};

/** Rows of one kind by key. Keys are well-formed text without NUL, at most 1,000 bytes together with the table's name; they may be empty. */
export type Table<T> = {
  get(key: string): Promise<T | null>;
  /**
   * Describes a write and does nothing. The value is taken as it stands now; it must be JSON (what JSON drops or changes, `undefined` or a Date,
   * will be missing or changed when read). From `expiresAt` on the row is absent.
   * @throws RangeError for a key that cannot be stored, TypeError for a value that cannot be JSON
   */
  put(key: string, value: T, options?: { readonly expiresAt?: Instant }): Write;
  /** Describes a removal; that the row is not there is no error. */
  remove(key: string): Write;
  /** Rows in order of their keys' UTF-8 bytes, each once. A row that is written meanwhile may or may not be seen. */
  rows(range?: RowRange): AsyncIterable<readonly [key: string, value: T]>;
  /** All rows, in whatever order they are read soonest, some hundreds at a time. One that is written meanwhile may be seen twice. */
  parts(): AsyncIterable<PartOfTable<T>>;
};

/** Some rows of a table, and which share of it has been read with them, 0 to 1; null where nobody can tell. */
export type PartOfTable<T> = {
  readonly rows: readonly (readonly [key: string, value: T])[];
  readonly share: number | null;
};

/** Tables, and one way to change them. One process at a time; see docs/decisions.md for what each back end promises. */
export type Store = {
  /** @throws StoreError newer, where a newer program has written to the table */
  table<T>(name: string, schema: TableSchema<T>): Table<T>;
  /**
   * Stores all writes or, where it throws, none. They survive a crash once this returns. Of two writes to one key the later counts.
   * Commits happen in the order in which they were asked for. Where a server's connection is lost on the way nobody knows
   * whether the batch was stored: it fails as `unreachable`, and may be committed again.
   * @throws StoreError full, read-only, unreadable, unreachable
   */
  commit(writes: readonly Write[], lasting?: Lasting): Promise<void>;
  /** Rows that could not be read and were set aside, in this run or an earlier one. Nothing of them is lost. */
  damaged(): readonly DamagedRow[];
  /**
   * Gives `take` the lines of a backup of this instant, one after another, and their number of rows. Commits wait meanwhile, so
   * `take` is to be quick. Tables with secrets are left out; see backup.ts.
   */
  backup(take: (line: string) => Promise<void>): Promise<number>;
  /** Waits for commits under way. The store is of no use afterwards. */
  close(): Promise<void>;
};

/**
 * `now`: a commit survives a power cut once it returns. `soon`: it survives the end of the process, and a power cut as soon as any later commit does that
 * is not `soon`; for what would be read again from where it came. SQLite saves the wait for the disk.
 */
export type Lasting = 'now' | 'soon';

/** How long rows are given out before others get their turn. */
const SLICE_MS = 10;
const RESERVED_TABLES = new Set([DAMAGED_TABLE, 'meta']);

/**
 * A store over a back end.
 * @throws StoreError newer, and what the back end throws
 */
export async function createStore(backend: Backend, clock: Clock, log: Log): Promise<Store> {
  const { keyv, write = (work) => work() } = backend;
  const turns = createTurns();
  let closing: Promise<void> | null = null;
  const damaged = await explained(() => openDamagedRows(backend, turns, clock, log));
  let format = await explained(openFormat);

  async function explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw explain(error);
    }
  }

  function explain(error: unknown): unknown {
    return error instanceof StoreError ? error : backend.explain(error);
  }

  async function openFormat() {
    if ((await keyv.get<unknown>(RESTORING_KEY)) !== undefined) {
      throw new StoreError('half-restored', 'A restore of this store did not come to its end. Restore it again.');
    }
    const stored = await keyv.get<unknown>(FORMAT_KEY);
    const found = readRow(stored, formatSchema, clock());
    checkFormat(found);
    if (found.kind === 'row') return found.value;
    if (found.kind === 'damaged') await damaged.setAside([{ key: FORMAT_KEY, reason: found.reason, stored }]);
    await keyv.set(FORMAT_KEY, rowText(NEW_FORMAT, formatSchema.version, null));
    return NEW_FORMAT;
  }

  async function commit(writes: readonly Write[], lasting: Lasting = 'now'): Promise<void> {
    if (closing !== null) throw new Error('The store is closed.');
    const batch = new Map(writes.map(({ key, value }) => [key, value]));
    if (batch.size === 0) return;
    await turns(() => explained(() => storeBatch(batch, lasting)));
  }

  async function storeBatch(batch: ReadonlyMap<string, Write['value']>, lasting: Lasting): Promise<void> {
    const now = clock();
    const next = formatAfter(format, versionsOf(batch.values()));
    const entries = Array.from(batch, ([key, value]) => entryOf(key, value, now));
    if (next !== format) entries.push({ key: FORMAT_KEY, value: rowText(next, formatSchema.version, null) });
    await write(() => {
      backend.relax?.(lasting === 'soon');
      return keyv.setMany(entries);
    });
    format = next;
    if (backend.dropsExpired) return;
    await sweep(entries.filter(({ value }) => value === TOMBSTONE).map(({ key }) => key));
  }

  /** Deletes rows that are absent already. That it fails changes nothing that can be read. */
  async function sweep(keys: string[]): Promise<void> {
    if (keys.length === 0) return;
    try {
      await keyv.deleteMany(keys);
    } catch (error) {
      log.warn({ reason: String(error), rows: keys.length }, 'Rows that are over could not be swept');
    }
  }

  function table<T>(name: string, schema: TableSchema<T>): Table<T> {
    if (!isTableName(name) || RESERVED_TABLES.has(name)) throw new RangeError(`"${name}" is no name for a table.`);
    checkTable(format, name, schema.version);

    function keyOf(key: string): string {
      const whole = `${name}/${key}`;
      if (isStorableKey(whole)) return whole;
      throw new RangeError(`A key of the table "${name}" is too long, or not text that every back end can hold.`);
    }

    async function* rows(range: RowRange = {}): AsyncGenerator<readonly [string, T]> {
      try {
        let breathedAt = performance.now();
        for await (const page of backend.scan(keyRange(name, range))) {
          for (const row of await readRows(withoutName(page))) {
            // What is done with a row may take long, and a page has hundreds.
            if (performance.now() - breathedAt > SLICE_MS) {
              await breathe();
              breathedAt = performance.now();
            }
            yield row;
          }
        }
      } catch (error) {
        throw explain(error);
      }
    }

    async function* parts(): AsyncGenerator<PartOfTable<T>> {
      try {
        for await (const { rows, share } of backend.scanWhole?.(name) ?? inOrder()) {
          yield { rows: await readRows(rows), share };
        }
      } catch (error) {
        throw explain(error);
      }
    }

    async function* inOrder(): AsyncGenerator<Part> {
      for await (const page of backend.scan(keyRange(name, {}))) yield { rows: withoutName(page), share: null };
    }

    const withoutName = (page: Page): Page => page.map(([key, stored]) => [key.slice(name.length + 1), stored]);

    async function readRows(page: Page): Promise<(readonly [string, T])[]> {
      const now = clock();
      const rows: (readonly [string, T])[] = [];
      const unreadable: FoundDamaged[] = [];
      const over: string[] = [];
      for (const [key, stored] of page) {
        const found = readRow(stored, schema, now);
        if (found.kind === 'row') rows.push([key, found.value]);
        else if (found.kind === 'damaged') unreadable.push({ key: `${name}/${key}`, reason: found.reason, stored });
        else if (found.kind === 'newer') throw newerStore(`The row ${name}/${key} of the store`);
        else over.push(`${name}/${key}`);
      }
      await damaged.setAside(unreadable);
      if (!backend.dropsExpired && over.length > 0) await turns(() => sweepOver(over));
      return rows;
    }

    /** Looks again before it sweeps: somebody may have put a row there since. */
    async function sweepOver(keys: readonly string[]): Promise<void> {
      const stored = await keyv.getMany<unknown>([...keys]);
      const now = clock();
      await sweep(keys.filter((_, index) => isOver(readRow(stored[index], schema, now).kind)));
    }

    return {
      async get(key) {
        const whole = `${name}/${key}`;
        // Asked for what cannot be stored, perhaps by a link that somebody mistyped: it is not there.
        if (!isStorableKey(whole)) return null;
        const stored = await explained(() => keyv.get<unknown>(whole));
        const found = readRow(stored, schema, clock());
        if (found.kind === 'row') return found.value;
        if (found.kind === 'newer') throw newerStore(`The row ${whole} of the store`);
        if (found.kind === 'damaged') await damaged.setAside([{ key: whole, reason: found.reason, stored }]);
        return null;
      },
      put(key, value, { expiresAt = null } = {}) {
        const text = rowText(value, schema.version, expiresAt);
        return { key: keyOf(key), value: { table: name, version: schema.version, text, expiresAt } };
      },
      remove: (key) => ({ key: keyOf(key), value: null }),
      rows,
      parts,
    };
  }

  return {
    table,
    commit,
    damaged: () => damaged.list(),
    backup: (take) =>
      turns(() =>
        explained(async () => {
          let lines = 0;
          for await (const line of backupLines(backend, format, clock())) {
            await take(line);
            lines++;
          }
          // Neither the first line nor the last is a row.
          return lines - 2;
        }),
      ),
    close() {
      closing ??= turns(() => backend.close());
      return closing;
    },
  };
}

function isOver(kind: string): boolean {
  return kind === 'removed' || kind === 'expired';
}

function* versionsOf(values: Iterable<Write['value']>): Generator<readonly [string, number]> {
  for (const value of values) if (value !== null) yield [value.table, value.version];
}

function entryOf(key: string, value: Write['value'], now: Instant): { key: string; value: string; ttl?: number } {
  if (value === null) return { key, value: TOMBSTONE, ttl: TOMBSTONE_MS };
  if (value.expiresAt === null) return { key, value: value.text };
  if (value.expiresAt <= now) return { key, value: TOMBSTONE, ttl: TOMBSTONE_MS };
  return { key, value: value.text, ttl: value.expiresAt - now };
}
