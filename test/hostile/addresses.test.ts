import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Resolve } from '../../src/lib/net/resolve.ts';
import { ASK, openTestNet, textOf } from './read.ts';
import { type HostileServer, pathOf, serve, whole } from './servers.ts';

/** A server that nobody is allowed to read. */
let secret: HostileServer;
beforeAll(async () => {
  secret = await serve((socket) => void socket.end(whole('200 OK', [], 'secret')));
});
afterAll(() => secret.close());

const never: Resolve = () => Promise.reject(new Error('no name is looked up here'));

async function readOnce(address: string, resolve: Resolve = never): Promise<string> {
  const net = openTestNet({ resolve });
  try {
    return textOf(await net.get(address, ASK));
  } finally {
    await net.close();
  }
}

describe('an address that leads inside is refused in every spelling', () => {
  test.each([
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '127.255.255.254',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0X7F.1',
    '0177.0.0.1',
    '017700000001',
    '127.0.0.1.',
    '127.0.0.01',
    '%31%32%37.0.0.1',
    '①②⑦.⓪.⓪.①',
    '１２７.０.０.１',
    '127。0。0。1',
    '0',
    '0.0.0.0',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '100.100.100.200',
    '169.254.169.254',
    '0xa9fea9fe',
    '2852039166',
    '168.63.129.16',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '[::]',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[0000::0001]',
    '[::127.0.0.1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:a9fe:a9fe]',
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b::a00:1]',
    '[64:ff9b:1::808:808]',
    '[100::1]',
    '[2001::1]',
    '[2001:0:4136:e378:8000:63bf:3fff:fdd2]',
    '[2001:2::1]',
    '[2001:10::1]',
    '[2001:db8::1]',
    '[2002:7f00:1::]',
    '[2002:808:808::1]',
    '[3fff::1]',
    '[5f00::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[fd20:ce::254]',
    '[fe80::1]',
    '[fec0::1]',
    '[ff02::1]',
    '[4000::1]',
  ])('%s', async (host) => {
    expect(await readOnce(`http://${host}:${secret.port}/`)).toBe('failed: private-address');
    expect(await readOnce(`https://${host}/`)).toBe('failed: private-address');
    expect(secret.heads).toEqual([]);
  });

  test('an address spelt in numbers will not get better, a name may', async () => {
    const net = openTestNet({ resolve: async () => ['10.0.0.1'] });
    expect(await net.get('http://10.0.0.1/', ASK)).toMatchObject({ reason: 'private-address', isPermanent: true });
    expect(await net.get('http://example.com/', ASK)).toMatchObject({ reason: 'private-address', isPermanent: false });
    await net.close();
  });
});

describe('what is no address of a web page is refused', () => {
  test.each([
    ['file:///etc/passwd', 'bad-address'],
    ['ftp://example.com/', 'bad-address'],
    ['data:text/plain,x', 'bad-address'],
    ['javascript:alert(1)', 'bad-address'],
    ['gopher://example.com/', 'bad-address'],
    ['ws://example.com/', 'bad-address'],
    ['unix:/var/run/docker.sock', 'bad-address'],
    ['example.com', 'bad-address'],
    ['//example.com', 'bad-address'],
    ['', 'bad-address'],
    ['http://', 'bad-address'],
    ['http://.', 'bad-address'],
    ['http://..', 'bad-address'],
    ['http://user@example.com/', 'bad-address'],
    ['http://user:password@example.com/', 'bad-address'],
    ['http://:password@example.com/', 'bad-address'],
    ['http://[fe80::1%25eth0]/', 'bad-address'],
    ['http://[::1', 'bad-address'],
    ['http://256.256.256.256/', 'bad-address'],
    ['http://exa mple.com/', 'bad-address'],
    ['http://example.com:99999/', 'bad-address'],
    [`http://example.com/${'x'.repeat(3_000)}`, 'bad-address'],
    ['http://example.com:22/', 'blocked-port'],
    ['http://example.com:25/', 'blocked-port'],
    ['https://example.com:6379/', 'blocked-port'],
    ['http://example.com:0/', 'blocked-port'],
  ])('%s', async (address, reason) => {
    expect(await readOnce(address)).toBe(`failed: ${reason}`);
  });

  test('a password in a refused address is not repeated', async () => {
    const net = openTestNet({});
    const outcome = await net.get('http://user:hunter2@example.com/', ASK);
    expect(outcome.kind === 'failed' && outcome.sentence).not.toContain('hunter2');
    await net.close();
  });
});

describe('a name is judged by what it leads to', () => {
  test.each([
    ['loopback', ['127.0.0.1']],
    ['a private network', ['192.168.0.10']],
    ['metadata', ['169.254.169.254']],
    ['IPv6 loopback', ['::1']],
    ['a mapped address', ['::ffff:127.0.0.1']],
    ['one address inside among public ones', ['93.184.215.14', '127.0.0.1']],
    ['a link-local address with its zone', ['fe80::1%lo']],
    ['a public address with a zone', ['2606:2800:21f:cb07::1%lo']],
    ['what is no address', ['secret.example.com']],
    ['an empty address', ['']],
  ])('%s', async (_, addresses) => {
    expect(await readOnce(`http://example.com:${secret.port}/`, async () => addresses)).toBe('failed: private-address');
    expect(secret.heads).toEqual([]);
  });

  test('localhost, by the name system of this machine', async () => {
    const net = openTestNet({});
    const outcome = await net.get(`http://localhost:${secret.port}/`, ASK);
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'private-address' });
    await net.close();
  });

  test('this machine’s own addresses, public or not', async () => {
    const own = Object.values(networkInterfaces()).flatMap((list = []) => list.map(({ address }) => address));
    expect(own.length).toBeGreaterThan(0);
    for (const address of own)
      expect(await readOnce('http://example.com/', async () => [address])).toBe('failed: private-address');
  });

  test('a name without an address', async () => {
    expect(await readOnce('http://example.com/', async () => [])).toBe('failed: dns');
    expect(await readOnce('http://example.com/', () => Promise.reject(new Error('ENOTFOUND')))).toBe('failed: dns');
  });

  test('a name system that never answers', async () => {
    const net = openTestNet({ resolve: () => new Promise(() => undefined), limits: { connectMs: 200 } });
    expect(textOf(await net.get('http://example.com/', ASK))).toBe('failed: too-slow');
    await net.close();
  });
});

describe('rebinding: a name that leads elsewhere a moment later', () => {
  test('the connection goes to the address that was checked, by one look-up', async () => {
    const server = await serve((socket) => void socket.end(whole('200 OK', [], 'checked')));
    let lookUps = 0;
    // 127.0.0.2 is nobody's: were the name looked up a second time for the connection itself, it would lead there.
    const resolve: Resolve = async () => [++lookUps === 1 ? '127.0.0.1' : '127.0.0.2'];
    const net = openTestNet({ resolve, allow: [server.host] });
    expect(textOf(await net.get(`http://rebind.example:${server.port}/`, ASK))).toBe('checked');
    expect(lookUps).toBe(1);
    await net.close();
    await server.close();
  });

  test('each new connection is checked anew', async () => {
    const server = await serve((socket) => void socket.end(whole('200 OK', ['Connection: close'], 'first')));
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    const net = openTestNet({ resolve: async () => answers.shift() ?? [], allow: [server.host] });
    const address = `http://rebind.example:${server.port}/`;
    expect(textOf(await net.get(address, ASK))).toBe('first');
    expect(textOf(await net.get(address, ASK))).toBe('failed: private-address');
    await net.close();
    await server.close();
  });

  test('a remembered answer is checked for every port', async () => {
    const server = await serve((socket) => void socket.end(whole('200 OK', [], 'allowed')));
    const net = openTestNet({ resolve: async () => ['127.0.0.1'], allow: [server.host], limits: { nameMs: 60_000 } });
    expect(textOf(await net.get(`http://a.example:${server.port}/`, ASK))).toBe('allowed');
    expect(textOf(await net.get(`http://a.example:${secret.port}/`, ASK))).toBe('failed: private-address');
    expect(secret.heads).toEqual([]);
    await net.close();
    await server.close();
  });

  test('a redirect is checked as the first address was', async () => {
    const server = await serve((socket, head) => {
      const to = pathOf(head) === '/name' ? `http://inside.example:${secret.port}/` : `http://${secret.host}/`;
      socket.end(whole('302 Found', [`Location: ${to}`]));
    });
    const net = openTestNet({ resolve: async () => ['127.0.0.1'], allow: [server.host] });
    for (const path of ['/name', '/number']) {
      const outcome = await net.get(`http://${server.host}${path}`, ASK);
      expect(outcome).toMatchObject({ kind: 'failed', reason: 'private-address', redirects: [{ isPermanent: false }] });
    }
    expect(secret.heads).toEqual([]);
    await net.close();
    await server.close();
  });
});

describe('the allow-list', () => {
  test.each([
    ['an address and port', (port: number) => [`127.0.0.1:${port}`], '127.0.0.1', 'secret'],
    ['an address', () => ['127.0.0.1'], '127.0.0.1', 'secret'],
    ['a range', () => ['127.0.0.0/8'], '127.0.0.1', 'secret'],
    ['a name', () => ['inside.example'], 'inside.example', 'secret'],
    ['a name and port', (port: number) => [`INSIDE.example.:${port}`], 'inside.example', 'secret'],
    ['an address, reached by a name', () => ['127.0.0.1'], 'other.example', 'secret'],
    ['another port', () => ['127.0.0.1:9'], '127.0.0.1', 'failed: private-address'],
    ['another address', () => ['127.0.0.2'], '127.0.0.1', 'failed: private-address'],
    ['another range', () => ['10.0.0.0/8'], '127.0.0.1', 'failed: private-address'],
    ['another name', () => ['inside.example'], 'other.example', 'failed: private-address'],
    ['a name below', () => ['example'], 'inside.example', 'failed: private-address'],
  ] as const)('%s', async (_, allow, host, text) => {
    const server = await serve((socket) => void socket.end(whole('200 OK', [], 'secret')));
    const net = openTestNet({ resolve: async () => ['127.0.0.1'], allow: allow(server.port) });
    expect(textOf(await net.get(`http://${host}:${server.port}/`, ASK))).toBe(text);
    await net.close();
    await server.close();
  });

  test('opens a port that is not for the web only by its number', async () => {
    const net = openTestNet({ allow: ['127.0.0.1', '127.0.0.2:6379'] });
    expect(textOf(await net.get('http://127.0.0.1:6379/', ASK))).toBe('failed: blocked-port');
    expect(textOf(await net.get('http://127.0.0.2:6379/', ASK))).toBe('failed: refused');
    await net.close();
  });
});
