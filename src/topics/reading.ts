import { englishStem } from '../lib/stem.ts';
import { fold } from '../lib/text.ts';
import { wordRarity } from '../lib/word-rank.ts';

/**
 * How a word is written: `upper` has two or more letters and all are capitals ("US", "U.S."), `capital` begins with one, `lower` does not,
 * `none` stands in a text without a difference between the two (an all-capitals headline, the words of an address, Chinese) or has no letters.
 */
export type Shape = 'upper' | 'capital' | 'lower' | 'none';

/** One word of a text. */
export type Word = {
  /** As it stands there. */
  readonly text: string;
  /** Where it begins in its title or text, in UTF-16 units. */
  readonly at: number;
  /** Folded, without apostrophes, dots and the possessive: "u.s." → "us", "O'Rourke's" → "orourke", "196,000" → "196000". */
  readonly word: string;
  readonly stem: string;
  /** See `wordRarity`. */
  readonly rarity: number;
  /** With the word after it, where a hyphen joins them ("Wal-Mart": "walmart"); else null. */
  readonly joined: string | null;
  readonly shape: Shape;
  /** The sentence it stands in, counted from 0 over title and text; the title is sentence 0. */
  readonly sentence: number;
  readonly place: Place;
};

export type Place = 'title' | 'lead' | 'body';

/** An article as words, title first. */
export type Reading = {
  readonly words: readonly Word[];
  /** How many of them are the title's. */
  readonly titleWords: number;
  /** True where there is nothing but a title. */
  readonly isHeadline: boolean;
};

/** Words of the text that count as its lead: what an editor puts first because it says what happened. */
const LEAD_WORDS = 60;
/** Words of an article that are read. News is shorter; a longer text is a transcript or an attack. */
const MOST_WORDS = 4_000;
const MOST_CHARACTERS = 60_000;

// Dotted initials (with a blank between only where they are a country's or the UN's: "U. S."), a character of a script without spaces,
// a number with its unit ("4.7", "196,000", "250M"), a word with its apostrophes; or the end of a sentence.
const TOKEN =
  /\p{L}(?:\.\p{L})+\.?(?!\p{L})|\bU\. (?:S\.(?: A\.)?|K\.|N\.)|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|\p{N}+(?:[.,]\p{N}+)*\p{L}*|[\p{L}\p{M}]+(?:\p{N}+|['’](?=\p{L})\p{L}[\p{L}\p{M}]*)*|[.!?…]["'”’»)\]]{0,3}\s{1,3}(?=["'“‘«([]{0,3}\p{Lu})|\n/guy;

/** What does not change from one place to the next where a word stands. */
type Lexeme = Pick<Word, 'word' | 'stem' | 'rarity' | 'shape'>;

/** What is known of the words read so far: reading the same word again costs a look-up. */
export type LexemeCache = Map<string, Lexeme>;

const MOST_LEXEMES = 50_000;

/** The words of an article, in order. Bounded: what lies beyond 4,000 words is not read. */
export function readArticleWords(title: string, text: string, known: LexemeCache = new Map()): Reading {
  const titleWords = readWords(title, 0, 'title', known);
  const body = withoutTitle(title, text);
  const words = [...titleWords, ...readWords(body, 1, 'text', known)];
  return { words, titleWords: titleWords.length, isHeadline: words.length === titleWords.length };
}

/** The words of a phrase a person typed. */
export function readPhrase(phrase: string): readonly Word[] {
  return readWords(phrase, 0, 'title', new Map());
}

// Some feeds repeat the title as the first line of the text: it would count twice.
function withoutTitle(title: string, text: string): string {
  const start = text.trimStart();
  return title !== '' && start.startsWith(title) ? start.slice(title.length) : text;
}

function readWords(whole: string, firstSentence: number, part: 'title' | 'text', known: LexemeCache): Word[] {
  const text = whole.slice(0, MOST_CHARACTERS);
  const isCaseless = !/\p{Lu}/u.test(text) || !/\p{Ll}/u.test(text);
  const found: Word[] = [];
  let sentence = firstSentence;
  let at = 0;
  while (at < text.length && found.length < MOST_WORDS) {
    const token = tokenAt(text, at);
    if (token === '') {
      at += 1;
      continue;
    }
    if (/^[.!?…\n]/.test(token)) {
      if (part === 'text' && found.at(-1)?.sentence === sentence) sentence += 1;
    } else {
      const { word, stem, rarity, shape } = lexemeOf(token, known);
      if (word !== '') {
        found.push({
          text: token,
          at,
          word,
          stem,
          rarity,
          joined: null,
          shape: isCaseless ? 'none' : shape,
          sentence,
          place: part === 'title' ? 'title' : found.length < LEAD_WORDS ? 'lead' : 'body',
        });
      }
    }
    at += token.length;
  }
  return found.map((word, index) => withJoined(word, found[index + 1], text));
}

// Most of a text is plain words between plain marks; these are found without the expression, which costs ten times as much.
function tokenAt(text: string, at: number): string {
  const first = text.charCodeAt(at);
  if (isPlainMark(first)) return '';
  let end = at;
  while (isPlainLetter(text.charCodeAt(end))) end += 1;
  const next = text.charCodeAt(end);
  const isWhole = end > at && (isPlainMark(next) || (next === FULL_STOP && end - at > 1) || Number.isNaN(next));
  if (isWhole && !(end - at === 1 && first === LETTER_U)) return text.slice(at, end);
  TOKEN.lastIndex = at;
  return TOKEN.exec(text)?.[0] ?? '';
}

const FULL_STOP = 46;
const LETTER_U = 85;

function isPlainLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

// A blank, a comma and the like: marks that neither join words nor end a sentence.
function isPlainMark(code: number): boolean {
  return (
    code === 32 ||
    code === 44 ||
    code === 58 ||
    code === 59 ||
    code === 40 ||
    code === 41 ||
    code === 45 ||
    code === 34 ||
    code === 47
  );
}

function lexemeOf(token: string, known: LexemeCache): Lexeme {
  const cached = known.get(token);
  if (cached !== undefined) return cached;
  if (known.size >= MOST_LEXEMES) known.clear();
  const word = plainWord(token);
  const lexeme = { word, stem: englishStem(word), rarity: wordRarity(word), shape: shapeOf(token) };
  known.set(token, lexeme);
  return lexeme;
}

function withJoined(word: Word, next: Word | undefined, text: string): Word {
  const end = word.at + word.text.length;
  if (next === undefined || next.at !== end + 1 || !/^[-\u2010\u2011]$/u.test(text.charAt(end))) return word;
  return { ...word, joined: word.word + next.word };
}

// Longer ones are no words of news, and cost the more the longer they are.
const LONGEST_WORD = 64;

function plainWord(token: string): string {
  const folded = fold(token.slice(0, LONGEST_WORD));
  if (/^\p{N}/u.test(folded)) return folded.replace(/,/g, '');
  return folded
    .replace(/'s$/, '')
    .replace(/[.' ]/g, '')
    .replace(/^((?:wo)?men|children)s$/, '$1');
}

function shapeOf(token: string): Shape {
  const letters = token.replace(/['’]s$/, '').replace(/[^\p{L}]/gu, '');
  const first = letters.charAt(0);
  if (first === '' || first.toLowerCase() === first.toUpperCase()) return 'none';
  if (first !== first.toUpperCase()) return 'lower';
  return letters.length > 1 && letters === letters.toUpperCase() ? 'upper' : 'capital';
}
