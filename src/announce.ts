import type { FiledArticle } from './archive/rows.ts';
import type { Desk } from './desk.ts';
import type { Noted } from './digests/entries.ts';
import type { Instant } from './lib/clock.ts';
import type { StoryId, SubscriptionId, TopicId } from './lib/ids.ts';
import { createAlertRevision } from './outbox/compose.ts';
import type { Delivery } from './outbox/delivery.ts';
import { changedTimeline, type Follower, isNews, isOut, planStory } from './outbox/plan.ts';
import { type ChannelAddress, channelKey } from './platform/channel.ts';
import { isFeed } from './sources/feeds/feed.ts';
import { compareByTime, timeOf } from './stories/order.ts';
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
  /** What stories mean to digests now. */
  readonly noted: readonly Noted[];
};

/** Plans the messages of every story that an article changed, and of those that name one of them. */
export async function planChannels(desk: Desk, pending: Pending, now: Instant): Promise<ChannelPlan> {
  const { changed, story, timelines } = pending.regrouping;
  const places = new Map<StoryId, readonly StoryId[]>(changed.map(({ id }, n) => [id, timelines[n] ?? [id]]));
  // An article that was edited in place changes what its story says, though no story gained or lost an article.
  if (!places.has(story)) places.set(story, desk.stories.timeline(story));
  const reader = readerOf(desk, pending);
  const plan = await planStories(desk, pending, reader, places, () => [], now);
  const neighbours = await planNeighbours(desk, pending, reader, places, now);
  const known = new Set(plan.deliveries.map(({ key }) => key));
  return { ...plan, deliveries: [...plan.deliveries, ...neighbours.filter(({ key }) => !known.has(key))] };
}

/** Messages of stories that did not change name those that did, as what came before. */
async function planNeighbours(
  desk: Desk,
  { regrouping }: Pending,
  reader: StoryReader,
  places: ReadonlyMap<StoryId, readonly StoryId[]>,
  now: Instant,
): Promise<readonly Delivery[]> {
  const touched = new Set([...places.keys(), ...regrouping.dissolved.map(({ id }) => id)]);
  const around = new Set([...places.values(), ...[...touched].map((id) => desk.stories.timeline(id))].flat());
  const planned: Delivery[] = [];
  for (const id of around) {
    const rows = touched.has(id) ? [] : desk.outbox.deliveriesOf(id).filter(isOut);
    if (rows.length === 0) continue;
    const kept = desk.stories.timeline(id).filter((other) => !touched.has(other));
    const linked = [...places].filter(([, place]) => place.includes(id)).map(([other]) => other);
    const timeline = inOrder(await Promise.all([...new Set([id, ...kept, ...linked])].map(reader.view)));
    const view = timeline.find((one) => one.story.id === id);
    if (view === undefined) continue;
    const context = { rules: desk.rules, now, ...lookupsOf(desk) };
    const alertRevision = createAlertRevision(view, timeline);
    planned.push(...rows.flatMap((row) => changedTimeline(row, alertRevision, context)));
  }
  return planned;
}

/** In the order of a timeline: by the time of the first report. */
function inOrder(views: readonly (StoryView | null)[]): readonly StoryView[] {
  return views
    .flatMap((view) => {
      const first = view?.articles[0]?.article;
      return view && first ? [{ view, id: first.id, at: timeOf(first.time) }] : [];
    })
    .sort(compareByTime)
    .map(({ view }) => view);
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
  const places = new Map(stories.map((id) => [id, desk.stories.timeline(id)]));
  return planStories(desk, null, readerOf(desk, null), places, () => [follower], now);
}

/** Plans the messages of stories, each with the timeline that it stands on. */
async function planStories(
  desk: Desk,
  pending: Pending | null,
  reader: StoryReader,
  places: ReadonlyMap<StoryId, readonly StoryId[]>,
  newFollowers: (story: StoryId) => readonly Follower[],
  now: Instant,
): Promise<ChannelPlan> {
  const planned = new Map<string, Delivery>();
  const spent = new Map<SubscriptionId, number>();
  const noted: Noted[] = [];
  const asPlanned = (row: Delivery) => planned.get(row.key) ?? row;
  const context = {
    rules: desk.rules,
    now,
    delivery: (key: string) => planned.get(key) ?? desk.outbox.delivery(key),
    deliveriesOf: (story: StoryId) => desk.outbox.deliveriesOf(story).map(asPlanned),
    underWay: (channel: ChannelAddress) => desk.outbox.underWay(channel).map(asPlanned),
    currentId: (story: StoryId) => {
      const id = desk.archive.currentStory(story)?.id ?? story;
      return pending?.regrouping.dissolved.find((gone) => gone.id === id)?.into ?? id;
    },
    ...lookupsOf(desk),
  };
  for (const [id, place] of places) {
    const view = await reader.view(id);
    if (view === null) continue;
    const timeline = (await Promise.all(place.map(reader.view))).filter((other) => other !== null);
    const members = await reader.members(view.story);
    // New followers first: what they ask for is theirs to pay.
    const followers = [...newFollowers(id), ...followersOf(desk, members)];
    const at = pending === null ? null : newsAt(view, members);
    noted.push({ story: id, channels: digestsOf(desk, followers, at, now) });
    const dissolved = pending?.regrouping.dissolved.filter(({ into }) => into === id).map((gone) => gone.id) ?? [];
    const plan = planStory(
      {
        view,
        timeline,
        followers: followers.map((follower) => unspent(follower, spent)),
        newsAt: at,
        dissolved,
      },
      context,
    );
    for (const row of plan.deliveries) planned.set(row.key, row);
    for (const [subscription, count] of plan.spent) spent.set(subscription, (spent.get(subscription) ?? 0) + count);
  }
  return { deliveries: [...planned.values()], spent, noted };
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

/** The channels that want the story in their digest, where it is news, with the topics for which they do. */
function digestsOf(desk: Desk, followers: readonly Follower[], at: Instant | null, now: Instant): Noted['channels'] {
  const wanting = followers.filter(
    ({ subscription }) => subscription.as !== 'alerts' && isNews(subscription, at, desk.rules, now),
  );
  const byChannel = Map.groupBy(wanting, ({ subscription }) => channelKey(subscription.channel));
  return [...byChannel.values()].flatMap((ofChannel) => {
    const channel = ofChannel[0]?.subscription.channel;
    const matches = ofChannel.map(({ topic, score }) => ({ topic: topic.id, score }));
    return channel === undefined ? [] : [{ channel, matches }];
  });
}

function lookupsOf(desk: Desk) {
  return {
    topicName: (id: TopicId) => desk.watchlist.topic(id)?.name ?? null,
    language: (channel: ChannelAddress) => desk.settings.of(channel).language,
  };
}

/** Who follows a topic that the story meets, as it stands now. */
function followersOf(desk: Desk, members: readonly FiledArticle[]): readonly Follower[] {
  const matches = desk.topics.match(members.map((row) => row.article));
  return matches.flatMap(({ topic: id, score }) => {
    const topic = desk.watchlist.topic(id);
    return topic === null ? [] : desk.watchlist.followers(id).map((subscription) => ({ topic, subscription, score }));
  });
}

function unspent(follower: Follower, spent: ReadonlyMap<SubscriptionId, number>): Follower {
  const { subscription } = follower;
  const backfillLeft = subscription.backfillLeft - (spent.get(subscription.id) ?? 0);
  return { ...follower, subscription: { ...subscription, backfillLeft } };
}

/**
 * The time that decides whether a story is news. Where none of its articles states one, it is the time of filing,
 * except for what a source already held when Newsdesk first looked: that is history. What a feed held then is no news whatever
 * its time, or each new feed would flood the channels; a file is put into the folder by somebody who wants it to be read.
 */
export function newsAt(view: StoryView, members: readonly FiledArticle[]): Instant | null {
  if (members.every(({ isHistory, source }) => isHistory && isFeed(source))) return null;
  if (view.time !== null) return view.time.at;
  let first: Instant | null = null;
  for (const { isHistory, filedAt } of members) {
    if (!isHistory && (first === null || filedAt < first)) first = filedAt;
  }
  return first;
}
