import type { App } from '../../src/app.ts';
import type { StoryId } from '../../src/lib/ids.ts';
import { articlesOf, composeAlert, PLAIN, revisionOf } from '../../src/outbox/compose.ts';
import { alertKey, type Delivery } from '../../src/outbox/delivery.ts';
import { isNews } from '../../src/outbox/plan.ts';
import { type ChannelAddress, channelKey } from '../../src/platform/channel.ts';
import type { Message } from '../../src/platform/message.ts';
import type { StoryView } from '../../src/stories/view.ts';

/** A message as it stands in a channel. */
export type Standing = {
  readonly id: string;
  readonly channel: ChannelAddress;
  /** The key it was posted with. */
  readonly key: string;
  readonly thread: string | null;
  /** As it was posted. */
  readonly first: Message;
  readonly message: Message;
};

/** What the channels hold when all is over, and what people took away. */
export type Shown = {
  readonly channels: readonly ChannelAddress[];
  readonly standing: readonly Standing[];
  /** The outbox's ledger. */
  readonly rows: readonly Delivery[];
  /** Ids of messages that people deleted. */
  readonly deleted: ReadonlySet<string>;
};

/**
 * What is wrong with what channels show, in sentences: every story that a channel should hear of stands there once, as the
 * story is now, or in one line of a list; everything said was said once; nothing waits and nothing is in doubt.
 */
export async function faultsIn(app: App, shown: Shown): Promise<readonly string[]> {
  const { waiting, inDoubt } = app.desk.outbox.counts();
  const unsent = waiting + inDoubt > 0 ? [`not all was sent: ${waiting} wait, ${inDoubt} are in doubt`] : [];
  const owned = new Set<string>();
  const ofStories: string[] = [];
  for (const view of await app.desk.archive.latest(1_000))
    for (const channel of shown.channels) {
      ofStories.push(...(await faultsOfStory(app, shown, view, channel, owned)));
      ofStories.push(...(await faultsOfDigests(app, shown, view, channel)));
    }
  return [...unsent, ...ofStories, ...nobodys(shown, owned), ...saidTwice(shown), ...unsaid(shown)];
}

async function faultsOfStory(
  app: App,
  shown: Shown,
  view: StoryView,
  channel: ChannelAddress,
  owned: Set<string>,
): Promise<readonly string[]> {
  const { outbox, watchlist, archive, mutes } = app.desk;
  const { standing, deleted } = shown;
  const place = `#${channel.channel}`;
  const row = outbox.delivery(alertKey(channel, view.story.id));
  if (row?.ended?.kind === 'listed')
    return isListed(app, shown, row.channel, view.story.id, false) ? [] : [`${place} lists ${view.story.id} nowhere`];
  // People deleted its message, or that of a story that went into it.
  if (row?.ended?.kind === 'refused' && deleted.size > 0) return [];
  const out = row !== null && row.ended === null && row.what.kind === 'alert' ? row.shown : null;
  if (row === null || out === null) {
    const isMuted = mutes.until(channel, view.story.id, app.desk.clock()) !== null;
    const isMissing = !isMuted && (await isDue(app, view, channel, 'alerts'));
    return isMissing ? [`${place} misses ${view.story.id}: ${view.title} ${JSON.stringify(row)}`] : [];
  }
  const message = standing.find(({ id }) => id === out.messageId);
  if (message === undefined) {
    if (deleted.has(out.messageId)) return [];
    return [`${place} shows a message that is not there for ${view.story.id}`];
  }
  const twice = owned.has(message.id) ? [`${place} ${message.id} tells two stories`] : [];
  owned.add(message.id);
  if (row.what.kind !== 'alert' || mutes.until(channel, view.story.id, app.desk.clock()) !== null) return twice;
  if (row.isFixed) {
    const said = outbox.deliveriesOf(view.story.id).flatMap(({ what, channel: at, shown }) => {
      const isHere = channelKey(at) === channelKey(channel) && shown !== null;
      return what.kind === 'reports' && isHere ? what.articles : [];
    });
    const told = new Set([...out.articles, ...said]);
    const untold = articlesOf(view).filter((id) => !told.has(id));
    return [...twice, ...(untold.length === 0 ? [] : [`${place} ${message.id} is fixed, and ${untold} are not told`])];
  }
  const topics = row.what.topics.flatMap((topic) => watchlist.topic(topic)?.name ?? []);
  const wanted = composeAlert(view, await archive.timeline(view.story.id), topics, PLAIN);
  const isRight = revisionOf(withoutTopics(wanted)) === revisionOf(withoutTopics(message.message));
  if (isRight) return twice;
  const [is, should] = [JSON.stringify(message.message), JSON.stringify(wanted)];
  return [
    ...twice,
    `${place} ${message.id} is not as it should be: ${JSON.stringify(row)}\n  is     ${is}\n  should ${should}`,
  ];
}

/** A story that a channel wants in its digests stands in one, once. */
async function faultsOfDigests(
  app: App,
  shown: Shown,
  view: StoryView,
  channel: ChannelAddress,
): Promise<readonly string[]> {
  const { id } = view.story;
  const isMuted = app.desk.mutes.until(channel, id, app.desk.clock()) !== null;
  if (isMuted || !(await isDue(app, view, channel, 'digest'))) return [];
  if (app.desk.digests.waiting(channel).some(({ story }) => currentOf(app, story) === id)) return [];
  return isListed(app, shown, channel, id, true) ? [] : [`no digest of #${channel.channel} tells ${id}: ${view.title}`];
}

/** True where the channel follows the story so, and it came as news. */
async function isDue({ desk }: App, view: StoryView, channel: ChannelAddress, as: 'alerts' | 'digest') {
  const members = await desk.archive.filedArticles(view.story.articles);
  return desk.topics.match(view.articles.map(({ article }) => article)).some(({ topic }) => {
    const subscription = desk.watchlist.subscription(channel, topic);
    if (subscription === null || (subscription.as !== as && subscription.as !== 'both')) return false;
    if (!isNews(subscription, view.time?.at ?? null, desk.rules, desk.clock())) return false;
    return members.some(({ filedAt }) => filedAt > subscription.since);
  });
}

/** True where a list (or a digest) of the channel that was posted names the story, or one that went into it. */
function isListed(app: App, { rows }: Shown, channel: ChannelAddress, story: StoryId, isDigest: boolean): boolean {
  return rows.some(
    ({ what, shown, channel: at }) =>
      channelKey(at) === channelKey(channel) &&
      what.kind === 'stories' &&
      (what.cause === 'digest') === isDigest &&
      shown !== null &&
      what.sections.some(({ stories }) => stories.some((one) => currentOf(app, one) === story)),
  );
}

function currentOf({ desk }: App, story: StoryId): StoryId {
  return desk.archive.currentStory(story)?.id ?? story;
}

/** What was to be said and the channel does not hold, though nobody took it away. */
function unsaid({ rows, standing, deleted }: Shown): readonly string[] {
  const there = new Set(standing.map(({ id }) => id));
  return rows.flatMap(({ key, shown, ended }) => {
    if (shown === null || ended !== null || there.has(shown.messageId) || deleted.has(shown.messageId)) return [];
    return [`${key} is said to stand there as ${shown.messageId}`];
  });
}

/** Alerts that no story has, and notes that were posted where an alert belongs. */
function nobodys({ standing, rows }: Shown, owned: ReadonlySet<string>): readonly string[] {
  // What was to point to another message and can no longer be edited stays as it is.
  const stuck = new Set(
    rows.flatMap(({ what, isFixed, shown }) =>
      what.kind === 'pointer' && isFixed && shown !== null ? [shown.messageId] : [],
    ),
  );
  return standing.flatMap(({ id, channel, key, thread, first, message }) => {
    if (thread !== null) return [];
    if (first.kind === 'note' && !key.startsWith('notice/'))
      return [`#${channel.channel} ${id} was posted as a note: ${JSON.stringify(first)}`];
    if (message.kind === 'alert' && !owned.has(id) && !stuck.has(id))
      return [`#${channel.channel} ${id} is nobody's: ${key} ${JSON.stringify(message.title)}`];
    return [];
  });
}

/** What was said more than once, wherever it stands. */
function saidTwice({ standing }: Shown): readonly string[] {
  const byKey = Map.groupBy(standing, ({ key }) => key);
  return [...byKey].flatMap(([key, all]) => (all.length > 1 ? [`${key} stands there ${all.length} times`] : []));
}

/** Topics that nobody follows any more drop out of a message with its next edit, not before; their buttons do as well. */
function withoutTopics(message: Message): Message {
  return message.kind === 'alert' ? { ...message, topics: [], actions: [] } : message;
}
