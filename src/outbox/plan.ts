import { type Instant, later } from '../lib/clock.ts';
import type { ArticleId, StoryId, SubscriptionId, TopicId } from '../lib/ids.ts';
import { type ChannelAddress, channelKey } from '../platform/channel.ts';
import type { Language } from '../platform/words.ts';
import type { StoryView } from '../stories/view.ts';
import type { Subscription, Topic } from '../topics/watchlist.ts';
import {
  type AlertRevision,
  articlesOf,
  composeFollowUp,
  composePointer,
  composeReports,
  createAlertRevision,
  revisionOf,
} from './compose.ts';
import { alertKey, type Delivery, followUpKey, newDelivery, reportsKey } from './delivery.ts';

export type PlanRules = {
  /** A story this much older than the subscription is still news. */
  readonly freshMs: number;
  /** The least time between two edits of one message. */
  readonly editMs: number;
  /** An alert that could not be posted for so long is told in a list of what came late. */
  readonly lateMs: number;
  /** For so long it is looked for evidence whether something was said; then `inDoubt` decides. */
  readonly doubtMs: number;
  /** What is done where nobody can find out whether something was said: leave it, or say it again. */
  readonly inDoubt: 'at-most-once' | 'at-least-once';
};

/** A channel that follows a topic which the story meets, and how well (0 to 1). */
export type Follower = { readonly subscription: Subscription; readonly topic: Topic; readonly score: number };

export type StoryToPlan = {
  readonly view: StoryView;
  /** The stories of its timeline in order of time, itself among them. */
  readonly timeline: readonly StoryView[];
  readonly followers: readonly Follower[];
  /** The time that decides whether it is news: the story's, or that of its filing where nobody states one; null: history. */
  readonly newsAt: Instant | null;
  /** Stories that went into this one just now. */
  readonly dissolved: readonly StoryId[];
};

/** What is known while planning. */
export type PlanContext = {
  readonly rules: PlanRules;
  readonly now: Instant;
  delivery(key: string): Delivery | null;
  /** Every delivery of a story, in all channels. */
  deliveriesOf(story: StoryId): readonly Delivery[];
  /** The deliveries of a channel whose calls are under way or in doubt. */
  underWay(channel: ChannelAddress): readonly Delivery[];
  /** The story that an id leads to with what is planned. */
  currentId(story: StoryId): StoryId;
  topicName(topic: TopicId): string | null;
  /** The language of the bot's own words in a channel. */
  language(channel: ChannelAddress): Language;
};

export type Plan = {
  /** Rows that are new or changed. */
  readonly deliveries: readonly Delivery[];
  /** Older stories that subscriptions pay for from their backfill. */
  readonly spent: ReadonlyMap<SubscriptionId, number>;
};

/**
 * True where a story is news to a channel: not clearly older than the day on which it began to follow the topic. A day that
 * lies ahead was written by a clock that has been set back since: it is taken for today.
 */
export function isNews(
  { since }: Subscription,
  newsAt: Instant | null,
  { freshMs }: Pick<PlanRules, 'freshMs'>,
  now: Instant,
): boolean {
  return newsAt !== null && newsAt >= Math.min(since, now) - freshMs;
}

/**
 * Plans what every channel should show of a story now. One message a story and channel: a channel that shows it gets
 * an edit where the content changed, a channel that does not gets a post where the story is news there. A message that
 * was refused (deleted by people, say) is never made again.
 */
export function planStory(story: StoryToPlan, context: PlanContext): Plan {
  const planned = new Map<string, Delivery>();
  const spent = new Map<SubscriptionId, number>();
  const delivery = (key: string) => planned.get(key) ?? context.delivery(key);
  const alertRevision = createAlertRevision(story.view, story.timeline);

  for (const gone of story.dissolved) {
    for (const old of context.deliveriesOf(gone)) {
      const target = delivery(alertKey(old.channel, story.view.story.id));
      const passed = handOver(old, story.view, target, context.language(old.channel), context.now);
      for (const row of passed) planned.set(row.key, row);
    }
  }

  for (const { channel, followers } of channelsOf(story, context, planned)) {
    const key = alertKey(channel, story.view.story.id);
    const before = delivery(key);
    if (isTold(before)) continue;
    const isFirst = before === null || before.ended !== null;
    if (isFirst && isPassedOn(channel, story, context)) continue;
    if (!isFirst) {
      for (const row of changedAlert(before, followers, story, alertRevision, context)) planned.set(row.key, row);
      continue;
    }
    const row = firstAlert(channel, followers, before, story, alertRevision, context, spent);
    if (row === null) continue;
    planned.set(row.key, row);
    if (
      before === null &&
      followers.some(({ subscription }) => isNews(subscription, story.newsAt, context.rules, context.now))
    ) {
      const followUp = followUpOf(row, story, context);
      if (followUp) planned.set(followUp.key, followUp);
    }
  }
  return { deliveries: [...planned.values()], spent };
}

/** True where the channel was told of the story for good: its message was deleted by people, or stands in a list. */
function isTold(row: Delivery | null): boolean {
  return row?.ended?.kind === 'refused' || row?.ended?.kind === 'listed';
}

/** The channels that follow the story or already have a message of it, each with its followers. */
function channelsOf(
  { view, followers }: StoryToPlan,
  context: PlanContext,
  planned: ReadonlyMap<string, Delivery>,
): readonly { readonly channel: ChannelAddress; readonly followers: readonly Follower[] }[] {
  const channels = new Map<string, { channel: ChannelAddress; followers: Follower[] }>();
  const entry = (channel: ChannelAddress) => {
    const key = channelKey(channel);
    const known = channels.get(key) ?? { channel, followers: [] };
    channels.set(key, known);
    return known;
  };
  for (const follower of followers) {
    if (follower.subscription.as !== 'digest') entry(follower.subscription.channel).followers.push(follower);
  }
  for (const { what, channel } of context.deliveriesOf(view.story.id)) if (what.kind === 'alert') entry(channel);
  for (const row of planned.values()) if (row.story === view.story.id) entry(row.channel);
  return [...channels.values()];
}

/** True where a message of a story that went into this one, now or before, is under way in the channel: this story takes it over then. */
function isPassedOn(channel: ChannelAddress, { view, dissolved }: StoryToPlan, context: PlanContext): boolean {
  return context.underWay(channel).some(({ story, what }) => {
    if (what.kind === 'pointer') return context.currentId(what.into) === view.story.id;
    return what.kind === 'alert' && story !== null && dissolved.includes(story);
  });
}

function firstAlert(
  channel: ChannelAddress,
  followers: readonly Follower[],
  before: Delivery | null,
  story: StoryToPlan,
  alertRevision: AlertRevision,
  { rules, now, language }: PlanContext,
  spent: Map<SubscriptionId, number>,
): Delivery | null {
  if (!followers.some(({ subscription }) => isNews(subscription, story.newsAt, rules, now))) {
    const payer = followers.find(({ subscription }) => subscription.backfillLeft > 0);
    if (payer === undefined) return null;
    spent.set(payer.subscription.id, 1);
  }
  const id = story.view.story.id;
  const names = followers.map(({ topic }) => topic.name);
  const row = newDelivery({
    key: alertKey(channel, id),
    channel,
    story: id,
    what: { kind: 'alert', topics: followers.map(({ topic }) => topic.id) },
    order: story.view.time?.at ?? now,
    plannedAt: now,
    revision: alertRevision(names, language(channel)),
  });
  return before === null ? row : { ...row, round: before.round + 1 };
}

function changedAlert(
  before: Delivery,
  followers: readonly Follower[],
  story: StoryToPlan,
  alertRevision: AlertRevision,
  context: PlanContext,
): readonly Delivery[] {
  const { rules, now, topicName } = context;
  const isKnownThere = before.shown !== null || before.attempt !== null;
  if (followers.length === 0 && !isKnownThere) {
    return [{ ...before, ended: { kind: 'withdrawn', reason: 'The story no longer meets the topic.', at: now } }];
  }
  // A message that is out keeps the topics it was posted for, even where the story has moved away from them.
  const kept = topicsOf(before);
  const topics = followers.length > 0 ? followers.map(({ topic }) => topic.id) : kept;
  const names =
    followers.length > 0 ? followers.map(({ topic }) => topic.name) : kept.flatMap((id) => topicName(id) ?? []);
  if (before.isFixed) {
    const reports = newReports(before, story.view, context);
    // It was to point to another story, and still shows what it showed: its story is its own again.
    const own: readonly Delivery[] =
      before.what.kind === 'alert'
        ? []
        : [{ ...before, what: { kind: 'alert', topics }, revision: before.shown?.revision ?? before.revision }];
    return reports === null ? own : [...own, reports];
  }
  const revision = alertRevision(names, context.language(before.channel));
  if (revision === before.revision) return [];
  const order = story.view.time?.at ?? before.order;
  return [{ ...before, what: { kind: 'alert', topics }, order, revision, dueAt: editDueAt(before, rules, now) }];
}

function editDueAt({ shown, dueAt }: Delivery, rules: PlanRules, now: Instant): Instant {
  return shown === null ? dueAt : (Math.max(now, later(shown.at, rules.editMs)) as Instant);
}

/**
 * What is said in the thread of a message that can no longer be edited: the reports that neither it nor its thread
 * names. A line that still waits is added to. Null where there are none.
 */
export function newReports(
  alert: Delivery,
  view: StoryView,
  { rules, now, deliveriesOf, language }: Pick<PlanContext, 'rules' | 'now' | 'deliveriesOf' | 'language'>,
): Delivery | null {
  const before = deliveriesOf(view.story.id).filter(
    (row) => row.what.kind === 'reports' && channelKey(row.channel) === channelKey(alert.channel),
  );
  const waiting = before.find(({ shown, attempt, ended }) => shown === null && attempt === null && ended === null);
  const said = new Set([...(alert.shown?.articles ?? []), ...before.flatMap(reportsIn)]);
  const fresh = articlesOf(view).filter((id) => !said.has(id));
  const [first] = fresh;
  if (first === undefined) return null;
  const articles = [...(waiting === undefined ? [] : reportsIn(waiting)), ...fresh];
  const revision = revisionOf(composeReports(view, articles, language(alert.channel)));
  if (waiting !== undefined) return { ...waiting, what: { kind: 'reports', articles }, revision };
  const key = reportsKey(alert.channel, view.story.id, first);
  const { channel, story, order } = alert;
  const row = newDelivery({
    key,
    channel,
    story,
    what: { kind: 'reports', articles },
    order,
    plannedAt: now,
    revision,
  });
  return { ...row, dueAt: later(now, rules.editMs) };
}

function reportsIn({ what }: Delivery): readonly ArticleId[] {
  return what.kind === 'reports' ? what.articles : [];
}

/** True for an alert that the channel shows, or that is on its way there. */
export function isOut({ what, ended, shown, attempt }: Delivery): boolean {
  return what.kind === 'alert' && ended === null && (shown !== null || attempt !== null);
}

/** What becomes of an alert that is out when not its story changed, but another one on its timeline; nothing where it says the same. */
export function changedTimeline(
  row: Delivery,
  alertRevision: AlertRevision,
  { rules, now, topicName, language }: Pick<PlanContext, 'rules' | 'now' | 'topicName' | 'language'>,
): readonly Delivery[] {
  // What came before is no report: it is no reason to say something in a thread.
  if (row.isFixed) return [];
  const names = row.what.kind === 'alert' ? row.what.topics.flatMap((id) => topicName(id) ?? []) : [];
  const revision = alertRevision(names, language(row.channel));
  return revision === row.revision ? [] : [{ ...row, revision, dueAt: editDueAt(row, rules, now) }];
}

/**
 * News that follows from a story which the channel shows, or is about to, is also told in the thread of that story's message:
 * whether the message is there already is a matter of moments.
 */
function followUpOf(alert: Delivery, story: StoryToPlan, context: PlanContext): Delivery | null {
  const at = story.timeline.findIndex((other) => other.story.id === story.view.story.id);
  const previous = story.timeline[at - 1];
  // Without a time nobody knows whether it came next.
  if (previous === undefined || story.view.time === null) return null;
  const before = context.delivery(alertKey(alert.channel, previous.story.id));
  if (before === null || before.what.kind !== 'alert' || before.ended !== null) return null;
  const key = followUpKey(alert.channel, previous.story.id, story.view.story.id);
  if (context.delivery(key) !== null) return null;
  return {
    ...newDelivery({
      key,
      channel: alert.channel,
      story: previous.story.id,
      what: { kind: 'follow-up', next: story.view.story.id },
      order: alert.order,
      plannedAt: alert.plannedAt,
      revision: revisionOf(composeFollowUp(story.view, context.language(alert.channel))),
    }),
    dueAt: alert.dueAt,
  };
}

/**
 * What becomes of a message whose story went into another one. Where the channel has no message of that other story
 * yet, it takes this one over; where it has, this one is edited to point there. A row whose call is under way is only
 * marked: it is handed over when its outcome is known.
 */
export function handOver(
  old: Delivery,
  into: StoryView,
  target: Delivery | null,
  language: Language,
  now: Instant,
): readonly Delivery[] {
  if (old.what.kind !== 'alert' && old.what.kind !== 'pointer') return [];
  if (old.ended !== null) return isTold(old) && isNotOut(target) ? [toldAlready(old, into, target, now)] : [];
  const pointing: Delivery = {
    ...old,
    what: { kind: 'pointer', into: into.story.id, topics: old.what.topics },
    revision: revisionOf(composePointer(into, language)),
    dueAt: now,
  };
  if (old.attempt !== null) return [pointing];
  const end = (kind: 'withdrawn' | 'moved', reason: string) => ({ ...old, ended: { kind, reason, at: now } });
  if (old.shown === null) return [end('withdrawn', 'Its reports were joined to another story before it was posted.')];
  if (target !== null && target.ended === null) return [pointing];
  const moved = { ...asAlertOf(into, old, now), round: target?.round ?? 0 };
  return [end('moved', 'Its message now tells the story it was joined to.'), moved];
}

/** True where the channel has nothing of the story, and nothing is on its way. */
function isNotOut(target: Delivery | null): boolean {
  return target === null || (target.ended === null && target.shown === null && target.attempt === null);
}

/** The channel was told of the event once: it is not told again because its reports stand in another story now. */
function toldAlready(old: Delivery, into: StoryView, target: Delivery | null, now: Instant): Delivery {
  return { ...(target ?? { ...asAlertOf(into, old, now), attempt: null, shown: null }), ended: old.ended };
}

/**
 * What becomes of a message that was to be handed over and turns out never to have been posted: it is not posted any
 * more, and the other story has a message of its own.
 */
export function passOn(
  old: Delivery,
  into: StoryView,
  target: Delivery | null,
  _language: Language,
  now: Instant,
): readonly Delivery[] {
  if (old.what.kind !== 'alert' && old.what.kind !== 'pointer') return [];
  const reason = 'Its reports were joined to another story before it was posted.';
  const gone: Delivery = { ...old, attempt: null, ended: { kind: 'withdrawn', reason, at: now } };
  const isThere = target !== null && (target.ended === null || isTold(target));
  if (isThere || old.what.topics.length === 0) return [gone];
  const order = into.time?.at ?? old.order;
  return [gone, { ...asAlertOf(into, old, now), order, attempt: null, round: target === null ? 0 : target.round + 1 }];
}

function asAlertOf(into: StoryView, old: Delivery, now: Instant): Delivery {
  return {
    ...old,
    key: alertKey(old.channel, into.story.id),
    story: into.story.id,
    what: { kind: 'alert', topics: topicsOf(old) },
    revision: `after-${old.key}`,
    dueAt: now,
  };
}

/** The topics for which an alert was planned. */
export function topicsOf({ what }: Delivery): readonly TopicId[] {
  return what.kind === 'alert' || what.kind === 'pointer' ? what.topics : [];
}
