import { type Clock, MINUTE_MS } from '../../src/lib/clock.ts';
import type { ChannelAddress } from '../../src/platform/channel.ts';
import type { Calls, Limited } from '../../src/platform/platform.ts';

/** Slack takes about one message a second and channel. */
const CHANNEL_MS = 1_000;
/** Messages a minute in a whole workspace (Slack speaks of several hundred), and how many may come at once. */
const SAID = { perMinute: 600, burst: 10 } as const;
/** Edits a minute in a whole workspace: chat.update is in tier 3. */
const EDITED = { perMinute: 50, burst: 20 } as const;
/** Places that are remembered before those that are free again are swept out. */
const SWEEP_AT = 2_000;

/** Keeps calls apart, so that Slack never has to refuse one: a refusal stops a method in the whole workspace. */
export type Pace = {
  /** The limit that a call would meet now; null where it may be made, and then it counts as made. */
  enter(at: ChannelAddress, calls: Calls): Limited | null;
};

type Rate = { readonly perMinute: number; readonly burst: number };

export function createPace(clock: Clock): Pace {
  /** From when on a place would be free if nothing had been allowed to come at once. */
  const spent = new Map<string, { readonly setAt: number; readonly until: number }>();
  let sweepAt = SWEEP_AT;

  /** How long a call of a rate has to wait. */
  function waitOf(key: string, { perMinute, burst }: Rate, now: number): number {
    const before = spent.get(key);
    // A clock that was set back must not silence anybody.
    if (before === undefined || before.setAt > now) return 0;
    return Math.max(0, before.until - (burst - 1) * (MINUTE_MS / perMinute) - now);
  }

  function spend(key: string, { perMinute }: Rate, now: number): void {
    const before = spent.get(key);
    const from = before === undefined || before.setAt > now ? now : Math.max(now, before.until);
    spent.set(key, { setAt: now, until: from + MINUTE_MS / perMinute });
    if (spent.size < sweepAt) return;
    for (const [other, { until }] of spent) if (until <= now) spent.delete(other);
    sweepAt = Math.max(SWEEP_AT, 2 * spent.size);
  }

  return {
    enter({ workspace, channel }, calls) {
      const now = clock();
      const ofWorkspace = `${workspace} ${calls}`;
      const rate = calls === 'say' ? SAID : EDITED;
      const ofChannel = { perMinute: MINUTE_MS / CHANNEL_MS, burst: 1 };
      const waits = calls === 'say' ? waitOf(`${workspace}/${channel}`, ofChannel, now) : 0;
      if (waits > 0) return { kind: 'limited', reach: 'channel', calls, afterMs: waits };
      const all = waitOf(ofWorkspace, rate, now);
      if (all > 0) return { kind: 'limited', reach: 'workspace', calls, afterMs: all };
      if (calls === 'say') spend(`${workspace}/${channel}`, ofChannel, now);
      spend(ofWorkspace, rate, now);
      return null;
    },
  };
}
