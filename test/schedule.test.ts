import { describe, expect, onTestFinished, test } from 'vitest';
import { createTurns } from '../src/lib/turns.ts';
import { createBell, runLoop } from '../src/schedule.ts';

const HOUR_MS = 3_600_000;

function ending(): AbortController {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  return controller;
}

describe('a loop', () => {
  test('works until there is nothing to do, waits, and goes on when the bell rings', async () => {
    const controller = ending();
    const bell = createBell();
    const work = [1, 2];
    const done: number[] = [];
    const step = async () => {
      const next = work.shift();
      if (next !== undefined) done.push(next);
      return next !== undefined;
    };
    const loop = runLoop({ step, idleMs: () => HOUR_MS, bell, signal: controller.signal, onError: () => {} });
    await expect.poll(() => done).toEqual([1, 2]);
    work.push(3);
    bell.ring();
    await expect.poll(() => done).toEqual([1, 2, 3]);
    controller.abort();
    await loop;
  });

  test('a ring while nobody waits is not lost', async () => {
    const bell = createBell();
    bell.ring();
    await bell.wait(HOUR_MS, ending().signal);
  });

  test('all who wait are woken', async () => {
    const bell = createBell();
    const { signal } = ending();
    const waiting = Promise.all([bell.wait(HOUR_MS, signal), bell.wait(HOUR_MS, signal)]);
    bell.ring();
    await waiting;
  });

  test('an error is told, and ending does not wait for the pause after it', async () => {
    const controller = ending();
    const told: unknown[] = [];
    const step = async () => {
      throw new Error('no');
    };
    const onError = (error: unknown) => told.push(error);
    const loop = runLoop({ step, idleMs: () => 0, bell: createBell(), signal: controller.signal, onError });
    await expect.poll(() => told).toHaveLength(1);
    controller.abort();
    await loop;
    expect(told).toHaveLength(1);
  });
});

describe('turns', () => {
  test('are taken one at a time, in the order they were asked for; a failed one does not stop the next', async () => {
    const turns = createTurns();
    const said: string[] = [];
    const turn = (name: string, fails = false) =>
      turns(async () => {
        said.push(`${name} begins`);
        await Promise.resolve();
        said.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      });
    const results = await Promise.allSettled([turn('a'), turn('b', true), turn('c')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(said).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });
});
