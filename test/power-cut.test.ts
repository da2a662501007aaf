import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type App, createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { HOUR_MS } from '../src/lib/clock.ts';
import { silentLog } from '../src/lib/log.ts';
import type { Message } from '../src/platform/message.ts';
import type { Platform } from '../src/platform/platform.ts';
import { commitChanges } from '../src/store/change.ts';
import { openStore, type Store, type Write } from '../src/store/store.ts';
import { readLexicon } from '../src/topics/lexicon-folder.ts';
import { copySeeds, createTestClock, ROOT, temporaryFolder } from './support/newsroom.ts';

const FILES = ['002_d2840af30ce1d58b.txt', '000_4147a40551966cb9.txt', '001_f2d7094547b41447.txt'];
const CHANNEL = { platform: 'outside', workspace: 'team', channel: 'news' };

const lexicon = readLexicon(join(ROOT, 'config/lexicon'));

/** A disk as it is without power: what was committed `soon` is on it once something was committed `now`. */
function createDisk() {
  const stored = new Map<string, Write>();
  let unsynced: Write[] = [];
  let commitsLeft = Number.POSITIVE_INFINITY;

  return {
    isOff: () => commitsLeft <= 0,
    /** The text of a row that no power cut takes any more. */
    text: (key: string) => stored.get(key)?.value?.text ?? '',
    /** A store of what is on the disk, the power of which fails instead of one of its commits. */
    async open(commits: number): Promise<Store> {
      const store = await openStore('memory:');
      await store.commit([...stored.values()]);
      unsynced = [];
      commitsLeft = commits;
      return {
        ...store,
        async commit(writes, lasting = 'now') {
          commitsLeft -= 1;
          if (commitsLeft <= 0) throw new Error('the power is off');
          await store.commit(writes, lasting);
          unsynced.push(...writes);
          if (lasting === 'soon') return;
          for (const write of unsynced.splice(0)) stored.set(write.key, write);
        },
      };
    },
  };
}

/** Newsdesk on such a disk, and a platform that no power cut reaches. */
async function createRoom() {
  const seeds = join(await temporaryFolder(onTestFinished), 'seeds');
  await copySeeds(seeds, FILES);
  const disk = createDisk();
  const clock = createTestClock();
  const faults: string[] = [];
  const posts: { readonly key: string; message: Message }[] = [];

  function say(message: Message, key: string) {
    if (disk.isOff()) return { kind: 'unknown', reason: 'There is no power.' } as const;
    // The mark that it was begun is on the disk, and so everything is that was committed before it.
    const isMarked = /"attempt":[^n]/.test(disk.text(`deliveries/${key}`));
    const isFiled = message.kind === 'alert' && disk.text(`stories/${message.story}`) !== '';
    if (!isMarked || !isFiled) faults.push(`${key} ${isMarked} ${isFiled}`);
    posts.push({ key, message });
    return { kind: 'done', messageId: `${posts.length - 1}` } as const;
  }

  const platform: Platform = {
    name: CHANNEL.platform,
    post: async (_channel, message, key) => say(message, key),
    reply: async (_channel, _messageId, message, key) => say(message, key),
    async edit(_channel, messageId, message) {
      const post = posts[Number(messageId)];
      if (post !== undefined && !disk.isOff()) post.message = message;
      return { kind: 'done', messageId };
    },
    async find(_channel, key) {
      const place = posts.findIndex((post) => post.key === key);
      return place < 0 ? { kind: 'absent' } : { kind: 'found', messageId: `${place}` };
    },
    inspect: async () => ({ kind: 'open' }),
  };

  async function open(commits: number): Promise<App> {
    const config = { ...loadConfig(ROOT, ROOT, {}).config, seedsFolder: seeds, seedsPollSeconds: 0 };
    return createApp({
      config: { ...config, alertsEditSeconds: 0 },
      store: await disk.open(commits),
      lexicon: await lexicon,
      platforms: [{ platform, transcript: null, live: null }],
      clock,
      log: silentLog,
      starterWorkspace: null,
      timeElsewhere: async () => null,
      onFiled: () => undefined,
    });
  }

  const { desk } = await open(Number.POSITIVE_INFINITY);
  const topic = {
    name: 'Talks',
    query: 'Russia US diplomats Istanbul',
    backfill: 10,
    as: 'alerts',
    mention: null,
  } as const;
  await commitChanges(desk.store, [desk.watchlist.watch({ channel: CHANNEL, ...topic, now: clock() }).change]);

  return {
    open,
    clock,
    /** The keys that were posted, in order, and what is shown at the end. */
    shown: () => posts.map(({ key, message }) => ({ key, message })),
    faults,
    isOff: disk.isOff,
  };
}

test('whatever a power cut takes of the articles, nothing that was posted is lost or said again', async () => {
  const whole = await createRoom();
  await (await whole.open(Number.POSITIVE_INFINITY)).drain();
  expect(whole.shown()).toHaveLength(2);
  expect(whole.faults).toEqual([]);

  for (let commits = 1, isOver = false; !isOver; commits++) {
    const room = await createRoom();
    await (await room.open(commits)).drain().catch(() => undefined);
    isOver = !room.isOff();
    room.clock.forward(HOUR_MS);
    await (await room.open(Number.POSITIVE_INFINITY)).drain();
    expect(room.faults, `without commit ${commits}`).toEqual([]);
    expect(room.shown(), `without commit ${commits}`).toEqual(whole.shown());
  }
});
