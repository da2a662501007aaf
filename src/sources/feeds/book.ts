import { z } from 'zod';
import type { Instant } from '../../lib/clock.ts';
import { type FeedId, feedId } from '../../lib/ids.ts';
import { feedIdSchema, instantSchema } from '../../lib/schemas.ts';
import { cutText } from '../../lib/text.ts';
import type { Change } from '../../store/change.ts';
import type { Store } from '../../store/store.ts';
import type { Claim, Feed } from './feed.ts';
import { FIRST_INTERVAL_MS } from './politeness.ts';

const claimSchema: z.ZodType<Claim> = z.object({
  workspace: z.string(),
  channel: z.string().nullable(),
  at: instantSchema,
  isPaused: z.boolean(),
});

const parseFeed: z.ZodType<Feed> = z.object({
  id: feedIdSchema,
  address: z.string(),
  addedAs: z.string().nullable(),
  title: z.string().nullable(),
  claims: z.array(claimSchema).min(1),
  fullText: z.boolean(),
  addedAt: instantSchema,
  metAt: instantSchema.nullable(),
  nextAt: instantSchema,
  intervalMs: z.number().positive(),
  floorMs: z.number().min(0),
  ttlMs: z.number().min(0),
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  bodyDigest: z.string().nullable(),
  moved: z.object({ to: z.string(), count: z.int().min(1), since: instantSchema }).nullable(),
  areGuidsTrusted: z.boolean(),
  isGone: z.boolean(),
  trouble: z
    .object({
      reason: z.string(),
      sentence: z.string(),
      since: instantSchema,
      count: z.int().min(1),
      toldAt: instantSchema.nullable(),
    })
    .nullable(),
  lastOkAt: instantSchema.nullable(),
  lastNewAt: instantSchema.nullable(),
  newByDay: z.record(z.string(), z.int().min(0)),
});

const MAX_TITLE = 300;

const feedSchema = { version: 1, parse: parseFeed };

export type AddOptions = {
  /** As it calls itself, where that is known already. */
  readonly title: string | null;
  /** True where its items are teasers and their pages are to be read. */
  readonly fullText: boolean;
};

/** Which feeds are read, and for whom: kept in memory and in the store's table `feeds`. Changes are made within a turn. */
export type FeedBook = {
  /** Every feed, in the order in which they were added. */
  all(): readonly Feed[];
  feed(id: FeedId): Feed | null;
  /** The feed at a canonical address: the one that is asked, or the one under which it was added. */
  byAddress(address: string): Feed | null;
  /** The feeds that a workspace has a claim to, in the order in which they were added. */
  ofWorkspace(workspace: string): readonly Feed[];
  /**
   * Lets a workspace have the feed at a canonical address. A feed that is there gets another claim and is otherwise left as it is,
   * except that one that said it is gone is asked again. A workspace has one claim to a feed: its new one takes the old one's place.
   */
  add(address: string, claim: Claim, options: AddOptions, now: Instant): FeedChange;
  /** Ends the claim of a workspace. The feed goes with its last claim. */
  drop(feed: Feed, workspace: string): Change;
  /** Says whether a workspace does not need a feed for now. It is left alone while everybody has paused it. */
  pause(feed: Feed, workspace: string, isPaused: boolean, now: Instant): Change;
  /** Ends every claim of a workspace. */
  forget(workspace: string): Change;
  /** Writes down what was learnt of a feed. Its claims are those of the row in the book; nothing where it is not there any more. */
  put(feed: Feed): Change;
  /** `changed` is told of every feed that comes, changes or goes (then null), once that is stored. */
  attach(changed: (id: FeedId, feed: Feed | null) => void): void;
};

export type FeedChange = { readonly feed: Feed; readonly isNew: boolean; readonly change: Change };

/** True where somebody wants it to be read now. */
export function isWanted(feed: Feed): boolean {
  return !feed.isGone && feed.claims.some(({ isPaused }) => !isPaused);
}

export async function openFeedBook(store: Store): Promise<FeedBook> {
  const table = store.table('feeds', feedSchema);
  const feeds = new Map<FeedId, Feed>();
  const byAddress = new Map<string, FeedId>();
  const ofWorkspace = new Map<string, Set<FeedId>>();
  const listeners: ((id: FeedId, feed: Feed | null) => void)[] = [];

  const rows: Feed[] = [];
  for await (const [, feed] of table.rows()) rows.push(feed);
  for (const feed of rows.sort((a, b) => a.addedAt - b.addedAt || (a.id < b.id ? -1 : 1))) keep(feed);

  function keep(feed: Feed): void {
    forgetPlaces(feeds.get(feed.id));
    feeds.set(feed.id, feed);
    if (feed.addedAs !== null && !byAddress.has(feed.addedAs)) byAddress.set(feed.addedAs, feed.id);
    byAddress.set(feed.address, feed.id);
    for (const { workspace } of feed.claims) {
      const held = ofWorkspace.get(workspace) ?? new Set();
      ofWorkspace.set(workspace, held.add(feed.id));
    }
    for (const changed of listeners) changed(feed.id, feed);
  }

  function forgetPlaces(feed: Feed | undefined): void {
    if (feed === undefined) return;
    for (const address of [feed.address, feed.addedAs]) {
      if (address !== null && byAddress.get(address) === feed.id) byAddress.delete(address);
    }
    for (const { workspace } of feed.claims) {
      const held = ofWorkspace.get(workspace);
      held?.delete(feed.id);
      if (held?.size === 0) ofWorkspace.delete(workspace);
    }
  }

  function lose(feed: Feed): void {
    forgetPlaces(feeds.get(feed.id));
    feeds.delete(feed.id);
    for (const changed of listeners) changed(feed.id, null);
  }

  function write(stated: Feed): Change {
    // Feeds call themselves what they like, at any length.
    const feed = { ...stated, title: stated.title === null ? null : cutText(stated.title, MAX_TITLE) };
    return { writes: [table.put(feed.id, feed)], apply: () => keep(feed) };
  }

  const nothing: Change = { writes: [], apply: () => undefined };

  function drop({ id }: Feed, workspace: string): Change {
    const feed = feeds.get(id);
    if (feed === undefined) return nothing;
    const claims = feed.claims.filter((claim) => claim.workspace !== workspace);
    if (claims.length > 0) return write({ ...feed, claims });
    return { writes: [table.remove(id)], apply: () => lose(feed) };
  }

  const find = (address: string) => {
    const id = byAddress.get(address);
    return id === undefined ? null : (feeds.get(id) ?? null);
  };
  const held = (workspace: string) => [...(ofWorkspace.get(workspace) ?? [])].flatMap((id) => feeds.get(id) ?? []);

  return {
    all: () => [...feeds.values()],
    feed: (id) => feeds.get(id) ?? null,
    byAddress: find,
    ofWorkspace: (workspace) => held(workspace).sort((a, b) => a.addedAt - b.addedAt || (a.id < b.id ? -1 : 1)),

    add(address, claim, { title, fullText }, now) {
      const known = find(address);
      if (known === null) {
        const feed = newFeed(address, claim, { title, fullText }, now);
        return { feed, isNew: true, change: write(feed) };
      }
      const others = known.claims.filter(({ workspace }) => workspace !== claim.workspace);
      const asked = known.isGone || !isWanted(known) ? { isGone: false, nextAt: now } : {};
      const feed = { ...known, ...asked, claims: [...others, claim], fullText: known.fullText || fullText };
      return { feed, isNew: false, change: write(feed) };
    },

    drop,

    pause({ id }, workspace, isPaused, now) {
      const feed = feeds.get(id);
      if (feed === undefined) return nothing;
      const claims = feed.claims.map((claim) => (claim.workspace === workspace ? { ...claim, isPaused } : claim));
      const next = { ...feed, claims };
      return write(isWanted(next) && !isWanted(feed) ? { ...next, nextAt: now } : next);
    },

    forget(workspace) {
      const changes = held(workspace).map((feed) => drop(feed, workspace));
      return {
        writes: changes.flatMap(({ writes }) => writes),
        apply() {
          for (const change of changes) change.apply();
        },
      };
    },

    put(feed) {
      const claims = feeds.get(feed.id)?.claims;
      return claims === undefined ? nothing : write({ ...feed, claims });
    },

    attach: (changed) => listeners.push(changed),
  };
}

function newFeed(address: string, claim: Claim, { title, fullText }: AddOptions, now: Instant): Feed {
  return {
    id: feedId(address),
    address,
    addedAs: null,
    title,
    claims: [claim],
    fullText,
    addedAt: now,
    metAt: null,
    nextAt: now,
    intervalMs: FIRST_INTERVAL_MS,
    floorMs: 0,
    ttlMs: 0,
    etag: null,
    lastModified: null,
    bodyDigest: null,
    moved: null,
    areGuidsTrusted: true,
    isGone: false,
    trouble: null,
    lastOkAt: null,
    lastNewAt: null,
    newByDay: {},
  };
}
