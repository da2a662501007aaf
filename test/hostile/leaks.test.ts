import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { ASK, openTestNet, textOf } from './read.ts';
import { type Answer, keepSending, pathOf, serve, whole } from './servers.ts';

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

// Each in the way it fails, so that every way out of a request is taken many times at once.
const WAYS: Readonly<Record<string, Answer>> = {
  '/fine': (socket) => void socket.write(whole('200 OK', [], 'fine')),
  '/closed': (socket) => void socket.end(whole('200 OK', ['Connection: close'], 'fine')),
  '/silent': () => undefined,
  '/endless': (socket) => {
    socket.write(CHUNKED);
    keepSending(socket, `2710\r\n${'x'.repeat(10_000)}\r\n`);
  },
  '/drips': (socket) => {
    socket.write(CHUNKED);
    keepSending(socket, '1\r\nx\r\n', 20);
  },
  '/bomb': (socket) =>
    void socket.write(whole('200 OK', ['Content-Encoding: gzip'], gzipSync(Buffer.alloc(3_000_000)))),
  '/garbage': (socket) => void socket.write('garbage\r\n\r\n'),
  '/reset': (socket) => void socket.resetAndDestroy(),
  '/half': (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx', () => socket.destroy()),
  '/loop': (socket) => void socket.write(whole('302 Found', ['Location: /loop'])),
  '/error': (socket) => void socket.write('HTTP/1.1 500 No\r\n\r\nand on it goes'),
  '/inside': (socket) => void socket.write(whole('302 Found', ['Location: http://127.0.0.2/'])),
  '/hints': (socket) => keepSending(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'),
};

/** How much of what keeps this process alive is the network's, or a clock. The listening server is the test's own. */
function held(): number {
  return process.getActiveResourcesInfo().filter((name) => !/^(?:Pipe|TTY|TCPServer|Message)/.test(name)).length;
}

test('after hundreds of hostile requests no socket, timer or look-up is left', async () => {
  const before = held();
  const server = await serve((socket, head) => WAYS[pathOf(head)]?.(socket, head));
  const net = openTestNet({ allow: [server.host], limits: { perHost: 60, firstByteMs: 3_000, slowPeriodMs: 1_500 } });
  const paths = Object.keys(WAYS);
  const asks = Array.from({ length: 20 * paths.length }, (_, index) => paths[index % paths.length] ?? '');
  const outcomes = await Promise.all(
    asks.map(async (path) => [path, textOf(await net.get(`http://${server.host}${path}`, ASK))]),
  );
  expect(Object.fromEntries(outcomes)).toEqual({
    '/fine': 'fine',
    '/closed': 'fine',
    '/silent': 'failed: too-slow',
    '/endless': 'failed: too-large',
    '/drips': 'failed: too-slow',
    '/bomb': 'failed: bomb',
    '/garbage': 'failed: not-http',
    '/reset': 'failed: cut-off',
    '/half': 'failed: cut-off',
    '/loop': 'failed: redirect-loop',
    '/error': 'failed: server-error',
    '/inside': 'failed: private-address',
    '/hints': 'failed: not-http',
  });
  // Connections that ended well may be kept, no others.
  expect(server.open()).toBeLessThanOrEqual(60);
  await net.close();
  await vi.waitFor(() => expect(server.open()).toBe(0));
  await server.close();
  expect(held(), process.getActiveResourcesInfo().join()).toBeLessThanOrEqual(before);
});

test('closing ends what is under way, what waits for its turn and what comes after', async () => {
  const server = await serve((socket) => void socket.write(CHUNKED));
  const net = openTestNet({ allow: [server.host], limits: { firstByteMs: 60_000, slowPeriodMs: 60_000 } });
  const under = Array.from({ length: 6 }, () => net.get(`http://${server.host}/`, { ...ASK, totalMs: 60_000 }));
  await vi.waitFor(() => expect(server.heads.length).toBe(2));
  await net.close();
  expect((await Promise.all(under)).map(textOf)).toEqual(Array(6).fill('failed: stopped'));
  expect(textOf(await net.get(`http://${server.host}/`, ASK))).toBe('failed: stopped');
  await vi.waitFor(() => expect(server.open()).toBe(0));
  await server.close();
});

test('a signal ends its own request and no other', async () => {
  const server = await serve((socket, head) => {
    if (pathOf(head) === '/quick') socket.write(whole('200 OK', [], 'quick'));
  });
  const net = openTestNet({ allow: [server.host], limits: { firstByteMs: 60_000 } });
  const ending = new AbortController();
  const stuck = net.get(`http://${server.host}/stuck`, { ...ASK, signal: ending.signal });
  await vi.waitFor(() => expect(server.heads.length).toBe(1));
  ending.abort();
  expect(textOf(await stuck)).toBe('failed: stopped');
  expect(textOf(await net.get(`http://${server.host}/quick`, { ...ASK, signal: ending.signal }))).toBe(
    'failed: stopped',
  );
  expect(textOf(await net.get(`http://${server.host}/quick`, ASK))).toBe('quick');
  await net.close();
  await server.close();
});
