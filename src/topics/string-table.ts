import { createHashTable, EMPTY_HASH, grown, hashWith } from './hash-table.ts';

/**
 * Strings by number and back, each once, outside the heap: a hundred thousand words cost the garbage collector nothing, and looking up a stretch of a
 * text makes no string. Numbers of strings that were removed are given again.
 */
export type StringTable = {
  /** The number of a stretch of code units, with its hash (`hashOf`); -1 where it is not there. */
  find(source: Uint16Array, from: number, to: number, hash: number): number;
  /** Gives a string that is not there a number. */
  add(source: Uint16Array, from: number, to: number, hash: number): number;
  /** Takes a string that is there out. */
  remove(number: number): void;
  /** Every number is below it. */
  readonly size: number;
  /** How many strings there are. */
  readonly count: number;
  /** How many code units they have together. */
  readonly length: number;
  lengthOf(number: number): number;
  /** A code unit of a string. */
  codeAt(number: number, place: number): number;
  /** The string that another one is without its last code unit; -1 where there is none. */
  withoutLast(number: number): number;
};

// Room is taken in steps of so many code units, so that the room of one word fits the next of about its length.
const STEP = 4;

/** An empty table. */
export function createStringTable(): StringTable {
  const table = createHashTable();
  let codes: Uint16Array = new Uint16Array(1024);
  let codesEnd = 0;
  let starts: Int32Array = new Int32Array(256);
  let lengths: Int32Array = new Int32Array(256);
  let size = 0;
  let count = 0;
  let total = 0;
  const freeNumbers: number[] = [];
  // Free room, by its steps.
  const freeRoom = new Map<number, number[]>();

  function isSame(number: number, source: Uint16Array, from: number, to: number): boolean {
    if (lengths[number] !== to - from) return false;
    const start = starts[number] ?? 0;
    for (let place = from; place < to; place += 1) {
      if (codes[start + place - from] !== source[place]) return false;
    }
    return true;
  }

  function hashOfNumber(number: number, length: number): number {
    const start = starts[number] ?? 0;
    let hash = EMPTY_HASH;
    for (let place = start; place < start + length; place += 1) hash = hashWith(hash, codes[place] ?? 0);
    return hash;
  }

  function roomFor(length: number): number {
    const steps = Math.ceil(length / STEP);
    const free = freeRoom.get(steps)?.pop();
    if (free !== undefined) return free;
    const start = codesEnd;
    codesEnd += steps * STEP;
    codes = grown(codes, codesEnd, (wanted) => new Uint16Array(wanted));
    return start;
  }

  return {
    find(source, from, to, hash) {
      for (let place = table.first(hash); place >= 0; place = table.next(place, hash)) {
        const number = table.valueAt(place);
        if (isSame(number, source, from, to)) return number;
      }
      return -1;
    },
    add(source, from, to, hash) {
      const number = freeNumbers.pop() ?? size++;
      starts = grown(starts, size, (wanted) => new Int32Array(wanted));
      lengths = grown(lengths, size, (wanted) => new Int32Array(wanted));
      const start = roomFor(to - from);
      for (let place = from; place < to; place += 1) codes[start + place - from] = source[place] ?? 0;
      starts[number] = start;
      lengths[number] = to - from;
      table.add(hash, number);
      count += 1;
      total += to - from;
      return number;
    },
    remove(number) {
      const length = lengths[number] ?? 0;
      table.remove(hashOfNumber(number, length), number);
      const steps = Math.ceil(length / STEP);
      const free = freeRoom.get(steps) ?? [];
      freeRoom.set(steps, free);
      free.push(starts[number] ?? 0);
      freeNumbers.push(number);
      count -= 1;
      total -= length;
    },
    get size() {
      return size;
    },
    get count() {
      return count;
    },
    get length() {
      return total;
    },
    lengthOf: (number) => lengths[number] ?? 0,
    codeAt: (number, place) => codes[(starts[number] ?? 0) + place] ?? 0,
    withoutLast(number) {
      const length = (lengths[number] ?? 0) - 1;
      const start = starts[number] ?? 0;
      const hash = hashOfNumber(number, length);
      for (let place = table.first(hash); place >= 0; place = table.next(place, hash)) {
        const other = table.valueAt(place);
        if (lengths[other] !== length) continue;
        const otherStart = starts[other] ?? 0;
        let same = 0;
        while (same < length && codes[start + same] === codes[otherStart + same]) same += 1;
        if (same === length) return other;
      }
      return -1;
    },
  };
}

let spelt: Uint16Array = new Uint16Array(256);

/** The code units of a string, until the next call. */
export function codesOf(text: string): Uint16Array {
  spelt = grown(spelt, text.length, (length) => new Uint16Array(length));
  for (let place = 0; place < text.length; place += 1) spelt[place] = text.charCodeAt(place);
  return spelt;
}

/** A string by its number. */
export function textIn(table: StringTable, number: number): string {
  let text = '';
  for (let place = 0; place < table.lengthOf(number); place += 1)
    text += String.fromCharCode(table.codeAt(number, place));
  return text;
}
