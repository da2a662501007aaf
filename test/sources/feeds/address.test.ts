import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressKey } from '../../../src/sources/feeds/address.ts';

describe('addresses of one article', () => {
  test.each([
    'https://news.example/a/1',
    'http://news.example/a/1',
    'https://www.news.example/a/1/',
    'https://m.news.example/a/1',
    'https://mobile.news.example/a/1?utm_source=rss',
    'https://amp.news.example/a/1',
    'https://news.example/a/1/amp',
    'https://news.example/a/1/amp/',
    'https://news.example/amp/a/1',
    'https://news.example/a/1?amp=1',
    'https://news.example/a/1?outputType=amp',
    'https://www.google.com/amp/s/news.example/a/1',
    'https://news-example.cdn.ampproject.org/c/s/news.example/a/1/amp',
    'https://NEWS.example:443/a/1#top',
  ])('%s is news.example/a/1', (address) => {
    expect(addressKey(address)).toBe('news.example/a/1');
  });

  test.each([
    ['https://en.m.wikipedia.org/wiki/A', 'en.wikipedia.org/wiki/A'],
    ['https://news.example/a.amp.html', 'news.example/a.html'],
    ['https://news.example/', 'news.example'],
    ['https://news.example:8443/a', 'news.example:8443/a'],
    ['https://news.example/?id=7', 'news.example?id=7'],
    // These may be other pages.
    ['https://news.example/A/1', 'news.example/A/1'],
    ['https://news.example/a/1?page=2', 'news.example/a/1?page=2'],
    ['https://news.example/a/amps', 'news.example/a/amps'],
    ['https://news.example/a?amp=12', 'news.example/a?amp=12'],
    ['https://sport.news.example/a', 'sport.news.example/a'],
    ['https://m.co/a', 'm.co/a'],
    ['mailto:a@b.example', null],
    ['tag:news.example,2025:1', null],
  ])('%s: %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });

  const host = fc.constantFrom('news.example', 'a.news.example', 'm.example', 'www.m.example', 'amp.dev');
  const path = fc
    .array(fc.constantFrom('a', 'amp', 'b.amp', '1', 'é'), { maxLength: 4 })
    .map((parts) => parts.join('/'));
  const query = fc.constantFrom('', '?id=1', '?amp', '?amp=1&id=2', '?utm_source=x');

  test('the key of a key is itself, and other faces of a page have the same', () => {
    fc.assert(
      fc.property(host, path, query, (name, steps, asked) => {
        const key = addressKey(`https://${name}/${steps}${asked}`);
        for (const face of ['http://', 'https://www.', 'http://m.', 'https://amp.'])
          expect(addressKey(`${face}${name}/${steps}${asked}`)).toBe(key);
        expect(key).not.toBeNull();
      }),
    );
  });

  test('paths that differ in a word are told apart', () => {
    const word = fc.stringMatching(/^[a-z]{4,8}$/);
    fc.assert(
      fc.property(word, word, (one, two) => {
        fc.pre(one !== two);
        expect(addressKey(`https://n.example/${one}`)).not.toBe(addressKey(`https://n.example/${two}`));
        expect(addressKey(`https://n.example/?id=${one}`)).not.toBe(addressKey(`https://n.example/?id=${two}`));
      }),
    );
  });

  test('nothing throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (text) => {
        expect(() => addressKey(text)).not.toThrow();
      }),
    );
  });
});
