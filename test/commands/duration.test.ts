import { describe, expect, test } from 'vitest';
import { forOption, readHowLong } from '../../src/commands/duration.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/lib/clock.ts';
import { moment } from '../support/newsroom.ts';

const NOW = moment('2026-01-05T09:00:00Z');
const option = forOption('');
const pattern = new RegExp(`^(?:${option.type === 'text' ? option.pattern : ''})$`);

describe('how long', () => {
  test.each([
    ['2h', 2 * HOUR_MS],
    ['3 days', 3 * DAY_MS],
    ['An hour', HOUR_MS],
    ['a day', DAY_MS],
    ['one week', 7 * DAY_MS],
    ['30min', 30 * MINUTE_MS],
    ['1 week, 2 days and 3 hours', 9 * DAY_MS + 3 * HOUR_MS],
    ['2 hours and 30 min', 2 * HOUR_MS + 30 * MINUTE_MS],
    ['366 days', 366 * DAY_MS],
  ])('%s', (text, ms) => {
    expect(readHowLong(text, NOW)).toEqual({ ok: true, howLong: { kind: 'until', at: NOW + ms } });
    expect(text.toLowerCase()).toMatch(pattern);
  });

  test.each([
    ['good', 'good'],
    ['EVER', 'good'],
    ['off', 'off'],
    ['none', 'off'],
  ])('%s', (text, kind) => {
    expect(readHowLong(text, NOW)).toEqual({ ok: true, howLong: { kind } });
    expect(text.toLowerCase()).toMatch(pattern);
  });

  test.each(['', 'oil', '3', 'days', '-2h', '2 h 3', '1e3 days', 'good weather', '3 dayss'])('%j is none', (text) => {
    expect(readHowLong(text, NOW)).toMatchObject({ ok: false });
    expect(text).not.toMatch(pattern);
  });

  test.each(['0 days', '367 days', '99999 weeks'])('%s is no time to wait', (text) => {
    expect(readHowLong(text, NOW)).toMatchObject({ ok: false, advice: expect.stringContaining('3 days') });
  });
});
