import { onTestFinished } from 'vitest';
import { readArticle } from '../../../src/articles/read.ts';
import type { FeedId } from '../../../src/lib/ids.ts';
import { articleId } from '../../../src/lib/ids.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { openNet } from '../../../src/lib/net/net.ts';
import { createTurns } from '../../../src/lib/turns.ts';
import { type FeedBook, openFeedBook } from '../../../src/sources/feeds/book.ts';
import type { Feed } from '../../../src/sources/feeds/feed.ts';
import { createFeeds, type Feeds } from '../../../src/sources/feeds/feeds.ts';
import type { PollLimits } from '../../../src/sources/feeds/poller.ts';
import { type Hubs, openHubs } from '../../../src/sources/feeds/websub.ts';
import { openSeenLedger, type SeenLedger } from '../../../src/sources/seen.ts';
import type { Offer } from '../../../src/sources/source.ts';
import { commitChanges } from '../../../src/store/change.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { type FeedServer, startFeedServer } from '../../support/feed-server.ts';
import { createTestClock } from '../../support/newsroom.ts';
import { claim } from './support.ts';

export type Reader = {
  readonly book: FeedBook;
  readonly feeds: Feeds;
  readonly hubs: Hubs;
  readonly seen: SeenLedger;
  readonly store: Store;
  /** What was told of feeds. */
  readonly told: readonly string[];
  add(address: string, fullText?: boolean): Promise<FeedId>;
  feed(id: FeedId): Feed;
  /** Asks what is due and waits for it, without filing anything. */
  fetch(): Promise<void>;
  /** Hands over and files what was brought, at most `most` of it; gives the offers. */
  file(most?: number): Promise<readonly Offer[]>;
  /** Asks, files and stores, until nothing is left to do now. */
  read(): Promise<readonly Offer[]>;
};

export type World = {
  readonly server: FeedServer;
  readonly clock: ReturnType<typeof createTestClock>;
  /** A reader over the store, as after a start. */
  open(limits?: Partial<PollLimits>, publicUrl?: string | null): Promise<Reader>;
};

/** A feed server, a store and readers over them; files items by marking them as seen, and nothing else. */
export async function openWorld(): Promise<World> {
  const server = await startFeedServer();
  onTestFinished(server.stop);
  const store = await openStore('memory:');
  const clock = createTestClock('2026-06-01T10:00:00Z');
  return {
    server,
    clock,
    open: (limits, publicUrl) => openReader(server, store, clock, limits ?? {}, publicUrl ?? null),
  };
}

async function openReader(
  server: FeedServer,
  store: Store,
  clock: World['clock'],
  limits: Partial<PollLimits>,
  publicUrl: string | null,
): Promise<Reader> {
  const hosts = ['127.0.0.1', '127.0.0.2', '127.0.0.3'].map((host) => `${host}:${server.port}`);
  const net = openNet({ userAgent: 'Newsdesk', allow: [...hosts, '127.0.0.1:9'], limits: { spacingMs: 0 } });
  onTestFinished(net.close);
  const turns = createTurns();
  const book = await openFeedBook(store);
  const seen = await openSeenLedger(store);
  const told: string[] = [];
  const hubs = await openHubs({ store, turns, book, net, clock, log: silentLog, publicUrl });
  const feeds = createFeeds({
    hubs,
    store,
    turns,
    book,
    seen,
    net,
    clock,
    log: silentLog,
    random: () => 0,
    readPage(item) {
      const outcome = readArticle(item);
      return outcome.kind === 'article' ? outcome.article : null;
    },
    tell: (_feed, sentence) => ({ writes: [], apply: () => void told.push(sentence) }),
    wake: () => undefined,
    rang: () => undefined,
    limits,
  });

  async function fetch(): Promise<void> {
    await feeds.poller.step();
    while (await feeds.poller.idle()) await feeds.poller.step();
    while (await feeds.poller.step());
  }

  async function file(most = Infinity): Promise<readonly Offer[]> {
    const filed: Offer[] = [];
    for (;;) {
      const offers = (await feeds.source.poll(clock())).slice(0, most - filed.length);
      for (const offer of offers) {
        const outcome = { article: articleId(offer.ref), unreadable: null };
        await turns(() => commitChanges(store, [seen.mark(offer, outcome, clock())]));
      }
      filed.push(...offers);
      if (offers.length === 0 || filed.length >= most) return filed;
    }
  }

  return {
    book,
    feeds,
    hubs,
    seen,
    store,
    told,
    async add(address, fullText = false) {
      const { feed, change } = book.add(address, claim(), { title: null, fullText }, clock());
      await turns(() => commitChanges(store, [change]));
      return feed.id;
    },
    feed(id) {
      const feed = book.feed(id);
      if (feed === null) throw new Error('There is no such feed.');
      return feed;
    },
    fetch,
    file,
    async read() {
      const filed: Offer[] = [];
      for (;;) {
        await fetch();
        const offers = await file();
        await fetch();
        if (offers.length === 0) return filed;
        filed.push(...offers);
      }
    },
  };
}
