import type { Instant } from '../lib/clock.ts';
import { parseChannelKey } from '../platform/channel.ts';
import type { Feed } from '../sources/feeds/feed.ts';
import { revisionOf } from './compose.ts';
import { type Delivery, newDelivery, noticeKey } from './delivery.ts';

/** What is said of a feed to those who added it and have not paused it, each in the channel where they did. */
export function feedNotices(feed: Feed, sentence: string, at: Instant): readonly Delivery[] {
  const what = { kind: 'notice', text: [sentence] } as const;
  const revision = revisionOf({ kind: 'note', text: what.text });
  return feed.claims.flatMap(({ channel: key, isPaused }) => {
    const channel = key === null || isPaused ? null : parseChannelKey(key);
    if (channel === null) return [];
    const notice = { key: noticeKey(channel, feed.id, at), channel, story: null, what, revision };
    return [newDelivery({ ...notice, order: at, plannedAt: at })];
  });
}
