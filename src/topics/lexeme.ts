import { englishStem } from '../lib/stem.ts';
import { fold } from '../lib/text.ts';
import { wordRarity } from '../lib/word-rank.ts';

/**
 * How a word is written: `upper` has two or more letters and all are capitals ("US", "U.S."), `capital` begins with one, `lower` does not,
 * `none` stands in a text without a difference between the two (an all-capitals headline, the words of an address, Chinese) or has no letters.
 */
export type Shape = 'upper' | 'capital' | 'lower' | 'none';

/** What does not change from one place to the next where a word stands. */
export type Lexeme = {
  /** Folded, without apostrophes, dots and the possessive: "u.s." → "us", "O'Rourke's" → "orourke", "196,000" → "196000". */
  readonly word: string;
  readonly stem: string;
  /** See `wordRarity`. */
  readonly rarity: number;
  readonly shape: Shape;
};

// Plain letters need no folding; a few plurals of these are read as other words (see `plainWord`).
const PLAIN_LETTERS = /^(?!(?:(?:wo)?men|children)s$)[a-z]{1,64}$/i;

/** What is known of a word as it stands in a text. */
export function lexemeOf(token: string): Lexeme {
  if (PLAIN_LETTERS.test(token)) {
    const word = token.toLowerCase();
    const isSmall = token.charCodeAt(0) >= 97;
    const isUpper = token.length > 1 && token === token.toUpperCase();
    const shape = isSmall ? 'lower' : isUpper ? 'upper' : 'capital';
    return { word, stem: englishStem(word), rarity: wordRarity(word), shape };
  }
  const word = plainWord(token);
  return { word, stem: englishStem(word), rarity: wordRarity(word), shape: shapeOf(token) };
}

// Longer ones are no words of news, and cost the more the longer they are.
const LONGEST_WORD = 64;

/** See `Lexeme.word`. Empty where nothing is left. */
export function plainWord(token: string): string {
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
