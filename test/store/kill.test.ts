import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../src/store/store.ts';

const KILLS = 15;
const ROWS_A_BATCH = 20;
const folder = mkdtempSync(join(tmpdir(), 'newsdesk-kill-'));
const url = `sqlite:${join(folder, 'store.db')}`;

afterAll(() => rmSync(folder, { recursive: true }));

it('keeps every acknowledged batch whole, and no half batch, however often it is killed', async () => {
  let acknowledged = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    acknowledged = Math.max(acknowledged, await writeUntilKilled(acknowledged + 1, Math.random() * 60));
    const batches = await storedBatches();
    expect([...batches.values()].every((rows) => rows === ROWS_A_BATCH)).toBe(true);
    for (let batch = 1; batch <= acknowledged; batch++) expect(batches.get(batch)).toBe(ROWS_A_BATCH);
    // One more may be there: stored, and killed before it could say so.
    expect(batches.size).toBeLessThanOrEqual(acknowledged + 1);
  }
  expect(acknowledged).toBeGreaterThan(KILLS);
});

/** Starts the writer, kills it some time after its first batch, gives the last batch it said was stored. */
async function writeUntilKilled(first: number, afterMs: number): Promise<number> {
  const script = join(import.meta.dirname, '../support/commit-forever.ts');
  const child = spawn(process.execPath, [script, url, String(first), String(ROWS_A_BATCH)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let last = first - 1;
  const lines = createInterface(child.stdout);
  const started = once(lines, 'line');
  lines.on('line', (line) => {
    last = Number(line);
  });
  // A writer that cannot even start closes without a line.
  await Promise.race([started, closed]);
  await wait(afterMs);
  child.kill('SIGKILL');
  await closed;
  return last;
}

async function storedBatches(): Promise<Map<number, number>> {
  const store = await openStore(url);
  const rows = store.table('rows', { version: 1, parse: z.object({ batch: z.number() }) });
  const batches = new Map<number, number>();
  for await (const [, { batch }] of rows.rows()) batches.set(batch, (batches.get(batch) ?? 0) + 1);
  await store.close();
  return batches;
}
