import { type Instant, later } from '../lib/clock.ts';
import type { ChannelAddress } from '../platform/channel.ts';
import type { Calls, Reach } from '../platform/platform.ts';
import { placeKey } from './channels.ts';

/** How long the limits of platforms keep calls waiting, by what they cover. */
export type Limits = {
  /** Nothing of `calls` (null: nothing at all) goes as far as `reach` for `ms`. */
  set(channel: ChannelAddress, reach: Reach, calls: Calls | null, ms: number, now: Instant): void;
  /** Until when calls of a kind wait in a place; null where they need not. */
  until(place: { readonly channel: ChannelAddress; readonly reach: Reach }, calls: Calls, now: Instant): Instant | null;
};

/** Places that are remembered before those whose limit is over are swept out. */
const SWEEP_AT = 1_000;

type Limit = { readonly setAt: Instant; readonly until: Instant };

export function createLimits(): Limits {
  const limits = new Map<string, Limit>();
  let sweepAt = SWEEP_AT;

  // Set back, the clock would stretch a limit of seconds to years; such a one is dropped, and set anew by the next refusal.
  const isOver = ({ setAt, until }: Limit, now: Instant) => until <= now || setAt > now;

  function standing(key: string, now: Instant): Instant | null {
    const limit = limits.get(key);
    if (limit === undefined) return null;
    if (!isOver(limit, now)) return limit.until;
    limits.delete(key);
    return null;
  }

  return {
    set(channel, reach, calls, ms, now) {
      const key = `${placeKey({ channel, reach })} ${calls ?? 'all'}`;
      const until = later(now, ms);
      const before = standing(key, now);
      if (before !== null && before >= until) return;
      limits.set(key, { setAt: now, until });
      if (limits.size < sweepAt) return;
      for (const [other, limit] of limits) if (isOver(limit, now)) limits.delete(other);
      sweepAt = Math.max(SWEEP_AT, 2 * limits.size);
    },
    until(place, calls, now) {
      const key = placeKey(place);
      const [own, all] = [standing(`${key} ${calls}`, now), standing(`${key} all`, now)];
      if (own === null || all === null) return own ?? all;
      return own > all ? own : all;
    },
  };
}
