import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/lib/clock.ts';
import type { Offer } from '../../../src/sources/source.ts';
import { commitChanges } from '../../../src/store/change.ts';
import { type FeedEntry, rss } from '../../support/feed-server.ts';
import { openWorld } from './harness.ts';

function entry(n: number, known: Partial<FeedEntry> = {}): FeedEntry {
  return {
    id: `item-${n}`,
    title: `Headline number ${n}`,
    url: `https://gazette.example/${n}`,
    text: `This is what item number ${n} has to say of the things that happened on the ${n}th day, and it goes on for a while.`,
    at: new Date(Date.UTC(2026, 4, 1, n)).toISOString(),
    ...known,
  };
}

const entries = (...numbers: readonly number[]) => numbers.map((n) => entry(n));
const titles = (offers: readonly Offer[]) =>
  offers.map((offer) => (offer.kind === 'item' ? offer.item.known.title : ''));

describe('reading a feed', () => {
  test('what it holds when it is met is history; later only what is new or changed is handed over', async () => {
    const { server, clock, open } = await openWorld();
    const reader = await open();
    server.serve('/feed', rss('Gazette', entries(2, 1)));
    const id = await reader.add(server.at('/feed'));
    const first = await reader.read();
    expect(titles(first)).toEqual(['Headline number 1', 'Headline number 2']);
    expect(first.every(({ isHistory, source }) => isHistory && source === id)).toBe(true);

    clock.forward(DAY_MS);
    expect(await reader.read()).toEqual([]);
    expect(server.asked.map(({ status }) => status)).toEqual([200, 304]);

    server.serve('/feed', rss('Gazette', [entry(3), entry(2, { title: 'Headline number 2, corrected' }), entry(1)]));
    clock.forward(DAY_MS);
    const later = await reader.read();
    expect(titles(later)).toEqual(['Headline number 2, corrected', 'Headline number 3']);
    expect(later.some(({ isHistory }) => isHistory)).toBe(false);
    expect(later[0]?.ref).toBe(first[1]?.ref);
    expect(reader.feed(id)).toMatchObject({ title: 'Gazette', trouble: null, newByDay: { '2026-06-03': 1 } });
  });

  test('a body that is the same, without validators, is not read again', async () => {
    const { server, clock, open } = await openWorld();
    const reader = await open();
    server.serve('/feed', { ...rss('Gazette', entries(1)), headers: { etag: '' } });
    const id = await reader.add(server.at('/feed'));
    await reader.read();
    const { bodyDigest } = reader.feed(id);
    clock.forward(DAY_MS);
    expect(await reader.read()).toEqual([]);
    expect(server.asked.map(({ status }) => status)).toEqual([200, 200]);
    expect(reader.feed(id)).toMatchObject({ bodyDigest, lastOkAt: clock(), lastNewAt: null });
  });

  test('one fetch for a feed, however many workspaces have it', async () => {
    const { server, clock, open } = await openWorld();
    const reader = await open();
    server.serve('/feed', rss('Gazette', entries(1)));
    const id = await reader.add(server.at('/feed'));
    const other = { workspace: 'preview:other', channel: null, at: clock(), isPaused: false };
    const { feed, isNew, change } = reader.book.add(
      server.at('/feed'),
      other,
      { title: null, fullText: false },
      clock(),
    );
    await commitChanges(reader.store, [change]);
    await reader.read();
    expect([feed.id, isNew]).toEqual([id, false]);
    expect(server.asked).toHaveLength(1);
    expect(reader.feed(id).claims).toHaveLength(2);
  });

  test('a feed that is paused or dropped is not asked; dropped, nothing of it stays', async () => {
    const { server, clock, open } = await openWorld();
    const reader = await open();
    server.serve('/feed', rss('Gazette', entries(1, 2)));
    const id = await reader.add(server.at('/feed'));
    await reader.read();
    const pause = (isPaused: boolean) =>
      commitChanges(reader.store, [reader.book.pause(reader.feed(id), 'preview:local', isPaused, clock())]);
    await pause(true);
    clock.forward(DAY_MS);
    await reader.read();
    expect(server.asked).toHaveLength(1);
    await pause(false);
    await reader.read();
    expect(server.asked).toHaveLength(2);
    expect([...reader.seen.rowsOf(id)]).toHaveLength(2);
    await commitChanges(reader.store, [reader.book.drop(reader.feed(id), 'preview:local')]);
    clock.forward(DAY_MS);
    await reader.read();
    expect(server.asked).toHaveLength(2);
    expect([...reader.seen.rowsOf(id)]).toEqual([]);
    const again = await open();
    expect(again.book.all()).toEqual([]);
    expect([...again.seen.rows()]).toEqual([]);
  });
});

describe('a crash', () => {
  test.each([0, 1, 2])('after %i of three items were filed loses none and repeats none', async (count) => {
    const { server, clock, open } = await openWorld();
    const before = await open();
    server.serve('/feed', rss('Gazette', entries(1)));
    const id = await before.add(server.at('/feed'));
    await before.read();
    server.serve('/feed', rss('Gazette', entries(4, 3, 2, 1)));
    clock.forward(DAY_MS);
    await before.fetch();
    const filed = await before.file(count);

    const after = await open();
    expect(after.feed(id).bodyDigest).toBe(before.feed(id).bodyDigest);
    const rest = await after.read();
    expect(titles([...filed, ...rest])).toEqual(entries(2, 3, 4).map(({ title }) => title));
    expect(rest.every(({ isHistory }) => !isHistory)).toBe(true);
    expect(await (await open()).read()).toEqual([]);
  });

  test('in the first fetch leaves the rest history', async () => {
    const { server, open } = await openWorld();
    const before = await open();
    server.serve('/feed', rss('Gazette', entries(1, 2, 3)));
    await before.add(server.at('/feed'));
    await before.fetch();
    await before.file(1);
    const rest = await (await open()).read();
    expect(rest.map(({ isHistory }) => isHistory)).toEqual([true, true]);
  });

  test('what was handed over and not filed is handed over again', async () => {
    const { server, clock, open } = await openWorld();
    const reader = await open();
    server.serve('/feed', rss('Gazette', entries(1, 2)));
    await reader.add(server.at('/feed'));
    await reader.fetch();
    const first = await reader.feeds.source.poll(clock());
    expect(await reader.feeds.source.poll(clock())).toEqual(first);
    expect(first).toHaveLength(2);
  });
});

describe('items that change their faces', () => {
  test('another guid, address or title is the same item, and two items under one guid are two', async () => {
    const { server, clock, open } = await openWorld();
    const reader = await open();
    server.serve('/feed', rss('Gazette', entries(1, 2, 3)));
    await reader.add(server.at('/feed'));
    await reader.read();
    const changed = [entry(1, { id: 'new-1' }), entry(2, { url: 'https://m.gazette.example/2?utm_source=x' })];
    server.serve('/feed', rss('Gazette', [...changed, entry(3, { at: '2026-06-01T00:00:00Z' })]));
    clock.forward(DAY_MS);
    expect(await reader.read()).toEqual([]);
    server.serve('/feed', rss('Gazette', [...changed, entry(4), entry(5, { id: 'item-4' })]));
    clock.forward(DAY_MS);
    expect(titles(await reader.read())).toEqual(['Headline number 4', 'Headline number 5']);
  });

  test('an item that is taken off and put back is not new; one that stays away is forgotten', async () => {
    const { server, clock, open } = await openWorld();
    const reader = await open();
    server.serve('/feed', rss('Gazette', entries(1, 2)));
    const id = await reader.add(server.at('/feed'));
    await reader.read();
    server.serve('/feed', rss('Gazette', entries(1)));
    clock.forward(DAY_MS);
    await reader.read();
    server.serve('/feed', rss('Gazette', entries(1, 2)));
    clock.forward(DAY_MS);
    expect(await reader.read()).toEqual([]);
    for (const n of [3, 4]) {
      server.serve('/feed', rss('Gazette', entries(1, n)));
      clock.forward(10 * DAY_MS);
      expect(titles(await reader.read())).toEqual([`Headline number ${n}`]);
    }
    expect([...reader.seen.rowsOf(id)]).toHaveLength(3);
  });
});

describe('an item that says something else on every fetch', () => {
  test('is handed over ever more seldom, and a rare change at once', async () => {
    const { server, clock, open } = await openWorld();
    const reader = await open();
    const counted = (views: number) => entry(1, { text: `${entry(1).text} It was read ${views} times.` });
    server.serve('/feed', rss('Gazette', [counted(0), entry(2)]));
    await reader.add(server.at('/feed'));
    await reader.read();
    let offers = 0;
    for (let n = 1; n <= 48; n++) {
      server.serve('/feed', rss('Gazette', [counted(n), entry(2)]));
      clock.forward(HOUR_MS);
      offers += (await reader.read()).length;
    }
    expect(offers).toBeGreaterThan(8);
    expect(offers).toBeLessThan(18);
    server.serve('/feed', rss('Gazette', [counted(49), entry(2, { title: 'Headline number 2, corrected' })]));
    clock.forward(HOUR_MS);
    expect(titles(await reader.read())).toContain('Headline number 2, corrected');
  });
});

describe('a feed in trouble', () => {
  test('is told once, with what happened and what to do; told again when it is read', async () => {
    const { server, clock, open } = await openWorld();
    const reader = await open();
    const id = await reader.add(server.at('/feed'));
    for (let n = 0; n < 10; n++) {
      await reader.read();
      clock.forward(DAY_MS + 1);
    }
    expect(reader.told).toHaveLength(1);
    expect(reader.told[0]).toMatch(
      /^The feed “127.0.0.1.*” cannot be read\. There is nothing at this address .* It is tried again/,
    );
    expect(reader.feed(id).trouble).toMatchObject({ reason: 'not-found', count: 10 });
    server.serve('/feed', rss('Gazette', entries(1)));
    await reader.read();
    clock.forward(DAY_MS);
    await reader.read();
    expect(reader.told.slice(1)).toEqual(['The feed “Gazette” is read again.']);
  });

  test('what is no feed says so, and does not take the place of what was read', async () => {
    const { server, clock, open } = await openWorld();
    const reader = await open();
    server.serve('/feed', rss('Gazette', entries(1)));
    const id = await reader.add(server.at('/feed'));
    await reader.read();
    server.serve('/feed', {
      headers: { 'content-type': 'text/html' },
      body: '<!doctype html><html><body><form>Log in</form></body></html>',
    });
    clock.forward(DAY_MS);
    await reader.read();
    expect(reader.feed(id)).toMatchObject({ title: 'Gazette', trouble: { reason: 'not-a-feed', count: 1 } });
    server.serve('/feed', rss('Gazette', entries(1)));
    clock.forward(DAY_MS);
    expect(await reader.read()).toEqual([]);
    expect(reader.feed(id).trouble).toBe(null);
  });

  test('gone for good is told at once, and it is not asked again until somebody adds it again', async () => {
    const { server, clock, open } = await openWorld();
    const reader = await open();
    server.serve('/feed', { status: 410 });
    const id = await reader.add(server.at('/feed'));
    await reader.read();
    expect(reader.told).toHaveLength(1);
    clock.forward(30 * DAY_MS);
    await reader.read();
    expect(server.asked).toHaveLength(1);
    server.serve('/feed', rss('Gazette', entries(1)));
    await reader.add(server.at('/feed'));
    expect(await reader.read()).toHaveLength(1);
    expect(reader.feed(id).isGone).toBe(false);
  });

  test('a feed that moved for good is asked where it is, once it has said so for a day', async () => {
    const { server, clock, open } = await openWorld();
    const reader = await open();
    server.serve('/old', { status: 301, headers: { location: server.at('/new', 2) } });
    server.serve('/new', rss('Gazette', entries(1)));
    const id = await reader.add(server.at('/old'));
    for (let n = 0; n < 6; n++) {
      await reader.read();
      clock.forward(DAY_MS);
    }
    expect(reader.feed(id)).toMatchObject({ address: server.at('/new', 2), addedAs: server.at('/old') });
    expect(reader.book.byAddress(server.at('/old'))?.id).toBe(id);
    expect(server.asked.slice(-1).map(({ path }) => path)).toEqual(['/new']);
    expect(server.asked.filter(({ path }) => path === '/old')).toHaveLength(5);
  });
});

describe('without a network', () => {
  test('no feed is blamed, and each is asked again within minutes', async () => {
    const { clock, open } = await openWorld();
    const reader = await open({ atOnce: 1 });
    const ids = await Promise.all(Array.from({ length: 8 }, (_, n) => reader.add(`http://feed${n}.invalid/`)));
    for (let n = 0; n < 30; n++) {
      await reader.read();
      clock.forward(HOUR_MS);
    }
    expect(reader.told).toEqual([]);
    expect(ids.filter((id) => reader.feed(id).trouble !== null)).toEqual([]);
    expect(Math.max(...ids.map((id) => reader.feed(id).nextAt))).toBeLessThanOrEqual(clock());
  });
});

describe('many feeds', () => {
  test('a host is not asked for more than two at once, and holds up no other host', async () => {
    const { server, open } = await openWorld();
    const reader = await open({ atOnce: 4 });
    for (let n = 0; n < 12; n++) {
      server.serve(`/${n}`, rss(`Gazette ${n}`, [entry(n)]));
      await reader.add(server.at(`/${n}`, n < 9 ? 1 : 2));
    }
    expect(await reader.read()).toHaveLength(12);
    expect(server.asked).toHaveLength(12);
  });

  test('one that is paused or dropped while it waits for its host holds up none that waits behind it', async () => {
    const { server, clock, open } = await openWorld();
    const reader = await open({ perHost: 1 });
    for (let n = 0; n < 5; n++) {
      server.serve(`/${n}`, rss(`Gazette ${n}`, [entry(n)]));
      await reader.add(server.at(`/${n}`));
      clock.forward(1);
    }
    // Begins with the first, while the others wait.
    await reader.feeds.poller.step();
    for (const feed of reader.book.all()) {
      const { pathname } = new URL(feed.address);
      const changes = [
        ...(pathname === '/1' ? [reader.book.pause(feed, 'preview:local', true, clock())] : []),
        ...(pathname === '/2' ? [reader.book.drop(feed, 'preview:local')] : []),
      ];
      await commitChanges(reader.store, changes);
    }
    expect(titles(await reader.read()).sort()).toEqual([0, 3, 4].map((n) => `Headline number ${n}`));
  });

  test('no feed is asked while more waits to be filed than may', async () => {
    const { server, open } = await openWorld();
    const reader = await open({ atOnce: 1, mostWaiting: 2 });
    for (let n = 0; n < 4; n++) {
      server.serve(`/${n}`, rss(`Gazette ${n}`, entries(n * 10 + 1, n * 10 + 2, n * 10 + 3)));
      await reader.add(server.at(`/${n}`));
    }
    await reader.fetch();
    expect(server.asked).toHaveLength(1);
    expect(reader.feeds.poller.idleMs()).toBeGreaterThan(1_000);
    expect(await reader.read()).toHaveLength(12);
  });

  test('after the clock was set back, feeds are asked as if it had not been', async () => {
    const { server, clock, open } = await openWorld();
    const reader = await open();
    server.serve('/feed', rss('Gazette', entries(1)));
    await reader.add(server.at('/feed'));
    await reader.read();
    clock.forward(-3 * HOUR_MS);
    await reader.read();
    clock.forward(31 * MINUTE_MS);
    await reader.read();
    expect(server.asked).toHaveLength(2);
  });
});
