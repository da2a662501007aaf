import { type Ints, intAt, setInt } from './column.ts';
import type { Form, FormWord } from './form.ts';
import { createHashTable, grown, type HashTable, hashOfNumbers } from './hash-table.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * A tree of words as numbers in flat columns: each step but the first has a state, reached from another by one word that is asked for in one way. Forms
 * come and go here; they are found in a text by `createFormTable`.
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
const BY_AT = 2;

const ROOT = 0;

// A state is so many numbers side by side, so that meeting it touches one place of the memory: the state before, the word or initial that leads to it, the
// next state with the same two, the value of the form that ends here + 1, and what follows. States that are free have no parent.
const PARENT = 0;
export const WORD = 1;
export const SIBLING = 2;
export const VALUE = 3;
export const REST = 4;
const FIELDS = 5;
// States lie in pieces of so many.
const PIECE_BITS = 10;
const PIECE = 1 << PIECE_BITS;
const NO_PIECE = new Int32Array(PIECE * FIELDS);
// `REST`, from the lowest bit: what the step asks; by what the steps after it know their words; how many there are.
const KIND_BITS = 0xf;
const WAYS_AT = 4;
const WAYS_BITS = 0x70;
const ONE_CHILD = 0x80;

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
const FOLLOWS = FOLLOWS_AS_WORD | FOLLOWS_AS_STEM | FOLLOWS_INITIAL;
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

function field(tree: FormTree, state: number, name: number): number {
  return pieceOf(tree, state)[placeIn(state) + name] ?? 0;
}

function setField(tree: FormTree, state: number, name: number, value: number): void {
  pieceOf(tree, state)[placeIn(state) + name] = value;
}

/** What is asked of a word by its number, as bits, and over `HEAD_AT` the first of the first steps with it (0: none). */
export function askedOf(tree: FormTree, word: number): number {
  return intAt(tree.openings, 2 * word);
}

/** What the only first step with a word tells: see `ONLY_WAYS_AT` and its like; 0 where there is none, or more than one. */
export function onlyOf(tree: FormTree, word: number): number {
  return intAt(tree.openings, 2 * word + 1);
}

// Writes down the only first step with a word, after a form that begins with it came or went.
function settle(tree: FormTree, word: number): void {
  const state = askedOf(tree, word) >> HEAD_AT;
  const rest = field(tree, state, REST);
  const only =
    (1 << byOf(rest)) |
    (waysOf(rest) << ONLY_WAYS_AT) |
    (shapeOf(rest) << ONLY_SHAPE_AT) |
    (field(tree, state, VALUE) << ONLY_VALUE_AT);
  setInt(tree.openings, 2 * word + 1, state !== ROOT && field(tree, state, SIBLING) === 0 ? only : 0);
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

function firstStepOf(tree: FormTree, parent: number, isInitial: boolean, value: number): number {
  if (parent !== ROOT) return headOf(tree, parent, isInitial, value);
  return isInitial ? openingOf(tree, value) : askedOf(tree, value) >> HEAD_AT;
}

function setHead(
  tree: FormTree,
  parent: number,
  isInitial: boolean,
  value: number,
  before: number,
  head: number,
): void {
  if (parent === ROOT) {
    if (isInitial) {
      tree.initialOpenings = grown(tree.initialOpenings, value + 1, (length) => new Int32Array(length));
      tree.initialOpenings[value] = head;
    } else setInt(tree.openings, 2 * value, (head << HEAD_AT) | (askedOf(tree, value) & ((1 << HEAD_AT) - 1)));
    return;
  }
  const hash = hashOfNumbers(parent, value, isInitial ? 1 : 0);
  if (before !== 0) tree.steps.remove(hash, before);
  if (head === 0) return;
  tree.steps.add(hash, head);
  markPair(tree, field(tree, parent, WORD), value);
}

function markPair(tree: FormTree, before: number, word: number): void {
  if (tree.pairs === NO_PAIRS) tree.pairs = new Int32Array(PAIR_WORDS);
  const hash = hashOfNumbers(before, word, 0);
  const place = (hash & PAIR_MASK) >> 5;
  tree.pairs[place] = (tree.pairs[place] ?? 0) | bitsOf(hash);
}

function siblingOf(tree: FormTree, head: number, kind: number): number {
  let state = head;
  while (state !== 0 && (field(tree, state, REST) & KIND_BITS) !== kind) state = field(tree, state, SIBLING);
  return state;
}

// The sibling before a state, or with 0 the last one.
function siblingBefore(tree: FormTree, head: number, state: number): number {
  let before = head;
  while (field(tree, before, SIBLING) !== state) before = field(tree, before, SIBLING);
  return before;
}

function numberOf(tree: FormTree, { by, value }: FormWord): number {
  return by === 'initial' ? value.charCodeAt(0) : tree.vocabulary.find(value);
}

function stateOf(tree: FormTree, form: Form): number {
  let state = ROOT;
  for (const word of form.words) {
    const number = numberOf(tree, word);
    if (number < 0) return 0;
    state = siblingOf(tree, firstStepOf(tree, state, word.by === 'initial', number), kindOf(word));
    if (state === 0) return 0;
  }
  return state;
}

function step(tree: FormTree, parent: number, word: FormWord): number {
  const isInitial = word.by === 'initial';
  const sought = numberOf(tree, word);
  const head = sought < 0 ? 0 : firstStepOf(tree, parent, isInitial, sought);
  const known = siblingOf(tree, head, kindOf(word));
  if (known !== 0) return known;
  const number = isInitial ? sought : tree.vocabulary.keep(word.value);
  const state = tree.freeStates.pop() ?? tree.size++;
  if (state >> PIECE_BITS === tree.states.length) tree.states.push(new Int32Array(PIECE * FIELDS));
  setField(tree, state, PARENT, parent);
  setField(tree, state, WORD, number);
  setField(tree, state, SIBLING, 0);
  setField(tree, state, VALUE, 0);
  setField(tree, state, REST, kindOf(word));
  // The last: what was put in later is told later.
  if (head === 0) setHead(tree, parent, isInitial, number, 0, state);
  else setField(tree, siblingBefore(tree, head, 0), SIBLING, state);
  setField(tree, parent, REST, (field(tree, parent, REST) + ONE_CHILD) | (1 << (WAYS_AT + BY[word.by])));
  if (!isInitial) setInt(tree.openings, 2 * number, askedOf(tree, number) | roleOf(tree, parent, BY[word.by]));
  else if (parent !== ROOT && byOf(field(tree, parent, REST)) === BY.initial) tree.initialsLead = false;
  tree.hasSpelt ||= parent === ROOT && word.by === 'word';
  return state;
}

function roleOf(tree: FormTree, parent: number, by: number): number {
  if (parent === ROOT) return by === BY.word ? OPENS_AS_WORD : OPENS_AS_STEM;
  const isSecond = field(tree, parent, PARENT) === ROOT && byOf(field(tree, parent, REST)) === BY.initial;
  return (by === BY.word ? FOLLOWS_AS_WORD : FOLLOWS_AS_STEM) | (isSecond ? FOLLOWS_INITIAL : 0);
}

// The first word on the way to a state; -1 for an initial.
function firstOf(tree: FormTree, last: number): number {
  let state = last;
  while (field(tree, state, PARENT) !== ROOT) state = field(tree, state, PARENT);
  return byOf(field(tree, state, REST)) === BY.initial ? -1 : field(tree, state, WORD);
}

// Takes a state that leads nowhere and ends nothing out, and those before it that do so then.
function prune(tree: FormTree, last: number): void {
  let state = last;
  while (state !== ROOT && field(tree, state, REST) < ONE_CHILD && field(tree, state, VALUE) === 0) {
    const parent = field(tree, state, PARENT);
    const word = field(tree, state, WORD);
    const isInitial = byOf(field(tree, state, REST)) === BY.initial;
    const next = field(tree, state, SIBLING);
    const head = firstStepOf(tree, parent, isInitial, word);
    if (head === state) setHead(tree, parent, isInitial, word, state, next);
    else setField(tree, siblingBefore(tree, head, state), SIBLING, next);
    if (!isInitial) {
      if (parent === ROOT && head === state && next === 0)
        setInt(tree.openings, 2 * word, askedOf(tree, word) & FOLLOWS);
      tree.vocabulary.drop(word);
    }
    tree.freeStates.push(state);
    const rest = field(tree, parent, REST) - ONE_CHILD;
    setField(tree, parent, REST, rest < ONE_CHILD ? rest & ~WAYS_BITS : rest);
    state = parent;
  }
}

/** Puts a form in that is not there, and gives the number by which it is taken out again. */
export function addForm(tree: FormTree, form: Form, value: number): number {
  let state = ROOT;
  for (const word of form.words) state = step(tree, state, word);
  setField(tree, state, VALUE, value + 1);
  const first = firstOf(tree, state);
  if (first >= 0) settle(tree, first);
  else if (form.words.length === 1) tree.initialsLead = false;
  return state;
}

/** Takes what was put in under a number out. */
export function removeForm(tree: FormTree, number: number): void {
  if (field(tree, number, VALUE) === 0) return;
  const first = firstOf(tree, number);
  setField(tree, number, VALUE, 0);
  prune(tree, number);
  if (first >= 0) settle(tree, first);
}

/** The value of a form; -1 where it is not there. */
export function valueOfForm(tree: FormTree, form: Form): number {
  const state = stateOf(tree, form);
  return state === 0 ? -1 : field(tree, state, VALUE) - 1;
}

function kindOf({ by, shape }: FormWord): number {
  return (BY[by] << BY_AT) | SHAPE[shape];
}

function bitsOf(hash: number): number {
  return (1 << (hash & 31)) | (1 << (hash >>> 27));
}
