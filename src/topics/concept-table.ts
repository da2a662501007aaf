import { createBlocks, placeOf } from './blocks.ts';
import { addRecord, BLOCK_HEAD, removeRecord } from './chains.ts';
import type { Concept, ConceptSense } from './concepts.ts';
import { createNumbering, mixed } from './numbering.ts';
import { createIntColumn } from './pages.ts';
import type { Senses } from './senses.ts';
import { type BoundSense, traitsOf } from './strength.ts';

/**
 * The concepts of all topics, by number. What scores alike is one concept, whatever it was called: its senses, its weight and its traits are all that is
 * kept of it. A number is given again when it is free.
 */
export type ConceptTable = {
  /** The number of a concept. Each call is one use, given back by one `release`. */
  numberOf(concept: Concept): number;
  release(number: number): void;
  /** About what share of articles says it. */
  commonness(number: number): number;
  weight(number: number): number;
  /** The weight of a sense, as a row of `rows` tells it. */
  value(number: number): number;
  /** A sum of `TRAIT`. */
  traits(number: number): number;
  /** The weight in what `spots` tells of a concept; its lowest bits are its traits. */
  worthWeight(worth: number): number;
  senses(number: number): readonly BoundSense[];
  /** The lists of topics that are looked up by a concept: those that any article may meet, those that only a headline may. */
  postings(number: number, list: PostingList): number;
  setPostings(number: number, list: PostingList, address: number): void;
  /** Where a concept's row stands in `rows`. */
  rowAt(number: number): number;
  /** The list of concepts that a thing may mean and that are worth finding by it, in `rows`, written as `FOUND` tells; 0: none. */
  foundBy(thing: number): number;
  /** What is asked of a concept for each article, `SPOT` integers side by side. */
  readonly spots: Int32Array;
  /** A bit for each concept, set where its place is anything but `ABSENT`: small enough to stay near the processor. */
  readonly marks: Int32Array;
  readonly rows: ReturnType<typeof createBlocks>;
  /** Distinct concepts. */
  readonly size: number;
};

export type PostingList = 'all' | 'headlines';

/**
 * How many integers stand for a concept in `spots`. The first is its place: a row of the article that is read, or, while none is, `ABSENT` where the
 * concept is found by its things, so that finding none of them says that it is not there, and `UNTOLD` where it must be asked for. Then come the first of
 * its lists, its weight and traits in one integer (see `worthWeight`), and where its row stands in `rows`.
 */
export const SPOT = 4;
export const LIST = 1;
export const WORTH = 2;
const ROW_AT = 3;
export const ABSENT = 0;
export const UNTOLD = 0xffff;

/**
 * The parts of a concept's row: how many use it, its list for headlines, whether it is found by its things, its
 * senses (thing, weight) and how many.
 */
export const ROW = { uses: 0, headlines: 1, isFound: 2, count: 3, senses: 4 } as const;

/** The parts of what a thing lists of a concept: its number, and what the thing counts for it. */
export const FOUND = { concept: 0, value: 1, size: 2 } as const;
export const TRAIT_BITS = 7;

/**
 * A concept is found by its things where none of them finds more others than this, or from so many uses on. Else it costs less to ask for it where a topic
 * needs it: a group of alternatives is hardly ever used twice, and a common word is in thousands of them.
 */
const MOST_OTHERS = 2;
const FOUND_FROM = 3;

/** Numbers below it fit beside a weight into one integer. */
const MOST_CONCEPTS = 1 << 24;

/** No concepts yet. */
export function createConceptTable(numbered: Senses): ConceptTable {
  const rows = createBlocks();
  const foundBy = createIntColumn();
  const numbering = createNumbering(hashOfRow);
  const values = createValues();
  // By its first thing, a concept that was asked for lately, or what has its number now: most things are the first of one concept only.
  const lately = createIntColumn();
  const freeNumbers: number[] = [];
  const item = new Int32Array(FOUND.size);
  let spots = new Int32Array(256 * SPOT);
  let marks = new Int32Array(256 / 32);
  // No concept is number 0: it stands where a posting has fewer slots in use.
  let next = 1;
  let size = 0;
  let key = new Int32Array(64);

  function rowAt(number: number): number {
    return spots[number * SPOT + ROW_AT] ?? 0;
  }

  function worthOf(number: number): number {
    return spots[number * SPOT + WORTH] ?? 0;
  }

  function cell(number: number, part: number): number {
    const at = rowAt(number);
    return rows.chunkOf(at)[placeOf(at) + part] ?? 0;
  }

  function setCell(number: number, part: number, value: number): void {
    const at = rowAt(number);
    rows.chunkOf(at)[placeOf(at) + part] = value;
  }

  // What makes it this concept, as integers: worth, then thing and weight of each sense. Gives how many they are.
  function writeKey(concept: Concept, numberOf: (sense: ConceptSense) => number): number {
    if (key.length < 1 + concept.senses.length * 2) key = new Int32Array(2 + concept.senses.length * 4);
    let length = 0;
    key[length++] = values.numberOf(concept.weight) * 8 + traitsOf(concept);
    for (const sense of concept.senses) {
      key[length++] = numberOf(sense);
      key[length++] = values.numberOf(sense.weight);
    }
    return length;
  }

  function isKey(number: number, length: number): boolean {
    if (worthOf(number) !== key[0] || cell(number, ROW.count) * 2 !== length - 1) return false;
    const at = rowAt(number);
    const chunk = rows.chunkOf(at);
    const start = placeOf(at) + ROW.senses - 1;
    for (let n = 1; n < length; n += 1) if (chunk[start + n] !== key[n]) return false;
    return true;
  }

  function hashOfKey(length: number): number {
    let hash = length;
    for (let n = 0; n < length; n += 1) hash = mixed(hash, key[n] ?? 0);
    return hash;
  }

  // The same of a concept that is there.
  function hashOfRow(number: number): number {
    const chunk = rows.chunkOf(rowAt(number));
    const senses = placeOf(rowAt(number)) + ROW.senses;
    const count = (chunk[senses - ROW.senses + ROW.count] ?? 0) * 2;
    let hash = mixed(count + 1, worthOf(number));
    for (let n = 0; n < count; n += 1) hash = mixed(hash, chunk[senses + n] ?? 0);
    return hash;
  }

  function addConcept(length: number): number {
    const hash = hashOfKey(length);
    const number = freeNumbers.pop() ?? next++;
    if (number >= MOST_CONCEPTS) throw new RangeError('too many different concepts for one index of topics');
    const at = rows.take(ROW.senses + length - 1);
    const chunk = rows.chunkOf(at);
    const start = placeOf(at);
    chunk.fill(0, start, start + ROW.senses);
    chunk[start + ROW.count] = (length - 1) / 2;
    for (let n = 1; n < length; n += 1) chunk[start + ROW.senses - 1 + n] = key[n] ?? 0;
    if (number * SPOT >= spots.length) {
      spots = larger(spots);
      marks = larger(marks);
    }
    spots[number * SPOT] = UNTOLD;
    spots[number * SPOT + WORTH] = key[0] ?? 0;
    spots[number * SPOT + ROW_AT] = at;
    mark(marks, number);
    numbering.add(hash, number);
    size += 1;
    return number;
  }

  function things(number: number): number[] {
    return senses(number).map((sense) => sense.number);
  }

  function senses(number: number): BoundSense[] {
    const at = rowAt(number);
    const chunk = rows.chunkOf(at);
    const start = placeOf(at) + ROW.senses;
    return Array.from({ length: cell(number, ROW.count) }, (_, n) => ({
      number: chunk[start + n * 2] ?? 0,
      weight: values.at(chunk[start + n * 2 + 1] ?? 0),
    }));
  }

  function isSeldom(number: number): boolean {
    return things(number).every((thing) => {
      const list = foundBy.get(thing);
      return list === 0 || (rows.chunkOf(list)[placeOf(list) + 1] ?? 0) - BLOCK_HEAD <= MOST_OTHERS * FOUND.size;
    });
  }

  function findByThings(number: number): void {
    if (cell(number, ROW.isFound) === 1) return;
    setCell(number, ROW.isFound, 1);
    spots[number * SPOT] = ABSENT;
    unmark(marks, number);
    item[FOUND.concept] = number;
    for (let n = 0; n < cell(number, ROW.count); n += 1) {
      const thing = cell(number, ROW.senses + n * 2);
      item[FOUND.value] = cell(number, ROW.senses + n * 2 + 1);
      foundBy.set(thing, addRecord(rows, foundBy.get(thing), item, FOUND.size));
    }
  }

  // The number of a concept, whose things are in use once for all who use it.
  function find(concept: Concept): number {
    const length = writeKey(concept, numbered.find);
    const first = key[1] ?? -1;
    const told = first < 0 ? 0 : lately.get(first);
    if (isKey(told, length)) return told;
    const known = first < 0 ? -1 : numbering.find(hashOfKey(length), (number) => isKey(number, length));
    const number = known >= 0 ? known : addConcept(writeKey(concept, numbered.numberOf));
    lately.set(key[1] ?? 0, number);
    return number;
  }

  function drop(number: number): void {
    const own = things(number);
    if (cell(number, ROW.isFound) === 1) {
      for (const thing of own) {
        foundBy.set(thing, removeRecord(rows, foundBy.get(thing), number, FOUND.size));
      }
    }
    spots[number * SPOT] = UNTOLD;
    mark(marks, number);
    numbering.remove(hashOfRow(number), number);
    rows.give(rowAt(number));
    spots[number * SPOT + ROW_AT] = 0;
    freeNumbers.push(number);
    size -= 1;
    for (const thing of own) numbered.release(thing);
  }

  return {
    numberOf(concept) {
      const number = find(concept);
      const uses = cell(number, ROW.uses) + 1;
      setCell(number, ROW.uses, uses);
      if (uses >= FOUND_FROM || (uses === 1 && isSeldom(number))) findByThings(number);
      return number;
    },
    release(number) {
      const uses = cell(number, ROW.uses) - 1;
      setCell(number, ROW.uses, uses);
      if (uses === 0) drop(number);
    },
    commonness(number) {
      const at = rowAt(number);
      const chunk = rows.chunkOf(at);
      const start = placeOf(at) + ROW.senses;
      const count = chunk[placeOf(at) + ROW.count] ?? 0;
      let sum = 0;
      for (let n = 0; n < count; n += 1) sum += numbered.commonness(chunk[start + n * 2] ?? 0);
      return sum;
    },
    weight: (number) => values.at(worthOf(number) >> 3),
    value: values.at,
    traits: (number) => worthOf(number) & TRAIT_BITS,
    worthWeight: (worth) => values.at(worth >> 3),
    senses,
    postings: (number, list) => (list === 'all' ? (spots[number * SPOT + LIST] ?? 0) : cell(number, ROW.headlines)),
    setPostings(number, list, address) {
      if (list === 'all') spots[number * SPOT + LIST] = address;
      else setCell(number, ROW.headlines, address);
      if (address !== 0) findByThings(number);
    },
    rowAt,
    foundBy: (thing) => foundBy.get(thing),
    get marks() {
      return marks;
    },
    get spots() {
      return spots;
    },
    rows,
    get size() {
      return size;
    },
  };
}

function larger(from: Int32Array): Int32Array<ArrayBuffer> {
  const to = new Int32Array(from.length * 2);
  to.set(from);
  return to;
}

/** Sets the bit of a number. */
export function mark(marks: Int32Array, number: number): void {
  marks[number >>> 5] = (marks[number >>> 5] ?? 0) | (1 << (number & 31));
}

/** Clears the bit of a number. */
export function unmark(marks: Int32Array, number: number): void {
  marks[number >>> 5] = (marks[number >>> 5] ?? 0) & ~(1 << (number & 31));
}

// Weights come from word lists and rules: they are few, however many topics there are, so none is ever taken out.
function createValues(): { numberOf(value: number): number; at(number: number): number } {
  const values = [1];
  const numbering = createNumbering((number) => hashOfValue(values[number] ?? 0));
  return {
    numberOf(value) {
      // Most are whole.
      if (value === 1) return 0;
      const hash = hashOfValue(value);
      const known = numbering.find(hash, (number) => values[number] === value);
      if (known >= 0) return known;
      const number = values.push(value) - 1;
      numbering.add(hash, number);
      return number;
    },
    at: (number) => values[number] ?? 0,
  };
}

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

function hashOfValue(value: number): number {
  double[0] = value;
  return mixed(halves[0] ?? 0, halves[1] ?? 0);
}
