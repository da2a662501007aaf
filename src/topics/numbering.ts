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

type Table = { places: Int32Array; used: number; live: number };

const TABLE_BITS = 10;
const FIRST_PLACES = 8;
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
  const tables: (Table | undefined)[] = [];

  // The low bits choose the table, the others the place in it.
  function fill({ places }: Table, hash: number, number: number): void {
    const mask = places.length - 1;
    let place = (hash >>> TABLE_BITS) & mask;
    while ((places[place] ?? EMPTY) > EMPTY) place = (place + 1) & mask;
    places[place] = entryOf(hash, number);
  }

  function rebuilt(table: Table): Table {
    let size = FIRST_PLACES;
    while (size < table.live * 2 + 2) size *= 2;
    const next = { places: new Int32Array(size), used: table.live, live: table.live };
    for (const held of table.places) {
      const number = (held & NUMBER_MASK) - 1;
      if (held > EMPTY) fill(next, hashOf(number), number);
    }
    return next;
  }

  return {
    find(hash, isIt) {
      const places = tables[hash & ((1 << TABLE_BITS) - 1)]?.places;
      if (places === undefined) return -1;
      const mask = places.length - 1;
      const tag = hash >>> TAG_SHIFT;
      for (let place = (hash >>> TABLE_BITS) & mask; places[place] !== EMPTY; place = (place + 1) & mask) {
        const held = places[place] ?? EMPTY;
        if (held <= EMPTY || held >>> NUMBER_BITS !== tag) continue;
        const number = (held & NUMBER_MASK) - 1;
        if (isIt(number)) return number;
      }
      return -1;
    },
    add(hash, number) {
      const key = hash & ((1 << TABLE_BITS) - 1);
      let table = tables[key] ?? { places: new Int32Array(FIRST_PLACES), used: 0, live: 0 };
      if ((table.used + 1) * 4 > table.places.length * 3) table = rebuilt(table);
      tables[key] = table;
      fill(table, hash, number);
      table.used += 1;
      table.live += 1;
    },
    remove(hash, number) {
      const key = hash & ((1 << TABLE_BITS) - 1);
      const table = tables[key];
      if (table === undefined) return;
      const { places } = table;
      const mask = places.length - 1;
      const entry = entryOf(hash, number);
      let place = (hash >>> TABLE_BITS) & mask;
      while (places[place] !== entry) {
        if (places[place] === EMPTY) return;
        place = (place + 1) & mask;
      }
      places[place] = GONE;
      table.live -= 1;
      if (table.live === 0) tables[key] = undefined;
      else if (table.live * 8 < places.length) tables[key] = rebuilt(table);
    },
  };
}

/** Goes on hashing with one more integer. */
export function mixed(hash: number, integer: number): number {
  const step = Math.imul(hash ^ integer, 0x5bd1e995);
  return step ^ (step >>> 15);
}
