import { EMPTY_HASH, hashOf, hashWith } from './hash-table.ts';
import { plainWord } from './lexeme.ts';

/** Where the words of a title or text stand, by their place among them. Arrays of fixed length, used again for the next text. */
export type Tokens = {
  size: number;
  /** From and up to, not including, in UTF-16 units. */
  readonly at: Int32Array;
  readonly end: Int32Array;
  /** See `hashOf`. */
  readonly hash: Int32Array;
  /** The sentence each stands in. */
  readonly sentence: Int32Array;
};

/** Words of a title, and as many of a text, that are read. News is shorter; a longer text is a transcript or an attack. */
const MOST_WORDS = 4_000;
const MOST_CHARACTERS = 60_000;

/** The most words of an article: its title's and its text's. */
export const MOST_TOKENS: number = 2 * MOST_WORDS;

/** Room for the words of one article. */
export function createTokens(): Tokens {
  return {
    size: 0,
    at: new Int32Array(MOST_TOKENS),
    end: new Int32Array(MOST_TOKENS),
    hash: new Int32Array(MOST_TOKENS),
    sentence: new Int32Array(MOST_TOKENS),
  };
}

/** What of a text is read. */
export function readPart(text: string): string {
  return text.length > MOST_CHARACTERS ? text.slice(0, MOST_CHARACTERS) : text;
}

// Dotted initials (with a blank between only where they are a country's or the UN's: "U. S."), a character of a script without spaces,
// a number with its unit ("4.7", "196,000", "250M"), a word with its apostrophes; or the end of a sentence.
const TOKEN =
  /\p{L}(?:\.\p{L})+\.?(?!\p{L})|\bU\. (?:S\.(?: A\.)?|K\.|N\.)|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|\p{N}+(?:[.,]\p{N}+)*\p{L}*|[\p{L}\p{M}]+(?:\p{N}+|['’](?=\p{L})\p{L}[\p{L}\p{M}]*)*|[.!?…]["'”’»)\]]{0,3}\s{1,3}(?=["'“‘«([]{0,3}\p{Lu})|\n/guy;

// What a code unit can be for the quick way. `RARE`: only the expression can tell.
const SKIPPED = 0;
const LETTER = 1;
const DIGIT = 2;
const END_MARK = 3;
const NEWLINE = 4;
const RARE = 5;

// Beyond the general punctuation letters are rare in the languages that are mostly read.
const KNOWN_KINDS = 0x2070;
const KINDS: Uint8Array = new Uint8Array(0x10000)
  .fill(RARE)
  .map((rare, code) => (code < KNOWN_KINDS ? kindOf(String.fromCharCode(code)) : rare));

function kindOf(character: string): number {
  if (character === '\n') return NEWLINE;
  if (/[.!?…]/.test(character)) return END_MARK;
  if (/[0-9]/.test(character)) return DIGIT;
  if (/[\p{M}\p{N}\p{Lm}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(character))
    return RARE;
  return /\p{L}/u.test(character) ? LETTER : SKIPPED;
}

const BLANK = 32;
const APOSTROPHE = 39;
const COMMA = 44;
const FULL_STOP = 46;
const CURLY_APOSTROPHE = 0x2019;

function kindOfCode(code: number): number {
  return KINDS[code] ?? RARE;
}

/** The code units of what was read last; a number array is read several times as fast as a string. Blanks follow its end. */
export const codes: Uint16Array = new Uint16Array(MOST_CHARACTERS + 2);
const bytes = Buffer.from(codes.buffer);

/** Puts a text into `codes`. */
function spell(text: string): void {
  bytes.write(text, 'utf16le');
  codes[text.length] = BLANK;
  codes[text.length + 1] = BLANK;
}

// Where the word or number ends that was read last, and its hash.
let readEnd = 0;
let readHash = EMPTY_HASH;

/** Reads a plain word of `codes` into `readEnd` and `readHash`; true where only the expression can tell what stands there. */
function readWord(at: number): boolean {
  readHash = EMPTY_HASH;
  readEnd = at;
  let after = readAll(LETTER);
  // "U.S.", "U. S."
  if (after === END_MARK && readEnd === at + 1 && codes[readEnd] === FULL_STOP) return true;
  // "Russia's", "covid19": what follows may go on.
  for (;;) {
    const hasMark = after === SKIPPED && isApostrophe(codes[readEnd] ?? BLANK);
    if (!hasMark && after !== DIGIT) return after === RARE;
    const next = hasMark ? kindOfCode(codes[readEnd + 1] ?? BLANK) : DIGIT;
    if (next === RARE) return true;
    if (hasMark && next !== LETTER) return false;
    if (hasMark) readOne();
    after = readAll(next);
  }
}

/** The same for a number with its unit. */
function readNumber(at: number): boolean {
  readHash = EMPTY_HASH;
  readEnd = at;
  let after = readAll(DIGIT);
  while (codes[readEnd] === FULL_STOP || codes[readEnd] === COMMA) {
    const next = kindOfCode(codes[readEnd + 1] ?? BLANK);
    if (next === RARE) return true;
    if (next !== DIGIT) return false;
    readOne();
    after = readAll(DIGIT);
  }
  if (after === LETTER) after = readAll(LETTER);
  return after === RARE;
}

// Reads on while characters are of one kind, of which one stands there; gives the kind of what follows.
function readAll(kind: number): number {
  let hash = readHash;
  let end = readEnd;
  let code = codes[end] ?? BLANK;
  let after = kind;
  do {
    hash = hashWith(hash, code);
    end += 1;
    code = codes[end] ?? BLANK;
    after = KINDS[code] ?? RARE;
  } while (after === kind);
  readHash = hash;
  readEnd = end;
  return after;
}

function readOne(): void {
  readHash = hashWith(readHash, codes[readEnd] ?? BLANK);
  readEnd += 1;
}

/**
 * Adds the words of a title or text to those that are there, up to 4,000; what lies beyond is not read. Sentences are counted from `firstSentence`; a
 * title is one. Most of a text is plain words and numbers between plain marks, found without the expression, which costs ten times as much.
 */
export function readTokens(text: string, firstSentence: number, isTitle: boolean, into: Tokens): void {
  const { at: starts, end: ends, hash: hashes, sentence: sentences } = into;
  const { length } = text;
  const first = into.size;
  const most = first + MOST_WORDS;
  let size = first;
  let sentence = firstSentence;
  let at = 0;
  spell(text);

  while (at < length && size < most) {
    const kind = kindOfCode(codes[at] ?? BLANK);
    if (kind === SKIPPED) {
      at += 1;
      continue;
    }
    let end = at;
    let hash = EMPTY_HASH;
    let isRare = kind === RARE;
    if (kind === LETTER || kind === DIGIT) {
      isRare = kind === LETTER ? readWord(at) : readNumber(at);
      end = readEnd;
      hash = readHash;
    } else if (kind === NEWLINE) {
      if (!isTitle && size > first && sentences[size - 1] === sentence) sentence += 1;
      at += 1;
      continue;
    } else if (kind === END_MARK) {
      const next = kindOfCode(codes[at + 1] ?? BLANK);
      if (next === LETTER || next === DIGIT) {
        at += 1;
        continue;
      }
      const opening = next === SKIPPED && (codes[at + 1] ?? BLANK) === BLANK ? (codes[at + 2] ?? BLANK) : 0;
      if (isPlainSmall(opening)) {
        at += 2;
        continue;
      }
      if (isPlainCapital(opening)) {
        if (!isTitle && size > first && sentences[size - 1] === sentence) sentence += 1;
        at += 2;
        continue;
      }
      isRare = true;
    }
    if (isRare) {
      TOKEN.lastIndex = at;
      const token = TOKEN.exec(text)?.[0] ?? '';
      if (token === '') {
        at += 1;
        continue;
      }
      if (isSentenceEnd(token.charCodeAt(0))) {
        if (!isTitle && size > first && sentences[size - 1] === sentence) sentence += 1;
        at += token.length;
        continue;
      }
      end = at + token.length;
      // Marks and letters that are only marks when folded.
      if (plainWord(token) === '') {
        at = end;
        continue;
      }
      hash = hashOf(codes, at, end);
    }
    starts[size] = at;
    ends[size] = end;
    hashes[size] = hash;
    sentences[size] = sentence;
    size += 1;
    at = end;
  }
  into.size = size;
}

function isApostrophe(code: number): boolean {
  return code === APOSTROPHE || code === CURLY_APOSTROPHE;
}

function isPlainSmall(code: number): boolean {
  return code >= 97 && code <= 122;
}

function isPlainCapital(code: number): boolean {
  return code >= 65 && code <= 90;
}

function isSentenceEnd(code: number): boolean {
  const kind = kindOfCode(code);
  return kind === END_MARK || kind === NEWLINE;
}
