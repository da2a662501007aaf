import { addForm, removeForm, valueOfForm } from './form-change.ts';
import {
  ALL_SHAPES,
  ALL_WAYS,
  askedOf,
  BY,
  createFormTree,
  FOLLOWS_AS_STEM,
  FOLLOWS_AS_WORD,
  FOLLOWS_INITIAL,
  INITIAL_WAY,
  ONLY_SHAPE_AT,
  ONLY_VALUE_AT,
  ONLY_WAYS_AT,
  OPENS_AS_STEM,
  OPENS_AS_WORD,
  onlyOf,
  openingOf,
} from './form-tree.ts';
import { createFormWalk, isFollowed, satisfies } from './form-walk.ts';
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
import { NONE, type Vocabulary } from './vocabulary.ts';

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
  const at = createFormWalk(tree);
  // Another whenever a form has come or gone.
  let epoch = ++lastEpoch;

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
    return (next & BEHIND_WORD) !== 0 && isFollowed(tree, word, text, start + 1);
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
