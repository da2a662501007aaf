import { rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DAY_MS, type Instant } from '../src/lib/clock.ts';
import { feedId } from '../src/lib/ids.ts';
import { pollNext } from '../src/pipeline.ts';
import { PREVIEW_CHANNEL } from '../src/platforms.ts';
import type { Offer } from '../src/sources/source.ts';
import { openStore, type Store } from '../src/store/store.ts';
import { copySeeds, createTestClock, type Newsroom, openNewsroom, SEEDS, temporaryFolder } from './support/newsroom.ts';

const FILE = '002_d2840af30ce1d58b.txt';

/** What a store holds of some tables. */
async function keysIn(store: Store, ...tables: readonly string[]): Promise<readonly string[]> {
  const keys: string[] = [];
  for (const name of tables) {
    const anything = { version: 1, parse: { safeParse: (data: unknown) => ({ success: true, data }) as const } };
    for await (const [key] of store.table(name, anything).rows()) keys.push(`${name}/${key}`);
  }
  return keys;
}

async function openRoom(options: { readonly seeds?: string; readonly articles?: number } = {}) {
  const clock = createTestClock();
  const store = await openStore('memory:', { clock });
  const settings = { keepDays: 30, keepArticles: options.articles ?? 1000 };
  const open = (lent = store) => openNewsroom({ seeds: options.seeds ?? SEEDS, clock, store: lent, settings });
  const room = await open();
  await room.app.drain();
  return { clock, store, open, room };
}

const countsOf = ({ app }: Newsroom) => app.desk.archive.counts();
const shownIn = (room: Newsroom) => room.messages().map(({ id, key, message, edits }) => ({ id, key, message, edits }));

describe('what no report has come to for as long as articles are kept', () => {
  test('goes with everything that was known of it; its messages stay, and it is not read again', async () => {
    const { clock, store, open, room } = await openRoom();
    const [story] = await room.app.desk.archive.latest(1);
    const messages = shownIn(room);
    clock.forward(29 * DAY_MS);
    await room.app.drain();
    expect(countsOf(room)).toEqual({ articles: 5, stories: 3 });
    clock.forward(2 * DAY_MS);
    await room.app.drain();

    for (const one of [room, await open()]) {
      await one.app.drain();
      expect(countsOf(one)).toEqual({ articles: 0, stories: 0 });
      expect(shownIn(one)).toEqual(messages);
      expect(await one.app.desk.archive.search('Istanbul', 5)).toEqual([]);
      expect(await one.app.desk.archive.latest(5)).toEqual([]);
      const reply = await one.app.say(`/news story ${story?.story.id}`, PREVIEW_CHANNEL);
      expect(reply).toMatchObject({ ok: false, title: 'This story is no longer kept' });
    }
    expect(await keysIn(store, 'articles', 'memos', 'stories', 'aliases', 'deliveries')).toEqual([]);
    expect(await keysIn(store, 'seen')).toHaveLength(5);
  });

  test('is turned away when its file is touched, and why says so', async () => {
    const seeds = join(await temporaryFolder(onTestFinished), 'seeds');
    await copySeeds(seeds, [FILE]);
    const { clock, room } = await openRoom({ seeds });
    const messages = shownIn(room);
    clock.forward(31 * DAY_MS);
    await room.app.drain();
    await utimes(join(seeds, FILE), 1, 1);
    await room.app.drain();
    expect(room.filed.at(-1)).toMatchObject({ kind: 'turned-away' });
    expect(shownIn(room)).toEqual(messages);
    expect(JSON.stringify(await room.app.say(`/news why ${FILE}`, PREVIEW_CHANNEL))).toContain('30 days');
  });

  test('is no longer known as read once its file is gone', async () => {
    const seeds = join(await temporaryFolder(onTestFinished), 'seeds');
    await copySeeds(seeds, [FILE]);
    const { clock, store, room } = await openRoom({ seeds });
    await rm(join(seeds, FILE));
    clock.forward(31 * DAY_MS);
    await room.app.drain();
    clock.forward(DAY_MS);
    await room.app.drain();
    expect(await keysIn(store, 'seen')).toEqual([]);
  });

  test('stays while a commit fails, and goes with the next', async () => {
    const { clock, store, open, room } = await openRoom();
    const messages = shownIn(room);
    clock.forward(31 * DAY_MS);
    let isFull = false;
    const lent: Store = {
      ...store,
      async commit(writes) {
        if (isFull) throw new Error('the disk is full');
        await store.commit(writes);
      },
    };
    const again = await open(lent);
    isFull = true;
    await expect(again.app.drain()).rejects.toThrow('the disk is full');
    expect(countsOf(again)).toEqual({ articles: 5, stories: 3 });
    isFull = false;
    clock.forward(DAY_MS);
    await again.app.drain();
    expect(countsOf(again)).toEqual({ articles: 0, stories: 0 });
    expect(shownIn(again)).toEqual(messages);
  });
});

test('of more articles than are kept, the stories go whose last report is the longest ago', async () => {
  const seeds = join(await temporaryFolder(onTestFinished), 'seeds');
  const [held, later] = [
    ['000_4147a40551966cb9.txt', '004_6938783252cbd89e.txt'],
    [FILE, '003_c3ebc0919f3d0041.txt'],
  ];
  await copySeeds(seeds, held);
  const { clock, room } = await openRoom({ seeds, articles: 2 });
  expect(countsOf(room)).toEqual({ articles: 2, stories: 1 });
  clock.forward(DAY_MS);
  await copySeeds(seeds, later);
  await room.app.drain();
  const left = await room.app.desk.archive.latest(5);
  expect(left.map(({ articles }) => articles.length)).toEqual([1, 1]);
  expect(left.map(({ title }) => title)).toContain('Russia, US Diplomats To Meet In Istanbul On Thursday');
});

describe('an item of a feed', () => {
  const feed = feedId('https://feed.example/');

  function offer(ref: string, publishedAt: Instant, version = '1'): Offer {
    const text = 'The embassy of Ruritania reopened on Monday after two years, its ambassador said in Strelsau. ';
    const known = {
      title: `Embassy reopens, ${ref}`,
      publisher: null,
      url: `https://paper.example/${ref}`,
      zone: null,
      publishedAt,
    };
    const item = { source: feed, ref, bytes: Buffer.from(text.repeat(4)), known };
    return { source: feed, ref, version, isHistory: false, kind: 'item', item, isHearsay: false };
  }

  async function take({ app }: Newsroom, offered: Offer, now: Instant) {
    const source = { name: 'feeds', poll: async () => [offered], markSeen: () => undefined };
    return pollNext({ ...app.desk, sources: [source] }, now);
  }

  test('that is older than anything that is kept is turned away', async () => {
    const { clock, store, room } = await openRoom();
    const old = offer('old', (clock() - 31 * DAY_MS) as Instant);
    expect(await take(room, old, clock())).toMatchObject({
      kind: 'turned-away',
      reason: expect.stringContaining('30 days'),
    });
    expect(await take(room, offer('new', (clock() - 29 * DAY_MS) as Instant), clock())).toMatchObject({
      kind: 'filed',
    });
    expect(await keysIn(store, 'seen')).toContain(`seen/${feed}/old`);
  });

  test('whose story was let go is not told again, whatever time it states by now', async () => {
    const { clock, room } = await openRoom();
    expect(await take(room, offer('one', clock()), clock())).toMatchObject({ kind: 'filed' });
    clock.forward(31 * DAY_MS);
    await room.app.drain();
    expect(countsOf(room).articles).toBe(0);
    expect(await take(room, offer('one', clock(), '2'), clock())).toMatchObject({ kind: 'turned-away' });
  });

  test('that is edited does not keep its story for longer', async () => {
    const { clock, room } = await openRoom();
    await take(room, offer('one', clock()), clock());
    clock.forward(20 * DAY_MS);
    const now = clock();
    // An edit of the article is no new report.
    await take(room, offer('one', now, '2'), now);
    clock.forward(11 * DAY_MS);
    await room.app.drain();
    expect(countsOf(room).articles).toBe(0);
  });
});
