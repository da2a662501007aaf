import { DAY_MS, type Instant } from '../../lib/clock.ts';
import { feedIdSchema } from '../../lib/schemas.ts';
import { cutText } from '../../lib/text.ts';
import type { FeedBook } from './book.ts';
import type { Claim, Feed, Trouble } from './feed.ts';

/** How a feed is doing, for people. */
export type FeedHealth =
  /** It has not been read yet. */
  | { readonly kind: 'new' }
  | { readonly kind: 'well'; readonly lastOkAt: Instant }
  | { readonly kind: 'failing'; readonly trouble: Trouble }
  /** Its publisher says that it is gone for good; it is not asked any more. */
  | { readonly kind: 'gone'; readonly trouble: Trouble | null }
  /** Everybody who wants it has paused it. */
  | { readonly kind: 'paused' };

/** How a feed is doing, for those who hold `claims` to it (all, where nothing else is said). */
export function healthOf(feed: Feed, claims: readonly Claim[] = feed.claims): FeedHealth {
  if (feed.isGone) return { kind: 'gone', trouble: feed.trouble };
  if (claims.every(({ isPaused }) => isPaused)) return { kind: 'paused' };
  if (feed.trouble !== null) return { kind: 'failing', trouble: feed.trouble };
  return feed.lastOkAt === null ? { kind: 'new' } : { kind: 'well', lastOkAt: feed.lastOkAt };
}

/** True where something is wrong with a feed that people may want to know. */
export function isFailing(feed: Feed): boolean {
  const { kind } = healthOf(feed);
  return kind === 'failing' || kind === 'gone';
}

const DAYS_COUNTED = 14;

/** How many new items it has brought a day of late; null while it has not been read. What it held when it was met does not count. */
export function itemsADay({ metAt, newByDay }: Feed, now: Instant): number | null {
  if (metAt === null) return null;
  const days = Math.min(DAYS_COUNTED, Math.max(1, (now - metAt) / DAY_MS));
  return Object.values(newByDay).reduce((sum, items) => sum + items, 0) / days;
}

/** `3 items a day`, `2 items a week`, `no new items of late` */
export function sayItemsADay(aDay: number): string {
  if (aDay >= 1.5) return `${Math.round(aDay)} items a day`;
  const aWeek = Math.round(aDay * 7);
  if (aWeek === 0) return 'no new items of late';
  return aWeek === 1 ? '1 item a week' : `${aWeek} items a week`;
}

const MAX_NAME = 120;

/** What those who have added a feed call it: its title, else its address. */
export function feedName({ title, address }: Pick<Feed, 'title' | 'address'>): string {
  return cutText(title ?? address.replace(/^https?:\/\//, ''), MAX_NAME);
}

/** What anybody may know a feed by: its title, else its host. The rest of an address may hold a secret. */
export function publicFeedName({ title, address }: Pick<Feed, 'title' | 'address'>): string {
  return cutText(title ?? hostOf(address), MAX_NAME);
}

/** `news.example`, with its port where that is not the usual one. */
export function hostOf(address: string): string {
  return URL.parse(address)?.host ?? '';
}

/** Where something was read, in words: a feed by its name, a file by its folder and its own. */
export function sayPlace(feeds: Pick<FeedBook, 'feed'>, source: string, ref: string): string {
  const id = feedIdSchema.safeParse(source);
  if (!id.success) return `${source}/${ref}`;
  const feed = feeds.feed(id.data);
  return feed === null ? 'a feed that is no more' : `the feed “${publicFeedName(feed)}”`;
}
