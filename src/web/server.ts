import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { localAddress } from '../lib/url.ts';

const STOP_MS = 2_000;
const SWEEP_MS = 20;

/** What came of listening. */
export type StartOutcome =
  | { readonly kind: 'listening'; readonly url: string }
  /** `reason` is one sentence that says what to do. */
  | { readonly kind: 'failed'; readonly reason: string };

/** A server that answers with `fetch`. */
export type WebServer = {
  /** Listens on `host` and `port` (0: any free port). Called once. */
  start(host: string, port: number): Promise<StartOutcome>;
  /** Takes no more requests, finishes those under way for at most two seconds, then hangs up. */
  stop(): Promise<void>;
};

export function createWebServer(fetch: (request: Request) => Response | Promise<Response>): WebServer {
  const sockets = new Set<Socket>();
  let server: Server | null = null;

  async function start(host: string, port: number): Promise<StartOutcome> {
    const listening = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, getRequestListener(fetch));
    listening.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    const outcome = await listen(listening, host, port);
    if (outcome.kind === 'listening') server = listening;
    return outcome;
  }

  async function stop(): Promise<void> {
    const stopping = server;
    if (stopping === null) return;
    server = null;
    const closed = new Promise<void>((resolve) => stopping.close(() => resolve()));
    // Browsers open connections ahead of need; one that was never used is not idle in Node's eyes.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    // A connection whose request has just ended is kept for the next one, which is not to come.
    const sweep = setInterval(() => stopping.closeIdleConnections(), SWEEP_MS);
    const hangUp = setTimeout(() => stopping.closeAllConnections(), STOP_MS);
    await closed;
    clearInterval(sweep);
    clearTimeout(hangUp);
  }

  return { start, stop };
}

function listen(server: Server, host: string, port: number): Promise<StartOutcome> {
  return new Promise((resolve) => {
    server.once('error', (error) => resolve({ kind: 'failed', reason: failure(error, host, port) }));
    server.listen(port, host, () => {
      const address = server.address();
      const actual = typeof address === 'object' && address !== null ? address.port : port;
      resolve({ kind: 'listening', url: localAddress(host, actual) });
    });
  });
}

function failure(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use by another program. Set PORT to another number, or stop that program.`;
    case 'EACCES':
      return `This user may not listen on port ${port}. Set PORT to a number above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is not an address of this machine. Set HOST to one that is, or to 127.0.0.1.`;
    default:
      return `The pages cannot be served on ${host}, port ${port}: ${error.message}. Set HOST and PORT to others.`;
  }
}
