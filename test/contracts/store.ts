import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { instant, later } from '../../src/lib/clock.ts';
import type { Store, StoreDependencies, Table, Write } from '../../src/store/store.ts';

/** A place for stores, with a back door to what is stored. */
export type StoreStand = {
  /** Opens a store on an emptied place. */
  openEmpty(dependencies: StoreDependencies): Promise<Store>;
  /** Opens what the last store left behind. */
  reopen(dependencies: StoreDependencies): Promise<Store>;
  /** The text under a key of the store, put there behind the store's back. */
  writeText(key: string, text: string): Promise<void>;
  /** All keys of the store that hold something, expired or not. */
  keys(): Promise<string[]>;
  /** Makes the back end refuse a batch part-way that writes the key `<table>/poison`, until the cure is called. */
  poison(): Promise<() => Promise<void>>;
  close(): Promise<void>;
};

const NUMBER = { version: 1, parse: z.object({ n: z.number() }) };
const START = instant(Date.UTC(2025, 1, 27)) ?? expect.unreachable();

/** What every store does, whatever it lies on; and, where it `outlivesClosing`, what it does when it is opened again. */
export function describeStore(name: string, outlivesClosing: boolean, createStand: () => Promise<StoreStand>): void {
  describe(`store contract: ${name}`, () => {
    let stand: StoreStand;
    let store: Store;
    let numbers: Table<{ n: number }>;
    let now = START;
    const dependencies = { clock: () => now };
    const opened: Store[] = [];

    beforeAll(async () => {
      stand = await createStand();
    });
    beforeEach(async () => {
      now = START;
      for (const old of opened.splice(0)) await old.close();
      store = await stand.openEmpty(dependencies);
      opened.push(store);
      numbers = store.table('numbers', NUMBER);
    });
    afterAll(async () => {
      for (const old of opened) await old.close();
      await stand.close();
    });

    it('gives back what was committed, and nothing else', async () => {
      await store.commit([numbers.put('one', { n: 1 })]);
      expect(await numbers.get('one')).toEqual({ n: 1 });
      expect(await numbers.get('two')).toBeNull();
    });

    it('writes nothing by describing a write, and takes the value as it stood then', async () => {
      const value = { n: 1 };
      const write = numbers.put('one', value);
      value.n = 2;
      expect(await numbers.get('one')).toBeNull();
      await store.commit([write]);
      expect(await numbers.get('one')).toEqual({ n: 1 });
    });

    it('commits one batch over several tables', async () => {
      const words = store.table('words', { version: 1, parse: z.string() });
      await store.commit([numbers.put('a', { n: 1 }), words.put('a', 'one')]);
      expect([await numbers.get('a'), await words.get('a')]).toEqual([{ n: 1 }, 'one']);
    });

    it('keeps tables apart whose names begin alike', async () => {
      const longer = store.table('numbers-2', NUMBER);
      await store.commit([numbers.put('a', { n: 1 }), longer.put('b', { n: 2 })]);
      expect(await rowsOf(numbers)).toEqual([['a', { n: 1 }]]);
      expect(await rowsOf(longer)).toEqual([['b', { n: 2 }]]);
    });

    it('takes the last of several writes to one key', async () => {
      await store.commit([numbers.put('a', { n: 1 }), numbers.put('a', { n: 2 }), numbers.remove('b')]);
      await store.commit([numbers.remove('a'), numbers.put('a', { n: 3 })]);
      expect(await rowsOf(numbers)).toEqual([['a', { n: 3 }]]);
    });

    it('removes and puts in one batch, and leaves nothing of a removed row behind', async () => {
      await store.commit([numbers.put('a', { n: 1 }), numbers.put('b', { n: 2 })]);
      await store.commit([numbers.remove('a'), numbers.put('c', { n: 3 })]);
      expect(await rowsOf(numbers)).toEqual([
        ['b', { n: 2 }],
        ['c', { n: 3 }],
      ]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await store.commit([numbers.put('d', { n: 4 })]);
      expect((await stand.keys()).sort()).toEqual(['meta/format', 'numbers/b', 'numbers/c', 'numbers/d']);
    });

    it('stores nothing of a batch that fails, and goes on afterwards', async () => {
      await store.commit([numbers.put('a', { n: 1 }), numbers.put('b', { n: 2 })]);
      const batch = [
        numbers.put('a', { n: 9 }),
        numbers.remove('b'),
        numbers.put('c', { n: 9 }),
        numbers.put('poison', { n: 9 }),
      ];
      const cure = await stand.poison();
      await expect(store.commit(batch)).rejects.toThrow();
      expect(await rowsOf(numbers)).toEqual([
        ['a', { n: 1 }],
        ['b', { n: 2 }],
      ]);
      await cure();
      await store.commit(batch);
      expect(await rowsOf(numbers)).toEqual([
        ['a', { n: 9 }],
        ['c', { n: 9 }],
        ['poison', { n: 9 }],
      ]);
    });

    it('keeps the order of commits that were not waited for', async () => {
      await Promise.all(
        Array.from({ length: 50 }, (_, n) => store.commit([numbers.put('last', { n }), numbers.put(`k${n}`, { n })])),
      );
      expect(await numbers.get('last')).toEqual({ n: 49 });
      expect(await rowsOf(numbers)).toHaveLength(51);
    });

    it('stores 10,000 rows in one batch and gives each once, in order', async () => {
      const keys = Array.from({ length: 10_000 }, (_, n) => String(n).padStart(5, '0'));
      await store.commit(keys.toReversed().map((key) => numbers.put(key, { n: Number(key) })));
      expect((await rowsOf(numbers)).map(([key]) => key)).toEqual(keys);
    });

    it('gives the rows of a range', async () => {
      const keys = ['', 'a', 'a%', 'a%b', 'a/', 'a/b', 'a_', 'aa', 'b', 'é', '語', '🙂'];
      await store.commit(keys.map((key, n) => numbers.put(key, { n })));
      const keysOf = async (range: Parameters<typeof numbers.rows>[0]) =>
        (await rowsOf(numbers, range)).map(([key]) => key);
      expect(await keysOf({})).toEqual(inOrder(keys));
      expect(await keysOf({ prefix: 'a%' })).toEqual(['a%', 'a%b']);
      expect(await keysOf({ prefix: 'a_' })).toEqual(['a_']);
      expect(await keysOf({ prefix: 'a/' })).toEqual(['a/', 'a/b']);
      expect(await keysOf({ from: 'a/', below: 'b' })).toEqual(['a/', 'a/b', 'a_', 'aa']);
      expect(await keysOf({ prefix: 'a', from: 'a/b', below: 'aa' })).toEqual(['a/b', 'a_']);
      expect(await keysOf({ prefix: '🙂' })).toEqual(['🙂']);
      expect(await keysOf({ from: 'b', below: 'a' })).toEqual([]);
    });

    it('gives the rows of a prefix that ends at an edge of Unicode', async () => {
      const keys = ['z', '\ud7ff', '\ud7ffa', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}', '\u{10ffff}a'];
      await store.commit(keys.map((key, n) => numbers.put(key, { n })));
      const keysOf = async (prefix: string) => (await rowsOf(numbers, { prefix })).map(([key]) => key);
      expect(await keysOf('')).toEqual(keys);
      expect(await keysOf('\ud7ff')).toEqual(['\ud7ff', '\ud7ffa']);
      expect(await keysOf('\uffff')).toEqual(['\uffff']);
      expect(await keysOf('\u{10ffff}')).toEqual(['\u{10ffff}', '\u{10ffff}a']);
    });

    it('refuses keys that some back end cannot hold, and finds nothing under them', async () => {
      for (const key of ['\0', '\ud800', 'k'.repeat(1_000)]) {
        expect(() => numbers.put(key, { n: 1 })).toThrow(RangeError);
        expect(await numbers.get(key)).toBeNull();
      }
    });

    it('refuses names of tables that are not plain or are its own', () => {
      for (const name of ['', 'Numbers', 'a/b', 'a%', 'meta', 'damaged']) {
        expect(() => store.table(name, NUMBER)).toThrow(RangeError);
      }
    });

    it('forgets a row when its time is over', async () => {
      const expiresAt = later(START, 60_000);
      await store.commit([numbers.put('a', { n: 1 }, { expiresAt }), numbers.put('b', { n: 2 })]);
      now = later(START, 59_999);
      expect(await numbers.get('a')).toEqual({ n: 1 });
      now = expiresAt;
      expect(await numbers.get('a')).toBeNull();
      expect(await rowsOf(numbers)).toEqual([['b', { n: 2 }]]);
    });

    it('stores nothing whose time is over already, and drops what was there', async () => {
      await store.commit([numbers.put('a', { n: 1 })]);
      await store.commit([numbers.put('a', { n: 2 }, { expiresAt: START })]);
      expect(await numbers.get('a')).toBeNull();
    });

    it('lets a row live on that is put again without an end', async () => {
      await store.commit([numbers.put('a', { n: 1 }, { expiresAt: later(START, 1) })]);
      await store.commit([numbers.put('a', { n: 2 })]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now = later(START, 1_000);
      expect(await numbers.get('a')).toEqual({ n: 2 });
    });

    it('sets damaged rows aside, whole and reported, and goes on', async () => {
      await store.commit([numbers.put('a', { n: 1 }), numbers.put('z', { n: 2 })]);
      const bad = ['{"v":1,"d":', '"text"', '[]', '7', '{"v":1,"d":{"n":"one"}}', '{"v":0,"d":{"n":1}}', ''];
      for (const [index, text] of bad.entries()) await stand.writeText(`numbers/m${index}`, text);
      expect(await numbers.get('m0')).toBeNull();
      expect(await rowsOf(numbers)).toEqual([
        ['a', { n: 1 }],
        ['z', { n: 2 }],
      ]);
      expect(
        store
          .damaged()
          .map(({ key }) => key)
          .sort(),
      ).toEqual(bad.map((_, index) => `numbers/m${index}`));
      expect(store.damaged().every(({ reason }) => reason !== '')).toBe(true);
      const kept = (await stand.keys()).filter((key) => key.startsWith('damaged/numbers/m'));
      expect(kept).toHaveLength(bad.length);
      await store.commit([numbers.put('m0', { n: 3 })]);
      expect(await numbers.get('m0')).toEqual({ n: 3 });
    });

    it('reads on past a damaged row that it cannot move, and moves it later', async () => {
      await store.commit([numbers.put('a', { n: 1 })]);
      await stand.writeText('numbers/poison', 'no JSON');
      const cure = await stand.poison();
      expect(await rowsOf(numbers)).toEqual([['a', { n: 1 }]]);
      expect(await stand.keys()).toContain('numbers/poison');
      await cure();
      expect(await numbers.get('poison')).toBeNull();
      expect((await stand.keys()).filter((key) => key.startsWith('damaged/numbers/poison'))).toHaveLength(1);
      expect(store.damaged()).toEqual([{ key: 'numbers/poison', reason: 'it is not JSON' }]);
    });

    it('upgrades rows of an older version when they are read', async () => {
      await store.commit([numbers.put('a', { n: 1 })]);
      const upgraded = store.table('numbers', {
        version: 2,
        parse: z.object({ n: z.number(), unit: z.string() }),
        upgrade: (old, from) => ({ ...z.object({ n: z.number() }).parse(old), unit: `v${from}` }),
      });
      expect(await upgraded.get('a')).toEqual({ n: 1, unit: 'v1' });
      expect(await rowsOf(upgraded)).toEqual([['a', { n: 1, unit: 'v1' }]]);
    });

    it('takes a row for damaged whose upgrade fails', async () => {
      await store.commit([numbers.put('a', { n: 1 })]);
      const failing = store.table('numbers', {
        version: 2,
        parse: z.string(),
        upgrade: () => {
          throw new Error('no way to tell');
        },
      });
      expect(await rowsOf(failing)).toEqual([]);
      expect(store.damaged()).toEqual([{ key: 'numbers/a', reason: 'no way to tell' }]);
    });

    it('refuses a table, and a row, that a newer program wrote', async () => {
      await stand.writeText('numbers/b', '{"v":2,"d":{"n":1}}');
      await expect(numbers.get('b')).rejects.toMatchObject({ code: 'newer' });
      await expect(rowsOf(numbers)).rejects.toMatchObject({ code: 'newer' });
      await store.commit([store.table('numbers', { ...NUMBER, version: 2 }).put('a', { n: 1 })]);
      expect(() => store.table('numbers', NUMBER)).toThrow(expect.objectContaining({ code: 'newer' }));
    });

    it('behaves as a map does', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(anyWrite, { maxLength: 8 }), { maxLength: 6 }),
          anyRange,
          async (batches, range) => {
            await store.commit((await rowsOf(numbers)).map(([key]) => numbers.remove(key)));
            const model = new Map<string, { n: number }>();
            for (const batch of batches) {
              await store.commit(batch.map((write) => applied(write, numbers, model)));
            }
            const expected = inOrder(model.keys()).map((key) => [key, model.get(key)]);
            expect(await rowsOf(numbers)).toEqual(expected);
            expect(await rowsOf(numbers, range)).toEqual(expected.filter(([key]) => isWithin(String(key), range)));
          },
        ),
        { numRuns: 30 },
      );
    });

    if (outlivesClosing) describe('opened again', describeReopening);

    function describeReopening() {
      const reopen = async () => {
        await store.close();
        const again = await stand.reopen(dependencies);
        opened.push(again);
        return again;
      };

      it('remembers rows and what was damaged', async () => {
        await store.commit([numbers.put('a', { n: 1 })]);
        await stand.writeText('numbers/b', 'no JSON');
        await numbers.get('b');
        const again = await reopen();
        expect(await rowsOf(again.table('numbers', NUMBER))).toEqual([['a', { n: 1 }]]);
        expect(again.damaged()).toEqual([{ key: 'numbers/b', reason: 'it is not JSON' }]);
      });

      it('refuses tables that a newer program wrote', async () => {
        await store.commit([store.table('numbers', { ...NUMBER, version: 2 }).put('a', { n: 1 })]);
        const again = await reopen();
        expect(() => again.table('numbers', NUMBER)).toThrow(expect.objectContaining({ code: 'newer' }));
      });

      it('refuses a store that is laid out in a newer way', async () => {
        await stand.writeText('meta/format', '{"v":1,"d":{"format":3,"tables":{}}}');
        await expect(reopen()).rejects.toMatchObject({ code: 'newer' });
      });

      it('is not stopped by a damaged format row', async () => {
        await store.commit([numbers.put('a', { n: 1 })]);
        await stand.writeText('meta/format', '{');
        const again = await reopen();
        expect(await again.table('numbers', NUMBER).get('a')).toEqual({ n: 1 });
        expect(again.damaged().map(({ key }) => key)).toEqual(['meta/format']);
      });
    }

    it('waits for what is under way when it closes, and refuses what comes after', async () => {
      const commit = store.commit([numbers.put('a', { n: 1 })]);
      await store.close();
      await commit;
      await expect(store.commit([numbers.put('b', { n: 1 })])).rejects.toThrow('closed');
    });
  });
}

type ModelWrite = { readonly key: string; readonly n: number | null };

const anyKey = fc.oneof(
  fc.constantFrom('', 'a', 'a%', 'a_', 'a/', '%', '\\', 'ä', '\ue000', '\u{10ffff}', '\u{10ffff}a', '🙂', ':'),
  fc.string({ unit: 'grapheme', maxLength: 4 }).filter((key) => key.isWellFormed() && !key.includes('\0')),
);
const anyWrite: fc.Arbitrary<ModelWrite> = fc.record({ key: anyKey, n: fc.option(fc.integer()) });
const anyRange = fc.record({ prefix: anyKey, from: anyKey, below: anyKey }, { requiredKeys: [] });

function applied({ key, n }: ModelWrite, table: Table<{ n: number }>, model: Map<string, { n: number }>): Write {
  if (n === null) model.delete(key);
  else model.set(key, { n });
  return n === null ? table.remove(key) : table.put(key, { n });
}

function isWithin(key: string, { prefix = '', from = '', below }: { prefix?: string; from?: string; below?: string }) {
  return key.startsWith(prefix) && !isBefore(key, from) && (below === undefined || isBefore(key, below));
}

function isBefore(left: string, right: string): boolean {
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0;
}

function inOrder(keys: Iterable<string>): string[] {
  return [...keys].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
}

async function rowsOf<T>(table: Table<T>, range?: Parameters<Table<T>['rows']>[0]): Promise<(readonly [string, T])[]> {
  return Array.fromAsync(table.rows(range));
}
