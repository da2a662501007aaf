import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isZone } from '../../src/lib/zone.ts';
import { parseLanguage, parseQuietHours, parseZone } from '../../src/settings/parse.ts';

describe('zones as people type them', () => {
  test.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['  “Berlin” ', 'Europe/Berlin'],
    ['new york', 'America/New_York'],
    ['America / New York', 'America/New_York'],
    ['São Paulo', 'America/Sao_Paulo'],
    ['port-au-prince', 'America/Port-au-Prince'],
    ['kolkata', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Calcutta'],
    ['kyiv', 'Europe/Kyiv'],
    ['us/eastern', 'US/Eastern'],
    ['utc', 'UTC'],
    ['GMT', 'UTC'],
  ])('%s', (typed, zone) => {
    expect(parseZone(typed)).toEqual({ ok: true, value: zone });
    expect(isZone(zone)).toBe(true);
  });

  test.each([
    ['Berln', 'Did you mean Europe/Berlin?'],
    ['Europe/Berln', 'Did you mean Europe/Berlin?'],
    ['Asia/Karatschi', 'Did you mean Asia/Karachi?'],
    ['CET', 'Name a city'],
    ['IST', 'Name a city'],
    ['+02:00', 'Name a city'],
    ['UTC+2', 'Name a city'],
    ['somewhere far beyond the sea', 'Name a city'],
    ['', 'Name a city'],
  ])('%s is refused with advice', (typed, advice) => {
    const parsed = parseZone(typed);
    expect(parsed).toMatchObject({ ok: false, advice: expect.stringContaining(advice) });
  });
});

describe('quiet hours as people type them', () => {
  test.each([
    ['22:00-7:00', { from: '22:00', to: '07:00' }],
    ['10pm–7am', { from: '22:00', to: '07:00' }],
    ['10 p.m. — 7 a.m.', { from: '22:00', to: '07:00' }],
    ['from 22 to 7', { from: '22:00', to: '07:00' }],
    ['22.30 until 6.15', { from: '22:30', to: '06:15' }],
    ['Between midnight and noon', { from: '00:00', to: '12:00' }],
    ['20:00 - 24:00', { from: '20:00', to: '00:00' }],
    ['12am-12pm', { from: '00:00', to: '12:00' }],
    ['off', null],
    ['None', null],
  ])('%s', (typed, value) => {
    expect(parseQuietHours(typed)).toEqual({ ok: true, value });
  });

  test.each(['22:00', '25:00-7:00', '22:60-7', '13pm-2pm', '9-9', '9:00-9am', 'at night', '', '-'])(
    '%j is refused',
    (typed) => {
      expect(parseQuietHours(typed)).toMatchObject({ ok: false, advice: expect.stringContaining('22:00-7:00') });
    },
  );
});

describe('languages as people type them', () => {
  test.each([
    ['de', 'de'],
    ['DE', 'de'],
    ['de-AT', 'de'],
    ['German', 'de'],
    ['Deutsch', 'de'],
    ['allemand', 'de'],
    ['français', 'fr'],
    ['Francais', 'fr'],
    ['Spanish', 'es'],
    ['inglés', 'en'],
  ])('%s', (typed, language) => {
    expect(parseLanguage(typed)).toEqual({ ok: true, value: language });
  });

  test('another one is refused, and those there are are named', () => {
    expect(parseLanguage('Klingon')).toMatchObject({ ok: false, advice: expect.stringContaining('Deutsch (de)') });
    expect(parseLanguage('Germn')).toMatchObject({ ok: false, advice: 'Did you mean Deutsch (de)?' });
  });
});

test('whatever is typed is read or refused in a short sentence', () => {
  const parsers = [parseZone, parseQuietHours, parseLanguage];
  fc.assert(
    fc.property(fc.constantFrom(...parsers), fc.string({ unit: 'binary', maxLength: 300 }), (parse, typed) => {
      const parsed = parse(typed);
      if (!parsed.ok) expect(`${parsed.problem} ${parsed.advice}`.length).toBeLessThan(250);
    }),
    { numRuns: 150 },
  );
});
