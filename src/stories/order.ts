import type { Article, ArticleTime } from '../articles/article.ts';
import type { Instant } from '../lib/clock.ts';
import type { ArticleId } from '../lib/ids.ts';

/** When an article was published, or null where nobody states it. A concluded day counts as stated. */
export function timeOf(time: ArticleTime): Instant | null {
  return time.origin === 'unknown' ? null : time.at;
}

/** Compares two articles by time, the undated ones last; of equals, by id. For `sort`. */
export function compareByTime(
  a: { readonly id: ArticleId; readonly at: Instant | null },
  b: { readonly id: ArticleId; readonly at: Instant | null },
): number {
  if (a.at !== b.at) {
    if (a.at === null) return 1;
    if (b.at === null) return -1;
    return a.at - b.at;
  }
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

/** The articles in the order of a story: by time, the undated ones last; of equals, by id. The first is the first report. */
export function storyOrder<T extends Pick<Article, 'id' | 'time'>>(articles: readonly T[]): readonly T[] {
  return articles
    .map((article) => ({ article, id: article.id, at: timeOf(article.time) }))
    .sort(compareByTime)
    .map(({ article }) => article);
}
