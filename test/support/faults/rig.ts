import { setTimeout as sleep } from 'node:timers/promises';
import { HOUR_MS, type Instant, later, MINUTE_MS, SECOND_MS } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { createTurns } from '../../../src/lib/turns.ts';
import { type ChannelStates, openChannelStates } from '../../../src/outbox/channels.ts';
import { alertKey, type Delivery, deliverySchema, newDelivery } from '../../../src/outbox/delivery.ts';
import { openMutes } from '../../../src/outbox/mutes.ts';
import { type Outbox, openOutbox } from '../../../src/outbox/outbox.ts';
import { type ChannelAddress, channelKey } from '../../../src/platform/channel.ts';
import { commitChanges } from '../../../src/store/change.ts';
import { openStore, type Store, StoreError } from '../../../src/store/store.ts';
import type { StoryView } from '../../../src/stories/view.ts';
import type { Chat, ChatOptions } from '../chat/backlog.ts';
import { createTestClock } from '../newsroom.ts';
import { makeStory, TOPIC } from './stories.ts';

/** An outbox on a chat of its own, with a store that can fail and a clock that goes on when it is told to. */
export type Rig = {
  readonly chat: Chat;
  readonly outbox: Outbox;
  readonly channels: readonly ChannelAddress[];
  readonly states: ChannelStates;
  /** Plans so many alerts in each channel, each a minute younger than the one before. */
  plan(each: number): Promise<void>;
  /** Delivers what is due, several at once as a running Newsdesk does. */
  deliver(): Promise<void>;
  /** Delivers, and lets the time pass to whatever is due next, for at most so long. */
  live(ms: number): Promise<void>;
  forward(ms: number): void;
  /** What the store says to every commit; null: it works. */
  failStore(how: 'full' | 'locked' | null): void;
  /** What is wrong with what the channels hold: lost, doubled, out of order, still waiting or in doubt. */
  wrong(): readonly string[];
  /** Everything planned so far leaves Newsdesk and the chat, as after a retention. Gives how much it was. */
  forget(): Promise<number>;
  /** Rows in the store. */
  rows(): Promise<number>;
  close(): Promise<void>;
};

export type OpenChat = (options: ChatOptions) => Promise<Chat>;

const START = '2026-01-05T09:00:00Z';
const AT_ONCE = 8;

export async function openRig(openChat: OpenChat, sizes: readonly number[] = [2, 1]): Promise<Rig> {
  const clock = createTestClock(START);
  const chat = await openChat({ sizes, clock, isLimited: false });
  const channels = chat.workspaces.flat();
  const inner = await openStore('memory:');
  let failing: 'full' | 'locked' | null = null;
  const store: Store = {
    ...inner,
    async commit(writes) {
      if (failing === 'full') throw new StoreError('full', 'No room is left.');
      if (failing === 'locked') throw new Error('database is locked');
      await inner.commit(writes);
    },
  };
  const views = new Map<string, StoryView>();
  const planned: Delivery[] = [];
  let stories = 0;
  const states = await openChannelStates(store);
  const outbox = await openOutbox({
    store,
    turns: createTurns(),
    stories: { story: async (ref) => views.get(ref) ?? null, timeline: async (id) => [views.get(id) ?? []].flat() },
    platforms: [chat.platform],
    channels: states,
    mutes: await openMutes(store, (id) => id),
    rules: { freshMs: 24 * HOUR_MS, editMs: 0, lateMs: 6 * HOUR_MS, doubtMs: HOUR_MS, inDoubt: 'at-least-once' },
    log: silentLog,
    topicName: () => 'Talks',
    settings: () => ({ zone: 'UTC', language: 'en', burst: 50, quiet: null, publish: false, emptyDigest: false }),
    quietUntil: () => null,
    followed: () => [],
    channelsOf: () => [],
  });

  function forward(ms: number): void {
    clock.forward(ms);
    chat.forward(ms);
  }

  async function deliver(): Promise<void> {
    const underWay = new Set<Promise<void>>();
    let hasFailed = false;
    const fail = () => {
      hasFailed = true;
    };
    for (;;) {
      // A running Newsdesk is told of an error of the store and tries again later.
      const begun = hasFailed
        ? []
        : await outbox.begin(clock, chat.platform.name, AT_ONCE - underWay.size).catch(() => []);
      for (const done of begun) {
        const one: Promise<void> = done.catch(fail).finally(() => underWay.delete(one));
        underWay.add(one);
      }
      if (begun.length > 0 && underWay.size < AT_ONCE) continue;
      if (underWay.size === 0) return;
      await Promise.race(underWay);
    }
  }

  async function live(ms: number): Promise<void> {
    const end = later(clock(), ms);
    while (clock() < end) {
      await deliver();
      const next: Instant = outbox.nextDueAt(clock()) ?? end;
      forward(Math.max(SECOND_MS, Math.min(next, end) - clock()));
      // What a platform tells of its own accord comes in its own time.
      await sleep(3);
    }
    await deliver();
  }

  function wrong(): readonly string[] {
    const { waiting, inDoubt } = outbox.counts();
    const left = waiting + inDoubt === 0 ? [] : [`${waiting} wait, ${inDoubt} are in doubt`];
    return [...left, ...channels.flatMap(wrongIn), ...chat.problems()];
  }

  function wrongIn(at: ChannelAddress): readonly string[] {
    const texts = chat.messagesIn(at);
    const own = planned.filter(({ channel }) => channelKey(channel) === channelKey(at));
    const places: number[] = [];
    const found = own.flatMap(({ story }) => {
      const title = story === null ? '' : (views.get(story)?.title ?? '');
      const holders = texts.flatMap((text, n) => (text.includes(title) ? [n] : []));
      places.push(holders[0] ?? -1);
      return holders.length === 1 ? [] : [`${title} stands ${holders.length} times in ${at.channel}`];
    });
    const isInOrder = places.every((place, n) => n === 0 || place >= (places[n - 1] ?? 0));
    return isInOrder ? found : [...found, `out of order in ${at.channel}: ${places.join(' ')}`];
  }

  return {
    chat,
    outbox,
    channels,
    states,
    async plan(each) {
      const rows = channels.flatMap((channel) =>
        Array.from({ length: each }, (_, n): Delivery => {
          const view = makeStory(++stories, later(clock(), (n - each) * MINUTE_MS));
          views.set(view.story.id, view);
          const story = view.story.id;
          const what = { kind: 'alert', topics: [TOPIC] } as const;
          const order = view.time?.at ?? clock();
          const key = alertKey(channel, story);
          return newDelivery({ key, channel, story, what, order, plannedAt: clock(), revision: '?' });
        }).map((row) => {
          planned.push(row);
          return row;
        }),
      );
      await commitChanges(store, [outbox.plan(rows)]);
    },
    deliver,
    live,
    forward,
    failStore(how) {
      failing = how;
    },
    wrong,
    async forget() {
      const stories = planned.flatMap(({ story }) => story ?? []);
      await commitChanges(store, [outbox.forgetStories(stories, clock())]);
      views.clear();
      planned.length = 0;
      chat.empty();
      return stories.length;
    },
    async rows() {
      let count = 0;
      for await (const _ of store.table('deliveries', deliverySchema).rows()) count++;
      return count;
    },
    async close() {
      await chat.close();
      await inner.close();
    },
  };
}
