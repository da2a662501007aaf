import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { openNet } from '../../../src/lib/net/net.ts';
import { discoverFeeds } from '../../../src/sources/feeds/discover.ts';
import { openSite, rssOf, type SitePlace } from '../../support/site.ts';

let opened: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened) await one.stop();
  opened = [];
});

/** A site of these places, and what is found from an address of it. */
async function site(places: Readonly<Record<string, SitePlace>>, instead?: RequestListener) {
  const opening = await openSite(places, instead);
  const net = openNet({ userAgent: 'Newsdesk/test', allow: [opening.host], limits: { spacingMs: 0 } });
  opened.push({ stop: () => net.close() }, opening);
  const find = (typed: string, ms = 5_000) =>
    discoverFeeds(net, typed, { signal: AbortSignal.timeout(ms), requestMs: 5_000 });
  return { ...opening, find };
}

const feed = rssOf('Harbour News', [{ title: 'Envoys meet' }]);
const page = (head: string): SitePlace => {
  return {
    type: 'text/html',
    body: `<!doctype html><html><head><title>Site</title>${head}</head><body><p>Hello</p></body></html>`,
  };
};

describe('an address leads to feeds', () => {
  test('that is a feed itself, whatever its type says', async () => {
    const { find, url, asked } = await site({ '/news.xml': { ...feed, type: 'text/html' } });
    expect(await find(`${url}/news.xml`)).toMatchObject({
      kind: 'feed',
      address: `${url}/news.xml`,
      feed: { title: 'Harbour News', items: [{ title: 'Envoys meet' }] },
    });
    expect(asked).toEqual(['/news.xml']);
  });

  test('of a page that names one, typed without https://', async () => {
    const head =
      '<base href="/deep/"><LINK REL="Alternate feed" TYPE="application/rss+xml" title="All" HREF="../news.xml?utm_source=page">';
    const { find, url, host, asked } = await site({ '/': page(head), '/news.xml': feed });
    expect(await find(host)).toMatchObject({ kind: 'feed', address: `${url}/news.xml` });
    expect(asked.at(-1)).toBe('/news.xml');
  });

  test('of a page that names several: they are listed with their titles, twins and comments left out, and none is asked', async () => {
    const { find, url, asked } = await site({
      '/': page(`
        <link rel="alternate" type="application/rss+xml" title="World &amp; more (RSS)" href="/world.rss">
        <link rel="alternate" type="application/atom+xml" title="World &amp; more (Atom)" href="/world.atom">
        <link rel="alternate" type="application/feed+json" title="Sport\u202e" href="/sport.json">
        <link rel="alternate" type="application/rss+xml" title="Site » Comments Feed" href="/comments/feed/">
        <link rel="alternate" type="application/json+oembed" href="/oembed">
        <link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/1">
        <link rel="alternate" type="text/html" hreflang="de" href="/de">
        <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
        <link rel="alternate stylesheet" type="application/rss+xml" href="/no">`),
    });
    expect(await find(`${url}/`)).toEqual({
      kind: 'several',
      feeds: [
        { address: `${url}/world.rss`, title: 'World & more (RSS)' },
        { address: `${url}/sport.json`, title: 'Sport' },
      ],
    });
    expect(asked).toEqual(['/']);
  });

  test('that are named in the Link header', async () => {
    const link =
      '</a.xml>; rel="alternate"; type="application/atom+xml"; title="A, and B", </style.css>; rel=preload, </b.xml>; type=application/rss+xml; rel=alternate';
    const { find, url } = await site({ '/': { ...page(''), headers: { link } } });
    expect(await find(url)).toEqual({
      kind: 'several',
      feeds: [
        { address: `${url}/a.xml`, title: 'A, and B' },
        { address: `${url}/b.xml`, title: null },
      ],
    });
  });

  test('that no page names, at a well-known place', async () => {
    const { find, url, asked } = await site({ '/blog/': page(''), '/feed.xml': feed });
    expect(await find(`${url}/blog/`)).toMatchObject({ kind: 'feed', address: `${url}/feed.xml` });
    expect(asked).toEqual(['/blog/', '/feed', '/rss.xml', '/feed.xml']);
  });

  test('that moved for good: its new address is the one that counts; a temporary one is not', async () => {
    const { find, url } = await site({
      '/old': { type: 'text/plain', body: '', status: 301, headers: { location: '/new' } },
      '/new': feed,
      '/today': { type: 'text/plain', body: '', status: 302, headers: { location: '/new' } },
    });
    expect(await find(`${url}/old`)).toMatchObject({ kind: 'feed', address: `${url}/new` });
    expect(await find(`${url}/today`)).toMatchObject({ kind: 'feed', address: `${url}/today` });
  });
});

describe('an address leads to no feed', () => {
  test('where nothing is: at most five well-known places are asked, then it is said', async () => {
    const { find, url, asked } = await site({ '/': page('') });
    const found = await find(url);
    expect(found).toMatchObject({ kind: 'none', reason: 'not-a-feed' });
    expect(found).toHaveProperty('sentence', expect.stringContaining('web page, "Site"'));
    expect(asked).toHaveLength(6);
  });

  test('where the site turns programs away: it is not asked again and again', async () => {
    const { find, url, asked } = await site({}, (request, response) => {
      if (request.url === '/')
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>x</body></html>');
      else response.writeHead(403).end();
    });
    expect(await find(url)).toMatchObject({ kind: 'none', reason: 'not-a-feed' });
    expect(asked).toEqual(['/', '/feed']);
  });

  test.each([
    'javascript:alert(1)',
    'oil prices',
    '',
    'file:///etc/passwd',
    'ftp://example.com/feed',
    'user:secret@example.com',
  ])('which is none: %j', async (typed) => {
    const { find, asked } = await site({});
    const found = await find(typed);
    expect(found).toMatchObject({ kind: 'none', reason: 'bad-address' });
    expect(JSON.stringify(found)).not.toContain('secret');
    expect(asked).toEqual([]);
  });

  test('inside of this network, also where a page outside names it', async () => {
    const inside = await site({ '/feed.xml': feed });
    const { find, url } = await site({
      '/': page(`<link rel="alternate" type="application/rss+xml" href="${inside.url}/feed.xml">`),
      '/go': { type: 'text/plain', body: '', status: 302, headers: { location: 'http://169.254.169.254/latest/' } },
    });
    // Its port is not the one that the allow-list names.
    expect(await find(url)).toMatchObject({ kind: 'none', reason: 'private-address' });
    expect(await find(`${url}/go`)).toMatchObject({ kind: 'none', reason: 'private-address' });
    expect(inside.asked).toEqual([]);
  });

  test('that answers in time: it ends when it must', async () => {
    const { find, url } = await site({}, () => {});
    const found = await find(url, 100);
    expect(found).toMatchObject({ kind: 'none', reason: 'too-slow' });
    expect(found).toHaveProperty('sentence', expect.stringMatching(/^127\.0\.0\.1:\d+ took too long/));
  });

  test('but the page names what is none', async () => {
    const { find, url } = await site({
      '/': page('<link rel="alternate" type="application/rss+xml" href="/feed">'),
      '/feed': { type: 'text/html', body: '<html><form><input type="password"></form></html>' },
    });
    expect(await find(url)).toMatchObject({
      kind: 'none',
      reason: 'not-a-feed',
      sentence: expect.stringContaining('login page'),
    });
  });
});

test('a page of sixty thousand links is read in its time and gives a handful', async () => {
  const links = Array.from(
    { length: 60_000 },
    (_, n) => `<link rel=alternate type=application/rss+xml href=/f${n}>`,
  ).join('');
  const { find, url } = await site({ '/': page(links) });
  const found = await find(url);
  expect(found.kind === 'several' && found.feeds.length).toBe(25);
});
