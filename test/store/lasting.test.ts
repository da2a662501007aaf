import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/store/sqlite.ts';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/newsroom.ts';

const SCHEMA = {
  version: 1,
  parse: { safeParse: (data: unknown) => ({ success: true, data: String(data) }) as const },
};
const FULL = 2;
const NORMAL = 1;

test('a commit that may last soon does not wait for the disk; the next that may not does', async () => {
  const path = join(await temporaryFolder(onTestFinished), 'newsdesk.db');
  let database: DatabaseSync | null = null;
  const store = await openStore(`sqlite:${path}`, {
    openDatabase(file) {
      database = openDatabase(file);
      return database;
    },
  });
  onTestFinished(() => store.close());
  const table = store.table('rows', SCHEMA);
  const levelAfter = async (lasting?: 'now' | 'soon') => {
    await store.commit([table.put('a', lasting ?? 'default')], lasting);
    return Number(database?.prepare('PRAGMA synchronous').get()?.['synchronous']);
  };
  expect(await levelAfter()).toBe(FULL);
  expect(await levelAfter('soon')).toBe(NORMAL);
  expect(await levelAfter('soon')).toBe(NORMAL);
  expect(await levelAfter('now')).toBe(FULL);
  expect(await table.get('a')).toBe('now');
});
