import { createHash } from 'node:crypto';
import type { RouteEntry } from './routes.ts';
import { now, type State } from './state.ts';

type Window = { used: number; endsAt: number };

export type Verdict = {
  /** The headers that Discord sends with every answer of a route that is limited. */
  readonly headers: Readonly<Record<string, string>>;
  /** Null where the call may go on. */
  readonly refusal: { readonly scope: 'user' | 'global'; readonly retryAfterMs: number } | null;
};

const GLOBAL_CALLS = 50;
const GLOBAL_MS = 1_000;

export type RateLimits = { take(entry: RouteEntry, params: Readonly<Record<string, string>>): Verdict };

/** Discord's limits: each route per channel, guild or webhook; 50 calls a second in all, but for interactions. */
export function createRateLimits(state: State): RateLimits {
  const windows = new Map<string, Window>();
  const factor = state.options.limits;
  const open = (key: string, perMs: number, factorNumber: number): Window => {
    const found = windows.get(key);
    if (found && found.endsAt > now(state)) return found;
    const made = { used: 0, endsAt: now(state) + perMs / factorNumber };
    windows.set(key, made);
    return made;
  };
  return {
    take(entry, params) {
      if (factor === 'off') return { headers: {}, refusal: null };
      if (entry.auth === 'bot') {
        const all = open('global', GLOBAL_MS, factor);
        if (all.used >= GLOBAL_CALLS) {
          return { headers: {}, refusal: { scope: 'global', retryAfterMs: all.endsAt - now(state) } };
        }
        all.used += 1;
      }
      const [calls, perMs] = entry.limit;
      const window = open(bucketKey(entry, params), perMs, factor);
      const isFull = window.used >= calls;
      if (!isFull) window.used += 1;
      const leftMs = Math.max(1, window.endsAt - now(state));
      return {
        headers: {
          'x-ratelimit-limit': String(calls),
          'x-ratelimit-remaining': String(calls - window.used),
          'x-ratelimit-reset': String(window.endsAt / 1_000),
          'x-ratelimit-reset-after': String(leftMs / 1_000),
          'x-ratelimit-bucket': createHash('md5').update(entry.route).digest('hex'),
        },
        refusal: isFull ? { scope: 'user', retryAfterMs: leftMs } : null,
      };
    },
  };
}

function bucketKey(entry: RouteEntry, params: Readonly<Record<string, string>>): string {
  return [entry.route, params['channel'], params['guild'], params['token']].join(' ');
}
