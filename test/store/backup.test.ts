import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { instant, later } from '../../src/lib/clock.ts';
import { openStore, restoreStore, type Store } from '../../src/store/store.ts';
import { findPostgres, startPostgres } from '../support/postgres.ts';
import { findRedis, startRedis } from '../support/redis.ts';

const PAIR = { version: 1, parse: z.object({ n: z.number() }) };

function newUrl(): string {
  const folder = mkdtempSync(join(tmpdir(), 'newsdesk-backup-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return `sqlite:${join(folder, 'store.db')}`;
}

async function linesOf(store: Store): Promise<string[]> {
  const lines: string[] = [];
  await store.backup(async (line) => void lines.push(line));
  return lines;
}

const from = (lines: readonly string[]) =>
  async function* () {
    yield* lines;
  };

async function filled(url: string): Promise<string[]> {
  const store = await openStore(url);
  const pairs = store.table('pairs', PAIR);
  await store.commit(Array.from({ length: 1_200 }, (_, n) => pairs.put(`k${n} ä "`, { n })));
  await store.commit([pairs.remove('k7 ä "')]);
  const lines = await linesOf(store);
  await store.close();
  return lines;
}

async function heldIn(url: string): Promise<Map<string, { n: number }>> {
  const store = await openStore(url);
  const rows = new Map(await Array.fromAsync(store.table('pairs', PAIR).rows()));
  await store.close();
  return rows;
}

describe('a backup', () => {
  it('is of one instant, whatever is written meanwhile', async () => {
    const store = await openStore(newUrl());
    const pairs = store.table('pairs', PAIR);
    // Two rows of each batch are always the same, and far apart.
    const write = (n: number) => store.commit([pairs.put('a', { n }), pairs.put('z', { n })]);
    await store.commit(Array.from({ length: 2_000 }, (_, n) => pairs.put(`m${n}`, { n })));
    await write(0);
    const writing = (async () => {
      for (let n = 1; n < 200; n++) await write(n);
    })();
    for (let round = 0; round < 5; round++) {
      const rows = (await linesOf(store)).map((line): unknown => JSON.parse(line));
      const of = (key: string) =>
        rows.find((row) => z.object({ key: z.literal(`pairs/${key}`) }).safeParse(row).success);
      const read = (key: string) =>
        z.object({ row: z.object({ d: z.object({ n: z.number() }) }) }).parse(of(key)).row.d.n;
      expect(read('a')).toBe(read('z'));
    }
    await writing;
    await store.close();
  });

  it('leaves out what is over, and tables with secrets', async () => {
    const now = instant(Date.now()) ?? expect.unreachable();
    const store = await openStore('memory:');
    const tokens = store.table('slack-installations', { version: 1, parse: z.string() });
    const pairs = store.table('pairs', PAIR);
    await store.commit([tokens.put('T1', 'xoxb-secret'), pairs.put('gone', { n: 1 }, { expiresAt: later(now, 1) })]);
    await store.commit([pairs.put('later', { n: 2 }, { expiresAt: later(now, 3_600_000) })]);
    await expect.poll(async () => (await linesOf(store)).join('\n')).not.toContain('pairs/gone');
    const text = (await linesOf(store)).join('\n');
    expect(text).not.toContain('xoxb-secret');
    expect(text).toContain('pairs/later');
    await store.close();
  });

  it('is refused by a store that is not empty, unless that is to be replaced', async () => {
    const lines = await filled(newUrl());
    const url = newUrl();
    const other = await openStore(url);
    await other.commit([
      other.table('pairs', PAIR).put('other', { n: 9 }),
      other.table('more', PAIR).put('x', { n: 1 }),
    ]);
    await other.close();
    await expect(restoreStore(url, from(lines), false)).rejects.toMatchObject({ code: 'not-empty' });
    expect([...(await heldIn(url)).keys()]).toEqual(['other']);
    await restoreStore(url, from(lines), true);
    const rows = await heldIn(url);
    expect(rows.size).toBe(1_199);
    expect(rows.has('other')).toBe(false);
    const again = await openStore(url);
    expect(await again.table('more', PAIR).get('x')).toBeNull();
    await again.close();
  });

  it('is checked whole before anything is written', async () => {
    const lines = await filled(newUrl());
    const broken: Readonly<Record<string, readonly string[]>> = {
      'cut off': lines.slice(0, -1),
      'a row is missing': lines.toSpliced(40, 1),
      'a row was changed': lines.with(40, (lines[40] ?? '').replace('"n":', '"n":1')),
      'a row twice': lines.toSpliced(40, 0, lines[40] ?? ''),
      'no JSON': lines.with(50, '{'),
      'no backup': ['{"hello":1}'],
      empty: [],
    };
    for (const [what, bad] of Object.entries(broken)) {
      const url = newUrl();
      await expect(restoreStore(url, from(bad), false), what).rejects.toMatchObject({ code: 'unreadable' });
      expect((await heldIn(url)).size, what).toBe(0);
    }
  });

  it('that was not restored to its end is said, and can be restored again', async () => {
    const lines = await filled(newUrl());
    const url = newUrl();
    let reads = 0;
    const failing = async function* () {
      reads++;
      for (const [n, line] of lines.entries()) {
        if (reads === 2 && n === 700) throw new Error('the disk with the backup is gone');
        yield line;
      }
    };
    await expect(restoreStore(url, failing, false)).rejects.toThrow('is gone');
    await expect(openStore(url)).rejects.toMatchObject({ code: 'half-restored' });
    await restoreStore(url, from(lines), false);
    expect((await heldIn(url)).size).toBe(1_199);
  });

  const servers = { redis: [findRedis(), startRedis], postgres: [findPostgres(), startPostgres] } as const;
  it.each(Object.entries(servers))('goes from a file to %s and back', async (_, [found, start]) => {
    if (found === null) return;
    const server = await start(found);
    onTestFinished(server.stop);
    const lines = await filled(newUrl());
    await restoreStore(server.url, from(lines), false);
    const there = await openStore(server.url);
    const back = await linesOf(there);
    await there.close();
    const rows = (all: readonly string[]) => all.slice(2, -1).toSorted();
    expect(rows(back)).toEqual(rows(lines));
    const url = newUrl();
    await restoreStore(url, from(back), false);
    expect((await heldIn(url)).get('k3 ä "')).toEqual({ n: 3 });
    const database = new DatabaseSync(url.slice('sqlite:'.length));
    expect(database.prepare("SELECT key FROM keyv WHERE key LIKE '%meta/%'").all()).toHaveLength(1);
    database.close();
  });
});
