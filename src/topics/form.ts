import {
  addForm,
  askedOf,
  BY,
  byOf,
  createFormTree,
  FOLLOWS_AS_STEM,
  FOLLOWS_AS_WORD,
  FOLLOWS_INITIAL,
  HEAD_AT,
  headOf,
  mayLead,
  ONLY_SHAPE_AT,
  ONLY_VALUE_AT,
  ONLY_WAYS_AT,
  OPENS_AS_STEM,
  OPENS_AS_WORD,
  onlyOf,
  openingOf,
  pieceOf,
  placeIn,
  REST,
  removeForm,
  SHAPE,
  SIBLING,
  shapeOf,
  VALUE,
  valueOfForm,
  waysOf,
} from './form-tree.ts';
import { grown } from './hash-table.ts';
import type { ReadText } from './reading.ts';
import { LINE, TOKEN_INITIAL, TOKEN_STEM, TOKEN_WORD } from './token-table.ts';
import { MOST_TOKENS } from './tokens.ts';
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

const STEM_WAY = 1 << BY.stem;
const WORD_WAY = 1 << BY.word;
const INITIAL_WAY = 1 << BY.initial;

// By place: whether a form begins with the word of the text in hand.
const opens = new Uint8Array(MOST_TOKENS);

/** An empty table of forms over a vocabulary. */
export function createFormTable(vocabulary: Vocabulary): FormTable {
  const tree = createFormTree(vocabulary);
  // The states that the words up to one lead on from, and those that the next leads to; used again for each.
  let current: Int32Array = new Int32Array(16);
  let reached: Int32Array = new Int32Array(16);
  let reachedCount = 0;

  // Remembers a state, unless the word after its own surely leads nowhere from it.
  function reach(state: number, ways: number, text: ReadText, next: number): void {
    if (ways === 0 || !mayFollow(state, ways, text, next)) return;
    if (reachedCount === reached.length) {
      reached = grown(reached, reachedCount + 1, (length) => new Int32Array(length));
    }
    reached[reachedCount++] = state;
  }

  // `ways`: by what the steps from a state know their words.
  function mayFollow(state: number, ways: number, text: ReadText, place: number): boolean {
    if (place >= text.size || text.sentence[place] !== text.sentence[place - 1]) return false;
    if ((ways & INITIAL_WAY) !== 0) return true;
    const word = text.word[place] ?? 0;
    const stem = text.stem[place] ?? 0;
    if ((ways & STEM_WAY) !== 0 && (askedOf(tree, stem) & FOLLOWS_AS_STEM) !== 0 && mayLead(tree, state, false, stem))
      return true;
    if ((ways & WORD_WAY) === 0) return false;
    if (text.shape[place] === NONE) return true;
    return (askedOf(tree, word) & FOLLOWS_AS_WORD) !== 0 && mayLead(tree, state, false, word);
  }

  // Tells what ends with a step that a word can take, and reaches the states that lead on. Whether there was a step of that kind.
  function take(
    head: number,
    by: number,
    text: ReadText,
    place: number,
    start: number,
    end: number,
    found: Found,
  ): boolean {
    const shape = text.shape[place] ?? NONE;
    let isThere = false;
    for (let state = head; state !== 0; ) {
      const piece = pieceOf(tree, state);
      const fields = placeIn(state);
      const taken = state;
      state = piece[fields + SIBLING] ?? 0;
      const rest = piece[fields + REST] ?? 0;
      if (byOf(rest) !== by) continue;
      isThere = true;
      if (!satisfies(shape, shapeOf(rest))) continue;
      const value = piece[fields + VALUE] ?? 0;
      if (value !== 0) found(value - 1, start, end);
      reach(taken, waysOf(rest), text, end);
    }
    return isThere;
  }

  // The words of an address have lost their apostrophes: "islamic-states-caliphate".
  function ownerOf(word: number): number {
    const { words } = vocabulary;
    const length = words.lengthOf(word);
    return length >= SHORTEST_POSSESSIVE && words.codeAt(word, length - 1) === LETTER_S ? words.withoutLast(word) : -1;
  }

  // The first step with a word that forms begin with. Whether there is one that knows it so.
  function begin(word: number, by: number, text: ReadText, start: number, end: number, found: Found): boolean {
    const head = askedOf(tree, word) >> HEAD_AT;
    const only = onlyOf(tree, word);
    if (only === 0) return take(head, by, text, start, start, end, found);
    if ((only & (1 << by)) === 0) return false;
    if (!satisfies(text.shape[start] ?? NONE, (only >> ONLY_SHAPE_AT) & 3)) return true;
    const value = only >>> ONLY_VALUE_AT;
    if (value !== 0) found(value - 1, start, end);
    reach(head, (only >> ONLY_WAYS_AT) & 7, text, end);
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
    const isThere = (askedOf(tree, word) & OPENS_AS_WORD) !== 0 && begin(word, BY.word, text, start, end, found);
    if (!isThere && tree.hasSpelt && text.shape[start] === NONE) {
      const owner = ownerOf(word);
      if (owner >= 0) take(askedOf(tree, owner) >> HEAD_AT, BY.word, text, start, start, end, found);
    }
    if ((askedOf(tree, stem) & OPENS_AS_STEM) !== 0) begin(stem, BY.stem, text, start, end, found);
    if (isLed(text, initial, end)) take(openingOf(tree, initial), BY.initial, text, start, start, end, found);
  }

  // Whether an initial leads on to the word behind it, or tells something alone.
  function isLed({ size, word, stem, shape }: ReadText, initial: number, next: number): boolean {
    if (openingOf(tree, initial) === 0) return false;
    if (!tree.initialsLead) return true;
    if (next >= size) return false;
    const asked = askedOf(tree, word[next] ?? 0) | askedOf(tree, stem[next] ?? 0);
    return (asked & FOLLOWS_INITIAL) !== 0 || shape[next] === NONE;
  }

  function follow(state: number, text: ReadText, place: number, start: number, found: Found): void {
    const word = text.word[place] ?? 0;
    const stem = text.stem[place] ?? 0;
    const ways = waysOf(pieceOf(tree, state)[placeIn(state) + REST] ?? 0);
    const end = place + 1;
    if ((ways & WORD_WAY) !== 0) {
      const isThere =
        (askedOf(tree, word) & FOLLOWS_AS_WORD) !== 0 &&
        take(headOf(tree, state, false, word), BY.word, text, place, start, end, found);
      const owner = isThere || text.shape[place] !== NONE ? -1 : ownerOf(word);
      if (owner >= 0) take(headOf(tree, state, false, owner), BY.word, text, place, start, end, found);
    }
    if ((ways & STEM_WAY) !== 0 && (askedOf(tree, stem) & FOLLOWS_AS_STEM) !== 0) {
      take(headOf(tree, state, false, stem), BY.stem, text, place, start, end, found);
    }
    if ((ways & INITIAL_WAY) !== 0) {
      take(headOf(tree, state, true, text.initial[place] ?? 0), BY.initial, text, place, start, end, found);
    }
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
    // A form never runs from one sentence into the next.
    for (let end = start + 1; reachedCount > 0; end += 1) {
      const used = current;
      current = reached;
      reached = used;
      const count = reachedCount;
      reachedCount = 0;
      for (let place = 0; place < count; place += 1) follow(current[place] ?? 0, text, end, start, found);
    }
  }

  return {
    add: (form, value) => addForm(tree, form, value),
    remove: (number) => removeForm(tree, number),
    get: (form) => valueOfForm(tree, form),
    begins(word, stem, initial) {
      if (openingOf(tree, initial) !== 0) return true;
      return (askedOf(tree, word) & OPENS_AS_WORD) !== 0 || (askedOf(tree, stem) & OPENS_AS_STEM) !== 0;
    },
    at,
    each(text, found) {
      const { size, word, stem, initial, joined, shape } = text;
      // Waiting for memory is what takes time, and a loop that does little else waits for many things at once.
      for (let place = 0; place < size; place += 1) {
        opens[place] =
          (askedOf(tree, word[place] ?? 0) & OPENS_AS_WORD) | (askedOf(tree, stem[place] ?? 0) & OPENS_AS_STEM);
      }
      for (let place = 0; place < size; place += 1) {
        if (
          opens[place] !== 0 ||
          (joined[place] ?? -1) >= 0 ||
          (tree.hasSpelt && shape[place] === NONE) ||
          isLed(text, initial[place] ?? 0, place + 1)
        )
          at(text, place, found);
      }
    },
  };
}

const LETTER_S = 115;
const SHORTEST_POSSESSIVE = 5;

function satisfies(written: number, wanted: number): boolean {
  if (wanted === SHAPE.any || written === NONE || written === UPPER) return true;
  return wanted === SHAPE.capital && written === CAPITAL;
}
