import { afterEach, describe, expect, test } from 'vitest';
import { completeLine } from '../../src/commands/complete.ts';
import { createHost, localCaller } from '../../src/commands/host.ts';
import { COMMANDS } from '../../src/commands/list.ts';
import { sayLine } from '../../src/commands/say-line.ts';
import { DAY_MS, later } from '../../src/lib/clock.ts';
import { workspaceKey } from '../../src/platform/channel.ts';
import type { Caller } from '../../src/platform/host.ts';
import { PREVIEW_CHANNEL } from '../../src/platforms.ts';
import type { Feed } from '../../src/sources/feeds/feed.ts';
import { commitChanges } from '../../src/store/change.ts';
import { createTestClock, openNewsroom, temporaryFolder } from '../support/newsroom.ts';
import { openSite, pageNaming, rssOf, type SitePlace } from '../support/site.ts';
import { lineOf, person, textOf } from './support.ts';

let ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

const TALKS =
  'Delegations of the United States and Russia met in Istanbul on Thursday to discuss their embassies. The talks lasted six hours, and both sides said they would meet again.';

/** A desk that may read a site of these places. */
async function open(places: Readonly<Record<string, SitePlace>> = {}) {
  const site = await openSite(places);
  const clock = createTestClock('2026-01-05T09:00:00Z');
  const seeds = await temporaryFolder((remove) => ends.push(remove));
  const { app } = await openNewsroom({ seeds, clock, settings: { feedsAllow: site.host } });
  ends.push(
    () => site.stop(),
    () => app.stop(),
  );
  const { desk } = app;
  const host = createHost(desk, COMMANDS, { accessChanged() {}, lost() {} });
  const say = (line: string, caller: Caller = localCaller(PREVIEW_CHANNEL)) => host.say(line, caller);
  const change = (feed: Feed, changes: Partial<Feed>) =>
    commitChanges(desk.store, [desk.feeds.put({ ...feed, ...changes })]);
  return { site, clock, desk, host, say, change };
}

const news = rssOf('Harbour News', [
  { title: 'US and Russia hold embassy talks in Istanbul', text: TALKS, at: '2026-01-05T08:00:00Z' },
  { title: 'A cat show', text: 'Short.', at: '2026-01-04T08:00:00Z' },
  { title: 'Without a date' },
]);
const stranger = (may: boolean) => person({ platform: 'preview', workspace: 'other', channel: 'general' }, () => may);

describe('/news feeds add', () => {
  test('a feed’s address: it is there, for this workspace and channel, and was not filed', async () => {
    const { say, site, desk } = await open({ '/feed': news });
    const reply = await say(`/news feeds add ${site.url}/feed`);
    expect(reply.ok).toBe(true);
    expect(textOf(reply)).toContain('Added “Harbour News”');
    expect(textOf(reply)).toContain('It holds 3 items, 2 of the last 7 days. 1 has no date.');
    expect(textOf(reply)).toContain('nothing of it is posted as news');
    expect(desk.feeds.all()).toMatchObject([
      {
        address: `${site.url}/feed`,
        title: 'Harbour News',
        metAt: null,
        fullText: false,
        claims: [{ workspace: workspaceKey(PREVIEW_CHANNEL), channel: 'preview:local:newsroom', isPaused: false }],
      },
    ]);
    expect(desk.archive.counts().articles).toBe(0);
    const again = await say(`/news feeds add ${site.url}/feed`);
    expect(again).toMatchObject({ ok: false, title: '“Harbour News” is there already' });
    expect(desk.feeds.all()).toHaveLength(1);
  });

  test('what is no address of a feed that is there is looked for', async () => {
    const { say, site, desk } = await open({ '/feed': news, '/other': rssOf('Island Post', []) });
    await say(`/news feeds add ${site.url}/feed`);
    expect(await say(`/news feeds add ${site.host}/other`)).toMatchObject({ ok: true, title: 'Added “Island Post”' });
    expect(await say(`/news feeds add ${site.host}/feed`)).toMatchObject({ title: '“Harbour News” is there already' });
    // As chats write an address.
    for (const typed of [`<${site.url}/feed>`, `<${site.url}/feed|${site.host}/feed>`]) {
      expect(await say(`/news feeds add ${typed}`)).toMatchObject({ title: '“Harbour News” is there already' });
    }
    expect(desk.feeds.all()).toHaveLength(2);
    expect((await say('/news feeds remove something else')).ok).toBe(false);
  });

  test('a site with several: one is chosen by its button', async () => {
    const named = [
      { title: 'World', href: '/world' },
      { title: 'Sport', href: '/sport' },
    ];
    const { say, site, desk } = await open({ '/': pageNaming(named), '/sport': rssOf('Harbour Sport', []) });
    const reply = await say(`/news feeds add ${site.host}`);
    expect(reply).toMatchObject({ ok: false, title: 'Which of these?' });
    expect(desk.feeds.all()).toEqual([]);
    const added = await say(lineOf(reply, 'Sport'));
    expect(textOf(added)).toContain('It holds no items at present');
    expect(desk.feeds.all()).toMatchObject([{ address: `${site.url}/sport` }]);
  });

  test('what is none says why, and nothing is stored', async () => {
    const { say, site, desk } = await open({
      '/login': { type: 'text/html', body: '<html><input type=password></html>' },
    });
    expect(textOf(await say(`/news feeds add ${site.url}/missing`))).toContain('There is nothing at this address');
    expect(textOf(await say(`/news feeds add ${site.url}/login`))).toContain('login page');
    expect(textOf(await say('/news feeds add http://169.254.169.254/latest'))).toContain('not on the public internet');
    expect(textOf(await say('/news feeds add oil prices'))).toContain('Give the address of a feed');
    expect(desk.feeds.all()).toEqual([]);
  });

  test('teasers: its pages can be read, for a feed that is there as well', async () => {
    const { say, site, desk } = await open({ '/feed': rssOf('Short', [{ title: 'One', text: 'A line.' }]) });
    const added = await say(`/news feeds add ${site.url}/feed`);
    expect(textOf(added)).toContain('Its items are teasers');
    const changed = await say(lineOf(added, 'Read its pages'));
    expect(changed).toMatchObject({ ok: true, title: '“Short” is read in another way' });
    expect(desk.feeds.all()).toMatchObject([{ fullText: true }]);
    await say(`/news feeds add ${site.url}/feed full no`);
    expect(desk.feeds.all()).toMatchObject([{ fullText: false }]);
  });

  test('a feed may call itself what it likes: what is kept and said stays short', async () => {
    const long = `@everyone <b>${'x'.repeat(200_000)}`;
    const { say, site, desk } = await open({
      '/feed': rssOf(`<![CDATA[${long}]]>`, [{ title: `<![CDATA[${long}]]>` }]),
    });
    const replies = [
      await say(`/news feeds test ${site.url}/feed`),
      await say(`/news feeds add ${site.url}/feed`),
      await say('/news feeds'),
    ];
    for (const reply of replies) expect(JSON.stringify(reply).length).toBeLessThan(4_000);
    expect(desk.feeds.all()[0]?.title?.length).toBeLessThanOrEqual(300);
  });

  test('without an address, feeds to begin with are offered; all of them are added without being asked', async () => {
    const { say, desk } = await open();
    const offer = await say('/news feeds add');
    expect(offer.ok).toBe(false);
    expect(textOf(offer)).toContain('BBC News, World');
    const count = desk.starterFeeds.length;
    const added = await say(lineOf(offer, `All ${count}`));
    expect(added).toMatchObject({ ok: true, title: `Added ${count} feeds` });
    expect(desk.feeds.all().map(({ address }) => address)).toEqual(
      expect.arrayContaining(desk.starterFeeds.map(({ address }) => address)),
    );
    expect((await say('/news feeds add starters')).ok).toBe(false);
  });

  test('changing needs the right to the workspace, looking does not', async () => {
    const { say, site, desk } = await open({ '/feed': news });
    for (const what of ['add', 'test', 'remove', 'pause', 'resume']) {
      const reply = await say(`/news feeds ${what} ${site.url}/feed`, stranger(false));
      expect(reply, what).toMatchObject({ ok: false, title: 'Nothing was changed' });
    }
    expect(site.asked).toEqual([]);
    expect(desk.feeds.all()).toEqual([]);
    expect((await say('/news feeds list', stranger(false))).title).not.toBe('Nothing was changed');
  });
});

describe('/news feeds test', () => {
  test('shows what would be read and which topics it meets, and stores nothing', async () => {
    const { say, site, desk } = await open({ '/feed': news });
    await say('/news watch US–Russia embassy talks');
    const rows = [...desk.seen.rows()].length;
    const reply = await say(`/news feeds test ${site.url}/feed`);
    const text = textOf(reply);
    expect(text).toContain('Nothing was stored');
    expect(text).toContain('2026-01-05T08:00');
    expect(text).toContain('Without a date (no date)');
    expect(text).toContain('Of 3 items, topics of this workspace meet:');
    expect(text).toContain('US–Russia embassy talks: 1, such as “US and Russia hold embassy talks in Istanbul”');
    expect(desk.feeds.all()).toEqual([]);
    expect([...desk.seen.rows()]).toHaveLength(rows);
    expect(desk.archive.counts().articles).toBe(0);
    expect((await say(lineOf(reply, 'Add'))).title).toBe('Added “Harbour News”');
  });

  test('names no topic of another workspace', async () => {
    const { say, site } = await open({ '/feed': news });
    await say('/news watch US–Russia embassy talks');
    const text = textOf(await say(`/news feeds test ${site.url}/feed`, stranger(true)));
    expect(text).not.toContain('embassy talks:');
    expect(text).toContain('This workspace watches for nothing yet');
  });
});

describe('/news feeds', () => {
  test('lists each feed with its state in words, a page at a time', async () => {
    const { say, site, desk, clock, change } = await open({ '/feed': news });
    await say(`/news feeds add ${site.url}/feed`);
    expect(textOf(await say('/news feeds'))).toMatch(/1 feed\nHarbour News — not read yet, next 2026-01-05T09:00/);
    const [feed] = desk.feeds.all();
    if (feed === undefined) throw new Error('no feed');
    const metAt = later(clock(), -4 * DAY_MS);
    await change(feed, { metAt, lastOkAt: clock(), newByDay: { '2026-01-03': 8 } });
    expect(textOf(await say('/news feeds'))).toContain(
      'Harbour News — read 2026-01-05T09:00, next 2026-01-05T09:00, 2 items a day',
    );
    const trouble = { reason: 'forbidden', sentence: 'It blocks programs.', since: clock(), count: 3, toldAt: null };
    await change(feed, { metAt, lastOkAt: metAt, trouble });
    const failing = textOf(await say('/news feeds'));
    expect(failing).toContain('1 feed, 1 failing');
    expect(failing).toContain(
      'fails since 2026-01-05T09:00 (3 tries): It blocks programs. last read 2026-01-01T09:00, next',
    );
    await change(feed, { isGone: true, trouble: { ...trouble, sentence: 'It is gone for good.' } });
    expect(textOf(await say('/news feeds'))).toContain('gone: It is gone for good.');
    await say('/news feeds add starters');
    const first = await say('/news feeds');
    expect(textOf(first)).toContain('Page 1 of 2.');
    expect(textOf(await say(lineOf(first, 'Next')))).toContain('Page 2 of 2.');
  });

  test('pause and resume are for this workspace; a feed that somebody else wants is read on', async () => {
    const { say, site, desk } = await open({ '/feed': news });
    await say(`/news feeds add ${site.url}/feed`);
    await say(`/news feeds add ${site.url}/feed`, stranger(true));
    expect(desk.feeds.all()).toHaveLength(1);
    // Of other workspaces nothing is said.
    expect(textOf(await say('/news feeds pause harbour news'))).toContain('unless others of this Newsdesk need it');
    expect(textOf(await say('/news feeds'))).toContain('paused');
    expect(textOf(await say('/news feeds', stranger(true)))).not.toContain('paused');
    expect((await say('/news feeds pause Harbour News')).ok).toBe(false);
    expect((await say('/news feeds resume Harbour News')).ok).toBe(true);
    expect(desk.feeds.all()[0]?.claims.every(({ isPaused }) => !isPaused)).toBe(true);
  });

  test('remove ends this workspace’s claim and no other; another workspace’s feeds are not named', async () => {
    const { say, site, desk } = await open({ '/feed': news });
    await say(`/news feeds add ${site.url}/feed`, stranger(true));
    const unknown = await say(`/news feeds remove ${site.url}/feed`);
    expect(unknown.ok).toBe(false);
    expect(textOf(await say('/news feeds remove Harbour New'))).not.toContain('Harbour News');
    expect(textOf(await say('/news feeds'))).not.toContain('Harbour News');
    await say(`/news feeds add ${site.url}/feed`);
    const removed = await say('/news feeds remove Harbour News');
    expect(desk.feeds.all()).toMatchObject([{ claims: [{ workspace: 'preview:other' }] }]);
    const last = await say('/news feeds remove Harbour News', stranger(true));
    expect(desk.feeds.all()).toEqual([]);
    expect(textOf(last)).toBe(textOf(removed));
  });

  test('what is exported is imported elsewhere; what was not taken is named', async () => {
    const { say, site, desk, host } = await open({ '/feed': news });
    await say(`/news feeds add ${site.url}/feed`);
    const { file } = await say('/news feeds export');
    expect(file?.name).toBe('feeds.opml');
    const bad = file?.text.replace('</body>', '<outline text="Bad" xmlUrl="javascript:alert(1)"/></body>') ?? '';
    const reply = await sayLine(host, '/news import', bad, stranger(true));
    expect(reply).toMatchObject({ ok: true, title: 'Added 1 feed' });
    expect(textOf(reply)).toContain('“Bad”: “javascript:alert(1)” is no web address.');
    expect(desk.feeds.all()).toMatchObject([
      { claims: [{ workspace: 'preview:local' }, { workspace: 'preview:other' }] },
    ]);
    const again = await sayLine(host, '/news import', bad, stranger(true));
    expect(again).toMatchObject({ ok: false, title: 'No feed was added' });
    expect(await sayLine(host, '/news import', bad, stranger(false))).toMatchObject({
      ok: false,
      title: 'Nothing was changed',
    });
    expect(await sayLine(host, '/news import', '<html></html>', stranger(true))).toMatchObject({ ok: false });
  });

  test('/news forget takes this workspace’s claims with it', async () => {
    const { say, site, desk } = await open({ '/feed': news });
    await say(`/news feeds add ${site.url}/feed`);
    expect(textOf(await say('/news forget'))).toContain('1 feed that it added');
    await say('/news forget confirm yes');
    expect(desk.feeds.all()).toEqual([]);
  });

  test('titles and addresses are suggested, of this workspace alone', async () => {
    const { say, site, host } = await open({ '/feed': news });
    await say(`/news feeds add ${site.url}/feed`);
    expect(await host.suggest('feeds', 'feed', 'harb', PREVIEW_CHANNEL)).toEqual([
      { value: `${site.url}/feed`, label: 'Harbour News' },
    ]);
    expect(await completeLine(host, '/news feeds remove harb', PREVIEW_CHANNEL)).toMatchObject([
      { value: `/news feeds remove ${site.url}/feed`, label: 'Harbour News' },
    ]);
    expect(await completeLine(host, '/news feeds rem', PREVIEW_CHANNEL)).toMatchObject([
      { value: '/news feeds remove' },
    ]);
    expect(await host.suggest('feeds', 'feed', '', { ...PREVIEW_CHANNEL, workspace: 'other' })).toEqual([]);
  });

  test('of more feeds than a workspace may have takes as many, and names the others', async () => {
    const { host, desk } = await open({});
    const outlines = Array.from(
      { length: 2_003 },
      (_, n) => `<outline text="F${n}" xmlUrl="https://f${n}.example/feed"/>`,
    );
    const file = `<opml version="2.0"><body>${outlines.join('')}</body></opml>`;
    const reply = await host.run('import', { file }, localCaller(PREVIEW_CHANNEL));
    expect(desk.feeds.all()).toHaveLength(2_000);
    expect(textOf(reply)).toContain('“F2002” is one too many.');
  });
});
