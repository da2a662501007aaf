import { createServer } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import { ASK, openTestNet, play, textOf } from './read.ts';
import { type Answer, type Certificate, hasOpenssl, makeCertificate, serve, whole } from './servers.ts';

const hello: Answer = (socket) => void socket.end(whole('200 OK', [], 'hello'));

describe.skipIf(!hasOpenssl())('certificates', () => {
  let good: Certificate = { key: '', cert: '' };
  beforeAll(() => {
    good = makeCertificate('IP:127.0.0.1,DNS:feeds.example');
  });

  test('one that is vouched for is accepted', async () => {
    const { outcome } = await play(hello, {}, { tls: good, ca: good.cert });
    expect(textOf(outcome)).toBe('hello');
  });

  test('it must belong to the name that was asked for, whatever address that led to', async () => {
    const server = await serve(hello, good);
    const net = openTestNet({ resolve: async () => ['127.0.0.1'], allow: [server.host], ca: good.cert });
    expect(textOf(await net.get(`https://feeds.example:${server.port}/`, ASK))).toBe('hello');
    expect(await net.get(`https://other.example:${server.port}/`, ASK)).toMatchObject({
      reason: 'certificate',
      sentence: expect.stringContaining('belongs to another host'),
    });
    expect(server.heads).toHaveLength(1);
    await net.close();
    await server.close();
  });

  test('one that signed itself is refused', async () => {
    const { outcome, heads } = await play(hello, {}, { tls: good });
    expect(outcome).toMatchObject({ reason: 'certificate', sentence: expect.stringContaining('signed itself') });
    expect(heads).toEqual([]);
  });

  test('one that has expired is refused', async () => {
    const old = makeCertificate('IP:127.0.0.1', -1);
    const { outcome } = await play(hello, {}, { tls: old, ca: old.cert });
    expect(outcome).toMatchObject({ reason: 'certificate', sentence: expect.stringContaining('expired') });
  });

  test('no setting of Node turns this off', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      expect(textOf((await play(hello, {}, { tls: good })).outcome)).toBe('failed: certificate');
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });
});

test('plain HTTP where HTTPS is expected', async () => {
  const server = createServer((_, response) => void response.end('hello'));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const net = openTestNet({ allow: [host] });
  expect(textOf(await net.get(`https://${host}/`, ASK))).toBe('failed: tls');
  await net.close();
  server.close();
});

test('a handshake that never ends', async () => {
  const server = await serve(() => undefined);
  // A server of bytes that says nothing: the client's hello holds no end of headers, so it is never answered.
  const net = openTestNet({ allow: [server.host], limits: { connectMs: 300 } });
  expect(textOf(await net.get(`https://${server.host}/`, ASK))).toBe('failed: too-slow');
  await net.close();
  await server.close();
});
