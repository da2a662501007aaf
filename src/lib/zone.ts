import { DateTime, IANAZone } from 'luxon';
import { type Instant, instant } from './clock.ts';

/** Whether the name is an IANA time zone that this machine knows ("Asia/Karachi", "UTC"). Fixed offsets and abbreviations ("IST") are not. */
export function isZone(name: string): boolean {
  // Not IANAZone.isValidZone: that makes an Intl formatter at every call.
  return /^[A-Za-z]/.test(name) && IANAZone.create(name).isValid;
}

/**
 * The moment at which clocks in `zone` show `local` (`2025-02-26T22:29`, or `2025-02-26` for the start of that day), or null where the reading
 * or the zone is not valid. A reading that the spring change leaves out is taken an hour later; one that autumn repeats is taken the first time.
 */
export function instantOfLocal(local: string, zone: string): Instant | null {
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?$/.test(local) || !isZone(zone)) return null;
  const reading = DateTime.fromISO(local, { zone });
  return reading.isValid ? instant(reading.toMillis()) : null;
}

/** What clocks in `zone` show at a moment, to the minute: `2025-02-26T22:29`. The zone must be one that `isZone` accepts. */
export function localReading(at: Instant, zone: string): string {
  return DateTime.fromMillis(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");
}
