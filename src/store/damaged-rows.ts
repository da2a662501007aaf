import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import { digest } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import type { Turns } from '../lib/turns.ts';
import type { Backend } from './backend.ts';
import { keyRange } from './keys.ts';
import { readRow, rowText, type TableSchema, TOMBSTONE, TOMBSTONE_MS } from './row.ts';

/** A row that could not be read: its key (`table/key`) and why. */
export type DamagedRow = { readonly key: string; readonly reason: string };

/** The same with what is stored under the key, as `parseStored` gives it. */
export type FoundDamaged = DamagedRow & { readonly stored: unknown };

/** Rows that were set aside, in this run or an earlier one. */
export type DamagedRows = {
  list(): readonly DamagedRow[];
  /** Moves rows out of their tables. Never fails: a row that cannot be moved stays where it is and is reported all the same. */
  setAside(rows: readonly FoundDamaged[]): Promise<void>;
};

export const DAMAGED_TABLE = 'damaged';

const damagedSchema: TableSchema<DamagedRow> = {
  version: 1,
  parse: z.object({ key: z.string(), reason: z.string() }),
};

/** The damaged rows that a store keeps. `turns` are the store's own, so that nobody writes between a look and a move. */
export async function openDamagedRows(backend: Backend, turns: Turns, clock: Clock, log: Log): Promise<DamagedRows> {
  const known = new Map<string, DamagedRow>();
  for await (const page of backend.scan(keyRange(DAMAGED_TABLE, {}))) {
    for (const [key, stored] of page) {
      const found = readRow(stored, damagedSchema, clock());
      if (found.kind === 'row') known.set(key, found.value);
    }
  }

  async function move(rows: readonly FoundDamaged[]): Promise<void> {
    const current = await backend.keyv.getMany<unknown>(rows.map(({ key }) => key));
    // Somebody may have put a good row there since.
    const still = rows.filter(({ stored }, index) => isDeepStrictEqual(stored, current[index]));
    for (const row of still) report(row);
    const { write = (work) => work() } = backend;
    const entries = still.flatMap(({ key, reason, stored }) => [
      { key: asideKey(key, stored), value: rowText({ key, reason, at: clock(), row: stored }, 1, null) },
      { key, value: TOMBSTONE, ttl: TOMBSTONE_MS },
    ]);
    await write(() => backend.keyv.setMany(entries));
  }

  function report({ key, reason, stored }: FoundDamaged): void {
    const aside = asideKey(key, stored);
    if (known.has(aside)) return;
    known.set(aside, { key, reason });
    log.error({ key, reason, keptAs: aside }, 'A damaged row is set aside');
  }

  return {
    list: () => [...known.values()],
    async setAside(rows) {
      if (rows.length === 0) return;
      try {
        await turns(() => move(rows));
      } catch (error) {
        for (const row of rows) report(row);
        log.warn({ reason: String(error) }, 'Damaged rows stay where they are: they cannot be moved');
      }
    },
  };
}

/** A key of its own for each content, so that a second damaged row of one key does not replace the first. */
function asideKey(key: string, stored: unknown): string {
  return `${DAMAGED_TABLE}/${key}#${digest(JSON.stringify(stored))}`;
}
