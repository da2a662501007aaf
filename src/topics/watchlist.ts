import { z } from 'zod';
import type { Instant } from '../lib/clock.ts';
import { type SubscriptionId, subscriptionId, type TopicId, topicId } from '../lib/ids.ts';
import { instantSchema, subscriptionIdSchema, topicIdSchema } from '../lib/schemas.ts';
import { type ChannelAddress, channelKey, workspaceKey } from '../platform/channel.ts';
import { channelAddressSchema } from '../platform/schemas.ts';
import type { Change } from '../store/change.ts';
import type { Store, Write } from '../store/store.ts';

/** A named watch query that belongs to a workspace. */
export type Topic = {
  readonly id: TopicId;
  /** `workspaceKey` of the workspace it belongs to. */
  readonly workspace: string;
  readonly name: string;
  readonly query: string;
  readonly createdAt: Instant;
};

/** A topic followed in a channel. */
export type Subscription = {
  readonly id: SubscriptionId;
  readonly topic: TopicId;
  readonly channel: ChannelAddress;
  /** When the channel began to follow: what is clearly older is not news there. */
  readonly since: Instant;
  /** How many older stories may still be posted. */
  readonly backfillLeft: number;
  /** How the channel wants to hear of its stories: each at once, in its digest, or both. */
  readonly as: FollowedAs;
  /** The role or user group that an alert rings; null: nobody. */
  readonly mention: string | null;
  /** Set while people want to hear nothing of it; `until` null: until they say so. */
  readonly paused: Pause | null;
};

export const FOLLOWED_AS = ['alerts', 'digest', 'both'] as const;
export type FollowedAs = (typeof FOLLOWED_AS)[number];

export type Pause = { readonly since: Instant; readonly until: Instant | null };

const parseTopic: z.ZodType<Topic> = z.object({
  id: topicIdSchema,
  workspace: z.string(),
  name: z.string(),
  query: z.string(),
  createdAt: instantSchema,
});

const topicSchema = { version: 1, parse: parseTopic };

const parseSubscription: z.ZodType<Subscription> = z.object({
  id: subscriptionIdSchema,
  topic: topicIdSchema,
  channel: channelAddressSchema,
  since: instantSchema,
  backfillLeft: z.int().min(0),
  as: z.enum(FOLLOWED_AS).default('alerts'),
  mention: z.string().nullable().default(null),
  paused: z.object({ since: instantSchema, until: instantSchema.nullable() }).nullable().default(null),
});

const subscriptionSchema = { version: 1, parse: parseSubscription };

/** Who watches for what: all topics and subscriptions, kept in memory and in the store's tables of the same names. */
export type Watchlist = {
  /** How many topics there are. */
  count(): number;
  /** Every topic, or those of one workspace, in order of their names. Of a hundred thousand this takes some 100 ms. */
  topics(workspace?: string): readonly Topic[];
  topic(id: TopicId): Topic | null;
  /** The topic of a workspace by its name, whatever the case of its letters. */
  topicNamed(workspace: string, name: string): Topic | null;
  /** Who follows a topic. */
  followers(topic: TopicId): readonly Subscription[];
  subscription(channel: ChannelAddress, topic: TopicId): Subscription | null;
  /** What a channel follows. */
  followedIn(channel: ChannelAddress): readonly Subscription[];
  /** Lets a channel follow a topic, which is made where the workspace has none of that name. Changes nothing that exists. */
  watch(order: WatchOrder): { readonly topic: Topic; readonly subscription: Subscription; readonly change: Change };
  /** Ends a subscription. A topic that nobody follows any more goes with it. */
  unwatch(subscription: Subscription): Change;
  /** Gives a topic another query; its name, its id and who follows it stay. */
  edit(topic: Topic, query: string): Change;
  /** Changes how subscriptions are followed. Their topic and channel stay. */
  change(subscriptions: readonly Subscription[]): Change;
  /** Ends every subscription and topic of a workspace. */
  forget(workspace: string): Change;
  /** Takes `count` from what a subscription may still post of older stories. */
  spendBackfill(spent: ReadonlyMap<SubscriptionId, number>): Change;
};

export type WatchOrder = {
  readonly channel: ChannelAddress;
  readonly name: string;
  readonly query: string;
  readonly backfill: number;
  readonly as: FollowedAs;
  readonly mention: string | null;
  readonly now: Instant;
};

/** Told of every topic that comes and goes, so that the index of topics follows. */
export type TopicListener = { readonly added: (topic: Topic) => void; readonly removed: (topic: Topic) => void };

const byName = new Intl.Collator('en');

export async function openWatchlist(store: Store, listener: TopicListener): Promise<Watchlist> {
  const topicTable = store.table('topics', topicSchema);
  const subscriptionTable = store.table('subscriptions', subscriptionSchema);
  const topics = new Map<TopicId, Topic>();
  const subscriptions = new Map<SubscriptionId, Subscription>();
  // Nearly every topic has one follower: several are a set.
  const followersOf = new Map<TopicId, SubscriptionId | Set<SubscriptionId>>();
  const followedBy = new Map<string, Set<SubscriptionId>>();

  for await (const [, topic] of topicTable.rows()) keepTopic(topic);
  for await (const [, subscription] of subscriptionTable.rows()) keepSubscription(subscription);

  function keepTopic(topic: Topic): void {
    const before = topics.get(topic.id);
    topics.set(topic.id, topic);
    if (before?.query === topic.query) return;
    if (before !== undefined) listener.removed(before);
    listener.added(topic);
  }

  function keepSubscription(subscription: Subscription): void {
    const { id, topic } = subscription;
    subscriptions.set(id, subscription);
    const known = followersOf.get(topic) ?? id;
    if (typeof known !== 'string') known.add(id);
    else followersOf.set(topic, known === id ? id : new Set([known, id]));
    const channel = channelKey(subscription.channel);
    const followed = followedBy.get(channel) ?? new Set();
    followedBy.set(channel, followed.add(subscription.id));
  }

  function dropSubscription(subscription: Subscription): void {
    subscriptions.delete(subscription.id);
    const known = followersOf.get(subscription.topic);
    if (typeof known === 'string') followersOf.delete(subscription.topic);
    else known?.delete(subscription.id);
    followedBy.get(channelKey(subscription.channel))?.delete(subscription.id);
  }

  function dropTopic(topic: Topic): void {
    topics.delete(topic.id);
    followersOf.delete(topic.id);
    listener.removed(topic);
  }

  function changeTo(changed: readonly Subscription[]): Change {
    return {
      writes: changed.map((subscription) => subscriptionTable.put(subscription.id, subscription)),
      apply() {
        for (const subscription of changed) keepSubscription(subscription);
      },
    };
  }

  function followers(topic: TopicId): readonly Subscription[] {
    const known = followersOf.get(topic) ?? [];
    return (typeof known === 'string' ? [known] : [...known]).flatMap((id) => subscriptions.get(id) ?? []);
  }

  return {
    count: () => topics.size,
    topics: (workspace) =>
      [...topics.values()]
        .filter((topic) => workspace === undefined || topic.workspace === workspace)
        .sort((a, b) => byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1)),
    topic: (id) => topics.get(id) ?? null,
    topicNamed: (workspace, name) => topics.get(topicId(workspace, name)) ?? null,
    followers,
    subscription: (channel, topic) => subscriptions.get(subscriptionId(channelKey(channel), topic)) ?? null,

    followedIn: (channel) =>
      [...(followedBy.get(channelKey(channel)) ?? [])].flatMap((id) => subscriptions.get(id) ?? []),

    watch({ channel, name, query, backfill, as, mention, now }) {
      const workspace = workspaceKey(channel);
      const id = topicId(workspace, name);
      const topic = topics.get(id) ?? { id, workspace, name, query, createdAt: now };
      const key = subscriptionId(channelKey(channel), id);
      const subscription = subscriptions.get(key) ?? {
        id: key,
        topic: id,
        channel,
        since: now,
        backfillLeft: backfill,
        as,
        mention,
        paused: null,
      };
      return {
        topic,
        subscription,
        change: {
          writes: [topicTable.put(id, topic), subscriptionTable.put(key, subscription)],
          apply() {
            keepTopic(topic);
            keepSubscription(subscription);
          },
        },
      };
    },

    unwatch(subscription) {
      const topic = topics.get(subscription.topic);
      const isLast = followers(subscription.topic).every((other) => other.id === subscription.id);
      const writes: Write[] = [subscriptionTable.remove(subscription.id)];
      if (isLast) writes.push(topicTable.remove(subscription.topic));
      return {
        writes,
        apply() {
          dropSubscription(subscription);
          if (isLast && topic !== undefined) dropTopic(topic);
        },
      };
    },

    edit(topic, query) {
      const edited = { ...topic, query };
      return { writes: [topicTable.put(topic.id, edited)], apply: () => keepTopic(edited) };
    },

    change: changeTo,

    forget(workspace) {
      const gone = [...topics.values()].filter((topic) => topic.workspace === workspace);
      const ended = gone.flatMap(({ id }) => followers(id));
      return {
        writes: [
          ...ended.map(({ id }) => subscriptionTable.remove(id)),
          ...gone.map(({ id }) => topicTable.remove(id)),
        ],
        apply() {
          for (const subscription of ended) dropSubscription(subscription);
          for (const topic of gone) dropTopic(topic);
        },
      };
    },

    spendBackfill(spent) {
      const changed = [...spent].flatMap(([id, count]) => {
        const subscription = subscriptions.get(id);
        return subscription ? [{ ...subscription, backfillLeft: Math.max(0, subscription.backfillLeft - count) }] : [];
      });
      return changeTo(changed);
    },
  };
}
