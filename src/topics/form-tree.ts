import { type Ints, intAt } from './column.ts';
import type { FormWord } from './form.ts';
import { createHashTable, type HashTable, hashOfNumbers } from './hash-table.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * A tree of words as numbers in flat columns: each step but the first has a state, reached from another by one word that is asked for in one way. Forms
 * come and go in `form-change.ts`; they are found in a text by `form-walk.ts`.
 */
export type FormTree = {
  readonly vocabulary: Vocabulary;
  readonly states: Int32Array[];
  readonly freeStates: number[];
  size: number;
  /** By the number of the word, side by side: what is asked of it, and its only first step. */
  readonly openings: Ints;
  /** By initial: the first of the first steps with it; 0: none. */
  initialOpenings: Int32Array;
  /** The first of the steps from a state that is not the root with a word or initial, by hash. */
  readonly steps: HashTable;
  pairs: Int32Array;
  /** False until a first step asks for a word as it is spelt. */
  hasSpelt: boolean;
  /** False once an initial was asked for alone, or behind another. */
  initialsLead: boolean;
};

/** What a step asks of a word: by what it is known, and its casing. */
export const BY = { word: 0, stem: 1, initial: 2 } as const satisfies Record<FormWord['by'], number>;
export const SHAPE = { any: 0, capital: 1, upper: 2 } as const satisfies Record<FormWord['shape'], number>;
export const ALL_SHAPES = 3;
export const BY_AT = 2;
/** By what steps know their words, as bits. */
export const WORD_WAY = 1 << BY.word;
export const STEM_WAY = 1 << BY.stem;
export const INITIAL_WAY = 1 << BY.initial;
export const ALL_WAYS = WORD_WAY | STEM_WAY | INITIAL_WAY;

export const ROOT = 0;

// A state is so many numbers side by side, so that meeting it touches one place of the memory: the state before, the word or initial that leads to it, the
// next state with the same two, the value of the form that ends here + 1, and what follows. States that are free have no parent.
export const PARENT = 0;
export const WORD = 1;
export const SIBLING = 2;
export const VALUE = 3;
export const REST = 4;
export const FIELDS = 5;
// States lie in pieces of so many.
export const PIECE_BITS = 10;
export const PIECE = 1 << PIECE_BITS;
const NO_PIECE = new Int32Array(PIECE * FIELDS);
// `REST`, from the lowest bit: what the step asks; by what the steps after it know their words; how many there are.
export const KIND_BITS = 0xf;
export const WAYS_AT = 4;
export const WAYS_BITS = 0x70;
export const ONE_CHILD = 0x80;

/** Where a state begins in its piece. */
export function placeIn(state: number): number {
  return (state & (PIECE - 1)) * FIELDS;
}

/** By what a step knows its word, of its `REST`. */
export function byOf(rest: number): number {
  return (rest & KIND_BITS) >> BY_AT;
}

/** The casing it asks for. */
export function shapeOf(rest: number): number {
  return rest & ALL_SHAPES;
}

/** By what the steps after it know their words: a bit each, `1 << BY…`; 0 where there is none. */
export function waysOf(rest: number): number {
  return (rest & WAYS_BITS) >> WAYS_AT;
}

// What forms ask of a word by its number; never taken back but for the first two, so that a word may be marked for what no form asks any more.
export const OPENS_AS_WORD = 1;
export const OPENS_AS_STEM = 2;
export const FOLLOWS_AS_WORD = 4;
export const FOLLOWS_AS_STEM = 8;
/** It comes second, behind an initial. */
export const FOLLOWS_INITIAL = 16;
export const FOLLOWS = FOLLOWS_AS_WORD | FOLLOWS_AS_STEM | FOLLOWS_INITIAL;
export const HEAD_AT = 5;

// Where just one first step asks for a word: by what that step knows it (`1 << BY…`), by what the steps after it know theirs, the casing it asks for,
// and its value + 1, so that most words that begin a form are told without a look at a state.
export const ONLY_WAYS_AT = 2;
export const ONLY_SHAPE_AT = 5;
export const ONLY_VALUE_AT = 7;

// Two bits of one number for each pair of words that stand side by side in a form, never taken back: most words that do not follow are told by these.
const PAIR_BITS = 20;
const PAIR_WORDS = 1 << (PAIR_BITS - 5);
const PAIR_MASK = (1 << PAIR_BITS) - 1;
const NO_PAIRS = new Int32Array(0);

/** An empty tree over a vocabulary. */
export function createFormTree(vocabulary: Vocabulary): FormTree {
  return {
    vocabulary,
    states: [new Int32Array(PIECE * FIELDS)],
    freeStates: [],
    size: 1,
    openings: [],
    initialOpenings: new Int32Array(128),
    steps: createHashTable(),
    pairs: NO_PAIRS,
    hasSpelt: false,
    initialsLead: true,
  };
}

/** The piece in which a state lies, from `placeIn` on. */
export function pieceOf(tree: FormTree, state: number): Int32Array {
  return tree.states[state >> PIECE_BITS] ?? NO_PIECE;
}

/** One number of a state. */
export function field(tree: FormTree, state: number, name: number): number {
  return pieceOf(tree, state)[placeIn(state) + name] ?? 0;
}

/** What is asked of a word by its number, as bits, and over `HEAD_AT` the first of the first steps with it (0: none). */
export function askedOf(tree: FormTree, word: number): number {
  return intAt(tree.openings, 2 * word);
}

/** What the only first step with a word tells: see `ONLY_WAYS_AT` and its like; 0 where there is none, or more than one. */
export function onlyOf(tree: FormTree, word: number): number {
  return intAt(tree.openings, 2 * word + 1);
}

/** The first of the first steps with an initial; 0: none. */
export function openingOf(tree: FormTree, initial: number): number {
  return initial < tree.initialOpenings.length ? (tree.initialOpenings[initial] ?? 0) : 0;
}

/** False where surely no form asks for a word behind another (or an initial, in the place of either). */
export function mayFollow(tree: FormTree, before: number, word: number): boolean {
  const hash = hashOfNumbers(before, word, 0);
  const bits = bitsOf(hash);
  return ((tree.pairs[(hash & PAIR_MASK) >> 5] ?? 0) & bits) === bits;
}

/** From now on the second may follow the first. */
export function markPair(tree: FormTree, before: number, word: number): void {
  if (tree.pairs === NO_PAIRS) tree.pairs = new Int32Array(PAIR_WORDS);
  const hash = hashOfNumbers(before, word, 0);
  const place = (hash & PAIR_MASK) >> 5;
  tree.pairs[place] = (tree.pairs[place] ?? 0) | bitsOf(hash);
}

/** The first of the steps from a state, which is not the root, with a word or initial, whatever they ask of its casing; 0: none. */
export function headOf(tree: FormTree, parent: number, isInitial: boolean, value: number): number {
  const hash = hashOfNumbers(parent, value, isInitial ? 1 : 0);
  for (let place = tree.steps.first(hash); place >= 0; place = tree.steps.next(place, hash)) {
    const state = tree.steps.valueAt(place);
    if (field(tree, state, PARENT) !== parent || field(tree, state, WORD) !== value) continue;
    if ((byOf(field(tree, state, REST)) === BY.initial) === isInitial) return state;
  }
  return 0;
}

function bitsOf(hash: number): number {
  return (1 << (hash & 31)) | (1 << (hash >>> 27));
}
