import { setImmediate as breathe } from 'node:timers/promises';
import type { Instant } from '../lib/clock.ts';
import type { ArticleId, StoryId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import type { Change } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import type { Regrouping, Restoring, Story } from '../stories/story.ts';
import {
  type ArticleView,
  type Links,
  type StoryView,
  type StoryViews,
  toldArticles,
  viewArticle,
  viewStory,
} from '../stories/view.ts';
import { createCatalogue, type Overdue } from './catalogue.ts';
import { createLineage } from './lineage.ts';
import { createRecent } from './recent.ts';
import { restoreArchive } from './restore.ts';
import { type FiledArticle, openTables, type StoryRow, timesOf } from './rows.ts';
import { createSearchIndex, type SearchIndex } from './search-index.ts';

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
  /** Articles in the given order; one that is missing or damaged is left out. The same version of an article is the same object while it is used much. */
  filedArticles(ids: readonly ArticleId[]): Promise<readonly FiledArticle[]>;
  /** The story that an id leads to now, through whatever it was dissolved into. */
  currentStory(id: StoryId): Story | null;
  /**
   * Adds an article, or replaces what it said before, and regroups the stories. `read` is the id that its words give it
   * now: another one than its own where it was edited, and then remembered, so that a copy is known for what it is.
   */
  file(filed: FiledArticle, read: ArticleId, regrouping: Regrouping): Change;
  /** Stories to let go, longest ago first: see `Catalogue.overdue`. */
  overdue(before: Instant, mostArticles: number, limit: number): Promise<readonly Overdue[]>;
  /** When the last of a story's articles came, to the second; null where there is no such story. */
  lastFiledAt(story: StoryId): Instant | null;
  /** Takes articles of a story out, and the story with the last of them. `stories` are the ids that lead nowhere then. */
  expire(story: StoryId, articles: readonly ArticleId[]): Change & { readonly stories: readonly StoryId[] };
  /**
   * Of what was seen before, what need not be read again: all but what was an article that is not there any more because its row, or its story's, was
   * damaged. One that was let go stays seen.
   */
  stillKnown<Row extends { readonly outcome: { readonly article: ArticleId | null } }>(
    seen: readonly Row[],
  ): Promise<readonly Row[]>;
  /** True where an article was filed once and left with its story; false where it is there, or was lost. */
  isExpired(id: ArticleId): Promise<boolean>;
  /** Brings what searches find nearer to what is stored, one slice; false where nothing is left to do. */
  followUp(): Promise<boolean>;
  /** Reads every article once, so that the store finds the damaged ones. */
  check(): Promise<void>;
  /** Ends what runs beside the store. */
  close(): Promise<void>;
};

export type ArchiveOptions = {
  readonly store: Store;
  readonly links: Links;
  readonly log: Log;
  /** The file of the search index, or a place in memory (`search-database.ts`). */
  readonly searchPath: string;
  /** Where grouping gets back what it knew. */
  readonly restoring: Restoring;
  /** Which stories follow from one another. */
  readonly timelineOf: (story: StoryId) => readonly StoryId[];
  /** Told how far the start has come. */
  readonly progress: (done: number, of: number) => void;
};

/** Articles that are kept as they were read: the members of the stories that are growing now. Some 6 kB each. */
const RECENT = 4_096;

/** Opens the archive over the store's tables, and gives grouping back what it knew. */
export async function openArchive(options: ArchiveOptions): Promise<ArchiveKeeper> {
  const { store, links, log, timelineOf } = options;
  const tables = openTables(store);
  const catalogue = createCatalogue();
  const lineage = createLineage();
  const recent = createRecent<ArticleId, FiledArticle>(RECENT);
  const search: SearchIndex = createSearchIndex({
    path: options.searchPath,
    log,
    pages: () => pagesOf(tables.articles.rows()),
    read: (ids) =>
      Promise.all(ids.map((id) => tables.articles.get(id))).then((rows) => rows.filter((row) => row !== null)),
  });
  await restoreArchive({ ...options, tables, catalogue, lineage });

  function keepStory(row: StoryRow): void {
    if (row.kind === 'dissolved') {
      catalogue.drop(row.id);
      lineage.dissolve(row.id, row.into);
      return;
    }
    catalogue.set({ id: row.id, articles: row.articles });
    lineage.revive(row.id);
  }

  function currentStory(id: StoryId): Story | null {
    let at: StoryId | undefined = id;
    // Steps are bounded: rows from outside could lead in a circle.
    for (let step = 0; at !== undefined && step < 100; step++) {
      const story = catalogue.story(at);
      if (story) return story;
      at = lineage.into(at);
    }
    return null;
  }

  async function read(id: ArticleId): Promise<FiledArticle | null> {
    const known = recent.get(id);
    if (known !== undefined) return known;
    const row = await tables.articles.get(id);
    // A newer version, or its end, may have been stored meanwhile.
    const newer = recent.get(id);
    if (newer !== undefined) return newer;
    if (row !== null && catalogue.storyOf(id) !== undefined) recent.set(id, row);
    return row;
  }

  async function filedArticles(ids: readonly ArticleId[]): Promise<readonly FiledArticle[]> {
    const found: FiledArticle[] = [];
    for (const id of ids) {
      const row = recent.get(id) ?? (await read(id));
      if (row !== null) found.push(row);
    }
    return found;
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
    const found: StoryView[] = [];
    for (const [place, id] of ids.entries()) {
      const story = await view(catalogue.story(id) ?? null);
      if (story !== null) found.push(story);
      // The store answers at once, so a thousand stories would keep everybody else waiting.
      if (place % 10 === 9) await breathe();
    }
    return found;
  }

  const nameOf = (id: ArticleId) => lineage.article(id) ?? id;
  const isGrouped = (id: ArticleId) => catalogue.storyOf(nameOf(id)) !== undefined;

  async function isExpired(id: ArticleId): Promise<boolean> {
    const article = nameOf(id);
    if (catalogue.storyOf(article) !== undefined) return false;
    if (store.damaged().some(({ key }) => key === tables.articleKey(article))) return false;
    // Its story may have been lost; then its words are still there.
    return (await tables.articles.get(article)) === null;
  }

  return {
    story: (ref) => view(currentStory(catalogue.storyOf(ref as ArticleId) ?? (ref as StoryId))),
    async article(ref) {
      const id = ref as ArticleId;
      const story = catalogue.storyOf(id);
      const row = story === undefined ? null : await read(id);
      if (story === undefined || row === null) return null;
      const whole = await view(catalogue.story(story) ?? null);
      return viewArticle(row.article, story, whole?.time ?? null, links);
    },
    latest: async (limit) => views(await catalogue.latest(limit)),
    async search(query, limit) {
      const ids = new Set<StoryId>();
      for (const article of await search.search(query)) {
        const story = catalogue.storyOf(article as ArticleId);
        if (story !== undefined) ids.add(story);
        if (ids.size >= limit) break;
      }
      return views([...ids]);
    },
    timeline: (story) => views(timelineOf(story)),
    counts: catalogue.counts,
    filed: (id) => read(nameOf(id)),
    isGrouped,
    storyOf: (id) => catalogue.storyOf(nameOf(id)) ?? null,
    filedArticles,
    currentStory,
    file(filed, readAs, regrouping) {
      const { id } = filed.article;
      const rows: StoryRow[] = [
        ...regrouping.dissolved.map(({ id: gone, into }) => ({ kind: 'dissolved', id: gone, into }) as const),
        ...regrouping.changed.map(({ id: story, articles }) => ({ kind: 'story', id: story, articles }) as const),
      ];
      const times = timesOf(filed);
      return {
        writes: [
          tables.articles.put(id, filed),
          tables.memos.put(id, { memo: regrouping.memo, ...times }),
          ...(readAs === id ? [] : [tables.aliases.put(readAs, id)]),
          ...rows.map((row) => tables.stories.put(row.id, row)),
        ],
        apply() {
          if (readAs !== id) lineage.alias(readAs, id);
          catalogue.put(id, times);
          recent.set(id, filed);
          search.touch(id);
          for (const row of rows) keepStory(row);
        },
      };
    },
    overdue: catalogue.overdue,
    lastFiledAt: catalogue.lastFiledAt,
    expire(id, articles) {
      const gone = new Set(articles);
      const left = catalogue.story(id)?.articles.filter((article) => !gone.has(article)) ?? [];
      const aliases = articles.flatMap(lineage.aliasesOf);
      const stories = left.length === 0 ? [id, ...lineage.dissolvedInto(id)] : [];
      return {
        stories,
        writes: [
          ...articles.flatMap((article) => [tables.articles.remove(article), tables.memos.remove(article)]),
          ...aliases.map((alias) => tables.aliases.remove(alias)),
          ...(left.length === 0
            ? stories.map((story) => tables.stories.remove(story))
            : [tables.stories.put(id, { kind: 'story', id, articles: left })]),
        ],
        apply() {
          for (const alias of aliases) lineage.unalias(alias);
          for (const story of stories) lineage.revive(story);
          for (const article of articles) {
            catalogue.remove(article);
            recent.delete(article);
            search.touch(article);
          }
          if (left.length === 0) catalogue.drop(id);
          else catalogue.set({ id, articles: left });
        },
      };
    },
    async stillKnown(seen) {
      const known: (typeof seen)[number][] = [];
      for (const row of seen) {
        const { article } = row.outcome;
        if (article === null || isGrouped(article) || (await isExpired(article))) known.push(row);
      }
      return known;
    },
    isExpired,
    followUp: search.step,
    async check() {
      for await (const _page of pagesOf(tables.articles.rows()));
    },
    close: search.close,
  };
}

const PAGE = 100;

async function* pagesOf(rows: AsyncIterable<readonly [string, FiledArticle]>): AsyncGenerator<readonly FiledArticle[]> {
  let page: FiledArticle[] = [];
  for await (const [, row] of rows) {
    page.push(row);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
