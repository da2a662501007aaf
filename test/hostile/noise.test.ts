import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ASK, openTestNet } from './read.ts';
import { serve, whole } from './servers.ts';

const BODY = gzipSync('<rss><channel><title>News</title></channel></rss>'.repeat(20));

/** Good answers, from which bad ones are made. */
const ANSWERS = [
  whole('200 OK', ['Content-Type: text/xml', 'Content-Encoding: gzip', 'ETag: "a"'], BODY),
  whole('301 Moved', ['Location: /there', 'Cache-Control: max-age=60'], 'moved'),
  whole('503 Busy', ['Retry-After: 60'], 'busy'),
  Buffer.from(
    'HTTP/1.1 103 Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n',
  ),
] as const;

const damaged = fc
  .record({
    answer: fc.constantFrom(...ANSWERS),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    gone: fc.nat({ max: 40 }),
    instead: fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.string({ maxLength: 20 }),
      fc.constantFrom('\r\n', '\0', '\r\n\r\n', ':', ','),
    ),
  })
  .map(({ answer, at, gone, instead }) => {
    const cut = Math.floor(at * answer.byteLength);
    return Buffer.concat([answer.subarray(0, cut), Buffer.from(instead), answer.subarray(cut + gone)]);
  });

test('whatever bytes a server sends, an outcome comes of it, and the next request is none the worse', async () => {
  let answer: Uint8Array = new Uint8Array();
  const server = await serve((socket) => void socket.end(answer));
  const net = openTestNet({ allow: [server.host] });
  await fc.assert(
    fc.asyncProperty(fc.oneof(damaged, fc.uint8Array({ maxLength: 300 })), async (bytes) => {
      answer = bytes;
      const outcome = await net.get(`http://${server.host}/`, { ...ASK, etag: '"a"' });
      expect(['body', 'not-modified', 'failed']).toContain(outcome.kind);
      if (outcome.kind === 'failed') expect(outcome.sentence).toMatch(/^[A-Z0-9].*\.$/);
      answer = ANSWERS[0];
      expect(await net.get(`http://${server.host}/`, ASK)).toMatchObject({ kind: 'body', etag: '"a"' });
    }),
    { numRuns: 150 },
  );
  await net.close();
  await server.close();
});

test('whatever text is given for an address, an outcome comes of it, and nothing inside is asked', async () => {
  const secret = await serve((socket) => void socket.end(whole('200 OK', [], 'secret')));
  const net = openTestNet({ resolve: async () => ['127.0.0.1'] });
  const part = fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.constantFrom(
      'http://',
      'https:',
      '//',
      '@',
      '127.0.0.1',
      `:${secret.port}`,
      '[::1]',
      '%00',
      '\\',
      '#',
      '?',
      ' ',
      '\t',
      '。',
      '0x7f.1',
      'localhost',
    ),
    fc.string({ unit: 'binary', maxLength: 10 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
      for (const address of [parts.join(''), `http://${parts.join('')}`]) {
        const outcome = await net.get(address, ASK);
        if (outcome.kind !== 'failed') throw new Error(`${address} was read`);
        expect(['bad-address', 'private-address', 'blocked-port']).toContain(outcome.reason);
      }
    }),
    { numRuns: 250 },
  );
  expect(secret.met()).toBe(0);
  await net.close();
  await secret.close();
});
