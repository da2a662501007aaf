import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import type { Calls, Limited } from '../../src/platform/platform.ts';

/** Discord takes 50 calls a second from a bot. */
const CALLS = 50;
/** A second, and what is lost where milliseconds are told as whole ones and a call is quicker than all before. */
const WINDOW_MS = SECOND_MS + 10;
/** So long before its place is free a call may be begun: what is written down before it takes time as well. */
const LEAD_MS = 200;
/** Longer than this no call waits for its place: it is made later instead. */
const LONGEST_MS = 2 * SECOND_MS;
const SHORTEST_MS = 5;
/** For so long, and up to twice as long, the least that was measured is remembered. */
const LEAST_MS = MINUTE_MS;
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
  /**
   * Waits until one more request surely keeps the limit of all, and counts it as leaving then. Gives what is to be told when it
   * has ended, or where there would be too long to wait how many milliseconds that is.
   */
  leave(method: string): Promise<Leaving | number>;
  /** An answer came. `channel`: the one that its limits count for. */
  answered(answer: Answer): void;
  /** How many answers said that calls come too fast. */
  tooFast(): number;
};

export type Leaving = {
  /** The request was answered. `serverAt`: when Discord counted it, by its own clock in milliseconds; null where it does not say. */
  answered(serverAt: number | null): void;
  /** It ended without an answer: nobody knows whether it arrived. Nothing where it was answered. */
  lost(): void;
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

/** Time in milliseconds that no clock's setting changes. */
export type Time = { now(): number; wait(ms: number): Promise<unknown> };

const EVEN: Time = { now: () => performance.now(), wait: (ms) => sleep(ms) };

type Call = { readonly at: number };
type Least = { readonly since: number; readonly current: number; readonly before: number };

/**
 * Keeps Discord's limits before they bite: 50 calls a second in all, each channel's by what its answers say, and far from
 * the number of refused calls for which Discord bans machines.
 *
 * Discord counts calls when they reach it, which nobody here sees. But every call is on its way for at least as long as the
 * quickest of its kind: so one that took `t` reached Discord, by the time at which a call leaving now would, no later than
 * `t - quickest` after it left. It holds its place until a second after that, and until it is answered. Where the answer
 * says when it was counted, that is known better still, as it is told from the earliest of all. Then no second of Discord's has more than 50, whenever it begins and however the network bunches calls up. `time` passes evenly, whatever is
 * done to `clock`.
 */
export function createPace(clock: Clock, time: Time = EVEN): Pace {
  const ticks = time.now;
  /** Calls without an answer yet. */
  const open = new Set<Call>();
  /** When the places of those with an answer are free again. */
  let over: number[] = [];
  /** When places were kept for calls to come. */
  let kept: number[] = [];
  /** The least that was measured lately: how long answers took, by method, and how far Discord's clock was ahead when it counted. */
  const leasts = new Map<string, Least>();
  let turn: Promise<unknown> = Promise.resolve();
  const freeAt = new Map<string, { readonly setAt: number; readonly at: number }>();
  /** Refused calls by slice of time. */
  let refused: { readonly at: number; count: number }[] = [];
  let sweepAt = SWEEP_AT;
  let tooFast = 0;

  // What lies ahead was written by a clock that has been set back since.
  const within = (at: number, now: number, ms: number) => at <= now && now - at < ms;

  /** The places that are taken at a time soon to come. */
  function takenAt(at: number, now: number): number {
    over = over.filter((free) => free > now);
    return open.size + over.filter((free) => free > at).length;
  }

  /** How long until `leadMs` before the next place is free, as far as is known. */
  function nextFreeMs(now: number, leadMs: number): number {
    let next = now + WINDOW_MS;
    for (const free of over) next = Math.min(next, free);
    for (const { at } of open) next = Math.min(next, at + WINDOW_MS);
    return Math.max(SHORTEST_MS, next - leadMs - now);
  }

  function enter(channel: string, calls: Calls): Limited | null {
    const now = clock();
    const brake = brakeMs();
    if (brake !== null) return { kind: 'limited', reach: 'platform', afterMs: brake };
    const free = freeAt.get(`${channel} ${calls}`);
    if (free !== undefined && free.setAt <= now && free.at > now) {
      return { kind: 'limited', reach: 'channel', calls, afterMs: free.at - now };
    }
    const tick = ticks();
    kept = kept.filter((at) => tick - at < WINDOW_MS);
    if (takenAt(tick + LEAD_MS, tick) + kept.length >= CALLS) {
      return { kind: 'limited', reach: 'platform', afterMs: Math.ceil(nextFreeMs(tick, LEAD_MS)) };
    }
    kept.push(tick);
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

  /** The least of what was measured lately under a name, this one among it. */
  function leastOf(name: string, measured: number, now: number): number {
    const known = leasts.get(name);
    const isCurrent = known !== undefined && now - known.since < LEAST_MS;
    const current = isCurrent ? known.current : Number.POSITIVE_INFINITY;
    const before = isCurrent ? known.before : (known?.current ?? Number.POSITIVE_INFINITY);
    const next = { since: isCurrent ? known.since : now, current: Math.min(current, measured), before };
    leasts.set(name, next);
    return Math.min(next.current, next.before);
  }

  function depart(method: string): Leaving {
    const call = { at: ticks() };
    open.add(call);
    if (method !== 'GET') kept.shift();
    return {
      answered(serverAt) {
        if (!open.delete(call)) return;
        const now = ticks();
        const arrived = now - leastOf(method, now - call.at, now);
        const ahead = serverAt === null ? null : serverAt - call.at;
        const counted = ahead === null ? arrived : call.at + ahead - leastOf('clock', ahead, now);
        over.push(Math.min(arrived, counted) + WINDOW_MS);
      },
      lost() {
        if (open.delete(call)) over.push(ticks() + WINDOW_MS);
      },
    };
  }

  async function leaveInTurn(method: string): Promise<Leaving | number> {
    for (let waited = 0; ; ) {
      const now = ticks();
      if (takenAt(now, now) < CALLS) return depart(method);
      const ms = nextFreeMs(now, 0);
      if (waited + ms > LONGEST_MS) return ms;
      waited += ms;
      await time.wait(ms);
    }
  }

  return {
    enter,
    brakeMs,
    leave(method) {
      const leaving = turn.then(() => leaveInTurn(method));
      turn = leaving;
      return leaving;
    },
    answered({ status, channel, calls, remaining, resetMs, isShared }) {
      const now = clock();
      if (status === 429) tooFast++;
      if ([401, 403, 429].includes(status) && !isShared) countRefusal(now);
      if (channel === null || calls === null || remaining !== 0 || resetMs === null) return;
      freeAt.set(`${channel} ${calls}`, { setAt: now, at: now + resetMs });
      if (freeAt.size < sweepAt) return;
      for (const [key, { at }] of freeAt) if (at <= now) freeAt.delete(key);
      sweepAt = Math.max(SWEEP_AT, 2 * freeAt.size);
    },
    tooFast: () => tooFast,
  };
}
