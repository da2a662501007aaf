import { DAY_MS, type Instant } from '../lib/clock.ts';
import type { ChannelAddress } from '../platform/channel.ts';
import type { Calls } from '../platform/platform.ts';
import type { Lane, Next } from './agenda.ts';
import { byOrder, type Delivery, isPost, isReply, isWaiting } from './delivery.ts';
import type { Hold } from './hold.ts';

/** What a look at the rows of a channel shows. */
export type Glance = {
  readonly next: Next;
  /** The row to carry out now. */
  readonly row: Delivery | null;
  /** Alerts that are due and may go, in their order. */
  readonly alerts: readonly Delivery[];
  /** Alerts that are due and must wait, and do not say so yet. */
  readonly unmarked: readonly (readonly [Delivery, Hold])[];
};

export type GlanceContext = {
  readonly now: Instant;
  /** A story this much older than its planning comes from a backfill: it is told when there is nothing newer to tell. */
  readonly freshMs: number;
  heldBack(row: Delivery): Hold | null;
  /** True for a post that fails so often that those behind it need not wait for it. */
  isLost(row: Delivery): boolean;
  /** Until when the channel's own limits keep calls of a kind waiting. */
  limitedUntil(channel: ChannelAddress, calls: Calls): Instant | null;
};

/** The rows of a channel in the order in which people hear of them. */
export function inTurn(rows: readonly Delivery[], freshMs: number): readonly Delivery[] {
  return [...rows].sort((a, b) => rankOf(a, freshMs) - rankOf(b, freshMs) || byOrder(a, b));
}

/**
 * What is said first in a channel: notices; then alerts, and lists that stand for alerts, in the order of their stories'
 * times; then digests; then older stories, which a backfill asked for. So nothing new waits for something old.
 */
function rankOf({ what, order, plannedAt }: Delivery, freshMs: number): number {
  switch (what.kind) {
    case 'notice':
      return 0;
    case 'alert':
      return plannedAt - order > freshMs ? 3 : 1;
    case 'stories':
      return what.cause === 'digest' ? 2 : 1;
    case 'pointer':
    case 'follow-up':
    case 'reports':
      return 1;
  }
}

/** Looks at the open rows of a channel, which are `inTurn`. */
export function glance(rows: readonly Delivery[], context: GlanceContext): Glance {
  const { now } = context;
  const held = rows.flatMap((row): readonly (readonly [Delivery, Hold])[] => {
    const hold = context.heldBack(row);
    return hold === null ? [] : [[row, hold]];
  });
  const isHeld = held.some(([, { cause }]) => cause !== 'blocked');
  const kept = new Set(held.map(([row]) => row));
  // What is said in the thread of a message waits until the message is there.
  const unposted = new Set(rows.flatMap((row) => (row.what.kind === 'alert' && row.shown === null ? [row.story] : [])));
  const free = rows.filter((row) => !kept.has(row) && !(isReply(row) && unposted.has(row.story)));
  const unmarked = held.filter(([row, { cause }]) => isToMark(row, cause, now));
  const alerts = free.filter((row) => isAlertToPost(row, now));
  const ready = candidates(free, context).map((row) => ({ row, at: freeAt(row, context) }));
  const first = ready.find(({ at }) => at <= now);
  if (first !== undefined) {
    const lane = laneOf(first.row, context.freshMs);
    return { next: { kind: 'now', lane, isHeld }, row: first.row, alerts, unmarked };
  }
  if (unmarked.length > 0) return { next: { kind: 'now', lane: 'rest', isHeld }, row: null, alerts: [], unmarked };
  const times = [
    ...ready.map(({ at }) => at),
    ...held.flatMap(([row, { until }]) => [
      ...(until === null ? [] : [until]),
      ...(isDue(row, now) ? [] : [row.dueAt]),
    ]),
  ];
  const at = times.reduce<Instant | null>((soonest, one) => (soonest === null || one < soonest ? one : soonest), null);
  return { next: { kind: 'later', at, isHeld }, row: null, alerts: [], unmarked: [] };
}

/**
 * The rows that may go now, the next one first. While the first post must wait, those behind it wait as well, unless it
 * fails again and again. Edits and replies go when no post may.
 */
function candidates(rows: readonly Delivery[], { isLost }: GlanceContext): readonly Delivery[] {
  const posts = rows.filter(isPost);
  const first = posts.findIndex((row) => !isLost(row));
  const others = rows.filter((row) => !isPost(row));
  return [...(first === -1 ? posts : posts.slice(0, first + 1)), ...others];
}

function freeAt(row: Delivery, { now, limitedUntil }: GlanceContext): Instant {
  const dueAt = isDue(row, now) ? now : row.dueAt;
  const limited = limitedUntil(row.channel, callsOf(row));
  return limited !== null && limited > dueAt ? limited : dueAt;
}

/** What a row comes to for a platform's limits. */
export function callsOf(row: Delivery): Calls {
  return isPost(row) || isReply(row) ? 'say' : 'edit';
}

function laneOf(row: Delivery, freshMs: number): Lane {
  if (callsOf(row) === 'edit') return 'edits';
  return isPost(row) && rankOf(row, freshMs) <= 1 ? 'news' : 'rest';
}

// People are told when something comes late for a reason that they can change; what they want no more of is not told at all.
function isToMark(row: Delivery, cause: Hold['cause'], now: Instant): boolean {
  return cause !== 'muted' && row.held?.cause !== cause && isAlertToPost(row, now);
}

/** Nothing waits for longer than a day: such a time was written by a clock that has been set back since. */
function isDue({ dueAt }: Delivery, now: Instant): boolean {
  return dueAt <= now || dueAt - now > DAY_MS;
}

/** An alert that has never been sent and is due. */
function isAlertToPost(row: Delivery, now: Instant): boolean {
  return row.what.kind === 'alert' && row.shown === null && isWaiting(row) && isDue(row, now);
}
