import { type Instant, instant } from '../../src/lib/clock.ts';
import { articleId, type StoryId, storyId, type TopicId, topicId } from '../../src/lib/ids.ts';
import type { ChannelAddress } from '../../src/platform/channel.ts';

/** A moment from ISO text or milliseconds. */
export function moment(at: string | number): Instant {
  const found = instant(typeof at === 'number' ? at : Date.parse(at));
  if (found === null) throw new Error(`${at} is not a time`);
  return found;
}

export function channel(name: string, workspace = 'team'): ChannelAddress {
  return { platform: 'fake', workspace, channel: name };
}

export function topic(name: string): TopicId {
  return topicId('fake:team', name);
}

export function story(name: string): StoryId {
  return storyId(articleId('test', name));
}

/** Numbers from one seed, so that a failing life can be played again (mulberry32). */
export function createDice(seed: number) {
  let state = seed;
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  return { chance: (share: number) => next() < share, below: (limit: number) => Math.floor(next() * limit) };
}
