import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findExecutable, freePort, type TestServer, waitFor } from './server.ts';

/** The path of redis-server, or null where this machine has none; then says so. */
export function findRedis(): string | null {
  const path = findExecutable('redis-server', (process.env['PATH'] ?? '').split(delimiter));
  if (path === null) console.warn('SKIPPED: the Redis tests need redis-server (apt-get install redis-server).');
  return path;
}

/** Starts Redis on a free loopback port, with its data in a new folder and synced at every write. */
export async function startRedis(binary: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'newsdesk-redis-'));
  const port = await freePort();
  let child = await start();

  async function start(): Promise<ChildProcess> {
    const settings = { port, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'yes', appendfsync: 'always' };
    const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const server = spawn(binary, flags, { stdio: 'ignore' });
    await waitFor(port);
    return server;
  }

  async function halt(): Promise<void> {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  return {
    url: `redis://127.0.0.1:${port}/0`,
    async stop() {
      await halt();
      rmSync(folder, { recursive: true });
    },
    stopServer: halt,
    async startServer() {
      child = await start();
    },
  };
}
