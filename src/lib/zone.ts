import { IANAZone } from 'luxon';
import { DAY_MS, type Instant, instant, MINUTE_MS } from './clock.ts';

/**
 * Whether the name is an IANA time zone that this machine knows ("Asia/Karachi", "UTC"). Abbreviations are none, though some machines take them
 * for one: "IST" is the clock of three countries.
 */
export function isZone(name: string): boolean {
  // Not IANAZone.isValidZone: that makes an Intl formatter at every call.
  return /^(?:UTC|[A-Za-z]+\/[\w+/-]+)$/.test(name) && IANAZone.create(name).isValid;
}

/**
 * The moment at which clocks in `zone` show `local` (`2025-02-26T22:29`, or `2025-02-26` for the start of that day), or null where the reading
 * or the zone is not valid. A reading that the spring change leaves out is taken an hour later; one that autumn repeats is taken the first time.
 */
export function instantOfLocal(local: string, zone: string): Instant | null {
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?$/.test(local) || !isZone(zone)) return null;
  const reading = readingOf(local);
  const asUtc = Date.parse(`${reading}Z`);
  // Date.parse takes 30 February for 2 March.
  if (!Number.isFinite(asUtc) || !new Date(asUtc).toISOString().startsWith(reading)) return null;
  // Not DateTime.fromISO: near a change of the clocks its answer depends on the day it is asked.
  const { offset } = zoneClock(zone);
  const before = asUtc - offset(asUtc - DAY_MS) * MINUTE_MS;
  const after = asUtc - offset(asUtc + DAY_MS) * MINUTE_MS;
  const shown = [before, after].filter((ms) => ms + offset(ms) * MINUTE_MS === asUtc);
  return instant(shown.length === 0 ? before : Math.min(...shown));
}

/**
 * The first moment at which clocks in `zone` have come to `local` (`2025-02-26T22:29`), or null where the reading or the zone is not valid. For a
 * reading that a change of the clocks leaves out that is the end of the gap; of one that comes twice it is the first.
 */
export function firstMomentAt(local: string, zone: string): Instant | null {
  const shown = instantOfLocal(local, zone);
  if (shown === null || localReading(shown, zone) === readingOf(local)) return shown;
  const asUtc = Date.parse(`${readingOf(local)}Z`);
  const { offset } = zoneClock(zone);
  const wide = offset(asUtc + DAY_MS);
  // The gap ends where the wider offset begins, between the two moments that the two offsets make of the reading.
  let before = asUtc - wide * MINUTE_MS;
  let end = asUtc - offset(asUtc - DAY_MS) * MINUTE_MS;
  while (end - before > 1) {
    const middle = Math.floor((before + end) / 2);
    if (offset(middle) === wide) end = middle;
    else before = middle;
  }
  return instant(end);
}

/** What clocks in `zone` show at a moment, to the minute: `2025-02-26T22:29`. The zone must be one that `isZone` accepts. */
export function localReading(at: Instant, zone: string): string {
  return new Date(at + zoneClock(zone).offset(at) * MINUTE_MS).toISOString().slice(0, 16);
}

function readingOf(local: string): string {
  return local.length === 10 ? `${local}T00:00` : local;
}

function zoneClock(name: string): { readonly offset: (ms: number) => number } {
  const zone = IANAZone.create(name);
  return { offset: (ms) => zone.offset(ms) };
}
