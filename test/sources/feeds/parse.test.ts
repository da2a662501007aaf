import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toIso } from '../../../src/lib/clock.ts';
import { type FeedDocument, type FeedOutcome, MAX_ITEMS } from '../../../src/sources/feeds/document.ts';
import { interpret } from '../../../src/sources/feeds/interpret.ts';
import { readFeed } from '../../../src/sources/feeds/parse.ts';
import { readWithRssParser } from '../../../src/sources/feeds/rss-library.ts';
import { readTree } from '../../../src/sources/feeds/tree.ts';
import { ROOT } from '../../support/newsroom.ts';

const PAIRS = join(ROOT, 'test/feeds');

function read(text: string, address: string | null = null): Promise<FeedOutcome> {
  return readFeed({ bytes: Buffer.from(text), charset: null, address });
}

async function feedIn(text: string, address: string | null = null): Promise<FeedDocument> {
  const outcome = await read(text, address);
  if (outcome.kind === 'refused') throw new Error(outcome.reason);
  return outcome.feed;
}

async function refusal(text: string): Promise<string> {
  const outcome = await read(text);
  return outcome.kind === 'refused' ? outcome.reason : 'it was read';
}

const rss = (inside: string) => `<rss version="2.0"><channel><title>T</title>${inside}</channel></rss>`;
const atom = (inside: string) => `<feed xmlns="http://www.w3.org/2005/Atom">${inside}</feed>`;
const item = (inside: string) => rss(`<item>${inside}</item>`);

/** As it stands in a reference file: moments in ISO 8601. */
function recorded(outcome: FeedOutcome): unknown {
  return JSON.parse(
    JSON.stringify(outcome, (key, value) =>
      /At$/.test(key) && typeof value === 'number' ? new Date(value).toISOString() : value,
    ),
  );
}

describe('reference pairs', () => {
  const inputs = readdirSync(PAIRS).filter((name) => !name.endsWith('.json'));

  test.each(inputs)('%s', async (name) => {
    const outcome = await readFeed({ bytes: readFileSync(join(PAIRS, name)), charset: null, address: null });
    const expected = readFileSync(join(PAIRS, name.replace(/\.\w+$/, '.json')), 'utf8');
    expect(recorded(outcome)).toEqual(JSON.parse(expected));
  });

  test('what rss-parser reads, the tolerant reader reads alike', async () => {
    const texts = inputs.map((name) => readFileSync(join(PAIRS, name), 'utf8'));
    let compared = 0;
    for (const text of texts) {
      const xml = text.slice(Math.max(0, text.search(/<(?:rss|rdf:RDF)[\s>]/)));
      const byLibrary = await readWithRssParser(xml, null);
      if (byLibrary === null) continue;
      const tree = readTree(xml, null);
      expect(tree.kind === 'tree' && interpret(tree.root)).toEqual(interpret(byLibrary));
      compared++;
    }
    expect(compared).toBeGreaterThanOrEqual(3);
  });
});

describe('what is no feed says what it is', () => {
  test.each([
    ['', 'It is empty.'],
    [' \n', 'It is empty.'],
    ['Not found', 'This is not a feed: it is plain text that begins "Not found".'],
    [
      '<!doctype html><html><head><title>The Gazette</title></head></html>',
      'This is a web page, "The Gazette", not a feed.',
    ],
    [
      '<html><head><title>Gazette</title><link rel="alternate" type="application/rss+xml" href="/rss?a=1&amp;b"></head></html>',
      'This is a web page, "Gazette", not a feed. It names a feed: /rss?a=1&b',
    ],
    [
      '<html><title>Members</title><form><input type="password" name="p"></form></html>',
      'This is a login page, "Members", not a feed: the site wants to know who reads it.',
    ],
    [
      '<html><head><title>Just a moment...</title></head></html>',
      'This is a page that keeps programs out, "Just a moment...", not a feed: the site blocks its readers.',
    ],
    ['{"a":1}', 'This is JSON, but not a JSON Feed: it has no title with a list of items.'],
    [
      '{"version":"https://jsonfeed.org/version/1", "title":',
      'This is JSON, but not a JSON Feed: it has no title with a list of items.',
    ],
    ['<?xml version="1.0"?>\n<note>hi</note>', 'This is not a feed: its outermost element, in line 2, is <note>.'],
    [
      '<opml><head><title>My feeds</title></head></opml>',
      'This is a list of feeds (OPML), not a feed: import it instead.',
    ],
    [
      '<sitemapindex><sitemap><loc>https://a.example/news.xml</loc></sitemap></sitemapindex>',
      'This is a list of sitemaps, not a sitemap: give the address of the one with news. The first is https://a.example/news.xml',
    ],
    [
      '<urlset><url><loc>https://a.example/</loc></url></urlset>',
      'This is a sitemap without news: it lists addresses, but no titles and times.',
    ],
    ['%PDF-1.7', 'This is a PDF document, not a feed.'],
  ])('%j', async (text, reason) => {
    expect(await refusal(text)).toBe(reason);
  });

  test('a feed without items is a feed', async () => {
    expect(await feedIn('<rss version="2.0"><channel><title>Quiet</title></channel></rss>')).toMatchObject({
      title: 'Quiet',
      items: [],
    });
  });
});

describe('habits of feeds', () => {
  test.each([
    ['the document', 'https://n.example/feeds/rss.xml', '<link>a/1</link>', 'https://n.example/feeds/a/1'],
    ['xml:base', 'https://n.example/rss', '<link xml:base="https://o.example/x/">1</link>', 'https://o.example/x/1'],
    ['none', null, '<link>a/1</link>', 'a/1'],
    ['whole', 'https://n.example/rss', '<link> http://O.example </link>', 'http://O.example'],
  ])('a relative link starts from %s', async (_from, address, link, url) => {
    expect((await feedIn(item(`<title>t</title>${link}`), address)).items[0]?.url).toBe(url);
  });

  test('without any address, a relative link starts from the site', async () => {
    const { items } = await feedIn(rss('<link>https://n.example/news/</link><item><link>../a/1</link></item>'));
    expect(items[0]?.url).toBe('https://n.example/a/1');
  });

  test('links in texts are made whole by the address of the page, where there is nothing better', async () => {
    const text = '<description>&lt;a href="/b">b&lt;/a></description>';
    expect((await feedIn(item(`<link>https://n.example/a</link>${text}`))).items[0]?.html).toBe(
      '<a href="https://n.example/b">b</a>',
    );
  });

  test.each([
    ['<guid>https://n.example/1</guid>', 'https://n.example/1'],
    ['<guid isPermaLink="false">https://n.example/1</guid>', null],
    ['<guid>abc</guid>', null],
    ['<guid>https://n.example/1</guid><link>https://n.example/page</link>', 'https://n.example/page'],
  ])('%s leads to %s', async (inside, url) => {
    expect((await feedIn(item(inside))).items[0]?.url).toBe(url);
  });

  test('a feed behind a link counter gives the original address', async () => {
    const inside =
      '<link>https://counter.example/~r/1</link><feedburner:origLink>https://n.example/1</feedburner:origLink>';
    expect((await feedIn(item(inside))).items[0]?.url).toBe('https://n.example/1');
  });

  test.each(['rss', 'RSS', 'rSs'])('names in any case: <%s>', async (name) => {
    const { title, items } = await feedIn(
      `<${name} version="2.0"><CHANNEL><TITLE>T</TITLE><Item><Title>x</Title></Item></CHANNEL></${name}>`,
    );
    expect({ title, first: items[0]?.title }).toEqual({ title: 'T', first: 'x' });
  });

  test('items outside of the channel, and no channel at all', async () => {
    expect((await feedIn('<rss version="2.0"><title>T</title><item><title>a</title></item></rss>')).items).toHaveLength(
      1,
    );
    const beside = '<rss version="2.0"><channel><title>T</title></channel><item><title>a</title></item></rss>';
    expect((await feedIn(beside)).items).toHaveLength(1);
  });

  test('an unknown date is null', async () => {
    const { items } = await feedIn(item('<title>t</title><pubDate>yesterday</pubDate>'));
    expect(items[0]).toMatchObject({ publishedAt: null, updatedAt: null });
  });

  test('a date in the future is kept', async () => {
    const { items } = await feedIn(item('<pubDate>Wed, 27 Feb 2097 10:00:00 GMT</pubDate>'));
    expect(items[0]?.publishedAt && toIso(items[0].publishedAt)).toBe('2097-02-27T10:00:00.000Z');
  });

  test('a wrong date costs that date alone, in Atom too', async () => {
    const { items } = await feedIn(
      atom('<entry><title>a</title><published>soon</published><updated>2025-02-27T10:00:00Z</updated></entry>'),
    );
    expect(items[0]).toMatchObject({ title: 'a', publishedAt: null, updatedAt: Date.UTC(2025, 1, 27, 10) });
  });

  test('the language of an item is its own, else its feed’s', async () => {
    const { items } = await feedIn(
      rss('<language>de_AT</language><item><dc:language>fr</dc:language></item><item><title>x</title></item>'),
    );
    expect(items.map(({ language }) => language)).toEqual(['fr', 'de-AT']);
  });
});

describe('hostile documents', () => {
  test('entities that a document declares are never expanded', async () => {
    const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
    const bomb = `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">${laughs}]>${item('<title>&l9; ha</title>')}`;
    expect((await feedIn(bomb)).items[0]?.title).toBe('&l9; ha');
    const thief = `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>${item('<title>&x;</title>')}`;
    expect((await feedIn(thief)).items[0]?.title).toBe('&x;');
  });

  test('depth, number of elements and number of items are bounded', async () => {
    expect(await refusal(rss('<a>'.repeat(100_000)))).toMatch(/nested more than 512 deep/);
    expect(await refusal(rss('<title/>'.repeat(450_000)))).toBe('It has too many elements to be a feed.');
    const { items } = await feedIn(rss('<item><title>x</title></item>'.repeat(MAX_ITEMS + 5)));
    expect(items).toHaveLength(MAX_ITEMS);
    expect(await refusal(' '.repeat(10 * 1024 * 1024 + 1))).toBe(
      'It has 10.0 MB, more than the 10 MB a feed may have.',
    );
  });

  test.each(['description', 'content:encoded', 'itunes:summary', 'summary'])(
    'what would take a snippet of <%s> hours is read at once',
    async (name) => {
      const text = 'x<p>\n'.repeat(100_000);
      const feed = await feedIn(item(`<${name}><![CDATA[${text}]]></${name}><title>t</title>`));
      expect(feed.items[0]?.title).toBe('t');
    },
  );

  test('names of JavaScript’s own are names like any other', async () => {
    const inside = '<__proto__>x</__proto__><constructor>y</constructor><toString/><title>t</title>';
    expect((await feedIn(item(inside))).items[0]?.title).toBe('t');
    expect((await feedIn(`<rss version="2.0" __proto__="1" xmlns:__proto__="u"><channel/></rss>`)).items).toEqual([]);
  });

  // Pieces of feeds in any order: most make no sense.
  const piece = fc.oneof(
    fc.constantFrom(
      ...[
        '<rss version="2.0">',
        '<channel>',
        '<item>',
        '</item>',
        '<title>',
        '</title>',
        '<link>',
        '</link>',
        '<entry>',
      ],
      ...[
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        '<content type="xhtml">',
        '</content>',
        '<![CDATA[',
        ']]>',
        '<!--',
      ],
      ...[
        '-->',
        '<!DOCTYPE x [',
        ']>',
        '<?xml ',
        '?>',
        '&amp;',
        '&',
        '&#0;',
        '&#x110000;',
        '&nbsp;',
        '<rdf:RDF>',
        '<image>',
      ],
      ...[
        '<description>',
        '</description>',
        '<guid isPermaLink="',
        '"',
        '>',
        '<',
        ' xml:base="http://[',
        '<urlset>',
        '<url>',
      ],
      ...[
        '<pubDate>',
        '</pubDate>',
        'Thu, 99 Feb 2025',
        '{"version":"https://jsonfeed.org/version/1","items":[',
        '{}',
        ']}',
      ],
      ...['<x:y xmlns:x="', '<media:group>', '<link href="::" rel="alternate"/>', '\u0000', '\ud800', '\u202e'],
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );

  test('nothing is thrown, and every outcome can be shown', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 60 }),
        fc.constantFrom('', '<rss version="2.0"><channel>'),
        async (pieces, start) => {
          const outcome = await read(start + pieces.join(''), 'https://n.example/feed');
          if (outcome.kind === 'refused') expect(outcome.reason).toMatch(/\S/);
          else for (const { title } of outcome.feed.items) expect(title ?? 'x').not.toMatch(/[\n\u202e]|^$/);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('bytes of any kind are read or refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.option(fc.string({ maxLength: 20 }), { nil: null }),
        async (bytes, charset) => {
          const start = Buffer.from('<rss version="2.0"><channel><item><title>');
          for (const served of [bytes, Buffer.concat([start, bytes])])
            expect((await readFeed({ bytes: served, charset, address: null })).kind).toMatch(/feed|refused/);
        },
      ),
      { numRuns: 200 },
    );
  });

  // A text that holds a tag cannot be told from one that was escaped once too often: that one has a test of its own.
  const word = fc
    .stringMatching(/^[A-Za-zäöü&<>'"] ?[\wäöü&<>'" ]{0,30}[a-zäöü]$/)
    .filter((text) => !/<[a-z]/i.test(text));
  test('a tag that was escaped once too often is taken for a tag', async () => {
    const [item] = (await feedIn(rss('<item><title>&amp;lt;p&amp;gt;ä</title></item>'))).items;
    expect(item?.title).toBe('ä');
  });
  test('a text that is written properly comes back as it was, by either reader', async () => {
    const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    await fc.assert(
      fc.asyncProperty(word, fc.boolean(), async (text, isOdd) => {
        const html = escaped(text);
        // A language sends it to the tolerant reader.
        const xml = `<rss version="2.0"${isOdd ? ' xml:lang="en"' : ''}><channel><item><title>${escaped(html)}</title></item></channel></rss>`;
        expect((await feedIn(xml)).items[0]?.title).toBe(text.replace(/\s+/g, ' ').trim());
      }),
      { numRuns: 200 },
    );
  });
});

test('an item whose link leads into the feed itself has no page: the address of a feed may hold a secret', async () => {
  const address = 'https://feeds.example/news?token=secret';
  const links = async (text: string) => (await feedIn(text, address)).items.map(({ url }) => url);
  const itemAt = (link: string) => `<item><title>A</title><link>${link}</link></item>`;
  expect(await links(rss(itemAt('#1') + itemAt('?id=2') + itemAt(`${address}#3`)))).toEqual([
    null,
    'https://feeds.example/news?id=2',
    null,
  ]);
  expect(await links(atom('<entry><title>A</title><link href="#1"/></entry>'))).toEqual([null]);
  const json = { version: 'https://jsonfeed.org/version/1.1', title: 'T', items: [{ id: '1', title: 'A', url: '#1' }] };
  expect(await links(JSON.stringify(json))).toEqual([null]);
});
