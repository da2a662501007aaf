import type { StoryId } from '../lib/ids.ts';
import { likeness } from './likeness.ts';
import { compareByTime } from './order.ts';
import type { Report } from './report.ts';
import { contrast, type Rules, textScore } from './same-event.ts';

/** The stories as a timeline sees them: as they are, or as a decision would make them. */
export type Stories = {
  /** The articles of a story in story order, as far as they are in the window; of a large story the first and the last ones. */
  sampleOf(story: StoryId): readonly Report[];
  /** The stories of the articles that read like some article of this story, at whatever time; this one may be among them. */
  around(story: StoryId): ReadonlySet<StoryId>;
};

const SAMPLE = 8;
const DIFFERENT = 0.85;

/**
 * The stories that follow from one another with this one among them, in order of time.
 *
 * Two stories belong to one timeline when their texts are, on average, as alike as those of one story, they share many of their names, and no
 * name, number or date is known to nearly all of the one and to none of the other (two courts, two towns). What keeps them apart is then the time, that
 * one announces the other, or that both are large. Only stories that are linked to this one itself are named: chains of links would lead from any story to any other.
 */
export function timelineOf(story: StoryId, stories: Stories, rules: Rules): readonly StoryId[] {
  const own = stories.sampleOf(story);
  const others = [...stories.around(story)].filter((other) => other !== story);
  const linked = others.filter((other) => isLinked(own, stories.sampleOf(other), rules));
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

function isLinked(a: readonly Report[], b: readonly Report[], rules: Rules): boolean {
  const one = a.slice(0, SAMPLE);
  const other = b.slice(0, SAMPLE);
  let score = 0;
  let names = 0;
  for (const left of one) {
    for (const right of other) {
      score += textScore(left, right);
      names += likeness(left.fingerprint, right.fingerprint).names;
    }
  }
  const pairs = one.length * other.length;
  if (score / pairs < rules.akin || names / pairs < rules.sharedNames) return false;
  return (contrast(one, other)?.degree ?? 0) < DIFFERENT;
}
