import { englishStem } from '../lib/stem.ts';
import { type Ints, intAt, setInt } from './column.ts';
import { grown, hashOf } from './hash-table.ts';
import { type Lexeme, lexemeOf, type Shape } from './lexeme.ts';
import { codesOf, createStringTable, type StringTable, textIn } from './string-table.ts';

/** Words that are not read like others. */
export type SpecialWords = {
  readonly ignored: ReadonlySet<string>;
  readonly persons: ReadonlySet<string>;
  readonly doubtful: ReadonlySet<string>;
};

/** What a word is besides itself, as bits. `YEAR`: four digits from 1900 to 2099. */
export const IGNORED = 1;
export const PERSON = 2;
export const DOUBTFUL = 4;
export const YEAR = 8;
/** A name, or a concept, of the lexicon may begin with it. */
export const BEGINS_NAME = 16;
export const BEGINS_CONCEPT = 32;

/** Shapes as numbers. */
export const UPPER = 0;
export const CAPITAL = 1;
export const LOWER = 2;
export const NONE = 3;
export const SHAPES: Readonly<Record<Shape, number>> = { upper: UPPER, capital: CAPITAL, lower: LOWER, none: NONE };

/**
 * What is known of the words that texts were found to have, by the number of the word as it was written: `TOKEN_FIELDS` numbers side by side, so that
 * reading a word touches one place of the memory; both arrays are the same memory.
 */
export type TokenFacts = {
  ints: Int32Array;
  /** Half as many: the rarity (see `wordRarity`) of a word stands at (its number * `TOKEN_FIELDS` + `TOKEN_RARITY`) / 2. */
  floats: Float64Array;
};
export const TOKEN_FIELDS = 8;
/** Folded, and its stem: numbers of `words`. */
export const TOKEN_WORD = 0;
export const TOKEN_STEM = 1;
/** The first code unit of the folded word. */
export const TOKEN_INITIAL = 2;
export const TOKEN_SHAPE = 3;
export const TOKEN_MARKS = 4;
export const TOKEN_RARITY = 6;

/**
 * Words by number: those that forms ask for, for as long as one does, and those that texts use, as many as are worth remembering. What a word of a
 * text is like is worked out when it is first met.
 */
export type Vocabulary = {
  /** Folded words and stems. */
  readonly words: StringTable;
  /** Replaced when they grow: take them anew for each text. */
  readonly tokens: TokenFacts;
  /** The number of a word as it is written in a stretch of code units, whose hash is given. Valid until the next `tidy`. */
  token(source: Uint16Array, from: number, to: number, hash: number): number;
  /** The same for two words, given as folded, that a hyphen joins, taken as one ("Wal-Mart": "walmart"); the stretch is both with the hyphen. */
  joined(source: Uint16Array, from: number, to: number, one: number, other: number): number;
  /** The number of a folded word or stem, kept until it is dropped as often as it was asked for. */
  keep(word: string): number;
  drop(word: number): void;
  /** The number of a folded word or stem; -1 where neither a form nor a text known has it. */
  find(word: string): number;
  /** The year that a folded word marked `YEAR` tells. */
  year(word: number): number;
  /** What words that are met from now on are marked as besides, told by their numbers as `TokenFacts` has them. */
  markBy(marksOf: (word: number, stem: number, initial: number) => number): void;
  /** Forgets words of texts that were not met lately, where there are too many. Between two texts only. */
  tidy(): void;
};

/** Words of texts that are remembered, and how many letters they may have together: some days of news use no more. */
const MOST_TOKENS = 60_000;
const MOST_LETTERS = 1_000_000;

function createTokenFacts(length: number): TokenFacts {
  const ints = new Int32Array(length * TOKEN_FIELDS);
  return { ints, floats: new Float64Array(ints.buffer) };
}

/** Knows no word yet. */
export function createVocabulary({ ignored, persons, doubtful }: SpecialWords): Vocabulary {
  const written = createStringTable();
  const words = createStringTable();
  const uses: Ints = [];
  // 0: free, 1: there, 2: there and met since the hand of `tidy` passed.
  let state: Uint8Array = new Uint8Array(256);
  let hand = 0;
  const tokens = createTokenFacts(256);
  let further: (word: number, stem: number, initial: number) => number = () => 0;

  function keep(word: string): number {
    const codes = codesOf(word);
    const hash = hashOf(codes, 0, word.length);
    const known = words.find(codes, 0, word.length, hash);
    if (known >= 0) {
      setInt(uses, known, intAt(uses, known) + 1);
      return known;
    }
    const number = words.add(codes, 0, word.length, hash);
    setInt(uses, number, 1);
    return number;
  }

  function drop(word: number): void {
    const left = intAt(uses, word) - 1;
    setInt(uses, word, left);
    if (left === 0) words.remove(word);
  }

  function learn(source: Uint16Array, from: number, to: number, hash: number, known: Lexeme | null): number {
    const token = written.add(source, from, to, hash);
    const like = known ?? lexemeOf(textIn(written, token));
    if (token >= state.length) makeRoom(token + 1);
    const facts = token * TOKEN_FIELDS;
    const [word, stem, initial] = [keep(like.word), keep(like.stem), like.word.charCodeAt(0)];
    tokens.ints[facts + TOKEN_WORD] = word;
    tokens.ints[facts + TOKEN_STEM] = stem;
    tokens.ints[facts + TOKEN_INITIAL] = initial;
    tokens.floats[(facts + TOKEN_RARITY) >> 1] = like.rarity;
    tokens.ints[facts + TOKEN_SHAPE] = SHAPES[like.shape];
    tokens.ints[facts + TOKEN_MARKS] =
      (ignored.has(like.word) ? IGNORED : 0) |
      (persons.has(like.word) ? PERSON : 0) |
      (doubtful.has(like.word) ? DOUBTFUL : 0) |
      (/^(?:19|20)\d\d$/.test(like.word) ? YEAR : 0) |
      further(word, stem, initial);
    state[token] = 2;
    return token;
  }

  function makeRoom(length: number): void {
    state = grown(state, length, (wanted) => new Uint8Array(wanted));
    const larger = createTokenFacts(state.length);
    larger.ints.set(tokens.ints);
    tokens.ints = larger.ints;
    tokens.floats = larger.floats;
  }

  function forget(token: number): void {
    drop(tokens.ints[token * TOKEN_FIELDS + TOKEN_WORD] ?? 0);
    drop(tokens.ints[token * TOKEN_FIELDS + TOKEN_STEM] ?? 0);
    state[token] = 0;
    written.remove(token);
  }

  return {
    words,
    tokens,
    token(source, from, to, hash) {
      const known = written.find(source, from, to, hash);
      if (known < 0) return learn(source, from, to, hash, null);
      state[known] = 2;
      return known;
    },
    joined(source, from, to, one, other) {
      const hash = hashOf(source, from, to);
      const known = written.find(source, from, to, hash);
      if (known >= 0) {
        state[known] = 2;
        return known;
      }
      const word = textIn(words, one) + textIn(words, other);
      return learn(source, from, to, hash, { word, stem: englishStem(word), rarity: 1, shape: 'none' });
    },
    keep,
    drop,
    find(word) {
      const codes = codesOf(word);
      return words.find(codes, 0, word.length, hashOf(codes, 0, word.length));
    },
    markBy(marksOf) {
      further = marksOf;
    },
    year: (word) => Number(textIn(words, word)),
    tidy() {
      while (written.count > MOST_TOKENS || written.length > MOST_LETTERS) {
        hand = hand + 1 < written.size ? hand + 1 : 0;
        if (state[hand] === 1) forget(hand);
        else if (state[hand] === 2) state[hand] = 1;
      }
    },
  };
}
