import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type App, createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { HOUR_MS, SECOND_MS } from '../src/lib/clock.ts';
import { silentLog } from '../src/lib/log.ts';
import { articlesOf, composeAlert, PLAIN, revisionOf } from '../src/outbox/compose.ts';
import { alertKey } from '../src/outbox/delivery.ts';
import { isNews } from '../src/outbox/plan.ts';
import { pollNext } from '../src/pipeline.ts';
import type { ChannelAddress } from '../src/platform/channel.ts';
import type { Message } from '../src/platform/message.ts';
import type { Outcome, Platform } from '../src/platform/platform.ts';
import { openStore, type Store } from '../src/store/store.ts';
import { readLexicon } from '../src/topics/lexicon-folder.ts';
import { createTestClock, ROOT, temporaryFolder } from './support/newsroom.ts';

/*
 * Whole newsdesks under misfortune: articles arrive, change and vanish, stories split and join while calls are under way,
 * calls fail, lose their answers or never end, the store refuses commits, channels come and go, and the process dies at any
 * moment. Once all of that is over, every channel must show what it should, once, and as it is now.
 *
 * One number decides a whole life. MODEL_LIVES=400 plays more of them, MODEL_FIRST=1234 begins at another,
 * MODEL_STEPS=250 makes them longer.
 */
const LIVES = Number(process.env['MODEL_LIVES'] ?? 50);
const FIRST = Number(process.env['MODEL_FIRST'] ?? 250);
const STEPS = Number(process.env['MODEL_STEPS'] ?? 70);

type Dice = { chance(share: number): boolean; below(limit: number): number; one<T>(from: readonly T[]): T };

/** The mulberry32 generator: the same number, the same life. */
function createDice(seed: number): Dice {
  let state = seed;
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    chance: (share) => next() < share,
    below,
    one(from) {
      const [first] = from.slice(below(from.length));
      if (first === undefined) throw new Error('nothing to choose from');
      return first;
    },
  };
}

type Event = { readonly titles: readonly string[]; readonly sentences: readonly string[] };

/** Events of two affairs. Those of one affair share places and people, so that articles between them make stories waver. */
const EVENTS: readonly Event[] = [
  {
    titles: ['Kenya, Somalia hold talks on fishing grounds in Mombasa', 'Friendly mood at Mombasa fishing talks'],
    sentences: [
      'Envoys of Kenya and Somalia met in Mombasa and spoke for five hours about their quarrel over fishing grounds off Lamu.',
      'Kenyan foreign minister Musalia Mudavadi said that the talks had been frank.',
      'Somali minister Ahmed Fiqi called the mood of the five hours friendly.',
      'Somalia seized 12 Kenyan boats in January, and their crews are still held in Kismayo.',
      'The delegations agreed to draw a map of the waters that both countries claim.',
      'Fishermen of Lamu waited outside the hotel and sang.',
    ],
  },
  {
    titles: ['Somalia frees 12 Kenyan boats after talks', 'Kenyan crews return to Lamu from Kismayo'],
    sentences: [
      'Somalia set free the 12 Kenyan boats that it had seized in January, and their crews sailed home to Lamu.',
      'Kenyan foreign minister Musalia Mudavadi thanked Somali minister Ahmed Fiqi for the release.',
      'The 48 fishermen had been held in Kismayo for ten weeks.',
      'Families met the boats in the harbour of Lamu with drums.',
      'The release had been promised at the talks in Mombasa on fishing grounds.',
      'A doctor said that two of the fishermen had malaria.',
    ],
  },
  {
    titles: ['Kenya and Somalia sign fishing treaty in Nairobi', 'Treaty parts waters off Lamu'],
    sentences: [
      'Kenya and Somalia signed a treaty in Nairobi that parts the fishing grounds off Lamu between them.',
      'Kenyan foreign minister Musalia Mudavadi and Somali minister Ahmed Fiqi put their names to 40 pages.',
      'The treaty allows each country 300 boats and bans trawlers within 20 miles of the coast.',
      'A commission of six will meet in Mombasa twice a year.',
      'Parliaments of both countries have to approve the treaty by June.',
      'Fishermen of Lamu said that 300 boats were too many.',
    ],
  },
  {
    titles: ['Magnitude 5.6 earthquake shakes Malatya, 14 hurt', 'Schools closed in Malatya after earthquake'],
    sentences: [
      'An earthquake of magnitude 5.6 struck the eastern Turkish province of Malatya, injuring 14 people, the disaster agency AFAD said.',
      'The tremor was centred near the town of Battalgazi at a depth of nine kilometres.',
      'Governor Seddar Yavuz said that two empty houses had collapsed.',
      'Schools in Battalgazi stay closed while houses are inspected.',
      'Hundreds of people spent the night in tents.',
      'AFAD counted 40 aftershocks.',
    ],
  },
  {
    titles: ['Second earthquake in Malatya kills two', 'Magnitude 6.1 earthquake hits Malatya again'],
    sentences: [
      'A second earthquake, of magnitude 6.1, struck the Turkish province of Malatya and killed two people, AFAD said.',
      'The tremor was centred near the town of Pütürge at a depth of seven kilometres.',
      'Governor Seddar Yavuz said that 31 houses had collapsed, many of them damaged before.',
      'Rescuers pulled a boy of six from a collapsed house in Pütürge after nine hours.',
      'The minister of the interior flew to Malatya.',
      'AFAD sent 900 tents and 40 kitchens.',
    ],
  },
];

const TOPICS = ['Kenya Somalia fishing', 'earthquake in Turkey', 'boats', 'Malatya'];
const CHANNELS = ['harbour', 'desk', 'quiet'].map((channel) => ({ platform: 'fake', workspace: 'team', channel }));

/** An article as a file: some of what is known of an event, now and then mixed with another one; most state a time. */
function writeArticle(dice: Dice, now: number): string {
  const event = dice.one(EVENTS);
  const other = dice.chance(0.3) ? dice.one(EVENTS) : event;
  const sentences = [...event.sentences, ...other.sentences].filter(() => dice.chance(0.6));
  const all = sentences.length < 3 ? event.sentences : [...new Set(sentences)];
  const hoursAgo = dice.chance(0.15) ? 24 + dice.below(200) : dice.below(6);
  const stamp = dice.chance(0.8) ? [`Published: ${new Date(now - hoursAgo * HOUR_MS).toISOString()}`, ''] : [];
  return [dice.one(event.titles), '', ...stamp, all.slice(0, 3).join(' '), '', all.slice(3).join(' '), ''].join('\n');
}

type Standing = {
  readonly id: string;
  readonly channel: string;
  readonly key: string;
  readonly thread: string | null;
  readonly first: Message;
  message: Message;
};

/** A chat that keeps what it is told, fails as often as `misfortune` says, and holds answers back until `release`. */
function createChat(dice: Dice) {
  const standing = new Map<string, Standing>();
  const held: (() => void)[] = [];
  /** Channels in which nothing may be said at present, and messages that can no longer be edited. */
  const closed = new Set<string>();
  const fixed = new Set<string>();
  let isUnlucky = true;
  let count = 0;
  const CLOSED = { reach: 'channel', reason: 'Send Messages is missing.' } as const;

  async function answer(outcome: Outcome): Promise<Outcome> {
    if (isUnlucky && dice.chance(0.5)) await new Promise<void>((resolve) => held.push(resolve));
    return outcome;
  }

  async function call(channel: ChannelAddress, act: () => Outcome): Promise<Outcome> {
    if (closed.has(channel.channel)) return answer({ kind: 'refused', ...CLOSED });
    if (isUnlucky && dice.chance(0.1))
      return answer({ kind: 'limited', reach: 'channel', afterMs: dice.below(9) * SECOND_MS });
    if (!isUnlucky || dice.chance(0.6)) return answer(act());
    if (dice.chance(0.35)) return answer({ kind: 'failed', reason: 'busy', afterMs: dice.below(5) * SECOND_MS });
    if (dice.chance(0.5)) act();
    const lost = await answer({ kind: 'unknown', reason: 'no answer' });
    if (dice.chance(0.2)) throw new Error('the connection broke');
    return lost;
  }

  function add(channel: ChannelAddress, message: Message, key: string, thread: string | null): Outcome {
    const id = `m${++count}`;
    standing.set(id, { id, channel: channel.channel, key, thread, first: message, message });
    return { kind: 'done', messageId: id };
  }

  const platform: Platform = {
    name: 'fake',
    post: (channel, message, key) => call(channel, () => add(channel, message, key, null)),
    edit: (channel, id, message) =>
      call(channel, () => {
        if (isUnlucky && dice.chance(0.05)) fixed.add(id);
        if (fixed.has(id) && standing.has(id)) return { kind: 'uneditable', reason: 'too old' };
        const found = standing.get(id);
        if (found === undefined) return { kind: 'refused', reach: 'message', reason: 'deleted' };
        found.message = message;
        return { kind: 'done', messageId: id };
      }),
    reply: (channel, id, message, key) =>
      call(channel, () =>
        standing.has(id) ? add(channel, message, key, id) : { kind: 'refused', reach: 'message', reason: 'deleted' },
      ),
    async find(channel, key) {
      if (isUnlucky && dice.chance(0.4)) return { kind: 'unavailable', reason: 'busy' };
      for (const one of standing.values())
        if (one.key === key && one.channel === channel.channel) return { kind: 'found', messageId: one.id };
      return { kind: 'absent' };
    },
    inspect: async ({ channel }) => (closed.has(channel) ? { kind: 'closed', ...CLOSED } : { kind: 'open' }),
  };
  return {
    platform,
    standing,
    release() {
      for (const resolve of held.splice(dice.below(held.length + 1), 1)) resolve();
    },
    releaseAll() {
      for (const resolve of held.splice(0)) resolve();
    },
    /** Takes away the right to post in a channel, or gives it back. */
    turnKey(channel: string) {
      if (!closed.delete(channel)) closed.add(channel);
    },
    calmDown() {
      isUnlucky = false;
      closed.clear();
    },
  };
}

const lexicon = readLexicon(join(ROOT, 'config/lexicon'));

/** Plays one life and says what is wrong at its end; nothing where all is well. */
async function live(seed: number): Promise<readonly string[]> {
  const dice = createDice(seed);
  const clock = createTestClock('2026-01-05T09:00:00Z');
  const chat = createChat(dice);
  const folder = await temporaryFolder(onTestFinished);
  const store = await openStore('memory:');
  const defaults = loadConfig(ROOT, ROOT, {}).config;
  const config = { ...defaults, seedsFolder: folder, seedsPollSeconds: 0, alertsFreshHours: 24, channelsBurst: 4 };
  let isUnlucky = true;
  let writes = 0;

  /** The store as one process sees it: now and then it is full, and it ends with the process. */
  function lend(): { readonly store: Store; die(): void } {
    let isDead = false;
    return {
      store: {
        ...store,
        async commit(batch) {
          if (isDead) throw new Error('this process is dead');
          if (isUnlucky && dice.chance(0.04)) throw new Error('the disk is full');
          await store.commit(batch);
        },
      },
      die() {
        isDead = true;
      },
    };
  }

  async function begin() {
    const lent = lend();
    const wasUnlucky = isUnlucky;
    isUnlucky = false;
    const app: App = await createApp({
      config,
      store: lent.store,
      lexicon: await lexicon,
      platforms: [{ platform: chat.platform, transcript: null, live: null }],
      clock,
      log: silentLog,
      starterWorkspace: null,
      timeElsewhere: async () => null,
      onFiled: () => {},
    });
    isUnlucky = wasUnlucky;
    return { app, die: lent.die };
  }

  let process = await begin();
  /** Deliveries under way. One that is held by the chat ends when the chat releases it, whatever has become of its process. */
  const underWay = new Set<Promise<unknown>>();
  const deliver = () => {
    const one = process.app.desk.outbox.deliverNext(clock).catch(() => false);
    underWay.add(one);
    one.finally(() => underWay.delete(one));
  };
  const poll = () => pollNext(process.app.desk, clock()).catch(() => null);
  const names = () => Array.from({ length: 12 }, (_, n) => `${n}.txt`);

  const deeds: readonly (readonly [share: number, deed: () => Promise<unknown>])[] = [
    [
      10,
      async () => {
        const file = join(folder, dice.one(names()));
        await writeFile(file, writeArticle(dice, clock()));
        writes++;
        await utimes(file, writes, writes);
      },
    ],
    [1, () => rm(join(folder, dice.one(names())), { force: true })],
    [14, poll],
    [14, async () => deliver()],
    [8, async () => chat.release()],
    [6, async () => clock.forward(dice.below(20) * SECOND_MS)],
    [1, async () => clock.forward(dice.below(30) * HOUR_MS)],
    [
      2,
      () =>
        process.app
          .say(`/news watch ${dice.one(TOPICS)} backfill ${dice.below(4)}`, dice.one(CHANNELS))
          .catch(() => null),
    ],
    [1, async () => chat.turnKey(dice.one(CHANNELS).channel)],
    [1, () => process.app.say(dice.one(['/news pause', '/news resume']), dice.one(CHANNELS)).catch(() => null)],
    [
      1,
      () =>
        process.app
          .say(`/news settings quiet ${dice.one(['off', '8:00-11:00', '22:00-7:00'])}`, dice.one(CHANNELS))
          .catch(() => null),
    ],
    [1, () => process.app.say(`/news unwatch ${dice.one(TOPICS)}`, dice.one(CHANNELS)).catch(() => null)],
    [
      1,
      async () => {
        process.die();
        process = await begin();
      },
    ],
  ];
  const bag = deeds.flatMap(([share, deed]) => Array.from({ length: share }, () => deed));

  for (const [place, topic] of TOPICS.entries())
    await process.app.say(`/news watch ${topic}`, CHANNELS[place % 2] ?? dice.one(CHANNELS)).catch(() => null);
  for (let step = 0; step < STEPS; step++) {
    await dice.one(bag)();
    // What needs no answer from outside comes to an end.
    for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve));
  }

  isUnlucky = false;
  chat.calmDown();
  for (const channel of CHANNELS) {
    await process.app.say('/news resume', channel);
    await process.app.say('/news settings quiet off', channel);
  }
  chat.releaseAll();
  await Promise.all(underWay);
  for (let round = 0; round < 30; round++) {
    await process.app.drain();
    clock.forward(600 * SECOND_MS);
  }
  return faults(process.app, chat.standing);
}

async function faults(app: App, standing: ReadonlyMap<string, Standing>): Promise<readonly string[]> {
  const { desk } = app;
  const found: string[] = [];
  const counts = desk.outbox.counts();
  if (counts.waiting + counts.inDoubt > 0) found.push(`not all was sent: ${JSON.stringify(counts)}`);

  const stories = await desk.archive.latest(1_000);
  const owned = new Set<string>();
  for (const view of stories) {
    const matched = desk.topics
      .match(view.articles.map(({ article }) => article))
      .filter(({ isMatch }) => isMatch)
      .map(({ topic }) => topic);
    const members = await desk.archive.filedArticles(view.story.articles);
    for (const channel of CHANNELS) {
      const row = desk.outbox.delivery(alertKey(channel, view.story.id));
      const shows = row !== null && row.ended === null && row.what.kind === 'alert' ? row.shown : null;
      const due = matched.some((topic) => {
        const subscription = desk.watchlist.subscription(channel, topic);
        if (subscription === null || !isNews(subscription, view.time?.at ?? null, desk.rules)) return false;
        return members.some(({ filedAt }) => filedAt > subscription.since);
      });
      // Told in a message that lists several.
      if (row?.ended?.kind === 'listed') continue;
      if (due && shows === null)
        found.push(`#${channel.channel} misses ${view.story.id}: ${view.title} ${JSON.stringify(row)}`);
      if (shows === null || row === null) continue;
      const message = standing.get(shows.messageId);
      if (message === undefined) {
        found.push(`#${channel.channel} shows a message that is not there for ${view.story.id}`);
        continue;
      }
      if (owned.has(message.id)) found.push(`#${channel.channel} ${message.id} tells two stories`);
      owned.add(message.id);
      if (row.what.kind !== 'alert') continue;
      if (row.isFixed) {
        const said = desk.outbox.deliveriesOf(view.story.id).flatMap(({ what, channel: at, shown }) => {
          const isHere = at.channel === channel.channel && shown !== null;
          return what.kind === 'reports' && isHere ? what.articles : [];
        });
        const told = new Set([...(row.shown?.articles ?? []), ...said]);
        const untold = articlesOf(view).filter((id) => !told.has(id));
        if (untold.length > 0) found.push(`#${channel.channel} ${message.id} is fixed, and ${untold} are not told`);
        continue;
      }
      const topics = row.what.topics.flatMap((topic) => desk.watchlist.topic(topic)?.name ?? []);
      const wanted = composeAlert(view, await desk.archive.timeline(view.story.id), topics, PLAIN);
      if (revisionOf(withoutTopics(wanted)) !== revisionOf(withoutTopics(message.message)))
        found.push(
          `#${channel.channel} ${message.id} is not as it should be:\n  is     ${JSON.stringify(message.message)}\n  should ${JSON.stringify(wanted)}`,
        );
    }
  }

  const keys = new Map<string, number>();
  for (const message of standing.values()) {
    if (message.thread !== null) continue;
    keys.set(message.key, (keys.get(message.key) ?? 0) + 1);
    if (message.first.kind === 'note' && !message.key.startsWith('notice/'))
      found.push(`#${message.channel} ${message.id} was posted as a note: ${JSON.stringify(message.first)}`);
    if (message.message.kind === 'alert' && !owned.has(message.id))
      found.push(
        `#${message.channel} ${message.id} is nobody's: ${message.key} ${JSON.stringify(message.message.title)}`,
      );
  }
  return found;
}

/** Topics that nobody follows any more drop out of a message with its next edit, not before; their buttons do as well. */
function withoutTopics(message: Message): Message {
  return message.kind === 'alert' ? { ...message, topics: [], actions: [] } : message;
}

test(
  'whatever befalls it, every channel ends with one message for each story it should show, as the story is now',
  async () => {
    const wrong: string[] = [];
    for (let seed = FIRST; seed < FIRST + LIVES; seed++)
      for (const fault of await live(seed)) wrong.push(`life ${seed}: ${fault}`);
    expect(wrong).toEqual([]);
  },
  LIVES * STEPS * 50 + 30_000,
);
