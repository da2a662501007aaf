import { placeOf } from './blocks.ts';
import { BLOCK_HEAD } from './chains.ts';
import {
  ABSENT,
  type ConceptTable,
  FOUND,
  LIST,
  mark,
  ROW,
  SPOT,
  TRAIT_BITS,
  UNTOLD,
  unmark,
  WORTH,
} from './concept-table.ts';
import { presenceOf } from './evaluate.ts';
import type { Profile } from './profile.ts';
import { type ConceptRows, createConceptRows, setStrength, shortfallOf } from './score.ts';

/** What an article must tell of itself to be read: the columns of its things. */
export type Said = Pick<Profile, 'things' | 'title' | 'lead' | 'any' | 'mass'>;

/**
 * How well the article that is being read meets each concept, worked out once for all topics. The first `SPARE_ROWS` rows are for whoever asks of
 * concepts that are not there or must be asked for.
 */
export type Presence = {
  /** Reads an article; the one before must have been left. */
  read(said: Said): void;
  /** The same for some concepts alone; the others seem not to be there. */
  readFor(said: Said, wanted: readonly number[]): void;
  leave(): void;
  /** Strengths, weights and traits of the concepts that are there, by row. */
  readonly rows: ConceptRows;
  /** By its place: what a concept that is there falls short of, in parts of `SHORTFALL`; rounded down. */
  readonly shortfalls: Int32Array;
  /** See `presenceOf`: anywhere, and in the title; by place. Nought for what is absent; `UNTOLD` has nothing to say. */
  readonly there: Float64Array;
  readonly thereInTitle: Float64Array;
  /** The concepts that are there and found by their things: rows from `SPARE_ROWS` up to this. */
  readonly end: number;
  /** The concept of such a row, and the first of its lists. */
  readonly concepts: Int32Array;
  readonly lists: Int32Array;
  /** Concepts that are found by their things and for which there was no row: some of them are there. */
  readonly rest: readonly number[];
  /** See `presenceOf`, for a concept that is not found by its things. */
  thereUntold(concept: number, inTitle: boolean): number;
  /** Works out one concept in a row of its own; as if there were nothing but the title, where that is asked. False where it is not there. */
  workOut(concept: number, row: number, titleOnly: boolean): boolean;
};

export const SPARE_ROWS = 64;
const MOST_ROWS = UNTOLD;
/** One part of a shortfall. */
export const SHORTFALL = 1 / 64;

/** Reads nothing yet. */
export function createPresence(table: ConceptTable): Presence {
  let size = 1024;
  let rows = createConceptRows(size);
  const there = new Float64Array(UNTOLD + 1);
  const thereInTitle = new Float64Array(UNTOLD + 1);
  let concepts = new Int32Array(size);
  let firstLists = new Int32Array(size);
  let masses = new Float64Array(size);
  const shortfalls = new Int32Array(UNTOLD + 1);
  const best = { title: 0, lead: 0, any: 0, mass: 0 };
  let end = SPARE_ROWS;
  let more: number[] = [];
  let said: Said = { things: new Int32Array(0), ...NO_COLUMNS };
  let lists = new Int32Array(1024);
  let stops = new Int32Array(1024);
  // By thing: its row in what is said and one more, or 0.
  let rowOfThing = new Int32Array(1024);

  function grow(): void {
    size = Math.min(MOST_ROWS, size * 2);
    rows = {
      weight: larger(rows.weight, new Float64Array(size)),
      traits: larger(rows.traits, new Uint8Array(size)),
      title: larger(rows.title, new Float64Array(size)),
      lead: larger(rows.lead, new Float64Array(size)),
      any: larger(rows.any, new Float64Array(size)),
      share: larger(rows.share, new Float64Array(size)),
      told: larger(rows.told, new Float64Array(size)),
    };
    concepts = larger(concepts, new Int32Array(size));
    firstLists = larger(firstLists, new Int32Array(size));
    masses = larger(masses, new Float64Array(size));
  }

  // What the best of a concept's senses is worth.
  function gather(concept: number, titleOnly: boolean): void {
    const at = table.rowAt(concept);
    const chunk = table.rows.chunkOf(at);
    const start = placeOf(at);
    const last = start + ROW.senses + (chunk[start + ROW.count] ?? 0) * 2;
    best.title = 0;
    best.lead = 0;
    best.any = 0;
    best.mass = 0;
    for (let sense = start + ROW.senses; sense < last; sense += 2) {
      const place = (rowOfThing[chunk[sense] ?? 0] ?? 0) - 1;
      if (place < 0) continue;
      const weight = table.value(chunk[sense + 1] ?? 0);
      const inTitle = (said.title[place] ?? 0) * weight;
      if (titleOnly && inTitle === 0) continue;
      best.title = Math.max(best.title, inTitle);
      best.lead = Math.max(best.lead, (said.lead[place] ?? 0) * weight);
      best.any = Math.max(best.any, (said.any[place] ?? 0) * weight);
      best.mass = Math.max(best.mass, (said.mass[place] ?? 0) * weight);
    }
    if (!titleOnly) return;
    best.lead = best.title;
    best.any = best.title;
  }

  function workOut(concept: number, row: number, titleOnly: boolean): boolean {
    gather(concept, titleOnly);
    const { title, lead, any, mass } = best;
    rows.weight[row] = table.weight(concept);
    rows.traits[row] = table.traits(concept);
    if (any === 0) {
      setStrength(rows, row, 0, 0, 0, 0);
      there[row] = 0;
      thereInTitle[row] = 0;
      return false;
    }
    setStrength(rows, row, title, lead, any, mass);
    there[row] = presenceOf(title, lead, any, false);
    thereInTitle[row] = presenceOf(title, lead, any, true);
    return true;
  }

  // Gathers what the best sense of each concept is worth; a thing's list tells all that is needed, so that no concept's own row is fetched.
  function findConcepts(): void {
    const { things } = said;
    const { spots, marks } = table;
    const blocks = table.rows;
    // Fetched together, as memory is slow: addresses first, then what stands there.
    if (lists.length < things.length) {
      lists = new Int32Array(things.length * 2);
      stops = new Int32Array(things.length * 2);
    }
    for (let row = 0; row < things.length; row += 1) lists[row] = table.foundBy(things[row] ?? 0);
    for (let row = 0; row < things.length; row += 1) {
      const list = lists[row] ?? 0;
      stops[row] = list === 0 ? 0 : (blocks.chunkOf(list)[placeOf(list) + 1] ?? 0);
    }
    for (let row = 0; row < things.length; row += 1) {
      const title = said.title[row] ?? 0;
      const lead = said.lead[row] ?? 0;
      const any = said.any[row] ?? 0;
      const mass = said.mass[row] ?? 0;
      let used = stops[row] ?? 0;
      for (let list = lists[row] ?? 0; list !== 0; ) {
        const chunk = blocks.chunkOf(list);
        const start = placeOf(list);
        const stop = start + used;
        for (let at = start + BLOCK_HEAD; at < stop; at += FOUND.size) {
          const concept = chunk[at] ?? 0;
          const place = spots[concept * SPOT] ?? ABSENT;
          if (place === UNTOLD) continue;
          if (place === ABSENT && end === MOST_ROWS) {
            // So many are not news. The rest is asked for where a topic needs it.
            spots[concept * SPOT] = UNTOLD;
            mark(marks, concept);
            more.push(concept);
            continue;
          }
          const value = table.value(chunk[at + FOUND.value] ?? 0);
          if (place !== ABSENT) {
            rows.title[place] = Math.max(rows.title[place] ?? 0, title * value);
            rows.lead[place] = Math.max(rows.lead[place] ?? 0, lead * value);
            rows.any[place] = Math.max(rows.any[place] ?? 0, any * value);
            masses[place] = Math.max(masses[place] ?? 0, mass * value);
            continue;
          }
          if (end === size) grow();
          spots[concept * SPOT] = end;
          mark(marks, concept);
          concepts[end] = concept;
          firstLists[end] = spots[concept * SPOT + LIST] ?? 0;
          const worth = spots[concept * SPOT + WORTH] ?? 0;
          rows.weight[end] = table.worthWeight(worth);
          rows.traits[end] = worth & TRAIT_BITS;
          rows.title[end] = title * value;
          rows.lead[end] = lead * value;
          rows.any[end] = any * value;
          masses[end] = mass * value;
          end += 1;
        }
        list = chunk[start] ?? 0;
        if (list !== 0) used = blocks.chunkOf(list)[placeOf(list) + 1] ?? 0;
      }
    }
  }

  // Most concepts of one thing are told alike, so that their logarithms need not be taken again.
  function finishRows(): void {
    let mass = 0;
    let share = 0;
    let told = 0;
    for (let row = SPARE_ROWS; row < end; row += 1) {
      const found = masses[row] ?? 0;
      if (found !== mass) {
        mass = found;
        share = 1 - Math.exp(-mass);
        told = Math.log1p(mass);
      }
      rows.share[row] = share;
      rows.told[row] = told;
      const title = rows.title[row] ?? 0;
      const lead = rows.lead[row] ?? 0;
      const any = rows.any[row] ?? 0;
      there[row] = presenceOf(title, lead, any, false);
      thereInTitle[row] = presenceOf(title, lead, any, true);
      shortfalls[row] = shortfallOf(rows, row) / SHORTFALL;
    }
  }

  function placeThings(): void {
    const { things } = said;
    const last = things.at(-1) ?? 0;
    if (last >= rowOfThing.length) rowOfThing = new Int32Array(last * 2);
    for (let row = 0; row < things.length; row += 1) rowOfThing[things[row] ?? 0] = row + 1;
  }

  return {
    read(article) {
      said = article;
      placeThings();
      findConcepts();
      finishRows();
    },
    readFor(article, wanted) {
      said = article;
      placeThings();
      const { spots, marks } = table;
      for (const concept of wanted) {
        if (spots[concept * SPOT] !== ABSENT) continue;
        if (end === MOST_ROWS) {
          spots[concept * SPOT] = UNTOLD;
          more.push(concept);
        } else {
          if (end === size) grow();
          if (!workOut(concept, end, false)) continue;
          spots[concept * SPOT] = end;
          concepts[end] = concept;
          end += 1;
        }
        mark(marks, concept);
      }
    },
    leave() {
      const { spots, marks } = table;
      for (let row = SPARE_ROWS; row < end; row += 1) {
        spots[(concepts[row] ?? 0) * SPOT] = ABSENT;
        unmark(marks, concepts[row] ?? 0);
      }
      for (const concept of more) {
        spots[concept * SPOT] = ABSENT;
        unmark(marks, concept);
      }
      if (more.length > 0) more = [];
      end = SPARE_ROWS;
      const { things } = said;
      for (let row = 0; row < things.length; row += 1) rowOfThing[things[row] ?? 0] = 0;
    },
    shortfalls,
    get rows() {
      return rows;
    },
    there,
    thereInTitle,
    get end() {
      return end;
    },
    get concepts() {
      return concepts;
    },
    get lists() {
      return firstLists;
    },
    get rest() {
      return more;
    },
    thereUntold(concept, inTitle) {
      gather(concept, false);
      return best.any === 0 ? 0 : presenceOf(best.title, best.lead, best.any, inTitle);
    },
    workOut,
  };
}

const NO_COLUMNS = {
  title: new Float32Array(0),
  lead: new Float32Array(0),
  any: new Float32Array(0),
  mass: new Float32Array(0),
};

function larger<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
