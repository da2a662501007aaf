import keyvTestSuite, { keyvIteratorTests } from '@keyv/test-suite';
import * as vitest from 'vitest';
import { Keyv } from '../../src/store/keyv.ts';
import { createSqliteAdapter } from '../../src/store/keyv-sqlite.ts';
import { IN_MEMORY, openDatabase } from '../../src/store/sqlite.ts';

// keyv's own suite makes an adapter for each namespace over one store, as we allow.
const database = openDatabase(IN_MEMORY);
const { describe, expect, it } = vitest;

describe('keyv: compliance suite', () => {
  // @ts-expect-error typed for an older Vitest, which also had benchmarks there; the suite uses none
  keyvTestSuite(vitest, Keyv, () => createSqliteAdapter(database));
});
describe('keyv: iterator suite', () => {
  // @ts-expect-error as above
  keyvIteratorTests(vitest, Keyv, () => createSqliteAdapter(database));
});

describe('the SQLite adapter', () => {
  it('deletes rows that are over with the next batch', async () => {
    const adapter = createSqliteAdapter(database);
    await adapter.setMany([{ key: 'gone', value: '1', ttl: 1 }]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const count = () => database.prepare("SELECT count(*) AS n FROM keyv WHERE key = 'gone'").get()?.['n'];
    expect([await adapter.get('gone'), count()]).toEqual([undefined, 1]);
    await adapter.setMany([{ key: 'kept', value: '1' }]);
    expect(count()).toBe(0);
  });

  it('iterates over more than a page', async () => {
    const adapter = createSqliteAdapter(database);
    await adapter.clear();
    const keys = Array.from({ length: 1_001 }, (_, n) => `many:${String(n).padStart(4, '0')}`);
    await adapter.setMany([...keys, 'other:1'].map((key) => ({ key, value: '1' })));
    expect((await Array.fromAsync(adapter.iterator('many'))).map(([key]) => key)).toEqual(keys);
    expect(await Array.fromAsync(adapter.iterator())).toHaveLength(1_002);
  });
});
