import MiniSearch from 'minisearch';
import type { Article } from '../articles/article.ts';
import { fold } from '../lib/text.ts';

/** Finds articles by their words. */
export type TextIndex = {
  /** Adds an article, or replaces the one of the same id. */
  put(article: Article): void;
  /** Ids of the articles that hold most of the words, best first; a word may be begun only, or slightly misspelt. */
  search(query: string): readonly string[];
  /** The newest time among articles, in milliseconds; -Infinity where none states one. */
  newest(ids: readonly string[]): number;
};

const MAX_QUERY_CHARACTERS = 200;
const MAX_HITS = 500;

export function createTextIndex(): TextIndex {
  const index = new MiniSearch<{ id: string; title: string; text: string; publisher: string }>({
    fields: ['title', 'text', 'publisher'],
    processTerm: (term) => fold(term) || null,
    searchOptions: {
      boost: { title: 3 },
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 5 ? 0.15 : false),
    },
  });
  const times = new Map<string, number>();

  return {
    put(article) {
      if (times.has(article.id)) index.discard(article.id);
      index.add({ id: article.id, title: article.title, text: article.text, publisher: article.publisher ?? '' });
      times.set(article.id, article.time.origin === 'unknown' ? Number.NEGATIVE_INFINITY : article.time.at);
    },
    search(query) {
      const words = query.slice(0, MAX_QUERY_CHARACTERS);
      // All words first: whoever types two words means both. Only where that finds nothing does one word do.
      const all = index.search(words, { combineWith: 'AND' });
      const hits = all.length > 0 ? all : index.search(words);
      return hits.slice(0, MAX_HITS).map((hit) => String(hit.id));
    },
    newest: (ids) => Math.max(...ids.map((id) => times.get(id) ?? Number.NEGATIVE_INFINITY)),
  };
}
