/**
 * Finds numbers by what they stand for, which somebody else keeps: no keys are stored, so that a million cost some bytes each. Made of many small
 * tables, so that none takes long to grow.
 */
export type Numbering = {
  /** A number of this hash for which `isIt` holds; -1 where there is none. */
  find(hash: number, isIt: (number: number) => boolean): number;
  add(hash: number, number: number): void;
  /** Takes out what `add` has put in. */
  remove(hash: number, number: number): void;
};

const TABLE_BITS = 10;
const TABLE_MASK = (1 << TABLE_BITS) - 1;
const FIRST_PLACES = 8;
// A table begins with how many of its places are not empty, and how many hold a number.
const USED = 0;
const LIVE = 1;
const PLACES = 2;
const EMPTY = 0;
const GONE = -1;

// A place holds a number and one more, and over it the highest bits of the hash: few others are asked whether they are it, each somewhere in memory.
const NUMBER_BITS = 25;
const NUMBER_MASK = (1 << NUMBER_BITS) - 1;
const TAG_SHIFT = NUMBER_BITS + 1;

function entryOf(hash: number, number: number): number {
  return ((hash >>> TAG_SHIFT) << NUMBER_BITS) | (number + 1);
}

/** Nothing numbered yet. Numbers are below `1 << 24`. `hashOf` is the hash with which a number was added. */
export function createNumbering(hashOf: (number: number) => number): Numbering {
  const tables: (Int32Array | undefined)[] = [];

  function rebuilt(table: Int32Array): Int32Array {
    const live = table[LIVE] ?? 0;
    let size = FIRST_PLACES;
    while (size < live * 2 + 2) size *= 2;
    const next = new Int32Array(PLACES + size);
    for (let place = PLACES; place < table.length; place += 1) {
      const held = table[place] ?? EMPTY;
      const number = (held & NUMBER_MASK) - 1;
      if (held > EMPTY) fill(next, hashOf(number), number);
    }
    return next;
  }

  return {
    find(hash, isIt) {
      const table = tables[hash & TABLE_MASK];
      if (table === undefined) return -1;
      const tag = hash >>> TAG_SHIFT;
      for (let place = homeOf(table, hash); table[place] !== EMPTY; place = after(table, place)) {
        const held = table[place] ?? EMPTY;
        if (held <= EMPTY || held >>> NUMBER_BITS !== tag) continue;
        const number = (held & NUMBER_MASK) - 1;
        if (isIt(number)) return number;
      }
      return -1;
    },
    add(hash, number) {
      const key = hash & TABLE_MASK;
      let table = tables[key] ?? new Int32Array(PLACES + FIRST_PLACES);
      if (((table[USED] ?? 0) + 1) * 4 > (table.length - PLACES) * 3) table = rebuilt(table);
      tables[key] = table;
      fill(table, hash, number);
    },
    remove(hash, number) {
      const key = hash & TABLE_MASK;
      const table = tables[key];
      if (table === undefined) return;
      const entry = entryOf(hash, number);
      let place = homeOf(table, hash);
      while (table[place] !== entry) {
        if (table[place] === EMPTY) return;
        place = after(table, place);
      }
      table[place] = GONE;
      const live = (table[LIVE] ?? 0) - 1;
      table[LIVE] = live;
      if (live === 0) tables[key] = undefined;
      else if (live * 8 < table.length - PLACES) tables[key] = rebuilt(table);
    },
  };
}

// The low bits of a hash choose the table, the others the place in it.
function homeOf(table: Int32Array, hash: number): number {
  return PLACES + ((hash >>> TABLE_BITS) & (table.length - PLACES - 1));
}

function after(table: Int32Array, place: number): number {
  return place + 1 < table.length ? place + 1 : PLACES;
}

function fill(table: Int32Array, hash: number, number: number): void {
  let place = homeOf(table, hash);
  while ((table[place] ?? EMPTY) > EMPTY) place = after(table, place);
  table[place] = entryOf(hash, number);
  table[USED] = (table[USED] ?? 0) + 1;
  table[LIVE] = (table[LIVE] ?? 0) + 1;
}

/** Goes on hashing with one more integer. */
export function mixed(hash: number, integer: number): number {
  const step = Math.imul(hash ^ integer, 0x5bd1e995);
  return step ^ (step >>> 15);
}
