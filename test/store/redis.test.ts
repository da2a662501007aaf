import { createClient } from '@keyv/redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../src/store/store.ts';
import { describeStore, type StoreStand } from '../contracts/store.ts';
import { findRedis, startRedis } from '../support/redis.ts';
import type { TestServer } from '../support/server.ts';

const binary = findRedis();
const SPELLED = 'newsdesk::newsdesk:';
/** Says whose the store is, and is no row of anybody's. */
const LEASE = new Set(['meta/lease', 'meta/owner']);

async function redisStand(path: string): Promise<StoreStand> {
  const server = await startRedis(path);
  const client = createClient({ url: server.url });
  await client.connect();
  return {
    async openEmpty(dependencies) {
      await client.flushDb();
      // Somebody else's keys in the same database are none of ours.
      await client.set('other', 'program');
      await client.set('newsdesk::other:numbers/a', '{"v":1,"d":{"n":1}}');
      return openStore(server.url, dependencies);
    },
    reopen: (dependencies) => openStore(server.url, dependencies),
    async writeText(key, text) {
      await client.set(SPELLED + key, text);
    },
    async keys() {
      const keys = (await client.keys(`${SPELLED}*`)).map((key) => key.slice(SPELLED.length));
      return keys.filter((key) => !LEASE.has(key));
    },
    async poison() {
      await client.configSet('maxmemory', '1');
      return async () => {
        await client.configSet('maxmemory', '0');
      };
    },
    async close() {
      client.destroy();
      await server.stop();
    },
  };
}

if (binary === null) describe.skip('store contract: redis', () => undefined);
else {
  describeStore('redis', true, () => redisStand(binary));

  describe('a Redis server that goes away', () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startRedis(binary);
    });
    afterAll(() => server.stop());

    it('fails the commits of that time and takes later ones', async () => {
      const store = await openStore(server.url);
      const table = store.table('words', { version: 1, parse: z.string() });
      await store.commit([table.put('a', 'before')]);
      await server.stopServer();
      await expect(store.commit([table.put('b', 'meanwhile')])).rejects.toMatchObject({ code: 'unreachable' });
      await server.startServer();
      const commit = () => store.commit([table.put('c', 'after')]).then(() => 'stored');
      await expect.poll(() => commit().catch(() => 'failed'), { timeout: 10_000 }).toBe('stored');
      expect(await table.get('a')).toBe('before');
      await store.close();
    });

    it('tells what a full one said', async () => {
      const store = await openStore(server.url);
      const table = store.table('words', { version: 1, parse: z.string() });
      const client = createClient({ url: server.url });
      await client.connect();
      await client.configSet('maxmemory', '1');
      await expect(store.commit([table.put('a', 'x')])).rejects.toMatchObject({ code: 'full' });
      await client.configSet('maxmemory', '0');
      client.destroy();
      await store.close();
    });

    it('refuses a wrong password without repeating it', async () => {
      const url = server.url.replace('//', '//:s3cret-w%40rd@');
      const error = await openStore(url).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'unreachable' });
      expect(JSON.stringify([String(error), error])).not.toMatch(/s3cret/);
    });
  });
}
