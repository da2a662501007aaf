import type { Article } from '../articles/article.ts';
import type { ArticleId, StoryId } from '../lib/ids.ts';
import type { Change } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import type { Regrouping, Story } from '../stories/story.ts';
import {
  type ArticleView,
  type Links,
  type StoryView,
  type StoryViews,
  toldArticles,
  viewArticle,
  viewStory,
} from '../stories/view.ts';
import { aliasSchema, type FiledArticle, filedArticleSchema, type StoryRow, storyRowSchema } from './rows.ts';
import { createTextIndex } from './text-index.ts';

/** Look-ups over what is stored. Asynchronous because texts stay in the store; only what finds them is in memory. */
export type Archive = StoryViews & {
  article(id: string): Promise<ArticleView | null>;
  /** Newest first by the story's time; stories without a time last. */
  latest(limit: number): Promise<readonly StoryView[]>;
  /** Best first. */
  search(query: string, limit: number): Promise<readonly StoryView[]>;
  counts(): { readonly articles: number; readonly stories: number };
};

/** The archive as those who add to it see it. */
export type ArchiveKeeper = Archive & {
  /** An article with how it came here; also by the id that a later version of its words would have. */
  filed(id: ArticleId): Promise<FiledArticle | null>;
  /** True where the article is there and stands in a story: neither its row nor its story's was lost. */
  isGrouped(id: ArticleId): boolean;
  /** The story in which an article stands; null where there is no such article. */
  storyOf(id: ArticleId): StoryId | null;
  /** Articles in the given order; one that is missing or damaged is left out. */
  filedArticles(ids: readonly ArticleId[]): Promise<readonly FiledArticle[]>;
  /** The story that an id leads to now, through whatever it was dissolved into. */
  currentStory(id: StoryId): Story | null;
  /**
   * Adds an article, or replaces what it said before, and regroups the stories. `read` is the id that its words give it
   * now: another one than its own where it was edited, and then remembered, so that a copy is known for what it is.
   */
  file(filed: FiledArticle, read: ArticleId, regrouping: Regrouping): Change;
};

/** What a start found in the store. */
export type ArchiveContents = { readonly articles: readonly Article[]; readonly stories: readonly Story[] };

/**
 * Opens the archive over the store's tables `articles` and `stories`. `timelineOf` tells which stories follow from one
 * another. The contents are what grouping rebuilds its memory from.
 */
export async function openArchive(
  store: Store,
  links: Links,
  timelineOf: (story: StoryId) => readonly StoryId[],
): Promise<{ readonly archive: ArchiveKeeper; readonly contents: ArchiveContents }> {
  const articleTable = store.table('articles', filedArticleSchema);
  const storyTable = store.table('stories', storyRowSchema);
  const aliasTable = store.table('aliases', aliasSchema);
  const stories = new Map<StoryId, Story>();
  const dissolved = new Map<StoryId, StoryId>();
  const storyOf = new Map<string, StoryId>();
  const aliases = new Map<ArticleId, ArticleId>();
  const texts = createTextIndex();

  const articles: Article[] = [];
  for await (const [, row] of articleTable.rows()) {
    articles.push(row.article);
    texts.put(row.article);
  }
  const readable = new Set(articles.map((article) => article.id));
  for await (const [, row] of storyTable.rows()) keepStory(row);
  for await (const [key, id] of aliasTable.rows()) aliases.set(key as ArticleId, id);

  function keepStory(row: StoryRow): void {
    if (row.kind === 'dissolved') {
      stories.delete(row.id);
      dissolved.set(row.id, row.into);
      return;
    }
    // An article whose row was damaged is set aside by the store; its story goes on without it.
    const kept = row.articles.filter((id) => readable.has(id));
    if (kept.length === 0) return;
    stories.set(row.id, { id: row.id, articles: kept });
    dissolved.delete(row.id);
    for (const id of kept) storyOf.set(id, row.id);
  }

  function currentStory(id: StoryId): Story | null {
    let at: StoryId | undefined = id;
    // Steps are bounded: rows from outside could lead in a circle.
    for (let step = 0; at !== undefined && step < 100; step++) {
      const story = stories.get(at);
      if (story) return story;
      at = dissolved.get(at);
    }
    return null;
  }

  async function filedArticles(ids: readonly ArticleId[]): Promise<readonly FiledArticle[]> {
    const rows = await Promise.all(ids.map((id) => articleTable.get(id)));
    return rows.filter((row) => row !== null);
  }

  async function view(story: Story | null): Promise<StoryView | null> {
    if (story === null) return null;
    const members = await filedArticles(toldArticles(story));
    return members.length === 0
      ? null
      : viewStory(
          story,
          members.map((row) => row.article),
          links,
        );
  }

  async function views(ids: readonly StoryId[]): Promise<readonly StoryView[]> {
    const found = await Promise.all(ids.map((id) => view(stories.get(id) ?? null)));
    return found.filter((story) => story !== null);
  }

  const archive: ArchiveKeeper = {
    story: (ref) => view(currentStory(storyOf.get(ref) ?? (ref as StoryId))),
    async article(id) {
      const story = storyOf.get(id);
      const row = story === undefined ? null : await articleTable.get(id);
      if (story === undefined || row === null) return null;
      const whole = await view(stories.get(story) ?? null);
      return viewArticle(row.article, story, whole?.time ?? null, links);
    },
    async latest(limit) {
      // Newest by their newest article; the texts index knows the times without reading the articles.
      const newestFirst = [...stories.values()]
        .map((story) => ({ id: story.id, at: texts.newest(story.articles) }))
        .sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
      return views(newestFirst.slice(0, limit).map(({ id }) => id));
    },
    async search(query, limit) {
      const ids = new Set<StoryId>();
      for (const article of texts.search(query)) {
        const story = storyOf.get(article);
        if (story !== undefined) ids.add(story);
        if (ids.size >= limit) break;
      }
      return views([...ids]);
    },
    timeline: (story) => views(timelineOf(story)),
    counts: () => ({ articles: storyOf.size, stories: stories.size }),
    filed: (id) => articleTable.get(aliases.get(id) ?? id),
    isGrouped: (id) => storyOf.has(aliases.get(id) ?? id),
    storyOf: (id) => storyOf.get(aliases.get(id) ?? id) ?? null,
    filedArticles,
    currentStory,
    file(filed, read, regrouping) {
      const rows: StoryRow[] = [
        ...regrouping.dissolved.map(({ id, into }) => ({ kind: 'dissolved', id, into }) as const),
        ...regrouping.changed.map(({ id, articles: members }) => ({ kind: 'story', id, articles: members }) as const),
      ];
      return {
        writes: [
          articleTable.put(filed.article.id, filed),
          ...(read === filed.article.id ? [] : [aliasTable.put(read, filed.article.id)]),
          ...rows.map((row) => storyTable.put(row.id, row)),
        ],
        apply() {
          if (read !== filed.article.id) aliases.set(read, filed.article.id);
          readable.add(filed.article.id);
          texts.put(filed.article);
          for (const row of rows) keepStory(row);
        },
      };
    },
  };
  return {
    archive,
    contents: { articles: articles.filter(({ id }) => storyOf.has(id)), stories: [...stories.values()] },
  };
}
