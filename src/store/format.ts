import { z } from 'zod';
import type { Found, TableSchema } from './row.ts';
import { StoreError } from './store-error.ts';

// The one row that says how the rest is to be read. Whatever later versions change, this row keeps its key and `format`.
export const FORMAT_KEY = 'meta/format';

/** Raised when keys or rows are laid out differently, so that a program of before refuses instead of misreading. 2: memos and stories lie apart in SQLite. */
const FORMAT = 2;

/** How the store is laid out, and the highest version in which each table has been written. */
export type Format = { readonly format: number; readonly tables: Readonly<Record<string, number>> };

export const NEW_FORMAT: Format = { format: FORMAT, tables: {} };

export const formatSchema: TableSchema<Format> = {
  version: 1,
  parse: z.object({ format: z.int().min(1), tables: z.record(z.string(), z.int().min(1)) }),
};

/**
 * Refuses a store that a newer program has laid out.
 * @throws StoreError newer
 */
export function checkFormat(found: Found<Format>): void {
  if (found.kind === 'newer' || (found.kind === 'row' && found.value.format > FORMAT)) throw newerStore('The store');
}

/**
 * Refuses a table that a newer program has written to.
 * @throws StoreError newer
 */
export function checkTable({ tables }: Format, name: string, version: number): void {
  if ((tables[name] ?? 0) > version) throw newerStore(`The store's table "${name}"`);
}

/** A refusal to read what a newer program wrote. */
export function newerStore(what: string): StoreError {
  return new StoreError(
    'newer',
    `${what} was written by a newer version of Newsdesk. Start that version, or put back a backup from before it.`,
  );
}

/** The format once tables have been written in these versions; the same object where that is nothing new. */
export function formatAfter(format: Format, written: Iterable<readonly [table: string, version: number]>): Format {
  const tables = { ...format.tables };
  let isNew = false;
  for (const [table, version] of written) {
    if ((tables[table] ?? 0) >= version) continue;
    tables[table] = version;
    isNew = true;
  }
  return isNew ? { ...format, tables } : format;
}
