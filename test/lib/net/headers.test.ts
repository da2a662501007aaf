import { describe, expect, test } from 'vitest';
import { locationOf, maxAgeOf, mediaTypeOf, retryAfterOf, validatorOf } from '../../../src/lib/net/headers.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const DATE = 'Thu, 01 Jan 2026 12:00:00 GMT';
const LATER = 'Thu, 01 Jan 2026 12:10:00 GMT';

describe('for how long an answer is fresh', () => {
  test.each([
    [{}, null],
    [{ 'cache-control': 'max-age=600' }, 600_000],
    [{ 'cache-control': 'Public, Max-Age = "600"' }, 600_000],
    [{ 'cache-control': ['public', 'max-age=600'] }, 600_000],
    [{ 'cache-control': 'max-age=600', age: '100' }, 500_000],
    [{ 'cache-control': 'max-age=600', age: '700' }, 0],
    [{ 'cache-control': 'max-age=600', age: 'old' }, 600_000],
    [{ 'cache-control': 'max-age=600, no-cache' }, 0],
    [{ 'cache-control': 'no-store' }, 0],
    [{ 'cache-control': 'max-age=99999999999999' }, 30 * 86_400_000],
    [{ 'cache-control': 'max-age=-1' }, null],
    [{ 'cache-control': 's-maxage=5', expires: LATER, date: DATE }, 600_000],
    [{ 'cache-control': 'max-age=60', expires: LATER }, 60_000],
    [{ expires: LATER }, 600_000],
    [{ expires: LATER, date: 'Thu, 01 Jan 2026 12:05:00 GMT' }, 300_000],
    [{ expires: DATE }, 0],
    [{ expires: '0' }, 0],
    [{ expires: '-1' }, 0],
    [{ expires: 'Fri, 01 Jan 2199 00:00:00 GMT' }, 30 * 86_400_000],
  ] as const)('%j → %s', (headers, ms) => {
    expect(maxAgeOf(headers, NOW)).toBe(ms);
  });
});

describe('when a server wants to be asked again', () => {
  test.each([
    [{}, null],
    [{ 'retry-after': '60' }, 60_000],
    [{ 'retry-after': ' 1.5 ' }, 1_500],
    [{ 'retry-after': LATER }, 600_000],
    [{ 'retry-after': LATER, date: DATE }, 600_000],
    [{ 'retry-after': '1e9' }, null],
    [{ 'retry-after': '0x10' }, null],
    [{ 'retry-after': '' }, null],
    [{ 'retry-after': ['60', '90'] }, null],
  ] as const)('%j → %s', (headers, ms) => {
    expect(retryAfterOf(headers, NOW)).toBe(ms);
  });
});

describe('media types', () => {
  test.each([
    ['text/xml', 'text/xml', null],
    ['Text/XML;Charset=UTF-8', 'text/xml', 'utf-8'],
    ['text/xml; a=b; charset="koi8-r"; c=d', 'text/xml', 'koi8-r'],
    ["text/xml; charset='utf-8'", 'text/xml', 'utf-8'],
    ['text/xml, text/html', 'text/xml', null],
    ['; charset=utf-8', null, 'utf-8'],
    ['', null, null],
    [undefined, null, null],
    [`text/xml; ${'x'.repeat(1_000)}; charset=utf-8`, 'text/xml', null],
  ])('%s', (value, contentType, charset) => {
    expect(mediaTypeOf({ 'content-type': value })).toEqual({ contentType, charset });
  });
});

test('what may be sent back is, what may not is not', () => {
  expect(validatorOf({ etag: '"a b"' }, 'etag')).toBe('"a b"');
  for (const etag of ['', '"a\nb"', '"é"', `"${'x'.repeat(2_000)}"`]) expect(validatorOf({ etag }, 'etag')).toBeNull();
});

test('a place to go on to is read as UTF-8 where it is, the first where there are several', () => {
  expect(locationOf({ location: Buffer.from('/новости').toString('latin1') })).toBe('/новости');
  expect(locationOf({ location: '/caf\u00e9' })).toBe('/café');
  expect(locationOf({ location: ['/a', '/b'] })).toBe('/a');
  expect(locationOf({ location: '' })).toBeNull();
});
