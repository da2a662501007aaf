import type { StoryId } from '../lib/ids.ts';
import type { Report } from './block.ts';
import { conflict } from './conflict.ts';
import { nameLikeness } from './likeness.ts';
import { compareByTime } from './order.ts';
import type { Rules } from './same-event.ts';

/** The stories as a timeline sees them: as they are, or as a decision would make them. */
export type Stories = {
  /** The articles of a story in story order, as far as they are in the window; of a large story the first and the last ones. */
  sampleOf(story: StoryId): readonly Report[];
  /** The stories of the articles that read like some article of this story, at whatever time, with the number of such pairs; this one may be among them. */
  around(story: StoryId): ReadonlyMap<StoryId, number>;
  /** The text score of two articles. */
  score(a: Report, b: Report): number;
};

const SAMPLE = 8;
const DIFFERENT = 0.85;
// Of the stories around, those with the most articles that read like one of this story's.
const MOST_AROUND = 12;

/**
 * The stories that follow from one another with this one among them, in order of time.
 *
 * Two stories belong to one timeline when their texts are, on average, as alike as those of one story, they share many of their names, and no
 * name, number or date is known to nearly all of the one and to none of the other (two courts, two towns). What keeps them apart is then the time, that
 * one announces the other, or that both are large. Only stories that are linked to this one itself are named: chains of links would lead from any story to any other.
 */
export function timelineOf(story: StoryId, stories: Stories, rules: Rules): readonly StoryId[] {
  const own = stories.sampleOf(story);
  const linked = [...stories.around(story)]
    .filter(([other]) => other !== story)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST_AROUND)
    .map(([other]) => other)
    .filter((other) => isLinked(own, stories.sampleOf(other), stories, rules));
  return [story, ...linked]
    .flatMap((id) =>
      stories
        .sampleOf(id)
        .slice(0, 1)
        .map(({ id: article, at }) => ({ story: id, id: article, at })),
    )
    .sort(compareByTime)
    .map((first) => first.story);
}

function isLinked(a: readonly Report[], b: readonly Report[], stories: Stories, rules: Rules): boolean {
  const one = a.slice(0, SAMPLE);
  const other = b.slice(0, SAMPLE);
  if (!(meanOf(one, other, stories.score) >= rules.akin)) return false;
  if (meanOf(one, other, nameLikeness) < rules.sharedNames) return false;
  return (conflict(one, other)?.degree ?? 0) < DIFFERENT;
}

function meanOf(a: readonly Report[], b: readonly Report[], like: (a: Report, b: Report) => number): number {
  let sum = 0;
  for (const one of a) for (const other of b) sum += like(one, other);
  return sum / (a.length * b.length);
}
