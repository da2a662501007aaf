import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../src/store/sqlite.ts';
import { openStore, type StoreDependencies } from '../../src/store/store.ts';
import { describeStore, type StoreStand } from '../contracts/store.ts';

function sqliteStand(urlOf: (folder: string) => string): StoreStand {
  const folder = mkdtempSync(join(tmpdir(), 'newsdesk-store-'));
  let database: DatabaseSync | null = null;

  function current(): DatabaseSync {
    if (database === null) throw new Error('No store is open.');
    return database;
  }

  function open(dependencies: StoreDependencies) {
    return openStore(urlOf(folder), {
      ...dependencies,
      openDatabase(path) {
        database = openDatabase(path);
        return database;
      },
    });
  }

  return {
    async openEmpty(dependencies) {
      rmSync(join(folder, 'new'), { recursive: true, force: true });
      return open(dependencies);
    },
    reopen: open,
    async writeText(key, text) {
      current()
        .prepare('INSERT INTO keyv VALUES (?, ?, NULL) ON CONFLICT DO UPDATE SET value = excluded.value')
        .run(`newsdesk:${key}`, text);
    },
    async keys() {
      return current()
        .prepare('SELECT key FROM keyv')
        .all()
        .map(({ key }) => String(key).replace('newsdesk:', ''));
    },
    async poison() {
      current().exec(`CREATE TRIGGER poison BEFORE INSERT ON keyv WHEN NEW.key LIKE '%/poison'
        BEGIN SELECT raise(ABORT, 'poisoned'); END`);
      return async () => current().exec('DROP TRIGGER poison');
    },
    async close() {
      rmSync(folder, { recursive: true });
    },
  };
}

describeStore('memory', false, async () => sqliteStand(() => 'memory:'));
describeStore('sqlite', true, async () => sqliteStand((folder) => `sqlite:${join(folder, 'new', 'store.db')}`));
