import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SCHEDULE, parseSchedule } from '../../src/digests/schedule.ts';

describe('schedules as people type them', () => {
  test.each<readonly [string, string, readonly string[]]>([
    ['daily at 9:00', 'daily at 9:00', ['0 9 * * *']],
    ['daily 9', 'daily at 9:00', ['0 9 * * *']],
    ['“Daily at 9 P.M.”', 'daily at 21:00', ['0 21 * * *']],
    ['daily – 9:30', 'daily at 9:30', ['30 9 * * *']],
    ['every day at noon', 'daily at 12:00', ['0 12 * * *']],
    ['9.15', 'daily at 9:15', ['15 9 * * *']],
    ['9 am and 5 pm', 'daily at 9:00, 17:00', ['0 9 * * *', '0 17 * * *']],
    ['daily', 'daily at 9:00', ['0 9 * * *']],
    ['weekdays 8:30, 17:00', 'weekdays at 8:30, 17:00', ['30 8 * * 1-5', '0 17 * * 1-5']],
    ['weekdays 17:00, 8:30; 17', 'weekdays at 8:30, 17:00', ['30 8 * * 1-5', '0 17 * * 1-5']],
    ['Mon–Fri 9:00', 'weekdays at 9:00', ['0 9 * * 1-5']],
    ['sat & sun 10', 'weekends at 10:00', ['0 10 * * 0,6']],
    ['weekly Monday 9:00', 'Mondays at 9:00', ['0 9 * * 1']],
    ['weekly', 'Mondays at 9:00', ['0 9 * * 1']],
    ['every tues', 'Tuesdays at 9:00', ['0 9 * * 2']],
    ['Thursdays and Mondays at 18:00', 'Mondays and Thursdays at 18:00', ['0 18 * * 1,4']],
    ['on fri-mon 8am', 'Mondays, Fridays, Saturdays and Sundays at 8:00', ['0 8 * * 0,1,5,6']],
    ['every hour', 'every hour', ['0 * * * *']],
    ['Every 4 hours', 'every 4 hours', ['0 */4 * * *']],
    ['0 9 1 * *', '0 9 1 * *', ['0 9 1 * *']],
    ['`30 7 * * mon-fri`', '30 7 * * MON-FRI', ['30 7 * * MON-FRI']],
    ['cron 0 9 l * *', '0 9 L * *', ['0 9 L * *']],
    ['0 9 * * 1#1', '0 9 * * 1#1', ['0 9 * * 1#1']],
    ['0 0 29 2 *', '0 0 29 2 *', ['0 0 29 2 *']],
  ])('%s', (typed, text, crons) => {
    expect(parseSchedule(typed)).toEqual({ ok: true, value: { text, crons } });
    // What is said can be typed again.
    expect(parseSchedule(text)).toEqual({ ok: true, value: { text, crons } });
  });

  test.each([
    ['tomorrow', '“tomorrow” was not understood'],
    ['daily at 25:00', '“25:00” was not understood'],
    ['weekdays from 8 to 17', '“from” was not understood'],
    ['daily Monday 9:00', 'days in two ways'],
    ['', 'No time was named'],
    ['every 5 hours', 'does not make a day up'],
    ['every 0 hours', 'does not make a day up'],
    ['*/5 * * * *', 'more than 24 digests a day'],
    ['* * * * *', 'more than 24 digests a day'],
    ['0 0 30 2 *', 'no month of it has that day'],
    ['0 0 31W 2 *', 'never comes'],
    ['0 9 * * 8', 'its day of week cannot be “8”'],
    ['60 9 * * *', 'its minute cannot be “60”'],
    ['0 9 * *', '5 fields, not 4'],
    ['0 0 9 * * *', '5 fields, not 6'],
    ['0 9 1 * 1', 'days of the month and days of the week'],
    ['*/0 9 * * *', 'its minute cannot be'],
    ['1* 9 * * *', 'not a cron expression'],
    // Counted out, this range would take the machine's memory.
    ['0 0-999999999 * * *', 'not a cron expression'],
  ])('%j is refused with the reason and examples', (typed, problem) => {
    const parsed = parseSchedule(typed);
    expect(parsed).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
    if (!parsed.ok && !problem.includes('make a day up')) expect(parsed.advice).toContain('daily at 9:00');
  });

  test('a typo is answered with what was meant', () => {
    expect(parseSchedule('wekdays 9')).toMatchObject({ ok: false, advice: expect.stringContaining('“weekdays”') });
    expect(parseSchedule('Mondey 9')).toMatchObject({ ok: false, advice: expect.stringContaining('“monday”') });
  });

  test('the default is what its words say', () => {
    expect(parseSchedule(DEFAULT_SCHEDULE.text)).toEqual({ ok: true, value: DEFAULT_SCHEDULE });
  });

  test('whatever is typed is read or refused, and what is read can be typed again', () => {
    const word = fc.constantFrom(
      'daily',
      'at',
      '9',
      '17:30',
      'mon',
      'fri-sun',
      'weekly',
      'and',
      ',',
      '*',
      '*/3',
      '1-5',
      'L',
      '15w',
      '0',
      '2#2',
      '7',
      '?',
      '–',
      'jan',
      'weekends',
      '8pm',
    );
    const typed = fc.oneof(
      fc.array(word, { maxLength: 7 }).map((words) => words.join(' ')),
      fc.string({ unit: 'binary', maxLength: 250 }),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const parsed = parseSchedule(text);
        if (parsed.ok) expect(parseSchedule(parsed.value.text)).toEqual(parsed);
        else expect(parsed.problem.length).toBeLessThan(250);
      }),
      { numRuns: 1_000 },
    );
  });
});
