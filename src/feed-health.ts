import type { Desk } from './desk.ts';
import { DAY_MS, HOUR_MS, type Instant } from './lib/clock.ts';
import type { FeedBook } from './sources/feeds/book.ts';
import type { Feed } from './sources/feeds/feed.ts';
import { type FeedHealth, healthOf, hostOf, isFailing, itemsADay, publicFeedName } from './sources/feeds/health.ts';

/** A feed as its page shows it to anybody: without its address, which may hold a secret. */
export type FeedLine = {
  readonly name: string;
  readonly host: string;
  readonly health: FeedHealth;
  readonly lastOkAt: Instant | null;
  readonly nextAt: Instant;
  readonly itemsADay: number | null;
  /** Of its articles of the last 14 days, how many are in stories that channels were told of. */
  readonly share: { readonly articles: number; readonly matched: number };
  readonly fullText: boolean;
};

/** A page of the feeds of this Newsdesk, those in trouble first, and how all of them are doing. */
export type FeedsView = {
  readonly counts: Readonly<Record<FeedHealth['kind'], number>>;
  readonly feeds: readonly FeedLine[];
  readonly page: number;
  readonly pages: number;
};

const A_PAGE = 50;
const COUNTED_MS = 14 * DAY_MS;
/** What a feed held when it was met is filed within this time, and is no news that could have matched. */
const MEETING_MS = HOUR_MS;

const ORDER: Readonly<Record<FeedHealth['kind'], number>> = { failing: 0, gone: 1, new: 2, well: 3, paused: 4 };

export type FeedHealthDesk = Pick<Desk, 'seen' | 'archive' | 'outbox' | 'feeds'>;

/** The feeds of one page; the last one where there are not so many. */
export function viewFeeds(desk: FeedHealthDesk, page: number, now: Instant): FeedsView {
  const all = desk.feeds.all().map((feed) => ({ feed, health: healthOf(feed) }));
  const counts = { new: 0, well: 0, failing: 0, gone: 0, paused: 0 };
  for (const { health } of all) counts[health.kind]++;
  const pages = Math.max(1, Math.ceil(all.length / A_PAGE));
  const at = Math.min(Math.max(1, page), pages);
  const shown = all
    .sort(
      (a, b) =>
        ORDER[a.health.kind] - ORDER[b.health.kind] ||
        publicFeedName(a.feed).localeCompare(publicFeedName(b.feed), 'en'),
    )
    .slice((at - 1) * A_PAGE, at * A_PAGE)
    .map(({ feed, health }) => ({
      name: publicFeedName(feed),
      host: hostOf(feed.address),
      health,
      lastOkAt: feed.lastOkAt,
      nextAt: feed.nextAt,
      itemsADay: itemsADay(feed, now),
      share: shareOf(desk, feed, now),
      fullText: feed.fullText,
    }));
  return { counts, feeds: shown, page: at, pages };
}

function shareOf({ seen, archive, outbox }: FeedHealthDesk, { id, metAt }: Feed, now: Instant): FeedLine['share'] {
  const since = Math.max(now - COUNTED_MS, (metAt ?? now) + MEETING_MS);
  let articles = 0;
  let matched = 0;
  for (const { at, outcome } of seen.rowsOf(id).values()) {
    if (at < since || outcome.article === null) continue;
    articles++;
    const story = archive.storyOf(outcome.article);
    if (story !== null && outbox.deliveriesOf(story).length > 0) matched++;
  }
  return { articles, matched };
}

/** How the feeds are doing, one line each for programs and people: all of them, and those in trouble by name, at most ten. */
export function sayFeedsHealth(feeds: FeedBook): readonly string[] {
  const all = feeds.all();
  if (all.length === 0) return [];
  const failing = troubled(all);
  return [
    `${all.length === 1 ? '1 feed' : `${all.length} feeds`}, ${failing.length} failing`,
    ...failing.slice(0, MOST_NAMED).map(({ name, sentence }) => `feed ${name}: ${sentence}`),
  ];
}

const MOST_NAMED = 10;

/** A feed in trouble, in words. */
export type TroubledFeed = { readonly name: string; readonly since: Instant | null; readonly sentence: string };

/** The feeds in trouble, those for which it has lasted longest first. */
export function troubled(feeds: readonly Feed[]): readonly TroubledFeed[] {
  return feeds
    .filter(isFailing)
    .sort((a, b) => (a.trouble?.since ?? 0) - (b.trouble?.since ?? 0))
    .map((feed) => ({
      name: publicFeedName(feed),
      since: feed.trouble?.since ?? null,
      sentence: feed.trouble?.sentence ?? 'Its site says that it is gone for good.',
    }));
}
