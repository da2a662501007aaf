import { setImmediate as breathe } from 'node:timers/promises';
import { type Clock, type Instant, later, MINUTE_MS, SECOND_MS } from '../../lib/clock.ts';
import type { FeedId } from '../../lib/ids.ts';
import type { Log } from '../../lib/log.ts';
import type { Net } from '../../lib/net/outcome.ts';
import { feedIdSchema } from '../../lib/schemas.ts';
import { cutText } from '../../lib/text.ts';
import { createTurns, type Turns } from '../../lib/turns.ts';
import { type Change, commitChanges } from '../../store/change.ts';
import type { Store } from '../../store/store.ts';
import type { SeenLedger } from '../seen.ts';
import { type FeedBook, isWanted } from './book.ts';
import { createDueList } from './due-list.ts';
import type { Feed } from './feed.ts';
import type { Shelf } from './feed-source.ts';
import { type Fetched, fetchFeed } from './fetch.ts';
import type { ReadPage } from './full-text.ts';
import { feedName } from './health.ts';
import { openItemLedger } from './items.ts';
import { afterOutage, afterPoll, dueAt, isOutOfReach, isToBeTold, type Polled } from './politeness.ts';
import { openRobots } from './robots.ts';
import type { Hubs } from './websub.ts';

export type PollLimits = {
  /** Feeds that are asked at a time. */
  readonly atOnce: number;
  /** Of them, feeds of one host. */
  readonly perHost: number;
  /** No feed is asked while more items than this wait to be filed. */
  readonly mostWaiting: number;
};

const POLL_LIMITS: PollLimits = { atOnce: 48, perHost: 2, mostWaiting: 1_000 };

export type PollerParts = {
  readonly store: Store;
  readonly turns: Turns;
  readonly book: FeedBook;
  readonly seen: SeenLedger;
  readonly shelf: Shelf;
  readonly net: Net;
  readonly clock: Clock;
  readonly log: Log;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly readPage: ReadPage;
  readonly hubs: Pick<Hubs, 'named' | 'isTelling'>;
  /** Tells those who added a feed, where they added it; stored together with what it is about. */
  readonly tell: (feed: Feed, sentence: string, at: Instant) => Change;
  /** Called when there may be something to do. */
  readonly wake: () => void;
  readonly limits?: Partial<PollLimits>;
};

export type Poller = {
  /** Begins to ask the feeds that are due, and stores what came of those that are done; true where something was stored. */
  step(): Promise<boolean>;
  /** Takes note that there is news in a feed: it is asked now, but not within a minute of the last time. One in trouble keeps its pace. */
  hear(id: FeedId): void;
  /** For how long there is nothing to do, unless something that is under way is done before. */
  idleMs(): number;
  /** Waits until something that is under way is done; false where nothing was. */
  idle(): Promise<boolean>;
  /** Lets what is under way end, and begins nothing any more. */
  stop(): void;
};

/** What came of a poll, once everything that it brought is filed. */
type Done =
  | {
      readonly kind: 'polled';
      readonly feed: FeedId;
      readonly fetched: Fetched;
      readonly at: Instant;
      readonly isOutage: boolean;
    }
  | { readonly kind: 'forget'; readonly feed: FeedId };

type Host = { active: number; readonly parked: FeedId[] };

/** Polls stored in one commit. */
const SETTLED_AT_ONCE = 100;
const SETTLE_MS = SECOND_MS;
/** Nobody waits longer than this without looking again. */
const LOOK_AGAIN_MS = 30 * SECOND_MS;
/** Where so many hosts in a row cannot even be reached, it is this machine that has no network. */
const OUTAGE_HOSTS = 5;
/** However often there is said to be news, a feed is asked once in this time. */
const HEARD_MS = MINUTE_MS;
const CLOCK_STEP_MS = MINUTE_MS;

/**
 * Asks feeds when they are due. What a fetch brought goes on the shelf; only when all of it is filed is it written down that the feed was read (its
 * validators, when it is next due), so that a crash in between repeats the fetch and loses nothing.
 */
export function createPoller(parts: PollerParts): Poller {
  const { store, turns, book, seen, shelf, clock, log, random, wake } = parts;
  const limits: PollLimits = { ...POLL_LIMITS, ...parts.limits };
  const items = openItemLedger(store);
  const fetching = { ...parts, items, robots: openRobots(parts.net, clock), parsing: createTurns(), breathe };
  const due = createDueList();
  /** Feeds that are not on the list because something is being done about them. */
  const inHand = new Set<FeedId>();
  const underWay = new Map<FeedId, Promise<void>>();
  const hosts = new Map<string, Host>();
  /** Feeds of which it was heard that there is news since they were last asked. */
  const heard = new Set<FeedId>();
  /** Hosts that got free while feeds were parked. */
  const freed: Host[] = [];
  const done: Done[] = [];
  /** Since when something is done and not stored, by `performance.now()`. */
  let doneSinceMs = 0;
  const unreached = new Set<string>();
  const ending = new AbortController();
  let lastLook = clock();

  book.attach((id, feed) => {
    if (feed === null) {
      due.remove(id);
      heard.delete(id);
      shelf.clear(id);
      if (!underWay.has(id)) inHand.delete(id);
      finish({ kind: 'forget', feed: id });
    } else schedule(feed);
    wake();
  });
  for (const feed of book.all()) schedule(feed);
  for (const source of seen.sources()) {
    const id = feedIdSchema.safeParse(source);
    if (id.success && book.feed(id.data) === null) finish({ kind: 'forget', feed: id.data });
  }

  function finish(one: Done): void {
    if (done.length === 0) doneSinceMs = performance.now();
    done.push(one);
  }

  function schedule(feed: Feed, earlierMs = 0): void {
    if (inHand.has(feed.id)) return;
    if (!isWanted(feed)) {
      due.remove(feed.id);
      return;
    }
    const at = later(dueAt(feed, clock()), -earlierMs);
    const { lastOkAt } = feed;
    const isHeard = heard.has(feed.id) && feed.trouble === null && lastOkAt !== null;
    const soonest = isHeard ? later(lastOkAt, Math.max(HEARD_MS, feed.floorMs)) : at;
    due.set(feed.id, soonest < at ? soonest : at);
  }

  function hasRoom(): boolean {
    return !ending.signal.aborted && underWay.size < limits.atOnce && shelf.count() <= limits.mostWaiting;
  }

  function startDue(): void {
    const now = clock();
    if (now < lastLook - CLOCK_STEP_MS) {
      for (const feed of book.all()) schedule(feed, lastLook - now);
      log.warn({}, 'The clock was set back; feeds are asked as if it had not been');
    }
    lastLook = now;
    while (hasRoom()) {
      const id = takeParked() ?? due.take(now);
      if (id === null) return;
      const feed = book.feed(id);
      if (feed !== null && isWanted(feed)) start(feed);
      else inHand.delete(id);
    }
  }

  /** The feed whose turn it is because its host got free. One that nobody wants any more would never free the host for the next. */
  function takeParked(): FeedId | null {
    for (let host = freed.shift(); host !== undefined; host = freed.shift()) {
      for (let id = host.parked.shift(); id !== undefined; id = host.parked.shift()) {
        // Dropped, or dropped, added again and asked meanwhile.
        if (!inHand.has(id) || underWay.has(id)) continue;
        const feed = book.feed(id);
        if (feed !== null && isWanted(feed)) return id;
        inHand.delete(id);
      }
    }
    return null;
  }

  function start(feed: Feed): void {
    if (underWay.has(feed.id)) return;
    inHand.add(feed.id);
    const name = hostOf(feed.address);
    const host = hosts.get(name) ?? { active: 0, parked: [] };
    hosts.set(name, host);
    if (host.active >= limits.perHost) {
      host.parked.push(feed.id);
      return;
    }
    host.active++;
    heard.delete(feed.id);
    const work = poll(feed)
      .catch((error: unknown) => {
        log.error({ feed: feed.id, error }, 'A feed could not be polled');
        inHand.delete(feed.id);
        due.set(feed.id, later(clock(), feed.intervalMs));
      })
      .finally(() => {
        underWay.delete(feed.id);
        leave(name, host);
        wake();
      });
    underWay.set(feed.id, work);
  }

  function leave(name: string, host: Host): void {
    host.active--;
    if (host.parked.length > 0) freed.push(host);
    else if (host.active === 0) hosts.delete(name);
  }

  async function poll(feed: Feed): Promise<void> {
    const fetched = await fetchFeed(feed, fetching, ending.signal);
    if (fetched === null) return;
    const at = clock();
    const isOutage = isUnreached(feed, fetched.polled);
    const settle = () => {
      finish({ kind: 'polled', feed: feed.id, fetched, at, isOutage });
      wake();
    };
    // Dropped while it was read.
    if (book.feed(feed.id) === null || fetched.found.length === 0) settle();
    else shelf.lay(feed.id, fetched.found, settle);
  }

  /** True where not this feed but the whole web seems to be out of reach. */
  function isUnreached({ address }: Feed, polled: Polled): boolean {
    const isFar = polled.kind === 'failed' && isOutOfReach(polled.reason);
    if (!isFar) {
      unreached.clear();
      return false;
    }
    unreached.add(hostOf(address));
    if (unreached.size === OUTAGE_HOSTS) log.warn({}, 'No host of any feed can be reached; is this machine offline?');
    return unreached.size >= OUTAGE_HOSTS;
  }

  /** How long what is done may wait for more, to be stored in one commit with it: a commit costs the disk much, and a row nothing. */
  function settleInMs(): number {
    if (done.length === 0) return Infinity;
    if (underWay.size === 0 || done.length >= SETTLED_AT_ONCE) return 0;
    return Math.max(0, doneSinceMs + SETTLE_MS - performance.now());
  }

  async function settleNext(): Promise<boolean> {
    if (settleInMs() > 0) return false;
    const batch = done.slice(0, SETTLED_AT_ONCE);
    await turns(() => {
      const taken = new Set<string>();
      return commitChanges(
        store,
        batch.flatMap((one) => (one.kind === 'forget' ? forgetting(one.feed) : settling(one, taken))),
      );
    });
    done.splice(0, batch.length);
    for (const { feed: id } of batch) {
      inHand.delete(id);
      const feed = book.feed(id);
      if (feed !== null) schedule(feed);
    }
    return true;
  }

  function settling({ feed: id, fetched, at, isOutage }: Done & { kind: 'polled' }, taken: Set<string>): Change[] {
    const feed = book.feed(id);
    if (feed === null) return forgetting(id);
    if (isOutage) return [book.put(afterOutage(feed, at, random()))];
    const { polled, known, forgotten, hub } = fetched;
    const mayMoveTo = (address: string) => !taken.has(address) && book.byAddress(address) === null;
    const next = afterPoll(feed, polled, {
      at,
      random: random(),
      mayMoveTo,
      isTold: parts.hubs.isTelling(id, at),
    });
    taken.add(next.address);
    const told = telling(feed, next, at);
    const naming = hub === 'unread' ? [] : [parts.hubs.named(id, hub, at)];
    const changes = [book.put(told.feed), seen.forget(id, forgotten), ...told.changes, ...naming];
    return known === null ? changes : [...changes, { writes: [items.put(id, known)], apply: () => undefined }];
  }

  function telling(
    before: Feed,
    next: Feed,
    at: Instant,
  ): { readonly feed: Feed; readonly changes: readonly Change[] } {
    const name = cutText(feedName(next), 100);
    if (next.trouble !== null && isToBeTold(next, at)) {
      const { sentence } = next.trouble;
      const after = next.isGone
        ? 'It is not asked any more.'
        : 'It is tried again, later each time, and daily in the end.';
      log.warn({ feed: next.id, address: hostOf(next.address), sentence }, 'A feed cannot be read');
      const change = parts.tell(next, `The feed “${name}” cannot be read. ${sentence} ${after}`, at);
      return { feed: { ...next, trouble: { ...next.trouble, toldAt: at } }, changes: [change] };
    }
    if (before.trouble === null || before.trouble.toldAt === null || next.trouble !== null)
      return { feed: next, changes: [] };
    log.info({ feed: next.id, address: hostOf(next.address) }, 'A feed is read again');
    return { feed: next, changes: [parts.tell(next, `The feed “${name}” is read again.`, at)] };
  }

  /** What is left of a feed that nobody wants any more. */
  function forgetting(id: FeedId): Change[] {
    if (book.feed(id) !== null) return [];
    return [seen.forget(id, [...seen.rowsOf(id).keys()]), { writes: [items.remove(id)], apply: () => undefined }];
  }

  return {
    async step() {
      startDue();
      return settleNext();
    },
    hear(id) {
      const feed = book.feed(id);
      if (feed === null) return;
      heard.add(id);
      schedule(feed);
      wake();
    },
    idleMs() {
      const dueInMs = hasRoom() ? (due.nextAt() ?? Infinity) - clock() : Infinity;
      return Math.max(0, Math.min(LOOK_AGAIN_MS, dueInMs, settleInMs()));
    },
    async idle() {
      if (underWay.size === 0) return false;
      await Promise.race(underWay.values());
      return true;
    },
    stop: () => ending.abort(),
  };
}

function hostOf(address: string): string {
  return URL.parse(address)?.hostname ?? '';
}
