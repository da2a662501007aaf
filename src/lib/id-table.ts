/**
 * A number for each id, for a million ids and more: 12 bytes for each place, of which three quarters are taken at most. The garbage collector need not look through
 * it, and nobody waits for it to grow: a `Map` of a million ids takes several times as much, and goes to several places of the memory for each.
 */
export type IdTable<Id extends string> = {
  /** The number of an id; -1 where it has none. */
  get(id: Id): number;
  has(id: Id): boolean;
  /** `number`: a whole number from 0, below 2 ** 32 - 1. */
  set(id: Id, number: number): void;
  delete(id: Id): boolean;
  readonly size: number;
};

const SHARD_BITS = 6;
const CELL = 3;
const LEAST_CELLS = 16;
const FULL = 0.75;

const PREFIX = 2;
// What six digits come to fits 32 bits.
const HALF = 6;
const BASE = 36;
const NO_DIGIT = 255;
const digits = new Uint8Array(128).fill(NO_DIGIT);
for (const [value, digit] of [...'0123456789abcdefghijklmnopqrstuvwxyz'].entries()) digits[digit.charCodeAt(0)] = value;

type Shard = { cells: Uint32Array; taken: number };

/** An empty table. Ids of the form that `ids.ts` makes are kept as two integers; any other, too, but as it is. */
export function createIdTable<Id extends string>(): IdTable<Id> {
  const shards: Shard[] = Array.from({ length: 2 ** SHARD_BITS }, () => ({
    cells: new Uint32Array(CELL * LEAST_CELLS),
    taken: 0,
  }));
  const others = new Map<Id, number>();
  let size = 0;
  // The id in hand. All ids of a table begin with the same letter.
  let letter = 0;
  let high = 0;
  let low = 0;
  let mixed = 0;

  /** Takes an id in hand; null where it is not of the form. */
  function shardOf(id: Id): Shard | null {
    if (id.length !== PREFIX + 2 * HALF || id.charCodeAt(1) !== 0x2d) return null;
    if (size === 0) letter = id.charCodeAt(0);
    if (id.charCodeAt(0) !== letter) return null;
    high = halfOf(id, PREFIX);
    low = halfOf(id, PREFIX + HALF);
    if (high < 0 || low < 0) return null;
    mixed = mix(high, low);
    return shards[mixed & (shards.length - 1)] ?? null;
  }

  /** The place in the cells where the id in hand is, or would have to be. */
  function cellOf(cells: Uint32Array): number {
    const mask = cells.length / CELL - 1;
    for (let cell = (mixed >>> SHARD_BITS) & mask; ; cell = (cell + 1) & mask) {
      const at = CELL * cell;
      if (cells[at + 2] === 0 || (cells[at] === high && cells[at + 1] === low)) return at;
    }
  }

  function get(id: Id): number {
    const shard = shardOf(id);
    if (shard === null) return others.get(id) ?? -1;
    return (shard.cells[cellOf(shard.cells) + 2] ?? 0) - 1;
  }

  return {
    get,
    has: (id) => get(id) >= 0,
    set(id, number) {
      const shard = shardOf(id);
      if (shard === null) {
        if (!others.has(id)) size += 1;
        others.set(id, number);
        return;
      }
      if (shard.taken >= FULL * (shard.cells.length / CELL)) grow(shard);
      const { cells } = shard;
      const at = cellOf(cells);
      if (cells[at + 2] === 0) {
        shard.taken += 1;
        size += 1;
      }
      cells[at] = high;
      cells[at + 1] = low;
      cells[at + 2] = number + 1;
    },
    delete(id) {
      const shard = shardOf(id);
      if (shard === null) {
        const isGone = others.delete(id);
        if (isGone) size -= 1;
        return isGone;
      }
      const at = cellOf(shard.cells);
      if (shard.cells[at + 2] === 0) return false;
      close(shard.cells, at);
      shard.taken -= 1;
      size -= 1;
      return true;
    },
    get size() {
      return size;
    },
  };
}

/** What half of an id's digits come to; -1 where one of them is none. */
function halfOf(id: string, from: number): number {
  let value = 0;
  for (let i = from; i < from + HALF; i += 1) {
    const digit = digits[id.charCodeAt(i)] ?? NO_DIGIT;
    if (digit === NO_DIGIT) return -1;
    value = value * BASE + digit;
  }
  return value;
}

function mix(high: number, low: number): number {
  const both = Math.imul(high, 0x9e37_79b1) ^ Math.imul(low, 0x85eb_ca6b);
  return Math.imul(both ^ (both >>> 15), 0xc2b2_ae35) >>> 0;
}

function grow(shard: Shard): void {
  const before = shard.cells;
  const cells = new Uint32Array(2 * before.length);
  const mask = cells.length / CELL - 1;
  for (let from = 0; from < before.length; from += CELL) {
    if (before[from + 2] === 0) continue;
    let cell = (mix(before[from] ?? 0, before[from + 1] ?? 0) >>> SHARD_BITS) & mask;
    while (cells[CELL * cell + 2] !== 0) cell = (cell + 1) & mask;
    cells.set(before.subarray(from, from + CELL), CELL * cell);
  }
  shard.cells = cells;
}

/** Empties a cell, and moves up those behind it that would not be found any more. */
function close(cells: Uint32Array, at: number): void {
  const mask = cells.length / CELL - 1;
  let hole = at / CELL;
  for (let cell = (hole + 1) & mask; cells[CELL * cell + 2] !== 0; cell = (cell + 1) & mask) {
    const home = (mix(cells[CELL * cell] ?? 0, cells[CELL * cell + 1] ?? 0) >>> SHARD_BITS) & mask;
    // Whether its home lies behind the hole: then it is found without it.
    if (((cell - home) & mask) < ((cell - hole) & mask)) continue;
    cells.copyWithin(CELL * hole, CELL * cell, CELL * (cell + 1));
    hole = cell;
  }
  cells.fill(0, CELL * hole, CELL * (hole + 1));
}
