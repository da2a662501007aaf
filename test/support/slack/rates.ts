/** How fast a method may be called. `channel`: chat.postMessage's own rule. `special`: hundreds a minute. */
export type Tier = 1 | 2 | 3 | 4 | 'channel' | 'special';

/** Calls a minute, and how many may come at once. Slack publishes the first and speaks of short bursts for the second. */
const TIERS: Readonly<Record<Tier, { readonly perMinute: number; readonly burst: number }>> = {
  1: { perMinute: 1, burst: 10 },
  2: { perMinute: 20, burst: 20 },
  3: { perMinute: 50, burst: 50 },
  4: { perMinute: 100, burst: 100 },
  channel: { perMinute: 60, burst: 4 },
  special: { perMinute: 600, burst: 100 },
};

/** A limiter over any number of keys: the seconds to wait (Retry-After), or null where the call may go on. */
export type Rates = { take(key: string, tier: Tier, nowMs: number): number | null };

/** `speed`: how many times faster than Slack; null: without limit. */
export function createRates(speed: number | null): Rates {
  const buckets = new Map<string, { left: number; atMs: number }>();
  return {
    take(key, tier, nowMs) {
      if (speed === null) return null;
      const { perMinute, burst } = TIERS[tier];
      const perMs = (perMinute * speed) / 60_000;
      const bucket = buckets.get(key) ?? { left: burst, atMs: nowMs };
      const left = Math.min(burst, bucket.left + (nowMs - bucket.atMs) * perMs);
      buckets.set(key, { left: left < 1 ? left : left - 1, atMs: nowMs });
      return left < 1 ? Math.max(1, Math.ceil((1 - left) / perMs / 1_000)) : null;
    },
  };
}
