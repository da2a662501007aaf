import { expect, onTestFinished, test } from 'vitest';
import { examine } from '../src/doctor.ts';
import { viewFeeds } from '../src/feed-health.ts';
import { DAY_MS, HOUR_MS, later } from '../src/lib/clock.ts';
import { articleId, feedId } from '../src/lib/ids.ts';
import { PREVIEW_CHANNEL } from '../src/platforms.ts';
import type { Feed } from '../src/sources/feeds/feed.ts';
import { sayPlace } from '../src/sources/feeds/health.ts';
import { commitChanges } from '../src/store/change.ts';
import { createTestClock, openNewsroom, SEEDS } from './support/newsroom.ts';

const CLAIM = { workspace: 'preview:local', channel: null, isPaused: false };

/** A desk that has filed the shipped articles and has feeds, of which nothing was read. */
async function open() {
  const clock = createTestClock();
  const { app } = await openNewsroom({ seeds: SEEDS, clock });
  onTestFinished(() => app.stop());
  await app.drain();
  const { desk } = app;
  async function add(name: string, changes: Partial<Feed> = {}): Promise<Feed> {
    const options = { title: name, fullText: false };
    const { feed, change } = desk.feeds.add(
      `https://${name}.example/feed`,
      { ...CLAIM, at: clock() },
      options,
      clock(),
    );
    await commitChanges(desk.store, [change]);
    const changed = { ...feed, ...changes };
    await commitChanges(desk.store, [desk.feeds.put(changed)]);
    return changed;
  }
  const trouble = (sentence: string) => ({ reason: 'forbidden', sentence, since: clock(), count: 2, toldAt: null });
  return { app, desk, clock, add, trouble };
}

test('feeds in trouble come first, and all are counted', async () => {
  const { desk, clock, add, trouble } = await open();
  await add('well', { lastOkAt: clock(), metAt: later(clock(), -7 * DAY_MS), newByDay: { '2026-01-02': 14 } });
  await add('new');
  await add('failing', { trouble: trouble('It blocks programs.') });
  await add('gone', { isGone: true });
  const view = viewFeeds(desk, 1, clock());
  expect(view).toMatchObject({ counts: { well: 1, new: 1, failing: 1, gone: 1, paused: 0 }, page: 1, pages: 1 });
  expect(view.feeds.map(({ name }) => name)).toEqual(['failing', 'gone', 'new', 'well']);
  expect(view.feeds.at(-1)).toMatchObject({ itemsADay: 2 });
  expect(viewFeeds(desk, 99, clock()).page).toBe(1);
});

test('the share of a feed’s articles that were told somewhere leaves out what it held when it was met', async () => {
  const { desk, clock, add } = await open();
  const metAt = later(clock(), -2 * DAY_MS);
  const feed = await add('well', { lastOkAt: clock(), metAt });
  const seeds = [...desk.seen.rows()].flatMap(({ outcome }) => outcome.article ?? []);
  // Three of the five shipped articles tell of the talks that the newsroom was told of; more of them follow.
  const told = seeds.filter((id) => {
    const story = desk.archive.storyOf(id);
    return story !== null && desk.outbox.deliveriesOf(story).length > 0;
  });
  expect(told.length).toBeGreaterThan(0);
  const mark = (ref: string, article: (typeof seeds)[number], hours: number) =>
    desk.seen.mark(
      { source: feed.id, ref, version: '1', isHistory: false, kind: 'unreadable', reason: '' },
      { article, unreadable: null },
      later(metAt, hours * HOUR_MS),
    );
  const [first] = told;
  if (first === undefined) throw new Error('nothing was told');
  await commitChanges(desk.store, [
    mark('history', first, 0.1),
    mark('told', first, 5),
    mark('elsewhere', articleId('nobody knows it'), 6),
  ]);
  expect(viewFeeds(desk, 1, clock()).feeds[0]?.share).toEqual({ articles: 2, matched: 1 });
});

test('what fails is named by /healthz, by doctor and by /news status, each with its reason', async () => {
  const { app, desk, clock, add, trouble } = await open();
  const checks = () =>
    examine({
      desk,
      platforms: [],
      clock,
      timeElsewhere: async () => null,
      pages: { address: 'http://127.0.0.1:8080', isPublic: false },
      problems: () => [],
    });
  await add('well', { lastOkAt: clock() });
  expect((await checks()).map(({ what }) => what)).toContain('One feed is read, none fails.');
  await add('harbour', { trouble: trouble('harbour.example refuses to show this.') });
  expect(await checks()).toContainEqual({
    level: 'warning',
    what: 'The feed harbour fails since 5 Jan 2026, 09:00 UTC.',
    advice: 'harbour.example refuses to show this.',
  });
  const response = await app.web.fetch(new Request('http://127.0.0.1:8080/healthz'));
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    lines: expect.arrayContaining(['2 feeds, 1 failing', 'feed harbour: harbour.example refuses to show this.']),
  });
  const status = await app.say('/news status', PREVIEW_CHANNEL);
  expect(JSON.stringify(status)).toContain('Of the 2 feeds of this workspace, 1 fails:');
  expect(JSON.stringify(status)).toContain('harbour.example refuses to show this.');
  const other = await app.say('/news status', { ...PREVIEW_CHANNEL, workspace: 'other' });
  expect(JSON.stringify(other)).not.toContain('harbour');
});

test('an address, which may hold a secret, is told to nobody but those who added it', async () => {
  const { app, desk, clock, add, trouble } = await open();
  await add('secret', {
    address: 'https://secret.example/rss?token=hunter2',
    title: null,
    trouble: trouble('It fails.'),
  });
  const [shown] = viewFeeds(desk, 1, clock()).feeds;
  expect(shown).toMatchObject({ name: 'secret.example', host: 'secret.example' });
  const seen = [
    JSON.stringify(shown),
    JSON.stringify(await app.examine()),
    await (await app.web.fetch(new Request('http://127.0.0.1:8080/feeds'))).text(),
    await (await app.web.fetch(new Request('http://127.0.0.1:8080/healthz'))).text(),
  ];
  for (const text of seen) expect(text).not.toContain('hunter2');
  expect(JSON.stringify(await app.say('/news feeds', PREVIEW_CHANNEL))).toContain('hunter2');
});

test('where an article was read is said by the name of its feed', async () => {
  const { desk, add } = await open();
  const feed = await add('harbour');
  expect(sayPlace(desk.feeds, feed.id, 'i-1')).toBe('the feed “harbour”');
  expect(sayPlace(desk.feeds, feedId('https://gone.example/'), 'i-1')).toBe('a feed that is no more');
  expect(sayPlace(desk.feeds, 'seeds', '001.txt')).toBe('seeds/001.txt');
});
