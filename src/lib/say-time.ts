import type { Instant } from './clock.ts';

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const MINUTE = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

/** `27 Feb 2025` */
export function sayDay(at: Instant): string {
  return DAY.format(at);
}

/** `27 Feb 2025, 12:11 UTC` */
export function sayMinute(at: Instant): string {
  return `${DAY.format(at)}, ${MINUTE.format(at)} UTC`;
}
