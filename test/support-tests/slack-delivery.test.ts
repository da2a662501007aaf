import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { SlackServer } from '../support/slack/control.ts';
import { openSlackServer } from '../support/slack/server.ts';
import { clientOf, refusalOf } from './slack-client.ts';

let server: SlackServer;
let app: Server | null = null;
const sockets: WebSocket[] = [];

beforeEach(async () => {
  server = await openSlackServer({ ackMs: 1_000, retryMs: [0, 10] });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  app?.close();
  app = null;
  await server.close();
});

/** An app that answers requests with the given status codes, one after another. */
async function answering(statuses: readonly number[]): Promise<readonly IncomingHttpHeaders[]> {
  const seen: IncomingHttpHeaders[] = [];
  const listening = createServer((request, response) => {
    request.resume();
    response.writeHead(statuses[seen.length] ?? 200).end();
    seen.push(request.headers);
  });
  app = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  server.deliverOver({ kind: 'http', url: `http://127.0.0.1:${address.port}/slack/events` });
  return seen;
}

type Envelope = { readonly envelope_id: string; readonly type: string; readonly retry_attempt?: number };

/** A socket of one's own; `take` says whether an envelope is acknowledged. */
async function connect(take: (envelope: Envelope, nth: number) => boolean): Promise<readonly Envelope[]> {
  const { url } = await clientOf(server, server.appToken).apps.connections.open({});
  const socket = new WebSocket(String(url));
  sockets.push(socket);
  const envelopes: Envelope[] = [];
  socket.on('message', (data) => {
    const envelope = JSON.parse(String(data));
    if (envelope.envelope_id === undefined) return;
    envelopes.push(envelope);
    if (take(envelope, envelopes.length))
      socket.send(JSON.stringify({ envelope_id: envelope.envelope_id, payload: {} }));
  });
  await new Promise((resolve) => socket.once('open', resolve));
  return envelopes;
}

describe('an event that is not acknowledged', () => {
  test('comes again over HTTP, with the number and the reason', async () => {
    const seen = await answering([500, 200]);
    const delivery = server.emit(server.team.id, { type: 'app_uninstalled' });
    await delivery?.done;
    expect(seen.map((headers) => headers['x-slack-retry-num'])).toEqual([undefined, '1']);
    expect(delivery?.attempts).toMatchObject([{ acknowledged: false }, { acknowledged: true, retry: 1 }]);
    expect(server.problems).toEqual([{ method: 'app_uninstalled', what: 'event answered with status 500' }]);
  });

  test('comes again over a socket, as another envelope with the same event', async () => {
    const envelopes = await connect((_envelope, nth) => nth > 1);
    await server.waitForSockets();
    const delivery = server.emit(server.team.id, { type: 'app_uninstalled' });
    await delivery?.done;
    expect(envelopes.map(({ retry_attempt }) => retry_attempt)).toEqual([0, 1]);
    expect(new Set(envelopes.map(({ envelope_id }) => envelope_id)).size).toBe(2);
    expect(server.problems).toHaveLength(1);
  });

  test('is given up in the end', async () => {
    await answering([500, 500, 500]);
    const delivery = server.emit(server.team.id, { type: 'app_uninstalled' });
    await expect(delivery?.done).rejects.toThrow('given up: answered with status 500');
    expect(delivery?.attempts).toHaveLength(3);
  });
});

describe('sockets', () => {
  test('an address is good for one connection', async () => {
    const { url } = await clientOf(server, server.appToken).apps.connections.open({});
    const opens = (address: string) =>
      new Promise((resolve) => {
        const socket = new WebSocket(address);
        sockets.push(socket);
        socket.once('open', () => resolve(true));
        socket.once('error', () => resolve(false));
      });
    expect(await opens(String(url))).toBe(true);
    expect(await opens(String(url))).toBe(false);
    expect(server.problems).toHaveLength(1);
  });

  test('two share what comes, and what is no acknowledgement is noted', async () => {
    const first = await connect(() => true);
    const second = await connect(() => true);
    await server.waitForSockets(2);
    const { installer, general } = server.team;
    await server.slash(installer, general, 'a');
    await server.slash(installer, general, 'b');
    expect([first.length, second.length]).toEqual([1, 1]);
    sockets[0]?.send('hello');
    sockets[0]?.send(JSON.stringify({ envelope_id: 'made up' }));
    await expect.poll(() => server.problems.length, { timeout: 10_000 }).toBe(2);
  });

  test('a socket that breaks under a command fails it without a fault of the app', async () => {
    await connect(() => false);
    await server.waitForSockets();
    const slash = server.slash(server.team.installer, server.team.general, 'x');
    server.dropSockets();
    await expect(slash).rejects.toThrow('the socket closed');
    expect(server.problems).toEqual([]);
  });
});

test('closing ends what waits', async () => {
  const socket = server.waitForSockets(1);
  const event = server.emit(server.team.id, { type: 'app_uninstalled' });
  server.fail('auth.test', { kind: 'silence', when: 'before' });
  const call = clientOf(server).auth.test();
  const ends = Promise.allSettled([socket, event?.done, call]);
  await server.close();
  expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
});

test('nobody outside a workspace is reached, and nothing that is not subscribed to', async () => {
  const small = await openSlackServer({ app: { commands: ['/other'], events: ['app_uninstalled'], homeTab: false } });
  const { team } = small;
  await expect(small.slash(team.installer, team.general, 'x', '/news')).rejects.toThrow('/news is not a valid command');
  expect(small.archive(team.general)).toBeNull();
  await expect(small.openHome(team.installer)).rejects.toThrow('did not subscribe');
  const home = { type: 'home' as const, blocks: [] };
  const publish = clientOf(small).views.publish({ user_id: team.installer.id, view: home });
  expect((await refusalOf(publish)).error).toBe('not_enabled');
  small.uninstall(team).map(({ done }) => done.catch(() => {}));
  await expect(small.slash(team.installer, team.general, 'x', '/other')).rejects.toThrow('not installed');
  await small.close();
});
