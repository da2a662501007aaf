import { englishStem } from '../lib/stem.ts';
import { fold } from '../lib/text.ts';

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
export const MOST_WORDS = 4_000;
const MOST_CHARACTERS = 60_000;

// Dotted initials (with a blank between only where they are a country's or the UN's: "U. S."), a character of a script without spaces,
// a number with its unit ("4.7", "196,000", "250M"), a word with its apostrophes; or the end of a sentence.
const TOKEN =
  /\p{L}(?:\.\p{L})+\.?(?!\p{L})|\bU\. (?:S\.(?: A\.)?|K\.|N\.)|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|\p{N}+(?:[.,]\p{N}+)*\p{L}*|[\p{L}\p{M}]+(?:\p{N}+|['’](?=\p{L})\p{L}[\p{L}\p{M}]*)*|[.!?…]["'”’»)\]]{0,3}\s{1,3}(?=["'“‘«([]{0,3}\p{Lu})|\n/gu;

/** The words of an article, in order. Bounded: what lies beyond 4,000 words is not read. */
export function readArticleWords(title: string, text: string): Reading {
  const titleWords = readWords(title, 0, 'title');
  const body = withoutTitle(title, text);
  const words = [...titleWords, ...readWords(body, 1, 'text')];
  return { words, titleWords: titleWords.length, isHeadline: words.length === titleWords.length };
}

/** The words of a phrase a person typed. */
export function readPhrase(phrase: string): readonly Word[] {
  return readWords(phrase, 0, 'title');
}

// Some feeds repeat the title as the first line of the text: it would count twice.
function withoutTitle(title: string, text: string): string {
  const start = text.trimStart();
  return title !== '' && start.startsWith(title) ? start.slice(title.length) : text;
}

function readWords(whole: string, firstSentence: number, part: 'title' | 'text'): Word[] {
  const text = whole.slice(0, MOST_CHARACTERS);
  const isCaseless = !/\p{Lu}/u.test(text) || !/\p{Ll}/u.test(text);
  const found: Word[] = [];
  let sentence = firstSentence;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (found.length >= MOST_WORDS) break;
    if (/^[.!?…\n]/.test(token)) {
      if (part === 'text' && found.at(-1)?.sentence === sentence) sentence += 1;
      continue;
    }
    const word = plainWord(token);
    if (word === '') continue;
    found.push({
      text: token,
      at: index,
      word,
      stem: englishStem(word),
      joined: null,
      shape: isCaseless ? 'none' : shapeOf(token),
      sentence,
      place: part === 'title' ? 'title' : found.length < LEAD_WORDS ? 'lead' : 'body',
    });
  }
  return found.map((word, index) => withJoined(word, found[index + 1], text));
}

function withJoined(word: Word, next: Word | undefined, text: string): Word {
  const end = word.at + word.text.length;
  if (next === undefined || next.at !== end + 1 || !/^[-\u2010\u2011]$/u.test(text.charAt(end))) return word;
  return { ...word, joined: word.word + next.word };
}

function plainWord(token: string): string {
  const folded = fold(token);
  if (/^\p{N}/u.test(folded)) return folded.replace(/,/g, '');
  return folded.replace(/'s$/, '').replace(/[.' ]/g, '');
}

function shapeOf(token: string): Shape {
  const letters = token.replace(/['’]s$/, '').replace(/[^\p{L}]/gu, '');
  const first = letters.charAt(0);
  if (first === '' || first.toLowerCase() === first.toUpperCase()) return 'none';
  if (first !== first.toUpperCase()) return 'lower';
  return letters.length > 1 && letters === letters.toUpperCase() ? 'upper' : 'capital';
}
