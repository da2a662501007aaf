import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comesEver, nextDue } from '../../src/digests/next.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, toIso } from '../../src/lib/clock.ts';
import { localReading } from '../../src/lib/zone.ts';
import { moment } from './support.ts';

/** The due times of a schedule within a span, one after the other. */
function dueTimes(crons: readonly string[], zone: string, from: Instant, to: Instant): readonly Instant[] {
  const times: Instant[] = [];
  for (let at = nextDue({ crons }, zone, from); at <= to; at = nextDue({ crons }, zone, at)) times.push(at);
  return times;
}

function said(crons: readonly string[], zone: string, from: string, to: string): readonly string[] {
  return dueTimes(crons, zone, moment(from), moment(to)).map(toIso);
}

describe('due times by the clock of a zone', () => {
  test.each<readonly [string, readonly string[], string, string, string, readonly string[]]>([
    [
      'a daily time that the clock skips comes at the end of the gap',
      ['30 2 * * *'],
      'Europe/Berlin',
      '2026-03-28T00:00Z',
      '2026-03-30T12:00Z',
      ['2026-03-28T01:30:00.000Z', '2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'],
    ],
    [
      'a daily time that comes twice is due the first time',
      ['30 2 * * *'],
      'Europe/Berlin',
      '2026-10-24T12:00Z',
      '2026-10-26T12:00Z',
      ['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'],
    ],
    [
      'every hour: one digest for the hour that is skipped',
      ['0 * * * *'],
      'America/New_York',
      '2026-03-08T05:30Z',
      '2026-03-08T09:00Z',
      ['2026-03-08T06:00:00.000Z', '2026-03-08T07:00:00.000Z', '2026-03-08T08:00:00.000Z', '2026-03-08T09:00:00.000Z'],
    ],
    [
      'every hour: one digest for the hour that is repeated',
      ['0 * * * *'],
      'America/New_York',
      '2026-11-01T04:30Z',
      '2026-11-01T07:30Z',
      ['2026-11-01T05:00:00.000Z', '2026-11-01T07:00:00.000Z'],
    ],
    [
      'a gap of half an hour',
      ['15 2 * * *'],
      'Australia/Lord_Howe',
      '2026-10-03T00:00Z',
      '2026-10-05T00:00Z',
      ['2026-10-03T15:30:00.000Z', '2026-10-04T15:15:00.000Z'],
    ],
    [
      'the day that Samoa left out has its digest, at its end',
      ['0 9 * * *'],
      'Pacific/Apia',
      '2011-12-29T12:00Z',
      '2012-01-01T00:00Z',
      ['2011-12-29T19:00:00.000Z', '2011-12-30T10:00:00.000Z', '2011-12-30T19:00:00.000Z', '2011-12-31T19:00:00.000Z'],
    ],
    [
      'midnight that is skipped',
      ['0 0 * * *'],
      'Africa/Cairo',
      '2026-04-23T12:00Z',
      '2026-04-25T12:00Z',
      ['2026-04-23T22:00:00.000Z', '2026-04-24T21:00:00.000Z'],
    ],
    [
      'several expressions, one digest where they meet',
      ['0 9 * * *', '0 9 * * 1', '0 17 * * 1'],
      'UTC',
      '2026-01-04T12:00Z',
      '2026-01-06T12:00Z',
      ['2026-01-05T09:00:00.000Z', '2026-01-05T17:00:00.000Z', '2026-01-06T09:00:00.000Z'],
    ],
    [
      'the last day of the month, and the first Monday',
      ['0 9 L * *', '0 9 * * 1#1'],
      'UTC',
      '2026-01-31T12:00Z',
      '2026-03-02T12:00Z',
      ['2026-02-02T09:00:00.000Z', '2026-02-28T09:00:00.000Z', '2026-03-02T09:00:00.000Z'],
    ],
    ['29 February', ['0 0 29 2 *'], 'UTC', '2096-03-01T00:00Z', '2105-01-01T00:00Z', ['2104-02-29T00:00:00.000Z']],
  ])('%s', (_, crons, zone, from, to, expected) => {
    expect(said(crons, zone, from, to)).toEqual(expected);
  });

  test('a time that never comes is known', () => {
    expect(comesEver('0 0 31W 2 *')).toBe(false);
    expect(comesEver('0 0 29 2 *')).toBe(true);
    // A February with five Mondays: in 2044, and every 28 years.
    expect(comesEver('0 0 * 2 1#5')).toBe(true);
  });
});

/** Changes of the clocks: forward and back, by half an hour to a day, at midnight and within Ramadan. */
const CHANGES = [
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Pacific/Apia', '2011-12-30'],
  ['Africa/Casablanca', '2026-02-15'],
  ['Africa/Casablanca', '2026-03-22'],
  ['America/Havana', '2026-03-08'],
  ['America/Havana', '2026-11-01'],
  ['America/St_Johns', '2010-03-14'],
  ['America/St_Johns', '2010-11-07'],
  ['Antarctica/Troll', '2026-03-29'],
  ['Asia/Kathmandu', '2026-01-01'],
] as const;

/**
 * What is expected, minute by minute and without any cleverness: whenever the clock shows what it never showed before, everything
 * between what it showed and what it shows now is due, in one digest.
 */
function watchClock(isDue: (reading: number) => boolean, zone: string, from: Instant, to: Instant): readonly Instant[] {
  const readingAt = (at: number) => Date.parse(`${localReading(moment(at), zone)}Z`);
  const times: Instant[] = [];
  let shown = -Infinity;
  for (let at = from - 26 * HOUR_MS; at <= to; at += MINUTE_MS) {
    const reading = readingAt(at);
    let due = false;
    for (let passed = shown + MINUTE_MS; shown > -Infinity && passed <= reading; passed += MINUTE_MS)
      due ||= isDue(passed);
    if (due && at > from) times.push(moment(at));
    shown = Math.max(shown, reading);
  }
  return times;
}

describe('around changes of the clocks', () => {
  test('what is due is what somebody sees who watches the clock', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 24 * 60 - 1 }), { minLength: 1, maxLength: 3 });
    const hours = fc.constantFrom(1, 2, 3).map((step) => Array.from({ length: 24 / step }, (_, n) => n * step * 60));
    const night = fc.integer({ min: 0, max: 12 }).map((quarter) => [quarter * 15]);
    fc.assert(
      fc.property(
        fc.constantFrom(...CHANGES),
        fc.oneof(times, hours, night),
        fc.integer({ min: 0, max: 24 * 60 }),
        ([zone, day], minutes, start) => {
          const from = moment(Date.parse(day) - DAY_MS + start * MINUTE_MS);
          const to = moment(from + 2.5 * DAY_MS);
          const crons = minutes.map((minute) => `${minute % 60} ${Math.floor(minute / 60)} * * *`);
          const isDue = (reading: number) => minutes.includes((reading / MINUTE_MS) % (24 * 60));
          expect(dueTimes(crons, zone, from, to)).toEqual(watchClock(isDue, zone, from, to));
        },
      ),
      { numRuns: 40 },
    );
  });

  test('the list holds changes, all but one', () => {
    const changed = CHANGES.filter(([zone, day]) => {
      const offset = (at: number) => Date.parse(`${localReading(moment(at), zone)}Z`) - at;
      return offset(Date.parse(day) - DAY_MS) !== offset(Date.parse(day) + 2 * DAY_MS);
    });
    expect(changed).toHaveLength(CHANGES.length - 1);
  });

  test('the next time does not depend on when it is asked for', () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'Africa/Casablanca',
      'Asia/Tehran',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom('0 9 * * *', '30 2 * * 0', '0 */6 * * *', '15 1 L * *', '0 0 1 1 *'),
        fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2035, 0, 1) }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (zone, cron, ms, share) => {
          const after = moment(ms);
          const next = nextDue({ crons: [cron] }, zone, after);
          expect(next).toBeGreaterThan(after);
          expect(nextDue({ crons: [cron] }, zone, moment(after + share * (next - after - 1)))).toBe(next);
          expect(nextDue({ crons: [cron] }, zone, next)).toBeGreaterThan(next);
        },
      ),
      { numRuns: 150 },
    );
  });
});
