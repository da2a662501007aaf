import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createTables } from '../src/store/keyv-sqlite.ts';
import { openDatabase } from '../src/store/sqlite.ts';
import { openStore } from '../src/store/store.ts';
import { copySeeds, createTestClock, openNewsroom, ROOT, temporaryFolder } from './support/newsroom.ts';

// Stores as earlier versions left them after they had read the five shipped articles and posted three alerts, a row a line as
// [key, value]: first.jsonl is of the first version that delivered at all.
const rowSchema = z.tuple([z.string(), z.string()]);

test.each(['first'])(
  'a store of the %s version is read on: nothing is damaged, lost, or said again',
  async (version) => {
    const folder = await temporaryFolder(onTestFinished);
    const file = join(folder, 'newsdesk.db');
    const database = openDatabase(file);
    createTables(database);
    const insert = database.prepare('INSERT INTO keyv (key, value) VALUES (?, ?)');
    const lines = readFileSync(join(ROOT, `test/stores/${version}.jsonl`), 'utf8')
      .trimEnd()
      .split('\n');
    for (const line of lines) insert.run(...rowSchema.parse(JSON.parse(line)));
    database.close();

    const seeds = join(folder, 'seeds');
    await copySeeds(seeds);
    const store = await openStore(`sqlite:${file}`);
    const clock = createTestClock('2026-11-23T09:00:00Z');
    const { app, messages } = await openNewsroom({ seeds, store, clock });
    const before = messages().map(({ id }) => id);
    expect(before).toHaveLength(3);
    await app.drain();
    expect(messages().map(({ id }) => id)).toEqual(before);
    expect(store.damaged()).toEqual([]);
    expect(app.desk.archive.counts()).toMatchObject({ articles: 5, stories: 3 });
    expect(app.desk.watchlist.topics()).toHaveLength(3);
    expect(app.desk.outbox.counts()).toEqual({ waiting: 0, inDoubt: 0, refused: 0, waitingSince: null });
    await store.close();
  },
);
