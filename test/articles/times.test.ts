import { describe, expect, test } from 'vitest';
import { type ClockEvidence, pickTime } from '../../src/articles/times.ts';
import { datesIn } from '../../src/lib/dates.ts';

const NO_EVIDENCE: ClockEvidence = { zone: null, language: 'en', place: null, lead: '' };

function timeOf(text: string | readonly string[], evidence: Partial<ClockEvidence> = {}): string {
  const lines = (typeof text === 'string' ? [text] : text).map((line) => ({ text: line, trust: 4 }));
  const time = pickTime(lines, { ...NO_EVIDENCE, ...evidence });
  if (time.origin === 'unknown') return 'unknown';
  const at = new Date(time.at).toISOString().slice(0, 16);
  return time.precision === 'day' ? `${time.origin} ${at.slice(0, 10)}` : `${time.origin} ${at}Z`;
}

describe('dates as people write them', () => {
  test.each([
    ['2025-02-27T12:11:00+05:30', '2025-02-27T12:11', '+05:30'],
    ['2025-02-27T06:41:00.000Z', '2025-02-27T06:41', 'Z'],
    ['Thu, 27 Feb 2025 12:11:00 GMT', '2025-02-27T12:11', 'GMT'],
    ['Published February 27, 2025 | 08:34 PM', '2025-02-27T20:34', null],
    ['(APP - 27th Feb, 2025)', '2025-02-27', null],
    ['Feb. 27, 2025 at 8:34 p.m. ET', '2025-02-27T20:34', 'ET'],
    ['Updated 1:39 am EST, Wednesday, November 20, 2019', '2019-11-20T01:39', 'EST'],
    ['December 1st, 2024 12:05 a.m.', '2024-12-01T00:05', null],
    ['Posted at 16:30 27 Feb 2025', '2025-02-27T16:30', null],
    ['27.02.2025, 17:41 Uhr', '2025-02-27T17:41', null],
    ['13/04/2025', '2025-04-13', null],
    ['04/13/2025', '2025-04-13', null],
    ['Updated 4:12 PM GMT+1, March 3, 2026', '2026-03-03T16:12', 'GMT+1'],
    ['Published 6:05 a.m. CT Feb. 18, 2026', '2026-02-18T06:05', 'CT'],
    ['March 4, 20269:41 AM UTCUpdated 2 hours ago', '2026-03-04T09:41', 'UTC'],
    ['Posted: Mar 5, 2026 / 05:12 PM CST', '2026-03-05T17:12', 'CST'],
    ['26 Feb 2025 10:15 GMT+5', '2025-02-26T10:15', 'GMT+5'],
  ])('%s', (text, local, zone) => {
    expect(datesIn(text, null)).toMatchObject([{ local, zone }]);
  });

  test.each([
    ['27 février 2025 à 12h30', 'fr', '2025-02-27T12:30'],
    ['27 de febrero de 2025', 'es', '2025-02-27'],
    ['27. Februar 2025 um 12:30 Uhr', 'de', '2025-02-27T12:30'],
    ['27 февраля 2025, 12:30', 'ru', '2025-02-27T12:30'],
    ['2025年2月27日 12:30', 'zh', '2025-02-27T12:30'],
  ])('%s in its language', (text, language, local) => {
    expect(datesIn(text, language)).toMatchObject([{ local }]);
  });

  test.each([
    'Updated 3 hours ago',
    'Thursday at noon',
    'Election 2026: five questions',
    '© 2005-2019 Gazette',
    'Feb. 27',
  ])('%s is no date', (text) => {
    expect(datesIn(text, null)).toEqual([]);
  });
});

describe('the time of publication', () => {
  test('a page that names its zone once means it every time', () => {
    const lines = ['Updated: July 15, 2025 09:32 IST', 'First published on: 15-07-2025 at 09:20'];
    expect(timeOf(lines)).toBe('stated 2025-07-15T03:50Z');
  });

  test('a clock of many countries tells the moment, and no place', () => {
    const time = pickTime([{ text: '2 March 2026 08:15 CET', trust: 4 }], NO_EVIDENCE);
    expect(time).toMatchObject({ origin: 'stated', at: Date.parse('2026-03-02T07:15Z'), zone: null });
  });

  test.each([
    ['a stated zone', '27 Feb 2025 12:11 GMT', {}, 'stated 2025-02-27T12:11Z'],
    ['summer time is the zone’s own', 'July 4, 2030 9:00 am EST', {}, 'stated 2030-07-04T13:00Z'],
    ['no zone anywhere: the clock is taken for UTC', '27 Feb 2025 12:11', {}, 'stated-local 2025-02-27T12:11Z'],
    ['the publisher’s zone', '27 Feb 2025 12:11', { zone: 'Asia/Karachi' }, 'stated-local 2025-02-27T07:11Z'],
    ['a day alone', '27 Feb 2025', {}, 'stated-local 2025-02-27'],
    ['IST is India', '27 Feb 2025 17:41 IST', {}, 'stated 2025-02-27T12:11Z'],
    ['… unless the publisher is Irish', '27 Feb 2025 17:41 IST', { zone: 'Europe/Dublin' }, 'stated 2025-02-27T17:41Z'],
    ['… or the report comes from Israel', '27 Feb 2025 17:41 IST', { place: 'Jerusalem' }, 'stated 2025-02-27T15:41Z'],
    ['PST is Pakistan for a Pakistani', '27 Feb 2025 17:41 PST', { zone: 'Asia/Karachi' }, 'stated 2025-02-27T12:41Z'],
    ['an unknown abbreviation is no zone', '27 Feb 2025 17:41 QQQ', {}, 'stated-local 2025-02-27T17:41Z'],
    ['far future', '27 Feb 2190 17:41', {}, 'unknown'],
    ['before newspapers', '27 Feb 1625', {}, 'unknown'],
  ] as const)('%s', (_, text, evidence, expected) => {
    expect(timeOf(text, evidence)).toBe(expected);
  });

  test.each([
    ['a slash alone says nothing', '03/04/2025', {}, 'unknown'],
    ['dashes are day first', '03-04-2025', {}, 'stated-local 2025-04-03'],
    ['an American clock', '03/04/2025 9:00 am ET', {}, 'stated 2025-03-04T14:00Z'],
    ['an American publisher', '03-04-2025', { zone: 'America/Chicago' }, 'stated-local 2025-03-04'],
    ['a British publisher', '03/04/2025', { zone: 'Europe/London' }, 'stated-local 2025-04-02'],
    ['the weekday of the lead', '03/04/2025', { lead: 'The council met on Tuesday.' }, 'stated-local 2025-03-04'],
    ['another date of the page', ['03/04/2025', '4 April 2025'], {}, 'stated-local 2025-04-03'],
  ] as const)('day or month first: %s', (_, text, evidence, expected) => {
    const first = typeof text === 'string' ? [text] : text;
    expect(timeOf(first, evidence)).toBe(expected);
  });

  test('published goes before updated, in one line and over lines', () => {
    expect(timeOf('Updated: 28-02-2025 17:41 | Created: 27-02-2025 12:00')).toBe('stated-local 2025-02-27T12:00Z');
    expect(timeOf(['Last modified 28 Feb 2025 10:00', '27 Feb 2025 09:00'])).toBe('stated-local 2025-02-27T09:00Z');
  });

  test('a time of day goes before a day alone; trust goes before both', () => {
    expect(timeOf(['27 Feb 2025', '27 Feb 2025 09:00'])).toBe('stated-local 2025-02-27T09:00Z');
    const lines = [
      { text: '28 Feb 2025 09:00', trust: 2 },
      { text: '27 Feb 2025', trust: 4 },
    ];
    expect(pickTime(lines, NO_EVIDENCE)).toMatchObject({ local: '2025-02-27' });
  });
});
