import { hashOf } from './hash-table.ts';
import { type Lexeme, lexemeOf } from './lexeme.ts';
import { createMemo } from './memo.ts';
import { codesOf } from './string-table.ts';
import { LINE, MARKS_AT, SHAPE_AT, TOKEN_KIND, TOKEN_RARITY, TOKEN_STEM, TOKEN_WORD } from './token-table.ts';
import { codes, createTokens, MOST_TOKENS, readPart, readTokens, type Tokens } from './tokens.ts';
import { NONE, SHAPES, type Vocabulary } from './vocabulary.ts';

/** One word of a phrase that a person typed. */
export type Word = Lexeme & {
  /** As it stands there. */
  readonly text: string;
  /** Where it begins, in UTF-16 units. */
  readonly at: number;
  /** With the word after it, where a hyphen joins them ("Wal-Mart": "walmart"); else null. */
  readonly joined: string | null;
};

/** A title and a text as words, title first; by the place of a word among them. Numbers of words are those of the vocabulary. */
export type ReadText = {
  readonly size: number;
  /** How many are the title's. */
  readonly titleWords: number;
  /** What the vocabulary knows it as, as it is written. */
  readonly token: Int32Array;
  /** Folded, and its stem. */
  readonly word: Int32Array;
  readonly stem: Int32Array;
  /** The first code unit of the folded word. */
  readonly initial: Uint16Array;
  readonly shape: Uint8Array;
  /** What it is besides: bits of the vocabulary. */
  readonly marks: Uint8Array;
  /** See `wordRarity`. */
  readonly rarity: Float64Array;
  /** The sentence it stands in, counted from 0 over title and text; the title is sentence 0. */
  readonly sentence: Int32Array;
  /** With the word after it as one, where a hyphen joins them: what the vocabulary knows that as, as it is written; else -1. */
  readonly joined: Int32Array;
};

/** Words of the text that count as its lead: what an editor puts first because it says what happened. */
const LEAD_WORDS = 60;

export type Place = 'title' | 'lead' | 'body';

/** The place of a word: its title's words come first, then the lead. */
export function placeOf(titleWords: number, word: number): Place {
  return word < titleWords ? 'title' : word < leadEnd(titleWords) ? 'lead' : 'body';
}

/** The first word of the body. */
export function leadEnd(titleWords: number): number {
  return titleWords + LEAD_WORDS;
}

/** Reads texts into numbers. What it gives is valid until the next text is read. */
export type Reader = {
  readonly vocabulary: Vocabulary;
  /** An article. Bounded: what lies beyond 4,000 words or 60,000 characters of either is not read. */
  article(title: string, text: string): ReadText;
  /** A phrase that a person typed, or some of its words. */
  words(words: readonly Word[]): ReadText;
};

/** A reader whose words are numbered as in this vocabulary. */
export function createReader(vocabulary: Vocabulary): Reader {
  const tokens = createTokens();
  const numbers = new Int32Array(MOST_TOKENS);
  const read = {
    size: 0,
    titleWords: 0,
    token: numbers,
    word: new Int32Array(MOST_TOKENS),
    stem: new Int32Array(MOST_TOKENS),
    initial: new Uint16Array(MOST_TOKENS),
    shape: new Uint8Array(MOST_TOKENS),
    marks: new Uint8Array(MOST_TOKENS),
    rarity: new Float64Array(MOST_TOKENS),
    sentence: tokens.sentence,
    joined: new Int32Array(MOST_TOKENS),
  };

  function takeFacts(first: number, end: number): void {
    const { ints, floats } = vocabulary.tokens;
    const { word, stem, initial, shape, marks, rarity, joined } = read;
    for (let place = first; place < end; place += 1) {
      const facts = (numbers[place] ?? 0) * LINE;
      word[place] = ints[facts + TOKEN_WORD] ?? 0;
      stem[place] = ints[facts + TOKEN_STEM] ?? 0;
      const kind = ints[facts + TOKEN_KIND] ?? 0;
      // These columns are too narrow for more than the lowest bits.
      initial[place] = kind;
      marks[place] = kind >> MARKS_AT;
      shape[place] = kind >> SHAPE_AT;
      rarity[place] = floats[(facts + TOKEN_RARITY) >> 1] ?? 0;
      joined[place] = -1;
    }
  }

  function readNumbers(text: string, first: number): void {
    const { at, end, hash, size } = tokens;
    const { word, joined } = read;
    const caseless = isCaseless(text);
    // Waiting for memory is what takes time, and a loop that does little else waits for many things at once: so what is known of all words is fetched
    // before any of them is looked at.
    vocabulary.tokens.guess(tokens, first, numbers);
    takeFacts(first, size);
    for (let place = first; ; place += 1) {
      place = vocabulary.tokens.confirm(codes, tokens, place, numbers);
      if (place === size) break;
      numbers[place] = vocabulary.token(codes, at[place] ?? 0, end[place] ?? 0, hash[place] ?? 0);
      takeFacts(place, place + 1);
    }
    if (caseless) read.shape.fill(NONE, first, size);
    for (let place = first; place + 1 < size; place += 1) {
      const hyphen = end[place] ?? 0;
      if (at[place + 1] !== hyphen + 1 || !isHyphen(codes[hyphen] ?? 0)) continue;
      const [one, other] = [word[place] ?? 0, word[place + 1] ?? 0];
      joined[place] = vocabulary.joined(codes, at[place] ?? 0, end[place + 1] ?? 0, one, other);
    }
    read.size = size;
  }

  return {
    vocabulary,
    article(title, text) {
      vocabulary.tidy();
      tokens.size = 0;
      const head = readPart(title);
      readTokens(head, 0, true, tokens);
      read.titleWords = tokens.size;
      readNumbers(head, 0);
      const body = readPart(withoutTitle(title, text));
      readTokens(body, 1, false, tokens);
      readNumbers(body, read.titleWords);
      return read;
    },
    words(words) {
      vocabulary.tidy();
      read.size = Math.min(words.length, MOST_TOKENS);
      read.titleWords = read.size;
      for (let place = 0; place < read.size; place += 1) {
        const word = words[place];
        if (word === undefined) break;
        numbers[place] = tokenOf(vocabulary, word.text);
        read.sentence[place] = 0;
      }
      takeFacts(0, read.size);
      for (let place = 0; place < read.size; place += 1) read.shape[place] = SHAPES[words[place]?.shape ?? 'none'];
      for (let place = 0; place < read.size; place += 1) {
        const next = words[place + 1];
        if (next === undefined || (words[place]?.joined ?? null) === null) continue;
        const both = `${words[place]?.text}-${next.text}`;
        const source = codesOf(both).slice(0, both.length);
        const [one, other] = [read.word[place] ?? 0, read.word[place + 1] ?? 0];
        read.joined[place] = vocabulary.joined(source, 0, both.length, one, other);
      }
      return read;
    },
  };
}

function tokenOf(vocabulary: Vocabulary, word: string): number {
  const source = codesOf(word).slice(0, word.length);
  return vocabulary.token(source, 0, word.length, hashOf(source, 0, word.length));
}

/** The words of a phrase a person typed. */
export function readPhrase(phrase: string): readonly Word[] {
  const text = readPart(phrase);
  const tokens = readAlone(text);
  const caseless = isCaseless(text);
  const words: Word[] = [];
  // From the last to the first: what a hyphen joins is told with the word before it.
  for (let place = tokens.size - 1; place >= 0; place -= 1) {
    const at = tokens.at[place] ?? 0;
    const end = tokens.end[place] ?? 0;
    const token = text.slice(at, end);
    const { word, stem, rarity, shape } = typed.get(token) ?? remember(token);
    const next = words.at(-1);
    const joined = next?.at === end + 1 && isHyphen(text.charCodeAt(end)) ? word + next.word : null;
    words.push({ word, stem, rarity, shape: caseless ? 'none' : shape, text: token, at, joined });
  }
  return words.reverse();
}

// Topics are typed with the same words again and again.
const typed = createMemo<Lexeme>();

function remember(token: string): Lexeme {
  const lexeme = lexemeOf(token);
  typed.set(token, lexeme);
  return lexeme;
}

/** Some words of an article as they stand there, by their places among its words. */
export function textOfWords(title: string, text: string, spans: readonly { start: number; end: number }[]): string[] {
  const head = readPart(title);
  const body = readPart(withoutTitle(title, text));
  alone.size = 0;
  readTokens(head, 0, true, alone);
  const titleWords = alone.size;
  readTokens(body, 1, false, alone);
  return spans.map(({ start, end }) => {
    const words: string[] = [];
    for (let place = start; place < Math.min(end, alone.size); place += 1) {
      words.push((place < titleWords ? head : body).slice(alone.at[place], alone.end[place]));
    }
    return words.join(' ');
  });
}

// Room that is used again: what is read into it is taken out of it before anything else is read.
const alone: Tokens = createTokens();

function readAlone(text: string): Tokens {
  alone.size = 0;
  readTokens(text, 0, true, alone);
  return alone;
}

// Some feeds repeat the title as the first line of the text: it would count twice.
function withoutTitle(title: string, text: string): string {
  const start = text.trimStart();
  return title !== '' && start.startsWith(title) ? start.slice(title.length) : text;
}

function isCaseless(text: string): boolean {
  // Most texts show both at once.
  if (/[A-Z]/.test(text) && /[a-z]/.test(text)) return false;
  return !/\p{Lu}/u.test(text) || !/\p{Ll}/u.test(text);
}

function isHyphen(code: number): boolean {
  return code === 0x2d || code === 0x2010 || code === 0x2011;
}
