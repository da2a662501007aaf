import { DAY_MS, HOUR_MS, type Instant, later, MINUTE_MS, toIso } from '../../lib/clock.ts';
import type { NetRedirect } from '../../lib/net/outcome.ts';
import { canonicalUrl } from '../../lib/url.ts';
import type { Feed, Trouble } from './feed.ts';

/** How long a feed is left alone before anything is known of it. */
export const FIRST_INTERVAL_MS = 30 * MINUTE_MS;
export const SHORTEST_INTERVAL_MS = 5 * MINUTE_MS;
/** The longest that a feed in which something happens is left alone. */
const BUSY_INTERVAL_MS = HOUR_MS;
/** The shortest where a hub tells of changes. */
const TOLD_INTERVAL_MS = HOUR_MS;
/** No feed is left alone for longer, jitter aside: neither one that is silent for months nor one that fails. */
export const LONGEST_INTERVAL_MS = DAY_MS;
/** What a feed asks for is kept up to this: many servers give every file a year, whatever it is. Retry-After has no such bound. */
const LONGEST_ASKED_MS = 6 * HOUR_MS;
const DAYS_KEPT = 14;
/** Polls are spread by up to this share of their interval, so that feeds that were added together do not stay together. */
const JITTER = 0.15;

const FIRST_RETRY_MS = 10 * MINUTE_MS;
/** A page that is refused or missing does not come back within minutes. */
const FIRST_RETRY_REFUSED_MS = HOUR_MS;
/** A feed that fails is tried at least this often for the first days, and daily then. */
const EARLY_RETRY_MS = 6 * HOUR_MS;
const EARLY_DAYS_MS = 3 * DAY_MS;

/** So many answers in a row, over so long, must say that a feed has moved. */
const MOVED_ANSWERS = 5;
const MOVED_MS = DAY_MS;

/** Trouble that has come up so often and lasted so long is told. */
const TOLD_COUNT = 3;
const TOLD_MS = HOUR_MS;

/** What came of one poll. */
export type Polled =
  | {
      readonly kind: 'failed';
      /** A `NetReason`, or `not-a-feed`. */
      readonly reason: string;
      readonly sentence: string;
      readonly redirects: readonly NetRedirect[];
      readonly retryAfterMs: number | null;
      readonly isPermanent: boolean;
    }
  | {
      readonly kind: 'answered';
      readonly redirects: readonly NetRedirect[];
      readonly etag: string | null;
      readonly lastModified: string | null;
      readonly maxAgeMs: number | null;
      /** Stands for the body; null where the answer was "not modified". */
      readonly bodyDigest: string | null;
      /** What the document says of itself; null where it was not read because nothing had changed. */
      readonly stated: { readonly title: string | null; readonly ttlMs: number | null } | null;
      /** How many items were not there before. */
      readonly newItems: number;
      readonly areGuidsTrusted: boolean;
    };

export type PollContext = {
  readonly at: Instant;
  /** From 0 to 1, for jitter. */
  readonly random: number;
  /** Whether an address is free for this feed to move to: that of another feed is not. */
  readonly mayMoveTo: (address: string) => boolean;
  /** True while its hub tells when it has changed. */
  readonly isTold: boolean;
};

/**
 * What a feed's row is after a poll; above all, when it is asked next:
 *
 * - after an answer: as often as it has news (`intervalFor`), not before its Cache-Control, `ttl` or earlier 429s allow (6 hours at most);
 * - not before an hour where its hub tells of changes: polls only make up for what the hub did not tell;
 * - after a failure: later each time, from minutes to 6 hours for the first three days, daily then. Retry-After is kept (a day at most,
 *   see `NetFailed`). What only a person can mend is tried daily;
 * - never again once it said 410 (`isGone`);
 * - always with up to 15 % added at random.
 *
 * A new address (301, 308) is taken over after 5 answers in a row over at least a day, unless another feed has it or it gives up https.
 */
export function afterPoll(feed: Feed, polled: Polled, context: PollContext): Feed {
  return polled.kind === 'failed' ? afterFailure(feed, polled, context) : afterAnswer(feed, polled, context);
}

type Failed = Extract<Polled, { kind: 'failed' }>;
type Answered = Extract<Polled, { kind: 'answered' }>;

function afterFailure(feed: Feed, failed: Failed, { at, random }: PollContext): Feed {
  // Where a detour ended says nothing of the feed's own address.
  const isGone = failed.reason === 'gone' && failed.redirects.every(({ isPermanent }) => isPermanent);
  const before = feed.trouble;
  const trouble: Trouble = {
    reason: failed.reason,
    sentence: failed.sentence,
    since: before === null || before.since > at ? at : before.since,
    count: (before?.count ?? 0) + 1,
    toldAt: before?.toldAt ?? null,
  };
  const isTooOften = failed.reason === 'too-many-requests';
  const floorMs = isTooOften ? Math.min(LONGEST_ASKED_MS, Math.max(feed.floorMs, FIRST_RETRY_MS) * 2) : feed.floorMs;
  const waitMs = Math.max(failed.retryAfterMs ?? 0, failed.isPermanent ? LONGEST_INTERVAL_MS : backOff(trouble, at));
  return { ...feed, isGone, trouble, floorMs, nextAt: jittered(at, Math.max(floorMs, waitMs), random) };
}

const REFUSED: ReadonlySet<string> = new Set([
  'login',
  'forbidden',
  'not-found',
  'gone',
  'too-many-requests',
  'status',
  'not-a-feed',
]);

function backOff({ reason, since, count }: Trouble, at: Instant): number {
  const first = REFUSED.has(reason) ? FIRST_RETRY_REFUSED_MS : FIRST_RETRY_MS;
  const longest = at - since < EARLY_DAYS_MS ? EARLY_RETRY_MS : LONGEST_INTERVAL_MS;
  return Math.min(longest, first * 2 ** Math.min(count - 1, 20));
}

function afterAnswer(feed: Feed, answered: Answered, { at, random, mayMoveTo, isTold }: PollContext): Feed {
  const { etag, lastModified, stated, newItems } = answered;
  const isFirst = feed.metAt === null;
  const floorMs = feed.floorMs < SHORTEST_INTERVAL_MS ? 0 : Math.round(feed.floorMs * 0.9);
  const next: Feed = {
    ...feed,
    ...movedBy(feed, answered.redirects, at, mayMoveTo),
    title: stated?.title ?? feed.title,
    ttlMs: stated === null ? feed.ttlMs : (stated.ttlMs ?? 0),
    metAt: feed.metAt ?? at,
    etag,
    lastModified,
    areGuidsTrusted: answered.areGuidsTrusted,
    bodyDigest: answered.bodyDigest ?? feed.bodyDigest,
    isGone: false,
    trouble: null,
    floorMs,
    lastOkAt: at,
    // What a feed holds when it is met says nothing of how often it changes.
    ...(isFirst || newItems === 0
      ? { newByDay: lately(feed.newByDay, at) }
      : { lastNewAt: at, newByDay: lately({ ...feed.newByDay, ...more(feed, newItems, at) }, at) }),
  };
  const intervalMs = Math.round(intervalFor(next, at));
  const asked = Math.max(answered.maxAgeMs ?? 0, next.ttlMs);
  const waitMs = Math.max(intervalMs, floorMs, Math.min(asked, LONGEST_ASKED_MS), isTold ? TOLD_INTERVAL_MS : 0);
  return { ...next, intervalMs, nextAt: jittered(at, waitMs, random) };
}

/**
 * How long a feed is left alone, by what it brought in the last days: a quarter of the usual time between two new items, from 5 minutes to an
 * hour; longer the longer nothing has come (an hour for each day), up to a day.
 */
export function intervalFor(feed: Feed, at: Instant): number {
  const metAt = feed.metAt ?? at;
  const watchedMs = clamp(at - metAt, 2 * HOUR_MS, DAYS_KEPT * DAY_MS);
  const count = Object.values(feed.newByDay).reduce((sum, items) => sum + items, 0);
  const usual = Math.min(watchedMs / (count + 1) / 4, BUSY_INTERVAL_MS);
  const silence = (at - (feed.lastNewAt ?? metAt)) / 24;
  return clamp(Math.max(usual, silence), SHORTEST_INTERVAL_MS, LONGEST_INTERVAL_MS);
}

/** Whether a failure looks from here as it would without a network. */
export function isOutOfReach(reason: string): boolean {
  return reason === 'dns' || reason === 'unreachable';
}

/**
 * What a feed's row is after a poll that failed because nothing can be reached from here: that is no trouble of the feed's, nor was it before, where
 * nobody was told of it yet.
 */
export function afterOutage(feed: Feed, at: Instant, random: number): Feed {
  const { trouble } = feed;
  const isOurs = trouble !== null && trouble.toldAt === null && isOutOfReach(trouble.reason);
  return { ...feed, trouble: isOurs ? null : trouble, nextAt: jittered(at, SHORTEST_INTERVAL_MS, random) };
}

/** When a feed is due by a clock that shows `now`: where the clock was set back, what was planned by it may lie too far ahead. */
export function dueAt({ nextAt }: Feed, now: Instant): Instant {
  const latest = later(now, Math.ceil(LONGEST_INTERVAL_MS * (1 + JITTER)));
  return nextAt > latest ? now : nextAt;
}

/** Whether those who added a feed are to be told of its trouble now. */
export function isToBeTold({ trouble, isGone }: Feed, at: Instant): boolean {
  if (trouble === null || trouble.toldAt !== null) return false;
  return isGone || (trouble.count >= TOLD_COUNT && at - trouble.since >= TOLD_MS);
}

type Moved = Pick<Feed, 'address' | 'addedAs' | 'moved'>;

function movedBy(
  { address, addedAs, moved }: Feed,
  redirects: readonly NetRedirect[],
  at: Instant,
  mayMoveTo: (address: string) => boolean,
): Moved {
  const stay = { address, addedAs, moved: null };
  const detour = redirects.findIndex(({ isPermanent }) => !isPermanent);
  const last = redirects.at(detour === -1 ? -1 : detour - 1);
  // `at(-1)` is also what stands before a detour that comes first.
  if (last === undefined || detour === 0) return stay;
  const to = canonicalUrl(last.to);
  if (to === null || to === address || (address.startsWith('https:') && !to.startsWith('https:'))) return stay;
  const isAgain = moved !== null && moved.to === to && moved.since <= at;
  const said = isAgain ? { ...moved, count: moved.count + 1 } : { to, count: 1, since: at };
  if (said.count < MOVED_ANSWERS || at - said.since < MOVED_MS || !mayMoveTo(to)) return { ...stay, moved: said };
  return { address: to, addedAs: addedAs ?? address, moved: null };
}

function more({ newByDay }: Feed, newItems: number, at: Instant): Readonly<Record<string, number>> {
  const day = dayOf(at);
  return { [day]: (newByDay[day] ?? 0) + newItems };
}

function lately(newByDay: Feed['newByDay'], at: Instant): Feed['newByDay'] {
  const first = dayOf(later(at, -(DAYS_KEPT - 1) * DAY_MS));
  const today = dayOf(at);
  return Object.fromEntries(Object.entries(newByDay).filter(([day]) => day >= first && day <= today));
}

function dayOf(at: Instant): string {
  return toIso(at).slice(0, 10);
}

function jittered(at: Instant, waitMs: number, random: number): Instant {
  return later(at, Math.round(waitMs * (1 + JITTER * random)));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
