import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/lib/clock.ts';
import { openDiscord, openSlack, type PostFault } from '../chat/backlog.ts';
import { type OpenChat, openRig, type Rig } from './rig.ts';

/** Something that befalls deliveries, and what they must come to. */
export type Case = {
  readonly name: string;
  /** What must be so at the end, for the table; beside: nothing lost, nothing doubled, all in order. */
  readonly end: string;
  /** True where the SDK's time limit has to pass. */
  readonly isSlow?: true;
  /** Plays it. Gives what is wrong beside what `Rig.wrong` finds. */
  play(rig: Rig): Promise<readonly string[]>;
};

export const PLATFORMS: Readonly<Record<string, OpenChat>> = { discord: openDiscord, slack: openSlack };

const EACH = 4;

/** Posts go wrong so many times in a row. */
function burst(name: string, fault: PostFault, times: number): Case {
  return {
    name,
    end: 'each said once',
    async play({ plan, live, chat }) {
      chat.fail(fault, times);
      await plan(EACH);
      await live(12 * HOUR_MS);
      return [];
    },
  };
}

/** The store takes nothing for an hour, in the middle of calls. */
function storeFails(name: string, how: 'full' | 'locked'): Case {
  return {
    name,
    end: 'each said once',
    async play({ plan, deliver, live, failStore, forward, outbox, chat }) {
      await plan(EACH);
      chat.slow(30);
      const underWay = deliver();
      await new Promise((resolve) => setTimeout(resolve, 15));
      failStore(how);
      await underWay;
      forward(HOUR_MS);
      await deliver();
      failStore(null);
      await live(5 * HOUR_MS);
      return outbox.counts().inDoubt === 0 ? [] : ['what was under way stayed in doubt'];
    },
  };
}

export const CASES: readonly Case[] = [
  burst('a storm of 429s', 'limited', 40),
  burst('5xx, not done', 'failed before', 20),
  burst('5xx, done all the same', 'failed after', 8),
  burst('connections reset before', 'reset before', 12),
  burst('connections reset after', 'reset after', 8),
  burst('half answers', 'half an answer', 8),
  { ...burst('time-outs', 'silence', 2), isSlow: true },
  {
    name: 'the connection for commands drops',
    end: 'each said once',
    async play({ plan, live, chat }) {
      await plan(EACH);
      chat.drop();
      await live(HOUR_MS);
      return [];
    },
  },
  {
    name: 'the right to post is taken, and comes back',
    end: 'one refusal a channel at most, then one list',
    async play({ plan, live, chat, channels }) {
      const before = chat.refused();
      for (const channel of channels) chat.shut(channel, true);
      await plan(EACH);
      await live(10 * MINUTE_MS);
      const refused = chat.refused() - before;
      for (const channel of channels) chat.shut(channel, false);
      await live(3 * HOUR_MS);
      const counts = channels.map((channel) => chat.messagesIn(channel).length);
      return [
        ...(refused > channels.length ? [`${refused} refusals`] : []),
        ...(counts.every((count) => count === 1) ? [] : [`messages a channel: ${counts.join(', ')}`]),
      ];
    },
  },
  {
    name: 'an outage of a day',
    end: 'one list a channel',
    async play({ plan, live, forward, deliver, chat, channels }) {
      chat.fail('reset before', 1_000);
      await plan(EACH);
      await live(10 * MINUTE_MS);
      forward(DAY_MS);
      await deliver();
      chat.spare();
      await live(3 * HOUR_MS);
      const counts = channels.map((channel) => chat.messagesIn(channel).length);
      return counts.every((count) => count === 1) ? [] : [`messages a channel: ${counts.join(', ')}`];
    },
  },
  storeFails('the disk is full', 'full'),
  storeFails('the store is locked', 'locked'),
];

/** What one case came to on one platform. */
export type Played = {
  readonly wrong: readonly string[];
  readonly messages: number;
  readonly refused: number;
  readonly tooFast: number;
};

export async function play(one: Case, openChat: OpenChat): Promise<Played> {
  const rig = await openRig(openChat);
  try {
    const wrong = [...(await one.play(rig)), ...rig.wrong()];
    const { chat, channels } = rig;
    const messages = channels.reduce((sum, channel) => sum + chat.messagesIn(channel).length, 0);
    return { wrong, messages, refused: chat.refused(), tooFast: chat.tooFast() };
  } finally {
    await rig.close();
  }
}
