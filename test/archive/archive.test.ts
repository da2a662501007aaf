import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore, type Store } from '../../src/store/store.ts';
import { openNewsroom, SEEDS, temporaryFolder } from '../support/newsroom.ts';

const ANYTHING = { version: 1, parse: { safeParse: (data: unknown) => ({ success: true, data }) as const } };

async function rowsOf(store: Store, table: string): Promise<ReadonlyMap<string, unknown>> {
  const rows = new Map<string, unknown>();
  for await (const [key, row] of store.table(table, ANYTHING).rows()) rows.set(key, row);
  return rows;
}

const FIRST = [
  '000_4147a40551966cb9.txt',
  '001_f2d7094547b41447.txt',
  '002_d2840af30ce1d58b.txt',
  '003_c3ebc0919f3d0041.txt',
];

test.each([
  [
    'has no memos',
    async (store: Store) =>
      [...(await rowsOf(store, 'memos')).keys()].map((key) => store.table('memos', ANYTHING).remove(key)),
  ],
  [
    'has memos that nobody can read',
    async (store: Store) =>
      [...(await rowsOf(store, 'memos'))].map(([key, row]) =>
        store.table('memos', ANYTHING).put(key, { ...Object(row), memo: 'of another version' }),
      ),
  ],
])('a store that %s gets them from its articles, and goes on as if it had them', async (_, spoil) => {
  const whole = await openNewsroom({ seeds: SEEDS });
  await whole.app.drain();

  const store = await openStore('memory:');
  const before = await openNewsroom({ seeds: SEEDS, store });
  for (const _file of FIRST) await before.app.step();
  const memos = await rowsOf(store, 'memos');
  expect(memos.size).toBe(FIRST.length);
  await store.commit(await spoil(store));

  const after = await openNewsroom({ seeds: SEEDS, store });
  expect([...(await rowsOf(store, 'memos')).keys()].sort()).toEqual([...memos.keys()].sort());
  await after.app.drain();
  expect(after.shown()).toEqual(whole.shown());
});

test('an article is the same object as long as it says the same', async () => {
  const { app } = await openNewsroom({ seeds: SEEDS });
  await app.drain();
  const [story] = await app.desk.archive.latest(1);
  const ids = story?.story.articles ?? [];
  const [once, twice] = [await app.desk.archive.filedArticles(ids), await app.desk.archive.filedArticles(ids)];
  expect(once.length).toBeGreaterThan(0);
  once.forEach((row, place) => void expect(twice[place]?.article).toBe(row.article));
});

test('searches find in a second run what the first one filed, from the file or from a new one', async () => {
  const folder = await temporaryFolder(onTestFinished);
  const store = await openStore(`sqlite:${join(folder, 'newsdesk.db')}`);
  onTestFinished(() => store.close());
  const searchPath = join(folder, 'newsdesk.db-search');
  for (const path of [searchPath, searchPath, join(folder, 'other')]) {
    const { app } = await openNewsroom({ seeds: SEEDS, store, searchPath: path });
    await app.drain();
    expect((await app.desk.archive.search('Darchiev', 5)).length).toBeGreaterThan(0);
    await app.desk.archive.close();
  }
});

test('the newest story comes first, those without a time last', async () => {
  const { app } = await openNewsroom({ seeds: SEEDS });
  await app.drain();
  const times = (await app.desk.archive.latest(10)).map(({ time }) => time?.at ?? 0);
  expect(times).toHaveLength(3);
  expect(times).toEqual([...times].sort((a, b) => b - a));
});
