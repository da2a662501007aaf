import { CAPITAL, DIGIT, kindAt, LETTER, MARK, OTHER, widthAt } from './letters.ts';
import { type Lexeme, lexemeIn } from './lexemes.ts';

/** The words and numbers of an article, in order, as columns. They hold until the next article is read. */
export type Tokens = {
  readonly count: number;
  /** How many of them are the title's. */
  readonly titleCount: number;
  readonly lexemes: readonly Lexeme[];
  /** 1 where a sentence, a quotation or the title begins: there a capital tells nothing. */
  readonly opensSentence: Uint8Array;
};

// A hostile text may be megabytes long; what an event is about stands in the first pages.
const MOST_CHARACTERS = 20_000;
const MOST_TITLE_CHARACTERS = 2_000;
/** More tokens than an article can have. */
export const MOST_TOKENS = MOST_CHARACTERS + MOST_TITLE_CHARACTERS;

const SENTENCE_GAP = /[.!?:;…]["'”’)\]]*\s|\n|["“„«(]|\s[-–—*•|]\s*$/u;

// Reading is done in one go, so one set of columns serves all articles.
const lexemes: Lexeme[] = [];
const opens = new Uint8Array(MOST_TOKENS);

/** The words and numbers of a title (2,000 characters count) and then a text (20,000 characters count). */
export function readTokens(title: string, text: string): Tokens {
  const titleCount = readInto(0, title.slice(0, MOST_TITLE_CHARACTERS));
  const count = readInto(titleCount, withoutRepeatedTitle(title, text).slice(0, MOST_CHARACTERS));
  return { count, titleCount, lexemes, opensSentence: opens };
}

// Many sources repeat the headline as the first line; said twice it would count twice.
function withoutRepeatedTitle(title: string, text: string): string {
  return title !== '' && text.startsWith(title) ? text.slice(title.length) : text;
}

function readInto(from: number, text: string): number {
  let count = from;
  let end = 0;
  let last: Lexeme | null = null;
  for (let place = 0; place < text.length; ) {
    const kind = kindAt(text, place);
    if (kind === OTHER) {
      place += 1;
      continue;
    }
    const stop = kind === DIGIT ? endOfNumber(text, place) : endOfWord(text, place, kind);
    const lexeme = lexemeIn(text, place, stop);
    opens[count] = Number(last === null || opensSentence(text, end, place, last));
    lexemes[count] = lexeme;
    count += 1;
    last = lexeme;
    end = stop;
    place = stop;
  }
  return count;
}

// "1,200", "5.6", "12:30"
function endOfNumber(text: string, from: number): number {
  let end = afterDigits(text, from);
  for (;;) {
    const mark = text[end];
    if (mark !== '.' && mark !== ',' && mark !== ':') return end;
    const next = afterDigits(text, end + 1);
    if (next === end + 1) return end;
    end = next;
  }
}

function afterDigits(text: string, from: number): number {
  let end = from;
  while (end < text.length && kindAt(text, end) === DIGIT) end += widthAt(text, end);
  return end;
}

// "embassy", "Russia's", "U.S."
function endOfWord(text: string, from: number, kind: number): number {
  const initials = kind === MARK ? from : afterInitials(text, from);
  if (initials > from) return initials;
  let end = afterLetters(text, from);
  for (;;) {
    const mark = text[end];
    if (mark !== "'" && mark !== '’') return end;
    const next = afterLetters(text, end + 1);
    if (next === end + 1) return end;
    end = next;
  }
}

function afterLetters(text: string, from: number): number {
  let end = from;
  while (end < text.length) {
    const kind = kindAt(text, end);
    if (kind === OTHER || kind === DIGIT) break;
    end += widthAt(text, end);
  }
  return end;
}

/** Behind two or more letters with a full stop each; `from` where there are none. */
function afterInitials(text: string, from: number): number {
  let end = from;
  let letters = 0;
  while (end < text.length) {
    const kind = kindAt(text, end);
    const dot = end + widthAt(text, end);
    if ((kind !== LETTER && kind !== CAPITAL) || text[dot] !== '.') break;
    letters += 1;
    end = dot + 1;
  }
  return letters > 1 ? end : from;
}

function opensSentence(text: string, from: number, to: number, last: Lexeme): boolean {
  // What stands between most words.
  if (to - from === 1 && text[from] === ' ') return false;
  const gap = text.slice(from, to);
  return SENTENCE_GAP.test(gap) && !(gap.startsWith('.') && !gap.includes('\n') && last.isAbbreviation);
}
