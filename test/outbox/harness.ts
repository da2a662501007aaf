import type { Instant } from '../../src/lib/clock.ts';
import type { StoryId } from '../../src/lib/ids.ts';
import { silentLog } from '../../src/lib/log.ts';
import { createTurns } from '../../src/lib/turns.ts';
import { openChannelStates } from '../../src/outbox/channels.ts';
import { alertKey, type Delivery } from '../../src/outbox/delivery.ts';
import { openMutes } from '../../src/outbox/mutes.ts';
import { openOutbox } from '../../src/outbox/outbox.ts';
import { type PlanRules, planStory } from '../../src/outbox/plan.ts';
import { type ChannelAddress, channelKey } from '../../src/platform/channel.ts';
import type { Message } from '../../src/platform/message.ts';
import type { Access, Finding, Outcome, Platform } from '../../src/platform/platform.ts';
import type { ChannelSettings } from '../../src/settings/settings.ts';
import { commitChanges } from '../../src/store/change.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type { StoryView } from '../../src/stories/view.ts';
import type { Subscription } from '../../src/topics/watchlist.ts';
import { createTestClock } from '../support/newsroom.ts';
import { article, channel, follower, RULES, SETTINGS, story, topic } from './support.ts';

export type Sent = {
  readonly act: 'post' | 'edit' | 'reply';
  readonly channel: string;
  readonly key: string | null;
  title: string;
  readonly message: Message;
};

/** A platform that keeps what it is sent, and answers what the test says. */
function createFakePlatform() {
  const sent: Sent[] = [];
  const held = new Map<string, string>();
  let answer: (sent: Sent) => Promise<Outcome | null> = async () => null;
  let finding: (key: string, thread: string | null) => Finding | null = () => null;
  let access: (at: ChannelAddress) => Access = () => ({ kind: 'open' });
  const titleOf = (message: Message) => (message.kind === 'note' ? 'note' : message.title);
  async function take(
    act: Sent['act'],
    at: ChannelAddress,
    message: Message,
    key: string | null,
    id: string,
  ): Promise<Outcome> {
    const one = { act, channel: at.channel, key, title: titleOf(message), message };
    const said = await answer(one);
    // A lost answer is not a lost message: it arrived.
    if (said === null || said.kind === 'unknown') {
      sent.push(one);
      if (key !== null) held.set(`${channelKey(at)} ${key}`, id);
    }
    return said ?? { kind: 'done', messageId: id };
  }
  const platform: Platform = {
    name: 'fake',
    post: (at, message, key) => take('post', at, message, key, `m${sent.length + 1}`),
    edit: (at, id, message) => take('edit', at, message, null, id),
    reply: (at, _id, message, key) => take('reply', at, message, key, `m${sent.length + 1}`),
    async find(at, key, _since, thread) {
      const said = finding(key, thread);
      if (said !== null) return said;
      const messageId = held.get(`${channelKey(at)} ${key}`);
      return messageId === undefined ? { kind: 'absent' } : { kind: 'found', messageId };
    },
    inspect: async (at) => access(at),
  };
  return {
    platform,
    sent,
    held,
    answer(how: typeof answer) {
      answer = how;
    },
    find(what: Finding | null | typeof finding) {
      finding = typeof what === 'function' ? what : () => what;
    },
    inspect(how: typeof access) {
      access = how;
    },
  };
}

export const talks = topic('Talks');

/** What people have set up; a test changes it as it goes. */
export type House = { settings: Partial<ChannelSettings>; quietUntil: Instant | null; followed: Subscription[] };

export async function open(
  store?: Store,
  fake = createFakePlatform(),
  clock = createTestClock('2026-01-02T12:00:00Z'),
  changes: Partial<PlanRules> = {},
) {
  const theStore = store ?? (await openStore('memory:'));
  const views = new Map<StoryId, StoryView>();
  const channels = await openChannelStates(theStore);
  const mutes = await openMutes(theStore, (id) => views.get(id)?.story.id ?? id);
  const rules = { ...RULES, ...changes };
  const house: House = { settings: {}, quietUntil: null, followed: [] };
  const outbox = await openOutbox({
    store: theStore,
    turns: createTurns(),
    stories: {
      story: async (ref) => views.get(ref as StoryId) ?? null,
      timeline: async (id) => [...views.values()].filter((view) => view.story.id === id),
    },
    platforms: [fake.platform],
    channels,
    mutes,
    rules,
    log: silentLog,
    topicName: () => talks.name,
    settings: () => ({ ...SETTINGS, ...house.settings }),
    quietUntil: () => house.quietUntil,
    followed: (at, topics) =>
      house.followed.filter((one) => channelKey(one.channel) === channelKey(at) && topics.includes(one.topic)),
    channelsOf: () => house.followed.map((one) => one.channel),
  });
  /** Plans a story for channels, as the desk would. */
  async function plan(
    view: StoryView,
    channels: readonly string[],
    dissolved: readonly StoryId[] = [],
    timeline: readonly StoryView[] = [view],
  ): Promise<void> {
    views.set(view.story.id, view);
    const followers = channels.map((name) => follower(talks, channel(name)));
    const newsAt = view.time?.at ?? null;
    const planned = planStory(
      { view, timeline, followers, newsAt, dissolved },
      {
        rules,
        now: clock(),
        delivery: outbox.delivery,
        deliveriesOf: outbox.deliveriesOf,
        underWay: outbox.underWay,
        currentId: (id) => views.get(id)?.story.id ?? id,
        topicName: () => talks.name,
        language: () => 'en',
      },
    );
    await commitChanges(theStore, [outbox.plan(planned.deliveries)]);
  }
  async function drain(): Promise<void> {
    // What the test changed of `house` is told as the desk tells it.
    outbox.lookAgain();
    while (await outbox.deliverNext(clock));
  }
  const row = (view: StoryView, name = 'general'): Delivery | null =>
    outbox.delivery(alertKey(channel(name), view.story.id));
  return { outbox, fake, clock, store: theStore, channels, mutes, house, plan, drain, row };
}

export const early = story(article('Gazette', '2026-01-02T08:00:00Z'));
export const late = story(article('Post', '2026-01-02T10:00:00Z'));
export const grown = (view: StoryView) => {
  const [first] = view.articles;
  if (first === undefined) throw new Error('no article');
  return story(first.article, article('Herald', '2026-01-02T11:00:00Z'));
};
