import { createHashTable, grown, hashOfNumbers } from './hash-table.ts';
import type { ReadText } from './reading.ts';
import { LINE, TOKEN_INITIAL, TOKEN_STEM, TOKEN_WORD } from './token-table.ts';
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
  /** Whether a form may begin with a word of a text that uses capitals, given by the numbers that the vocabulary has for it. */
  begins(word: number, stem: number, initial: number): boolean;
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

// What is known of a word by its number, two numbers side by side. First what forms ask of it beside the head of the siblings of the first steps (0: none);
// never taken back but for the first two.
const OPENS_AS_WORD = 1;
const OPENS_AS_STEM = 2;
const FOLLOWS = 4;
const HEAD_AT = 3;
const ASKED = 0;
// Then, where just one first step asks for it, in any casing: by what that step knows it, by what the steps after it know theirs, and its value + 1, so
// that most words that begin a form are told without a look at a state; 0 elsewhere.
const ONLY = 1;
const ONLY_WAYS_AT = 2;
const ONLY_WAYS_BITS = 0x1c;
const ONLY_VALUE_AT = 5;
const WORD_FIELDS = 2;

// Two bits of one number for the hash of each step that is not the first, never taken back: most words that do not follow are told without a look into the table of steps.
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
  // By the number of the word: what is known of it. Heads of first steps by initial; those of the other steps by hash.
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
    const place = word * WORD_FIELDS + ASKED;
    return place < openings.length ? (openings[place] ?? 0) : 0;
  }

  function setAsked(word: number, asked: number): void {
    openings = grown(openings, (word + 1) * WORD_FIELDS, (length) => new Int32Array(length));
    openings[word * WORD_FIELDS + ASKED] = asked;
  }

  // Writes down the only first step of a word, after a form that begins with it came or went.
  function settle(word: number): void {
    const state = askedOf(word) >> HEAD_AT;
    const rest = field(state, REST);
    const by = byOf(state);
    const isOnly = state !== 0 && field(state, SIBLING) === 0 && (rest & KIND_BITS) === by * SHAPES + SHAPE.any;
    const ways = (rest & WAYS_BITS) >> WAYS_AT;
    openings[word * WORD_FIELDS + ONLY] = isOnly
      ? (1 << by) | (ways << ONLY_WAYS_AT) | (field(state, VALUE) << ONLY_VALUE_AT)
      : 0;
  }

  function openingOf(initial: number): number {
    return initial < initialOpenings.length ? (initialOpenings[initial] ?? 0) : 0;
  }

  function isMarked(hash: number): boolean {
    const bits = bitsOf(hash);
    return ((filter[(hash & FILTER_MASK) >> 5] ?? 0) & bits) === bits;
  }

  function headOf(parent: number, by: number, value: number): number {
    if (parent === ROOT) {
      return by === BY.initial ? openingOf(value) : askedOf(value) >> HEAD_AT;
    }
    const isInitial = by === BY.initial ? 1 : 0;
    const hash = hashOfNumbers(parent, value, isInitial);
    if (!isMarked(hash)) return 0;
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
    const place = (hash & FILTER_MASK) >> 5;
    filter[place] = (filter[place] ?? 0) | bitsOf(hash);
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
    if (!isInitial) setAsked(number, askedOf(number) | roleOf(parent, way));
    else if (parent !== ROOT && byOf(parent) === BY.initial) initialsLead = false;
    hasSpelt ||= parent === ROOT && way === BY.word;
    return state;
  }

  function roleOf(parent: number, way: number): number {
    if (parent === ROOT) return way === BY.word ? OPENS_AS_WORD : OPENS_AS_STEM;
    return FOLLOWS;
  }

  // The first word on the way to a state; -1 for an initial.
  function firstOf(last: number): number {
    let state = last;
    while (field(state, PARENT) !== ROOT) state = field(state, PARENT);
    return byOf(state) === BY.initial ? -1 : field(state, WORD);
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
          setAsked(word, askedOf(word) & FOLLOWS);
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
      reach(taken);
    }
    return isThere;
  }

  function reach(state: number): void {
    if (reachedCount === reached.length) {
      reached = grown(reached, reachedCount + 1, (length) => new Int32Array(length));
    }
    reached[reachedCount++] = state;
  }

  // The words of an address have lost their apostrophes: "islamic-states-caliphate".
  function ownerOf(word: number): number {
    const { words } = vocabulary;
    const length = words.lengthOf(word);
    return length >= SHORTEST_POSSESSIVE && words.codeAt(word, length - 1) === LETTER_S ? words.withoutLast(word) : -1;
  }

  // Whether the word at a place may be a step behind a first one; `ways`: by what such steps know their words.
  function mayFollow(state: number, ways: number, text: ReadText, place: number): boolean {
    if (ways === 0 || place >= text.size || text.sentence[place] !== text.sentence[place - 1]) return false;
    if ((ways & (1 << BY.initial)) !== 0) return true;
    if ((ways & (1 << BY.stem)) !== 0 && isMarked(hashOfNumbers(state, text.stem[place] ?? 0, 0))) return true;
    if ((ways & (1 << BY.word)) === 0) return false;
    return text.shape[place] === NONE || isMarked(hashOfNumbers(state, text.word[place] ?? 0, 0));
  }

  // Whether an initial leads on to the word at a place, or tells something alone.
  function mayLead(initial: number, text: ReadText, place: number): boolean {
    if (!initialsLead) return openingOf(initial) !== 0;
    for (let state = openingOf(initial); state !== 0; state = field(state, SIBLING)) {
      if (mayFollow(state, (field(state, REST) & WAYS_BITS) >> WAYS_AT, text, place)) return true;
    }
    return false;
  }

  // The first step with a word that forms begin with. Whether there is one that knows it so.
  function begin(
    word: number,
    by: number,
    shape: number,
    text: ReadText,
    start: number,
    end: number,
    found: Found,
  ): boolean {
    const head = askedOf(word) >> HEAD_AT;
    const only = openings[word * WORD_FIELDS + ONLY] ?? 0;
    if (only === 0) return take(head, by, shape, start, end, found);
    if ((only & (1 << by)) === 0) return false;
    const value = only >> ONLY_VALUE_AT;
    if (value !== 0) found(value - 1, start, end);
    if (mayFollow(head, (only & ONLY_WAYS_BITS) >> ONLY_WAYS_AT, text, end)) reach(head);
    return true;
  }

  function open(
    word: number,
    stem: number,
    initial: number,
    text: ReadText,
    start: number,
    end: number,
    found: Found,
  ): void {
    reachedCount = 0;
    const shape = text.shape[start] ?? NONE;
    const isThere = (askedOf(word) & OPENS_AS_WORD) !== 0 && begin(word, BY.word, shape, text, start, end, found);
    if (!isThere && shape === NONE && hasSpelt) {
      const owner = ownerOf(word);
      if (owner >= 0) take(headOf(ROOT, BY.word, owner), BY.word, shape, start, end, found);
    }
    if ((askedOf(stem) & OPENS_AS_STEM) !== 0) begin(stem, BY.stem, shape, text, start, end, found);
    if (mayLead(initial, text, end)) take(openingOf(initial), BY.initial, shape, start, end, found);
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

  // The first place from one on where a form may begin. Most words begin nothing: one look tells.
  function next(text: ReadText, from: number): number {
    const { size, word, stem, joined, shape, initial } = text;
    for (let place = from; place < size; place += 1) {
      if ((askedOf(word[place] ?? 0) & OPENS_AS_WORD) !== 0) return place;
      if ((askedOf(stem[place] ?? 0) & OPENS_AS_STEM) !== 0) return place;
      if ((joined[place] ?? -1) >= 0) return place;
      if (hasSpelt && shape[place] === NONE) return place;
      if (mayLead(initial[place] ?? 0, text, place + 1)) return place;
    }
    return size;
  }

  function at(text: ReadText, start: number, found: Found): void {
    const joined = text.joined[start] ?? -1;
    // "Wal-Mart" is met by a form of one word too.
    if (joined >= 0) {
      const { ints } = vocabulary.tokens;
      const facts = joined * LINE;
      const [word, stem] = [ints[facts + TOKEN_WORD] ?? 0, ints[facts + TOKEN_STEM] ?? 0];
      open(word, stem, ints[facts + TOKEN_INITIAL] ?? 0, text, start, start + 2, found);
    }
    open(text.word[start] ?? 0, text.stem[start] ?? 0, text.initial[start] ?? 0, text, start, start + 1, found);
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
      const first = firstOf(state);
      if (first >= 0) settle(first);
      if (form.words.length === 1 && byOf(state) === BY.initial) initialsLead = false;
      return state;
    },
    remove(number) {
      if (field(number, VALUE) === 0) return;
      const first = firstOf(number);
      setField(number, VALUE, 0);
      prune(number);
      if (first >= 0) settle(first);
    },
    get(form) {
      const state = stateOf(form);
      return state === 0 ? -1 : field(state, VALUE) - 1;
    },
    begins(word, stem, initial) {
      if (openingOf(initial) !== 0) return true;
      return (askedOf(word) & OPENS_AS_WORD) !== 0 || (askedOf(stem) & OPENS_AS_STEM) !== 0;
    },
    at,
    each(text, found) {
      for (let start = next(text, 0); start < text.size; start = next(text, start + 1)) at(text, start, found);
    },
  };
}

const LETTER_S = 115;
const SHORTEST_POSSESSIVE = 5;

function satisfies(written: number, asked: number): boolean {
  if (asked === SHAPE.any || written === NONE || written === UPPER) return true;
  return asked === SHAPE.capital && written === CAPITAL;
}

function bitsOf(hash: number): number {
  return (1 << (hash & 31)) | (1 << (hash >>> 27));
}
