import { LOSS_BITS, MOST_LOST } from './anchors.ts';
import { type Blocks, placeOf } from './blocks.ts';
import { BLOCK_HEAD } from './chains.ts';
import { ABSENT, type ConceptTable, SPOT } from './concept-table.ts';
import {
  CONCEPT_BITS,
  IS_PHRASE,
  LOSS_SHIFT,
  NUMBER_SHIFT,
  POSTING_SIZE,
  SLOTS,
  SLOTS_AT,
  scaleIn,
} from './posting.ts';
import { type Presence, SPARE_ROWS } from './presence.ts';

/** Finds the topics that an article may meet, by the lists of the concepts that it has. */
export type Finder = {
  /** Finds them for the article that `presence` reads, each once. What a phrase loses counts in an article with a text alone. */
  find(isHeadline: boolean): void;
  /** Topics that were found last: the first `count` of these, in no order. */
  readonly numbers: Int32Array;
  /** Beside each the address of its posting, 0 where it has none for articles with a text; and the concept in whose list that is. */
  readonly addresses: Int32Array;
  readonly foundBy: Int32Array;
  readonly count: number;
  /** Postings looked at for that. */
  readonly looked: number;
};

const MOST_PARTS_LOST = MOST_LOST << LOSS_BITS;
// A loss stands in the highest bits of a slot: where its concept is missing, it is so many parts.
const LOSS_TO_PARTS = LOSS_SHIFT - LOSS_BITS;
const LOSS_MASK = 0xff << LOSS_BITS;

/** Finds in the lists of a table, whose blocks are given. */
export function createFinder(table: ConceptTable, presence: Presence, postings: Blocks): Finder {
  // The topics that were told, by hash: one that is found twice is told once. Numbers and one more; 0 where there is none.
  let told = new Int32Array(1024);
  // The lists in which is looked, how much of their first blocks is in use, their concepts and what these fall short of.
  let heads = new Int32Array(1024);
  let ends = new Int32Array(1024);
  let owners = new Int32Array(1024);
  let shortfalls = new Int32Array(1024);
  let lists = 0;
  let numbers = new Int32Array(1024);
  let addresses = new Int32Array(1024);
  let foundBy = new Int32Array(1024);
  let count = 0;
  let looked = 0;

  // Waiting for memory is what takes time. Loops that do nothing but fetch wait for many things at once: so first the addresses of all lists, then the
  // beginnings of all lists.
  function fetchLists(): void {
    const { end, concepts, rest } = presence;
    lists = 0;
    if (heads.length < end + rest.length) {
      heads = new Int32Array((end + rest.length) * 2);
      ends = new Int32Array(heads.length);
      owners = new Int32Array(heads.length);
      shortfalls = new Int32Array(heads.length);
    }
    for (let row = SPARE_ROWS; row < end; row += 1) {
      const list = presence.lists[row] ?? 0;
      if (list === 0) continue;
      owners[lists] = concepts[row] ?? 0;
      shortfalls[lists] = presence.shortfalls[row] ?? 0;
      heads[lists++] = list;
    }
    for (const concept of rest) {
      owners[lists] = concept;
      shortfalls[lists] = 0;
      heads[lists++] = table.postings(concept, 'all');
    }
    for (let n = 0; n < lists; n += 1) {
      const list = heads[n] ?? 0;
      ends[n] = postings.chunkOf(list)[placeOf(list) + 1] ?? 0;
    }
  }

  // Drops nearly all that will not do, by the first slots alone. Nothing is asked for that a processor would have to guess: a wrong guess takes longer than
  // looking at four slots.
  function sift(isHeadline: boolean): void {
    const { marks } = table;
    const forgiven = isHeadline ? IS_PHRASE : 0;
    for (let n = 0; n < lists; n += 1) {
      const shortfall = shortfalls[n] ?? 0;
      const owner = owners[n] ?? 0;
      let used = ends[n] ?? 0;
      for (let block = heads[n] ?? 0; block !== 0; ) {
        const chunk = postings.chunkOf(block);
        const start = placeOf(block);
        const stop = start + used;
        const base = block - start;
        makeRoomFor(used);
        const into = addresses;
        const owned = foundBy;
        let found = count;
        for (let at = start + BLOCK_HEAD; at < stop; at += POSTING_SIZE) {
          const slot = at + SLOTS_AT;
          const lost =
            (Math.imul(shortfall, scaleIn(chunk, at)) >>> LOSS_BITS) +
            lossAt(marks, chunk[slot] ?? 0) +
            lossAt(marks, chunk[slot + 1] ?? 0) +
            lossAt(marks, chunk[slot + 2] ?? 0) +
            lossAt(marks, chunk[slot + 3] ?? 0);
          into[found] = base + at;
          owned[found] = owner;
          found += (lost - 1 - MOST_LOST - (((chunk[at] ?? 0) & forgiven) << 16)) >>> 31;
        }
        count = found;
        looked += (used - BLOCK_HEAD) / POSTING_SIZE;
        block = chunk[start] ?? 0;
        if (block !== 0) used = postings.chunkOf(block)[placeOf(block) + 1] ?? 0;
      }
    }
  }

  function makeRoomFor(more: number): void {
    if (count + more <= addresses.length) return;
    const room = Math.max(count + more, addresses.length * 2);
    numbers = larger(numbers, room);
    addresses = larger(addresses, room);
    foundBy = larger(foundBy, room);
  }

  // Takes of what is left those that are told for the first time and, of phrases, those that do not lose too much.
  function keep(isHeadline: boolean): void {
    const left = count;
    count = 0;
    for (let n = 0; n < left; n += 1) {
      const address = addresses[n] ?? 0;
      const chunk = postings.chunkOf(address);
      const at = placeOf(address);
      const head = chunk[at] ?? 0;
      const owner = foundBy[n] ?? 0;
      if ((head & IS_PHRASE) !== 0 && !isHeadline && isLost(chunk, at, owner)) continue;
      tell(head >>> NUMBER_SHIFT, address, owner);
    }
  }

  // Without a step that must be guessed but at the end, and without a look at the spot of what is missing, which lies somewhere in memory: that of concept 0
  // does as well, which never falls short.
  function isLost(chunk: Int32Array, at: number, owner: number): boolean {
    const { spots, marks } = table;
    const { shortfalls } = presence;
    const scale = scaleIn(chunk, at);
    let lost = Math.imul(shortfalls[spots[owner * SPOT] ?? ABSENT] ?? 0, scale);
    for (let slot = at + SLOTS_AT; slot < at + SLOTS_AT + SLOTS; slot += 1) {
      const part = chunk[slot] ?? 0;
      const missing = missingMask(marks, part);
      const place = spots[(part & CONCEPT_BITS & ~missing) * SPOT] ?? ABSENT;
      lost += (missing & (part >>> LOSS_TO_PARTS) & LOSS_MASK) + Math.imul(shortfalls[place] ?? 0, scale);
    }
    return lost > MOST_PARTS_LOST;
  }

  function tell(number: number, address: number, owner: number): void {
    if ((count + 1) * 2 > told.length) doubleTold();
    if (!isNew(number)) return;
    numbers[count] = number;
    addresses[count] = address;
    foundBy[count] = owner;
    count += 1;
  }

  // Puts a number in. Whether it was not there.
  function isNew(number: number): boolean {
    const mask = told.length - 1;
    let place = (Math.imul(number, HASH) >>> 12) & mask;
    for (; told[place] !== 0; place = (place + 1) & mask) if (told[place] === number + 1) return false;
    told[place] = number + 1;
    return true;
  }

  function doubleTold(): void {
    told = new Int32Array(told.length * 2);
    for (let n = 0; n < count; n += 1) isNew(numbers[n] ?? 0);
  }

  function walkHeadlines(list: number): void {
    for (let block = list; block !== 0; ) {
      const chunk = postings.chunkOf(block);
      const start = placeOf(block);
      const used = chunk[start + 1] ?? BLOCK_HEAD;
      makeRoomFor(used);
      for (let at = start + BLOCK_HEAD; at < start + used; at += 1) tell(chunk[at] ?? 0, 0, 0);
      looked += used - BLOCK_HEAD;
      block = chunk[start] ?? 0;
    }
  }

  return {
    find(isHeadline) {
      count = 0;
      looked = 0;
      told.fill(0);
      fetchLists();
      sift(isHeadline);
      keep(isHeadline);
      if (!isHeadline) return;
      const { end, concepts, rest } = presence;
      for (let row = SPARE_ROWS; row < end; row += 1) walkHeadlines(table.postings(concepts[row] ?? 0, 'headlines'));
      for (const concept of rest) walkHeadlines(table.postings(concept, 'headlines'));
    },
    get numbers() {
      return numbers;
    },
    get addresses() {
      return addresses;
    },
    get foundBy() {
      return foundBy;
    },
    get count() {
      return count;
    },
    get looked() {
      return looked;
    },
  };
}

const HASH = 0x9e3779b1;

const MARK_BITS = CONCEPT_BITS >>> 5;

// The loss of a slot where its concept is missing, else nought.
function lossAt(marks: Int32Array, slot: number): number {
  return missingMask(marks, slot) & (slot >>> LOSS_SHIFT);
}

// All bits where the concept of a slot is missing, else none. A shift takes the lowest five bits of the slot alone.
function missingMask(marks: Int32Array, slot: number): number {
  return (((marks[(slot >>> 5) & MARK_BITS] ?? 0) >>> slot) & 1) - 1;
}

function larger(from: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}
