/**
 * Numbers found by the hash of something. Keeps hashes and numbers only: what stands behind a number is the caller's to compare, for two things may
 * have one hash. Grows in small parts, so that no single addition takes long.
 */
export type HashTable = {
  /** A number from 0. The same pair twice is there twice. */
  add(hash: number, value: number): void;
  /** Takes the pair out; one that is not there changes nothing. */
  remove(hash: number, value: number): void;
  /** The first place where something of this hash stands, and the one after a place; under 0 where there is none. Valid until the next change. */
  first(hash: number): number;
  next(place: number, hash: number): number;
  valueAt(place: number): number;
};

// Each part grows by itself: among a million numbers one of 256 has 4,000, moved in a small part of a millisecond.
const PART_BITS = 8;
const MOST_PARTS = 1 << PART_BITS;

// Hostile texts and topics must not be able to choose what collides.
const SEED = Math.floor(Math.random() * 0x1_0000_0000) | 0;
const FNV_PRIME = 0x01000193;

/** The hash of nothing, which `hashWith` takes further a code unit at a time. Another in every process. */
export const EMPTY_HASH: number = SEED;

/** A hash with one more code unit (FNV-1a). */
export function hashWith(hash: number, code: number): number {
  return Math.imul(hash ^ code, FNV_PRIME);
}

/** The hash of a stretch of code units. */
export function hashOf(codes: Uint16Array, from: number, to: number): number {
  let hash = EMPTY_HASH;
  for (let place = from; place < to; place += 1) hash = hashWith(hash, codes[place] ?? 0);
  return hash;
}

/** The hash of a few numbers. */
export function hashOfNumbers(one: number, other: number, third: number): number {
  const hash = Math.imul(Math.imul(SEED ^ one, 0x9e3779b1) ^ other, 0x85ebca77) ^ third;
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
}

/** An empty table, of 256 parts; one that stays small is quicker in one. A power of two. */
export function createHashTable(partCount: number = MOST_PARTS): HashTable {
  // Each part: hash, number + 1 (0: empty), hash, number + 1, … by open addressing; one part that is empty serves all tables.
  const parts: Int32Array[] = new Array<Int32Array>(partCount).fill(EMPTY_PART);
  const sizes = new Int32Array(partCount);

  function partOf(hash: number): number {
    return (hash >>> (32 - PART_BITS)) & (partCount - 1);
  }

  function seek(hash: number, from: number): number {
    const number = partOf(hash);
    const part = parts[number] ?? EMPTY_PART;
    const mask = (part.length >> 1) - 1;
    for (let place = from & mask; ; place = (place + 1) & mask) {
      if (part[2 * place + 1] === 0) return -1;
      if (part[2 * place] === hash) return (place << PART_BITS) | number;
    }
  }

  function put(part: Int32Array, hash: number, stored: number): void {
    const mask = (part.length >> 1) - 1;
    let place = homeOf(hash) & mask;
    while (part[2 * place + 1] !== 0) place = (place + 1) & mask;
    part[2 * place] = hash;
    part[2 * place + 1] = stored;
  }

  function grow(number: number, part: Int32Array): Int32Array {
    const larger = new Int32Array(part.length * 2);
    for (let place = 0; place < part.length; place += 2) {
      const stored = part[place + 1] ?? 0;
      if (stored !== 0) put(larger, part[place] ?? 0, stored);
    }
    parts[number] = larger;
    return larger;
  }

  // What stands after the gap moves up, unless it would come to stand before its own home.
  function close(part: Int32Array, at: number): void {
    const mask = (part.length >> 1) - 1;
    let gap = at;
    for (let place = (gap + 1) & mask; part[2 * place + 1] !== 0; place = (place + 1) & mask) {
      const home = homeOf(part[2 * place] ?? 0) & mask;
      if (((place - home) & mask) < ((place - gap) & mask)) continue;
      part[2 * gap] = part[2 * place] ?? 0;
      part[2 * gap + 1] = part[2 * place + 1] ?? 0;
      gap = place;
    }
    part[2 * gap + 1] = 0;
  }

  return {
    add(raw, value) {
      const hash = mixed(raw);
      const number = partOf(hash);
      let part = parts[number] ?? EMPTY_PART;
      const size = (sizes[number] ?? 0) + 1;
      sizes[number] = size;
      if (size * 16 > part.length * 5 || part === EMPTY_PART) part = grow(number, part);
      put(part, hash, value + 1);
    },
    remove(raw, value) {
      const hash = mixed(raw);
      const number = partOf(hash);
      const part = parts[number] ?? EMPTY_PART;
      for (let found = seek(hash, homeOf(hash)); found >= 0; found = seek(hash, (found >> PART_BITS) + 1)) {
        const place = found >> PART_BITS;
        if (part[2 * place + 1] !== value + 1) continue;
        close(part, place);
        sizes[number] = (sizes[number] ?? 0) - 1;
        return;
      }
    },
    first(raw) {
      const hash = mixed(raw);
      return seek(hash, homeOf(hash));
    },
    next(place, raw) {
      return seek(mixed(raw), (place >> PART_BITS) + 1);
    },
    valueAt(place) {
      return ((parts[place & (MOST_PARTS - 1)] ?? EMPTY_PART)[2 * (place >> PART_BITS) + 1] ?? 0) - 1;
    },
  };
}

const EMPTY_PART = new Int32Array(4);

// The number of the part takes the topmost bits, the home in it the lowest.
function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return once ^ (once >>> 13);
}

function homeOf(hash: number): number {
  return hash & 0x3ff_ffff;
}

/** The array, or where it is too short a longer one that begins with the same. */
export function grown<T extends Int32Array | Uint16Array | Uint8Array | Float64Array>(
  array: T,
  length: number,
  make: (length: number) => T,
): T {
  if (length <= array.length) return array;
  const larger = make(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
}
