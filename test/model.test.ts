import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type App, createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { HOUR_MS, SECOND_MS } from '../src/lib/clock.ts';
import { silentLog } from '../src/lib/log.ts';
import { type Delivery, deliverySchema } from '../src/outbox/delivery.ts';
import { pollNext } from '../src/pipeline.ts';
import type { ChannelAddress } from '../src/platform/channel.ts';
import type { Message } from '../src/platform/message.ts';
import type { Outcome, Platform } from '../src/platform/platform.ts';
import { openStore, type Store } from '../src/store/store.ts';
import { readLexicon } from '../src/topics/lexicon-folder.ts';
import { createDice, type Dice, TOPICS, writeArticle } from './support/lives.ts';
import { createTestClock, ROOT, temporaryFolder } from './support/newsroom.ts';
import { faultsIn, type Standing } from './support/shown.ts';

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

const CHANNELS = ['harbour', 'desk', 'quiet'].map((channel) => ({ platform: 'fake', workspace: 'team', channel }));

/** A chat that keeps what it is told, fails as often as `misfortune` says, and holds answers back until `release`. */
function createChat(dice: Dice) {
  const standing = new Map<string, Standing & { message: Message }>();
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
    standing.set(id, { id, channel, key, thread, first: message, message });
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
        if (one.key === key && one.channel.channel === channel.channel) return { kind: 'found', messageId: one.id };
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
  const rows: Delivery[] = [];
  for await (const [, row] of store.table('deliveries', deliverySchema).rows()) rows.push(row);
  const standing = [...chat.standing.values()];
  return faultsIn(process.app, { channels: CHANNELS, standing, rows, deleted: new Set() });
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
