import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { isJson, type Json } from './block-check.ts';
import { report, secret, type World } from './world.ts';

/** What came of sending something to the app. */
export type Answer =
  | { readonly kind: 'acknowledged'; readonly body: Json; readonly ms: number; readonly envelopeId: string | null }
  /** `isBreach`: the app had it and did not answer as it must. */
  | { readonly kind: 'failed'; readonly why: string; readonly isBreach: boolean; readonly envelopeId: string | null };

/** The Socket Mode side of Slack. */
export type Sockets = {
  /** An address for one connection, as apps.connections.open gives it. */
  ticket(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sends an envelope over one of the open sockets and waits for its acknowledgement. */
  send(envelope: Json, ackMs: number): Promise<Answer>;
  count(): number;
  /** Resolves when as many sockets are open; rejects when the server closes before. */
  wait(count: number): Promise<void>;
  drop(): void;
  refresh(reason: 'refresh_requested' | 'warning'): void;
  close(): Promise<void>;
};

const MOST_SOCKETS = 10;
/** How long a client has to answer a closing handshake. */
const CLOSE_MS = 500;
/** How long a client has to leave after it was told to. */
const LEAVE_MS = { refresh_requested: 1_000, warning: 10_000 } as const;

type Connection = { readonly socket: WebSocket; isLeaving: boolean; readonly timers: Set<NodeJS.Timeout> };
type Pending = { readonly socket: WebSocket; finish(answer: Answer): void; readonly sentMs: number };

export function createSockets(world: World): Sockets {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const connections: Connection[] = [];
  const pending = new Map<string, Pending>();
  const answered = new Set<string>();
  const watchers = new Set<{ look(): void; stop(): void }>();
  let turn = 0;

  const open = () => connections.filter((one) => !one.isLeaving && one.socket.readyState === one.socket.OPEN);

  function connected(socket: WebSocket): void {
    const connection: Connection = { socket, isLeaving: false, timers: new Set() };
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      for (const timer of connection.timers) clearTimeout(timer);
      connections.splice(connections.indexOf(connection), 1);
      for (const [envelopeId, one] of pending) {
        if (one.socket === socket) {
          one.finish({ kind: 'failed', why: 'the socket closed', isBreach: false, envelopeId });
        }
      }
    });
    socket.on('message', (data) => received(socket, textOf(data)));
    if (connections.length >= MOST_SOCKETS) {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
      report(world, 'socket', `more than ${MOST_SOCKETS} connections at once`);
      socket.close();
      return;
    }
    connections.push(connection);
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: connections.length,
        debug_info: { host: 'applink-1', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: world.appId },
      }),
    );
    for (const watcher of [...watchers]) watcher.look();
  }

  function received(socket: WebSocket, text: string): void {
    const message = readJson(text);
    const envelopeId = message?.['envelope_id'];
    if (message === null || typeof envelopeId !== 'string') {
      report(world, 'socket', `sent what is no acknowledgement: ${text.slice(0, 200)}`);
      return;
    }
    const one = pending.get(envelopeId);
    if (one === undefined) {
      if (!answered.has(envelopeId)) report(world, 'socket', 'acknowledged an envelope that was never sent');
      return;
    }
    if (one.socket !== socket) report(world, 'socket', 'acknowledged over another socket than the one it came by');
    const payload = message['payload'];
    const body = isJson(payload) ? payload : {};
    one.finish({ kind: 'acknowledged', body, ms: Date.now() - one.sentMs, envelopeId });
  }

  return {
    ticket() {
      const ticket = secret('');
      tickets.add(ticket);
      return `${world.base.replace('http:', 'ws:')}/link/?ticket=${ticket}&app_id=${world.appId}`;
    },
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? '/', world.base);
      const ticket = url.searchParams.get('ticket') ?? '';
      if (url.pathname !== '/link/' || !tickets.delete(ticket)) {
        report(world, 'socket', 'connected with an address that is not good, or not good any more');
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, connected);
    },
    send(envelope, ackMs) {
      const choice = open();
      const connection = choice[turn % Math.max(1, choice.length)];
      turn += 1;
      if (connection === undefined) {
        return Promise.resolve({ kind: 'failed', why: 'nobody is connected', isBreach: false, envelopeId: null });
      }
      const envelopeId = crypto.randomUUID();
      return new Promise((resolve) => {
        const finish = (answer: Answer) => {
          clearTimeout(timer);
          pending.delete(envelopeId);
          answered.add(envelopeId);
          resolve(answer);
        };
        const why = `not acknowledged within ${ackMs} ms`;
        const timer = setTimeout(() => finish({ kind: 'failed', why, isBreach: true, envelopeId }), ackMs);
        pending.set(envelopeId, { socket: connection.socket, finish, sentMs: Date.now() });
        connection.socket.send(JSON.stringify({ ...envelope, envelope_id: envelopeId }));
      });
    },
    count: () => open().length,
    wait(count) {
      return new Promise((resolve, reject) => {
        const watcher = {
          look() {
            if (open().length < count) return;
            watchers.delete(watcher);
            resolve();
          },
          stop: () => reject(new Error(`The server closed before ${count} sockets were open.`)),
        };
        watchers.add(watcher);
        watcher.look();
      });
    },
    drop() {
      for (const { socket } of [...connections]) socket.terminate();
    },
    refresh(reason) {
      for (const connection of connections) {
        connection.isLeaving = reason === 'refresh_requested';
        connection.socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-1' } }));
        connection.timers.add(setTimeout(() => connection.socket.terminate(), LEAVE_MS[reason]));
      }
    },
    async close() {
      for (const [envelopeId, one] of pending) {
        one.finish({ kind: 'failed', why: 'the server closed', isBreach: false, envelopeId });
      }
      for (const watcher of watchers) watcher.stop();
      // A client that is just taking its leave keeps a timer for half a minute where its handshake is cut.
      await Promise.all([...connections].map(({ socket }) => leave(socket)));
      server.close();
    },
  };
}

function leave(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), CLOSE_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close();
  });
}

function textOf(data: RawData): string {
  return Array.isArray(data)
    ? Buffer.concat(data).toString('utf8')
    : Buffer.from(new Uint8Array(data)).toString('utf8');
}

function readJson(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : null;
  } catch {
    return null;
  }
}
