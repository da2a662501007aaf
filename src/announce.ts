import type { FiledArticle } from './archive/rows.ts';
import type { Desk } from './desk.ts';
import type { Instant } from './lib/clock.ts';
import type { StoryId, SubscriptionId, TopicId } from './lib/ids.ts';
import type { Delivery } from './outbox/delivery.ts';
import { type Follower, planStory } from './outbox/plan.ts';
import type { Regrouping, Story } from './stories/story.ts';
import { type StoryView, toldArticles, viewStory } from './stories/view.ts';

/** What is about to change and is not stored yet. Both are decided from it and stored with it, in one commit. */
export type Pending = {
  readonly filed: FiledArticle;
  readonly regrouping: Regrouping;
};

/** What channels should show, and what subscriptions spend for it. */
export type ChannelPlan = {
  readonly deliveries: readonly Delivery[];
  readonly spent: ReadonlyMap<SubscriptionId, number>;
};

/** Plans the messages of every story that an article changed, and of those on its timeline, whose messages name it. */
export async function planChannels(desk: Desk, pending: Pending, now: Instant): Promise<ChannelPlan> {
  const { changed, story, timelines } = pending.regrouping;
  // An article that was edited in place changes what its story says, though no story gained or lost an article.
  const all = changed.some(({ id }) => id === story) ? timelines : [...timelines, desk.stories.timeline(story)];
  return planTimelines(desk, pending, all, () => [], now);
}

/**
 * Plans the messages of stories that are already there for followers that are not yet: a channel that begins to follow a
 * topic and asks for what is known. Nothing is news there; each post is paid for by the follower's backfill.
 */
export async function planBackfill(
  desk: Desk,
  stories: readonly StoryId[],
  follower: Follower,
  now: Instant,
): Promise<ChannelPlan> {
  const timelines = new Map(
    stories.map((id) => desk.stories.timeline(id)).map((timeline) => [timeline.join(), timeline]),
  );
  return planTimelines(desk, null, [...timelines.values()], (id) => (stories.includes(id) ? [follower] : []), now);
}

async function planTimelines(
  desk: Desk,
  pending: Pending | null,
  timelines: readonly (readonly StoryId[])[],
  newFollowers: (story: StoryId) => readonly Follower[],
  now: Instant,
): Promise<ChannelPlan> {
  const reader = readerOf(desk, pending);
  const planned = new Map<string, Delivery>();
  const spent = new Map<SubscriptionId, number>();
  const context = {
    rules: desk.rules,
    now,
    delivery: (key: string) => planned.get(key) ?? desk.outbox.delivery(key),
    deliveriesOf: desk.outbox.deliveriesOf,
    topicName: (id: TopicId) => desk.watchlist.topic(id)?.name ?? null,
  };
  for (const ids of timelines) {
    const timeline = (await Promise.all(ids.map(reader.view))).filter((view) => view !== null);
    for (const view of timeline) {
      const members = await reader.members(view.story);
      const added = newFollowers(view.story.id);
      const plan = planStory(
        {
          view,
          timeline,
          followers: [...followersOf(desk, members), ...added].map((follower) => unspent(follower, spent)),
          newsAt: newsAt(view, members),
          dissolved:
            pending?.regrouping.dissolved.filter(({ into }) => into === view.story.id).map(({ id }) => id) ?? [],
        },
        context,
      );
      for (const row of plan.deliveries) planned.set(row.key, row);
      for (const [subscription, count] of plan.spent) spent.set(subscription, (spent.get(subscription) ?? 0) + count);
    }
  }
  return { deliveries: [...planned.values()], spent };
}

type StoryReader = {
  members(story: Story): Promise<readonly FiledArticle[]>;
  view(id: StoryId): Promise<StoryView | null>;
};

/** Reads stories as they are with what is pending. */
function readerOf(desk: Desk, pending: Pending | null): StoryReader {
  const changed = new Map<StoryId, Story>(pending?.regrouping.changed.map((story) => [story.id, story]));

  async function members(story: Story): Promise<readonly FiledArticle[]> {
    const told = toldArticles(story);
    const stored = await desk.archive.filedArticles(told);
    const byId = new Map(stored.map((row) => [row.article.id, row]));
    if (pending !== null) byId.set(pending.filed.article.id, pending.filed);
    return told.flatMap((id) => byId.get(id) ?? []);
  }

  async function view(id: StoryId): Promise<StoryView | null> {
    const story = changed.get(id) ?? desk.archive.currentStory(id);
    if (story === null) return null;
    const rows = await members(story);
    if (rows.length === 0) return null;
    return viewStory(
      story,
      rows.map((row) => row.article),
      desk.links,
    );
  }

  return { members, view };
}

/** Who follows a topic that the story meets, as it stands now. */
function followersOf(desk: Desk, members: readonly FiledArticle[]): readonly Follower[] {
  const matches = desk.topics.match(members.map((row) => row.article)).filter((match) => match.isMatch);
  return matches.flatMap(({ topic: id }) => {
    const topic = desk.watchlist.topic(id);
    return topic === null ? [] : desk.watchlist.followers(id).map((subscription) => ({ topic, subscription }));
  });
}

function unspent({ topic, subscription }: Follower, spent: ReadonlyMap<SubscriptionId, number>): Follower {
  const backfillLeft = subscription.backfillLeft - (spent.get(subscription.id) ?? 0);
  return { topic, subscription: { ...subscription, backfillLeft } };
}

/**
 * The time that decides whether a story is news. Where none of its articles states one, it is the time of filing,
 * except for what a source already held when Newsdesk first looked: that is history.
 */
export function newsAt(view: StoryView, members: readonly FiledArticle[]): Instant | null {
  if (view.time !== null) return view.time.at;
  let first: Instant | null = null;
  for (const { isHistory, filedAt } of members) {
    if (!isHistory && (first === null || filedAt < first)) first = filedAt;
  }
  return first;
}
