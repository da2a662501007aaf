import type { Instant } from '../lib/clock.ts';
import type { ArticleId, StoryId, TopicId } from '../lib/ids.ts';
import type { ChannelAddress } from '../platform/channel.ts';
import type { Manner, Message } from '../platform/message.ts';
import type { ChannelSettings } from '../settings/settings.ts';
import type { StoryView, StoryViews } from '../stories/view.ts';
import type { Subscription } from '../topics/watchlist.ts';
import {
  articlesOf,
  composeAlert,
  composeFollowUp,
  composePointer,
  composeReports,
  composeStories,
  type SectionToTell,
} from './compose.ts';
import { alertKey, type Delivery, type StoriesSaid } from './delivery.ts';
import { isNews, type PlanRules, topicsOf } from './plan.ts';

/** What is looked up to say something. */
export type ComposerOptions = {
  readonly rules: PlanRules;
  readonly stories: StoryViews;
  topicName(topic: TopicId): string | null;
  settings(channel: ChannelAddress): ChannelSettings;
  followed(channel: ChannelAddress, topics: readonly TopicId[]): readonly Subscription[];
  delivery(key: string): Delivery | null;
};

/** A message, and the articles that it names. */
export type Composed = { readonly message: Message; readonly articles: readonly ArticleId[] };

/** Puts deliveries into words, from the stories and settings as they are now. */
export type Composer = {
  /** As it is posted at `now`; null where what it is about is no longer there. */
  compose(row: Delivery, now: Instant | null): Promise<Composed | null>;
  /** The topics for whose sake something is said. */
  topicsFor(row: Delivery): readonly TopicId[];
};

export function createComposer({ rules, stories, topicName, settings, followed, delivery }: ComposerOptions): Composer {
  async function compose(row: Delivery, now: Instant | null): Promise<Composed | null> {
    const { what, channel } = row;
    const { language } = settings(channel);
    const told = async (story: StoryId | null, how: (view: StoryView) => Message): Promise<Composed | null> => {
      const view = story === null ? null : await stories.story(story);
      return view === null ? null : { message: how(view), articles: [] };
    };
    switch (what.kind) {
      case 'alert': {
        const view = row.story === null ? null : await stories.story(row.story);
        if (view === null) return null;
        const names = what.topics.flatMap((topic) => topicName(topic) ?? []);
        const message = composeAlert(view, await stories.timeline(view.story.id), names, mannerOf(row, now));
        return { message, articles: articlesOf(view) };
      }
      case 'follow-up':
        return told(what.next, (view) => composeFollowUp(view, language));
      case 'reports':
        return told(row.story, (view) => composeReports(view, what.articles, language));
      case 'pointer':
        return told(what.into, (view) => composePointer(view, language));
      case 'stories':
        return { message: await composeList(row, what, now), articles: [] };
      case 'notice':
        return { message: { kind: 'note', text: what.text }, articles: [] };
    }
  }

  function topicsFor(row: Delivery): readonly TopicId[] {
    if (row.what.kind === 'stories') return row.what.sections.flatMap(({ topic }) => topic ?? []);
    if (row.what.kind !== 'follow-up' && row.what.kind !== 'reports') return topicsOf(row);
    const alert = row.story === null ? null : delivery(alertKey(row.channel, row.story));
    return alert === null ? [] : topicsOf(alert);
  }

  /** How something is posted in a channel: in its language, and ringing whom those who follow its topics want to be rung. */
  function mannerOf(row: Delivery, now: Instant | null): Manner {
    const { language, publish } = settings(row.channel);
    if (now === null || isOld(row, now)) return { language, publish, mention: null };
    // Older stories that a backfill asked for ring nobody.
    const ringing = followed(row.channel, topicsFor(row)).find(
      (subscription) => subscription.mention !== null && isNews(subscription, row.order, rules, now),
    );
    return { language, publish, mention: ringing?.mention ?? null };
  }

  /** Nobody is rung for what comes when it was asked for, nor for news that is old by the time it can be said. */
  function isOld({ what, order, plannedAt }: Delivery, now: Instant): boolean {
    if (what.kind === 'stories' && (what.cause === 'digest' || now - what.from > rules.lateMs)) return true;
    return now - plannedAt > rules.lateMs || now - order > Math.max(rules.freshMs, rules.lateMs);
  }

  async function composeList(row: Delivery, said: StoriesSaid, now: Instant | null): Promise<Message> {
    const told = new Set<StoryId>();
    const sections: SectionToTell[] = [];
    const follow = new Set<string>();
    for (const { topic, stories: listed, more = 0 } of said.sections) {
      const views: StoryView[] = [];
      for (const id of listed) {
        const view = await stories.story(id);
        // Stories that were joined since are told once.
        if (view === null || told.has(view.story.id)) continue;
        told.add(view.story.id);
        const before = views.at(-1);
        const earlier = before === undefined ? [] : await stories.timeline(view.story.id);
        if (before !== undefined && earlier.some((other) => other.story.id === before.story.id))
          follow.add(view.story.id);
        views.push(view);
      }
      if (views.length === 0 && more === 0) continue;
      sections.push({ heading: topic === null ? '' : (topicName(topic) ?? ''), views, more });
    }
    const { zone } = settings(row.channel);
    const follows = (_first: StoryView, second: StoryView) => follow.has(second.story.id);
    return composeStories({ said, sections, follows, zone, manner: mannerOf(row, now) });
  }

  return { compose, topicsFor };
}
