import { mkdir } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../src/lib/clock.ts';
import { commitChanges } from '../../../src/store/change.ts';
import { openStore } from '../../../src/store/store.ts';
import { type FeedEntry, rss, startFeedServer } from '../../support/feed-server.ts';
import { createTestClock, type Newsroom, openNewsroom, putFile, temporaryFolder } from '../../support/newsroom.ts';

const CHANNEL = { platform: 'preview', workspace: 'local', channel: 'news' };

const FERRY: FeedEntry = {
  id: 'ferry-1',
  title: 'Malta ferry crews begin strike over pay',
  url: 'https://gazette.example/malta-ferry-strike',
  text: 'Ferry crews in Malta began a two-day strike on Monday over pay, stopping all crossings to Gozo, the union said. The operator, Gozo Channel, said about 9,000 passengers were affected and that talks with the crews would resume on Wednesday in Valletta.',
  at: '2026-06-01T11:30:00Z',
};
const SAME_FERRY = `Malta ferry crews begin strike over pay
By Maria Borg, The Courier
Published: 1 June 2026, 11:40 UTC

Ferry crews in Malta began a two-day strike on Monday over pay, stopping all crossings to Gozo, their union said.

The operator, Gozo Channel, said about 9,000 passengers were affected and that talks with the crews would resume on Wednesday in Valletta.
`;
const OLD: FeedEntry = {
  id: 'bread-0',
  title: 'Museum of bread opens in Sliema',
  url: 'https://gazette.example/sliema-bread-museum',
  text: 'A museum of bread opened its doors in Sliema, Malta, with ovens from the time of the knights and a bakery in which visitors can try the Maltese loaf for themselves. It is open from Tuesday to Sunday.',
  at: '2026-06-01T09:00:00Z',
};

async function open(known: { store?: Awaited<ReturnType<typeof openStore>>; allow: string; seeds?: string }) {
  const seeds = known.seeds ?? `${await temporaryFolder(onTestFinished)}/seeds`;
  await mkdir(seeds, { recursive: true });
  const clock = createTestClock('2026-06-01T10:00:00Z');
  const settings = { feedsAllow: known.allow };
  const store = known.store ?? (await openStore('memory:'));
  const room = await openNewsroom({ seeds, clock, store, settings });
  return { room, clock, seeds, store };
}

async function addFeed({ app }: Newsroom, address: string, fullText = false): Promise<void> {
  const { desk } = app;
  const claim = { workspace: 'preview:local', channel: 'preview:local:news', at: desk.clock(), isPaused: false };
  const { change } = desk.feeds.add(address, claim, { title: null, fullText }, desk.clock());
  await desk.turns(() => commitChanges(desk.store, [change]));
}

const posted = (room: Newsroom) =>
  room.transcript(CHANNEL).flatMap(({ message }) => {
    if (message.kind === 'alert') return [`alert: ${message.title}, ${message.sources.length} reports`];
    return message.kind === 'note'
      ? [`note: ${message.text.map((part) => (typeof part === 'string' ? part : '')).join('')}`]
      : [];
  });

describe('the road from a feed to a channel', () => {
  test('what a feed holds when it is met is quiet; what comes later is told, once, together with what files say of it', async () => {
    const server = await startFeedServer();
    onTestFinished(server.stop);
    const { room, clock, seeds } = await open({ allow: `127.0.0.1:${server.port}` });
    await room.app.say('/news watch Malta', CHANNEL);
    server.serve('/feed', rss('The Gazette', [OLD]));
    await addFeed(room, server.at('/feed'));
    await room.app.drain();
    expect(room.filed).toHaveLength(1);
    expect(posted(room)).toEqual([]);

    server.serve('/feed', rss('The Gazette', [FERRY, OLD]));
    clock.forward(2 * HOUR_MS);
    await room.app.drain();
    await putFile(seeds, 'courier.txt', SAME_FERRY);
    await room.app.drain();
    expect(posted(room)).toEqual(['alert: Malta ferry crews begin strike over pay, 2 reports']);

    // Edited, under another guid: the same article, and no second message.
    const edited = { ...FERRY, id: 'ferry-1-v2', title: 'Malta ferry crews begin two-day strike over pay' };
    server.serve('/feed', rss('The Gazette', [edited, OLD]));
    clock.forward(2 * HOUR_MS);
    await room.app.drain();
    clock.forward(DAY_MS);
    await room.app.drain();
    expect(posted(room)).toEqual(['alert: Malta ferry crews begin two-day strike over pay, 2 reports']);
    const revisions = room.filed.filter((one) => one.kind === 'filed' && one.isRevision);
    expect(revisions).toHaveLength(1);
    await room.app.stop();
  });

  test('what somebody else’s feed says of an article does not change what its own site says, nor does a teaser the whole text', async () => {
    const server = await startFeedServer();
    onTestFinished(server.stop);
    const { room, clock } = await open({ allow: `127.0.0.1:${server.port},127.0.0.2:${server.port}` });
    const own = { ...FERRY, url: server.at('/ferry') };
    server.serve('/own', rss('The Gazette', [own]));
    server.serve(
      '/others',
      rss('Links of the day', [{ ...own, title: 'Buy ferry tickets here', text: `${own.text} ${own.text}` }]),
    );
    server.serve(
      '/teasers',
      rss('The Gazette', [{ ...own, title: 'Ferry strike', text: 'Crossings to Gozo stopped.' }]),
    );
    await addFeed(room, server.at('/own'));
    await room.app.drain();
    await addFeed(room, server.at('/others', 2));
    await addFeed(room, server.at('/teasers'));
    await room.app.drain();
    expect(room.filed.map(({ kind }) => kind)).toEqual(['filed', 'repeat', 'repeat']);
    // Its own feed may change it.
    server.serve('/own', rss('The Gazette', [{ ...own, title: 'Malta ferry crews end strike over pay' }]));
    clock.forward(2 * HOUR_MS);
    await room.app.drain();
    expect(room.filed.at(-1)).toMatchObject({ kind: 'filed', isRevision: true });
    await room.app.stop();
  });

  test('those who added a feed that fails are told in their channel, once, and told when it is read again', async () => {
    const server = await startFeedServer();
    onTestFinished(server.stop);
    const { room, clock } = await open({ allow: `127.0.0.1:${server.port}` });
    await addFeed(room, server.at('/feed'));
    for (let n = 0; n < 6; n++) {
      await room.app.drain();
      clock.forward(DAY_MS + 1);
    }
    expect(posted(room)).toHaveLength(1);
    expect(posted(room)[0]).toContain('There is nothing at this address');
    server.serve('/feed', rss('The Gazette', [OLD]));
    clock.forward(DAY_MS);
    await room.app.drain();
    expect(posted(room).slice(1)).toEqual(['note: The feed “The Gazette” is read again.']);
    await room.app.stop();
  });
});
