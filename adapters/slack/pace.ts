import type { Clock } from '../../src/lib/clock.ts';

/** Slack takes about one message a second and channel. */
const PACE_MS = 1_000;
/** Channels that are remembered; one that was said nothing in for a second need not be. */
const REMEMBERED = 1_000;

export type Pace = {
  /** Takes the channel's next place, or tells how long to wait for it. Whoever takes it calls `leave` when the call has ended. */
  enter(channel: string): { readonly kind: 'go' } | { readonly kind: 'wait'; readonly ms: number };
  leave(channel: string): void;
};

/** Keeps posts to a channel apart, so that Slack never has to refuse one: a refusal counts against the whole workspace. */
export function createPace(clock: Clock): Pace {
  const busy = new Set<string>();
  const freeAt = new Map<string, number>();

  return {
    enter(channel) {
      if (busy.has(channel)) return { kind: 'wait', ms: PACE_MS };
      const wait = (freeAt.get(channel) ?? 0) - clock();
      // A clock that was set back must not silence a channel.
      if (wait > 0 && wait <= PACE_MS) return { kind: 'wait', ms: wait };
      busy.add(channel);
      return { kind: 'go' };
    },
    leave(channel) {
      busy.delete(channel);
      if (freeAt.size >= REMEMBERED) freeAt.clear();
      // From the answer on: however long the call took, Slack has seen it by now.
      freeAt.set(channel, clock() + PACE_MS);
    },
  };
}
