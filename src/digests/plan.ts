import type { Instant } from '../lib/clock.ts';
import { digest, type TopicId } from '../lib/ids.ts';
import { type Delivery, digestKey, newDelivery, type SaidSection, type StoriesSaid } from '../outbox/delivery.ts';
import type { ChannelAddress } from '../platform/channel.ts';
import { bestTopic, type Candidate, ranked } from './rank.ts';

const PAGE_STORIES = 20;
const MAX_PAGES = 5;

/** The time that a digest tells about. */
export type Period = { readonly from: Instant; readonly to: Instant };

/**
 * The pages of a digest: stories by topic, the most important first, each once, under the topic it meets best; a story that
 * follows from another one stands below it where it meets that topic too. Beyond five pages stories are only counted. No
 * page where there is no story.
 */
export function planPages(candidates: readonly Candidate[], { from, to }: Period): readonly StoriesSaid[] {
  const inOrder = ranked(candidates, to);
  const listed = inOrder.slice(0, PAGE_STORIES * MAX_PAGES);
  const pages = pagesOf(sectionsOf(listed), inOrder.slice(listed.length));
  return pages.map((sections, n) => page(sections, { from, to }, n + 1, pages.length));
}

/** The page of a digest without a story. */
export function emptyPage(period: Period): StoriesSaid {
  return page([], period, 1, 1);
}

function page(sections: readonly SaidSection[], { from, to }: Period, number: number, pages: number): StoriesSaid {
  return { kind: 'stories', cause: 'digest', sections, from, to, page: number, pages, reason: '' };
}

/** The rows that post a digest. `dueAt` names it: see `digestKey`. */
export function deliveriesOf(
  channel: ChannelAddress,
  dueAt: Instant,
  pages: readonly StoriesSaid[],
  now: Instant,
): readonly Delivery[] {
  return pages.map((what) =>
    newDelivery({
      key: digestKey(channel, dueAt, what.page),
      channel,
      story: null,
      what,
      order: now,
      plannedAt: now,
      revision: digest(JSON.stringify(what)),
    }),
  );
}

function sectionsOf(inOrder: readonly Candidate[]): readonly SaidSection[] {
  const left = new Set(inOrder);
  const sections = new Map<TopicId | null, Candidate[]>();
  for (const candidate of inOrder) {
    if (!left.has(candidate)) continue;
    const topic = bestTopic(candidate);
    const { timeline } = candidate;
    const thread = [...left]
      .filter((one) => one === candidate || (timeline.includes(one.story) && meets(one, topic)))
      .sort((a, b) => timeline.indexOf(a.story) - timeline.indexOf(b.story));
    for (const one of thread) left.delete(one);
    sections.set(topic, [...(sections.get(topic) ?? []), ...thread]);
  }
  return Array.from(sections, ([topic, stories]) => ({ topic, stories: stories.map(({ story }) => story) }));
}

function meets({ matches }: Candidate, topic: TopicId | null): boolean {
  return matches.some((match) => match.topic === topic);
}

/** Cuts sections into pages; a section that goes on takes its topic along. `unlisted` are counted on the last page. */
function pagesOf(
  sections: readonly SaidSection[],
  unlisted: readonly Candidate[],
): readonly (readonly SaidSection[])[] {
  const pages: SaidSection[][] = [];
  let room = 0;
  for (const { topic, stories } of sections) {
    for (let from = 0; from < stories.length; ) {
      if (room === 0) {
        pages.push([]);
        room = PAGE_STORIES;
      }
      const part = stories.slice(from, from + room);
      pages.at(-1)?.push({ topic, stories: part });
      from += part.length;
      room -= part.length;
    }
  }
  const last = pages.pop();
  return last === undefined ? [] : [...pages, withMore(last, unlisted)];
}

function withMore(sections: readonly SaidSection[], unlisted: readonly Candidate[]): readonly SaidSection[] {
  const byTopic = Map.groupBy(unlisted, bestTopic);
  const counted = sections.map((section) => {
    const more = byTopic.get(section.topic)?.length ?? 0;
    byTopic.delete(section.topic);
    return more === 0 ? section : { ...section, more };
  });
  return [...counted, ...Array.from(byTopic, ([topic, { length }]) => ({ topic, stories: [], more: length }))];
}
