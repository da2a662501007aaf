import {
  ALL_SHAPES,
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
  removeForm,
  SHAPE,
  SIBLING,
  shapeOf,
  VALUE,
  valueOfForm,
  WORD,
  waysOf,
} from './form-tree.ts';
import { grown } from './hash-table.ts';
import type { ReadText } from './reading.ts';
import {
  INITIAL_BITS,
  LINE,
  SHAPE_AT,
  TOKEN_EPOCH,
  TOKEN_KIND,
  TOKEN_STEM,
  TOKEN_TOLD,
  TOKEN_WORD,
} from './token-table.ts';
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
  /**
   * What a word tells wherever it is written with this shape, given by the numbers that the vocabulary has for it; for `mayBegin` and `tell`. Changes with each
   * form that comes or goes.
   */
  told(word: number, stem: number, initial: number, shape: number): number;
  /** Tells everything that begins at one word, the longest last. It may not ask the same table for more. */
  at(text: ReadText, start: number, found: Found): void;
  /** The same, given what the word and the next one (0: none) tell: sooner, for most words. Initials alone, or that lead on, are left to `at`. */
  tell(text: ReadText, start: number, told: number, next: number, found: Found): void;
  /** Tells everything that begins at any word of a text. */
  each(text: ReadText, found: Found): void;
};

const STEM_WAY = 1 << BY.stem;
const WORD_WAY = 1 << BY.word;
const INITIAL_WAY = 1 << BY.initial;
const ALL_WAYS = STEM_WAY | WORD_WAY | INITIAL_WAY;

// What a word tells, as bits: it may come behind an initial; behind another word; only `at` can tell what begins with it; more may begin with it where the
// next word follows, when it is taken as spelt or by its stem. Over these the value of the form that it is alone, and one more.
const BEHIND_INITIAL = 1;
const BEHIND_WORD = 2;
const BEGINS_MORE = 4;
const LEADS_AS_WORD = 8;
const LEADS_AS_STEM = 16;
const TOLD_AT = 5;
const BEGINS = ~(BEHIND_INITIAL | BEHIND_WORD);

/** Whether a form may begin with a word that tells this. */
export function mayBegin(told: number): boolean {
  return (told & BEGINS) !== 0;
}

// What the words of the text in hand tell, by place.
const toldAt = new Int32Array(MOST_TOKENS + 1);
// Of all tables: what one remembered with words is nothing to another.
let lastEpoch = 0;

/** An empty table of forms over a vocabulary. */
export function createFormTable(vocabulary: Vocabulary): FormTable {
  const tree = createFormTree(vocabulary);
  // The states that the words up to one lead on from, and those that the next leads to; used again for each.
  let current: Int32Array = new Int32Array(16);
  let reached: Int32Array = new Int32Array(16);
  let reachedCount = 0;
  // Another whenever a form has come or gone.
  let epoch = ++lastEpoch;

  // Remembers a state to which a word leads, unless the next word surely leads nowhere from it. `ways`: by what the steps from there know their words.
  function reach(state: number, ways: number, word: number, text: ReadText, next: number): void {
    if (ways === 0 || next >= text.size || text.sentence[next] !== text.sentence[next - 1]) return;
    if ((ways & INITIAL_WAY) === 0 && text.shape[next] !== NONE && !isFollowed(word, text, next)) return;
    if (reachedCount === reached.length) {
      reached = grown(reached, reachedCount + 1, (length) => new Int32Array(length));
    }
    reached[reachedCount++] = state;
  }

  function isFollowed(word: number, text: ReadText, next: number): boolean {
    return mayFollow(tree, word, text.stem[next] ?? 0) || mayFollow(tree, word, text.word[next] ?? 0);
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

  function at(text: ReadText, start: number, found: Found): void {
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
  }

  function told(word: number, stem: number, initial: number, shape: number): number {
    const asked = (askedOf(tree, word) & ~OPENS_AS_STEM) | (askedOf(tree, stem) & ~OPENS_AS_WORD);
    const behind =
      ((asked & FOLLOWS_INITIAL) === 0 ? 0 : BEHIND_INITIAL) |
      ((asked & (FOLLOWS_AS_WORD | FOLLOWS_AS_STEM)) === 0 ? 0 : BEHIND_WORD);
    if (!tree.initialsLead && openingOf(tree, initial) !== 0) return BEGINS_MORE | behind;
    const opens = asked & (OPENS_AS_WORD | OPENS_AS_STEM);
    if (opens === 0) return behind;
    const by = opens === OPENS_AS_WORD ? BY.word : BY.stem;
    const only = opens === (OPENS_AS_WORD | OPENS_AS_STEM) ? 0 : onlyOf(tree, by === BY.word ? word : stem);
    const ways = (only >> ONLY_WAYS_AT) & ALL_WAYS;
    if (only === 0 || (ways & INITIAL_WAY) !== 0) return BEGINS_MORE | behind;
    if ((only & (1 << by)) === 0 || !satisfies(shape, (only >> ONLY_SHAPE_AT) & ALL_SHAPES)) return behind;
    const leads = ways === 0 ? 0 : by === BY.word ? LEADS_AS_WORD : LEADS_AS_STEM;
    return ((only >>> ONLY_VALUE_AT) << TOLD_AT) | leads | behind;
  }

  // What the word of a line tells, remembered there for as long as no form comes or goes.
  function toldIn(ints: Int32Array, line: number): number {
    if (ints[line + TOKEN_EPOCH] === epoch) return ints[line + TOKEN_TOLD] ?? 0;
    const kind = ints[line + TOKEN_KIND] ?? 0;
    const found = told(
      ints[line + TOKEN_WORD] ?? 0,
      ints[line + TOKEN_STEM] ?? 0,
      kind & INITIAL_BITS,
      kind >> SHAPE_AT,
    );
    ints[line + TOKEN_TOLD] = found;
    ints[line + TOKEN_EPOCH] = epoch;
    return found;
  }

  function tell(text: ReadText, start: number, here: number, next: number, found: Found): void {
    if ((here & BEGINS_MORE) !== 0 || (text.joined[start] ?? -1) >= 0 || text.shape[start] === NONE) {
      at(text, start, found);
    } else if ((here & (LEADS_AS_WORD | LEADS_AS_STEM)) !== 0 && leadsOn(text, start, here, next)) {
      at(text, start, found);
    } else if (here >> TOLD_AT !== 0) found((here >> TOLD_AT) - 1, start, start + 1);
  }

  function leadsOn(text: ReadText, start: number, here: number, next: number): boolean {
    if (text.shape[start + 1] === NONE) return true;
    const word = ((here & LEADS_AS_WORD) !== 0 ? text.word : text.stem)[start] ?? 0;
    return (next & BEHIND_WORD) !== 0 && isFollowed(word, text, start + 1);
  }

  return {
    add(form, value) {
      epoch = ++lastEpoch;
      return addForm(tree, form, value);
    },
    remove(number) {
      epoch = ++lastEpoch;
      removeForm(tree, number);
    },
    get: (form) => valueOfForm(tree, form),
    told,
    at,
    tell,
    each(text, found) {
      const { size, token, initial, shape } = text;
      const { ints } = vocabulary.tokens;
      for (let place = 0; place < size; place += 1) toldAt[place] = toldIn(ints, (token[place] ?? 0) * LINE);
      toldAt[size] = 0;
      for (let place = 0; place < size; place += 1) {
        const next = toldAt[place + 1] ?? 0;
        const mayBeLed = (next & BEHIND_INITIAL) !== 0 || shape[place + 1] === NONE;
        if (mayBeLed && openingOf(tree, initial[place] ?? 0) !== 0) at(text, place, found);
        else tell(text, place, toldAt[place] ?? 0, next, found);
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
