import { createHashTable, grown, hashOfNumbers } from './hash-table.ts';
import type { ReadText } from './reading.ts';
import {
  CAPITAL,
  NONE,
  TOKEN_FIELDS,
  TOKEN_INITIAL,
  TOKEN_STEM,
  TOKEN_WORD,
  UPPER,
  type Vocabulary,
} from './vocabulary.ts';

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

/** Told of a form that was met: its value, its first word and the word after it. */
export type Found = (value: number, start: number, end: number) => void;

/**
 * Many forms, each with one value (0 or more), found together in one pass over a text. Cost: the words of the text times the longest form that begins
 * there.
 */
export type FormTable = {
  /** Puts a form in that is not there, and gives the number by which it is taken out again. */
  add(form: Form, value: number): number;
  /** Takes what was put in under a number out. */
  remove(number: number): void;
  /** The value of a form; -1 where it is not there. */
  get(form: Form): number;
  /** Tells everything that begins at one word, the longest last. It may not ask the same table for more. */
  at(text: ReadText, start: number, found: Found): void;
  /** The same for every word of a text. */
  each(text: ReadText, found: Found): void;
};

// What a step asks of a word: by what it is known, and its casing.
const BY = { word: 0, stem: 1, initial: 2 } as const satisfies Record<FormWord['by'], number>;
const SHAPE = { any: 0, capital: 1, upper: 2 } as const satisfies Record<FormWord['shape'], number>;
const SHAPES = 3;

const ROOT = 0;

// A state is so many numbers side by side, so that meeting it touches one place of the memory: the state before, the word or initial that leads to it, the
// next state with the same two, the value of the form that ends here + 1, and what follows. States that are free have no parent.
const PARENT = 0;
const WORD = 1;
const SIBLING = 2;
const VALUE = 3;
const REST = 4;
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

// What forms ask of a word, by its number, beside the head of the siblings of the first steps (0: none); never taken back but for the first two.
const OPENS_AS_WORD = 1;
const OPENS_AS_STEM = 2;
const FOLLOWS = 4;
const FOLLOWS_INITIAL = 8;
const HEAD_AT = 4;

// A bit for the hash of each step that is not the first, never taken back: most words that do not follow are told without a look into the table of steps.
const FILTER_BITS = 20;
const FILTER_WORDS = 1 << (FILTER_BITS - 5);
const FILTER_MASK = (1 << FILTER_BITS) - 1;
const NO_FILTER = new Int32Array(0);

/**
 * An empty table of forms over a vocabulary. A tree of words as numbers in flat columns: each step but the first has a state, reached from another by one
 * word that is asked for in one way.
 */
export function createFormTable(vocabulary: Vocabulary): FormTable {
  const states: Int32Array[] = [new Int32Array(PIECE * FIELDS)];
  let size = 1;
  const freeStates: number[] = [];
  // By the number of the word: what forms ask of it. Heads of first steps by initial; those of the other steps by hash.
  let openings: Int32Array = new Int32Array(64);
  let initialOpenings: Int32Array = new Int32Array(128);
  const steps = createHashTable();
  let filter: Int32Array = NO_FILTER;
  // False until a first step asks for a word as it is spelt.
  let hasSpelt = false;
  // False once an initial was asked for alone, or behind another.
  let initialsLead = true;

  // The states that the words up to one lead on from, and those that the next leads to; used again for each.
  let current: Int32Array = new Int32Array(16);
  let reached: Int32Array = new Int32Array(16);
  let reachedCount = 0;

  function pieceOf(state: number): Int32Array {
    return states[state >> PIECE_BITS] ?? NO_PIECE;
  }

  function field(state: number, name: number): number {
    return pieceOf(state)[(state & (PIECE - 1)) * FIELDS + name] ?? 0;
  }

  function setField(state: number, name: number, value: number): void {
    pieceOf(state)[(state & (PIECE - 1)) * FIELDS + name] = value;
  }

  function askedOf(word: number): number {
    return word < openings.length ? (openings[word] ?? 0) : 0;
  }

  function setAsked(word: number, asked: number): void {
    openings = grown(openings, word + 1, (length) => new Int32Array(length));
    openings[word] = asked;
  }

  function openingOf(initial: number): number {
    return initial < initialOpenings.length ? (initialOpenings[initial] ?? 0) : 0;
  }

  function headOf(parent: number, by: number, value: number): number {
    if (parent === ROOT) {
      return by === BY.initial ? openingOf(value) : askedOf(value) >> HEAD_AT;
    }
    const isInitial = by === BY.initial ? 1 : 0;
    const hash = hashOfNumbers(parent, value, isInitial);
    if (((filter[(hash & FILTER_MASK) >> 5] ?? 0) & (1 << (hash & 31))) === 0) return 0;
    for (let place = steps.first(hash); place >= 0; place = steps.next(place, hash)) {
      const state = steps.valueAt(place);
      if (field(state, PARENT) !== parent || field(state, WORD) !== value) continue;
      if ((byOf(state) === BY.initial ? 1 : 0) === isInitial) return state;
    }
    return 0;
  }

  function setHead(parent: number, by: number, value: number, before: number, head: number): void {
    if (parent === ROOT) {
      if (by === BY.initial) {
        initialOpenings = grown(initialOpenings, value + 1, (length) => new Int32Array(length));
        initialOpenings[value] = head;
      } else setAsked(value, (head << HEAD_AT) | (askedOf(value) & ((1 << HEAD_AT) - 1)));
      return;
    }
    const hash = hashOfNumbers(parent, value, by === BY.initial ? 1 : 0);
    if (before !== 0) steps.remove(hash, before);
    if (head === 0) return;
    steps.add(hash, head);
    if (filter === NO_FILTER) filter = new Int32Array(FILTER_WORDS);
    const bits = (hash & FILTER_MASK) >> 5;
    filter[bits] = (filter[bits] ?? 0) | (1 << (hash & 31));
  }

  function byOf(state: number): number {
    return Math.trunc((field(state, REST) & KIND_BITS) / SHAPES);
  }

  function siblingOf(head: number, kind: number): number {
    let state = head;
    while (state !== 0 && (field(state, REST) & KIND_BITS) !== kind) state = field(state, SIBLING);
    return state;
  }

  function lastOf(head: number): number {
    let state = head;
    while (field(state, SIBLING) !== 0) state = field(state, SIBLING);
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
    const state = freeStates.pop() ?? size++;
    if (state >> PIECE_BITS === states.length) states.push(new Int32Array(PIECE * FIELDS));
    setField(state, PARENT, parent);
    setField(state, WORD, number);
    setField(state, SIBLING, 0);
    setField(state, VALUE, 0);
    setField(state, REST, kind);
    // The last: what was put in later is told later.
    if (head === 0) setHead(parent, way, number, 0, state);
    else setField(lastOf(head), SIBLING, state);
    setField(parent, REST, (field(parent, REST) + ONE_CHILD) | (1 << (WAYS_AT + way)));
    const isAfterInitial = parent !== ROOT && byOf(parent) === BY.initial;
    if (!isInitial) setAsked(number, askedOf(number) | roleOf(parent, way, isAfterInitial));
    else if (isAfterInitial) initialsLead = false;
    hasSpelt ||= parent === ROOT && way === BY.word;
    return state;
  }

  function roleOf(parent: number, way: number, isAfterInitial: boolean): number {
    if (parent === ROOT) return way === BY.word ? OPENS_AS_WORD : OPENS_AS_STEM;
    return isAfterInitial ? FOLLOWS | FOLLOWS_INITIAL : FOLLOWS;
  }

  // Takes a state that leads nowhere and ends nothing out, and those before it that do so then.
  function prune(last: number): void {
    let state = last;
    while (state !== ROOT && field(state, REST) < ONE_CHILD && field(state, VALUE) === 0) {
      const parent = field(state, PARENT);
      const word = field(state, WORD);
      const by = byOf(state);
      const next = field(state, SIBLING);
      const head = headOf(parent, by, word);
      if (head === state) {
        setHead(parent, by, word, state, next);
      } else {
        let before = head;
        while (field(before, SIBLING) !== state) before = field(before, SIBLING);
        setField(before, SIBLING, next);
      }
      if (by !== BY.initial) {
        if (parent === ROOT && head === state && next === 0) {
          setAsked(word, askedOf(word) & (FOLLOWS | FOLLOWS_INITIAL));
        }
        vocabulary.drop(word);
      }
      freeStates.push(state);
      const rest = field(parent, REST) - ONE_CHILD;
      setField(parent, REST, rest < ONE_CHILD ? rest & ~WAYS_BITS : rest);
      state = parent;
    }
  }

  // Tells what ends with a step that a word can take, and remembers the states that lead on. Whether there was a step of that kind.
  function take(head: number, by: number, shape: number, start: number, end: number, found: Found): boolean {
    let isThere = false;
    for (let state = head; state !== 0; ) {
      const piece = pieceOf(state);
      const fields = (state & (PIECE - 1)) * FIELDS;
      const taken = state;
      state = piece[fields + SIBLING] ?? 0;
      const rest = piece[fields + REST] ?? 0;
      const asked = (rest & KIND_BITS) - by * SHAPES;
      if (asked < 0 || asked >= SHAPES) continue;
      isThere = true;
      if (!satisfies(shape, asked)) continue;
      const value = piece[fields + VALUE] ?? 0;
      if (value !== 0) found(value - 1, start, end);
      if (rest < ONE_CHILD) continue;
      if (reachedCount === reached.length) {
        reached = grown(reached, reachedCount + 1, (length) => new Int32Array(length));
      }
      reached[reachedCount++] = taken;
    }
    return isThere;
  }

  // The words of an address have lost their apostrophes: "islamic-states-caliphate".
  function ownerOf(word: number): number {
    const { words } = vocabulary;
    const length = words.lengthOf(word);
    return length >= SHORTEST_POSSESSIVE && words.codeAt(word, length - 1) === LETTER_S ? words.withoutLast(word) : -1;
  }

  function open(
    word: number,
    stem: number,
    initial: number,
    shape: number,
    start: number,
    end: number,
    found: Found,
  ): void {
    reachedCount = 0;
    const byWord = askedOf(word);
    const byStem = stem === word ? byWord : askedOf(stem);
    const isThere = (byWord & OPENS_AS_WORD) !== 0 && take(byWord >> HEAD_AT, BY.word, shape, start, end, found);
    if (!isThere && shape === NONE && hasSpelt) {
      const owner = ownerOf(word);
      if (owner >= 0) take(headOf(ROOT, BY.word, owner), BY.word, shape, start, end, found);
    }
    if ((byStem & OPENS_AS_STEM) !== 0) take(byStem >> HEAD_AT, BY.stem, shape, start, end, found);
    const initials = openingOf(initial);
    if (initials !== 0) take(initials, BY.initial, shape, start, end, found);
  }

  function follow(state: number, text: ReadText, place: number, start: number, found: Found): void {
    const word = text.word[place] ?? 0;
    const stem = text.stem[place] ?? 0;
    const shape = text.shape[place] ?? NONE;
    const asked = field(state, REST) >> WAYS_AT;
    const end = place + 1;
    if ((asked & (1 << BY.word)) !== 0) {
      const isThere =
        (askedOf(word) & FOLLOWS) !== 0 && take(headOf(state, BY.word, word), BY.word, shape, start, end, found);
      const owner = isThere || shape !== NONE ? -1 : ownerOf(word);
      if (owner >= 0) take(headOf(state, BY.word, owner), BY.word, shape, start, end, found);
    }
    if ((asked & (1 << BY.stem)) !== 0 && (askedOf(stem) & FOLLOWS) !== 0) {
      take(headOf(state, BY.stem, stem), BY.stem, shape, start, end, found);
    }
    if ((asked & (1 << BY.initial)) !== 0) {
      take(headOf(state, BY.initial, text.initial[place] ?? 0), BY.initial, shape, start, end, found);
    }
  }

  // Most words begin nothing: one look tells.
  function canBegin(text: ReadText, start: number): boolean {
    const word = text.word[start] ?? 0;
    const stem = text.stem[start] ?? 0;
    if ((askedOf(word) & OPENS_AS_WORD) !== 0) return true;
    if ((askedOf(stem) & OPENS_AS_STEM) !== 0) return true;
    if ((text.joined[start] ?? -1) >= 0) return true;
    if (hasSpelt && text.shape[start] === NONE) return true;
    return openingOf(text.initial[start] ?? 0) !== 0 && (!initialsLead || isNamed(text, start + 1));
  }

  // Whether a word may stand behind an initial.
  function isNamed(text: ReadText, place: number): boolean {
    if (place >= text.size) return false;
    if (text.shape[place] === NONE) return true;
    const role = askedOf(text.word[place] ?? 0) | askedOf(text.stem[place] ?? 0);
    return (role & FOLLOWS_INITIAL) !== 0;
  }

  function at(text: ReadText, start: number, found: Found): void {
    if (!canBegin(text, start)) return;
    const shape = text.shape[start] ?? NONE;
    const joined = text.joined[start] ?? -1;
    // "Wal-Mart" is met by a form of one word too.
    if (joined >= 0) {
      const { ints } = vocabulary.tokens;
      const facts = joined * TOKEN_FIELDS;
      const [word, stem] = [ints[facts + TOKEN_WORD] ?? 0, ints[facts + TOKEN_STEM] ?? 0];
      open(word, stem, ints[facts + TOKEN_INITIAL] ?? 0, shape, start, start + 2, found);
    }
    open(text.word[start] ?? 0, text.stem[start] ?? 0, text.initial[start] ?? 0, shape, start, start + 1, found);
    const sentence = text.sentence[start];
    // A form never runs from the title into the text.
    for (let end = start + 1; reachedCount > 0 && end < text.size && text.sentence[end] === sentence; end += 1) {
      const used = current;
      current = reached;
      reached = used;
      const count = reachedCount;
      reachedCount = 0;
      for (let place = 0; place < count; place += 1) follow(current[place] ?? 0, text, end, start, found);
    }
  }

  return {
    add(form, value) {
      let state = ROOT;
      for (const word of form.words) state = step(state, word);
      setField(state, VALUE, value + 1);
      if (form.words.length === 1 && byOf(state) === BY.initial) initialsLead = false;
      return state;
    },
    remove(number) {
      if (field(number, VALUE) === 0) return;
      setField(number, VALUE, 0);
      prune(number);
    },
    get(form) {
      const state = stateOf(form);
      return state === 0 ? -1 : field(state, VALUE) - 1;
    },
    at,
    each(text, found) {
      for (let start = 0; start < text.size; start += 1) at(text, start, found);
    },
  };
}

const LETTER_S = 115;
const SHORTEST_POSSESSIVE = 5;

function satisfies(written: number, asked: number): boolean {
  if (asked === SHAPE.any || written === NONE || written === UPPER) return true;
  return asked === SHAPE.capital && written === CAPITAL;
}
