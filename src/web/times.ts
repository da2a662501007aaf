import { type Instant, toIso } from '../lib/clock.ts';
import { sayDay, sayMinute } from '../lib/say-time.ts';
import { isZone } from '../lib/zone.ts';
import type { ShownTime } from '../platform/message.ts';
import { type Words, wordsOf } from '../platform/words.ts';
import { type Html, html } from './hono.ts';

/** The pages are in English; a message in them brings its own language. */
export const PAGE_WORDS = wordsOf('en');

const hourFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' });
const longDayFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' });

/** "27 Feb 2025, 12:11 UTC", or the day alone in the publisher's own zone. A script shows moments in the reader's zone. */
export function renderTime(time: ShownTime, words: Words): Html {
  const shown = time.precision === 'day' ? dayTime(time) : minuteTime(time.at);
  if (!time.inferred) return shown;
  const why = 'The article states no time; this one was concluded from its text or its story.';
  return html`${shown} <span class="inferred" title="${why}">${words.inferred}</span>`;
}

/** A moment in full: "27 Feb 2025, 12:11 UTC". */
export function minuteTime(at: Instant): Html {
  return html`<time datetime="${toIso(at)}" data-show="minute">${sayMinute(at)}</time>`;
}

/** The hour alone, where the day stands elsewhere: "12:11 UTC". */
export function hourTime(at: Instant): Html {
  return html`<time datetime="${toIso(at)}" data-show="hour">${hourFormat.format(at)} UTC</time>`;
}

/** "Thursday, 27 February 2025" */
export function longDay(at: Instant): Html {
  return html`<time datetime="${toIso(at)}" data-show="day">${longDayFormat.format(at)}</time>`;
}

/** Tells days apart: `2025-02-27`. */
export function dayOf(at: Instant): string {
  return toIso(at).slice(0, 10);
}

// A day is no moment: it is not moved to the reader's zone, or it would become the day before for half the world.
function dayTime(time: ShownTime): Html {
  const timeZone = time.zone !== null && isZone(time.zone) ? time.zone : 'UTC';
  const day = timeZone === 'UTC' ? sayDay(time.at) : dayIn(time.at, timeZone);
  return html`<time datetime="${isoDay(time.at, timeZone)}">${day}</time>`;
}

function dayIn(at: Instant, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone }).format(at);
}

function isoDay(at: Instant, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}
