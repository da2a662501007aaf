import { endsLikeSentence, fold, foldedWords } from '../lib/text.ts';
import { type Chrome, chromeOf } from './chrome-words.ts';
import { datelineOf } from './credits.ts';
import { countWords, type Line } from './line.ts';
import { isByline, isDateStamp } from './stamp.ts';

/** Where the body of an article stands among the lines of its page. */
export type Body = {
  /** The lines of the page before the body: where the title, the byline and the date stand. */
  readonly head: readonly Line[];
  /** The body's own lines, in order, without what stands among them. */
  readonly lines: readonly Line[];
  /** What was cut out from among them. */
  readonly between: readonly Line[];
  /** The lines of the page after the body. */
  readonly after: readonly Line[];
};

// What a line of each kind is worth to the run of lines it stands in. Prose counts its words; the rest is what a run may bear between its paragraphs:
// a heading or two, a pull quote, a row of share buttons, but not a menu.
const MOST_WORDS = 60;
const WORTH = { short: -5, noise: -3, caption: -2, ending: -30, comments: -120 } as const;
// A paragraph of this many words that stands on the page twice is still prose (a standfirst, a copy for sharing); a shorter one is a list's.
const REPEATABLE_WORDS = 6;

// What reads as prose: a sentence, or a line too long to be anything else. A line that is mostly links leads elsewhere.
const FEWEST_WORDS_ENDED = 4;
const FEWEST_WORDS_OPEN = 22;
const MOST_LINKED = 0.6;
const MOST_HEADING_WORDS = 12;
const MOST_HEADLINE_WORDS = 20;

type Judged = {
  readonly line: Line;
  readonly kind: 'prose' | 'short' | Chrome;
  /** The same line stands elsewhere on the page. */
  readonly repeated: boolean;
  readonly worth: number;
};

/**
 * The body of a page: the contiguous run of lines with the greatest worth (Kadane's maximum-sum run, after Pasternack and Roth, "Extracting
 * article text from the web with maximum subsequence segmentation", 2009), then without the chrome inside it. Null where no line reads as prose.
 */
export function findBody(lines: readonly Line[]): Body | null {
  const folded = lines.map(({ text }) => fold(text));
  const seen = countLines(folded);
  const judged = withCaptions(lines.map((line, n) => judge(line, folded[n] ?? '', seen)));
  const run = bestRun(judged);
  if (run === null) return null;
  const start = afterStandfirst(judged, run.start, run.end);
  const kept: Line[] = [];
  const between: Line[] = [];
  const said = new Set<string>();
  for (const group of groupsOf(judged.slice(start, run.end))) {
    for (const item of group.items) {
      const { text } = item.line;
      const isBody = item.kind === 'prose' ? !said.has(text) : item.kind === 'short' && belongs(item, group);
      (isBody ? kept : between).push(item.line);
      if (item.kind === 'prose') said.add(text);
    }
  }
  const after = lines.slice(run.end);
  return { head: lines.slice(0, start), lines: kept, between, after: [...trimEnd(kept), ...after] };
}

function countLines(folded: readonly string[]): Map<string, number> {
  const seen = new Map<string, number>();
  for (const line of folded) seen.set(line, (seen.get(line) ?? 0) + 1);
  return seen;
}

function judge(line: Line, folded: string, seen: ReadonlyMap<string, number>): Judged {
  const repeated = (seen.get(folded) ?? 1) > 1;
  const chrome = chromeOf(line.text, folded);
  if (chrome !== null) return { line, kind: chrome, repeated, worth: WORTH[chrome] };
  const count = countWords(line.text);
  if (isProse(line, count) && (!repeated || count >= REPEATABLE_WORDS)) {
    return { line, kind: 'prose', repeated, worth: Math.min(count, MOST_WORDS) };
  }
  return { line, kind: 'short', repeated, worth: WORTH.short };
}

const MOST_CREDIT_WORDS = 8;
const MOST_CAPTION_WORDS = 40;

/** A picture's caption and its credit may stand in two lines: what a line "Anna Long/Getty Images" follows at once, alone in its paragraph, is no prose. */
function withCaptions(judged: readonly Judged[]): readonly Judged[] {
  return judged.map((item, index) => {
    const next = judged[index + 1];
    const isCaption =
      item.kind === 'prose' &&
      item.line.gap &&
      item.worth <= MOST_CAPTION_WORDS &&
      next?.kind === 'caption' &&
      !next.line.gap &&
      countWords(next.line.text) <= MOST_CREDIT_WORDS &&
      !isEnded(next.line.text);
    return isCaption ? { ...item, kind: 'caption', worth: WORTH.caption } : item;
  });
}

function isProse(line: Line, count: number): boolean {
  if (line.heading || line.linked > MOST_LINKED || !/\p{L}{2}|\p{Lo}/u.test(line.text)) return false;
  // "Experts express diverse views on crea ..": a headline that its list cuts short.
  const isWhole = isEnded(line.text) && !/(?:\.\.|…)$/.test(line.text);
  if (count <= MOST_HEADLINE_WORDS && isTitleCase(line.text)) return false;
  return count >= (isWhole ? FEWEST_WORDS_ENDED : FEWEST_WORDS_OPEN);
}

/** "Will Talks in D.C. Bring Peace?": nearly all words that can be are capitalised. */
function isTitleCase(text: string): boolean {
  const words = text.match(/\p{L}[\p{L}'’.-]{3,}/gu) ?? [];
  const capitalised = words.filter((word) => /^\p{Lu}/u.test(word)).length;
  return words.length >= 3 && capitalised >= words.length * 0.8;
}

/** Lines of one kind in a row, and the line before them. */
type Group = { readonly items: readonly Judged[]; readonly before: Judged | null };

function groupsOf(judged: readonly Judged[]): Group[] {
  const groups: { items: Judged[]; before: Judged | null }[] = [];
  let previous: Judged | null = null;
  for (const item of judged) {
    const last = groups.at(-1);
    if (last !== undefined && previous?.kind === item.kind) last.items.push(item);
    else groups.push({ items: [item], before: previous });
    previous = item;
  }
  return groups;
}

/**
 * Short lines between paragraphs are the body's where they head what follows (one or two alone) or are entries of a list that a colon announces. More of them, or
 * longer ones, are links to other articles, as is what follows the heading of a box ("Related stories").
 */
function belongs({ line, repeated }: Judged, { items, before }: Group): boolean {
  if (repeated || isShouted(line.text)) return false;
  if (before === null || before.kind === 'ending' || before.kind === 'comments') return false;
  // "Read more:" announces links.
  if (before.line.text.endsWith(':')) return before.kind === 'prose' || before.kind === 'short';
  return items.length <= 2 && (line.bullet || countWords(line.text) <= MOST_HEADING_WORDS);
}

function bestRun(judged: readonly Judged[]): { start: number; end: number } | null {
  let best = 0;
  let run = { start: 0, end: 0 };
  let sum = 0;
  let start = 0;
  for (const [index, { worth }] of judged.entries()) {
    if (sum <= 0) {
      sum = 0;
      start = index;
    }
    sum += worth;
    if (sum > best) {
      best = sum;
      run = { start, end: index + 1 };
    }
  }
  return best === 0 ? null : run;
}

// A byline further down than this belongs to something else.
const MOST_PROSE_BEFORE_BYLINE = 0.35;

/**
 * Where the body's own prose begins. What stands above the byline, the date or the repeated headline is a standfirst, as is a first paragraph that the
 * second one says again: the editor's words about the article, not the article.
 */
function afterStandfirst(judged: readonly Judged[], from: number, end: number): number {
  const total = judged.slice(from, end).reduce((sum, { kind, worth }) => sum + (kind === 'prose' ? worth : 0), 0);
  const headings = new Set(judged.slice(Math.max(0, from - 60), from).map(({ line }) => fold(line.text)));
  let start = from;
  let before = 0;
  for (let i = from; i < end && before <= total * MOST_PROSE_BEFORE_BYLINE; i++) {
    const item = judged[i];
    if (item === undefined) break;
    if (item.kind === 'prose') before += item.worth;
    else if (
      isByline(item.line.text) ||
      isDateStamp(item.line.text) ||
      (item.line.text.includes(' ') && !isEnded(item.line.text) && headings.has(fold(item.line.text)))
    )
      start = i + 1;
  }
  start = nextProse(judged, start, end);
  if (asksInHeadline(judged, start)) start = nextProse(judged, start + 1, end);
  const second = nextProse(judged, start + 1, end);
  const lead = judged[start]?.line.text ?? '';
  const next = judged[second]?.line.text ?? '';
  if (second < end && says(next, lead)) return second;
  return start;
}

/** A short question or exclamation that opens the run, before a longer paragraph, is its headline: "Who pays for the flood?" */
function asksInHeadline(judged: readonly Judged[], start: number): boolean {
  const own = judged[start];
  const next = judged[start + 1];
  if (own === undefined || next?.kind !== 'prose' || !next.line.gap || /[.!?]["”’]?\s/.test(own.line.text))
    return false;
  return /^[^"“].*[?!]["”’]?$/.test(own.line.text) && own.worth <= MOST_HEADING_WORDS && next.worth >= own.worth * 1.5;
}

function nextProse(judged: readonly Judged[], from: number, end: number): number {
  let i = from;
  while (i < end && judged[i]?.kind !== 'prose') i++;
  return i;
}

function isEnded(text: string): boolean {
  return endsLikeSentence(text) || /[:;]["'”’»)\]]*$/u.test(text);
}

/** Whether a paragraph says again what a line before it said: nearly all of the line's pairs of neighbouring words stand in it. */
function says(paragraph: string, line: string): boolean {
  const own = wordPairs(datelineOf(paragraph)?.rest ?? paragraph);
  const pairs = wordPairs(line);
  let shared = 0;
  for (const pair of pairs) if (own.has(pair)) shared++;
  return pairs.size >= 4 && shared >= pairs.size * 0.8;
}

function wordPairs(text: string): Set<string> {
  const words = foldedWords(text);
  return new Set(words.slice(1).map((word, index) => `${words[index]} ${word}`));
}

// A heading and fewer words than this under it do not end an article: they are a teaser ("Energy / Is this the end of cheap cover?").
const FEWEST_WORDS_AT_END = 10;

/** Takes teasers, notes about the author and the short lines that then end the body off its end; gives what it took. */
function trimEnd(kept: Line[]): Line[] {
  const taken: Line[] = [];
  for (;;) {
    const count = endLength(kept);
    if (count === 0 || count >= kept.length) return taken;
    taken.unshift(...kept.splice(-count));
  }
}

/** How many of the last lines are no part of the article: a note about the author, with the short lines after it; a heading with a teaser. */
function endLength(kept: readonly Line[]): number {
  const [third, second, last] = [kept.at(-3), kept.at(-2), kept.at(-1)];
  if (isAboutAuthor(last)) return 1;
  if (isAboutAuthor(second) && isHeading(last)) return 2;
  if (isAboutAuthor(third) && isHeading(second) && isHeading(last)) return 3;
  const isTeaser = isHeading(second) && countWords(last?.text ?? '') < FEWEST_WORDS_AT_END;
  return isTeaser ? 2 : 0;
}

function isHeading(line: Line | undefined): boolean {
  if (line === undefined || countWords(line.text) >= MOST_HEADING_WORDS) return false;
  return !isEnded(line.text) || isTitleCase(line.text);
}

// "SENATOR RESIGNS AFTER INQUIRY INTO FUNDS": a link to another article; a heading within one is shorter.
function isShouted(text: string): boolean {
  return countWords(text) >= 7 && text === text.toUpperCase() && /\p{Lu}{3}/u.test(text);
}

const ABOUT_AUTHOR =
  /^(?:(?:\p{Lu}[\p{L}.'’-]* ){1,4}(?:\([^()]{1,60}\) )?(?:is|was|has been) (?:an?|the|our) (?:[\p{L}’'-]+ ){0,4}(?:reporter|editor|writer|journalist|correspondent|author|columnist|founder|contributor|blogger|intern|fellow|analyst|producer|podcaster|freelancer?)\b|(?:\p{Lu}[\p{L}.'’-]* ){2,3}covers (?:[\p{L}’',&-]+ ){1,8}(?:for|at) (?:the |[\p{Lu}])|(?:Follow|Contact|Email|Reach|E-mail) (?:him|her|them|the (?:author|reporter|writer)|\p{Lu}\p{L}+)\b.{0,120}(?:@|twitter|email|on X\b))/iu;

function isAboutAuthor(line: Line | undefined): boolean {
  return line !== undefined && line.text.length <= 400 && ABOUT_AUTHOR.test(line.text);
}
