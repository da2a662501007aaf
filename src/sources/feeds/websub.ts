import { isIP } from 'node:net';
import { type Clock, type Instant, later, MINUTE_MS, SECOND_MS } from '../../lib/clock.ts';
import { digest, type FeedId } from '../../lib/ids.ts';
import type { Log } from '../../lib/log.ts';
import { isPublicAddress } from '../../lib/net/addresses.ts';
import type { Net } from '../../lib/net/outcome.ts';
import { feedIdSchema } from '../../lib/schemas.ts';
import type { Turns } from '../../lib/turns.ts';
import { type Change, commitChanges } from '../../store/change.ts';
import type { Store } from '../../store/store.ts';
import { type FeedBook, isWanted } from './book.ts';
import { hostOf } from './health.ts';
import {
  FIRST_RETRY_MS,
  granted,
  isSame,
  isSignedWith,
  LATE_RETRY_MS,
  LEASE_ASKED_MS,
  type NamedHub,
  newSubscription,
  refused,
  type Subscription,
  subscriptionSchema,
} from './subscription.ts';

/** What a hub's request to our address asks, by https://www.w3.org/TR/websub/ (5.2 and 5.3). Empty where it says nothing. */
export type HubQuery = {
  readonly mode: string;
  readonly topic: string;
  readonly challenge: string;
  readonly leaseSeconds: string;
};

/** Subscriptions at hubs, by WebSub (https://www.w3.org/TR/websub/). What a hub brings is never read: it makes the feed due, no more. */
export type Hubs = {
  /** Takes note of the hub that a feed named when it was read; null: none. */
  named(feed: FeedId, hub: NamedHub | null, at: Instant): Change;
  /** Whether a hub tells of changes of a feed now. */
  isTelling(feed: FeedId, at: Instant): boolean;
  /** Answers a hub that asks whether it was we who asked: with what the answer is to say, or null where it was not. */
  verify(feed: string, token: string, query: HubQuery): Promise<string | null>;
  /**
   * Judges what a hub brought, by its X-Hub-Signature: `news` of this feed, `ignored` where it is not signed with our secret,
   * `unknown` where nobody has this address.
   */
  judge(feed: string, token: string, signature: string | null, body: Uint8Array): Brought;
  /** Asks one hub for what is due: a subscription, its renewal, its end. False where nothing was. */
  step(): Promise<boolean>;
  /** For how long there is nothing to do, unless a feed changes. */
  idleMs(): number;
};

export type Brought =
  | { readonly kind: 'news'; readonly feed: FeedId }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'unknown' };

export type HubsParts = {
  readonly store: Store;
  readonly turns: Turns;
  readonly book: FeedBook;
  readonly net: Net;
  readonly clock: Clock;
  readonly log: Log;
  /** Under which hubs reach us; null, or an address of this machine or network: no hub is asked for anything. */
  readonly publicUrl: string | null;
};

const EARLY_TRIES = 4;
const REQUEST_MS = 30 * SECOND_MS;
const LOOK_AGAIN_MS = MINUTE_MS;
const MAX_CHALLENGE = 2_048;

/** Opens the subscriptions: kept in memory and in the store's table `websub`. Asks nothing before it steps. */
export async function openHubs({ store, turns, book, net, clock, log, publicUrl }: HubsParts): Promise<Hubs> {
  const table = store.table('websub', { version: 1, parse: subscriptionSchema });
  const byFeed = new Map<FeedId, readonly Subscription[]>();
  const base = publicUrl !== null && isReachable(publicUrl) ? publicUrl.replace(/\/*$/, '') : null;
  /** Between these two moments there is nothing to do. */
  let quiet: { readonly from: Instant; readonly until: Instant } | null = null;

  // Damaged rows are reported by their key: it must not hold the token.
  const keyOf = ({ feed, token }: Subscription) => `${feed}/${digest(token)}`;
  const others = ({ feed, token }: Subscription) => (byFeed.get(feed) ?? []).filter((one) => one.token !== token);

  for await (const [, row] of table.rows()) keep(row);
  book.attach((id) => {
    if (byFeed.has(id)) quiet = null;
  });

  function keep(row: Subscription): void {
    byFeed.set(row.feed, [...others(row), row]);
    quiet = null;
  }

  function put(row: Subscription): Change {
    return { writes: [table.put(keyOf(row), row)], apply: () => keep(row) };
  }

  function remove(row: Subscription): Change {
    function apply() {
      const left = others(row);
      if (left.length > 0) byFeed.set(row.feed, left);
      else byFeed.delete(row.feed);
    }
    return { writes: [table.remove(keyOf(row))], apply };
  }

  const commit = (change: Change) => turns(() => commitChanges(store, [change]));
  const current = (feed: FeedId) => byFeed.get(feed)?.find(({ state }) => state !== 'leaving') ?? null;
  const callbackOf = ({ feed, token }: Subscription) => (base === null ? null : `${base}/websub/${feed}/${token}`);

  function find(feed: string, token: string): Subscription | null {
    const id = feedIdSchema.safeParse(feed);
    const rows = id.success ? (byFeed.get(id.data) ?? []) : [];
    return rows.find((row) => isSame(Buffer.from(row.token), Buffer.from(token))) ?? null;
  }

  /** A hub that was asked for something is told that it is over; where none was, nothing stays. */
  function leave(row: Subscription, at: Instant): Change {
    const wasAsked = row.state === 'pending' || row.state === 'active';
    return wasAsked && base !== null ? put({ ...row, state: 'leaving', nextAt: at, tries: 0 }) : remove(row);
  }

  /** When something is to be done about a subscription; null: not for now. */
  function dueAt(row: Subscription, now: Instant): Instant | null {
    const feed = book.feed(row.feed);
    if (row.state === 'leaving') return row.nextAt;
    if (feed === null) return now;
    if (base === null || !isWanted(feed)) return null;
    // Our address has changed: what was told the hub leads nowhere.
    return row.callback !== null && row.callback !== callbackOf(row) ? now : row.nextAt;
  }

  function next(now: Instant): Subscription | null {
    let soonest = later(now, LOOK_AGAIN_MS);
    for (const row of [...byFeed.values()].flat()) {
      const at = dueAt(row, now);
      if (at !== null && at <= now) return row;
      if (at !== null && at < soonest) soonest = at;
    }
    quiet = { from: now, until: soonest };
    return null;
  }

  async function ask(row: Subscription, mode: 'subscribe' | 'unsubscribe', callback: string): Promise<void> {
    const { feed, hub, topic, secret } = row;
    const form = { 'hub.mode': mode, 'hub.topic': topic, 'hub.callback': callback };
    const wish = { 'hub.secret': secret, 'hub.lease_seconds': `${LEASE_ASKED_MS / SECOND_MS}` };
    const outcome = await net.post(hub, mode === 'subscribe' ? { ...form, ...wish } : form, { totalMs: REQUEST_MS });
    if (outcome.kind === 'taken' || outcome.reason === 'stopped') return;
    log.info({ feed, mode, sentence: outcome.sentence }, 'A hub did not take what it was asked');
    const isRefused = outcome.status !== null && outcome.status >= 400 && outcome.status < 500;
    if (mode === 'unsubscribe' || !isRefused || outcome.reason === 'too-many-requests') return;
    await turns(async () => {
      const now = find(feed, row.token);
      if (now?.state === 'pending') await commitChanges(store, [put(refused(now, clock()))]);
    });
  }

  async function subscribe(row: Subscription, callback: string, now: Instant): Promise<void> {
    const isElsewhere = row.callback !== callback;
    const waitMs = row.tries < EARLY_TRIES ? FIRST_RETRY_MS * 2 ** row.tries : LATE_RETRY_MS;
    // Stored before it is asked: the hub may come back to us before it has answered.
    const asking: Subscription = {
      ...row,
      callback,
      state: row.state === 'active' && !isElsewhere ? 'active' : 'pending',
      leaseEndsAt: isElsewhere ? null : row.leaseEndsAt,
      askedAt: now,
      nextAt: later(now, waitMs),
      tries: row.tries + 1,
    };
    await commit(put(asking));
    await ask(asking, 'subscribe', callback);
  }

  return {
    named(feed, hub, at) {
      const row = current(feed);
      if (row === null ? hub === null : row.hub === hub?.hub && row.topic === hub.topic) return NOTHING;
      const changes = row === null ? [] : [leave(row, at)];
      if (hub !== null) {
        // A feed that names another hub each time is no way to have many of them asked.
        const nextAt = row === null || row.askedAt === null ? at : later(row.askedAt, FIRST_RETRY_MS);
        changes.push(put(newSubscription(feed, hub, nextAt)));
      }
      return {
        writes: changes.flatMap(({ writes }) => writes),
        apply() {
          for (const change of changes) change.apply();
        },
      };
    },

    isTelling(feed, at) {
      const row = current(feed);
      if (row?.state !== 'active' || row.callback !== callbackOf(row)) return false;
      return row.leaseEndsAt !== null && row.leaseEndsAt > at;
    },

    verify(feed, token, { mode, topic, challenge, leaseSeconds }) {
      return turns(async () => {
        const row = find(feed, token);
        if (row === null || row.topic !== topic || challenge.length > MAX_CHALLENGE) return null;
        const now = clock();
        const isOurs = row.state === 'pending' || row.state === 'active';
        if (mode === 'denied' && isOurs) {
          await commitChanges(store, [put(refused(row, now))]);
          return '';
        }
        if (challenge === '') return null;
        if (mode === 'unsubscribe' && row.state === 'leaving') return challenge;
        if (mode !== 'subscribe' || !isOurs) return null;
        await commitChanges(store, [put(granted(row, leaseSeconds, now))]);
        log.info({ feed: row.feed, hub: hostOf(row.hub) }, 'A hub tells of a feed from now on');
        return challenge;
      });
    },

    judge(feed, token, signature, body) {
      const row = find(feed, token);
      if (row === null) return { kind: 'unknown' };
      const isNews = row.state !== 'leaving' && isSignedWith(row.secret, signature, body);
      return isNews ? { kind: 'news', feed: row.feed } : { kind: 'ignored' };
    },

    async step() {
      const now = clock();
      if (quiet !== null && quiet.from <= now && now < quiet.until) return false;
      const row = next(now);
      if (row === null) return false;
      const callback = callbackOf(row);
      if (row.state === 'leaving') {
        if (row.tries > 0 || row.callback === null) await commit(remove(row));
        else {
          // It stays for a while: the hub comes back to ask whether it was we who said so.
          await commit(put({ ...row, nextAt: later(now, FIRST_RETRY_MS), tries: 1 }));
          await ask(row, 'unsubscribe', row.callback);
        }
      } else if (callback === null || book.feed(row.feed) === null) await commit(leave(row, now));
      else await subscribe(row, callback, now);
      return true;
    },

    idleMs: () => (quiet === null ? 0 : Math.min(LOOK_AGAIN_MS, Math.max(0, quiet.until - clock()))),
  };
}

const NOTHING: Change = { writes: [], apply: () => undefined };

/** Whether a hub somewhere on the internet may get there. */
function isReachable(publicUrl: string): boolean {
  const host = (URL.parse(publicUrl)?.hostname ?? '').replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? host.includes('.') && !host.endsWith('.localhost') : isPublicAddress(host);
}
