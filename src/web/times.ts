import { type Instant, toIso } from '../lib/clock.ts';
import { isZone } from '../lib/zone.ts';
import type { ShownTime } from '../platform/message.ts';
import { type Language, wordsOf } from '../platform/words.ts';
import { type Html, html } from './hono.ts';

/** The pages are in English; a message in them brings its own language. */
export const PAGE_LANGUAGE: Language = 'en';

const hourFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' });
const longDayFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' });

/** "27 Feb 2025, 12:11 UTC", or the day alone in the publisher's own zone. A script shows moments in the reader's zone. */
export function renderTime(time: ShownTime, language: Language): Html {
  const shown = time.precision === 'day' ? dayTime(time, language) : minuteTime(time.at, language);
  if (!time.inferred) return shown;
  const why = 'The article states no time; this one was concluded from its text or its story.';
  return html`${shown} <span class="inferred" title="${why}">${wordsOf(language).inferred}</span>`;
}

/** A moment in full: "27 Feb 2025, 12:11 UTC". */
export function minuteTime(at: Instant, language: Language): Html {
  const text = `${dayIn(at, 'UTC', language)}, ${hourFormat.format(at)} UTC`;
  return html`<time datetime="${toIso(at)}" data-show="minute"${langOf(language)}>${text}</time>`;
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
function dayTime(time: ShownTime, language: Language): Html {
  const timeZone = time.zone !== null && isZone(time.zone) ? time.zone : 'UTC';
  const day = dayIn(time.at, timeZone, language);
  return html`<time datetime="${isoDay(time.at, timeZone)}"${langOf(language)}>${day}</time>`;
}

function dayIn(at: Instant, timeZone: string, language: Language): string {
  const locale = language === 'en' ? 'en-GB' : language;
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(at);
}

// For readers and for the script that shows the moment in the reader's zone.
function langOf(language: Language): Html | '' {
  return language === PAGE_LANGUAGE ? '' : html` lang="${language}"`;
}

function isoDay(at: Instant, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}
