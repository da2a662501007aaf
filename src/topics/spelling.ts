import { createBlocks, placeOf } from './blocks.ts';
import { addRecord, BLOCK_HEAD, removeRecord } from './chains.ts';
import { type Ints, intAt, setInt } from './column.ts';
import { grown, hashOfNumbers } from './hash-table.ts';
import type { StringTable } from './string-table.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * Names that are looked for in other spellings too: one letter more, less or other, two changed places; in a long name one letter more here and one
 * less there ("Wassila" for Wasilla). A name has one value.
 */
export type SpellingTable = {
  /** Puts a name in that is not there, and gives the number by which it is taken out again: the vocabulary's. */
  add(word: string, value: number): number;
  remove(number: number): void;
  /** The value of a name; -1 where it is not there. */
  get(word: string): number;
  /** The values of the names that differ from a word, given by its number, by one slip, never by none; each once. */
  near(word: number): readonly number[];
  /** Another, never 0, whenever a name has come or gone; of no other table. */
  readonly version: number;
};

let lastVersion = 0;

// Symmetric deletes (Garbe, 2012): two words one slip apart share a form with one letter taken out of either. Of a form, of which a name has ten, no more is
// kept than the number of the name and over it some bits of the hash, in a list that other bits choose.
const LIST_BITS = 15;
const TAG_SHIFT = 24;
const NUMBER_BITS = (1 << TAG_SHIFT) - 1;

function listOf(hash: number): number {
  return hash >>> (32 - LIST_BITS);
}

function entryOf(hash: number, number: number): number {
  return (hash << TAG_SHIFT) | number;
}

/** An empty table over a vocabulary. Both adding and looking up cost the letters of the word. */
export function createSpellingTable(vocabulary: Vocabulary): SpellingTable {
  const { words } = vocabulary;
  const blocks = createBlocks();
  const lists: Ints = [];
  const record = new Int32Array(1);
  // By the number of the word: its value + 1; 0: not there.
  const values: Ints = [];
  let version = ++lastVersion;
  let hashes: Int32Array = new Int32Array(64);
  // Which look-up met the word last.
  const metIn: Ints = [];
  let round = 0;

  // Hashes of the word and of each form with a letter taken out, worked out together: a letter's place is told by a power of the base.
  function hashForms(word: number): number {
    const length = words.lengthOf(word);
    hashes = grown(hashes, length + 1, (wanted) => new Int32Array(wanted));
    let whole = 0;
    for (let place = 0; place < length; place += 1) whole = (Math.imul(whole, BASE) + words.codeAt(word, place)) | 0;
    let count = 0;
    hashes[count++] = hashOfNumbers(whole, length, 0);
    let after = 0;
    let power = 1;
    let before = whole;
    for (let place = length - 1; place >= 0; place -= 1) {
      const code = words.codeAt(word, place);
      before = Math.imul((before - code) | 0, INVERSE);
      // Twice the same letter leaves the same form whichever is taken out.
      if (place === length - 1 || code !== words.codeAt(word, place + 1)) {
        hashes[count++] = hashOfNumbers((Math.imul(before, power) + after) | 0, length - 1, 0);
      }
      after = (after + Math.imul(code, power)) | 0;
      power = Math.imul(power, BASE);
    }
    return count;
  }

  return {
    add(word, value) {
      const number = vocabulary.keep(word);
      setInt(values, number, value + 1);
      version = ++lastVersion;
      for (let left = hashForms(number); left > 0; left -= 1) {
        const hash = hashes[left - 1] ?? 0;
        record[0] = entryOf(hash, number);
        setInt(lists, listOf(hash), addRecord(blocks, intAt(lists, listOf(hash)), record, 1));
      }
      return number;
    },
    remove(number) {
      if (intAt(values, number) === 0) return;
      for (let left = hashForms(number); left > 0; left -= 1) {
        const hash = hashes[left - 1] ?? 0;
        const list = removeRecord(blocks, intAt(lists, listOf(hash)), entryOf(hash, number), 1);
        setInt(lists, listOf(hash), list);
      }
      setInt(values, number, 0);
      version = ++lastVersion;
      vocabulary.drop(number);
    },
    get(word) {
      const number = vocabulary.find(word);
      return number < 0 ? -1 : intAt(values, number) - 1;
    },
    get version() {
      return version;
    },
    near(word) {
      let found = NONE_FOUND;
      round += 1;
      for (let left = hashForms(word); left > 0; left -= 1) {
        const hash = hashes[left - 1] ?? 0;
        for (let list = intAt(lists, listOf(hash)); list !== 0; ) {
          const chunk = blocks.chunkOf(list);
          const start = placeOf(list);
          const stop = start + (chunk[start + 1] ?? 0);
          for (let at = start + BLOCK_HEAD; at < stop; at += 1) {
            const other = (chunk[at] ?? 0) & NUMBER_BITS;
            if (chunk[at] !== entryOf(hash, other) || intAt(metIn, other) === round) continue;
            setInt(metIn, other, round);
            if (other !== word && isOneSlip(words, word, other)) found = [...found, intAt(values, other) - 1];
          }
          list = chunk[start] ?? 0;
        }
      }
      return found;
    },
  };
}

const NONE_FOUND: readonly number[] = [];

// Any odd number has an inverse modulo 2^32; this one mixes well.
const BASE = 0x01000193;
const INVERSE = inverseOf(BASE);

function inverseOf(odd: number): number {
  let inverse = odd;
  // Newton: each round doubles the bits that are right.
  for (let round = 0; round < 5; round += 1) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  return inverse;
}

const LONG_NAME = 7;

function isOneSlip(words: StringTable, one: number, other: number): boolean {
  const length = words.lengthOf(one);
  const otherLength = words.lengthOf(other);
  if (Math.abs(length - otherLength) > 1) return false;
  const shorter = Math.min(length, otherLength);
  let same = 0;
  while (same < shorter && words.codeAt(one, same) === words.codeAt(other, same)) same += 1;
  let sameEnd = 0;
  while (
    sameEnd < shorter - same &&
    words.codeAt(one, length - 1 - sameEnd) === words.codeAt(other, otherLength - 1 - sameEnd)
  ) {
    sameEnd += 1;
  }
  const rest = length - same - sameEnd;
  const otherRest = otherLength - same - sameEnd;
  // A letter more, less or other.
  if (rest + otherRest <= 2 && rest <= 1 && otherRest <= 1) return true;
  if (rest !== otherRest) return false;
  const [from, to] = [same, length - sameEnd];
  const isMovedUp = isShifted(words, one, other, from, to);
  const isMovedDown = isShifted(words, other, one, from, to);
  if (!isMovedUp && !isMovedDown) return false;
  // Two letters changed places; in a long name also a letter that moved further, or another there.
  return (rest === 2 && isMovedUp && isMovedDown) || (length >= LONG_NAME && same > 0);
}

// Whether one without its letter at `from` is the other without its letter before `to`.
function isShifted(words: StringTable, one: number, other: number, from: number, to: number): boolean {
  for (let place = from; place < to - 1; place += 1) {
    if (words.codeAt(one, place + 1) !== words.codeAt(other, place)) return false;
  }
  return true;
}
