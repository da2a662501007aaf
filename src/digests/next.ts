import { DAY_MS, type Instant, MINUTE_MS } from '../lib/clock.ts';
import { firstMomentAt, localReading } from '../lib/zone.ts';
import { type Cron, openCron } from './cron.ts';

/** Within this many days every expression that ever comes has come: the calendar's weekdays repeat after 28 years, over 2100 after 40. */
const SEARCH_DAYS = 41 * 366;
const SOME_DAY = Date.UTC(2025, 0, 1);

/** Whether a cron expression ever comes; `0 0 30 2 *` does not. */
export function comesEver(expression: string): boolean {
  return nextDay([openCron(expression)], SOME_DAY) !== null;
}

/**
 * When the next digest after `after` is due, by the clock of `zone`. A time that a change of the clocks skips is due at the first moment after it,
 * one that it repeats is due at the first of the two: each reading of the schedule gives one moment, and several that fall on one moment one digest.
 * @throws Error where no time comes before the end of time as Newsdesk counts it (2200): a parsed schedule comes long before
 */
export function nextDue({ crons }: { readonly crons: readonly string[] }, zone: string, after: Instant): Instant {
  const open = crons.map(openCron);
  let day = nextDay(open, Date.parse(`${localReading(after, zone).slice(0, 10)}T00:00Z`));
  while (day !== null) {
    // Later readings never come earlier, so the first that is not over is the next.
    for (const minute of minutesOn(open, day)) {
      const at = firstMomentAt(new Date(day + minute * MINUTE_MS).toISOString().slice(0, 16), zone);
      if (at !== null && at > after) return at;
    }
    day = nextDay(open, day + DAY_MS);
  }
  throw new Error(`A schedule never comes: ${crons.join('; ')}`);
}

/** The first day from `from` on that has a time; null where none has. Days are midnights in UTC, in milliseconds. */
function nextDay(crons: readonly Cron[], from: number): number | null {
  for (let n = 0; n < SEARCH_DAYS; n++) {
    const day = from + n * DAY_MS;
    if (crons.some((cron) => cron.isOn(day))) return day;
  }
  return null;
}

function minutesOn(crons: readonly Cron[], day: number): readonly number[] {
  const minutes = crons.filter((cron) => cron.isOn(day)).flatMap((cron) => cron.minutes);
  return [...new Set(minutes)].sort((a, b) => a - b);
}
