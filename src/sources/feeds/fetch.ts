import { createHash } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import type { Net, NetBody } from '../../lib/net/outcome.ts';
import type { Turns } from '../../lib/turns.ts';
import type { RawItem } from '../raw-item.ts';
import type { SeenLedger } from '../seen.ts';
import { isSameSite } from './address.ts';
import { type FeedDocument, MAX_FEED_BYTES } from './document.ts';
import type { Feed } from './feed.ts';
import type { FoundItem } from './feed-source.ts';
import { fullItem, type ReadPage } from './full-text.ts';
import { type Found, type ItemLedger, type KnownItem, sortItems } from './items.ts';
import { readFeed } from './parse.ts';
import type { Polled } from './politeness.ts';
import { isTeaser, rawItemOf } from './raw-item.ts';
import type { Robots } from './robots.ts';
import { hubOf, type NamedHub } from './subscription.ts';

const FEED_ACCEPT =
  'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5';
const FEED_MS = 60_000;
/** Pages read of one fetch, the newest items' first: a feed that is met, or that has lost its memory, must not have a whole site read. */
const MOST_PAGES = 20;

export type FetchParts = {
  readonly net: Net;
  readonly seen: SeenLedger;
  readonly items: ItemLedger;
  readonly robots: Robots;
  readonly readPage: ReadPage;
  readonly clock: Clock;
  /** Feeds are parsed one at a time, and others get their turn in between. */
  readonly parsing: Turns;
  readonly breathe: () => Promise<unknown>;
};

/** What asking a feed came to. */
export type Fetched = {
  readonly polled: Polled;
  /** What is to be filed, in the order of the items' times. */
  readonly found: readonly FoundItem[];
  /** What is to be known of its items once all that is filed; null: as before. */
  readonly known: readonly KnownItem[] | null;
  readonly forgotten: readonly string[];
  /** The hub that it names now; `unread`: nothing of it was read. */
  readonly hub: NamedHub | null | 'unread';
};

/** Asks a feed, and reads what is new in it. Null where it was stopped. Stores nothing; throws nothing that the network does. */
export async function fetchFeed(feed: Feed, parts: FetchParts, signal: AbortSignal): Promise<Fetched | null> {
  const { etag, lastModified } = feed;
  const request = { accept: FEED_ACCEPT, maxBytes: MAX_FEED_BYTES, totalMs: FEED_MS, etag, lastModified, signal };
  const answer = await parts.net.get(feed.address, request);
  switch (answer.kind) {
    case 'failed':
      return answer.reason === 'stopped' ? null : nothing({ ...answer });
    case 'not-modified':
      return nothing({ ...answer, ...UNCHANGED, kind: 'answered', areGuidsTrusted: feed.areGuidsTrusted });
    case 'body':
      return readBody(feed, answer, parts, signal);
  }
}

const UNCHANGED = { bodyDigest: null, stated: null, newItems: 0 } as const;

function nothing(polled: Polled): Fetched {
  return { polled, found: [], known: null, forgotten: [], hub: 'unread' };
}

async function readBody(feed: Feed, answer: NetBody, parts: FetchParts, signal: AbortSignal): Promise<Fetched> {
  const bodyDigest = createHash('sha256').update(answer.bytes).digest('base64url').slice(0, 22);
  const areGuidsTrusted = feed.areGuidsTrusted;
  if (bodyDigest === feed.bodyDigest)
    return nothing({ ...answer, ...UNCHANGED, kind: 'answered', bodyDigest, areGuidsTrusted });
  const outcome = await parts.parsing(async () => {
    await parts.breathe();
    return readFeed(answer);
  });
  if (outcome.kind === 'refused') {
    const { redirects } = answer;
    const failed = { reason: 'not-a-feed', sentence: outcome.reason, retryAfterMs: null, isPermanent: false } as const;
    return nothing({ kind: 'failed', redirects, ...failed });
  }
  const document = outcome.feed;
  const before = await parts.items.of(feed.id);
  const sorted = await parts.parsing(async () => {
    await parts.breathe();
    return sortItems(document.items, before, areGuidsTrusted, parts.clock());
  });
  const open = sorted.found.filter(({ ref, version }) => parts.seen.row(feed.id, ref)?.version !== version);
  const stated = { title: document.title, ttlMs: document.ttlMs };
  const newItems = sorted.found.filter(({ isNew }) => isNew).length;
  return {
    polled: { ...answer, kind: 'answered', bodyDigest, stated, newItems, areGuidsTrusted: sorted.areGuidsTrusted },
    found: await rawItems(feed, document, open, parts, signal),
    known: sorted.known,
    forgotten: sorted.forgotten,
    hub: hubOf(document, answer),
  };
}

async function rawItems(
  feed: Feed,
  document: FeedDocument,
  found: readonly Found[],
  parts: FetchParts,
  signal: AbortSignal,
): Promise<readonly FoundItem[]> {
  const pages = feed.fullText ? new Set(found.filter(({ item }) => isTeaser(item)).slice(-MOST_PAGES)) : new Set();
  const items: FoundItem[] = [];
  for (const one of found) {
    const { item, ref, version } = one;
    const raw = () => rawItemOf(document, item, { source: feed.id, ref });
    let full: RawItem | null = null;
    if (pages.has(one)) {
      const { net, robots, readPage } = parts;
      full = await fullItem(item, raw(), { net, robots, read: readPage }, signal);
    }
    const isHearsay = item.url !== null && !isSameSite(feed.address, item.url);
    items.push({ ref, version, isHistory: feed.metAt === null, isHearsay, raw: full === null ? raw : () => full });
  }
  return items;
}
