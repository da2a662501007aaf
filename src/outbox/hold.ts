import type { Instant } from '../lib/clock.ts';
import type { StoryId } from '../lib/ids.ts';
import type { ChannelAddress } from '../platform/channel.ts';
import type { Subscription } from '../topics/watchlist.ts';
import type { Block } from './channels.ts';
import type { Delivery, HeldCause } from './delivery.ts';

/** What keeps a delivery back, and until when as far as is known; null: until somebody changes something. */
export type Hold = {
  readonly cause: HeldCause | 'muted';
  readonly since: Instant;
  readonly until: Instant | null;
  /** For people, where nothing can be posted; else empty. */
  readonly reason: string;
};

/** What is known of a channel while a delivery is looked at. */
export type HoldContext = {
  readonly now: Instant;
  blocked(channel: ChannelAddress): Block | null;
  /** Until when the channel's quiet hours last (null: it has none now). */
  quietUntil(channel: ChannelAddress): Instant | null;
  muted(channel: ChannelAddress, story: StoryId): { readonly until: Instant | null } | null;
  /** How the channel follows the topics of an alert. */
  subscriptions(row: Delivery): readonly Subscription[];
};

/**
 * Why a delivery must not go now; null where it may. Edits ring nobody, so quiet hours and pauses let them through; a
 * muted story is left as it is; where nothing can be posted nothing is tried.
 */
export function holdOf(row: Delivery, context: HoldContext): Hold | null {
  const { channel, story, what, shown } = row;
  const block = context.blocked(channel);
  if (block !== null) return { cause: 'blocked', since: block.since, until: null, reason: block.reason };
  const muted = story === null ? null : context.muted(channel, story);
  if (muted !== null) return { cause: 'muted', since: context.now, until: muted.until, reason: '' };
  if (shown !== null || what.kind === 'notice') return null;
  if (what.kind === 'stories' && what.cause === 'digest') return null;
  const followed = context.subscriptions(row);
  const pauses = followed.flatMap(({ paused }) => (isStanding(paused, context.now) ? [paused] : []));
  const [pause] = pauses;
  if (pause !== undefined && pauses.length === followed.length) {
    const { since } = pause;
    return { cause: 'paused', since, until: earliestEnd(pauses), reason: '' };
  }
  const quietUntil = context.quietUntil(channel);
  return quietUntil === null ? null : { cause: 'quiet', since: context.now, until: quietUntil, reason: '' };
}

type Pause = NonNullable<Subscription['paused']>;

/** True while a pause lasts. */
export function isStanding(pause: Subscription['paused'], now: Instant): pause is Pause {
  return pause !== null && (pause.until === null || pause.until > now);
}

function earliestEnd(pauses: readonly Pause[]): Instant | null {
  let first: Instant | null = null;
  for (const { until } of pauses) if (until !== null && (first === null || until < first)) first = until;
  return first;
}
