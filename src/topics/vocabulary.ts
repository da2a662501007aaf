import { englishStem } from '../lib/stem.ts';
import { type Ints, intAt, setInt } from './column.ts';
import { hashOf } from './hash-table.ts';
import { type Lexeme, lexemeOf, type Shape } from './lexeme.ts';
import { codesOf, createStringTable, type StringTable, textIn } from './string-table.ts';
import {
  createTokenTable,
  LINE,
  MARKS_AT,
  SHAPE_AT,
  TOKEN_CONCEPT,
  TOKEN_KIND,
  TOKEN_RARITY,
  TOKEN_STEM,
  TOKEN_WORD,
  type TokenTable,
} from './token-table.ts';

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
/** A name of the lexicon may begin with it. */
export const BEGINS_NAME = 16;
/** It is rare and long enough to be a name with a slip. */
export const MAY_BE_MISSPELT = 32;

/** Shapes as numbers. */
export const UPPER = 0;
export const CAPITAL = 1;
export const LOWER = 2;
export const NONE = 3;
export const SHAPES: Readonly<Record<Shape, number>> = { upper: UPPER, capital: CAPITAL, lower: LOWER, none: NONE };

/** Shorter words are too often one slip from another. */
const SHORTEST_MISSPELT = 5;

/** What a word tells, by the numbers of the word and its stem, its first code unit and its shape (see `FormTable.told`). */
export type Told = (word: number, stem: number, initial: number, shape: number) => number;

/**
 * Words by number: those that forms ask for, for as long as one does, and those that texts use, as many as are worth remembering. What a word of a
 * text is like is worked out when it is first met.
 */
export type Vocabulary = {
  /** Folded words and stems. */
  readonly words: StringTable;
  /** What is known of words as they are written. */
  readonly tokens: Pick<TokenTable, 'ints' | 'floats' | 'guess' | 'confirm'>;
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
  /** Whether names of the lexicon may begin with words that are met from now on, and what these tell of its concepts. */
  tellBy(names: (...word: Parameters<Told>) => boolean, concepts: Told): void;
  /** Forgets words of texts that were not met lately, where there are too many. Between two texts only. */
  tidy(): void;
};

/** Words of texts that are remembered, long ones counting several times: some days of news use no more. */
const MOST_TOKENS = 60_000;

/** Knows no word yet. */
export function createVocabulary({ ignored, persons, doubtful }: SpecialWords): Vocabulary {
  const tokens = createTokenTable();
  const words = createStringTable();
  const uses: Ints = [];
  let beginsName: (...word: Parameters<Told>) => boolean = () => false;
  let toldOfConcepts: Told = () => 0;

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
    const token = tokens.add(source, from, to, hash);
    const like = known ?? lexemeOf(spelt(source.subarray(from, to)));
    const [word, stem, initial, shape] = [
      keep(like.word),
      keep(like.stem),
      like.word.charCodeAt(0),
      SHAPES[like.shape],
    ];
    const { ints, floats } = tokens;
    const line = token * LINE;
    ints[line + TOKEN_WORD] = word;
    ints[line + TOKEN_STEM] = stem;
    const marks =
      (ignored.has(like.word) ? IGNORED : 0) |
      (persons.has(like.word) ? PERSON : 0) |
      (doubtful.has(like.word) ? DOUBTFUL : 0) |
      (/^(?:19|20)\d\d$/.test(like.word) ? YEAR : 0) |
      (beginsName(word, stem, initial, shape) ? BEGINS_NAME : 0) |
      (like.rarity >= 1 && like.word.length >= SHORTEST_MISSPELT ? MAY_BE_MISSPELT : 0);
    ints[line + TOKEN_KIND] = initial | (marks << MARKS_AT) | (shape << SHAPE_AT);
    ints[line + TOKEN_CONCEPT] = toldOfConcepts(word, stem, initial, shape);
    floats[(line + TOKEN_RARITY) >> 1] = like.rarity;
    return token;
  }

  return {
    words,
    tokens,
    token(source, from, to, hash) {
      const known = tokens.meet(source, from, to, hash);
      return known > 0 ? known : learn(source, from, to, hash, null);
    },
    joined(source, from, to, one, other) {
      const hash = hashOf(source, from, to);
      const known = tokens.meet(source, from, to, hash);
      if (known > 0) return known;
      const word = textIn(words, one) + textIn(words, other);
      return learn(source, from, to, hash, { word, stem: englishStem(word), rarity: 1, shape: 'none' });
    },
    keep,
    drop,
    find(word) {
      const codes = codesOf(word);
      return words.find(codes, 0, word.length, hashOf(codes, 0, word.length));
    },
    tellBy(names, concepts) {
      beginsName = names;
      toldOfConcepts = concepts;
    },
    year: (word) => Number(textIn(words, word)),
    tidy() {
      while (tokens.used > MOST_TOKENS) {
        const token = tokens.stale();
        drop(tokens.ints[token * LINE + TOKEN_WORD] ?? 0);
        drop(tokens.ints[token * LINE + TOKEN_STEM] ?? 0);
        tokens.remove(token);
      }
    },
  };
}

function spelt({ buffer, byteOffset, byteLength }: Uint16Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf16le');
}
