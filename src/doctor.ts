import type { Desk } from './desk.ts';
import { troubled } from './feed-health.ts';
import { type Clock, type Instant, MINUTE_MS } from './lib/clock.ts';
import { sayMinute } from './lib/say-time.ts';
import { type ChannelAddress, channelKey } from './platform/channel.ts';
import type { CheckResult } from './platform/live.ts';
import type { PlatformPart } from './platform/part.ts';

/** What is looked at, and how. */
export type DoctorPorts = {
  readonly desk: Pick<Desk, 'watchlist' | 'store' | 'channels' | 'outbox' | 'archive' | 'digests' | 'feeds'>;
  readonly platforms: readonly PlatformPart[];
  readonly clock: Clock;
  /** The time by somebody else's clock, where one can be asked; null where nobody answers. */
  timeElsewhere(): Promise<Instant | null>;
  /** Where links in messages lead, and whether people elsewhere can follow them. */
  readonly pages: { readonly address: string; readonly isPublic: boolean };
  /** What goes wrong right now, one sentence each. */
  problems(): readonly string[];
};

/** A clock that is this far off makes old news of what is new, or the other way round. */
const MOST_CLOCK_ERROR_MS = 2 * MINUTE_MS;

/** Looks at everything that Newsdesk needs, and says what to do about each thing that is not as it should be. Changes nothing. */
export async function examine(ports: DoctorPorts): Promise<readonly CheckResult[]> {
  const channels = subscribedChannels(ports.desk);
  const checks = await Promise.all(
    ports.platforms.map(async ({ platform, live }): Promise<readonly CheckResult[]> => {
      if (live === null) return [];
      return live.check(channels.filter((channel) => channel.platform === platform.name));
    }),
  );
  return [
    ...checkStore(ports.desk),
    ...(await checkClock(ports)),
    ...checkPages(ports),
    ...ports.problems().map((what) => bad(what, 'It is tried again by itself once this is mended.')),
    ...checks.flat(),
    ...checkChannels(ports, channels),
    ...checkFeeds(ports.desk),
    ...checkDeliveries(ports.desk),
  ];
}

function subscribedChannels({ watchlist }: Pick<Desk, 'watchlist'>): readonly ChannelAddress[] {
  const all = watchlist.topics().flatMap(({ id }) => watchlist.followers(id).map(({ channel }) => channel));
  return [...new Map(all.map((channel) => [channelKey(channel), channel])).values()];
}

function checkStore({ store, archive, watchlist }: DoctorPorts['desk']): readonly CheckResult[] {
  const { articles, stories } = archive.counts();
  const found = `The store opens: ${articles} articles in ${stories} stories, ${watchlist.count()} topics.`;
  return [
    good(found),
    ...store
      .damaged()
      .map(({ key, reason }) =>
        warning(
          `The damaged row ${key} is set aside (${reason}).`,
          'What it held is read again where it can be; keep a copy of the store before you remove it.',
        ),
      ),
  ];
}

async function checkClock({ clock, timeElsewhere, platforms }: DoctorPorts): Promise<readonly CheckResult[]> {
  // The servers of the platforms are asked; without any there is nobody.
  if (platforms.every(({ live }) => live === null)) return [];
  const theirs = await timeElsewhere();
  if (theirs === null)
    return [warning('Nobody could be asked for the time.', 'Check the clock of this machine by hand.')];
  const offMs = clock() - theirs;
  if (Math.abs(offMs) <= MOST_CLOCK_ERROR_MS) return [good('The clock is right.')];
  const minutes = Math.round(Math.abs(offMs) / MINUTE_MS);
  const way = offMs > 0 ? 'ahead' : 'behind';
  return [bad(`The clock of this machine is ${minutes} minutes ${way}.`, 'Let it be set over the network (NTP).')];
}

function checkPages({ pages, platforms }: DoctorPorts): readonly CheckResult[] {
  if (pages.isPublic || platforms.every(({ live }) => live === null)) return [];
  const what = `Links to stories in messages lead to ${pages.address}, which only this machine can open.`;
  return [warning(what, 'Set PUBLIC_URL to an address of these pages that the readers of the channels can open.')];
}

/** Channels of platforms that are not switched on, and those in which nothing can be posted at present. */
function checkChannels({ desk, platforms }: DoctorPorts, channels: readonly ChannelAddress[]): readonly CheckResult[] {
  const names = new Set(platforms.map(({ platform }) => platform.name));
  const off = new Set(channels.map(({ platform }) => platform).filter((platform) => !names.has(platform)));
  return [
    ...Array.from(off, (platform) =>
      warning(
        `Channels of ${platform} follow topics, and ${platform} is not switched on.`,
        `Set its tokens, or end those subscriptions. What is for them waits.`,
      ),
    ),
    ...channels.flatMap((channel) => {
      const block = desk.channels.blocked(channel);
      return block === null ? [] : [bad(`Nothing can be posted in ${channelKey(channel)}.`, block.reason)];
    }),
  ];
}

const MOST_FEEDS = 20;

/** Feeds that fail, each with its reason. They are tried again by themselves, so none is a fault of this Newsdesk. */
function checkFeeds({ feeds }: DoctorPorts['desk']): readonly CheckResult[] {
  const all = feeds.all();
  if (all.length === 0) return [];
  const failing = troubled(all);
  if (failing.length === 0)
    return [good(`${all.length === 1 ? 'One feed is' : `${all.length} feeds are`} read, none fails.`)];
  const more = failing.length - MOST_FEEDS;
  return [
    ...failing.slice(0, MOST_FEEDS).map(({ name, since, sentence }) => {
      return warning(`The feed ${name} fails${since === null ? '' : ` since ${sayMinute(since)}`}.`, sentence);
    }),
    ...(more > 0 ? [warning(`And ${more} more feeds fail.`, 'The page /feeds shows all of them.')] : []),
  ];
}

function checkDeliveries({ outbox }: DoctorPorts['desk']): readonly CheckResult[] {
  const { waiting, inDoubt } = outbox.counts();
  if (inDoubt === 0) return [good(`${waiting} deliveries wait, none is in doubt.`)];
  const advice =
    'Their channels are asked whether they arrived. Where Newsdesk may not read one, DELIVERY_IN_DOUBT decides after DELIVERY_DOUBT_MINUTES.';
  return [warning(`${waiting} deliveries wait, ${inDoubt} are in doubt.`, advice)];
}

function good(what: string): CheckResult {
  return { level: 'good', what, advice: null };
}

function warning(what: string, advice: string): CheckResult {
  return { level: 'warning', what, advice };
}

function bad(what: string, advice: string): CheckResult {
  return { level: 'bad', what, advice };
}
