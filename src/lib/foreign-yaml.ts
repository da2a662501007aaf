import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { SECOND_MS } from './clock.ts';

/** What a text says, or in one sentence without its full stop why it cannot be read. */
export type ForeignYaml =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string };

const LONGEST_MS = 5 * SECOND_MS;
const MOST_MEMORY_MB = 256;

const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), problem: z.string() }),
]);

/**
 * Reads YAML that strangers wrote; aliases are refused. There are short texts that keep the parser busy for minutes (`"""…`,
 * `? ? ? …`): it works in a thread of its own, which is ended after `longestMs`, so that nobody else has to wait. Never rejects.
 */
export async function readForeignYaml(text: string, longestMs = LONGEST_MS): Promise<ForeignYaml> {
  const worker = new Worker(new URL('./foreign-yaml-thread.ts', import.meta.url), {
    workerData: text,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
  });
  // Memory may run out while it is being ended, when nobody waits for its answer any more.
  worker.on('error', () => undefined);
  try {
    const [answer] = await once(worker, 'message', { signal: AbortSignal.timeout(longestMs) });
    return answerSchema.parse(answer);
  } catch {
    return { ok: false, problem: 'it takes too long to read, or too much memory' };
  } finally {
    await worker.terminate();
  }
}
