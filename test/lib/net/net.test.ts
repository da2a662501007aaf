import { describe, expect, test, vi } from 'vitest';
import type { NetRequest } from '../../../src/lib/net/outcome.ts';
import { ASK, openTestNet, textOf } from '../../hostile/read.ts';
import { type Answer, pathOf, serve, whole } from '../../hostile/servers.ts';

const hello: Answer = (socket) => void socket.write(whole('200 OK', [], 'hello'));

describe('what is told of an answer', () => {
  test('everything a poller needs', async () => {
    const headers = [
      'Content-Type: Application/RSS+XML; charset="Windows-1251"',
      'ETag: W/"abc"',
      'Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT',
      'Cache-Control: public, max-age=600',
      'Age: 60',
      'Link: <https://hub.example/>; rel="hub"',
      'Link: </self>; rel="self"',
    ];
    const server = await serve((socket) => void socket.write(whole('200 OK', headers, 'hello')));
    const net = openTestNet({ allow: [server.host] });
    expect(await net.get(`http://${server.host}/feed#part`, ASK)).toEqual({
      kind: 'body',
      status: 200,
      address: `http://${server.host}/feed`,
      redirects: [],
      bytes: new Uint8Array(Buffer.from('hello')),
      wireBytes: 5,
      contentType: 'application/rss+xml',
      charset: 'windows-1251',
      etag: 'W/"abc"',
      lastModified: 'Wed, 21 Oct 2015 07:28:00 GMT',
      maxAgeMs: 540_000,
      link: '<https://hub.example/>; rel="hub", </self>; rel="self"',
    });
    await net.close();
    await server.close();
  });

  test('the way it took, step by step', async () => {
    const steps: Readonly<Record<string, Buffer>> = {
      '/1': whole('301 Moved', ['Location: /2']),
      '/2': whole('302 Found', ['Location: ../3?x=%20']),
      '/3?x=%20': whole('307 Temporary', ['Location: //HOST/4']),
      '/4': whole('308 Permanent', ['Location: ?y=1#here']),
      '/4?y=1': whole('303 Other', [Buffer.from('Location: /вот').toString('latin1')]),
      '/%D0%B2%D0%BE%D1%82': whole('200 OK', [], 'here'),
    };
    const server = await serve((socket, head) => {
      const step = steps[pathOf(head)]?.toString('latin1').replace('HOST', server.host) ?? '';
      socket.write(Buffer.from(step, 'latin1'));
    });
    const net = openTestNet({ allow: [server.host] });
    const outcome = await net.get(`http://${server.host}/1`, ASK);
    expect(textOf(outcome)).toBe('here');
    expect(outcome.redirects.map(({ isPermanent }) => isPermanent)).toEqual([true, false, false, true, false]);
    expect(outcome.redirects.map(({ to }) => to.replace(`http://${server.host}`, ''))).toEqual(
      Object.keys(steps).slice(1),
    );
    expect(outcome.address).toBe(outcome.redirects.at(-1)?.to);
    await net.close();
    await server.close();
  });
});

describe('a form', () => {
  test.each([
    ['202 Accepted', [], 'taken'],
    ['204 No Content', [], 'taken'],
    ['307 Temporary Redirect', ['Location: /elsewhere'], 'status'],
    ['404 Not Found', [], 'not-found'],
    ['429 Too Many', [], 'too-many-requests'],
    ['503 Unavailable', [], 'server-error'],
  ] as const)('answered with %s', async (status, headers, expected) => {
    const server = await serve((socket) => void socket.write(whole(status, [...headers], '')));
    const net = openTestNet({ allow: [server.host], userAgent: 'Newsdesk/1' });
    const outcome = await net.post(`http://${server.host}/hub?a=b`, { 'a b': 'ü&=' }, { totalMs: 30_000 });
    expect(outcome.kind === 'failed' ? outcome.reason : outcome.kind).toBe(expected);
    expect(server.heads).toHaveLength(1);
    const lines = (server.heads[0] ?? '').toLowerCase().split('\r\n');
    expect(lines[0]).toBe('post /hub?a=b http/1.1');
    for (const line of [
      'content-type: application/x-www-form-urlencoded',
      'content-length: 16',
      'user-agent: newsdesk/1',
    ])
      expect(lines).toContain(line);
    await net.close();
    await server.close();
  });

  test('goes where a page may be read from, and nowhere else', async () => {
    const server = await serve((socket) => void socket.write(whole('202 Accepted', [], '')));
    const net = openTestNet({});
    const reasonAt = async (address: string) => {
      const outcome = await net.post(address, {}, { totalMs: 30_000 });
      return outcome.kind === 'failed' ? outcome.reason : null;
    };
    expect(await reasonAt('http://169.254.169.254/')).toBe('private-address');
    expect(await reasonAt('http://127.0.0.1/')).toBe('private-address');
    expect(await reasonAt('http://news.example:25/')).toBe('blocked-port');
    expect(await reasonAt('file:///etc/passwd')).toBe('bad-address');
    await net.close();
    expect(await reasonAt('http://news.example/')).toBe('stopped');
    expect(server.heads).toEqual([]);
    await server.close();
  });
});

describe('what is sent', () => {
  const headersOf = (head: string) => head.split('\r\n').slice(1);

  test('who we are, what we read, and nothing else', async () => {
    const server = await serve(hello);
    const net = openTestNet({ allow: [server.host], userAgent: 'Newsdesk/1 (+https://example.com)' });
    await net.get(`http://${server.host}/`, { ...ASK, accept: 'application/atom+xml' });
    expect(headersOf(server.heads[0] ?? '')).toEqual([
      `host: ${server.host}`,
      'connection: keep-alive',
      'user-agent: Newsdesk/1 (+https://example.com)',
      'accept: application/atom+xml',
      'accept-encoding: gzip, deflate, br, zstd',
    ]);
    await net.close();
    await server.close();
  });

  test('no cookie, referrer or credential follows a redirect', async () => {
    const other = await serve(hello);
    const server = await serve((socket) => {
      socket.write(whole('302 Found', [`Location: http://${other.host}/`, 'Set-Cookie: a=b']));
    });
    const net = openTestNet({ allow: [server.host, other.host] });
    expect(textOf(await net.get(`http://${server.host}/?token=secret`, ASK))).toBe('hello');
    expect(other.heads[0]).not.toMatch(/cookie|referer|authorization|secret/i);
    await net.close();
    await Promise.all([server.close(), other.close()]);
  });
});

describe('politeness', () => {
  const ask: NetRequest = ASK;

  test('a host is asked by two at a time, over two connections that are kept', async () => {
    let atOnce = 0;
    let most = 0;
    const server = await serve((socket) => {
      most = Math.max(most, ++atOnce);
      setTimeout(() => {
        atOnce -= 1;
        socket.write(whole('200 OK', [], 'hello'));
      }, 20);
    });
    const net = openTestNet({ allow: [server.host] });
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => net.get(`http://${server.host}/`, ask)));
    expect(outcomes.map(textOf)).toEqual(Array(10).fill('hello'));
    expect(most).toBe(2);
    expect(server.met()).toBe(2);
    await net.close();
    await server.close();
  });

  test('one host that is slow holds up no other', async () => {
    const server = await serve((socket, head) => {
      if (pathOf(head) !== '/stuck') hello(socket, head);
    });
    const net = openTestNet({
      allow: [server.host],
      resolve: async () => ['127.0.0.1'],
      limits: { firstByteMs: 60_000 },
    });
    const ending = new AbortController();
    const stuck = Array.from({ length: 8 }, () => {
      return net.get(`http://slow.example:${server.port}/stuck`, { ...ask, totalMs: 60_000, signal: ending.signal });
    });
    expect(textOf(await net.get(`http://quick.example:${server.port}/`, ask))).toBe('hello');
    ending.abort();
    await Promise.all(stuck);
    await net.close();
    await server.close();
  });

  test('a kept connection that was closed meanwhile is no failure', async () => {
    const served = new Set<unknown>();
    const server = await serve((socket) => {
      if (served.has(socket)) return void socket.destroy();
      served.add(socket);
      socket.write(whole('200 OK', [], 'hello'));
    });
    const net = openTestNet({ allow: [server.host] });
    for (const _ of [1, 2, 3]) expect(textOf(await net.get(`http://${server.host}/`, ask))).toBe('hello');
    expect(server.met()).toBe(3);
    await net.close();
    await server.close();
  });

  test('connections are kept to so many hosts, and to the latest', async () => {
    const servers = await Promise.all([serve(hello), serve(hello), serve(hello)]);
    const net = openTestNet({ allow: servers.map(({ host }) => host), limits: { maxIdleHosts: 1 } });
    for (const { host } of servers) expect(textOf(await net.get(`http://${host}/`, ask))).toBe('hello');
    await vi.waitFor(() => expect(servers.map((server) => server.open())).toEqual([0, 0, 1]));
    await net.close();
    await Promise.all(servers.map((server) => server.close()));
  });

  test('a connection that nobody needs is closed after a while', async () => {
    const server = await serve(hello);
    const net = openTestNet({ allow: [server.host], limits: { keepAliveMs: 50 } });
    await net.get(`http://${server.host}/`, ask);
    await vi.waitFor(() => expect(server.open()).toBe(0));
    await net.close();
    await server.close();
  });
});

test('an allow-list with mistakes is refused', () => {
  expect(() => openTestNet({ allow: ['http://example.com'] })).toThrow('without http://');
});
