import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HOUR_MS, SECOND_MS } from '../../../src/lib/clock.ts';
import type { ChannelAddress } from '../../../src/platform/channel.ts';
import { type FeedEntry, type FeedServer, rss } from '../feed-server.ts';
import { EVENTS } from '../lives.ts';
import { copySeeds, moment } from '../newsroom.ts';

/** When every life begins. */
export const START = moment('2025-04-10T10:00:00Z');

const FEED = '/news.xml';

/** What people ask for at first. */
export function linesOf(channels: readonly ChannelAddress[], feeds: FeedServer) {
  const [first, second, third] = channels;
  if (first === undefined || second === undefined || third === undefined) throw new Error('three channels are needed');
  return [
    { channel: first, line: '/news watch US–Russia embassy talks' },
    { channel: first, line: '/news watch Kenya Somalia fishing' },
    { channel: first, line: '/news watch flood in Peru' },
    { channel: second, line: '/news watch earthquake in Turkey as both' },
    { channel: third, line: '/news watch boats as digest' },
    { channel: second, line: '/news digest set daily at 9:00' },
    { channel: third, line: '/news digest set daily at 9:00' },
    { channel: first, line: `/news feeds add ${feeds.at(FEED)}` },
  ];
}

/** An article as a file. Every event has its sentences; `take` of them are in it, from `from` on. */
function article(event: number, headline: number, from: number, take: number, hour: number): string {
  return [titleOf(event, headline), '', `Published: ${stamp(hour)}`, '', sentences(event, from, take), ''].join('\n');
}

function item(event: number, headline: number, from: number, take: number, hour: number): FeedEntry {
  const id = `item-${event}-${headline}`;
  const title = titleOf(event, headline);
  return { id, title, url: `https://harbour.example/${id}`, text: sentences(event, from, take), at: stamp(hour) };
}

const stamp = (hour: number) => new Date(START + hour * HOUR_MS).toISOString();
const titleOf = (event: number, headline: number) => EVENTS[event]?.titles[headline] ?? '';
const sentences = (event: number, from: number, take: number) =>
  (EVENTS[event]?.sentences ?? []).slice(from, from + take).join(' ');

/** A story of its own, that nothing else is mistaken for. */
const FLOOD: FeedEntry = {
  id: 'flood',
  title: 'Flood in Peru drives 3,000 people from their homes in Piura',
  url: 'https://harbour.example/flood',
  text: 'The river Piura burst its banks after two days of rain, and 3,000 people left their homes, the civil defence of Peru said. The flood cut the Pan-American highway. Schools in Piura take in families.',
  at: stamp(12.9),
};

/**
 * What happens in the world, one after another, and how long it is until then. In each channel it comes in the order of the
 * stories' times, so that there is one right order of messages whenever a process is killed.
 */
export function happenings(folder: string, feeds: FeedServer): readonly (() => Promise<number>)[] {
  const put = async (name: string, text: string, version: number) => {
    const file = join(folder, name);
    await writeFile(file, text);
    await utimes(file, version, version);
  };
  const serve = (...items: readonly FeedEntry[]) => feeds.serve(FEED, rss('Harbour News', items));
  serve();
  return [
    async () => {
      await copySeeds(folder, ['002_d2840af30ce1d58b.txt', '000_4147a40551966cb9.txt']);
      return 10 * SECOND_MS;
    },
    async () => {
      await put('1.txt', article(0, 0, 0, 4, 1), 1);
      serve(item(3, 0, 0, 4, 1));
      return 6 * HOUR_MS;
    },
    async () => {
      await copySeeds(folder, ['001_f2d7094547b41447.txt', '004_6938783252cbd89e.txt']);
      await put('2.txt', article(0, 1, 1, 5, 6.5), 2);
      serve(item(3, 1, 1, 5, 6.2), item(3, 0, 0, 6, 1));
      return 2 * HOUR_MS;
    },
    async () => {
      await copySeeds(folder, ['003_c3ebc0919f3d0041.txt']);
      await put('4.txt', article(1, 0, 0, 5, 12.5), 3);
      serve(FLOOD, item(3, 1, 1, 5, 6.2), item(3, 0, 0, 6, 1));
      return 5 * HOUR_MS;
    },
    async () => 18 * HOUR_MS,
  ];
}
