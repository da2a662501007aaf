import { setImmediate as breathe } from 'node:timers/promises';
import { type Instant, SECOND_MS } from '../lib/clock.ts';
import { createIdTable } from '../lib/id-table.ts';
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
  /** Makes a story hold exactly these articles. False where some of them have not been put: then nothing is changed. */
  set(story: Story): boolean;
  drop(story: StoryId): void;
  stories(): Iterable<Story>;
  /** Newest first by the newest time that an article of theirs states; those without a time last. Looks at every story, a slice at a time. */
  latest(limit: number): Promise<readonly StoryId[]>;
  /**
   * The stories that no report was filed in since `before`; and of all of them those whose last report came first, until no more than
   * `mostArticles` articles are left. Longest ago first, no more than `limit`. Looks at every story, a slice at a time: what
   * is filed meanwhile may or may not count.
   */
  overdue(before: Instant, mostArticles: number, limit: number): Promise<readonly Overdue[]>;
  /** When the last of a story's articles came, to the second; null where there is no such story. */
  lastFiledAt(story: StoryId): Instant | null;
  counts(): { readonly articles: number; readonly stories: number };
};

/** A story to let go, and when the last of its articles had come, to the second. */
export type Overdue = { readonly story: StoryId; readonly lastFiledAt: Instant };

type Kept = {
  readonly story: Story;
  /** The newest time that one of its articles states; -Infinity where none does. */
  readonly newest: number;
  /** When the last of its articles came, in seconds. */
  readonly lastFiled: number;
};

const NO_TIME = Number.NEGATIVE_INFINITY;
const FIRST_ROOM = 1024;
const SECONDS_OF_AN_HOUR = 3600;
/** Stories that are looked at before others get their turn: half a million take 50 ms. */
const SLICE = 5_000;

/** An empty catalogue. An article takes about 150 bytes of memory, its share of its story included. */
export function createCatalogue(): Catalogue {
  // An article is a place in these columns; places that got free are used again.
  const places = createIdTable<ArticleId>();
  const kept = createShardedMap<StoryId, Kept>();
  const homes: (StoryId | undefined)[] = [];
  const free: number[] = [];
  let times = new Float64Array(FIRST_ROOM);
  let filed = new Uint32Array(FIRST_ROOM);

  function placeFor(article: ArticleId): number {
    const known = places.get(article);
    if (known >= 0) return known;
    const place = free.pop() ?? homes.push(undefined) - 1;
    places.set(article, place);
    if (place < times.length) return place;
    times = grown(times, new Float64Array(2 * times.length));
    filed = grown(filed, new Uint32Array(2 * filed.length));
    return place;
  }

  function set(story: Story): boolean {
    const members: number[] = [];
    for (const id of story.articles) {
      const place = places.get(id);
      if (place < 0) return false;
      members.push(place);
    }
    let newest = NO_TIME;
    let lastFiled = 0;
    for (const place of members) {
      newest = Math.max(newest, times[place] ?? NO_TIME);
      lastFiled = Math.max(lastFiled, filed[place] ?? 0);
      homes[place] = story.id;
    }
    kept.set(story.id, { story, newest, lastFiled });
    return true;
  }

  async function* inSlices(): AsyncGenerator<readonly Kept[]> {
    let slice: Kept[] = [];
    for (const one of kept.values()) {
      slice.push(one);
      if (slice.length < SLICE) continue;
      yield slice;
      slice = [];
      await breathe();
    }
    yield slice;
  }

  /** The second since which something was filed in stories of at most so many articles in all. */
  async function secondOf(mostArticles: number): Promise<number> {
    const surplus = places.size - mostArticles;
    if (surplus <= 0) return 0;
    const hourOf = ({ lastFiled }: Kept) => Math.floor(lastFiled / SECONDS_OF_AN_HOUR);
    const hours = reach(await articlesBy(hourOf), surplus);
    if (hours === null) return Number.MAX_SAFE_INTEGER;
    // First the hour, then the second in it: all seconds of a month would have to be sorted.
    const seconds = await articlesBy((one) => (hourOf(one) === hours.at ? one.lastFiled : null));
    return (reach(seconds, surplus - hours.before)?.at ?? Number.MAX_SAFE_INTEGER) + 1;
  }

  async function articlesBy(placeOf: (one: Kept) => number | null): Promise<ReadonlyMap<number, number>> {
    const articles = new Map<number, number>();
    for await (const slice of inSlices()) {
      for (const one of slice) {
        const place = placeOf(one);
        if (place !== null) articles.set(place, (articles.get(place) ?? 0) + one.story.articles.length);
      }
    }
    return articles;
  }

  /** The first `limit` of the stories that `isWanted` lets through, in their order. */
  async function firstOf(
    limit: number,
    isWanted: (one: Kept) => boolean,
    order: (a: Kept, b: Kept) => number,
  ): Promise<readonly Kept[]> {
    let found: Kept[] = [];
    let last: Kept | null = null;
    for await (const slice of inSlices()) {
      for (const one of slice) {
        if (!isWanted(one) || (last !== null && order(last, one) < 0)) continue;
        found.push(one);
        if (found.length < 2 * limit + SLICE) continue;
        found = found.sort(order).slice(0, limit);
        last = found.at(-1) ?? null;
      }
    }
    return found.sort(order).slice(0, limit);
  }

  return {
    has: places.has,
    put(article, { at, filedAt }) {
      const place = placeFor(article);
      times[place] = at ?? NO_TIME;
      filed[place] = Math.ceil(filedAt / SECOND_MS);
    },
    remove(article) {
      const place = places.get(article);
      if (place < 0) return;
      places.delete(article);
      homes[place] = undefined;
      free.push(place);
    },
    storyOf: (article) => homes[places.get(article)],
    story: (id) => kept.get(id)?.story,
    set,
    drop: (story) => void kept.delete(story),
    *stories() {
      for (const { story } of kept.values()) yield story;
    },

    async latest(limit) {
      const found = await firstOf(limit, () => true, newestFirst);
      return found.map(({ story }) => story.id);
    },

    async overdue(before, mostArticles, limit) {
      const second = Math.max(before / SECOND_MS, await secondOf(mostArticles));
      const found = await firstOf(limit, ({ lastFiled }) => lastFiled < second, longestAgoFirst);
      return found.map(({ story, lastFiled }) => ({
        story: story.id,
        lastFiledAt: (lastFiled * SECOND_MS) as Instant,
      }));
    },

    lastFiledAt(story) {
      const seconds = kept.get(story)?.lastFiled;
      return seconds === undefined ? null : ((seconds * SECOND_MS) as Instant);
    },
    counts: () => ({ articles: places.size, stories: kept.size }),
  };
}

/** The first place, in their order, up to which there are so many articles, and how many there are before it; null where there are not so many. */
function reach(
  articles: ReadonlyMap<number, number>,
  wanted: number,
): { readonly at: number; readonly before: number } | null {
  let before = 0;
  for (const at of [...articles.keys()].sort((a, b) => a - b)) {
    const here = articles.get(at) ?? 0;
    if (before + here >= wanted) return { at, before };
    before += here;
  }
  return null;
}

function longestAgoFirst(a: Kept, b: Kept): number {
  return a.lastFiled - b.lastFiled || (a.story.id < b.story.id ? -1 : 1);
}

function newestFirst(a: Kept, b: Kept): number {
  return b.newest - a.newest || (a.story.id < b.story.id ? -1 : 1);
}

function grown<T extends Float64Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
