import { setImmediate as turnOver } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Answer, createPace } from '../../../adapters/discord/pace.ts';
import { type Clock, HOUR_MS, MINUTE_MS } from '../../../src/lib/clock.ts';
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

const paceOf = (clock: Clock) => createPace(clock, { now: clock, wait: () => turnOver() });

describe('the pace of calls to Discord', () => {
  test.each([
    ['', false],
    [', also where answers take their time and tell when a call was counted', true],
  ])(
    'no second of Discord’s has more than fifty calls, however the network bunches them up, and nearly fifty are made%s',
    async (_, isTold) => {
      const clock = createTestClock(START);
      const events: { at: number; happens: () => void }[] = [];
      const comeTrue = (ms: number, happens: () => void) => void events.push({ at: clock() + ms, happens });
      const pace = createPace(clock, { now: clock, wait: (ms) => new Promise<void>((done) => comeTrue(ms, done)) });
      const arrived: number[] = [];
      /** Every call is on its way for 40 ms at least, at times for much longer, and is answered 100 ms after it arrived. */
      async function call(n: number): Promise<void> {
        const leaving = await pace.leave('POST');
        if (typeof leaving === 'number') throw new Error(`it would wait for ${leaving} ms`);
        const onTheWayMs = 40 + (n % 97 < 3 ? 400 : n % 5);
        comeTrue(onTheWayMs, () => arrived.push(clock()));
        const countedAt = isTold ? clock() + onTheWayMs + 77_000 : null;
        comeTrue(onTheWayMs + 100 + (isTold ? (n * 37) % 400 : 0), () => leaving.answered(countedAt));
      }
      let begun = 0;
      function begin(): void {
        for (;;) {
          const limited = pace.enter(String(begun), 'say');
          if (limited !== null) {
            comeTrue(limited.afterMs, begin);
            return;
          }
          void call(begun++);
        }
      }
      begin();
      while (arrived.length < 1_000) {
        await turnOver();
        events.sort((a, b) => a.at - b.at);
        const next = events.shift();
        if (next === undefined) throw new Error('nothing more happens');
        clock.forward(next.at - clock());
        next.happens();
      }
      const inSecondFrom = (at: number) => arrived.filter((other) => other >= at && other < at + 1_000).length;
      expect(Math.max(...arrived.map(inSecondFrom))).toBeLessThanOrEqual(50);
      expect((arrived.at(-1) ?? 0) - (arrived[0] ?? 0)).toBeLessThanOrEqual((1_000 / 47.5) * 1_000);
    },
  );

  test('places are kept for calls that were let in and have not left yet', () => {
    const pace = paceOf(createTestClock(START));
    const entered = Array.from({ length: 60 }, (_, n) => pace.enter(String(n), 'say'));
    expect(entered.filter((limit) => limit === null)).toHaveLength(50);
  });

  test('a call for which there is no room yet waits until there is', async () => {
    const clock = createTestClock(START);
    const pace = paceOf(clock);
    for (let n = 0; n < 50; n++) {
      const leaving = await pace.leave('GET');
      if (typeof leaving !== 'number') leaving.answered(null);
    }
    const last = pace.leave('GET');
    await expect(Promise.race([last, turnOver('waits')])).resolves.toBe('waits');
    clock.forward(1_100);
    expect(typeof (await last)).not.toBe('number');
  });

  test('calls that nobody answers keep their places until they end', async () => {
    const clock = createTestClock(START);
    const pace = paceOf(clock);
    const silent = await Promise.all(Array.from({ length: 50 }, () => pace.leave('POST')));
    clock.forward(10_000);
    expect(pace.enter('1', 'say')).toMatchObject({ kind: 'limited', reach: 'platform' });
    for (const one of silent) if (typeof one !== 'number') one.lost();
    clock.forward(1_100);
    expect(pace.enter('1', 'say')).toBeNull();
  });

  test('a channel whose answers say that nothing remains waits until they say it is over, for calls of that kind', () => {
    const clock = createTestClock(START);
    const pace = paceOf(clock);
    pace.answered(answer({ remaining: 0, resetMs: 3_200 }));
    expect(pace.enter('1', 'say')).toEqual({ kind: 'limited', reach: 'channel', calls: 'say', afterMs: 3_200 });
    expect(pace.enter('1', 'edit')).toBeNull();
    expect(pace.enter('2', 'say')).toBeNull();
    clock.forward(3_200);
    expect(pace.enter('1', 'say')).toBeNull();
  });

  test('a clock that is set back keeps nothing waiting', () => {
    const clock = createTestClock(START);
    const pace = paceOf(clock);
    pace.answered(answer({ remaining: 0, resetMs: 5_000 }));
    clock.forward(-24 * HOUR_MS);
    expect(pace.enter('1', 'say')).toBeNull();
  });

  test('at half of the refused calls for which Discord bans a machine nothing is called any more', () => {
    const clock = createTestClock(START);
    const pace = paceOf(clock);
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
