import type { Article } from '../articles/article.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../lib/clock.ts';
import type { ArticleId } from '../lib/ids.ts';
import { endsLikeSentence, sentences } from '../lib/text.ts';
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
  const headed = withHeadline(article);
  const { fingerprint, spelling } = readFingerprint(headed);
  const report: Report = {
    id: article.id,
    title: headed.title,
    language: article.language,
    at: timeOf(article.time),
    uncertainMs: uncertaintyOf(article),
    announces: announcement(headed),
    fingerprint,
  };
  return { report, spelling };
}

const LEAD_CHARACTERS = 2_000;

/** Programs hand in texts without a headline: there the first line does the work of one, or its first sentence, which is no headline. */
function withHeadline(article: Article): Pick<Article, 'title' | 'titleOrigin' | 'text'> {
  if (article.title !== '') return article;
  const [first = ''] = article.text.slice(0, LEAD_CHARACTERS).trimStart().split('\n', 1);
  const title = sentences(first)[0] ?? '';
  return { title, titleOrigin: endsLikeSentence(title) ? 'lead' : 'stated', text: article.text };
}

function uncertaintyOf({ time }: Article): number {
  if (time.origin === 'unknown') return 0;
  if (time.precision === 'day') return DAY_MS;
  return time.origin === 'stated-local' && time.zone === null ? ANYWHERE_ON_EARTH_MS : 0;
}
