import { describe, expect, test } from 'vitest';
import { instant, toIso } from '../../src/lib/clock.ts';
import { firstMomentAt, instantOfLocal, isZone, localReading } from '../../src/lib/zone.ts';

function isoOf(local: string, zone: string): string | null {
  const at = instantOfLocal(local, zone);
  return at === null ? null : toIso(at);
}

describe('time zones', () => {
  test('names of the tz database only', () => {
    expect(['Asia/Karachi', 'UTC', 'America/New_York'].every(isZone)).toBe(true);
    expect(['IST', '+05:30', 'Asia/Nowhere', '', 'local'].some(isZone)).toBe(false);
  });

  test.each([
    ['2025-02-27T20:34', 'Asia/Karachi', '2025-02-27T15:34:00.000Z'],
    ['2025-02-27', 'Asia/Karachi', '2025-02-26T19:00:00.000Z'],
    ['2025-07-01T12:00', 'America/New_York', '2025-07-01T16:00:00.000Z'],
    // Left out in spring, and shown twice in autumn.
    ['2025-03-09T02:30', 'America/New_York', '2025-03-09T07:30:00.000Z'],
    ['2025-11-02T01:30', 'America/New_York', '2025-11-02T05:30:00.000Z'],
    ['2025-02-30T12:00', 'UTC', null],
    ['2025-02-27 20:34', 'UTC', null],
    ['2025-02-27T20:34', 'Nowhere', null],
  ])('%s in %s', (local, zone, expected) => {
    expect(isoOf(local, zone)).toBe(expected);
  });

  test.each([
    ['2025-03-09T02:30', 'America/New_York', '2025-03-09T07:00:00.000Z'],
    ['2025-03-09T03:00', 'America/New_York', '2025-03-09T07:00:00.000Z'],
    ['2025-11-02T01:30', 'America/New_York', '2025-11-02T05:30:00.000Z'],
    ['2026-10-04T02:29', 'Australia/Lord_Howe', '2026-10-03T15:30:00.000Z'],
    ['2011-12-30T09:00', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2025-02-27', 'Asia/Karachi', '2025-02-26T19:00:00.000Z'],
    ['2025-02-30', 'Asia/Karachi', null],
  ])('clocks have come to %s in %s', (local, zone, expected) => {
    const at = firstMomentAt(local, zone);
    expect(at === null ? null : toIso(at)).toBe(expected);
  });

  test('what a clock shows at a moment', () => {
    const at = instant(Date.UTC(2025, 1, 27, 15, 34));
    if (at === null) throw new Error('not a moment');
    expect(localReading(at, 'Asia/Karachi')).toBe('2025-02-27T20:34');
  });
});
