import { DAY_MS, type Instant } from '../lib/clock.ts';
import { firstMomentAt, localReading } from '../lib/zone.ts';
import type { QuietHours, TimeOfDay } from './settings.ts';

/**
 * When the quiet hours end in which a moment lies, by the clock of `zone`; null where it lies in none. They last from the first moment at which the clock has come to
 * their begin to the first at which it has come to their end: hours that a change of the clocks skips are not quiet, and those it repeats are quiet once, without a break.
 */
export function quietUntil(quiet: QuietHours | null, zone: string, at: Instant): Instant | null {
  if (quiet === null) return null;
  const today = Date.parse(`${localReading(at, zone).slice(0, 10)}T00:00Z`);
  // Yesterday's may go past midnight; tomorrow's may have begun where clocks were set back over midnight.
  for (const day of [today - DAY_MS, today, today + DAY_MS]) {
    const from = momentOf(day, quiet.from, zone);
    const to = momentOf(quiet.to <= quiet.from ? day + DAY_MS : day, quiet.to, zone);
    if (from !== null && to !== null && from <= at && at < to) return to;
  }
  return null;
}

function momentOf(day: number, time: TimeOfDay, zone: string): Instant | null {
  return firstMomentAt(`${new Date(day).toISOString().slice(0, 10)}T${time}`, zone);
}
