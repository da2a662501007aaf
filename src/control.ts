import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, createReadStream, createWriteStream, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Log } from './lib/log.ts';

/*
 * How the command line talks to the Newsdesk that runs on a store: HTTP over a Unix socket in a folder that this user alone may
 * enter. Pages cannot reach it, nor can other users; so it asks for no password, and does what pages must not.
 */

const LINE_LIMIT = 4 * 1024 * 1024;

/** What the running Newsdesk does for the command line. */
export type Controls = {
  /** Answers a request to say something: JSON in, JSON out; null where it makes no sense. */
  say(order: unknown): Promise<unknown>;
  /** The lines of a backup of this instant. */
  backup(take: (line: string) => Promise<void>): Promise<number>;
};

export type Control = { close(): Promise<void> };

/** The socket of the Newsdesk that runs on the store at an address; it need not be there. */
function socketOf(storeUrl: string): string {
  const name = createHash('sha256').update(storeUrl).digest('hex').slice(0, 16);
  return join(tmpdir(), `newsdesk-${userInfo().uid}`, `${name}.sock`);
}

/** True where nobody but this user may enter the folder of the sockets. */
function isOwnFolder(folder: string): boolean {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && stats.uid === userInfo().uid && (stats.mode & 0o077) === 0;
}

/** Opens the socket. Where that fails Newsdesk runs all the same, without it. The store is already this process's own. */
export async function openControl(storeUrl: string, controls: Controls, log: Log): Promise<Control> {
  const path = socketOf(storeUrl);
  const folder = join(path, '..');
  const server = createServer((incoming, response) => {
    answer(controls, folder, incoming, response).catch((error: unknown) => {
      log.error({ error }, 'What the command line asked for failed');
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isOwnFolder(folder)) throw new Error(`${folder} belongs to somebody else, or others may enter it`);
    // Left by a process that was killed: whoever holds the store is the only one that may listen here.
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    chmodSync(path, 0o600);
  } catch (error) {
    log.warn({ problem: error instanceof Error ? error.message : String(error) }, 'The command line cannot reach this');
    return { close: async () => undefined };
  }
  return {
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  controls: Controls,
  folder: string,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (incoming.url === '/say' && incoming.method === 'POST') {
    if (Number(incoming.headers['content-length'] ?? Infinity) > LINE_LIMIT) return void response.writeHead(413).end();
    const reply = await controls.say(JSON.parse(await text(incoming)));
    if (reply === null) return void response.writeHead(400).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
    return;
  }
  if (incoming.url !== '/backup') return void response.writeHead(404).end();
  // First into a file of our own: the store waits while it is read, and must not wait for whoever asked.
  const file = join(folder, `${randomUUID()}.backup`);
  try {
    const stream = createWriteStream(file, { mode: 0o600, flags: 'wx' });
    await once(stream, 'open');
    await controls.backup(async (line) => {
      if (!stream.write(`${line}\n`)) await once(stream, 'drain');
    });
    stream.end();
    await once(stream, 'close');
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    await pipeline(createReadStream(file), response);
  } finally {
    rmSync(file, { force: true });
  }
}

/** Asks the Newsdesk that runs on the store; null where none answers, or refuses. `body` makes it a POST. */
export function askRunning(
  storeUrl: string,
  path: '/say' | '/backup',
  body: string | null,
): Promise<IncomingMessage | null> {
  const socketPath = socketOf(storeUrl);
  if (!isOwnFolder(join(socketPath, '..'))) return Promise.resolve(null);
  return new Promise((resolve) => {
    const headers = body === null ? {} : { 'content-length': Buffer.byteLength(body) };
    const asking = request({ socketPath, path, method: body === null ? 'GET' : 'POST', headers }, (incoming) => {
      if (incoming.statusCode === 200) return resolve(incoming);
      incoming.resume();
      resolve(null);
    });
    asking.on('error', () => resolve(null));
    asking.end(body ?? undefined);
  });
}
