import type { Instant } from '../lib/clock.ts';
import type { TopicId } from '../lib/ids.ts';
import { alertKey, type Delivery } from './delivery.ts';

/**
 * What becomes of the rows of a channel with something to do when it follows a topic no more: what is said for that
 * topic alone is withdrawn, the rest goes on without it. Gives the rows that change; pure.
 */
export function withdrawTopic(
  rows: readonly Delivery[],
  topic: TopicId,
  delivery: (key: string) => Delivery | null,
  now: Instant,
): readonly Delivery[] {
  const again = listedUnder(rows, topic, delivery).map((row) => withoutTopic(row, topic)[0] ?? row);
  const without = [...rows.flatMap((row) => withoutTopic(row, topic)), ...again];
  const changed = without.map(
    (row): Delivery => (row.attempt === null && (isUnwanted(row) || isEmptied(row)) ? withdrawn(row, now) : row),
  );
  const gone = new Set(changed.flatMap(({ ended, story }) => (ended === null || story === null ? [] : [story])));
  const told = rows.filter(({ what, attempt }) => what.kind === 'follow-up' && attempt === null && gone.has(what.next));
  return [...changed, ...told.map((row) => withdrawn(row, now))];
}

/** The row of something that nobody in the channel wants any more. */
export function withdrawn(row: Delivery, at: Instant): Delivery {
  return { ...row, ended: { kind: 'withdrawn', reason: 'The channel no longer follows the topic.', at } };
}

/** Nobody in the channel follows it any more; if its call turns out to have failed, it is not made again. */
export function isUnwanted({ what }: Delivery): boolean {
  return (what.kind === 'alert' || what.kind === 'pointer') && what.topics.length === 0;
}

/** Every topic of the list is gone. A digest may have had none to begin with: it says that there is nothing new. */
function isEmptied({ what }: Delivery): boolean {
  return what.kind === 'stories' && what.sections.length === 0;
}

/** A message that is not known to be out, without one of its topics; nothing where it has nothing to do with the topic. */
function withoutTopic(row: Delivery, topic: TopicId): readonly Delivery[] {
  const { what } = row;
  if (row.shown !== null) return [];
  if (what.kind === 'stories') {
    // A list that may be out already is told whole or not at all.
    if (row.attempt !== null) return [];
    const sections = what.sections.filter((section) => section.topic !== topic);
    return sections.length === what.sections.length ? [] : [{ ...row, what: { ...what, sections } }];
  }
  if ((what.kind !== 'alert' && what.kind !== 'pointer') || !what.topics.includes(topic)) return [];
  return [{ ...row, what: { ...what, topics: what.topics.filter((other) => other !== topic) } }];
}

/** The alerts that a list which is not sent yet has under a topic: nothing tells them when the topic leaves the list. */
function listedUnder(
  rows: readonly Delivery[],
  topic: TopicId,
  delivery: (key: string) => Delivery | null,
): readonly Delivery[] {
  return rows.flatMap(({ what, channel, shown, attempt }) => {
    if (what.kind !== 'stories' || what.cause === 'digest' || shown !== null || attempt !== null) return [];
    const under = what.sections.filter((section) => section.topic === topic).flatMap((section) => section.stories);
    const alerts = under.flatMap((story) => delivery(alertKey(channel, story)) ?? []);
    return alerts.filter(({ ended }) => ended?.kind === 'listed').map((alert) => ({ ...alert, ended: null }));
  });
}
