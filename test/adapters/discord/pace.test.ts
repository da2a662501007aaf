import { describe, expect, test } from 'vitest';
import { type Answer, createPace } from '../../../adapters/discord/pace.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/lib/clock.ts';
import { createTestClock } from '../../support/newsroom.ts';

const START = '2026-01-05T09:00:00Z';
const answer = (facts: Partial<Answer>): Answer => ({
  status: 200,
  channel: '1',
  calls: 'say',
  remaining: null,
  resetMs: null,
  isShared: false,
  ...facts,
});

describe('the pace of calls to Discord', () => {
  test('fewer than fifty begin in any second, and the next one goes as soon as there is room', () => {
    const clock = createTestClock(START);
    const pace = createPace(clock);
    const begun: number[] = [];
    for (let n = 0; n < 500; ) {
      const limited = pace.enter(String(n), 'say');
      if (limited === null) {
        pace.sent();
        begun.push(clock());
        n++;
      } else {
        expect(limited.reach).toBe('platform');
        clock.forward(limited.afterMs);
      }
    }
    for (const at of begun) expect(begun.filter((other) => other >= at && other < at + 1_000).length).toBeLessThan(50);
    expect(clock() - (begun[0] ?? 0)).toBeLessThanOrEqual((500 / 48) * 1_000);
  });

  test('places are kept for calls that were let in and have not left yet', () => {
    const pace = createPace(createTestClock(START));
    const entered = Array.from({ length: 60 }, (_, n) => pace.enter(String(n), 'say'));
    expect(entered.filter((limit) => limit === null)).toHaveLength(6);
  });

  test('a channel whose answers say that nothing remains waits until they say it is over, for calls of that kind', () => {
    const clock = createTestClock(START);
    const pace = createPace(clock);
    pace.answered(answer({ remaining: 0, resetMs: 3_200 }));
    expect(pace.enter('1', 'say')).toEqual({ kind: 'limited', reach: 'channel', calls: 'say', afterMs: 3_200 });
    expect(pace.enter('1', 'edit')).toBeNull();
    expect(pace.enter('2', 'say')).toBeNull();
    clock.forward(3_200);
    expect(pace.enter('1', 'say')).toBeNull();
  });

  test('a clock that is set back keeps nothing waiting', () => {
    const clock = createTestClock(START);
    const pace = createPace(clock);
    pace.answered(answer({ remaining: 0, resetMs: 5_000 }));
    for (let n = 0; n < 48; n++) pace.enter('2', 'say');
    clock.forward(-24 * HOUR_MS);
    expect(pace.enter('1', 'say')).toBeNull();
  });

  test('at half of the refused calls for which Discord bans a machine nothing is called any more', () => {
    const clock = createTestClock(START);
    const pace = createPace(clock);
    for (let n = 0; n < 4_999; n++) pace.answered(answer({ status: n % 2 === 0 ? 403 : 429 }));
    pace.answered(answer({ status: 429, isShared: true }));
    pace.answered(answer({ status: 404 }));
    expect(pace.brakeMs()).toBeNull();
    pace.answered(answer({ status: 401 }));
    expect(pace.enter('1', 'say')).toEqual({ kind: 'limited', reach: 'platform', afterMs: 10 * MINUTE_MS });
    clock.forward(10 * MINUTE_MS);
    expect(pace.enter('1', 'say')).toBeNull();
  });
});
