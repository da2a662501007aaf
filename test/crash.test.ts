import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ROOT, SEEDS, temporaryFolder } from './support/newsroom.ts';

// Dozens of processes run the same code: it is compiled once.
const ENVIRONMENT = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'newsdesk-test-compile-cache') };

type Run = { readonly signal: string | null; readonly writes: number; readonly shown: readonly unknown[] };

/** One run of the child, which ends by itself or by SIGKILL. */
function run(store: string, killAfter: number): Promise<Run> {
  const args = [join(ROOT, 'test/support/crash-child.ts'), store, SEEDS, String(killAfter)];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: ROOT, env: ENVIRONMENT }, (error, stdout, stderr) => {
      if (error?.signal === 'SIGKILL') resolve({ signal: 'SIGKILL', writes: killAfter, shown: [] });
      else if (error) reject(new Error(stderr, { cause: error }));
      else resolve({ signal: null, ...JSON.parse(stdout) });
    });
  });
}

async function storeUrl(): Promise<string> {
  return `sqlite:${join(await temporaryFolder(onTestFinished), 'newsdesk.db')}`;
}

describe('a process killed with SIGKILL', () => {
  let undisturbed: Run;
  beforeAll(async () => {
    undisturbed = await run('memory:', 0);
  });

  test('the undisturbed run posts three alerts', () => {
    expect(undisturbed.shown).toHaveLength(3);
    expect(undisturbed.writes).toBeGreaterThan(15);
  });

  // A kill after write n leaves on disk what a kill anywhere before write n + 1 leaves.
  test('after each write of a run: the next start loses nothing and says nothing twice', async () => {
    const places = Array.from({ length: undisturbed.writes }, (_, n) => n + 1);
    const next = places.values();
    async function worker(): Promise<void> {
      for (const place of next) {
        const store = await storeUrl();
        expect((await run(store, place)).signal, `write ${place}`).toBe('SIGKILL');
        const after = await run(store, 0);
        expect(after.shown, `killed after write ${place}`).toEqual(undisturbed.shown);
      }
    }
    await Promise.all([worker(), worker()]);
  }, 180_000);

  test('twice in a row, the second time while it recovers', async () => {
    for (const place of [4, 7, 10]) {
      const store = await storeUrl();
      await run(store, place);
      await run(store, 2);
      expect((await run(store, 0)).shown, `killed after write ${place}, then after 2 more`).toEqual(undisturbed.shown);
    }
  }, 60_000);
});
