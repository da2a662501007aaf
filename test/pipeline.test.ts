import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AlertMessage, Message } from '../src/platform/message.ts';
import { PREVIEW_CHANNEL } from '../src/platforms.ts';
import { openStore } from '../src/store/store.ts';
import {
  copySeeds,
  createTestClock,
  type Newsroom,
  openNewsroom,
  putFile,
  SEEDS,
  temporaryFolder,
} from './support/newsroom.ts';
import { permutations } from './support/permutations.ts';

const TO_MEET = '002_d2840af30ce1d58b.txt';
const HELD = ['000_4147a40551966cb9.txt', '001_f2d7094547b41447.txt', '004_6938783252cbd89e.txt'];
const SECOND_ROUND = '003_c3ebc0919f3d0041.txt';
const FILES = [TO_MEET, ...HELD, SECOND_ROUND];

async function folder(): Promise<string> {
  return temporaryFolder(onTestFinished);
}

const CHANNEL = PREVIEW_CHANNEL;

function titleOf(message: Message): string {
  return message.kind === 'alert' ? message.title : '';
}

function alerts(newsroom: Newsroom): readonly AlertMessage[] {
  return newsroom.messages().flatMap(({ message }) => (message.kind === 'alert' ? [message] : []));
}

describe('the five article files', () => {
  test('become three stories on one timeline, and three alerts in order of time', async () => {
    const newsroom = await openNewsroom({ seeds: SEEDS });
    await newsroom.app.drain();

    expect(newsroom.app.desk.archive.counts()).toEqual({ articles: 5, stories: 3 });
    const [toMeet, held, secondRound, ...more] = alerts(newsroom);
    expect(more).toEqual([]);
    expect(toMeet?.title).toBe('Russia, US Diplomats To Meet In Istanbul On Thursday');
    expect(held?.title).toBe('Historic US-Russia Diplomatic Talks in Istanbul Signal Policy Shift');
    expect(secondRound?.title).toBe('Diplomatic Relations Reset: U.S. and Russia in Talks to Normalize Missions');
    expect(held?.sources.map(({ publisher, time }) => [publisher, time?.inferred])).toEqual([
      ['Devdiscourse', false],
      ['UrduPoint', false],
      [null, true],
    ]);
    expect(new Date(held?.time?.at ?? 0).toISOString()).toBe('2025-02-27T12:11:00.000Z');
    expect(new Date(toMeet?.time?.at ?? 0).toISOString()).toBe('2025-02-26T17:29:00.000Z');
    expect(new Date(secondRound?.time?.at ?? 0).toISOString()).toBe('2025-04-10T07:00:00.000Z');
    expect(held?.earlier.map(({ title }) => title)).toEqual([toMeet?.title]);
    expect(secondRound?.earlier.map(({ title }) => title)).toEqual([toMeet?.title, held?.title]);
    for (const alert of alerts(newsroom)) {
      expect(alert.topics).toEqual(['US–Russia embassy talks']);
      expect(alert.summary.length).toBeGreaterThanOrEqual(2);
      expect(alert.summary.length).toBeLessThanOrEqual(3);
    }
  });

  test('the later sources of a story arrive as updates of its one message', async () => {
    const newsroom = await openNewsroom({ seeds: SEEDS });
    const seen: number[] = [];
    for (let n = 0; n < FILES.length; n++) {
      await newsroom.app.step();
      seen.push(newsroom.messages().length);
    }
    expect(seen).toEqual([1, 2, 2, 3, 3]);
    expect(newsroom.messages().map(({ edits }) => edits)).toEqual([0, 2, 0]);
  });

  // 120 orders of arrival; every one is a whole run of the desk.
  test('whatever the order of arrival, the same three stories and the same final messages', async () => {
    const reference = await arrive(FILES);
    for (const order of permutations(FILES)) expect(await arrive(order), order.join(' ')).toEqual(reference);
  });

  async function arrive(order: readonly string[]) {
    const seeds = join(await folder(), 'seeds');
    await mkdir(seeds);
    const newsroom = await openNewsroom({ seeds });
    for (const file of order) {
      await copySeeds(seeds, [file]);
      await newsroom.app.drain();
    }
    return newsroom
      .shown()
      .map(({ message }) => message)
      .sort((a, b) => titleOf(a).localeCompare(titleOf(b)));
  }

  test('nothing of the page chrome matches a topic', async () => {
    const newsroom = await openNewsroom({ seeds: SEEDS });
    await newsroom.app.drain();
    const chrome = [
      'South China Sea missile deployment',
      'Toshakhana case',
      'Nexstar Tegna merger',
      'Premier League Champions League expansion',
    ];
    for (const topic of chrome) {
      const reply = await newsroom.app.say(`/news preview ${topic} days 3650`, CHANNEL);
      expect(JSON.stringify(reply), topic).toContain('Of all 3 stories that were looked through, 0 would match.');
    }
  });
});

describe('a restart', () => {
  test('posts nothing twice and forgets nothing', async () => {
    const store = await openStore(`sqlite:${join(await folder(), 'newsdesk.db')}`);
    onTestFinished(() => store.close());
    const first = await openNewsroom({ seeds: SEEDS, store });
    await first.app.drain();
    const before = first.messages();
    const second = await openNewsroom({ seeds: SEEDS, store });
    await second.app.drain();
    expect(second.messages()).toEqual(before);
    expect(second.filed).toEqual([]);
    expect(second.app.desk.archive.counts()).toEqual({ articles: 5, stories: 3 });
  });

  test('in the middle of the road ends where an undisturbed run ends', async () => {
    const whole = await openNewsroom({ seeds: SEEDS });
    await whole.app.drain();
    const store = await openStore('memory:');
    for (let restarts = 0; restarts < FILES.length; restarts++) {
      const newsroom = await openNewsroom({ seeds: SEEDS, store });
      await newsroom.app.step();
    }
    const last = await openNewsroom({ seeds: SEEDS, store });
    await last.app.drain();
    expect(last.shown()).toEqual(whole.shown());
  });
});

describe('a file that is dropped in while it runs', () => {
  test('is read at the next look, and an edit of it updates the article instead of making another', async () => {
    const seeds = join(await folder(), 'seeds');
    await copySeeds(seeds, [HELD[0] ?? '']);
    const clock = createTestClock();
    const newsroom = await openNewsroom({ seeds, clock });
    await newsroom.app.drain();
    expect(newsroom.messages()).toHaveLength(1);
    await copySeeds(seeds, [HELD[1] ?? '']);
    await newsroom.app.drain();
    expect(newsroom.messages()).toHaveLength(1);
    expect(alerts(newsroom)[0]?.sources).toHaveLength(2);
    expect(await readdir(seeds)).toHaveLength(3);
  });
});

test('what is corrected beside the text of a file corrects its message', async () => {
  const seeds = join(await folder(), 'seeds');
  await copySeeds(seeds, [TO_MEET]);
  const newsroom = await openNewsroom({ seeds });
  for (const name of ['talks', 'talks-in-istanbul']) {
    const facts = `files: { ${TO_MEET}: { publisher: UrduPoint, url: 'https://www.example.org/${name}' } }`;
    await putFile(seeds, 'sources.yaml', facts);
    await newsroom.app.drain();
    expect(alerts(newsroom).map(({ sources }) => sources.map(({ url }) => url))).toEqual([
      [`https://www.example.org/${name}`],
    ]);
  }
  expect(newsroom.app.desk.archive.counts().articles).toBe(1);
});

test('a time that lies ahead is no time', async () => {
  const seeds = join(await folder(), 'seeds');
  await copySeeds(seeds, [SECOND_ROUND]);
  const newsroom = await openNewsroom({ seeds, clock: createTestClock('2025-04-01T00:00:00Z') });
  await newsroom.app.drain();
  expect(newsroom.filed).toMatchObject([{ kind: 'filed', article: { time: { origin: 'unknown' } } }]);
});

test('of more files than are read ahead each is filed, in the order of their times', async () => {
  const seeds = join(await folder(), 'seeds');
  await mkdir(seeds, { recursive: true });
  const days = Array.from({ length: 60 }, (_, n) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10));
  for (const [n, day] of days.entries()) {
    const report = `The council of town ${n} decided on ${60 - n} new benches for the park beside its river on that day.`;
    await putFile(
      seeds,
      `${60 - n}.txt`,
      `Town ${n} Decides On Benches\n\nPublished: ${day}\n\n${report}\n\n${report}`,
    );
  }
  const newsroom = await openNewsroom({ seeds });
  await newsroom.app.drain();
  const times = newsroom.filed.flatMap((one) =>
    one.kind === 'filed' && 'at' in one.article.time ? one.article.time.at : [],
  );
  expect(times.map((at) => new Date(at).toISOString().slice(0, 10))).toEqual(days);
});
