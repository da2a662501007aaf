import type { ArchiveKeeper } from '../archive/archive.ts';
import { type Instant, later } from '../lib/clock.ts';
import type { StoryId } from '../lib/ids.ts';
import type { Turns } from '../lib/turns.ts';
import { digestKey, type StoriesSaid } from '../outbox/delivery.ts';
import { isStanding } from '../outbox/hold.ts';
import type { Mutes } from '../outbox/mutes.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { ChannelAddress } from '../platform/channel.ts';
import type { SettingsBook } from '../settings/settings.ts';
import { commitChanges } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import type { Story, StoryIndex } from '../stories/story.ts';
import type { Subscription, Watchlist } from '../topics/watchlist.ts';
import type { Digest, Digests } from './digests.ts';
import type { Entry } from './entries.ts';
import { deliveriesOf, emptyPage, planPages } from './plan.ts';
import type { Candidate } from './rank.ts';

/** What a digest is made from. */
export type DigestDesk = {
  readonly store: Store;
  readonly turns: Turns;
  readonly digests: Digests;
  readonly archive: Pick<ArchiveKeeper, 'story' | 'currentStory'>;
  readonly stories: Pick<StoryIndex, 'timeline'>;
  readonly watchlist: Pick<Watchlist, 'subscription' | 'followedIn'>;
  readonly mutes: Pick<Mutes, 'until'>;
  readonly settings: Pick<SettingsBook, 'of'>;
  readonly outbox: Pick<Outbox, 'plan' | 'delivery'>;
};

/** What waits for a channel's next digest, as it stands now. */
export type Upcoming = {
  /** Null where the channel has none yet. */
  readonly digest: Digest | null;
  /** None where there is nothing new. */
  readonly pages: readonly StoriesSaid[];
};

/** Of more stories than this only the numbers of articles are compared, and the rest is counted. */
const MAX_READ = 300;

/**
 * Makes the digest that is due longest: its messages, the next due time and what was told are one commit, so that a crash
 * leaves all of it or nothing. False where none is due.
 */
export async function digestNext(desk: DigestDesk, now: Instant): Promise<boolean> {
  return desk.turns(async () => {
    await commitChanges(desk.store, [desk.digests.mend(now)]);
    const digest = desk.digests.due(now);
    if (digest === null) return false;
    const { channel } = digest;
    const period = { from: earlier(digest.lastAt, now), to: now };
    const { candidates, told, dropped } = await gather(desk, channel, now);
    const pages = planPages(candidates, period);
    const isEmptyTold = desk.settings.of(channel).emptyDigest && hasDigestTopic(desk, channel, now);
    const shown = pages.length === 0 && isEmptyTold ? [emptyPage(period)] : pages;
    await commitChanges(desk.store, [
      desk.outbox.plan(deliveriesOf(channel, unusedDue(desk, digest), shown, now)),
      desk.digests.tell(digest, told, dropped, now),
    ]);
    return true;
  });
}

/** What the next digest of a channel would tell if it came now. Changes nothing. */
export async function upcoming(desk: DigestDesk, channel: ChannelAddress, now: Instant): Promise<Upcoming> {
  const digest = desk.digests.of(channel);
  const { candidates } = await gather(desk, channel, now);
  return { digest, pages: planPages(candidates, { from: earlier(digest?.lastAt ?? now, now), to: now }) };
}

type Gathered = {
  readonly candidates: readonly Candidate[];
  /** The entries that the candidates stand for. */
  readonly told: readonly StoryId[];
  /** Entries that nobody wants any more. What is paused or muted for a time is in neither, and waits. */
  readonly dropped: readonly StoryId[];
};

async function gather(desk: DigestDesk, channel: ChannelAddress, now: Instant): Promise<Gathered> {
  const wanted = new Map<StoryId, { readonly entry: Entry; readonly story: Story }>();
  const told: StoryId[] = [];
  const dropped: StoryId[] = [];
  for (const entry of desk.digests.waiting(channel)) {
    const story = desk.archive.currentStory(entry.story);
    const followed = entry.matches.filter(({ topic }) => isFollowed(desk.watchlist.subscription(channel, topic)));
    const muted = desk.mutes.until(channel, entry.story, now);
    if (story === null || followed.length === 0 || muted?.until === null) {
      dropped.push(entry.story);
      continue;
    }
    const matches = followed.filter(({ topic }) => isOpen(desk.watchlist.subscription(channel, topic), now));
    if (matches.length === 0 || muted !== null) continue;
    told.push(entry.story);
    wanted.set(story.id, { entry: { ...entry, matches }, story });
  }
  const largestFirst = [...wanted.values()].sort((a, b) => b.story.articles.length - a.story.articles.length);
  const candidates = await Promise.all(
    largestFirst.map(({ entry, story }, n) => candidateOf(desk, entry, story, n < MAX_READ)),
  );
  return { candidates, told, dropped };
}

async function candidateOf(desk: DigestDesk, entry: Entry, { id }: Story, isRead: boolean): Promise<Candidate> {
  const view = isRead ? await desk.archive.story(id) : null;
  const publishers = new Set(view?.articles.map(({ article }) => article.publisher));
  return {
    story: id,
    matches: entry.matches,
    publishers: publishers.size,
    at: view?.time?.at ?? entry.at,
    timeline: desk.stories.timeline(id),
  };
}

/** A name that no digest of the channel has: a clock that ran ahead has used names of days that come again. */
function unusedDue({ outbox }: DigestDesk, { channel, dueAt }: Digest): Instant {
  let due = dueAt;
  while (outbox.delivery(digestKey(channel, due, 1)) !== null) due = later(due, 1);
  return due;
}

function hasDigestTopic({ watchlist }: DigestDesk, channel: ChannelAddress, now: Instant): boolean {
  return watchlist.followedIn(channel).some((subscription) => isOpen(subscription, now));
}

function isFollowed(subscription: Subscription | null): subscription is Subscription {
  return subscription !== null && subscription.as !== 'alerts';
}

function isOpen(subscription: Subscription | null, now: Instant): boolean {
  return isFollowed(subscription) && !isStanding(subscription.paused, now);
}

function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}
