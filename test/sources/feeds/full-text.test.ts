import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../../src/lib/clock.ts';
import type { Offer } from '../../../src/sources/source.ts';
import { rss } from '../../support/feed-server.ts';
import { openWorld, type World } from './harness.ts';

const TEASER = 'Ferry crews in Malta began a two-day strike on Monday over pay, stopping all crossings to Gozo.';
const BODY = [
  'Ferry crews in Malta began a two-day strike on Monday over pay, stopping all crossings to Gozo, the union said.',
  'The operator, Gozo Channel, said about 9,000 passengers were affected and that talks with the crews would resume on Wednesday in Valletta.',
  'Hospitals on the smaller island have postponed operations that were not urgent, and the army has put two patrol boats at their service for emergencies.',
  'The last strike on the crossings was in 2019 and ended after a single day, when the company agreed to raise wages by four per cent.',
];
const OFFERS = [
  'This article is for subscribers. Subscribe to continue reading and get unlimited access to everything that The Gazette publishes for one euro in the first month.',
  'You may cancel at any time before the month ends, and you will not be charged again; after that the subscription costs twelve euros, on paper or on the screen.',
  'Readers of The Gazette get its reporting from the islands every morning, the weekend magazine, all newsletters, and the crossword with its archive of forty years.',
];
const PAGE = page(BODY);

function page(paragraphs: readonly string[], head = ''): string {
  return `<!doctype html><html><head><title>Malta ferry crews strike | The Gazette</title>${head}</head><body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Malta ferry crews strike</h1>${paragraphs.map((text) => `<p>${text}</p>`).join('\n')}</article><footer>About us</footer></body></html>`;
}

/** Reads a feed of one teaser whose page is at `/malta`, and gives the offer. */
async function readOne(world: World, fullText = true): Promise<Offer> {
  const { server, clock, open } = world;
  const reader = await open();
  const item = { id: '1', title: 'Malta ferry crews strike', url: server.at('/malta'), text: TEASER };
  server.serve('/feed', rss('Gazette', [item]));
  await reader.add(server.at('/feed'), fullText);
  clock.forward(DAY_MS);
  const [offer] = await reader.read();
  if (offer === undefined) throw new Error('The feed brought nothing.');
  return offer;
}

function textOf(offer: Offer): string {
  return offer.kind === 'item' ? new TextDecoder().decode(offer.item.bytes) : '';
}

const isFull = (offer: Offer) => textOf(offer).includes('patrol boats');
const pathsOf = ({ server }: World) => server.asked.map(({ path }) => path);

describe('the page of an item that is a teaser', () => {
  test('is read where the feed is set so, and where its site has no robots.txt', async () => {
    const world = await openWorld();
    world.server.serve('/malta', { headers: { 'content-type': 'text/html' }, body: PAGE });
    expect(isFull(await readOne(world))).toBe(true);
    expect(pathsOf(world)).toEqual(['/feed', '/robots.txt', '/malta']);
  });

  test('is not read where the feed is not set so', async () => {
    const world = await openWorld();
    world.server.serve('/malta', { headers: { 'content-type': 'text/html' }, body: PAGE });
    expect(isFull(await readOne(world, false))).toBe(false);
    expect(pathsOf(world)).toEqual(['/feed']);
  });

  test.each([
    ['everybody', 'User-agent: *\nDisallow: /malta', false],
    ['us by name', 'User-agent: Newsdesk\nDisallow: /\n\nUser-agent: *\nAllow: /', false],
    ['another program', 'User-agent: other\nDisallow: /\n', true],
    ['everybody but us', 'User-agent: *\nDisallow: /\n\nUser-agent: newsdesk\nAllow: /', true],
    ['another place', 'User-agent: *\nDisallow: /private\nCrawl-delay: 10\n', true],
    ['everybody, with us in one group', 'User-agent: other\nUser-agent: newsdesk\nDisallow: /mal*a$', false],
  ])('robots.txt that shuts out %s is kept', async (_, body, isRead) => {
    const world = await openWorld();
    world.server.serve('/malta', { headers: { 'content-type': 'text/html' }, body: PAGE });
    world.server.serve('/robots.txt', { headers: { 'content-type': 'text/plain' }, body });
    expect(isFull(await readOne(world))).toBe(isRead);
    expect(pathsOf(world).includes('/malta')).toBe(isRead);
  });

  test('is not read while robots.txt cannot be had', async () => {
    const world = await openWorld();
    world.server.serve('/malta', { headers: { 'content-type': 'text/html' }, body: PAGE });
    world.server.serve('/robots.txt', { status: 503 });
    expect(isFull(await readOne(world))).toBe(false);
  });

  test('robots.txt is asked for once a day', async () => {
    const world = await openWorld();
    const { server, clock, open } = world;
    const reader = await open();
    server.serve('/malta', { headers: { 'content-type': 'text/html' }, body: PAGE });
    const item = (n: number) => ({ id: `${n}`, title: `Malta ${n}`, url: server.at(`/malta?${n}`), text: TEASER });
    await reader.add(server.at('/feed'), true);
    for (const hours of [0, 1, 2, 22, 23]) {
      server.serve('/feed', rss('Gazette', [item(hours)]));
      clock.forward(hours * 3_600_000);
      await reader.read();
    }
    expect(pathsOf(world).filter((path) => path === '/robots.txt')).toHaveLength(2);
  });

  test('a robots.txt made to take for ever does not', async () => {
    const world = await openWorld();
    const names = Array.from({ length: 8_000 }, (_, n) => `User-agent: bot${n}`).join('\n');
    const rules = Array.from({ length: 8_000 }, (_, n) => `Disallow: /x${n}`).join('\n');
    world.server.serve('/robots.txt', { body: `${names}\nUser-agent: *\n${rules}` });
    world.server.serve('/malta', { headers: { 'content-type': 'text/html' }, body: PAGE });
    expect(isFull(await readOne(world))).toBe(true);
  });
});

describe('the teaser stays where its page', () => {
  test.each([
    ['says no more than it', page([TEASER])],
    ['wants money', page([TEASER, ...OFFERS])],
    [
      'wants an account',
      page([BODY[0] ?? '', `Already a member? Sign in or register to read the full story. ${OFFERS[1]}`]),
    ],
    [
      'is about something else',
      page(
        Array.from(
          { length: 12 },
          (_, n) =>
            `We use cookies, partner number ${n} and others of them process your personal data for advertising.`,
        ),
      ),
    ],
    ['holds nothing', '<!doctype html><html><body><script>start()</script></body></html>'],
  ])('%s', async (_, body) => {
    const world = await openWorld();
    world.server.serve('/malta', { headers: { 'content-type': 'text/html' }, body });
    const offer = await readOne(world);
    expect(textOf(offer)).toContain(TEASER);
    expect(textOf(offer)).not.toContain('<article>');
    expect(pathsOf(world)).toContain('/malta');
  });

  test('is no page, or is not there', async () => {
    const world = await openWorld();
    world.server.serve('/malta', { headers: { 'content-type': 'application/pdf' }, body: PAGE });
    expect(isFull(await readOne(world))).toBe(false);
    const other = await openWorld();
    expect(isFull(await readOne(other))).toBe(false);
  });
});

describe('the address of the article', () => {
  const urlOf = (offer: Offer) => (offer.kind === 'item' ? offer.item.known.url : null);

  test('becomes the one that its page says it has, on its own site', async () => {
    const world = await openWorld();
    const own = world.server.at('/news/malta-ferry-strike?utm_source=feed');
    const head = `<link rel="canonical" href="${own}">`;
    world.server.serve('/malta', { headers: { 'content-type': 'text/html' }, body: page(BODY, head) });
    expect(urlOf(await readOne(world))).toBe(world.server.at('/news/malta-ferry-strike'));
  });

  test('does not become another site’s, nor a front page’s', async () => {
    for (const path of ['https://other.example/their-article', '/']) {
      const world = await openWorld();
      const href = path === '/' ? world.server.at(path) : path;
      const head = `<link rel="canonical" href="${href}">`;
      world.server.serve('/malta', { headers: { 'content-type': 'text/html' }, body: page(BODY, head) });
      const offer = await readOne(world);
      expect(isFull(offer)).toBe(true);
      expect(urlOf(offer)).toBe(world.server.at('/malta'));
    }
  });

  test('becomes the one to which a link of the feed leads', async () => {
    const world = await openWorld();
    world.server.serve('/malta', { status: 302, headers: { location: world.server.at('/real', 2) } });
    world.server.serve('/real', { headers: { 'content-type': 'text/html' }, body: PAGE });
    const offer = await readOne(world);
    expect(isFull(offer)).toBe(true);
    expect(urlOf(offer)).toBe(world.server.at('/real', 2));
    expect(pathsOf(world).filter((path) => path === '/robots.txt')).toHaveLength(2);
  });

  test('what the page’s bytes mean, its server says', async () => {
    const world = await openWorld();
    const body = Buffer.from(
      page([...BODY, 'Der Bürgermeister von Victoria fürchtet weitere Ausfälle.'], '<meta charset="utf-8">'),
      'latin1',
    );
    world.server.serve('/malta', { headers: { 'content-type': 'text/html; charset=iso-8859-1' }, body });
    expect(textOf(await readOne(world))).toContain('Bürgermeister');
  });
});
