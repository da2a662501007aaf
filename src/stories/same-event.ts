import { DAY_MS, HOUR_MS, type Instant } from '../lib/clock.ts';
import { dateOf, type Report, spellDate, textOf } from './block.ts';
import { type Conflict, conflict } from './conflict.ts';
import { areHeadlines, headlineOdds, likeness, logOdds, pairLikeness, wordLikeness } from './likeness.ts';
import { languageKey } from './report.ts';

export type Rules = {
  /** The mean log-odds from which two articles are one story. */
  readonly threshold: number;
  /** The log-odds from which two articles are near: every article of a story is near another one. Lower than `threshold` would add work and no merges. */
  readonly near: number;
  /** For groups the mean must be higher by so much times the logarithm of the smaller one's size: see `bar`. */
  readonly thresholdGrowth: number;
  /** A story ends after so many days without a report. */
  readonly quietDays: number;
  /** Articles published further apart than this are no candidates for one story. */
  readonly windowDays: number;
  /** Articles published further apart than this are no candidates for one timeline. */
  readonly timelineDays: number;
  /** The mean log-odds from which two stories may follow from one another. */
  readonly akin: number;
  /** And the likeness of their names from which they do. */
  readonly sharedNames: number;
};

export const RULES: Rules = {
  threshold: 1,
  near: 3,
  thresholdGrowth: 4,
  quietDays: 14,
  windowDays: 30,
  timelineDays: 90,
  akin: 4,
  sharedNames: 0.4,
};

/** Why two groups of articles are not one story. */
export type Refused =
  | { readonly because: 'silence'; readonly days: number }
  | { readonly because: 'announcement'; readonly words: string; readonly isFirst: boolean }
  | { readonly because: 'date'; readonly day: string; readonly isFirst: boolean }
  | { readonly because: 'year'; readonly first: number; readonly second: number }
  | { readonly because: 'distance' }
  | { readonly because: 'conflict'; readonly conflict: Conflict };

/**
 * The log-odds that two articles tell the same event, by their texts alone; in steps of 1/256, so that sums are exact in any order. The weights of words
 * are those of English: in other languages only copies are recognised, and texts of two languages never.
 */
export function textScore(a: Report, b: Report): number {
  if (speakDifferently(a, b)) return UNRELATED;
  // Most candidates share a few words by chance: their words settle it.
  if (wordLikeness(a, b) < CHANCE) return UNRELATED;
  return Math.round(oddsOf(a, b) * 256) / 256;
}

function oddsOf(a: Report, b: Report): number {
  if (!isEnglish(a) || !isEnglish(b)) return COPY_WEIGHT * (pairLikeness(a, b) - COPIED);
  return areHeadlines(a, b) ? headlineOdds(a, b) : logOdds(likeness(a, b));
}

const CHANCE = 0.08;
const UNRELATED = -5;
// A text of which half the neighbouring words stand in the other is a copy, cut or edited. Function words alone make up to a tenth.
const COPIED = 0.4;
const COPY_WEIGHT = 40;

const ENGLISH = languageKey('en');

function isEnglish({ language }: Report): boolean {
  return language === 0 || language === ENGLISH;
}

function speakDifferently(a: Report, b: Report): boolean {
  return a.language !== 0 && b.language !== 0 && a.language !== b.language;
}

/** Whether one story could hold both at all: not in two languages, not too far apart in time. */
export function mayBeOne(a: Report, b: Report, rules: Rules): boolean {
  return !speakDifferently(a, b) && areWithin(a, b, rules.windowDays);
}

/** Whether one timeline could hold both. */
export function mayFollow(a: Report, b: Report, rules: Rules): boolean {
  return !speakDifferently(a, b) && areWithin(a, b, rules.timelineDays);
}

function areWithin(a: Report, b: Report, days: number): boolean {
  return a.at === null || b.at === null || Math.abs(a.at - b.at) <= days * DAY_MS;
}

/**
 * Says why two groups must not become one story although some of their articles are alike, or null where they may.
 * `average` is the mean log-odds between them.
 */
export function refuse(a: readonly Report[], b: readonly Report[], average: number, rules: Rules): Refused | null {
  const days = quietDaysBetween(a, b);
  if (days > rules.quietDays) return { because: 'silence', days };
  const announced = announcementBetween(a, b);
  if (announced !== null) return announced;
  const date = dateBetween(a, b);
  if (date !== null) return date;
  const year = yearBetween(a, b);
  if (year !== null) return year;
  if (average < bar(Math.min(a.length, b.length), rules)) return { because: 'distance' };
  const found = conflict(a, b);
  return found !== null && found.degree >= tolerated(average) ? { because: 'conflict', conflict: found } : null;
}

/** The conflict from which groups stay apart. Texts that are all but copies tell one event, whichever words an editor has left out. */
function tolerated(average: number): number {
  if (average < 5) return 0.75;
  return average < 10 ? 0.85 : Number.POSITIVE_INFINITY;
}

const LARGE = 10;

/**
 * The mean log-odds that two groups need. The larger both are, the higher: reports of one event find together early, so two groups that have grown large
 * apart and are now only somewhat alike are more likely two events of one kind. (Found on labelled news: of merges of groups of five or more at
 * middling means, three in four were wrong; with the rising bar look-alike events stay apart.) Beyond ten articles it rises no more.
 */
export function bar(smaller: number, rules: Rules): number {
  return rules.threshold + rules.thresholdGrowth * Math.log(Math.min(smaller, LARGE));
}

function quietDaysBetween(a: readonly Report[], b: readonly Report[]): number {
  const first = span(a);
  const second = span(b);
  if (first === null || second === null) return 0;
  return Math.max(0, second.from - first.to, first.from - second.to) / DAY_MS;
}

function span(group: readonly Report[]): { readonly from: number; readonly to: number } | null {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { at } of group) {
    if (at === null) continue;
    from = Math.min(from, at);
    to = Math.max(to, at);
  }
  return from > to ? null : { from, to };
}

function announcementBetween(a: readonly Report[], b: readonly Report[]): Refused | null {
  for (const [ahead, told, isFirst] of [[a, b, true] as const, [b, a, false] as const]) {
    const announcing = ahead.find(({ announces }) => announces);
    if (announcing !== undefined && mostPairs(ahead, told, announcesBefore)) {
      return { because: 'announcement', words: textOf(announcing).announces ?? '', isFirst };
    }
  }
  return null;
}

/** True where something holds between more than half of the pairs of two groups. */
function mostPairs(a: readonly Report[], b: readonly Report[], holds: (a: Report, b: Report) => boolean): boolean {
  let count = 0;
  for (const one of a) for (const other of b) count += Number(holds(one, other));
  return 2 * count > a.length * b.length;
}

const CLEARLY_EARLIER_MS = 6 * HOUR_MS;

/** One article announces what the other, later or of no known time, tells as past. */
function announcesBefore(one: Report, other: Report): boolean {
  if (!one.announces || other.announces || one.at === null) return false;
  if (other.at === null) return true;
  return other.at - one.at >= CLEARLY_EARLIER_MS + Math.max(one.uncertainMs, other.uncertainMs) / 2;
}

function dateBetween(a: readonly Report[], b: readonly Report[]): Refused | null {
  for (const [undated, dated, isFirst] of [[a, b, true] as const, [b, a, false] as const]) {
    const one = undated.find(({ at, days, near }) => at === null && days < near);
    if (one !== undefined && mostPairs(undated, dated, speaksOfOtherTimes)) {
      return { because: 'date', day: spellDate(one.data[one.days] ?? 0), isFirst };
    }
  }
  return null;
}

const TIMELY_DAYS = 30;

/** An article of no known time names days, and none of them within a month of the other article. */
function speaksOfOtherTimes(one: Report, other: Report): boolean {
  const { at } = other;
  if (one.at !== null || at === null || one.days === one.near) return false;
  return one.data.subarray(one.days, one.near).every((day) => daysFrom(at, day) > TIMELY_DAYS);
}

/** How many days lie between a moment and the nearest such day of any year. */
function daysFrom(at: Instant, date: number): number {
  const { day, month } = dateOf(date);
  const year = new Date(at).getUTCFullYear();
  const distances = [year - 1, year, year + 1].map((candidate) => Math.abs(Date.UTC(candidate, month - 1, day) - at));
  return Math.min(...distances) / DAY_MS;
}

const TELLING = 2;

/** Groups that no time places: the years they speak of do, where each side names some and all of the one lie before all of the other. */
function yearBetween(a: readonly Report[], b: readonly Report[]): Refused | null {
  if (span(a) !== null && span(b) !== null) return null;
  const [first, second] = [years(a), years(b)];
  if (first.length < TELLING || second.length < TELLING) return null;
  const isApart = Math.max(...first) < Math.min(...second) || Math.max(...second) < Math.min(...first);
  return isApart ? { because: 'year', first: Math.max(...first), second: Math.max(...second) } : null;
}

function years(group: readonly Report[]): readonly number[] {
  return group.flatMap(({ latestYear }) => latestYear ?? []);
}
