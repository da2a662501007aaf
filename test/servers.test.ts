import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../src/store/store.ts';
import { openNewsroom, SEEDS } from './support/newsroom.ts';
import { findPostgres, startPostgres } from './support/postgres.ts';
import { findRedis, startRedis } from './support/redis.ts';
import type { TestServer } from './support/server.ts';

/** How each server is started; null where it is not installed. */
const SERVERS: Readonly<Record<string, (() => Promise<TestServer>) | null>> = {
  redis: starter(findRedis(), startRedis),
  postgres: starter(findPostgres(), startPostgres),
};

function starter(
  found: string | null,
  start: (found: string) => Promise<TestServer>,
): (() => Promise<TestServer>) | null {
  return found === null ? null : () => start(found);
}

describe('the whole road on a server', () => {
  let expected: unknown;
  beforeAll(async () => {
    const newsroom = await openNewsroom({ seeds: SEEDS });
    await newsroom.app.drain();
    expected = newsroom.shown();
  });

  for (const [name, start] of Object.entries(SERVERS)) {
    if (start === null) console.log(`SKIPPED: the whole road on ${name}, because ${name} is not installed`);
    test.skipIf(start === null)(`${name}: the same messages, and nothing twice after a restart`, async () => {
      if (start === null) return;
      const server = await start();
      onTestFinished(server.stop);
      for (const run of ['first', 'second']) {
        const store = await openStore(server.url);
        const newsroom = await openNewsroom({ seeds: SEEDS, store });
        await newsroom.app.drain();
        expect(newsroom.shown(), run).toEqual(expected);
        await store.close();
      }
    });
  }
});
