import type { Article } from '../articles/article.ts';
import { DAY_MS, HOUR_MS } from '../lib/clock.ts';
import { endsLikeSentence, sentences } from '../lib/text.ts';
import { announcement } from './announcement.ts';
import { type Report, reportAt, writeBlock } from './block.ts';
import { readFingerprint } from './fingerprint.ts';
import { timeOf } from './order.ts';
import { termKey } from './terms.ts';

/** What reading an article gives. */
export type Reading = {
  /** What grouping holds of it, without links to others. */
  readonly report: Report;
  /** How the article spells the word, name or number of a key. */
  readonly spell: (key: number) => string | undefined;
};

const ANYWHERE_ON_EARTH_MS = 14 * HOUR_MS;

/** Reads an article into what grouping holds of it. Pure: the same article always gives the same. */
export function readReport(article: Article): Reading {
  const headed = withHeadline(article);
  const { contents, spelled, spell } = readFingerprint(headed);
  const block = writeBlock(contents, {
    at: timeOf(article.time),
    uncertainMs: uncertaintyOf(article),
    language: languageKey(article.language),
    title: headed.title,
    announces: announcement(headed),
    spelled,
  });
  return { report: reportAt(block, 0, article.id, null), spell };
}

/** The key of a language; 0 where none is known. */
export function languageKey(language: string | null): number {
  return language === null ? 0 : termKey(language);
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
