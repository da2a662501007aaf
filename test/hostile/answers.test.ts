import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { NetReason } from '../../src/lib/net/reasons.ts';
import { ASK, IMPATIENT, play, textOf } from './read.ts';
import { type Answer, keepSending, pathOf, whole } from './servers.ts';

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const ZEROS = Buffer.alloc(20_000_000);
const NOISE = Buffer.from(Array.from({ length: 40_000 }, (_, index) => (index * 7919 + (index >> 3)) % 251));

const say =
  (bytes: string | Uint8Array): Answer =>
  (socket) =>
    void socket.end(bytes);
const sayAndStay =
  (bytes: string | Uint8Array): Answer =>
  (socket) =>
    void socket.write(bytes);
const endless =
  (opening: string, piece: string, everyMs = 0): Answer =>
  (socket) => {
    socket.write(opening);
    keepSending(socket, piece, everyMs);
  };
const packed = (encoding: string, body: Uint8Array) => say(whole('200 OK', [`Content-Encoding: ${encoding}`], body));

const HOSTILE: readonly (readonly [string, Answer, NetReason])[] = [
  ['an endless body', endless('HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(60_000)), 'too-large'],
  ['an endless chunked body', endless(CHUNKED, `ea60\r\n${'x'.repeat(60_000)}\r\n`), 'too-large'],
  ['a length that is too large', say('HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx'), 'too-large'],
  ['a length beyond all numbers', say(`HTTP/1.1 200 OK\r\nContent-Length: ${'9'.repeat(40)}\r\n\r\nx`), 'not-http'],
  ['a negative length', say('HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nx'), 'not-http'],
  ['two lengths', say('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx'), 'not-http'],
  ['an endless header', endless('HTTP/1.1 200 OK\r\nX: ', 'x'.repeat(5_000)), 'bad-header'],
  ['a huge header', say(whole('200 OK', [`X: ${'x'.repeat(70_000)}`])), 'bad-header'],
  ['headers without end', endless('HTTP/1.1 200 OK\r\n', 'A: b\r\n'.repeat(99)), 'bad-header'],
  [
    'too many headers',
    say(
      whole(
        '200 OK',
        Array.from({ length: 300 }, (_, index) => `X-${index}: 1`),
      ),
    ),
    'bad-header',
  ],
  [
    'one header too many times',
    say(
      whole(
        '200 OK',
        Array.from({ length: 300 }, () => 'X: 1'),
      ),
    ),
    'bad-header',
  ],
  ['a header that is none', say('HTTP/1.1 200 OK\r\nthis is no header\r\n\r\n'), 'not-http'],
  ['endless trailers', endless(`${CHUNKED}0\r\n`, 'A: b\r\n'.repeat(99)), 'bad-header'],
  ['a gzip bomb', packed('gzip', gzipSync(ZEROS)), 'bomb'],
  ['a gzip bomb within gzip', packed('gzip, gzip', gzipSync(gzipSync(ZEROS))), 'bomb'],
  ['a gzip bomb that does not say so', say(whole('200 OK', [], gzipSync(ZEROS))), 'bomb'],
  ['a deflate bomb', packed('deflate', deflateSync(ZEROS)), 'bomb'],
  ['a brotli bomb', packed('br', brotliCompressSync(ZEROS)), 'bomb'],
  ['a zstd bomb', packed('zstd', zstdCompressSync(ZEROS)), 'bomb'],
  ['packing without end', packed(Array(50).fill('gzip').join(', '), gzipSync('x')), 'bad-encoding'],
  ['a packing nobody asked for', packed('compress', NOISE), 'bad-encoding'],
  ['a packing that is an object’s own', packed('__proto__', NOISE), 'bad-encoding'],
  ['a packing that every object has', packed('constructor', NOISE), 'bad-encoding'],
  ['truncated zstd', packed('zstd', zstdCompressSync(NOISE).subarray(0, -50)), 'cut-off'],
  ['truncated deflate', packed('deflate', deflateSync(NOISE).subarray(0, -50)), 'cut-off'],
  ['truncated gzip', packed('gzip', gzipSync(NOISE).subarray(0, -500)), 'cut-off'],
  ['truncated brotli', packed('br', brotliCompressSync(NOISE).subarray(0, -50)), 'cut-off'],
  ['damaged gzip', packed('gzip', Buffer.concat([gzipSync(NOISE).subarray(0, 200), NOISE])), 'bad-encoding'],
  ['what is no brotli', packed('br', Buffer.alloc(2_000, 0xff)), 'bad-encoding'],
  ['a body shorter than its length', say('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort'), 'cut-off'],
  ['a chunked body without end', say(`${CHUNKED}5\r\nhello\r\n`), 'cut-off'],
  ['chunks that are none', say(`${CHUNKED}nonsense\r\nmore\r\n`), 'bad-encoding'],
  ['a chunk longer than it says', say(`${CHUNKED}1\r\nhello\r\n0\r\n\r\n`), 'bad-encoding'],
  ['a chunk of 2^64 bytes', say(`${CHUNKED}fffffffffffffffff\r\nx\r\n`), 'bad-encoding'],
  ['a million tiny chunks', endless(CHUNKED, '1\r\nx\r\n'.repeat(5_000)), 'bad-encoding'],
  [
    'half an answer, then a reset',
    (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx', () => socket.resetAndDestroy()),
    'cut-off',
  ],
  [
    'half of the headers, then a reset',
    (socket) => void socket.write('HTTP/1.1 200 OK\r\nConte', () => socket.resetAndDestroy()),
    'cut-off',
  ],
  ['a reset at once', (socket) => void socket.resetAndDestroy(), 'cut-off'],
  ['an end at once', (socket) => void socket.end(), 'cut-off'],
  ['a mail server', say('220 mail.example.com ESMTP\r\n'), 'not-http'],
  ['bytes', say(NOISE), 'not-http'],
  ['a status line without a number', say('HTTP/1.1 OK\r\n\r\n'), 'not-http'],
  ['an HTTP of the future', say('HTTP/9.9 200 OK\r\n\r\n'), 'not-http'],
  ['HTTP 0.9', say('<html>hello</html>'), 'not-http'],
  ['a request for an answer', say('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), 'not-http'],
  [
    'a flood of early hints',
    (socket) => keepSending(socket, 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'),
    'not-http',
  ],
  ['a flood of "continue"', (socket) => keepSending(socket, 'HTTP/1.1 100 Continue\r\n\r\n'), 'not-http'],
  [
    'another protocol',
    say('HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\nxx'),
    'not-http',
  ],
  ['not modified, though nobody asked', say('HTTP/1.1 304 Not Modified\r\n\r\n'), 'status'],
  ['nothing to read', say('HTTP/1.1 204 No Content\r\n\r\n'), 'status'],
  ['a part of the body', say(whole('206 Partial Content', [], 'x')), 'status'],
  ['status 999', say(whole('999 No', [])), 'status'],
  ['401', say(whole('401 Unauthorized', ['WWW-Authenticate: Basic'])), 'login'],
  ['403', say(whole('403 Forbidden', [])), 'forbidden'],
  ['404', say(whole('404 Not Found', [], 'x'.repeat(9_000))), 'not-found'],
  ['410', say(whole('410 Gone', [])), 'gone'],
  ['429', say(whole('429 Too Many Requests', [])), 'too-many-requests'],
  ['451', say(whole('451 Unavailable', [])), 'forbidden'],
  ['500', say(whole('500 Oops', [])), 'server-error'],
  ['503 with an endless page', endless('HTTP/1.1 503 No\r\n\r\n', 'x'.repeat(9_000)), 'server-error'],
];

const SLOW: readonly (readonly [string, Answer, NetReason])[] = [
  ['a body in drips', endless('HTTP/1.1 200 OK\r\n\r\n', 'x', 20), 'too-slow'],
  ['a body that never begins', sayAndStay('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n'), 'too-slow'],
  ['a body that never ends', sayAndStay('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123'), 'too-slow'],
  ['an endless chunk extension', endless(`${CHUNKED}5;a=`, 'a'.repeat(50_000)), 'too-slow'],
  ['silence', () => undefined, 'too-slow'],
  ['headers in drips', endless('HTTP/1.1 200 OK\r\nX: ', 'x', 20), 'too-slow'],
  ['404 with a page in drips', endless('HTTP/1.1 404 No\r\nContent-Length: 9000\r\n\r\n', 'x', 50), 'not-found'],
];

describe.concurrent('each ends in time, with its own reason', () => {
  test.each([...HOSTILE, ...SLOW.map((one) => [...one, IMPATIENT] as const)])(
    '%s',
    async (_, answer, reason, limits = {}) => {
      const { outcome } = await play(answer, {}, { limits });
      expect(outcome).toMatchObject({ kind: 'failed', reason });
      if (outcome.kind !== 'failed') return;
      expect(outcome.sentence).toMatch(/^[A-Z0-9].*\.$/);
      expect(outcome.isPermanent).toBe(reason === 'gone');
    },
  );
});

describe.concurrent('Retry-After', () => {
  const inAnHour = () => new Date(Date.now() + 3_600_000).toUTCString();
  test.each([
    ['in seconds', () => ['Retry-After: 120'], 120_000],
    ['not at all', () => [], null],
    ['as a word', () => ['Retry-After: soon'], null],
    ['below zero', () => ['Retry-After: -5'], null],
    ['in a thousand years', () => ['Retry-After: 31536000000'], 86_400_000],
    ['of more digits than a number has', () => [`Retry-After: ${'9'.repeat(400)}`], 86_400_000],
    ['as a date long ago', () => ['Retry-After: Wed, 21 Oct 2015 07:28:00 GMT'], 0],
    ['as a date far ahead', () => ['Retry-After: Wed, 21 Oct 2215 07:28:00 GMT'], 86_400_000],
    [
      'as a date, by a clock that is wrong',
      () => ['Date: Wed, 21 Oct 2015 07:00:00 GMT', 'Retry-After: Wed, 21 Oct 2015 07:28:00 GMT'],
      28 * 60_000,
    ],
  ] as const)('%s', async (_, headers, retryAfterMs) => {
    const { outcome } = await play((socket) => void socket.end(whole('429 Too Many Requests', headers())));
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'too-many-requests', status: 429, retryAfterMs });
  });

  test('as a date', async () => {
    const { outcome } = await play((socket) => void socket.end(whole('503 No', [`Retry-After: ${inAnHour()}`])));
    expect(outcome.kind === 'failed' && outcome.retryAfterMs).toBeGreaterThan(3_500_000);
  });
});

describe.concurrent('redirects', () => {
  const sendOn = (location: string, status = '302 Found') => whole(status, [`Location: ${location}`]);
  test.each([
    ['to a file', 'file:///etc/passwd', 'bad-redirect'],
    ['to FTP', 'ftp://example.com/x', 'bad-redirect'],
    ['to data', 'data:text/xml,<rss/>', 'bad-redirect'],
    ['to a script', 'javascript:alert(1)', 'bad-redirect'],
    ['to gopher', 'gopher://127.0.0.1:6379/_x', 'bad-redirect'],
    ['to nowhere', 'http://', 'bad-redirect'],
    ['with a password', 'http://user:secret@example.com/', 'bad-redirect'],
    ['to a very long address', `/${'x'.repeat(5_000)}`, 'bad-redirect'],
    ['to a mail server', 'http://example.com:25/', 'bad-redirect'],
    ['to loopback', 'http://127.0.0.1/', 'private-address'],
    ['to loopback by number', 'http://2130706433/', 'private-address'],
    ['to metadata', 'http://169.254.169.254/latest/meta-data/', 'private-address'],
    ['to itself', '/', 'redirect-loop'],
  ] as const)('%s', async (_, location, reason) => {
    const { outcome, heads } = await play((socket) => void socket.end(sendOn(location)));
    expect(outcome).toMatchObject({ kind: 'failed', reason, isPermanent: false });
    expect(heads).toHaveLength(1);
    if (outcome.kind === 'failed') expect(outcome.sentence).not.toContain('secret');
  });

  test('without an address', async () => {
    const { outcome } = await play((socket) => void socket.end(whole('301 Moved', [])));
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'bad-redirect' });
  });

  test('in a circle of two', async () => {
    const { outcome, heads } = await play((socket, head) => {
      socket.end(sendOn(pathOf(head) === '/' ? '/a' : '/'));
    });
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'redirect-loop' });
    expect(heads).toHaveLength(2);
  });

  test('without end', async () => {
    const { outcome, heads } = await play((socket, head) => void socket.end(sendOn(`${pathOf(head)}x`)));
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'too-many-redirects' });
    expect(heads).toHaveLength(6);
  });

  test('each slow: together they have no more time than one', async () => {
    const slow = (socket: Parameters<Answer>[0], head: string) => {
      setTimeout(() => void socket.end(sendOn(`${pathOf(head)}x`)), 300);
    };
    const { outcome, heads } = await play(slow, { totalMs: 500 });
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'too-slow' });
    expect(heads.length).toBeLessThan(4);
  });

  test('an endless page beside the new address is not read', async () => {
    const { outcome } = await play((socket, head) => {
      if (pathOf(head) === '/there') return void socket.end(whole('200 OK', [], 'here'));
      socket.write('HTTP/1.1 301 Moved\r\nLocation: /there\r\n\r\n');
      keepSending(socket, 'x'.repeat(9_000));
    });
    expect(textOf(outcome)).toBe('here');
  });
});

describe.concurrent('what looks hostile and is not', () => {
  test.each([
    [
      'a few early hints',
      say(Buffer.concat([Buffer.from('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'), whole('200 OK', [], 'a')])),
      'a',
    ],
    ['deflate without its header', packed('deflate', deflateRawSync('raw')), 'raw'],
    ['deflate with its header', packed('deflate', deflateSync('zlib')), 'zlib'],
    ['brotli', packed('br', brotliCompressSync('br')), 'br'],
    ['zstd', packed('zstd', zstdCompressSync('zstd')), 'zstd'],
    ['gzip twice', packed('gzip, gzip', gzipSync(gzipSync('twice'))), 'twice'],
    ['gzip that does not say so', say(whole('200 OK', ['Content-Type: application/xml'], gzipSync('quiet'))), 'quiet'],
    ['a packed file of gzip', packed('gzip', gzipSync(gzipSync('sitemap'))), 'sitemap'],
    ['plain text that calls itself gzip', packed('gzip', Buffer.from('plain')), 'plain'],
    ['an empty body that calls itself gzip', packed('gzip', Buffer.alloc(0)), ''],
    ['a charset for an encoding', packed('UTF-8', Buffer.from('odd')), 'odd'],
    ['a body that ends with the connection', say('HTTP/1.1 200 OK\r\n\r\nold'), 'old'],
    ['HTTP 1.0', say('HTTP/1.0 200 OK\r\n\r\nolder'), 'older'],
    [
      'more bytes than stated',
      say('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfourHTTP/1.1 200 OK\r\n\r\nsmuggled'),
      'four',
    ],
  ] as const)('%s', async (_, answer, body) => {
    const { outcome } = await play(answer);
    expect(textOf(outcome)).toBe(body);
  });

  test('a large body that packs well is read', async () => {
    const body = '<item><title>The same again</title></item>'.repeat(20_000);
    const { outcome } = await play(packed('gzip', gzipSync(body)));
    expect(outcome).toMatchObject({ kind: 'body', bytes: { byteLength: body.length } });
  });

  test('a body of exactly the allowed size is read, one byte more is not', async () => {
    const send = say(whole('200 OK', [], 'x'.repeat(5_000)));
    expect((await play(send, { maxBytes: 5_000 })).outcome).toMatchObject({ kind: 'body', wireBytes: 5_000 });
    expect((await play(send, { maxBytes: 4_999 })).outcome).toMatchObject({ kind: 'failed', reason: 'too-large' });
  });

  test('not modified, without saying of what', async () => {
    const ask = { etag: '"a"', lastModified: 'Wed, 21 Oct 2015 07:28:00 GMT' };
    const { outcome, heads } = await play(say('HTTP/1.1 304 Not Modified\r\n\r\n'), ask);
    expect(outcome).toMatchObject({ kind: 'not-modified', ...ask });
    expect(heads[0]).toContain('if-none-match: "a"');
    expect(heads[0]).toContain('if-modified-since: Wed, 21 Oct 2015 07:28:00 GMT');
  });

  test('a validator that would break out of its header is never sent', async () => {
    const { heads } = await play(say(whole('200 OK', [])), {
      etag: '"a"\r\nX-Injected: 1',
      lastModified: ASK.lastModified,
    });
    expect(heads[0]).not.toMatch(/injected|if-none-match/i);
  });
});
