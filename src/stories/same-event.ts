import { DAY_MS, HOUR_MS, type Instant } from '../lib/clock.ts';
import type { ArticleId } from '../lib/ids.ts';
import { type Conflict, conflict } from './conflict.ts';
import type { Fingerprint } from './fingerprint.ts';
import { likeness, logOdds } from './likeness.ts';

/** What grouping holds of one article. */
export type Report = {
  readonly id: ArticleId;
  readonly title: string;
  readonly language: string | null;
  readonly at: Instant | null;
  /** How far `at` may be off: a day where only a day is stated, 14 hours where no zone is. */
  readonly uncertainMs: number;
  /** The words by which it announces what is to come, or null. */
  readonly announces: string | null;
  readonly fingerprint: Fingerprint;
};

export type Rules = {
  /** The mean log-odds from which two groups are one story. */
  readonly threshold: number;
  /** Below this mean a conflict of 0.70 is enough to keep two groups apart; above it takes 0.85. */
  readonly certain: number;
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
  threshold: 2,
  certain: 5,
  quietDays: 14,
  windowDays: 30,
  timelineDays: 90,
  akin: 0,
  sharedNames: 0.45,
};

/** Why two groups of articles are not one story. */
export type Refused =
  | { readonly because: 'silence'; readonly days: number }
  | { readonly because: 'announcement'; readonly words: string; readonly isFirst: boolean }
  | { readonly because: 'conflict'; readonly conflict: Conflict };

/** The log-odds that two articles tell the same event, by their texts alone; in steps of 1/256, so that sums are exact in any order. */
export function textScore(a: Report, b: Report): number {
  const score = speakDifferently(a, b) ? -5 : logOdds(likeness(a.fingerprint, b.fingerprint));
  return Math.round(score * 256) / 256;
}

function speakDifferently(a: Report, b: Report): boolean {
  return a.language !== null && b.language !== null && a.language !== b.language;
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

/** Says why two groups must not become one story although their texts are alike, or null where they may. `average` is their mean log-odds. */
export function refuse(a: readonly Report[], b: readonly Report[], average: number, rules: Rules): Refused | null {
  const days = quietDaysBetween(a, b);
  if (days > rules.quietDays) return { because: 'silence', days };
  const announced = announcedBy(a, b) ?? announcedBy(b, a);
  if (announced !== null) return { because: 'announcement', words: announced.words, isFirst: announced.by === a };
  // Two lone articles cannot conflict: see `conflict`.
  if (a.length + b.length < 3) return null;
  const found = conflict(
    a.map(({ fingerprint }) => fingerprint.marks),
    b.map(({ fingerprint }) => fingerprint.marks),
  );
  if (found === null) return null;
  const limit = average < rules.certain ? 0.7 : 0.85;
  return found.degree >= limit ? { because: 'conflict', conflict: found } : null;
}

function quietDaysBetween(a: readonly Report[], b: readonly Report[]): number {
  const first = span(a);
  const second = span(b);
  if (first === null || second === null) return 0;
  return Math.max(0, second.from - first.to, first.from - second.to) / DAY_MS;
}

function span(group: readonly Report[]): { readonly from: number; readonly to: number } | null {
  const times = group.flatMap(({ at }) => (at === null ? [] : [at]));
  return times.length === 0 ? null : { from: Math.min(...times), to: Math.max(...times) };
}

function announcedBy(
  a: readonly Report[],
  b: readonly Report[],
): { readonly by: readonly Report[]; readonly words: string } | null {
  let announced = 0;
  let words: string | null = null;
  for (const one of a) {
    if (one.announces === null) continue;
    for (const other of b) {
      if (!announcesBefore(one, other)) continue;
      announced += 1;
      words ??= one.announces;
    }
  }
  return words !== null && 2 * announced > a.length * b.length ? { by: a, words } : null;
}

const CLEARLY_EARLIER_MS = 6 * HOUR_MS;

/** One article announces what the other, later or of no known time, tells as past. */
function announcesBefore(one: Report, other: Report): boolean {
  if (one.announces === null || other.announces !== null || one.at === null) return false;
  if (other.at === null) return true;
  return other.at - one.at >= CLEARLY_EARLIER_MS + Math.max(one.uncertainMs, other.uncertainMs) / 2;
}
