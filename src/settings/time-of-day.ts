import type { TimeOfDay } from './settings.ts';

/** An hour from 0 to 23 and a minute. */
export type ClockTime = { readonly hour: number; readonly minute: number };

/**
 * A time of day as people type it (`9`, `9:00`, `09.30`, `9h30`, `930`, `9am`, `9:30 p.m.`, `noon`, `midnight`; `24:00` is midnight too), or null. The text is lower
 * case and on one line.
 */
export function parseTime(text: string): ClockTime | null {
  if (text === 'noon' || text === 'midday') return { hour: 12, minute: 0 };
  if (text === 'midnight') return { hour: 0, minute: 0 };
  const found = /^(\d{1,2})(?:[:.h]?(\d\d)|h)? ?(?:(a|p)\.?m?\.?|uhr|o'clock)?$/.exec(text);
  if (found === null) return null;
  const [, hours, minutes = '0', half] = found;
  const typed = Number(hours);
  const minute = Number(minutes);
  if (minute > 59) return null;
  if (half === undefined) {
    if (typed === 24 && minute === 0) return { hour: 0, minute };
    return typed > 23 ? null : { hour: typed, minute };
  }
  if (typed < 1 || typed > 12) return null;
  return { hour: (typed % 12) + (half === 'p' ? 12 : 0), minute };
}

/** `07:00`, as it is stored. */
export function timeOfDay({ hour, minute }: ClockTime): TimeOfDay {
  return `${twoDigits(hour)}:${twoDigits(minute)}` as TimeOfDay;
}

/** `7:00`, as it is told. */
export function sayTime({ hour, minute }: ClockTime): string {
  return `${hour}:${twoDigits(minute)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
