import type { Instant } from '../lib/clock.ts';
import type { StoryId, TopicId } from '../lib/ids.ts';
import { type Delivery, type HeldCause, listKey, newDelivery, type StoriesSaid } from './delivery.ts';

/** The strongest first: what is told of the reason is true for most of what is listed. */
const CAUSES: readonly (HeldCause | 'late')[] = ['blocked', 'paused', 'late', 'quiet'];
/** Alone, a story from quiet hours is an alert like any other; after a pause, a block or a failure people are told what they missed. */
const LEAST: Readonly<Record<HeldCause | 'late', number>> = { blocked: 1, paused: 1, late: 1, quiet: 2 };

/** How alerts become lists. */
export type CollapseRules = {
  /** More of one topic than this at once are listed. */
  readonly burst: number;
  /** What was planned so long ago and held back by nobody comes late. */
  readonly lateMs: number;
  readonly now: Instant;
};

/**
 * Alerts that would be posted all at once become one message that lists them: those that were held back, those that come
 * late because nothing could be sent (an outage, a machine that slept), and more than `burst` of one topic. `posts` are the alerts of one channel that may be posted now, in their order. Null where each
 * is posted by itself; else the new row and the rows that it stands for.
 */
export function collapse(
  posts: readonly Delivery[],
  { burst, lateMs, now }: CollapseRules,
): readonly Delivery[] | null {
  const causeOf = ({ held, plannedAt }: Delivery) => held?.cause ?? (now - plannedAt > lateMs ? 'late' : null);
  const held = posts.filter((row) => causeOf(row) !== null);
  const cause = CAUSES.find((one) => held.some((row) => causeOf(row) === one));
  if (cause !== undefined && held.length >= LEAST[cause]) return listed(held, cause, now);
  const fresh = posts.filter((row) => causeOf(row) === null);
  for (const rows of Map.groupBy(fresh, topicOf).values()) if (rows.length > burst) return listed(rows, 'burst', now);
  return null;
}

function listed(rows: readonly Delivery[], cause: StoriesSaid['cause'], now: Instant): readonly Delivery[] | null {
  const [first] = rows;
  if (first === undefined) return null;
  const key = listKey(
    first.channel,
    rows.map((row) => `${row.key}~${row.round}`),
  );
  const said: StoriesSaid = {
    kind: 'stories',
    cause,
    sections: sectionsOf(rows),
    from: earliest(rows),
    to: now,
    page: 1,
    pages: 1,
    reason: rows.find(({ held }) => held?.cause === cause)?.held?.reason ?? '',
  };
  const { channel, order } = first;
  const list = newDelivery({ key, channel, story: null, what: said, order, plannedAt: now, revision: key });
  const reason = 'It is told in a message that lists several stories.';
  return [list, ...rows.map((row): Delivery => ({ ...row, ended: { kind: 'listed', reason, at: now } }))];
}

function earliest(rows: readonly Delivery[]): Instant {
  const times = rows.map(({ held, plannedAt }) => held?.since ?? plannedAt);
  return times.reduce((first, at) => (at < first ? at : first));
}

function sectionsOf(rows: readonly Delivery[]): StoriesSaid['sections'] {
  return Array.from(Map.groupBy(rows, topicOf), ([topic, ofTopic]) => ({
    topic,
    stories: ofTopic.flatMap(({ story }): readonly StoryId[] => (story === null ? [] : [story])),
  }));
}

/** The topic under which an alert is listed. */
function topicOf({ what }: Delivery): TopicId | null {
  return what.kind === 'alert' ? (what.topics[0] ?? null) : null;
}
