import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instant, toIso } from '../../../src/lib/clock.ts';
import { feedDate } from '../../../src/sources/feeds/dates.ts';

function read(written: string, language: string | null = null): string | null {
  const at = feedDate(written, language);
  return at === null ? null : toIso(at).replace('.000Z', 'Z');
}

describe('dates of feeds', () => {
  test.each([
    // ISO 8601 and its habits
    ['2025-02-27T12:41:05Z', '2025-02-27T12:41:05Z'],
    ['2025-02-27T12:41:05.123456+05:30', '2025-02-27T07:11:05Z'],
    ['2025-02-27t12:41:05z', '2025-02-27T12:41:05Z'],
    ['2025-02-27T12:41+0530', '2025-02-27T07:11:00Z'],
    ['2025-02-27T12:41:05 +05', '2025-02-27T07:41:05Z'],
    ['2025-02-27 12:41:05', '2025-02-27T12:41:05Z'],
    ['2025-02-27 12:41:05 UTC', '2025-02-27T12:41:05Z'],
    ['2025-02-27', '2025-02-27T00:00:00Z'],
    ['20250227T124105Z', '2025-02-27T12:41:05Z'],
    ['2025-02-27T24:00:00Z', '2025-02-28T00:00:00Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59Z'],
    // RFC 822 and its habits
    ['Thu, 27 Feb 2025 12:41:05 GMT', '2025-02-27T12:41:05Z'],
    ['Thu, 27 Feb 2025 12:41:05 +0530', '2025-02-27T07:11:05Z'],
    ['Thu,27 Feb 2025 12:41:05 GMT+1', '2025-02-27T11:41:05Z'],
    ['27 Feb 25 12:41 EST', '2025-02-27T17:41:00Z'],
    ['Thursday, 27 February 2025 7:05:00 PDT', '2025-02-27T14:05:00Z'],
    ['Wrong, 27 Feb 2025 12:41:05 Z', '2025-02-27T12:41:05Z'],
    ['27-Feb-2025 12:41:05 CET', '2025-02-27T11:41:05Z'],
    ['Thu, 27 Feb 2025 12:41:05 +0100 (CET)', '2025-02-27T11:41:05Z'],
    ['Thu, 27 Feb 2025 12:41:05 Q', '2025-02-27T12:41:05Z'],
    ['Thu, 27 Feb 2025', '2025-02-27T00:00:00Z'],
    ['01 Jan 99 00:00 GMT', '1999-01-01T00:00:00Z'],
    // others
    ['Thu Feb 27 12:41:05 PST 2025', '2025-02-27T20:41:05Z'],
    ['Thu Feb 27 12:41:05 2025', '2025-02-27T12:41:05Z'],
    ['February 27, 2025 12:41', '2025-02-27T12:41:00Z'],
    ['  Thu,\n 27 Feb 2025 12:41:05 GMT ', '2025-02-27T12:41:05Z'],
  ])('%s', (written, expected) => {
    expect(read(written)).toBe(expected);
  });

  test.each([
    ['Do, 27 Februar 2025 12:41', 'de', '2025-02-27T12:41:00Z'],
    ['27 février 2025 12:41', 'fr', '2025-02-27T12:41:00Z'],
    ['27 февраля 2025, 12:41', 'ru-RU', '2025-02-27T12:41:00Z'],
  ])('%s, where the feed is in %s', (written, language, expected) => {
    expect(read(written, language)).toBe(expected);
  });

  test.each([
    ...['', ' ', 'now', 'yesterday', '3 hours ago', 'Thursday', 'Feb 2025', '2025', '2025-02', '12:41'],
    ...['2025-02-30', 'Thu, 31 Feb 2025 12:00:00 GMT', '2025-13-01', '2025-02-27T25:00:00Z', '2025-02-27T12:61:00Z'],
    ...['0000-00-00 00:00:00', '-0001-11-30T00:00:00+00:00', '1970-01-01T00:00:00Z', 'Thu, 01 Jan 1970 00:00:00 GMT'],
    ...['04/05/2025', '1740660065', '2025-02-27T12:00:00+99:00', '9999-01-01'],
  ])('%j states no moment', (written) => {
    expect(read(written)).toBeNull();
  });

  test('any moment comes back from the two standard spellings', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        (date) => {
          const whole = instant(Math.floor(date.getTime() / 1000) * 1000);
          fc.pre(whole !== 0 && whole !== null);
          expect(feedDate(new Date(whole).toISOString(), null)).toBe(whole);
          expect(feedDate(new Date(whole).toUTCString(), null)).toBe(whole);
        },
      ),
    );
  });

  test('no text is thrown at, and none is taken for the present', () => {
    const piece = fc.constantFrom(
      '27',
      'Feb',
      '2025',
      ':',
      '-',
      'T',
      ' ',
      'Z',
      '+',
      '0530',
      'GMT',
      ',',
      '９',
      'März',
      '(',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 15 }), (pieces) => {
        const before = Date.now();
        const at = feedDate(pieces.join(''), 'de');
        expect(at === null || Math.abs(at - before) > 1_000).toBe(true);
      }),
    );
  });
});
