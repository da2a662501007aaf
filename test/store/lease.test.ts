import { createClient } from '@keyv/redis';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../src/store/store.ts';
import { findPostgres, startPostgres } from '../support/postgres.ts';
import { findRedis, startRedis } from '../support/redis.ts';
import type { TestServer } from '../support/server.ts';

const WORDS = { version: 1, parse: z.string() };
const postgres = findPostgres();
const redis = findRedis();

type Stand = {
  readonly start: () => Promise<TestServer>;
  /** Ends what this machine's Newsdesk holds, as where it cannot be reached for long. */
  readonly takeAway: (server: TestServer) => Promise<void>;
};

const STANDS: Readonly<Record<string, Stand | null>> = {
  postgres:
    postgres === null
      ? null
      : {
          start: () => startPostgres(postgres),
          async takeAway({ url }) {
            const client = new Client({ connectionString: url });
            await client.connect();
            await client.query(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'newsdesk'",
            );
            await client.end();
          },
        },
  redis:
    redis === null
      ? null
      : {
          start: () => startRedis(redis),
          async takeAway({ url }) {
            const client = createClient({ url });
            await client.connect();
            await client.del('newsdesk::newsdesk:meta/lease');
            client.destroy();
          },
        },
};

describe.each(Object.entries(STANDS))('a store on %s', (_, stand) => {
  if (stand === null) return it.skip('is not tested: the server is not installed', () => undefined);
  let server: TestServer;
  beforeAll(async () => {
    server = await stand.start();
  });
  afterAll(() => server.stop());

  it('takes no second process until the first has closed it, and says so', async () => {
    const first = await openStore(server.url);
    const words = first.table('words', WORDS);
    await first.commit([words.put('a', 'first')]);
    await expect(openStore(server.url)).rejects.toMatchObject({
      code: 'in-use',
      message: expect.stringMatching(/is in use by another Newsdesk.*Stop that one first/),
    });
    await first.commit([words.put('b', 'first')]);
    await first.close();
    const second = await openStore(server.url);
    expect(await second.table('words', WORDS).get('b')).toBe('first');
    await second.close();
  });

  it('goes on where nobody came while its hold was lost', async () => {
    const store = await openStore(server.url);
    const words = store.table('words', WORDS);
    await store.commit([words.put('a', 'before')]);
    await stand.takeAway(server);
    await expect
      .poll(() =>
        store.commit([words.put('a', 'after')]).then(
          () => 'stored',
          () => 'failed',
        ),
      )
      .toBe('stored');
    expect(await words.get('a')).toBe('after');
    await store.close();
  });

  it('writes nothing any more once another one has taken it over', async () => {
    const lost = await openStore(server.url);
    const words = lost.table('words', WORDS);
    await lost.commit([words.put('a', 'lost')]);
    await stand.takeAway(server);
    const taker = await openStore(server.url);
    await taker.commit([taker.table('words', WORDS).put('a', 'taken')]);
    for (let n = 0; n < 3; n++) {
      await expect(lost.commit([words.put('a', 'lost again')])).rejects.toMatchObject({ name: 'StoreError' });
    }
    await taker.close();
    // Nor once the other one is gone: what it wrote is not in the first one's memory.
    await expect(lost.commit([words.put('a', 'lost again')])).rejects.toMatchObject({
      code: 'in-use',
      message: expect.stringContaining('taken over'),
    });
    await lost.close();
    const last = await openStore(server.url);
    expect(await last.table('words', WORDS).get('a')).toBe('taken');
    await last.close();
  });
});
