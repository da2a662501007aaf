import type { Article } from '../../src/articles/article.ts';
import { HOUR_MS } from '../../src/lib/clock.ts';
import { articleId, storyId, subscriptionId, topicId } from '../../src/lib/ids.ts';
import type { Follower, PlanRules } from '../../src/outbox/plan.ts';
import { type ChannelAddress, channelKey, workspaceKey } from '../../src/platform/channel.ts';
import type { ChannelSettings } from '../../src/settings/settings.ts';
import { createLinks, type StoryView, viewStory } from '../../src/stories/view.ts';
import type { Subscription, Topic } from '../../src/topics/watchlist.ts';
import { moment } from '../support/newsroom.ts';

const links = createLinks(() => 'http://news.example');

/** An article of a made-up publisher; `at` null: it states no time. */
export function article(name: string, at: string | null): Article {
  return {
    id: articleId('test', name),
    title: `${name} reports`,
    titleOrigin: 'stated',
    text: `${name} says that something happened in Valletta.`,
    summary: [`${name} says that something happened in Valletta.`],
    time: at === null ? { origin: 'unknown' } : { origin: 'stated', at: moment(at), precision: 'minute', zone: null },
    publisher: name,
    agency: null,
    place: 'Valletta',
    url: `https://${name.toLowerCase()}.example/a`,
    image: null,
    language: 'en',
  };
}

export function story(...articles: readonly [Article, ...Article[]]): StoryView {
  return viewStory({ id: storyId(articles[0].id), articles: articles.map(({ id }) => id) }, articles, links);
}

export function channel(name: string): ChannelAddress {
  return { platform: 'fake', workspace: 'team', channel: name };
}

export function topic(name: string): Topic {
  const workspace = workspaceKey(channel(''));
  return { id: topicId(workspace, name), workspace, name, query: name, createdAt: moment('2026-01-01T00:00:00Z') };
}

export function subscription(of: Topic, where: ChannelAddress, backfillLeft = 0): Subscription {
  const id = subscriptionId(channelKey(where), of.id);
  return {
    id,
    topic: of.id,
    channel: where,
    since: moment('2026-01-01T00:00:00Z'),
    backfillLeft,
    as: 'alerts',
    mention: null,
    paused: null,
  };
}

/** A channel that follows a topic. */
export function follower(of: Topic, where: ChannelAddress, backfillLeft = 0): Follower {
  return { topic: of, subscription: subscription(of, where, backfillLeft), score: 1 };
}

/** How deliveries are made in these tests. */
export const RULES: PlanRules = {
  freshMs: 24 * HOUR_MS,
  editMs: 0,
  lateMs: 48 * HOUR_MS,
  doubtMs: HOUR_MS,
  inDoubt: 'at-least-once',
};

/** How every channel is told in these tests. */
export const SETTINGS: ChannelSettings = {
  zone: 'UTC',
  quiet: null,
  language: 'en',
  burst: 50,
  publish: false,
  emptyDigest: false,
};
