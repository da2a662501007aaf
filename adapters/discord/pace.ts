import { type Clock, MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import type { Calls, Limited } from '../../src/platform/platform.ts';

/** Discord takes 50 calls a second from a bot. What the network bunches up must still fit: they leave evenly, a few at once. */
const CALLS = 48;
const WINDOW_MS = SECOND_MS;
const GAP_MS = 20.5;
const AT_ONCE = 6;
/** Discord bans a machine at 10,000 refused calls in ten minutes. */
const REFUSALS = 5_000;
const REFUSALS_MS = 10 * MINUTE_MS;
const SLICE_MS = 10 * SECOND_MS;
/** Channels whose limit is remembered before those that are over are swept out. */
const SWEEP_AT = 2_000;

/** What is known of Discord's limits, from the calls that were made and what came back. */
export type Pace = {
  /** The limit that a call in a channel would meet now; null where it may be made, and then its place is kept for a second. */
  enter(channel: string, calls: Calls): Limited | null;
  /** How long nothing at all may be called, because too much was refused; null where it may. */
  brakeMs(): number | null;
  /** A request leaves. */
  sent(): void;
  /** An answer came. `channel`: the one that its limits count for. */
  answered(answer: Answer): void;
};

export type Answer = {
  readonly status: number;
  readonly channel: string | null;
  readonly calls: Calls | null;
  /** X-RateLimit-Remaining and X-RateLimit-Reset-After, in milliseconds; null where they are not told. */
  readonly remaining: number | null;
  readonly resetMs: number | null;
  readonly isShared: boolean;
};

/**
 * Keeps Discord's limits before they bite: 50 calls a second in all, each channel's by what its answers say, and far from
 * the number of refused calls for which Discord bans machines.
 */
export function createPace(clock: Clock): Pace {
  /** When the last calls were sent, and the places that are kept for calls to come. */
  let sent: number[] = [];
  let kept: number[] = [];
  /** When the next call would leave if all left evenly. */
  let evenAt = 0;
  const freeAt = new Map<string, { readonly setAt: number; readonly at: number }>();
  /** Refused calls by slice of time. */
  let refused: { readonly at: number; count: number }[] = [];
  let sweepAt = SWEEP_AT;

  // What lies ahead was written by a clock that has been set back since.
  const within = (at: number, now: number, ms: number) => at <= now && now - at < ms;

  function enter(channel: string, calls: Calls): Limited | null {
    const now = clock();
    const brake = brakeMs();
    if (brake !== null) return { kind: 'limited', reach: 'platform', afterMs: brake };
    const free = freeAt.get(`${channel} ${calls}`);
    if (free !== undefined && free.setAt <= now && free.at > now) {
      return { kind: 'limited', reach: 'channel', calls, afterMs: free.at - now };
    }
    sent = sent.filter((at) => within(at, now, WINDOW_MS));
    kept = kept.filter((at) => within(at, now, WINDOW_MS));
    if (sent.length + kept.length >= CALLS) {
      const first = Math.min(sent[0] ?? now, kept[0] ?? now);
      return { kind: 'limited', reach: 'platform', afterMs: Math.max(1, first + WINDOW_MS - now) };
    }
    // Far ahead, it was written by a clock that has been set back since.
    const even = evenAt - now > WINDOW_MS ? now : Math.max(evenAt, now);
    const early = even - (AT_ONCE - 1) * GAP_MS - now;
    if (early > 0) return { kind: 'limited', reach: 'platform', afterMs: Math.ceil(early) };
    evenAt = even + GAP_MS;
    kept.push(now);
    return null;
  }

  function brakeMs(): number | null {
    const now = clock();
    refused = refused.filter(({ at }) => within(at, now, REFUSALS_MS));
    let sum = 0;
    for (const { count } of refused) sum += count;
    const [first] = refused;
    return sum < REFUSALS || first === undefined ? null : first.at + REFUSALS_MS - now;
  }

  function countRefusal(now: number): void {
    const last = refused.at(-1);
    if (last !== undefined && within(last.at, now, SLICE_MS)) last.count += 1;
    else refused.push({ at: now, count: 1 });
  }

  return {
    enter,
    brakeMs,
    sent() {
      kept.shift();
      sent.push(clock());
      if (sent.length > 2 * CALLS) sent = sent.slice(-CALLS);
    },
    answered({ status, channel, calls, remaining, resetMs, isShared }) {
      const now = clock();
      if ([401, 403, 429].includes(status) && !isShared) countRefusal(now);
      if (channel === null || calls === null || remaining !== 0 || resetMs === null) return;
      freeAt.set(`${channel} ${calls}`, { setAt: now, at: now + resetMs });
      if (freeAt.size < sweepAt) return;
      for (const [key, { at }] of freeAt) if (at <= now) freeAt.delete(key);
      sweepAt = Math.max(SWEEP_AT, 2 * freeAt.size);
    },
  };
}
