import type { Instant } from '../lib/clock.ts';

/** What a table holds. `upgrade` turns the data of a row that an older version wrote into this version's, to be parsed. */
export type TableSchema<T> = {
  /** A whole number from 1 on; raised whenever rows of before no longer parse. */
  readonly version: number;
  readonly parse: RowParser<T>;
  readonly upgrade?: (old: unknown, fromVersion: number) => unknown;
};

/** A zod schema, as far as it is needed here. */
type RowParser<T> = { safeParse(value: unknown): Parsed<T> };
type Parsed<T> =
  | { readonly success: true; readonly data: T }
  | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

/** What was found under a key. `newer` is not damaged: a newer program wrote it and will want it back. */
export type Found<T> =
  | { readonly kind: 'row'; readonly value: T }
  | { readonly kind: 'removed' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'damaged'; readonly reason: string };

// Stands where a row was removed, because keyv's batches can only set: absent to every reader, and over at once so that the
// back end drops it. A millisecond is the shortest time that Redis takes.
export const TOMBSTONE = 'null';
export const TOMBSTONE_MS = 1;

/**
 * The text that is stored for a value: its version, the data as JSON, and when it ends.
 * @throws TypeError where the value cannot be JSON.
 */
export function rowText(value: unknown, version: number, expiresAt: Instant | null): string {
  const data = JSON.stringify(value);
  if (data === undefined) throw new TypeError('A row must be a value that JSON can hold.');
  return `{"v":${version},"d":${data}${expiresAt === null ? '' : `,"x":${expiresAt}`}}`;
}

/** Reads what is stored (as `parseStored` gives it) against the table's schema. Never throws, whatever is stored. */
export function readRow<T>(stored: unknown, schema: TableSchema<T>, now: Instant): Found<T> {
  if (stored === null || stored === undefined) return { kind: 'removed' };
  if (typeof stored === 'string') return { kind: 'damaged', reason: 'it is not JSON' };
  if (typeof stored !== 'object' || !('v' in stored) || !('d' in stored) || !isVersion(stored.v)) {
    return { kind: 'damaged', reason: 'it is not a row (no version, no data)' };
  }
  if ('x' in stored && typeof stored.x === 'number' && stored.x <= now) return { kind: 'expired' };
  if (stored.v > schema.version) return { kind: 'newer', version: stored.v };
  return readData(stored.d, stored.v, schema);
}

function readData<T>(data: unknown, version: number, schema: TableSchema<T>): Found<T> {
  try {
    const parsed = schema.parse.safeParse(version === schema.version ? data : upgraded(data, version, schema));
    if (parsed.success) return { kind: 'row', value: parsed.data };
    return { kind: 'damaged', reason: firstIssue(parsed.error.issues) };
  } catch (error) {
    return { kind: 'damaged', reason: error instanceof Error ? error.message : String(error) };
  }
}

function upgraded<T>(data: unknown, version: number, schema: TableSchema<T>): unknown {
  if (schema.upgrade === undefined) throw new Error(`version ${version} is no longer known`);
  return schema.upgrade(data, version);
}

function firstIssue(issues: readonly Issue[]): string {
  const [issue] = issues;
  if (issue === undefined) return 'it does not fit the schema';
  const where = issue.path.map(String).join('.');
  return where === '' ? issue.message : `${where}: ${issue.message}`;
}

function isVersion(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}
