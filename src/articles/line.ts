import { oneLine } from '../lib/text.ts';

/** One line of a page as a reader sees it: a paragraph, a heading, a menu entry. */
export type Line = {
  /** Never empty; white space folded. */
  readonly text: string;
  /** An empty line (or the edge of a block element) stands before it. */
  readonly gap: boolean;
  /** It carried the mark of a list entry. */
  readonly bullet: boolean;
  /** It was marked as a heading (HTML, Markdown). */
  readonly heading: boolean;
  /** The share of its characters that are link text, 0 to 1; 0 where the source cannot say. */
  readonly linked: number;
};

// "* ", "+ ", "o ", "- ", "• ": the bullets of text dumps. A dash that opens a sentence ("— Robert") is none.
const BULLET = /^(?:[*+•·▪◦‣●■]|-(?=\s|$)|o(?=\s{1,3}\S))\s*/u;
// "H ong Kong": a large first letter that the page sets apart. Letters that are words of their own stay.
const DROP_CAP = /^([B-DF-HJ-NP-TV-XZ]) (\p{Ll}{2,})/u;
// What a page says of a link to those who cannot see it.
const FOR_THE_EAR = /,? \(?opens (?:in )?(?:a )?new (?:tab|window)\)?/gi;
// The usual width of mail and wire text; a line of this length that does not end a sentence goes on in the next.
const WRAPPED_FROM = 45;
const WRAPPED_TO = 90;

// Beyond this it is no article but a log or an attack.
const MAX_LINES = 50_000;

/** The lines of plain text, up to 50,000. Paragraphs that were wrapped at a fixed width come back as one line. */
export function linesOfText(text: string): Line[] {
  const lines: Line[] = [];
  let gap = true;
  let raw: string[] = [];
  function flush(): void {
    for (const line of isWrapped(raw) ? [raw.join(' ')] : raw) {
      const whole = oneLine(line.replace(FOR_THE_EAR, ''));
      const unmarked = whole.replace(BULLET, '').replace(DROP_CAP, '$1$2');
      if (unmarked !== '') lines.push({ text: unmarked, gap, bullet: BULLET.test(whole), heading: false, linked: 0 });
      gap = false;
    }
    raw = [];
    gap = true;
  }
  for (const line of text.split('\n')) {
    if (line.trim() === '') flush();
    else raw.push(line);
    if (lines.length + raw.length >= MAX_LINES) break;
  }
  flush();
  return lines;
}

// A block of three lines or more, all but the last of nearly one width, and most of them broken within a sentence.
function isWrapped(block: readonly string[]): boolean {
  if (block.length < 2) return false;
  const widths = block.slice(0, -1).map((line) => line.trim().length);
  const widest = widths.reduce((most, width) => Math.max(most, width), 0);
  if (widest < WRAPPED_FROM || widest > WRAPPED_TO || widths.some((width) => width < widest - 18)) return false;
  const withinSentence = block.slice(0, -1).filter((line) => !/[.!?:"”]$/u.test(line.trim())).length;
  const continued = block.slice(1).filter((line) => /^\s*["“(]?[\p{Ll}\p{N}]/u.test(line)).length;
  return withinSentence >= widths.length / 2 && continued >= widths.length / 2;
}

/** About how many words a line has: by its spaces, which is quick; two characters a word in scripts without spaces. */
export function countWords(text: string): number {
  let count = 0;
  let inWord = false;
  for (let i = 0; i < text.length; i++) {
    const isSpace = text.charCodeAt(i) === 32;
    if (!isSpace && !inWord) count++;
    inWord = !isSpace;
  }
  if (count > 3) return count;
  const dense = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu)?.length ?? 0;
  return Math.max(count, dense / 2);
}
