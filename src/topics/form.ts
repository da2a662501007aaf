import { createHashTable, grown, hashOfNumbers } from './hash-table.ts';
import type { ReadText } from './reading.ts';
import { CAPITAL, NONE, UPPER, type Vocabulary } from './vocabulary.ts';

/** One word of a surface form and what it asks of the text. */
export type FormWord = {
  /** `stem`: any form of the word; `word`: this spelling; `initial`: a word (or an initial) that begins with this letter. */
  readonly by: 'stem' | 'word' | 'initial';
  readonly value: string;
  /** The casing the text must show, where it shows any. */
  readonly shape: 'any' | 'capital' | 'upper';
};

/** A way of saying a concept: words side by side. Never empty. */
export type Form = { readonly words: readonly FormWord[] };

/** Many forms, found together in one pass over a text. Cost: the words of the text times the longest form that begins there. */
export type FormTable<T> = {
  /** Puts a form in, and gives the number by which it is taken out again. */
  add(form: Form, value: T): number;
  /** Takes what was put in under a number out. */
  remove(number: number): void;
  /** The value a form was first put in with; undefined where it is not there. */
  get(form: Form): T | undefined;
  /** Tells everything that begins at one word, the longest last, and the word after it. */
  at(text: ReadText, start: number, found: (value: T, start: number, end: number) => void): void;
  /** The same for every word of a text. */
  each(text: ReadText, found: (value: T, start: number, end: number) => void): void;
};

// What a step asks of a word: by what it is known, and its casing.
const BY = { word: 0, stem: 1, initial: 2 } as const satisfies Record<FormWord['by'], number>;
const SHAPE = { any: 0, capital: 1, upper: 2 } as const satisfies Record<FormWord['shape'], number>;
const SHAPES = 3;

const ROOT = 0;

/**
 * An empty table of forms over a vocabulary. A tree of words as numbers in flat arrays: each step but the first has a state, reached from another by one
 * word that is asked for in one way.
 */
export function createFormTable<T>(vocabulary: Vocabulary): FormTable<T> {
  // By state. `siblings` share the state before and the number of the word; states that are free have no parent.
  let parents: Int32Array = new Int32Array(64);
  let values: Int32Array = new Int32Array(64);
  let kinds: Uint8Array = new Uint8Array(64);
  let siblings: Int32Array = new Int32Array(64);
  let children: Int32Array = new Int32Array(64);
  // By what the steps after a state know their words, as bits: most ask nothing, or one thing.
  let ways: Uint8Array = new Uint8Array(64);
  let endings: Int32Array = new Int32Array(64);
  let states = 1;
  const freeStates: number[] = [];
  // The first steps by the number of the word or by the initial, the others by hash; the head of the siblings. 0: none.
  let openings: Int32Array = new Int32Array(64);
  let initialOpenings: Int32Array = new Int32Array(128);
  const steps = createHashTable();
  // By the number of the word: 1 where a step that is not the first may ask for it.
  let isInner: Uint8Array = new Uint8Array(64);
  // By ending: its value, its state, and the next ending of the same state. 0: none.
  const endingValues: (T | undefined)[] = [undefined];
  let endingStates: Int32Array = new Int32Array(64);
  let endingNext: Int32Array = new Int32Array(64);
  const freeEndings: number[] = [];

  // The states that the words up to one lead to, and those that the next leads to; used again for each.
  let current: Int32Array = new Int32Array(16);
  let reached: Int32Array = new Int32Array(16);
  let reachedCount = 0;

  function headOf(parent: number, by: number, value: number): number {
    if (parent === ROOT) {
      const heads = by === BY.initial ? initialOpenings : openings;
      return value < heads.length ? (heads[value] ?? 0) : 0;
    }
    if (by !== BY.initial && (value >= isInner.length || isInner[value] === 0)) return 0;
    const isInitial = by === BY.initial ? 1 : 0;
    const hash = hashOfNumbers(parent, value, isInitial);
    for (let place = steps.first(hash); place >= 0; place = steps.next(place, hash)) {
      const state = steps.valueAt(place);
      if (parents[state] !== parent || values[state] !== value) continue;
      if ((byOf(state) === BY.initial ? 1 : 0) === isInitial) return state;
    }
    return 0;
  }

  function setHead(parent: number, by: number, value: number, before: number, head: number): void {
    if (parent === ROOT) {
      if (by === BY.initial) {
        initialOpenings = grown(initialOpenings, value + 1, (length) => new Int32Array(length));
        initialOpenings[value] = head;
      } else {
        openings = grown(openings, value + 1, (length) => new Int32Array(length));
        openings[value] = head;
      }
      return;
    }
    if (by !== BY.initial) {
      isInner = grown(isInner, value + 1, (length) => new Uint8Array(length));
      isInner[value] = 1;
    }
    const hash = hashOfNumbers(parent, value, by === BY.initial ? 1 : 0);
    if (before !== 0) steps.remove(hash, before);
    if (head !== 0) steps.add(hash, head);
  }

  function byOf(state: number): number {
    return Math.trunc((kinds[state] ?? 0) / SHAPES);
  }

  function siblingOf(head: number, kind: number): number {
    let state = head;
    while (state !== 0 && kinds[state] !== kind) state = siblings[state] ?? 0;
    return state;
  }

  function lastOf(head: number): number {
    let state = head;
    while ((siblings[state] ?? 0) !== 0) state = siblings[state] ?? 0;
    return state;
  }

  function stateOf(form: Form): number {
    let state = ROOT;
    for (const { by, value, shape } of form.words) {
      const number = by === 'initial' ? value.charCodeAt(0) : vocabulary.find(value);
      if (number < 0) return 0;
      state = siblingOf(headOf(state, BY[by], number), BY[by] * SHAPES + SHAPE[shape]);
      if (state === 0) return 0;
    }
    return state;
  }

  function step(parent: number, { by, value, shape }: FormWord): number {
    const way = BY[by];
    const kind = way * SHAPES + SHAPE[shape];
    const isInitial = by === 'initial';
    const sought = isInitial ? value.charCodeAt(0) : vocabulary.find(value);
    const head = sought < 0 ? 0 : headOf(parent, way, sought);
    const known = siblingOf(head, kind);
    if (known !== 0) return known;
    const number = isInitial ? sought : vocabulary.keep(value);
    const state = freeStates.pop() ?? states++;
    makeRoom(states);
    parents[state] = parent;
    values[state] = number;
    kinds[state] = kind;
    siblings[state] = 0;
    children[state] = 0;
    ways[state] = 0;
    endings[state] = 0;
    // The last: what was put in later is told later.
    if (head === 0) setHead(parent, way, number, 0, state);
    else siblings[lastOf(head)] = state;
    children[parent] = (children[parent] ?? 0) + 1;
    ways[parent] = (ways[parent] ?? 0) | (1 << way);
    return state;
  }

  function makeRoom(length: number): void {
    parents = grown(parents, length, (wanted) => new Int32Array(wanted));
    values = grown(values, length, (wanted) => new Int32Array(wanted));
    kinds = grown(kinds, length, (wanted) => new Uint8Array(wanted));
    siblings = grown(siblings, length, (wanted) => new Int32Array(wanted));
    children = grown(children, length, (wanted) => new Int32Array(wanted));
    ways = grown(ways, length, (wanted) => new Uint8Array(wanted));
    endings = grown(endings, length, (wanted) => new Int32Array(wanted));
  }

  // Takes a state that leads nowhere and ends nothing out, and those before it that do so then.
  function prune(last: number): void {
    let state = last;
    while (state !== ROOT && children[state] === 0 && endings[state] === 0) {
      const parent = parents[state] ?? 0;
      const value = values[state] ?? 0;
      const by = byOf(state);
      const next = siblings[state] ?? 0;
      const head = headOf(parent, by, value);
      if (head === state) {
        setHead(parent, by, value, state, next);
      } else {
        let before = head;
        while (siblings[before] !== state) before = siblings[before] ?? 0;
        siblings[before] = next;
      }
      if (by !== BY.initial) vocabulary.drop(value);
      freeStates.push(state);
      children[parent] = (children[parent] ?? 0) - 1;
      if (children[parent] === 0) ways[parent] = 0;
      state = parent;
    }
  }

  function followAs(state: number, by: number, value: number, shape: number): boolean {
    let isThere = false;
    for (let next = headOf(state, by, value); next !== 0; next = siblings[next] ?? 0) {
      const kind = kinds[next] ?? 0;
      const asked = kind - by * SHAPES;
      if (asked < 0 || asked >= SHAPES) continue;
      isThere = true;
      if (!satisfies(shape, asked)) continue;
      if (reachedCount === reached.length)
        reached = grown(reached, reachedCount + 1, (length) => new Int32Array(length));
      reached[reachedCount++] = next;
    }
    return isThere;
  }

  function follow(state: number, word: number, stem: number, shape: number): void {
    const asked = ways[state] ?? 0;
    if ((asked & (1 << BY.word)) !== 0 && !followAs(state, BY.word, word, shape) && shape === NONE) {
      const { words } = vocabulary;
      const length = words.lengthOf(word);
      // The words of an address have lost their apostrophes: "islamic-states-caliphate".
      if (length >= SHORTEST_POSSESSIVE && words.codeAt(word, length - 1) === LETTER_S) {
        const owner = words.withoutLast(word);
        if (owner >= 0) followAs(state, BY.word, owner, shape);
      }
    }
    if ((asked & (1 << BY.stem)) !== 0) followAs(state, BY.stem, stem, shape);
    if ((asked & (1 << BY.initial)) !== 0) followAs(state, BY.initial, vocabulary.words.codeAt(word, 0), shape);
  }

  // Most words begin nothing.
  function canBegin(word: number, stem: number, shape: number): boolean {
    if (word < openings.length && openings[word] !== 0) return true;
    if (stem < openings.length && openings[stem] !== 0) return true;
    const asked = ways[ROOT] ?? 0;
    if (shape === NONE && (asked & (1 << BY.word)) !== 0) return true;
    return (asked & (1 << BY.initial)) !== 0 && headOf(ROOT, BY.initial, vocabulary.words.codeAt(word, 0)) !== 0;
  }

  function tell(start: number, end: number, found: (value: T, start: number, end: number) => void): void {
    for (let place = 0; place < reachedCount; place += 1) {
      for (let ending = endings[reached[place] ?? 0] ?? 0; ending !== 0; ending = endingNext[ending] ?? 0) {
        const value = endingValues[ending];
        if (value !== undefined) found(value, start, end);
      }
    }
  }

  function at(text: ReadText, start: number, found: (value: T, start: number, end: number) => void): void {
    const joined = text.joined[start] ?? -1;
    if (joined < 0 && !canBegin(text.word[start] ?? 0, text.stem[start] ?? 0, text.shape[start] ?? NONE)) return;
    // "Wal-Mart" is met by a form of one word too.
    if (joined >= 0) {
      const { word, stem } = vocabulary.tokens;
      reachedCount = 0;
      follow(ROOT, word[joined] ?? 0, stem[joined] ?? 0, text.shape[start] ?? NONE);
      tell(start, start + 2, found);
    }
    const sentence = text.sentence[start];
    current[0] = ROOT;
    let count = 1;
    // A form never runs from the title into the text.
    for (let end = start; end < text.size && text.sentence[end] === sentence; end += 1) {
      reachedCount = 0;
      const word = text.word[end] ?? 0;
      const stem = text.stem[end] ?? 0;
      const shape = text.shape[end] ?? NONE;
      for (let place = 0; place < count; place += 1) follow(current[place] ?? 0, word, stem, shape);
      if (reachedCount === 0) return;
      tell(start, end + 1, found);
      const used = current;
      current = reached;
      reached = used;
      count = reachedCount;
    }
  }

  return {
    add(form, value) {
      let state = ROOT;
      for (const word of form.words) state = step(state, word);
      const ending = freeEndings.pop() ?? endingValues.length;
      endingValues[ending] = value;
      endingStates = grown(endingStates, endingValues.length, (length) => new Int32Array(length));
      endingNext = grown(endingNext, endingValues.length, (length) => new Int32Array(length));
      endingStates[ending] = state;
      endingNext[ending] = 0;
      const first = endings[state] ?? 0;
      if (first === 0) {
        endings[state] = ending;
        return ending;
      }
      let last = first;
      while ((endingNext[last] ?? 0) !== 0) last = endingNext[last] ?? 0;
      endingNext[last] = ending;
      return ending;
    },
    remove(number) {
      if (endingValues[number] === undefined) return;
      const state = endingStates[number] ?? 0;
      const next = endingNext[number] ?? 0;
      let before = endings[state] ?? 0;
      if (before === number) endings[state] = next;
      else {
        while (endingNext[before] !== number) before = endingNext[before] ?? 0;
        endingNext[before] = next;
      }
      endingValues[number] = undefined;
      freeEndings.push(number);
      prune(state);
    },
    get(form) {
      const state = stateOf(form);
      return state === 0 ? undefined : endingValues[endings[state] ?? 0];
    },
    at,
    each(text, found) {
      for (let start = 0; start < text.size; start += 1) {
        const word = text.word[start] ?? 0;
        if (text.joined[start] === -1 && !canBegin(word, text.stem[start] ?? 0, text.shape[start] ?? NONE)) continue;
        at(text, start, found);
      }
    },
  };
}

const LETTER_S = 115;
const SHORTEST_POSSESSIVE = 5;

function satisfies(written: number, asked: number): boolean {
  if (asked === SHAPE.any || written === NONE || written === UPPER) return true;
  return asked === SHAPE.capital && written === CAPITAL;
}
