import { setInt } from './column.ts';
import type { Form, FormWord } from './form.ts';
import {
  askedOf,
  BY,
  BY_AT,
  byOf,
  FIELDS,
  FOLLOWS,
  FOLLOWS_AS_STEM,
  FOLLOWS_AS_WORD,
  FOLLOWS_INITIAL,
  type FormTree,
  field,
  HEAD_AT,
  headOf,
  KIND_BITS,
  markPair,
  ONE_CHILD,
  ONLY_SHAPE_AT,
  ONLY_VALUE_AT,
  ONLY_WAYS_AT,
  OPENS_AS_STEM,
  OPENS_AS_WORD,
  openingOf,
  PARENT,
  PIECE,
  PIECE_BITS,
  pieceOf,
  placeIn,
  REST,
  ROOT,
  SHAPE,
  SIBLING,
  shapeOf,
  VALUE,
  WAYS_AT,
  WAYS_BITS,
  WORD,
  waysOf,
} from './form-tree.ts';
import { grown, hashOfNumbers } from './hash-table.ts';

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

function setField(tree: FormTree, state: number, name: number, value: number): void {
  pieceOf(tree, state)[placeIn(state) + name] = value;
}
