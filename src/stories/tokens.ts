import { CAPITAL, DIGIT, kindAt, LETTER, MARK, OTHER, widthAt } from './letters.ts';
import { isAbbreviation, lexemeAt, lexemeKey, lexemeTraits, lexemeWeight } from './lexemes.ts';

/** The words and numbers of an article, in order, as columns. They hold until the next article is read. */
export type Tokens = {
  readonly count: number;
  /** How many of them are the title's. */
  readonly titleCount: number;
  readonly keys: Uint32Array;
  readonly weights: Float64Array;
  /** See `lexemeTraits`. */
  readonly traits: Uint32Array;
  /** 1 where a sentence, a quotation or the title begins: there a capital tells nothing. */
  readonly opensSentence: Uint8Array;
  /** Where each begins and ends, see `written`. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** What stands from one place to another; also after the next article is read. */
  readonly written: (from: number, to: number) => string;
};

// A hostile text may be megabytes long; what an event is about stands in the first pages.
const MOST_CHARACTERS = 20_000;
const MOST_TITLE_CHARACTERS = 2_000;
/** More tokens than an article can have. */
export const MOST_TOKENS = MOST_CHARACTERS + MOST_TITLE_CHARACTERS;

const SENTENCE_GAP = /[.!?:;…]["'”’)\]]*\s|\n|["“„«(]|\s[-–—*•|]\s*$/u;

// Reading is done in one go, so one set of columns serves all articles.
const keys = new Uint32Array(MOST_TOKENS);
const weights = new Float64Array(MOST_TOKENS);
const traits = new Uint32Array(MOST_TOKENS);
const opens = new Uint8Array(MOST_TOKENS);
const starts = new Uint32Array(MOST_TOKENS);
const ends = new Uint32Array(MOST_TOKENS);
// Title and text as UTF-16 units: to ask a string for each of them takes several times as long. Behind each part stands a 0, which ends every word.
const units = new Uint16Array(MOST_TOKENS + 2);
const bytes = Buffer.from(units.buffer);

/** The words and numbers of a title (2,000 characters count) and then a text (20,000 characters count). */
export function readTokens(title: string, text: string): Tokens {
  const body = withoutRepeatedTitle(title, text);
  const titleEnd = take(title, 0, MOST_TITLE_CHARACTERS);
  const bodyEnd = take(body, titleEnd + 1, MOST_CHARACTERS);
  const titleCount = readInto(0, 0, titleEnd);
  const count = readInto(titleCount, titleEnd + 1, bodyEnd);
  const written = (from: number, to: number) =>
    from < titleEnd ? title.slice(from, to) : body.slice(from - titleEnd - 1, to - titleEnd - 1);
  return { count, titleCount, keys, weights, traits, opensSentence: opens, starts, ends, written };
}

/** Puts the first `most` units of a string at a place. Gives their end. */
function take(part: string, at: number, most: number): number {
  const end = at + bytes.write(part, 2 * at, 2 * most, 'utf16le') / 2;
  units[end] = 0;
  return end;
}

// Many sources repeat the headline as the first line; said twice it would count twice.
function withoutRepeatedTitle(title: string, text: string): string {
  return title !== '' && text.startsWith(title) ? text.slice(title.length) : text;
}

/** Reads the units from one place to another into the columns, from `first` on. Gives how many words and numbers the columns then hold. */
function readInto(first: number, from: number, to: number): number {
  let count = first;
  let end = from;
  for (let place = from; place < to; ) {
    const kind = kindAt(units, place);
    if (kind === OTHER) {
      place += 1;
      continue;
    }
    const stop = kind === DIGIT ? endOfNumber(place) : endOfWord(place, kind);
    const lexeme = lexemeAt(units, place, stop);
    keys[count] = lexemeKey(lexeme);
    weights[count] = lexemeWeight(lexeme);
    traits[count] = lexemeTraits(lexeme);
    opens[count] = Number(count === first || opensSentence(end, place, traits[count - 1] ?? 0));
    starts[count] = place;
    ends[count] = stop;
    count += 1;
    end = stop;
    place = stop;
  }
  return count;
}

const SPACE = 0x20;
const COMMA = 0x2c;
const FULL_STOP = 0x2e;
const COLON = 0x3a;
const APOSTROPHE = 0x27;
const CURLY_APOSTROPHE = 0x20_19;

// "1,200", "5.6", "12:30"
function endOfNumber(from: number): number {
  let end = afterDigits(from);
  for (;;) {
    const mark = units[end];
    if (mark !== FULL_STOP && mark !== COMMA && mark !== COLON) return end;
    const next = afterDigits(end + 1);
    if (next === end + 1) return end;
    end = next;
  }
}

function afterDigits(from: number): number {
  let end = from;
  while (kindAt(units, end) === DIGIT) end += widthAt(units, end);
  return end;
}

// "embassy", "Russia's", "U.S."
function endOfWord(from: number, kind: number): number {
  const initials = kind === MARK ? from : afterInitials(from);
  if (initials > from) return initials;
  let end = afterLetters(from);
  for (;;) {
    const mark = units[end];
    if (mark !== APOSTROPHE && mark !== CURLY_APOSTROPHE) return end;
    const next = afterLetters(end + 1);
    if (next === end + 1) return end;
    end = next;
  }
}

function afterLetters(from: number): number {
  let end = from;
  for (;;) {
    const kind = kindAt(units, end);
    if (kind === OTHER || kind === DIGIT) return end;
    end += widthAt(units, end);
  }
}

/** Behind two or more letters with a full stop each; `from` where there are none. */
function afterInitials(from: number): number {
  let end = from;
  let letters = 0;
  for (;;) {
    const kind = kindAt(units, end);
    if (kind !== LETTER && kind !== CAPITAL) break;
    const dot = end + widthAt(units, end);
    if (units[dot] !== FULL_STOP) break;
    letters += 1;
    end = dot + 1;
  }
  return letters > 1 ? end : from;
}

/** Whether what stands between two words, from one place to another, ends a sentence. */
function opensSentence(from: number, to: number, last: number): boolean {
  // What stands between most words.
  if (to - from === 1 && units[from] === SPACE) return false;
  if (to - from === 2 && units[from] === COMMA && units[from + 1] === SPACE) return false;
  const gap = bytes.toString('utf16le', 2 * from, 2 * to);
  return SENTENCE_GAP.test(gap) && !(gap.startsWith('.') && !gap.includes('\n') && isAbbreviation(last));
}
