import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Done, openHostTurns } from '../../../src/lib/net/host-turns.ts';

const on = () => new AbortController().signal;

async function isOver(promise: Promise<unknown>): Promise<boolean> {
  const waiting = Symbol('waiting');
  return (await Promise.race([promise, sleep(5, waiting)])) !== waiting;
}

function give(done: Done | null): void {
  if (done === null) throw new Error('no turn was given');
  done();
}

describe('turns at hosts', () => {
  test('so many at a host at a time, in the order of asking', async () => {
    const turns = openHostTurns({ perHost: 2, spacingMs: 0, maxRequests: 10 });
    const order: string[] = [];
    const take = async (name: string) => {
      const done = await turns.take('a', on());
      order.push(name);
      return done;
    };
    const [first, second, third, fourth] = ['1', '2', '3', '4'].map(take);
    give((await first) ?? null);
    expect(await isOver(Promise.all([second, third]))).toBe(true);
    expect(await isOver(fourth ?? Promise.resolve())).toBe(false);
    give((await second) ?? null);
    await fourth;
    expect(order).toEqual(['1', '2', '3', '4']);
  });

  test('a full host holds up no other', async () => {
    const turns = openHostTurns({ perHost: 1, spacingMs: 0, maxRequests: 10 });
    await turns.take('a', on());
    expect(await isOver(turns.take('a', on()))).toBe(false);
    expect(await isOver(turns.take('b', on()))).toBe(true);
  });

  test('so many at a time in all', async () => {
    const turns = openHostTurns({ perHost: 5, spacingMs: 0, maxRequests: 2 });
    const done = await turns.take('a', on());
    await turns.take('b', on());
    const third = turns.take('c', on());
    expect(await isOver(third)).toBe(false);
    give(done);
    expect(await isOver(third)).toBe(true);
  });

  test('starts at one host are apart, also when nothing was asked in between', async () => {
    const turns = openHostTurns({ perHost: 5, spacingMs: 40, maxRequests: 10 });
    const beganMs = performance.now();
    give(await turns.take('a', on()));
    await Promise.all([turns.take('a', on()), turns.take('a', on())]);
    // A timer may ring up to a millisecond early.
    expect(performance.now() - beganMs).toBeGreaterThanOrEqual(78);
  });

  test('who is called off gets no turn and takes none from others', async () => {
    const turns = openHostTurns({ perHost: 1, spacingMs: 0, maxRequests: 1 });
    const done = await turns.take('a', on());
    const [atHost, anywhere] = [new AbortController(), new AbortController()];
    const second = turns.take('a', atHost.signal);
    const other = turns.take('b', anywhere.signal);
    const third = turns.take('a', on());
    const fourth = turns.take('b', on());
    atHost.abort();
    anywhere.abort();
    expect(await second).toBeNull();
    expect(await other).toBeNull();
    expect(await turns.take('c', atHost.signal)).toBeNull();
    give(done);
    const next = await Promise.race([third, fourth]);
    give(next);
    expect(await isOver(Promise.all([third, fourth]))).toBe(true);
  });
});
