import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { openStore } from '../src/store/store.ts';
import { openNewsroom, SEEDS, temporaryFolder } from './support/newsroom.ts';

/** A desk that has read the five files, stopped, and had the rows of some table damaged behind its back. */
async function damaged(table: string, most: number) {
  const file = join(await temporaryFolder(onTestFinished), 'newsdesk.db');
  const store = await openStore(`sqlite:${file}`);
  const before = await openNewsroom({ seeds: SEEDS, store });
  await before.app.drain();
  const messages = before.messages();
  await store.close();

  const database = new DatabaseSync(file);
  const { name } = z
    .array(z.object({ name: z.string() }))
    .parse(database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all())
    .filter(({ name }) => database.prepare(`SELECT 1 FROM ${name} WHERE key LIKE '%${table}/%'`).get() !== undefined)
    .at(0) ?? { name: '' };
  const { changes } = database
    .prepare(
      `UPDATE ${name} SET value = 'garbage' WHERE rowid IN (SELECT rowid FROM ${name} WHERE key LIKE '%${table}/%' LIMIT ${most})`,
    )
    .run();
  expect(Number(changes)).toBe(most);
  database.close();

  const reopened = await openStore(`sqlite:${file}`);
  onTestFinished(() => reopened.close());
  const after = await openNewsroom({ seeds: SEEDS, store: reopened });
  await after.app.drain();
  return { messages, after, store: reopened };
}

describe('rows that were damaged', () => {
  test.each([
    ['articles', 2],
    ['memos', 2],
    ['stories', 2],
    ['seen', 5],
  ])('of %s: what is lost is read again, and nothing is posted twice', async (table, most) => {
    const { messages, after, store } = await damaged(table, most);
    expect(store.damaged()).toHaveLength(most);
    expect(after.app.desk.archive.counts()).toEqual({ articles: 5, stories: 3 });
    expect(after.messages().map(({ id, key }) => [id, key])).toEqual(messages.map(({ id, key }) => [id, key]));
    expect(after.shown().map(({ message }) => message)).toEqual(
      messages.map(({ message }) => ({ ...message, story: 's-000000000000' })),
    );
  });
});
