import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { instant, later } from '../../src/lib/clock.ts';
import { openStore } from '../../src/store/store.ts';
import { describeStore, type StoreStand } from '../contracts/store.ts';
import { findPostgres, startPostgres } from '../support/postgres.ts';
import type { TestServer } from '../support/server.ts';

const programs = findPostgres();
const PREFIX = 'newsdesk:';

async function postgresStand(folder: string): Promise<StoreStand> {
  const server = await startPostgres(folder);
  const client = new Client({ connectionString: server.url });
  await client.connect();
  return {
    async openEmpty(dependencies) {
      await client.query('DROP TABLE IF EXISTS newsdesk');
      return openStore(server.url, dependencies);
    },
    reopen: (dependencies) => openStore(server.url, dependencies),
    async writeText(key, text) {
      await client.query(
        'INSERT INTO newsdesk VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        [PREFIX + key, text],
      );
    },
    async keys() {
      const { rows } = await client.query<{ key: string }>('SELECT key FROM newsdesk');
      return rows.map(({ key }) => key.slice(PREFIX.length)).filter((key) => key !== 'meta/owner');
    },
    async poison() {
      await client.query(`
        CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''poisoned''; END';
        CREATE TRIGGER poison BEFORE INSERT ON newsdesk FOR EACH ROW WHEN (NEW.key LIKE '%/poison') EXECUTE FUNCTION refuse()`);
      return async () => {
        await client.query('DROP TRIGGER poison ON newsdesk');
      };
    },
    async close() {
      await client.end();
      await server.stop();
    },
  };
}

if (programs === null) describe.skip('store contract: postgres', () => undefined);
else {
  describeStore('postgres', true, () => postgresStand(programs));

  describe('a PostgreSQL server that goes away', () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startPostgres(programs);
    });
    afterAll(() => server.stop());

    it('fails the commits of that time and takes later ones', async () => {
      const store = await openStore(server.url);
      const table = store.table('words', { version: 1, parse: z.string() });
      await store.commit([table.put('a', 'before')]);
      await server.stopServer();
      await expect(store.commit([table.put('b', 'meanwhile')])).rejects.toMatchObject({ code: 'unreachable' });
      await server.startServer();
      await store.commit([table.put('c', 'after')]);
      expect(await Array.fromAsync(table.rows())).toEqual([
        ['a', 'before'],
        ['c', 'after'],
      ]);
      await store.close();
    });

    it('keeps no rows that are over once they are read past', async () => {
      const start = instant(Date.UTC(2025, 1, 27)) ?? expect.unreachable();
      let now = start;
      const store = await openStore(server.url, { clock: () => now });
      const table = store.table('short', { version: 1, parse: z.string() });
      await store.commit([table.put('a', 'x', { expiresAt: later(start, 10) }), table.put('b', 'y')]);
      now = later(start, 10);
      expect(await Array.fromAsync(table.rows())).toEqual([['b', 'y']]);
      const client = new Client({ connectionString: server.url });
      await client.connect();
      const { rows } = await client.query("SELECT key FROM newsdesk WHERE key LIKE '%short/%'");
      expect(rows).toEqual([{ key: 'newsdesk:short/b' }]);
      await client.end();
      await store.close();
    });

    it('refuses a database that is not there without repeating the password', async () => {
      const url = server.url.replace('newsdesk@', 'newsdesk:s3cret@').replace('/postgres', '/nowhere');
      const error = await openStore(url).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'unreachable', message: expect.stringContaining('nowhere') });
      expect(JSON.stringify([String(error), error])).not.toMatch(/s3cret/);
    });
  });
}
