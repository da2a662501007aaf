import { parentPort, workerData } from 'node:worker_threads';
import type { ForeignYaml } from './foreign-yaml.ts';
import { parse } from './yaml.ts';

// Run by `readForeignYaml` as a thread: the text comes as the thread's data, what it says goes back as its one message.

function read(text: string): ForeignYaml {
  try {
    // Warnings would go to standard error, one for each of a stranger's lines.
    return { ok: true, value: parse(text, { maxAliasCount: 0, logLevel: 'error' }) };
  } catch (cause) {
    const said = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : '';
    return { ok: false, problem: said.replace(/:$/, '') || 'it is too deep' };
  }
}

parentPort?.postMessage(read(String(workerData)));
