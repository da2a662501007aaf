import { nearest } from '../lib/nearest.ts';
import { fold } from '../lib/text.ts';
import { canonicalUrl } from '../lib/url.ts';
import { channelKey } from '../platform/channel.ts';
import type { Reply, Rich, Span } from '../platform/message.ts';
import type { Claim, Feed } from '../sources/feeds/feed.ts';
import { feedName, healthOf, itemsADay, sayItemsADay } from '../sources/feeds/health.ts';
import { type Call, type CommandDesk, channelOf, isChannel, workspaceOf } from './command.ts';
import { count, momentSpan, refusal } from './reply.ts';

/** A feed's name, leading to it. */
export function feedLink(feed: Pick<Feed, 'title' | 'address'>): Span {
  return { kind: 'link', text: feedName(feed), url: feed.address };
}

/** How a feed is doing, as its workspace sees it: last success, next poll, what is wrong and since when, items a day. */
export function sayFeed(desk: CommandDesk, call: Call, feed: Feed): Rich {
  const { zone } = desk.settings.of(channelOf(call));
  const workspace = workspaceOf(call);
  const claims = feed.claims.filter((claim) => claim.workspace === workspace);
  const health = healthOf(feed, claims);
  const next: Rich = ['next ', momentSpan(feed.nextAt, zone)];
  const full = feed.fullText ? ', with the text of its pages' : '';
  switch (health.kind) {
    case 'new':
      return [`not read yet, ${full === '' ? '' : `${full.slice(2)}, `}`, ...next];
    case 'paused':
      return ['paused'];
    case 'gone':
      return [
        { kind: 'strong', text: 'gone' },
        ': ',
        health.trouble?.sentence ?? 'Its site says so. It is not asked any more.',
      ];
    case 'failing': {
      const { sentence, since, count: times } = health.trouble;
      const tries = times === 1 ? '' : ` (${count(times, 'try', 'tries')})`;
      const last: Rich = feed.lastOkAt === null ? [] : ['last read ', momentSpan(feed.lastOkAt, zone), ', '];
      return [
        { kind: 'strong', text: 'fails' },
        ' since ',
        momentSpan(since, zone),
        `${tries}: ${sentence} `,
        ...last,
        ...next,
      ];
    }
    case 'well': {
      const aDay = itemsADay(feed, desk.clock());
      const brings = aDay === null ? '' : `, ${sayItemsADay(aDay)}`;
      return ['read ', momentSpan(health.lastOkAt, zone), ', ', ...next, brings, full];
    }
  }
}

/** The feed of the caller's workspace that somebody means: by its address, its title, or its id. Null where there is none. */
export function resolveFeed(desk: CommandDesk, call: Call, typed: string): Feed | null {
  const held = desk.feeds.ofWorkspace(workspaceOf(call));
  const address = canonicalUrl(typed);
  const wanted = fold(typed.trim());
  const bare = (text: string) => fold(text.trim()).replace(/^https?:\/\/(?:www\.)?|\/$/g, '');
  const isAt = (feed: Feed) => address !== null && (feed.address === address || feed.addedAs === address);
  return (
    held.find((feed) => feed.id === typed.trim() || isAt(feed)) ??
    held.find(({ title }) => title !== null && fold(title) === wanted) ??
    held.find((feed) => bare(feed.address) === bare(typed)) ??
    null
  );
}

/** The answer where no feed of the workspace is meant. */
export function unknownFeed(desk: CommandDesk, call: Call, typed: string): Reply {
  const names = desk.feeds.ofWorkspace(workspaceOf(call)).map(feedName);
  const near = nearest(typed, names);
  const advice = near === null ? '/news feeds lists them.' : `Did you mean “${near}”?`;
  return refusal(`This workspace has no feed “${typed}”`, `Nothing was changed. ${advice}`);
}

/** What a workspace holds a feed by, from now on; its trouble is told where the command was typed. */
export function claimOf(desk: CommandDesk, call: Call): Claim {
  const { channel } = call.caller;
  return {
    workspace: workspaceOf(call),
    channel: isChannel(channel) ? channelKey(channel) : null,
    at: desk.clock(),
    isPaused: false,
  };
}

/** Feeds that one workspace may have: each is asked for as long as it stays. */
const MOST_FEEDS = 2_000;

/** What to do where a workspace has as many feeds as it may. */
export const FULL = `It may have ${MOST_FEEDS}. /news feeds list shows them; remove those that bring nothing.`;

/** How many feeds the caller's workspace may still add. */
export function roomFor(desk: CommandDesk, call: Call): number {
  return MOST_FEEDS - desk.feeds.ofWorkspace(workspaceOf(call)).length;
}
