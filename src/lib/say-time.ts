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

/** A day as people of a language say it, by the clocks of a zone: `Thursday 27 February`. */
export function sayLocalDay(at: Instant, zone: string, language: string): string {
  return new Intl.DateTimeFormat(dayFirst(language), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: zone,
  }).format(at);
}

/** A moment as people of a language say it, by the clocks of a zone: `27 February at 13:11`. */
export function sayLocalTime(at: Instant, zone: string, language: string): string {
  const parts = { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', timeZone: zone } as const;
  return new Intl.DateTimeFormat(dayFirst(language), parts).format(at);
}

/** English with the day before the month and 24 hours, as everywhere in these messages. */
function dayFirst(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}
