import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findExecutable, freePort, type TestServer, waitFor } from './server.ts';

const DEBIAN_FOLDER = '/usr/lib/postgresql';

/** The folder of PostgreSQL's programs, or null where this machine has none; then says so. */
export function findPostgres(): string | null {
  const versions = existsSync(DEBIAN_FOLDER) ? readdirSync(DEBIAN_FOLDER) : [];
  const folders = versions.map((version) => join(DEBIAN_FOLDER, version, 'bin'));
  const found = folders.find((folder) => findExecutable('initdb', [folder]) !== null);
  if (found === undefined) console.warn('SKIPPED: the PostgreSQL tests need its server (apt-get install postgresql).');
  return found ?? null;
}

/** Starts PostgreSQL on a free loopback port, with its data in a new folder. It refuses to run as root, so then it runs as user postgres. */
export async function startPostgres(programs: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'newsdesk-postgres-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  chmodSync(folder, 0o755);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) execFileSync('chown', ['postgres:', data]);

  function run(program: string, flags: readonly string[]): void {
    const path = join(programs, program);
    const [command, rest] = isRoot ? ['runuser', ['-u', 'postgres', '--', path, ...flags]] : [path, flags];
    execFileSync(command, rest, { stdio: 'ignore', cwd: data });
  }

  const port = await freePort();
  run('initdb', ['-D', data, '-U', 'newsdesk', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']);
  await start();

  async function start(): Promise<void> {
    const settings = `-p ${port} -h 127.0.0.1 -k '' -c shared_buffers=16MB`;
    run('pg_ctl', ['start', '-w', '-D', data, '-l', join(data, 'log'), '-o', settings]);
    await waitFor(port);
  }

  async function halt(): Promise<void> {
    run('pg_ctl', ['stop', '-w', '-m', 'immediate', '-D', data]);
  }

  return {
    url: `postgres://newsdesk@127.0.0.1:${port}/postgres`,
    async stop() {
      await halt();
      rmSync(folder, { recursive: true });
    },
    stopServer: halt,
    startServer: start,
  };
}
