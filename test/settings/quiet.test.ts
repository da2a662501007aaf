import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, type Instant, instant, MINUTE_MS, parseInstant, toIso } from '../../src/lib/clock.ts';
import { quietUntil } from '../../src/settings/quiet.ts';
import type { QuietHours } from '../../src/settings/settings.ts';
import { timeOfDay } from '../../src/settings/time-of-day.ts';

const night: QuietHours = { from: '22:00', to: '07:00' };
const noon: QuietHours = { from: '12:00', to: '13:30' };

function until(quiet: QuietHours | null, zone: string, at: string): string | null {
  const moment = parseInstant(at);
  if (moment === null) throw new Error(`${at} is not a time`);
  const end = quietUntil(quiet, zone, moment);
  return end === null ? null : toIso(end);
}

describe('quiet hours', () => {
  test.each<readonly [string, QuietHours | null, string, string, string | null]>([
    ['before they begin', night, 'Europe/Berlin', '2026-01-10T20:59:59Z', null],
    ['as they begin', night, 'Europe/Berlin', '2026-01-10T21:00:00Z', '2026-01-11T06:00:00.000Z'],
    ['past midnight', night, 'Europe/Berlin', '2026-01-11T02:00:00Z', '2026-01-11T06:00:00.000Z'],
    ['as they end', night, 'Europe/Berlin', '2026-01-11T06:00:00Z', null],
    ['within a day', noon, 'Asia/Kolkata', '2026-01-10T07:00:00Z', '2026-01-10T08:00:00.000Z'],
    ['on a day whose clocks go forward', night, 'Europe/Berlin', '2026-03-28T22:00:00Z', '2026-03-29T05:00:00.000Z'],
    ['on a day whose clocks go back', night, 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T06:00:00.000Z'],
    ['none', null, 'Europe/Berlin', '2026-01-11T02:00:00Z', null],
    [
      'begun in a gap',
      { from: '02:15', to: '04:00' },
      'Europe/Berlin',
      '2026-03-29T01:00:00Z',
      '2026-03-29T02:00:00.000Z',
    ],
    [
      'ended in a gap',
      { from: '23:00', to: '02:30' },
      'Europe/Berlin',
      '2026-03-29T00:59:00Z',
      '2026-03-29T01:00:00.000Z',
    ],
    [
      'whose break falls into a gap',
      { from: '02:45', to: '02:15' },
      'Europe/Berlin',
      '2026-03-29T01:00:00Z',
      '2026-03-30T00:15:00.000Z',
    ],
    ['wholly in a gap', { from: '02:15', to: '02:45' }, 'Europe/Berlin', '2026-03-29T01:00:00Z', null],
    [
      'in the hour that comes again',
      { from: '01:00', to: '02:30' },
      'Europe/Berlin',
      '2026-10-25T00:20:00Z',
      '2026-10-25T00:30:00.000Z',
    ],
    ['over when the hour comes again', { from: '01:00', to: '02:30' }, 'Europe/Berlin', '2026-10-25T01:10:00Z', null],
    ['over the day that Samoa left out', night, 'Pacific/Apia', '2011-12-30T09:00:00Z', '2011-12-30T10:00:00.000Z'],
  ])('%s', (_, quiet, zone, at, expected) => {
    expect(until(quiet, zone, at)).toBe(expected);
  });

  test('end after they began, last until then, and are over then', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'America/Havana',
      'America/St_Johns',
    ];
    const minutes = fc.integer({ min: 0, max: 1439 });
    const time = (minute: number) => timeOfDay({ hour: Math.floor(minute / 60), minute: minute % 60 });
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.tuple(minutes, minutes).filter(([from, to]) => from !== to),
        fc.oneof(
          fc.integer({ min: Date.UTC(2010, 0, 1) / MINUTE_MS, max: Date.UTC(2030, 0, 1) / MINUTE_MS }),
          // The nights on which clocks change in these zones.
          fc
            .tuple(
              fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'),
              minutes,
            )
            .map(([day, minute]) => Date.parse(day) / MINUTE_MS + minute),
        ),
        (zone, [from, to], minute) => {
          const quiet = { from: time(from), to: time(to) };
          const at = instant(minute * MINUTE_MS) as Instant;
          const end = quietUntil(quiet, zone, at);
          if (end === null) return;
          expect(end).toBeGreaterThan(at);
          expect(end - at).toBeLessThanOrEqual(DAY_MS + 60 * MINUTE_MS);
          expect(quietUntil(quiet, zone, (end - 1) as Instant)).toBe(end);
          // Where the loud time falls into a gap, the next quiet hours begin as these end.
          expect(quietUntil(quiet, zone, end) ?? Infinity).toBeGreaterThan(end);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('cover every moment of the day but one minute when they are that long', () => {
    const almostAll: QuietHours = { from: '09:01', to: '09:00' };
    const loud = Array.from(
      { length: 3 * 24 * 60 },
      (_, n) => instant(Date.UTC(2026, 2, 28) + n * MINUTE_MS) as Instant,
    ).filter((at) => quietUntil(almostAll, 'Europe/Berlin', at) === null);
    expect(loud.map(toIso)).toEqual([
      '2026-03-28T08:00:00.000Z',
      '2026-03-29T07:00:00.000Z',
      '2026-03-30T07:00:00.000Z',
    ]);
  });
});
