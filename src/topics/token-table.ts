import { createHashTable, EMPTY_HASH, grown, hashWith } from './hash-table.ts';
import type { Tokens } from './tokens.ts';

/**
 * Words as they are written in texts, each once, its letters and what is known of it side by side: reading a word touches one place of the memory
 * besides the one that finds it. Numbers (from 1) of words that were removed are given again.
 */
export type TokenTable = {
  /** What is known of words: `LINE` numbers each, from its number times `LINE` on, named below. Replaced when they grow: take them anew for each text. */
  readonly ints: Int32Array;
  /** The same memory; its places are half as many. */
  readonly floats: Float64Array;
  /** Writes down the numbers that words from one on most likely have, by their hashes; 0 where there is none of that hash. */
  guess(words: Tokens, first: number, numbers: Int32Array): void;
  /** The first word from one on whose number was not guessed right; their count where all are. Those before it are met. */
  confirm(source: Uint16Array, words: Tokens, first: number, numbers: Int32Array): number;
  /** The number of a stretch of code units, with its hash (`hashOf`), which is met by that; 0 where it is not there. */
  meet(source: Uint16Array, from: number, to: number, hash: number): number;
  /** Gives a word that is not there a number, and meets it. What is known of it is for the caller to write. */
  add(source: Uint16Array, from: number, to: number, hash: number): number;
  /** Takes out a word that is there. */
  remove(number: number): void;
  /** A word that was not met lately. There must be one that was not met since the last text. */
  stale(): number;
  /** How many lines are in use: one for each word, and more for long ones. */
  readonly used: number;
};

/** What a line tells, by its place in it: first the folded word and its stem, by their numbers in the vocabulary. */
export const LINE = 16;
export const TOKEN_WORD = 0;
export const TOKEN_STEM = 1;
/** Its first code unit when folded, and over that its marks (a byte) and its shape. */
export const TOKEN_KIND = 2;
export const INITIAL_BITS = 0xffff;
export const MARKS_AT = 16;
export const SHAPE_AT = 24;
/** What it tells of the concepts of the lexicon (see `FormTable.told`). */
export const TOKEN_CONCEPT = 3;
/** See `wordRarity`; a float, at half this place of `floats`. */
export const TOKEN_RARITY = 4;
/** What it tells of a table of forms, for as long as the epoch of that is the one that stands beside it. */
export const TOKEN_TOLD = 6;
export const TOKEN_EPOCH = 7;
/** The version of a table of spellings that has nothing near to it. */
export const TOKEN_ALONE = 8;
// How many letters it has, and whether it was met lately; its first letters, and the line in which a long word goes on.
const LENGTH = 9;
const LETTERS = 10;
const MORE = 15;

// The same in code units.
const UNITS = 2 * LINE;
const FIRST_UNIT = 2 * LETTERS;
const UNITS_OF_LINE = 2 * (MORE - LETTERS);

// Over the lowest bits of `LENGTH`. Those tell of a line: it is free, or holds more of a long word; a word; one that was met since the hand of `stale`
// came by.
const LENGTH_AT = 2;
const NOTHING = 0;
const THERE = 1;
const MET = 2;
const STATE_BITS = 3;

/** An empty table. */
export function createTokenTable(): TokenTable {
  const table = createHashTable(1);
  let ints: Int32Array = new Int32Array(256 * LINE);
  let floats = new Float64Array(ints.buffer);
  let units = new Uint16Array(ints.buffer);
  // Line 0 is never used.
  let size = 1;
  const free: number[] = [];
  let hand = 0;

  function take(): number {
    const line = free.pop() ?? size++;
    ints = grown(ints, size * LINE, (length) => new Int32Array(length));
    if (units.buffer !== ints.buffer) {
      floats = new Float64Array(ints.buffer);
      units = new Uint16Array(ints.buffer);
    }
    return line;
  }

  function isSame(number: number, source: Uint16Array, from: number, to: number): boolean {
    const letters = units;
    const line = number * LINE;
    if ((ints[line + LENGTH] ?? 0) >> LENGTH_AT !== to - from) return false;
    let shift = 2 * line + FIRST_UNIT - from;
    let stop = from + UNITS_OF_LINE;
    for (let place = from; place < to; place += 1) {
      if (place === stop) {
        shift = (ints[(stop + shift) >> 1] ?? 0) * UNITS + FIRST_UNIT - stop;
        stop += UNITS_OF_LINE;
      }
      if (letters[place + shift] !== source[place]) return false;
    }
    return true;
  }

  function hashOfLine(number: number): number {
    let hash = EMPTY_HASH;
    let line = number;
    for (let left = (ints[number * LINE + LENGTH] ?? 0) >> LENGTH_AT; left > 0; left -= UNITS_OF_LINE) {
      const first = line * UNITS + FIRST_UNIT;
      for (let at = first; at < first + Math.min(left, UNITS_OF_LINE); at += 1) hash = hashWith(hash, units[at] ?? 0);
      line = ints[line * LINE + MORE] ?? 0;
    }
    return hash;
  }

  function meet(number: number): void {
    const at = number * LINE + LENGTH;
    const length = ints[at] ?? 0;
    if ((length & STATE_BITS) !== MET) ints[at] = (length & ~STATE_BITS) | MET;
  }

  return {
    get ints() {
      return ints;
    },
    get floats() {
      return floats;
    },
    guess({ hash, size: end }, first, numbers) {
      for (let place = first; place < end; place += 1) {
        const found = table.first(hash[place] ?? 0);
        numbers[place] = found < 0 ? 0 : table.valueAt(found);
      }
    },
    confirm(source, { at, end, size: count }, first, numbers) {
      for (let place = first; place < count; place += 1) {
        const number = numbers[place] ?? 0;
        if (!isSame(number, source, at[place] ?? 0, end[place] ?? 0)) return place;
        meet(number);
      }
      return count;
    },
    meet(source, from, to, hash) {
      for (let place = table.first(hash); place >= 0; place = table.next(place, hash)) {
        const number = table.valueAt(place);
        if (!isSame(number, source, from, to)) continue;
        meet(number);
        return number;
      }
      return 0;
    },
    add(source, from, to, hash) {
      const number = take();
      let line = number;
      for (let place = from; place < to; place += UNITS_OF_LINE) {
        if (place > from) {
          const more = take();
          ints[line * LINE + MORE] = more;
          ints[more * LINE + LENGTH] = NOTHING;
          line = more;
        }
        units.set(source.subarray(place, Math.min(to, place + UNITS_OF_LINE)), line * UNITS + FIRST_UNIT);
      }
      ints[number * LINE + LENGTH] = ((to - from) << LENGTH_AT) | MET;
      ints[number * LINE + TOKEN_EPOCH] = 0;
      ints[number * LINE + TOKEN_ALONE] = 0;
      table.add(hash, number);
      return number;
    },
    remove(number) {
      table.remove(hashOfLine(number), number);
      const length = (ints[number * LINE + LENGTH] ?? 0) >> LENGTH_AT;
      ints[number * LINE + LENGTH] = NOTHING;
      let line = number;
      for (let left = length; left > 0; left -= UNITS_OF_LINE) {
        free.push(line);
        line = ints[line * LINE + MORE] ?? 0;
      }
    },
    stale() {
      for (;;) {
        hand = hand + 1 < size ? hand + 1 : 1;
        const at = hand * LINE + LENGTH;
        const length = ints[at] ?? 0;
        if ((length & STATE_BITS) === THERE) return hand;
        if ((length & STATE_BITS) === MET) ints[at] = (length & ~STATE_BITS) | THERE;
      }
    },
    get used() {
      return size - 1 - free.length;
    },
  };
}
