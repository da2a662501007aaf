import { createHashTable, EMPTY_HASH, grown, hashWith } from './hash-table.ts';

/**
 * Strings by number and back, each once, outside the heap: a hundred thousand words cost the garbage collector nothing, and looking up a stretch of a
 * text makes no string. Numbers of strings that were removed are given again. No string may be longer than 65,536 code units.
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
  lengthOf(number: number): number;
  /** A code unit of a string. */
  codeAt(number: number, place: number): number;
  /** The string that another one is without its last code unit; -1 where there is none. */
  withoutLast(number: number): number;
};

// Room is taken in steps of so many code units, so that the room of one word fits the next of about its length.
const STEP = 4;
// Strings lie in pieces of so many code units, each whole in one.
const PIECE_BITS = 16;
const PIECE = 1 << PIECE_BITS;
const NO_PIECE = new Uint16Array(0);
const ROOMS_BITS = 10;
const ROOMS = 1 << ROOMS_BITS;
const NO_ROOMS = new Int32Array(2 * ROOMS);

/** An empty table. */
export function createStringTable(): StringTable {
  const table = createHashTable();
  const pieces: Uint16Array[] = [];
  let codesEnd = 0;
  // Where each string begins and how long it is, side by side, so many in a piece.
  const rooms: Int32Array[] = [];
  let size = 0;
  let count = 0;
  const freeNumbers: number[] = [];
  // Free room, by its steps.
  const freeRoom = new Map<number, number[]>();

  function roomsOf(number: number): Int32Array {
    return rooms[number >> ROOMS_BITS] ?? NO_ROOMS;
  }

  function startOf(number: number): number {
    return roomsOf(number)[2 * (number & (ROOMS - 1))] ?? 0;
  }

  function lengthOf(number: number): number {
    return roomsOf(number)[2 * (number & (ROOMS - 1)) + 1] ?? 0;
  }

  function pieceOf(start: number): Uint16Array {
    return pieces[start >> PIECE_BITS] ?? NO_PIECE;
  }

  function isSame(number: number, source: Uint16Array, from: number, to: number): boolean {
    const room = roomsOf(number);
    const own = 2 * (number & (ROOMS - 1));
    if (room[own + 1] !== to - from) return false;
    const start = room[own] ?? 0;
    const piece = pieceOf(start);
    const shift = (start & (PIECE - 1)) - from;
    for (let place = from; place < to; place += 1) {
      if (piece[place + shift] !== source[place]) return false;
    }
    return true;
  }

  function hashOfNumber(number: number, length: number): number {
    const start = startOf(number);
    const piece = pieceOf(start);
    const first = start & (PIECE - 1);
    let hash = EMPTY_HASH;
    for (let place = first; place < first + length; place += 1) hash = hashWith(hash, piece[place] ?? 0);
    return hash;
  }

  function roomFor(length: number): number {
    const steps = Math.ceil(length / STEP);
    const free = freeRoom.get(steps)?.pop();
    if (free !== undefined) return free;
    const left = pieces.length * PIECE - codesEnd;
    if (left < steps * STEP) {
      codesEnd += left;
      pieces.push(new Uint16Array(PIECE));
    }
    const start = codesEnd;
    codesEnd += steps * STEP;
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
      const start = roomFor(to - from);
      const piece = pieceOf(start);
      const shift = (start & (PIECE - 1)) - from;
      for (let place = from; place < to; place += 1) piece[place + shift] = source[place] ?? 0;
      if (number >> ROOMS_BITS === rooms.length) rooms.push(new Int32Array(2 * ROOMS));
      const room = roomsOf(number);
      room[2 * (number & (ROOMS - 1))] = start;
      room[2 * (number & (ROOMS - 1)) + 1] = to - from;
      table.add(hash, number);
      count += 1;
      return number;
    },
    remove(number) {
      const length = lengthOf(number);
      table.remove(hashOfNumber(number, length), number);
      const steps = Math.ceil(length / STEP);
      const free = freeRoom.get(steps) ?? [];
      freeRoom.set(steps, free);
      free.push(startOf(number));
      freeNumbers.push(number);
      count -= 1;
    },
    get size() {
      return size;
    },
    get count() {
      return count;
    },
    lengthOf,
    codeAt(number, place) {
      const start = startOf(number);
      return pieceOf(start)[(start & (PIECE - 1)) + place] ?? 0;
    },
    withoutLast(number) {
      const length = lengthOf(number) - 1;
      if (length < 0) return -1;
      const start = startOf(number);
      const hash = hashOfNumber(number, length);
      const first = start & (PIECE - 1);
      for (let place = table.first(hash); place >= 0; place = table.next(place, hash)) {
        const other = table.valueAt(place);
        if (isSame(other, pieceOf(start), first, first + length)) return other;
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
