import { cutAtGrapheme, fold, foldedWords, oneLine, sentences } from '../lib/text.ts';
import { chromeOf } from './chrome-words.ts';
import { countWords, type Line } from './line.ts';
import { isByline, isDateStamp } from './stamp.ts';

/** A headline found on a page, and the site's name where the page's title carries it ("Headline | Site"). */
export type Headline = { readonly title: string; readonly site: string | null; readonly line: number };

const FEWEST_WORDS = 2;
const MOST_WORDS = 32;
const MAX_LEAD_TITLE = 100;
/** Titles are cut here: longer ones are damage or an attack. */
const MAX_TITLE = 300;
// "Headline | Site", "Headline - Site": what parts a page's title.
const TITLE_SEPARATOR = /\s+[|–—·»:-]{1,2}\s+/u;

/**
 * The headline among the lines before the body, or null where none has the marks of one: repeated (a page's title and its heading), marked as a heading,
 * sharing words with the body, near it.
 */
export function findHeadline(head: readonly Line[], bodyText: string): Headline | null {
  if (head.length === 0) return null;
  const bodyWords = new Set(foldedWords(bodyText.slice(0, 3_000)).filter(isTelling).map(root));
  const near = Math.max(FIRST_LINES, head.length - NEAR_LINES);
  const places = [...head.keys()].filter((index) => index < FIRST_LINES || index >= near);
  const said = countSayings(places.map((index) => head[index]?.text ?? ''));
  let best: Headline | null = null;
  let bestScore = FEWEST_POINTS;
  for (const index of places) {
    const line = head[index];
    if (line === undefined || line.bullet || line.text.length > MAX_TITLE) continue;
    const count = countWords(line.text);
    if (count < FEWEST_WORDS || count > MOST_WORDS) continue;
    const words = foldedWords(line.text).filter(isTelling).map(root);
    const share = words.length === 0 ? 0 : words.filter((word) => bodyWords.has(word)).length / words.length;
    const isRepeated = (said.get(fold(line.text)) ?? 0) > 1;
    const worth =
      share * 3 * Math.min(1, words.length / 3) +
      (isRepeated && count >= 4 ? 1.5 : 0) +
      (line.heading ? 1.5 : 0) +
      (index === 0 && head.length <= 6 ? 1 : 0) -
      Math.min(1.5, (head.length - index) * 0.08) -
      (/[.:;,]$/.test(line.text) || /[\p{Ll}\d]\. \p{Lu}/u.test(line.text) ? 1 : 0) -
      Math.max(0, count - 16) * 0.1 -
      (count < 4 ? 1 : 0);
    // The costly questions last, and only of lines that may still win.
    if (worth + MOST_FOR_SIGNATURE <= bestScore || chromeOf(line.text) !== null || isSignature(line.text)) continue;
    const score = worth + signedBonus(head, index) - (isNames(line.text) ? 1.5 : 0);
    // The standfirst right under a headline says more of the article in as few words.
    const isUnderHeadline = best?.line === index - 1 && index > 0 && score < bestScore + STANDFIRST_LEAD;
    if (score <= bestScore || isUnderHeadline) continue;
    bestScore = score;
    best = { title: line.text, site: null, line: index };
  }
  if (best === null) return null;
  // The heading as it stands first: some pages say it again in another case.
  const own = fold(best.title);
  const first = places.find((index) => fold(head[index]?.text ?? '') === own) ?? best.line;
  return withSite(
    { ...best, title: head[first]?.text ?? best.title, line: first },
    places.map((index) => head[index]?.text ?? ''),
  );
}

// A page's own title stands first of all; its headline, near the body.
const FIRST_LINES = 3;
const NEAR_LINES = 60;

/** How often each line is said: alone, or as the headline of a page's title ("Headline | Site"). */
function countSayings(lines: readonly string[]): Map<string, number> {
  const said = new Map<string, number>();
  for (const line of lines) {
    const folded = fold(line);
    said.set(folded, (said.get(folded) ?? 0) + 1);
    const [headline = ''] = folded.split(TITLE_SEPARATOR, 1);
    if (headline !== folded) said.set(headline, (said.get(headline) ?? 0) + 1);
  }
  return said;
}

function isSignature(text: string): boolean {
  return isByline(text) || isDateStamp(text);
}

// Short words tell little, except in scripts whose words are short.
function isTelling(word: string): boolean {
  return word.length > 3 || !/^[\p{Script=Latin}\p{N}'’.,]+$/u.test(word);
}

// "Councillors" and "council" are near enough here: the beginning of a word stands for it.
function root(word: string): string {
  return word.slice(0, 5);
}

const FEWEST_POINTS = 1.5;
const STANDFIRST_LEAD = 0.6;
const MOST_FOR_SIGNATURE = 1.2;

/** "Ann Lee and Bo T. Moss Riverton Courier": who wrote it, and for whom. */
function isNames(text: string): boolean {
  return /^(?:\p{Lu}[\p{L}.'’-]* ){1,3}\p{Lu}[\p{L}.'’-]*,? and \p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){1,7}$/u.test(
    text,
  );
}

/** A line that says who wrote it, or when, follows: at once, or after a standfirst and a share bar. */
function signedBonus(head: readonly Line[], index: number): number {
  for (const [step, { text }] of head.slice(index + 1, index + 5).entries()) {
    if (isSignature(text)) return step === 0 ? MOST_FOR_SIGNATURE : MOST_FOR_SIGNATURE / 2;
  }
  return 0;
}

// The page's own title line tells where the headline ends and the site's name begins.
function withSite(found: Headline, head: readonly string[]): Headline {
  const own = fold(found.title);
  for (const text of head) {
    if (text.length <= found.title.length || !fold(text).startsWith(own)) continue;
    const rest = text.slice(found.title.length);
    if (!/^\s+[|–—·»-]{1,2}\s+\S/u.test(rest)) continue;
    const site =
      rest
        .split(TITLE_SEPARATOR)
        .filter((part) => part !== '')
        .at(-1) ?? '';
    return { ...found, site: site.length <= 40 ? oneLine(site) : null };
  }
  return found;
}

// What a headline does not end with: a word that waits for another.
const DANGLING =
  /\s+(?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|but|as|that|which|who|whose|is|are|was|were|be|has|have|had|will|would|its|his|her|their|after|before|into|over|between|about|against|during|amid|not|than|under|via)$/i;

/**
 * A title for a text that states none, made from its first sentence: the whole sentence where it is short, else its first clauses, at most 100
 * characters; where not even a clause fits, whole words with "…". Never a dangling word at the end.
 */
export function titleFromLead(text: string): string {
  const lead = (sentences(text.slice(0, 2_000))[0] ?? '').replace(/^["“'‘]+(?=[^"”]*$)/u, '');
  const whole = lead.replace(/(?<!\b\p{L}|\.\p{L})[.。]$/u, '');
  if (whole.length <= MAX_LEAD_TITLE) return whole;
  const clause = lastClause(whole);
  if (clause !== null) return clause;
  const room = cutAtGrapheme(whole, MAX_LEAD_TITLE - 1);
  let cut = room.slice(0, Math.max(room.lastIndexOf(' '), 0)) || room;
  while (DANGLING.test(cut)) cut = cut.replace(DANGLING, '');
  return `${cut.replace(/[\s,;:–—-]+$/u, '')}…`;
}

const PUNCTUATION = /[,;:](?=\s)|\s[–—-](?=\s)|—/gu;
// Where a clause begins that says when or why: what stands before it is whole without it.
const SUBORDINATE =
  /\s(?=(?:after|before|as|while|when|because|amid|following|since|until|despite|although|though|where)\s)/gu;

// The longest beginning that ends before punctuation (else before a subordinate clause), with quotes and brackets closed.
function lastClause(sentence: string): string | null {
  return clauseBefore(sentence, PUNCTUATION) ?? clauseBefore(sentence, SUBORDINATE);
}

function clauseBefore(sentence: string, boundary: RegExp): string | null {
  let best: string | null = null;
  for (const match of sentence.slice(0, MAX_LEAD_TITLE + 1).matchAll(boundary)) {
    const clause = sentence.slice(0, match.index).trim();
    const isClosed =
      (clause.match(/["“”]/gu)?.length ?? 0) % 2 === 0 && clause.split('(').length === clause.split(')').length;
    if (clause.length >= 40 && isClosed && !DANGLING.test(clause)) best = clause;
  }
  return best;
}

/** A title as shown: on one line, at most 300 characters. */
export function tidyTitle(title: string): string {
  return cutAtGrapheme(oneLine(title), MAX_TITLE).trim();
}
