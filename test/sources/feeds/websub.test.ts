import { createHmac } from 'node:crypto';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/lib/clock.ts';
import type { FeedId } from '../../../src/lib/ids.ts';
import { commitChanges } from '../../../src/store/change.ts';
import { openStore } from '../../../src/store/store.ts';
import { rss, type Served, startFeedServer } from '../../support/feed-server.ts';
import { createTestClock, openNewsroom, temporaryFolder } from '../../support/newsroom.ts';
import { openWorld, type Reader, type World } from './harness.ts';
import { claim } from './support.ts';

const OUR_ADDRESS = 'https://news.example/';
const TEN_DAYS_S = '864000';

function item(n: number) {
  const text = `What item number ${n} has to say of the things that happened, at some length.`;
  return { id: `item-${n}`, title: `Headline number ${n}`, url: `https://gazette.example/${n}`, text };
}

/** A feed that names its hub in the headers, and itself by an address of its own. */
function told(topic: string, hub: string, ...numbers: readonly number[]): Served {
  const served = rss('Gazette', numbers.map(item));
  return { ...served, headers: { ...served.headers, link: `<${hub}>; rel="hub", <${topic}>; rel="self"` } };
}

type Subscribed = { readonly feed: FeedId; readonly topic: string; readonly token: string; readonly secret: string };

async function ask({ hubs }: Reader): Promise<void> {
  while (await hubs.step());
}

/** Reads a feed and asks its hub. */
async function subscribe({ server }: World, reader: Reader): Promise<Subscribed> {
  const topic = server.at('/self');
  server.serve('/feed', told(topic, server.at('/hub'), 1));
  server.serve('/hub', { status: 202 });
  const feed = await reader.add(server.at('/feed'));
  await reader.read();
  await ask(reader);
  const form = server.posted.at(-1)?.form ?? {};
  const token = form['hub.callback']?.split('/').at(-1) ?? '';
  return { feed, topic, token, secret: form['hub.secret'] ?? '' };
}

const yes = (topic: string, leaseSeconds = TEN_DAYS_S) => ({
  mode: 'subscribe',
  topic,
  challenge: 'echo this',
  leaseSeconds,
});

const sign = (secret: string, body: string, method = 'sha256') =>
  `${method}=${createHmac(method, secret).update(body).digest('hex')}`;

const modes = ({ server }: World) => server.posted.map(({ form }) => form['hub.mode']);

async function open() {
  const world = await openWorld();
  return { world, reader: await world.open({}, OUR_ADDRESS) };
}

describe('subscribing', () => {
  test('the hub that a feed names is asked once, in the words of the recommendation, and hears yes to what we asked', async () => {
    const { world, reader } = await open();
    const { feed, topic, token } = await subscribe(world, reader);
    expect(world.server.posted).toEqual([
      {
        path: '/hub',
        form: {
          'hub.mode': 'subscribe',
          'hub.topic': topic,
          'hub.callback': `https://news.example/websub/${feed}/${token}`,
          'hub.secret': expect.stringMatching(/^[\w-]{40,}$/),
          'hub.lease_seconds': TEN_DAYS_S,
        },
      },
    ]);
    expect(token).toMatch(/^[\w-]{32}$/);
    expect(reader.hubs.isTelling(feed, world.clock())).toBe(false);
    expect(await reader.hubs.verify(feed, token, yes(topic))).toBe('echo this');
    expect(reader.hubs.isTelling(feed, world.clock())).toBe(true);
    await ask(reader);
    expect(world.server.posted).toHaveLength(1);
  });

  test('a hub in the document counts where no header names one', async () => {
    const { world, reader } = await open();
    const { server } = world;
    const links = `<atom:link rel="hub" href="${server.at('/hub')}"/><atom:link rel="self" href="${server.at('/self')}"/>`;
    const body = `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>G</title>${links}</channel></rss>`;
    server.serve('/feed', { body });
    await reader.add(server.at('/feed'));
    await reader.read();
    await ask(reader);
    expect(server.posted[0]?.form['hub.topic']).toBe(server.at('/self'));
  });

  test('what was not asked for is not confirmed', async () => {
    const { world, reader } = await open();
    const { feed, topic, token } = await subscribe(world, reader);
    const { verify } = reader.hubs;
    expect(await verify(feed, token, yes('https://elsewhere.example/feed'))).toBeNull();
    expect(await verify(feed, token, { ...yes(topic), mode: 'unsubscribe' })).toBeNull();
    expect(await verify(feed, token, { ...yes(topic), challenge: '' })).toBeNull();
    expect(await verify(feed, `${token.slice(0, -1)}.`, yes(topic))).toBeNull();
    expect(await verify(feed, '', yes(topic))).toBeNull();
    expect(await verify('f-000000000000', token, yes(topic))).toBeNull();
    expect(reader.hubs.isTelling(feed, world.clock())).toBe(false);
  });

  test.each([null, 'http://127.0.0.1:8080', 'http://localhost:8080', 'http://192.168.1.5'])(
    'where hubs cannot reach us (%s), nothing is asked; once they can, it is, without another word of the feed',
    async (address) => {
      const world = await openWorld();
      const { server } = world;
      server.serve('/feed', told(server.at('/self'), server.at('/hub'), 1));
      const reader = await world.open({}, address);
      await reader.add(server.at('/feed'));
      await reader.read();
      await ask(reader);
      expect(server.posted).toEqual([]);
      await ask(await world.open({}, OUR_ADDRESS));
      expect(modes(world)).toEqual(['subscribe']);
    },
  );

  test('a hub that says no is left alone for a week, one that is silent is asked later each time', async () => {
    const { world, reader } = await open();
    const { topic, feed, token } = await subscribe(world, reader);
    const { clock, server } = world;
    for (let hour = 0; hour < 48; hour++) {
      clock.forward(HOUR_MS);
      await ask(reader);
    }
    expect(server.posted).toHaveLength(5);
    expect(await reader.hubs.verify(feed, token, { ...yes(topic), mode: 'denied', challenge: '' })).toBe('');
    expect(await reader.hubs.verify(feed, token, yes(topic))).toBeNull();
    clock.forward(6 * DAY_MS);
    await ask(reader);
    expect(server.posted).toHaveLength(5);
    server.serve('/hub', { status: 403 });
    clock.forward(DAY_MS);
    await ask(reader);
    expect(server.posted).toHaveLength(6);
    expect(await reader.hubs.verify(feed, token, yes(topic))).toBeNull();
  });
});

describe('being told', () => {
  test('what is signed makes the feed due, at most once a minute; what is not does nothing', async () => {
    const { world, reader } = await open();
    const { server, clock } = world;
    const { feed, topic, token, secret } = await subscribe(world, reader);
    await reader.hubs.verify(feed, token, yes(topic));
    const body = 'whatever it says';
    const bring = (signature: string | null, at = token) => {
      const brought = reader.hubs.judge(feed, at, signature, Buffer.from(body));
      if (brought.kind === 'news') reader.feeds.poller.hear(brought.feed);
      return brought.kind;
    };
    server.serve('/feed', told(topic, server.at('/hub'), 2, 1));
    clock.forward(5 * MINUTE_MS);
    for (const signature of [null, '', 'sha256=', sign('another', body), sign(secret, 'other words'), 'md5=00']) {
      expect(bring(signature)).toBe('ignored');
    }
    expect(bring(sign(secret, body), 'nobody')).toBe('unknown');
    expect(await reader.read()).toEqual([]);
    expect(server.asked).toHaveLength(1);

    for (const method of ['sha1', 'sha256', 'sha384', 'sha512']) expect(bring(sign(secret, body, method))).toBe('news');
    expect(await reader.read()).toHaveLength(1);
    expect(server.asked).toHaveLength(2);

    server.serve('/feed', told(topic, server.at('/hub'), 3, 2, 1));
    bring(sign(secret, body));
    expect(await reader.read()).toEqual([]);
    clock.forward(MINUTE_MS);
    expect(await reader.read()).toHaveLength(1);
    expect(server.asked).toHaveLength(3);
  });

  test('while it is told, a feed is polled hourly at most, and is never forgotten', async () => {
    const { world, reader } = await open();
    const { clock, server } = world;
    const { feed, topic, token } = await subscribe(world, reader);
    await reader.hubs.verify(feed, token, yes(topic));
    for (let n = 2; n < 30; n++) {
      server.serve('/feed', told(topic, server.at('/hub'), n));
      clock.forward(DAY_MS / 12);
      await reader.read();
    }
    const row = reader.feed(feed);
    expect(row.intervalMs).toBeLessThan(HOUR_MS);
    expect(row.nextAt - clock()).toBe(HOUR_MS);
  });
});

describe('the life of a subscription', () => {
  test('it is renewed before the lease ends, also after a restart, at the same address; meanwhile the hub goes on telling', async () => {
    const { world, reader } = await open();
    const { clock, server } = world;
    const { feed, topic, token } = await subscribe(world, reader);
    await reader.hubs.verify(feed, token, yes(topic));
    clock.forward(7 * DAY_MS);
    await ask(reader);
    expect(server.posted).toHaveLength(1);
    clock.forward(DAY_MS);
    const later = await world.open({}, OUR_ADDRESS);
    await ask(later);
    expect(server.posted).toHaveLength(2);
    expect(server.posted[1]).toEqual(server.posted[0]);
    expect(later.hubs.isTelling(feed, clock())).toBe(true);
    clock.forward(2 * DAY_MS);
    expect(later.hubs.isTelling(feed, clock())).toBe(false);
    expect(await later.hubs.verify(feed, token, yes(topic))).toBe('echo this');
    expect(later.hubs.isTelling(feed, clock())).toBe(true);
  });

  test('where our address has changed, the hub is told the new one', async () => {
    const { world, reader } = await open();
    const { feed, topic, token } = await subscribe(world, reader);
    await reader.hubs.verify(feed, token, yes(topic));
    const moved = await world.open({}, 'https://desk.example/news');
    expect(moved.hubs.isTelling(feed, world.clock())).toBe(false);
    await ask(moved);
    expect(world.server.posted.at(-1)?.form['hub.callback']).toBe(`https://desk.example/news/websub/${feed}/${token}`);
  });

  test('with the feed it ends at the hub, which hears yes when it asks, and nothing of it stays', async () => {
    const { world, reader } = await open();
    const { feed, topic, token, secret } = await subscribe(world, reader);
    await reader.hubs.verify(feed, token, yes(topic));
    await commitChanges(reader.store, [reader.book.drop(reader.feed(feed), 'preview:local')]);
    await ask(reader);
    expect(modes(world)).toEqual(['subscribe', 'unsubscribe']);
    expect(await reader.hubs.verify(feed, token, yes(topic))).toBeNull();
    const no = { mode: 'unsubscribe', topic, challenge: 'goodbye', leaseSeconds: '' };
    expect(await reader.hubs.verify(feed, token, no)).toBe('goodbye');
    expect(reader.hubs.judge(feed, token, sign(secret, 'x'), Buffer.from('x'))).toEqual({ kind: 'ignored' });
    world.clock.forward(HOUR_MS);
    await ask(reader);
    expect(modes(world)).toEqual(['subscribe', 'unsubscribe']);
    expect(reader.hubs.judge(feed, token, sign(secret, 'x'), Buffer.from('x'))).toEqual({ kind: 'unknown' });
    expect(await (await world.open({}, OUR_ADDRESS)).hubs.verify(feed, token, no)).toBeNull();
  });

  test('a feed that names another hub leaves the first, but cannot have many of them asked', async () => {
    const { world, reader } = await open();
    const { clock, server } = world;
    const { topic, token } = await subscribe(world, reader);
    server.serve('/feed', told(topic, server.at('/other'), 2, 1));
    server.serve('/other', { status: 202 });
    clock.forward(HOUR_MS);
    await reader.read();
    await ask(reader);
    const asked = () => server.posted.map(({ path, form }) => `${form['hub.mode']} ${path}`).sort();
    const both = ['subscribe /hub', 'subscribe /other', 'unsubscribe /hub'];
    expect(asked()).toEqual(both);
    expect(server.posted.at(-1)?.form['hub.callback']).not.toContain(token);

    server.serve('/feed', told(topic, server.at('/third'), 3, 2, 1));
    clock.forward(45 * MINUTE_MS);
    await reader.read();
    await ask(reader);
    expect(asked()).toEqual([...both, 'unsubscribe /other'].sort());
    clock.forward(15 * MINUTE_MS);
    await ask(reader);
    expect(asked()).toEqual([...both, 'subscribe /third', 'unsubscribe /other'].sort());
  });

  test('nobody is asked for a feed that everybody has paused', async () => {
    const { world, reader } = await open();
    const { feed, topic, token } = await subscribe(world, reader);
    await reader.hubs.verify(feed, token, yes(topic));
    await commitChanges(reader.store, [reader.book.pause(reader.feed(feed), 'preview:local', true, world.clock())]);
    world.clock.forward(9 * DAY_MS);
    await ask(reader);
    expect(world.server.posted).toHaveLength(1);
  });
});

test('the whole way: a running Newsdesk subscribes, answers its hub, and reads the feed when it is told', async () => {
  const server = await startFeedServer();
  onTestFinished(server.stop);
  server.serve('/feed', told(server.at('/self', 2), server.at('/hub', 2), 1));
  server.serve('/hub', { status: 202 });
  const seeds = await temporaryFolder(onTestFinished);
  const clock = createTestClock('2026-06-01T10:00:00Z');
  const settings = { feedsAllow: '127.0.0.0/8', publicUrl: 'https://news.example' };
  const { app } = await openNewsroom({ seeds, clock, store: await openStore('memory:'), settings });
  onTestFinished(() => app.stop());
  const { change } = app.desk.feeds.add(server.at('/feed'), claim(), { title: null, fullText: false }, clock());
  await app.desk.turns(() => commitChanges(app.desk.store, [change]));
  app.run();
  await vi.waitFor(() => expect(server.posted).toHaveLength(1), 10_000);
  const { 'hub.callback': callback = '', 'hub.secret': secret = '' } = server.posted[0]?.form ?? {};
  const asked = { 'hub.mode': 'subscribe', 'hub.topic': server.at('/self', 2), 'hub.challenge': '<b>echo</b>' };
  const query = new URLSearchParams({ ...asked, 'hub.lease_seconds': TEN_DAYS_S });
  const answer = await app.web.fetch(new Request(`${callback}?${query}`));
  expect([answer.status, await answer.text()]).toEqual([200, '<b>echo</b>']);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);

  clock.forward(2 * MINUTE_MS);
  const headers = { 'x-hub-signature': sign(secret, 'news') };
  const taken = await app.web.fetch(new Request(callback, { method: 'POST', headers, body: 'news' }));
  expect(taken.status).toBe(204);
  await vi.waitFor(() => expect(server.asked).toHaveLength(2), 10_000);
});

test('a hub in a private network is not asked', async () => {
  const { world, reader } = await open();
  const { server } = world;
  server.serve('/feed', told(server.at('/self'), server.at('/hub', 4), 1));
  server.serve('/hub', { status: 202 });
  await reader.add(server.at('/feed'));
  await reader.read();
  await ask(reader);
  expect(server.posted).toEqual([]);
});
