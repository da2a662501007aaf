import type { Article } from '../articles/article.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../lib/clock.ts';
import type { ArticleId } from '../lib/ids.ts';
import { announcement } from './announcement.ts';
import { type Fingerprint, readFingerprint } from './fingerprint.ts';
import { timeOf } from './order.ts';

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

/** A report, and the words that the keys of its fingerprint stand for. */
export type Reading = { readonly report: Report; readonly spelling: ReadonlyMap<number, string> };

const ANYWHERE_ON_EARTH_MS = 14 * HOUR_MS;

/** Reads an article into what grouping holds of it. Pure: the same article always gives the same. */
export function readReport(article: Article): Reading {
  const { fingerprint, spelling } = readFingerprint(article);
  const report: Report = {
    id: article.id,
    title: article.title,
    language: article.language,
    at: timeOf(article.time),
    uncertainMs: uncertaintyOf(article),
    announces: announcement(article),
    fingerprint,
  };
  return { report, spelling };
}

function uncertaintyOf({ time }: Article): number {
  if (time.origin === 'unknown') return 0;
  if (time.precision === 'day') return DAY_MS;
  return time.origin === 'stated-local' && time.zone === null ? ANYWHERE_ON_EARTH_MS : 0;
}
