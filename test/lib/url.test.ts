import { describe, expect, test } from 'vitest';
import { canonicalUrl, localAddress } from '../../src/lib/url.ts';

describe('the one spelling of an address', () => {
  test.each([
    ['HTTPS://News.Example:443/A/b?utm_source=x&id=7#top', 'https://news.example/A/b?id=7'],
    [' http://news.example ', 'http://news.example/'],
    ['https://user:secret@news.example/a', 'https://news.example/a'],
    ['https://news.example/a/../b/?fbclid=1', 'https://news.example/b/'],
    ['https://news.example/a?b=2&a=1', 'https://news.example/a?b=2&a=1'],
    ['https://bücher.example/ä', 'https://xn--bcher-kva.example/%C3%A4'],
    ['https://news.example:8443/', 'https://news.example:8443/'],
  ])('%s', (given, expected) => {
    expect(canonicalUrl(given)).toBe(expected);
    expect(canonicalUrl(expected)).toBe(expected);
  });

  test.each([
    '',
    'news',
    'javascript:alert(1)',
    'ftp://news.example/',
    'https://',
    'mailto:a@b.example',
    'https://a b/',
    `https://a.example/${'x'.repeat(3_000)}`,
  ])('%s is none', (given) => {
    expect(canonicalUrl(given)).toBeNull();
  });

  test('a relative address needs its base', () => {
    expect(canonicalUrl('/a', 'https://news.example/b/c')).toBe('https://news.example/a');
  });
});

test.each([
  ['127.0.0.1', 'http://127.0.0.1:8080'],
  ['::1', 'http://[::1]:8080'],
  ['::', 'http://127.0.0.1:8080'],
  ['0.0.0.0', 'http://127.0.0.1:8080'],
  ['desk.example', 'http://desk.example:8080'],
])('what listens on %s is reached at %s', (host, address) => {
  expect(localAddress(host, 8080)).toBe(address);
  expect(URL.canParse(address)).toBe(true);
});
