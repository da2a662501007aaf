import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { type Delivery, deliverySchema } from '../../src/outbox/delivery.ts';
import { pollNext } from '../../src/pipeline.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { readLexicon } from '../../src/topics/lexicon-folder.ts';
import type { LifeChat } from '../support/chat/life.ts';
import { openDiscordLife } from '../support/chat/life-discord.ts';
import { openSlackLife } from '../support/chat/life-slack.ts';
import { createMisfortune } from '../support/chat/misfortune.ts';
import { createDice, TOPICS, writeArticle } from '../support/lives.ts';
import { createTestClock, moment, ROOT, temporaryFolder } from '../support/newsroom.ts';
import { faultsIn } from '../support/shown.ts';

/*
 * As test/model.test.ts, on the adapters themselves, with discord.js and Bolt against strict local servers: beside what
 * befalls a desk there, answers are lost by real connections, people delete messages and change what Newsdesk may do, the
 * bot is put out and comes back, digests come due, and the clocks of this machine and of the platform differ.
 *
 * One number decides a whole life, as far as sockets let it. LIVES=200 plays more of them, FIRST=1234 begins at another,
 * STEPS=250 makes them longer, and `-t Slack` plays them on one platform.
 */
const LIVES = Number(process.env['LIVES'] ?? 6);
const FIRST = Number(process.env['FIRST'] ?? 1);
const STEPS = Number(process.env['STEPS'] ?? 90);
const START = '2026-01-05T09:00:00Z';

const lexicon = readLexicon(join(ROOT, 'config/lexicon'));

type OpenLife = (startMs: number) => Promise<LifeChat>;

/** Plays one life and says what is wrong at its end; nothing where all is well. */
async function live(seed: number, openLife: OpenLife): Promise<readonly string[]> {
  const dice = createDice(seed);
  const clock = createTestClock(START);
  const chat = await openLife(moment(START) + (dice.below(101) - 50) * SECOND_MS);
  const luck = createMisfortune(dice, chat);
  const folder = await temporaryFolder(onTestFinished);
  const store = await openStore('memory:');
  const config = {
    ...loadConfig(ROOT, ROOT, {}).config,
    seedsFolder: folder,
    seedsPollSeconds: 0,
    alertsFreshHours: 24,
    channelsBurst: 4,
    // What becomes of a message is found out by evidence alone here.
    deliveryDoubtMinutes: 100_000,
  };
  const deleted = new Set<string>();
  const goodbyes: Promise<unknown>[] = [];
  let writes = 0;

  function forward(ms: number): void {
    clock.forward(ms);
    chat.forward(ms);
  }

  async function begin() {
    let isAlive = true;
    let isReady = false;
    /** The store as one process sees it: now and then it is full, and it ends with the process. */
    const lent: Store = {
      ...store,
      async commit(batch) {
        if (!isAlive) throw new Error('this process is dead');
        if (isReady && luck.isUnlucky() && dice.chance(0.03)) throw new Error('the disk is full');
        await store.commit(batch);
      },
    };
    const { platform, live: people } = chat.open(clock);
    const part = { platform: luck.wrap(platform, () => isAlive), live: people, transcript: null };
    const app: App = await createApp({
      config,
      store: lent,
      lexicon: await lexicon,
      platforms: [part],
      clock,
      log: silentLog,
      starterWorkspace: null,
      timeElsewhere: async () => null,
      onFiled: () => {},
    });
    // Not every process has a connection for commands: what is known of channels comes from it, or is asked for.
    if (dice.chance(0.7)) await app.connect();
    isReady = true;
    const die = () => {
      isAlive = false;
      goodbyes.push(people?.disconnect() ?? Promise.resolve());
    };
    return { app, die };
  }

  let process = await begin();
  const underWay = new Set<Promise<unknown>>();
  const deliver = () => {
    const one = process.app.desk.outbox.deliverNext(clock).catch(() => false);
    underWay.add(one);
    one.finally(() => underWay.delete(one));
  };
  const say = (line: string, channel = dice.one(chat.channels)) => process.app.say(line, channel).catch(() => null);
  /** A topic is followed in the same way for all its life: what changes that is tested elsewhere. */
  const manner = (topic: string) => (topic === 'Malatya' ? 'digest' : topic === 'boats' ? 'both' : 'alerts');
  const watch = (channel = dice.one(chat.channels)) => {
    const topic = dice.one(TOPICS);
    return say(`/news watch ${topic} as ${manner(topic)} backfill ${dice.below(4)}`, channel);
  };

  const deeds: readonly (readonly [share: number, deed: () => Promise<unknown>])[] = [
    [
      10,
      async () => {
        const file = join(folder, `${dice.below(12)}.txt`);
        await writeFile(file, writeArticle(dice, clock()));
        writes++;
        await utimes(file, writes, writes);
      },
    ],
    [1, () => rm(join(folder, `${dice.below(12)}.txt`), { force: true })],
    [14, () => pollNext(process.app.desk, clock()).catch(() => null)],
    [20, async () => deliver()],
    [8, async () => luck.release()],
    [6, async () => forward(dice.below(20) * SECOND_MS)],
    [1, async () => forward(dice.below(8) * MINUTE_MS)],
    [1, async () => forward(dice.below(30) * HOUR_MS)],
    [2, () => watch()],
    [1, () => say(`/news unwatch ${dice.one(TOPICS)}`)],
    [1, () => say(dice.one(['/news pause', '/news resume', '/news resume', '/news pause for 2 hours']))],
    [1, () => say(`/news settings quiet ${dice.one(['off', '8:00-11:00', '22:00-7:00'])}`)],
    [1, () => say(`/news digest set ${dice.one(['daily at 9:00', 'every hour'])}`)],
    [
      1,
      async () =>
        say(`/news mute ${(await process.app.desk.archive.latest(3)).at(-1)?.story.id ?? 'boats'} for 2 hours`),
    ],
    [3, async () => chat.meddle(dice)],
    [1, async () => chat.drop(dice)],
    [
      1,
      async () => {
        const standing = chat.held();
        if (standing.length === 0) return;
        const gone = dice.one(standing);
        deleted.add(gone.id);
        chat.remove(gone);
      },
    ],
    [
      1,
      async () => {
        process.die();
        process = await begin();
      },
    ],
  ];
  const bag = deeds.flatMap(([share, deed]) => Array.from({ length: share }, () => deed));

  for (const channel of chat.channels) await watch(channel);
  for (let step = 0; step < STEPS; step++) {
    await dice.one(bag)();
    await luck.settled();
  }

  luck.end();
  chat.calm();
  for (const channel of chat.channels) {
    await process.app.say('/news resume', channel);
    await process.app.say('/news settings quiet off', channel);
  }
  luck.releaseAll();
  await Promise.all(underWay);
  const { desk } = process.app;
  // A day, so that every digest comes due.
  const end = clock() + 26 * HOUR_MS;
  for (let round = 0; round < 1_000 && clock() < end; round++) {
    await process.app.drain();
    // What the platform tells of its own accord comes in its own time.
    const { waiting } = desk.outbox.counts();
    if (waiting > 0 && round > 20) await sleep(20);
    const next = Math.min(desk.outbox.nextDueAt(clock()) ?? end, desk.digests.nextDueAt() ?? end, end);
    forward(Math.max(SECOND_MS, next - clock()));
  }
  const rows: Delivery[] = [];
  for await (const [, row] of store.table('deliveries', deliverySchema).rows()) rows.push(row);
  const { known, strange } = luck.standing();
  const found = [
    ...(await faultsIn(process.app, { channels: chat.channels, standing: known, rows, deleted })),
    ...strange.map((one) => `nobody said ${one}`),
    ...chat.problems(),
    ...chat
      .held()
      .flatMap(({ id, channel }) => (channel.channel === chat.untouched.channel ? [`${id} is elsewhere`] : [])),
  ];
  process.die();
  await Promise.all(goodbyes);
  await chat.close();
  return found;
}

describe.each([
  ['Discord', openDiscordLife],
  ['Slack', openSlackLife],
] as const)('%s', (_, openLife) => {
  test(
    'whatever befalls it, every channel ends with what it should hear, once',
    async () => {
      const wrong: string[] = [];
      for (let seed = FIRST; seed < FIRST + LIVES; seed++)
        for (const fault of await live(seed, openLife)) wrong.push(`life ${seed}: ${fault}`);
      expect(wrong).toEqual([]);
    },
    LIVES * STEPS * 300 + 30_000,
  );
});
