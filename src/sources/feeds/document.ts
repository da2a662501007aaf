import type { Instant } from '../../lib/clock.ts';

/** A feed larger than this is not read; the largest that news sites serve have 3 MB. */
export const MAX_FEED_BYTES = 10 * 1024 * 1024;

/** Of a feed that lists more items, the first ones are read. */
export const MAX_ITEMS = 10_000;

export type FeedFormat = 'rss' | 'rdf' | 'atom' | 'cdf' | 'json' | 'sitemap';

/** A feed as it was served, whatever its format. Texts are plain (tags off, spaces folded), addresses whole where a base for them is known. */
export type FeedDocument = {
  readonly format: FeedFormat;
  /** What it calls itself for ever (Atom), or null. */
  readonly id: string | null;
  readonly title: string | null;
  /** The address of its site. */
  readonly link: string | null;
  /** As stated: "en", "en-us". */
  readonly language: string | null;
  readonly description: string | null;
  readonly updatedAt: Instant | null;
  /** How long it asks not to be fetched again (RSS `ttl`, `sy:updatePeriod`). */
  readonly ttlMs: number | null;
  /** The address of its WebSub hub, and the one it says it has itself. */
  readonly hub: string | null;
  readonly self: string | null;
  readonly items: readonly FeedItem[];
};

/** One item as the feed states it; null is what it does not state. */
export type FeedItem = {
  /** Its guid as stated. Neither trusted nor an address: see identity.ts. */
  readonly id: string | null;
  readonly title: string | null;
  /** As spelled in the feed, made whole; not yet canonical, and of any scheme. */
  readonly url: string | null;
  readonly publishedAt: Instant | null;
  readonly updatedAt: Instant | null;
  readonly author: string | null;
  /** Plain; empty where the feed states one without words (a picture). */
  readonly summary: string | null;
  /** The fullest text the feed gives, as HTML, with whole addresses; hostile. */
  readonly html: string | null;
  /** The same as plain text. */
  readonly text: string | null;
  readonly image: string | null;
  readonly categories: readonly string[];
  readonly language: string | null;
  /** Whose text it is, where the feed carries several publishers'. */
  readonly source: string | null;
};

/** What came of reading a feed. `reason` is one sentence for the person who gave its address. */
export type FeedOutcome =
  | { readonly kind: 'feed'; readonly feed: FeedDocument }
  | { readonly kind: 'refused'; readonly reason: string };
