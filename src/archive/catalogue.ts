import { type Instant, SECOND_MS } from '../lib/clock.ts';
import type { ArticleId, StoryId } from '../lib/ids.ts';
import { createShardedMap } from '../lib/sharded-map.ts';
import type { Story } from '../stories/story.ts';

/** When an article says it was published (null: it does not), and when it came here. */
export type Times = { readonly at: Instant | null; readonly filedAt: Instant };

/** What is kept in memory of every article and story: which article stands in which story, and their times. No texts. */
export type Catalogue = {
  has(article: ArticleId): boolean;
  put(article: ArticleId, times: Times): void;
  remove(article: ArticleId): void;
  storyOf(article: ArticleId): StoryId | undefined;
  story(id: StoryId): Story | undefined;
  /** Makes a story hold exactly these articles. They must have been put. */
  set(story: Story): void;
  drop(story: StoryId): void;
  stories(): Iterable<Story>;
  /** Newest first by the newest time that an article of theirs states; those without a time last. Looks at every story. */
  latest(limit: number): readonly StoryId[];
  /**
   * The stories that no report was filed in since `before`; and of all of them those whose last report came first, until no more than
   * `mostArticles` articles are left. Longest ago first. Looks at every story.
   */
  overdue(before: Instant, mostArticles: number): readonly StoryId[];
  /** When the last of a story's articles came, to the second; null where there is no such story. */
  lastFiledAt(story: StoryId): Instant | null;
  counts(): { readonly articles: number; readonly stories: number };
};

type Kept = {
  readonly story: Story;
  /** The newest time that one of its articles states; -Infinity where none does. */
  readonly newest: number;
  /** When the last of its articles came, in seconds. */
  readonly lastFiled: number;
};

const NO_TIME = Number.NEGATIVE_INFINITY;
const FIRST_ROOM = 1024;

/** An empty catalogue. An article takes about 150 bytes of memory, its share of its story included. */
export function createCatalogue(): Catalogue {
  // An article is a place in these columns; places that got free are used again.
  const places = createShardedMap<ArticleId, number>();
  const kept = createShardedMap<StoryId, Kept>();
  const homes: (StoryId | undefined)[] = [];
  const free: number[] = [];
  let times = new Float64Array(FIRST_ROOM);
  let filed = new Uint32Array(FIRST_ROOM);

  function placeFor(article: ArticleId): number {
    const known = places.get(article);
    if (known !== undefined) return known;
    const place = free.pop() ?? homes.push(undefined) - 1;
    places.set(article, place);
    if (place < times.length) return place;
    times = grown(times, new Float64Array(2 * times.length));
    filed = grown(filed, new Uint32Array(2 * filed.length));
    return place;
  }

  function keep(story: Story): Kept {
    let newest = NO_TIME;
    let lastFiled = 0;
    for (const id of story.articles) {
      const place = places.get(id) ?? -1;
      newest = Math.max(newest, times[place] ?? NO_TIME);
      lastFiled = Math.max(lastFiled, filed[place] ?? 0);
      if (place >= 0) homes[place] = story.id;
    }
    return { story, newest, lastFiled };
  }

  /** The second since which something was filed in stories of at most so many articles in all. */
  function secondOf(mostArticles: number): number {
    if (places.size <= mostArticles) return 0;
    const articlesAt = new Map<number, number>();
    for (const { story, lastFiled } of kept.values()) {
      articlesAt.set(lastFiled, (articlesAt.get(lastFiled) ?? 0) + story.articles.length);
    }
    let left = places.size;
    for (const second of [...articlesAt.keys()].sort((a, b) => a - b)) {
      if (left <= mostArticles) return second;
      left -= articlesAt.get(second) ?? 0;
    }
    return Number.MAX_SAFE_INTEGER;
  }

  return {
    has: (article) => places.has(article),
    put(article, { at, filedAt }) {
      const place = placeFor(article);
      times[place] = at ?? NO_TIME;
      filed[place] = Math.ceil(filedAt / SECOND_MS);
    },
    remove(article) {
      const place = places.get(article);
      if (place === undefined) return;
      places.delete(article);
      homes[place] = undefined;
      free.push(place);
    },
    storyOf: (article) => homes[places.get(article) ?? -1],
    story: (id) => kept.get(id)?.story,
    set: (story) => kept.set(story.id, keep(story)),
    drop: (story) => void kept.delete(story),
    *stories() {
      for (const { story } of kept.values()) yield story;
    },

    latest(limit) {
      let found: Kept[] = [];
      let bar = NO_TIME;
      for (const one of kept.values()) {
        if (one.newest < bar) continue;
        found.push(one);
        if (found.length < 4 * limit + 64) continue;
        found = found.sort(newestFirst).slice(0, limit);
        bar = found.at(-1)?.newest ?? NO_TIME;
      }
      return found
        .sort(newestFirst)
        .slice(0, limit)
        .map(({ story }) => story.id);
    },

    overdue(before, mostArticles) {
      const second = Math.max(before / SECOND_MS, secondOf(mostArticles));
      const found: Kept[] = [];
      for (const one of kept.values()) if (one.lastFiled < second) found.push(one);
      return found
        .sort((a, b) => a.lastFiled - b.lastFiled || (a.story.id < b.story.id ? -1 : 1))
        .map(({ story }) => story.id);
    },

    lastFiledAt(story) {
      const seconds = kept.get(story)?.lastFiled;
      return seconds === undefined ? null : ((seconds * SECOND_MS) as Instant);
    },
    counts: () => ({ articles: places.size, stories: kept.size }),
  };
}

function newestFirst(a: Kept, b: Kept): number {
  return b.newest - a.newest || (a.story.id < b.story.id ? -1 : 1);
}

function grown<T extends Float64Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
