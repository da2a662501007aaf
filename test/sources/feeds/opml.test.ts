import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oneLine, visibleText } from '../../../src/lib/text.ts';
import { type OpmlFeed, readOpml, writeOpml } from '../../../src/sources/feeds/opml.ts';
import { moment, ROOT } from '../../support/newsroom.ts';

const NOW = moment('2026-11-22T00:30:00Z');

function read(text: string) {
  const reading = readOpml(text);
  if (reading.kind === 'refused') throw new Error(reading.reason);
  return reading;
}

const list = (inside: string) =>
  `<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>${inside}</body></opml>`;

describe('a list of feeds', () => {
  test('is read with its folders and titles', () => {
    const text = list(`
      <outline text="World">
        <outline text="BBC &amp; friends" title="other" type="rss" xmlUrl=" https://bbc.example/rss?a=1&amp;b=2 " htmlUrl="https://bbc.example"/>
        <outline text="Deep"><outline title="Only a title" xmlUrl="feed:https://deep.example/"/></outline>
      </outline>
      <outline xmlUrl="feed://plain.example/feed"/>`);
    expect(read(text)).toEqual({
      kind: 'list',
      title: 'Mine',
      feeds: [
        { address: 'https://bbc.example/rss?a=1&b=2', title: 'BBC & friends', folders: ['World'] },
        { address: 'https://deep.example/', title: 'Only a title', folders: ['World', 'Deep'] },
        { address: 'https://plain.example/feed', title: null, folders: [] },
      ],
      leftOut: [],
    });
  });

  test('of version 1, in capitals, unclosed and with bare ampersands, is read all the same', () => {
    const text =
      '<OPML version="1.0"><BODY><OUTLINE TEXT="A & B"><OUTLINE TEXT="C" XMLURL="http://c.example/?a=1&b=2"><outline text="D" xmlUrl="http://d.example/"';
    expect(read(`${text}></BODY>`).feeds.map(({ address }) => address)).toEqual([
      'http://c.example/?a=1&b=2',
      'http://d.example/',
    ]);
  });

  test('names what is not taken, and takes the rest', () => {
    const { feeds, leftOut } = read(
      list(`<outline text="Script" xmlUrl="javascript:alert(1)"/><outline text="Empty" type="rss"/><outline type="rss" xmlUrl="not an address"/>
        <outline text="One" xmlUrl="https://a.example/"/><outline text="Two" xmlUrl="https://a.example/"/><outline text="Only a folder"/>`),
    );
    expect(feeds).toEqual([{ address: 'https://a.example/', title: 'One', folders: [] }]);
    expect(leftOut).toEqual([
      '“Script”: “javascript:alert(1)” is no web address.',
      '“Empty” names no address of a feed.',
      'Entry 3: “not an address” is no web address.',
      '“Two” is in the list more than once.',
    ]);
  });

  test.each(['', 'hello', '<html><body><outline xmlUrl="https://a.example/"/></body></html>', '{"a":1}'])(
    'is refused where it is none: %j',
    (text) => {
      expect(readOpml(text)).toMatchObject({ kind: 'refused' });
    },
  );

  test('expands no entity, ends at great depth and is bounded', () => {
    const bomb = `<!DOCTYPE opml [<!ENTITY a "https://a.example/">]>${list('<outline text="&a;" xmlUrl="&a;"/>')}`;
    expect(read(bomb).feeds).toEqual([]);
    const deep = list(`${'<outline text="d">'.repeat(5_000)}<outline text="in" xmlUrl="https://in.example/"/>`);
    expect(read(deep).leftOut).toEqual(['Its folders are nested too deep; what comes from there on was not read.']);
    const many = list(Array.from({ length: 20_003 }, (_, n) => `<outline xmlUrl="https://a.example/${n}"/>`).join(''));
    expect(read(many).feeds).toHaveLength(20_000);
    expect(read(many).leftOut).toEqual(['The last 3 feeds are too many: of one list, 20000 are taken.']);
  });

  test('loses what no reader sees', () => {
    expect(read(list('<outline text="a\u202eb\u0007&#x202e;c\nd" xmlUrl="https://a.example/"/>')).feeds[0]?.title).toBe(
      'abc d',
    );
  });

  test('any text at all gives a list or a refusal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (noise) => {
        expect(['list', 'refused']).toContain(readOpml(noise).kind);
        expect(readOpml(list(noise)).kind).toBe('list');
        expect(readOpml(list(`<outline text="${noise}" xmlUrl="https://a.example/"/>`)).kind).toBe('list');
      }),
    );
  });
});

test('what was written is read again', () => {
  const name = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 60 })
    .map((text) => oneLine(visibleText(text)))
    .filter((text) => text !== '');
  const feeds = fc.uniqueArray(
    fc.record<OpmlFeed>({
      address: fc.webUrl({ withQueryParameters: true }),
      title: fc.option(name),
      folders: fc.array(name, { maxLength: 4 }),
    }),
    { selector: ({ address }) => address, maxLength: 12 },
  );
  fc.assert(
    fc.property(name, feeds, (title, given) => {
      const written = read(writeOpml(title, given, NOW));
      expect(written.leftOut).toEqual([]);
      expect(written.title).toBe(title);
      // Feeds of one folder stand together.
      const byAddress = (all: readonly OpmlFeed[]) => new Map(all.map((feed) => [feed.address, feed]));
      expect(byAddress(written.feeds)).toEqual(byAddress(given));
    }),
  );
});

test('config/feeds.opml is a list in which nothing is left out, of addresses over https', () => {
  const { feeds, leftOut } = read(readFileSync(join(ROOT, 'config/feeds.opml'), 'utf8'));
  expect(leftOut).toEqual([]);
  expect(feeds.length).toBeGreaterThanOrEqual(5);
  for (const { address, title, folders } of feeds) {
    expect(address).toMatch(/^https:\/\//);
    expect(title).not.toBeNull();
    expect(folders).toHaveLength(1);
  }
});
