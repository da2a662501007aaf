import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFromOwnPage, isKnownHost, pageHref, safeHref } from '../../src/web/guard.ts';

const own = new Set(['http://127.0.0.1:8080']);

describe('known hosts', () => {
  test.each([
    ['localhost', null, null, true],
    ['127.0.0.1', '127.0.0.1', null, true],
    ['[::1]', '::1', null, true],
    ['news.example', null, 'news.example', true],
    ['news.example', '127.0.0.1', null, false],
    ['evil.example', '0.0.0.0', 'news.example', false],
    ['192.168.1.5', '0.0.0.0', null, true],
    ['[fe80::1]', '::', null, true],
    ['192.168.1.5', '127.0.0.1', null, false],
    ['192.168.1.5', '192.168.1.5', null, true],
    ['desk.local', 'desk.local', null, true],
    ['localhost.evil.example', '0.0.0.0', null, false],
  ])('%s, bound to %s, public name %s: %s', (hostname, bound, publicHost, expected) => {
    expect(isKnownHost(hostname, { bound, publicHost })).toBe(expected);
  });
});

describe('requests from own pages', () => {
  const url = new URL('http://127.0.0.1:8080/channels/x/say');

  test.each([
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:8080' }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ origin: 'http://127.0.0.1:8080' }, true],
    [{ origin: 'http://127.0.0.1:9090' }, false],
    [{ origin: 'https://evil.example' }, false],
    [{ origin: 'null' }, false],
    [{}, false],
  ])('%o: %s', (headers, expected) => {
    expect(isFromOwnPage(new Headers(headers), url)).toBe(expected);
  });
});

describe('addresses in links', () => {
  test.each([
    ['https://news.example/a?b=c#d', 'https://news.example/a?b=c#d'],
    ['http://127.0.0.1:8080/stories/a-1', '/stories/a-1'],
    ['http://127.0.0.1:9090/stories/a-1', '/stories/a-1'],
    ['http://localhost:631/admin', 'http://localhost:631/admin'],
    ['http://elsewhere.example/stories/a-1', 'http://elsewhere.example/stories/a-1'],
    ['http://127.0.0.1:8080//evil.example/', 'http://127.0.0.1:8080//evil.example/'],
    ['javascript:alert(1)', null],
    [' java\nscript:alert(1)', null],
    ['data:text/html,<script>alert(1)</script>', null],
    ['vbscript:x', null],
    ['//evil.example/', null],
    ['/stories', null],
    ['', null],
  ])('%s becomes %s', (address, expected) => {
    expect(safeHref(address, own)).toBe(expected);
  });

  test.each([
    ['http://127.0.0.1:9090/stories/a-1', '/stories/a-1'],
    ['https://elsewhere.example/stories/a-1', '/stories/a-1'],
    ['https://elsewhere.example//evil.example/', null],
    ['javascript:alert(1)', null],
    ['nothing', null],
  ])('as a page here, %s becomes %s', (address, expected) => {
    expect(pageHref(address)).toBe(expected);
  });

  test('whatever the address, a link leads to the web or to a page here', () => {
    const parts = fc.array(
      fc.constantFrom('http://127.0.0.1:8080', '//', '/', '\\', 'javascript:', 'https:', '@', ' ', 'e.example'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string({ unit: 'binary' }),
          parts.map((list) => list.join('')),
        ),
        (address) => {
          const href = safeHref(address, own);
          if (href === null) return;
          const target = new URL(href, 'http://here.invalid');
          expect(['http:', 'https:']).toContain(target.protocol);
          if (href.startsWith('/')) expect(target.host).toBe('here.invalid');
        },
      ),
    );
  });
});
