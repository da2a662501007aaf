// Keys of the store are `table/key`. They are ordered by code point, which is the order of their UTF-8 bytes: what SQLite compares.

const TABLE_NAME = /^[a-z][a-z0-9-]{0,39}$/;
// PostgreSQL indexes keys of at most some 2,700 bytes; a key that is set aside grows by a prefix and a digest.
const MAX_KEY_BYTES = 1_000;

/** Part of a table: keys from `from` (included), below `below` (not included), that begin with `prefix`. All optional, all without the table's name. */
export type RowRange = { readonly prefix?: string; readonly from?: string; readonly below?: string };

/** Keys of the store from `from` (included) to `below` (not included), all of one table. */
export type KeyRange = { readonly table: string; readonly from: string; readonly below: string };

/** True for a name that a table may have: lower-case letters, digits and hyphens. Nothing in it needs escaping in any back end. */
export function isTableName(name: string): boolean {
  return TABLE_NAME.test(name);
}

/** True where every back end can hold the key: no NUL (PostgreSQL refuses it), no half surrogate (UTF-8 has none), at most 1,000 bytes. */
export function isStorableKey(key: string): boolean {
  return key.isWellFormed() && !key.includes('\0') && Buffer.byteLength(key) <= MAX_KEY_BYTES;
}

/** The keys of the store that a part of a table covers. */
export function keyRange(table: string, { prefix = '', from = '', below }: RowRange): KeyRange {
  const start = `${table}/${prefix}`;
  const end = following(start);
  return {
    table,
    from: laterKey(start, `${table}/${from}`),
    below: below === undefined ? end : earlierKey(end, `${table}/${below}`),
  };
}

/** Keys in order, each once, of those that lie in the range. */
export function orderedKeys(keys: Iterable<string>, { from, below }: KeyRange): string[] {
  const start = Buffer.from(from);
  const end = Buffer.from(below);
  return Array.from(new Set(keys), (key) => Buffer.from(key))
    .filter((key) => Buffer.compare(key, start) >= 0 && Buffer.compare(key, end) < 0)
    .sort(Buffer.compare)
    .map((key) => key.toString());
}

function laterKey(left: string, right: string): string {
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) >= 0 ? left : right;
}

function earlierKey(left: string, right: string): string {
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) <= 0 ? left : right;
}

const LAST_CODE_POINT = 0x10ffff;

/** The smallest key that is greater than every key beginning with `start`: its last character becomes the next one. */
function following(start: string): string {
  const characters = Array.from(start);
  for (;;) {
    const code = characters.pop()?.codePointAt(0);
    // The name of the table and its slash stand in front and have a successor, so this end is never reached.
    if (code === undefined) return '';
    if (code === LAST_CODE_POINT) continue;
    // Surrogates are no characters: after U+D7FF comes U+E000.
    const next = code === 0xd7ff ? 0xe000 : code + 1;
    return characters.join('') + String.fromCodePoint(next);
  }
}
