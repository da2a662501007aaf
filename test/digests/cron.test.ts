import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAlarmClock } from '../../src/digests/cron.ts';
import { MINUTE_MS } from '../../src/lib/clock.ts';

// node-cron waits for whole minutes of the machine's clock.
beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-01-05T07:59:30Z') }));
afterEach(() => void vi.useRealTimers());

test('rings at the times of the expressions, each by the clock of its zone', async () => {
  const rung: string[] = [];
  const clock = createAlarmClock(() => rung.push(new Date().toISOString()));
  clock.follow([
    { cron: '0 9 * * *', zone: 'Europe/Berlin' },
    { cron: '5 3 * * 1', zone: 'America/New_York' },
  ]);
  await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
  expect(rung).toEqual(['2026-01-05T08:00:00.000Z', '2026-01-05T08:05:00.000Z']);
  clock.stop();
});

test('follows what it is told last, and nothing once it is stopped', async () => {
  let rung = 0;
  const clock = createAlarmClock(() => rung++);
  const nine = { cron: '0 9 * * *', zone: 'Europe/Berlin' };
  clock.follow([nine, { cron: '1 9 * * *', zone: 'Europe/Berlin' }]);
  clock.follow([nine]);
  await vi.advanceTimersByTimeAsync(5 * MINUTE_MS);
  expect(rung).toBe(1);
  clock.follow([{ cron: '10 9 * * *', zone: 'Europe/Berlin' }]);
  clock.stop();
  await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
  expect(rung).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});
