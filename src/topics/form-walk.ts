import type { Found } from './form.ts';
import {
  ALL_SHAPES,
  ALL_WAYS,
  askedOf,
  BY,
  byOf,
  FOLLOWS_AS_STEM,
  FOLLOWS_AS_WORD,
  FOLLOWS_INITIAL,
  type FormTree,
  HEAD_AT,
  headOf,
  INITIAL_WAY,
  mayFollow,
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
  SHAPE,
  SIBLING,
  STEM_WAY,
  shapeOf,
  VALUE,
  WORD,
  WORD_WAY,
  waysOf,
} from './form-tree.ts';
import { grown } from './hash-table.ts';
import type { ReadText } from './reading.ts';
import { INITIAL_BITS, LINE, TOKEN_KIND, TOKEN_STEM, TOKEN_WORD } from './token-table.ts';
import { CAPITAL, NONE, UPPER } from './vocabulary.ts';

/** Tells every form of a tree that begins at one word of a text, the longest last. It may not be asked for more while it tells. */
export type FormWalk = (text: ReadText, start: number, found: Found) => void;

/** Goes from step to step through a tree, word by word. */
export function createFormWalk(tree: FormTree): FormWalk {
  const { vocabulary } = tree;
  // The states that the words up to one lead on from, and those that the next leads to; used again for each.
  let current: Int32Array = new Int32Array(16);
  let reached: Int32Array = new Int32Array(16);
  let reachedCount = 0;
  // Remembers a state to which a word leads, unless the next word surely leads nowhere from it. `ways`: by what the steps from there know their words.
  function reach(state: number, ways: number, word: number, text: ReadText, next: number): void {
    if (ways === 0 || next >= text.size || text.sentence[next] !== text.sentence[next - 1]) return;
    if ((ways & INITIAL_WAY) === 0 && text.shape[next] !== NONE && !isFollowed(tree, word, text, next)) return;
    if (reachedCount === reached.length) {
      reached = grown(reached, reachedCount + 1, (length) => new Int32Array(length));
    }
    reached[reachedCount++] = state;
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
      reach(taken, waysOf(rest), piece[fields + WORD] ?? 0, text, end);
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
    if (!satisfies(text.shape[start] ?? NONE, (only >> ONLY_SHAPE_AT) & ALL_SHAPES)) return true;
    const value = only >>> ONLY_VALUE_AT;
    if (value !== 0) found(value - 1, start, end);
    reach(head, (only >> ONLY_WAYS_AT) & ALL_WAYS, word, text, end);
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

  return (text, start, found) => {
    const joined = text.joined[start] ?? -1;
    // "Wal-Mart" is met by a form of one word too.
    if (joined >= 0) {
      const { ints } = vocabulary.tokens;
      const facts = joined * LINE;
      const [word, stem] = [ints[facts + TOKEN_WORD] ?? 0, ints[facts + TOKEN_STEM] ?? 0];
      open(word, stem, (ints[facts + TOKEN_KIND] ?? 0) & INITIAL_BITS, text, start, start + 2, found);
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
  };
}

/** Whether the word at a place of a text may come behind another in a form; false where it surely does not. */
export function isFollowed(tree: FormTree, word: number, text: ReadText, next: number): boolean {
  return mayFollow(tree, word, text.stem[next] ?? 0) || mayFollow(tree, word, text.word[next] ?? 0);
}

/** Whether a word that is written so is what a step asks for. */
export function satisfies(written: number, wanted: number): boolean {
  if (wanted === SHAPE.any || written === NONE || written === UPPER) return true;
  return wanted === SHAPE.capital && written === CAPITAL;
}

const LETTER_S = 115;
const SHORTEST_POSSESSIVE = 5;
