import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A server of a test's own. `stop` ends it for good; `stopServer` kills it and keeps its data for `startServer`. */
export type TestServer = {
  readonly url: string;
  stop(): Promise<void>;
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
};

const START_MS = 20_000;

/** The first of the folders that holds the program, as a path; null where none does. */
export function findExecutable(name: string, folders: readonly string[]): string | null {
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/** A loopback port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return address.port;
}

/** Returns once something accepts connections on the port. */
export async function waitFor(port: number): Promise<void> {
  const end = Date.now() + START_MS;
  while (!(await accepts(port))) {
    if (Date.now() > end) throw new Error(`Nothing listens on port ${port}.`);
    await wait(20);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
