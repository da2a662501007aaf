import { describe, expect, test } from 'vitest';
import { decodeFeed } from '../../../src/sources/feeds/decode.ts';
import { readFeed } from '../../../src/sources/feeds/parse.ts';

const document = (encoding: string, title: string) =>
  `<?xml version="1.0"${encoding === '' ? '' : ` encoding="${encoding}"`}?><rss version="2.0"><channel><title>${title}</title></channel></rss>`;

/** A text with some characters as the given bytes. */
function bytesOf(text: string, written: Readonly<Record<string, readonly number[]>>): Uint8Array {
  return Uint8Array.from([...text].flatMap((character) => written[character] ?? [character.charCodeAt(0)]));
}

async function titleOf(bytes: Uint8Array, charset: string | null): Promise<string | null> {
  const outcome = await readFeed({ bytes, charset, address: null });
  return outcome.kind === 'feed' ? outcome.feed.title : outcome.reason;
}

const CYRILLIC_1251 = { Н: [0xcd], о: [0xee], в: [0xe2], с: [0xf1], т: [0xf2], и: [0xe8] };
const CYRILLIC_KOI8 = { Н: [0xee], о: [0xcf], в: [0xd7], с: [0xd3], т: [0xd4], и: [0xc9] };

describe('charsets of feeds', () => {
  test.each([
    ['UTF-8, as declared', Buffer.from(document('utf-8', 'Müller')), null, 'Müller'],
    ['UTF-8 that calls itself Latin-1', Buffer.from(document('iso-8859-1', 'Müller')), 'iso-8859-1', 'Müller'],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${document('', 'Müller')}`), null, 'Müller'],
    ['Latin-1 that calls itself nothing', bytesOf(document('', 'Müller'), { ü: [0xfc] }), null, 'Müller'],
    ['Windows-1251, as declared', bytesOf(document('windows-1251', 'Новости'), CYRILLIC_1251), null, 'Новости'],
    ['Windows-1251, as the server states', bytesOf(document('', 'Новости'), CYRILLIC_1251), 'windows-1251', 'Новости'],
    ['the server before the document', bytesOf(document('koi8-r', 'Новости'), CYRILLIC_1251), '"cp1251"', 'Новости'],
    ['KOI8-R', bytesOf(document('koi8-r', 'Новости'), CYRILLIC_KOI8), null, 'Новости'],
    ['GBK', bytesOf(document('gb2312', '中文'), { 中: [0xd6, 0xd0], 文: [0xce, 0xc4] }), null, '中文'],
    ['Shift_JIS', bytesOf(document('Shift_JIS', '日本'), { 日: [0x93, 0xfa], 本: [0x96, 0x7b] }), null, '日本'],
    ['EUC-JP', bytesOf(document('euc-jp', '日本'), { 日: [0xc6, 0xfc], 本: [0xcb, 0xdc] }), null, '日本'],
    ['a charset nobody knows', bytesOf(document('klingon', 'Müller'), { ü: [0xfc] }), 'x-none', 'Müller'],
    ['UTF-16 with its mark', Buffer.from(`\ufeff${document('utf-16', 'Müller')}`, 'utf16le'), null, 'Müller'],
    ['UTF-16 without one', Buffer.from(document('utf-16', 'Müller'), 'utf16le'), null, 'Müller'],
    ['UTF-16, big end first', Buffer.from(document('utf-16', 'Müller'), 'utf16le').swap16(), null, 'Müller'],
  ])('%s', async (_name, bytes, charset, title) => {
    expect(await titleOf(bytes, charset)).toBe(title);
  });

  test('one broken byte spoils neither its neighbours nor the charset', async () => {
    const bytes = bytesOf(document('utf-8', 'M£ller, Jürgen, Grün, Höß, Käthe, §üß, Öl, Köln'), {
      '§': [0xff],
      ...Object.fromEntries([...'£üößäÖ'].map((letter) => [letter, [...Buffer.from(letter)]])),
    });
    expect(await titleOf(bytes, null)).toBe('M£ller, Jürgen, Grün, Höß, Käthe, üß, Öl, Köln');
  });

  test('what is no text is refused by what it is', () => {
    expect(decodeFeed(Uint8Array.from([0x1f, 0x8b, 8, 0, 1]), null)).toEqual({
      kind: 'refused',
      reason: 'This is a gzip archive, not a feed.',
    });
    expect(
      decodeFeed(
        Uint8Array.from({ length: 400 }, (_, n) => n % 7),
        null,
      ),
    ).toEqual({
      kind: 'refused',
      reason: 'This is binary data, not a feed.',
    });
  });

  test('control characters, which XML forbids, cost nothing but themselves', async () => {
    expect(await titleOf(Buffer.from(document('', 'a\u0000\u0008b')), null)).toBe('ab');
  });
});
