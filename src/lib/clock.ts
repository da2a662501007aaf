/** A moment, in milliseconds since 1970-01-01T00:00Z. Made only by the functions of this file. */
export type Instant = number & { readonly brand: 'Instant' };

/** Gives the present. A parameter everywhere, so that a test can say what time it is. */
export type Clock = () => Instant;

export const systemClock: Clock = () => Date.now() as Instant;

const EARLIEST = Date.UTC(1600, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

/** A moment from milliseconds, or null where the number cannot be the time of a news event (not finite, before 1600, after 2200). */
export function instant(ms: number): Instant | null {
  return Number.isFinite(ms) && ms >= EARLIEST && ms < LATEST ? (Math.trunc(ms) as Instant) : null;
}

/** A moment from ISO 8601 text that states its offset, or null. Text without an offset is refused: it is not one moment. */
export function parseInstant(iso: string): Instant | null {
  return /T.*(Z|[+-]\d\d:?\d\d)$/.test(iso) ? instant(Date.parse(iso)) : null;
}

/** A moment `ms` milliseconds later (earlier, where negative). */
export function later(at: Instant, ms: number): Instant {
  return (at + ms) as Instant;
}

/** `2025-02-27T12:11:00.000Z` */
export function toIso(at: Instant): string {
  return new Date(at).toISOString();
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
