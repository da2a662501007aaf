import { HOUR_MS, type Instant, instant } from '../lib/clock.ts';
import type { ArticleId } from '../lib/ids.ts';
import { spellDay } from './lexemes.ts';
import { keyOf, placeOf, squareSum, weightOf } from './terms.ts';

/**
 * What grouping holds of one article: a view of its block, a run of 32-bit words. Each section ends where the next begins. The block may move when
 * articles leave the window: a report is good for one judgement.
 */
export type Report = {
  readonly id: ArticleId;
  /** The number of the article in the window; later ones are higher. Null for one that is not in it yet. */
  readonly serial: number | null;
  readonly at: Instant | null;
  /** How far `at` may be off: a day where only a day is stated, 14 hours where no zone is. */
  readonly uncertainMs: number;
  /** A key of its language; 0 where none is known. */
  readonly language: number;
  /** Whether it announces what is to come. */
  readonly announces: boolean;
  /** The latest year it speaks of, or null. */
  readonly latestYear: number | null;
  readonly data: Uint32Array;
  readonly from: number;
  /** All words, the early ones weighing more. */
  readonly words: number;
  /** Pairs of neighbouring words: whose wording is it? */
  readonly pairs: number;
  readonly names: number;
  readonly title: number;
  readonly numbers: number;
  /** Names in the headline that it states. */
  readonly headlined: number;
  /** The days it names, see `dateKey`, in their order. */
  readonly days: number;
  /** Serial numbers of earlier articles that read like the same event. */
  readonly near: number;
  /** Serial numbers of those that read like it but are too far apart in time. */
  readonly akin: number;
  readonly text: number;
  readonly end: number;
};

/** The most that a block holds of each kind. The terms of a kind that weigh least are left out, and the days that come last. */
export const MOST = { words: 128, pairs: 128, names: 48, title: 32, numbers: 32, headlined: 12, days: 8 } as const;
const MOST_TEXT_BYTES = 320;
/** The most links to earlier articles. */
export const MOST_LINKS = 64;

/** The weighted terms and other words of a block, before it is one. */
export type Contents = {
  readonly data: Uint32Array;
  /** Where each section ends. */
  readonly words: number;
  readonly pairs: number;
  readonly names: number;
  readonly title: number;
  readonly numbers: number;
  readonly headlined: number;
  readonly days: number;
  readonly latestYear: number;
};

// Words of a block: lengths, lengths, text and year, language, time (two words), the five sums of squares, links.
const HEADER = 12;
const LENGTHS = 0;
const MORE_LENGTHS = 1;
const TEXT_AND_YEAR = 2;
const LANGUAGE = 3;
const TIME = 4;
const SQUARES = 6;
const LINKS = 11;
const NO_TIME = 0x8000_0000;
const ANNOUNCES = 0x8000;

export type Facts = {
  readonly at: Instant | null;
  readonly uncertainMs: number;
  readonly language: number;
  readonly title: string;
  readonly announces: string | null;
  /** The spelling of each name, in the order of the names, and then of each number. */
  readonly spelled: readonly string[];
};

/** The most words that a block can have. */
export const MOST_BLOCK =
  HEADER + Object.values(MOST).reduce((sum, most) => sum + most, 0) + MOST_LINKS + MOST_TEXT_BYTES / 4;

/** The block of an article, without links. Most are 1 to 1.6 kB, none is over 2.2 kB. */
export function writeBlock(contents: Contents, facts: Facts): Uint32Array {
  const text = encodeText(facts);
  const block = new Uint32Array(HEADER + contents.days + Math.ceil(text.length / 4));
  const { words, pairs, names, title, numbers, headlined, days } = contents;
  block[LENGTHS] = packed(words, pairs - words, names - pairs, title - names);
  const hours = Math.round(facts.uncertainMs / HOUR_MS);
  block[MORE_LENGTHS] = packed(numbers - title, headlined - numbers, days - headlined, hours);
  const announces = facts.announces === null ? 0 : ANNOUNCES;
  block[TEXT_AND_YEAR] = (contents.latestYear << 16) | announces | text.length;
  block[LANGUAGE] = facts.language;
  block[TIME] = facts.at === null ? NO_TIME : Math.floor(facts.at / 2 ** 32);
  block[TIME + 1] = facts.at === null ? 0 : facts.at % 2 ** 32;
  let from = 0;
  [words, pairs, names, title, numbers].forEach((to, kind) => {
    block[SQUARES + kind] = squareSum(contents.data, from, to);
    from = to;
  });
  block.set(contents.data.subarray(0, days), HEADER);
  new Uint8Array(block.buffer).set(text, 4 * (HEADER + days));
  return block;
}

/** The block with its links to earlier articles. */
export function withLinks(block: Uint32Array, near: readonly number[], akin: readonly number[]): Uint32Array {
  const before = textFrom(block, 0);
  const linked = new Uint32Array(block.length + near.length + akin.length);
  linked.set(block.subarray(0, before));
  linked[LINKS] = (near.length << 16) | akin.length;
  linked.set(near, before);
  linked.set(akin, before + near.length);
  linked.set(block.subarray(before), before + near.length + akin.length);
  return linked;
}

function packed(a: number, b: number, c: number, d: number): number {
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

function textFrom(data: Uint32Array, from: number): number {
  const lengths = data[from + LENGTHS] ?? 0;
  const more = data[from + MORE_LENGTHS] ?? 0;
  const links = data[from + LINKS] ?? 0;
  const terms = (lengths >>> 24) + ((lengths >>> 16) & 255) + ((lengths >>> 8) & 255) + (lengths & 255);
  const others = (more >>> 24) + ((more >>> 16) & 255) + ((more >>> 8) & 255);
  return from + HEADER + terms + others + (links >>> 16) + (links & 0xffff);
}

/** How many words the block has that begins at a place, by what it says itself. */
export function blockLength(data: Uint32Array, from: number): number {
  return textFrom(data, from) + Math.ceil(((data[from + TEXT_AND_YEAR] ?? 0) & 0x7fff) / 4) - from;
}

/** The report whose block begins at a place. */
export function reportAt(data: Uint32Array, from: number, id: ArticleId, serial: number | null): Report {
  const lengths = data[from + LENGTHS] ?? 0;
  const more = data[from + MORE_LENGTHS] ?? 0;
  const textAndYear = data[from + TEXT_AND_YEAR] ?? 0;
  const links = data[from + LINKS] ?? 0;
  const words = from + HEADER;
  const pairs = words + (lengths >>> 24);
  const names = pairs + ((lengths >>> 16) & 255);
  const title = names + ((lengths >>> 8) & 255);
  const numbers = title + (lengths & 255);
  const headlined = numbers + (more >>> 24);
  const days = headlined + ((more >>> 16) & 255);
  const near = days + ((more >>> 8) & 255);
  const akin = near + (links >>> 16);
  const text = akin + (links & 0xffff);
  const year = textAndYear >>> 16;
  return {
    id,
    serial,
    at: timeAt(data, from),
    uncertainMs: (more & 255) * HOUR_MS,
    language: data[from + LANGUAGE] ?? 0,
    announces: (textAndYear & ANNOUNCES) !== 0,
    latestYear: year === 0 ? null : year,
    data,
    from,
    words,
    pairs,
    names,
    title,
    numbers,
    headlined,
    days,
    near,
    akin,
    text,
    end: text + Math.ceil((textAndYear & 0x7fff) / 4),
  };
}

function timeAt(data: Uint32Array, from: number): Instant | null {
  const high = data[from + TIME] ?? NO_TIME;
  return high === NO_TIME ? null : instant((high | 0) * 2 ** 32 + (data[from + TIME + 1] ?? 0));
}

/** The sums of the squares of a report's weights, kind by kind. */
export type Kind = 0 | 1 | 2 | 3 | 4;
export const KIND = { words: 0, pairs: 1, names: 2, title: 3, numbers: 4 } as const;

export function squares(report: Report, kind: Kind): number {
  return report.data[report.from + SQUARES + kind] ?? 0;
}

/** Parts of a report that are text. */
export type ReportText = {
  /** Cut where it is long. */
  readonly title: string;
  /** The words by which it announces what is to come, or null. */
  readonly announces: string | null;
  readonly spelled: readonly string[];
};

const MOST_TITLE = 80;

function encodeText({ title, announces, spelled }: Facts): Uint8Array {
  const cut = title.length > MOST_TITLE ? `${title.slice(0, MOST_TITLE - 1).trimEnd()}…` : title;
  let text = `${cut.replaceAll('\n', ' ')}\n${announces ?? ''}`;
  let bytes = Buffer.byteLength(text);
  for (const word of spelled) {
    bytes += Buffer.byteLength(word) + 1;
    if (bytes > MOST_TEXT_BYTES) break;
    text += `\n${word}`;
  }
  return Buffer.from(text);
}

export function textOf(report: Report): ReportText {
  const { data, text, from } = report;
  const bytes = (data[from + TEXT_AND_YEAR] ?? 0) & 0x7fff;
  const whole = Buffer.from(data.buffer, data.byteOffset + 4 * text, bytes).toString();
  const [title = '', announces = '', ...spelled] = whole.split('\n');
  return { title, announces: announces === '' ? null : announces, spelled };
}

// Below all keys that words are likely to have.
const DAYS_A_MONTH = 32;

/** The key of a day without its year. */
export function dateKey(day: number, month: number): number {
  return month * DAYS_A_MONTH + day;
}

/** The day and month (1 to 12) of such a key. */
export function dateOf(key: number): { readonly day: number; readonly month: number } {
  return { day: key % DAYS_A_MONTH, month: Math.floor(key / DAYS_A_MONTH) };
}

/** “27 February” */
export function spellDate(key: number): string {
  const { day, month } = dateOf(key);
  return spellDay(day, month);
}

/** Whether a report says a name, number or day. */
export function says({ data, names, title, numbers, headlined, days, near }: Report, mark: number): boolean {
  return (
    placeOf(data, names, title, mark) >= 0 ||
    placeOf(data, numbers, headlined, mark) >= 0 ||
    data.subarray(days, near).includes(mark)
  );
}

/** How a report spells a name, number or day; undefined where it does not say it, or its block had no room. */
export function spellingIn(report: Report, mark: number): string | undefined {
  const { data, names, title, numbers, headlined, days, near } = report;
  if (data.subarray(days, near).includes(mark)) return spellDate(mark);
  const name = placeOf(data, names, title, mark);
  if (name >= 0) return textOf(report).spelled[name - names];
  const number = placeOf(data, numbers, headlined, mark);
  return number < 0 ? undefined : textOf(report).spelled[title - names + number - numbers];
}

const LOOKUPS = 24;
// How many words have each weight.
const withWeight = new Uint8Array(256);
const picked = new Uint32Array(LOOKUPS);
const ranked = new Uint32Array(LOOKUPS);

/** Picks the heaviest words of a report, in the order of their keys; of equals, those with the lower keys. Tells how many. */
function pick({ data, words, pairs }: Report): number {
  withWeight.fill(0);
  for (let i = words; i < pairs; i += 1) {
    const weight = weightOf(data[i] ?? 0);
    withWeight[weight] = (withWeight[weight] ?? 0) + 1;
  }
  let least = 256;
  let count = 0;
  let room = LOOKUPS;
  while (least > 1 && count < LOOKUPS) {
    room = LOOKUPS - count;
    count += withWeight[--least] ?? 0;
  }
  let found = 0;
  for (let i = words; i < pairs; i += 1) {
    const weight = weightOf(data[i] ?? 0);
    if (weight < least || (weight === least && room-- <= 0)) continue;
    picked[found] = data[i] ?? 0;
    found += 1;
  }
  return found;
}

/** The keys of `lookupsOf`, rising, for whoever does not ask which of them tell most: good until the next are asked for. */
export function lookupKeysOf(report: Report): Uint32Array {
  const count = pick(report);
  for (let i = 0; i < count; i += 1) picked[i] = keyOf(picked[i] ?? 0);
  return picked.subarray(0, count);
}

/** The keys under which a report is looked up, the most telling first: its heaviest words; of equals, the lower key. */
export function lookupsOf(report: Report): Uint32Array {
  const found = pick(report);
  for (let i = 0; i < found; i += 1) {
    const term = picked[i] ?? 0;
    // The weight in front and the key turned round behind it: to sort by the one falling, the other rising. So few are sorted quickest by hand.
    const rank = weightOf(term) * 2 ** 24 + (KEY_MASK - keyOf(term));
    let place = i;
    for (; place > 0 && (ranked[place - 1] ?? 0) < rank; place -= 1) ranked[place] = ranked[place - 1] ?? 0;
    ranked[place] = rank;
  }
  const lookups = ranked.slice(0, found);
  for (let i = 0; i < lookups.length; i += 1) lookups[i] = KEY_MASK - ((lookups[i] ?? 0) & KEY_MASK);
  return lookups;
}

const KEY_MASK = 0xff_ffff;
