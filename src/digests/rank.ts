import { DAY_MS, type Instant } from '../lib/clock.ts';
import type { StoryId, TopicId } from '../lib/ids.ts';

/** How well a story meets a topic, 0 to 1. */
export type TopicScore = { readonly topic: TopicId; readonly score: number };

/** A story that may be told in a digest. */
export type Candidate = {
  readonly story: StoryId;
  /** The topics for which the channel wants it; never empty. */
  readonly matches: readonly TopicScore[];
  /** How many publishers tell it. */
  readonly publishers: number;
  /** The story's time, or where nobody states one when it was first noted for the channel. */
  readonly at: Instant;
  /** The stories of its timeline in order of time, itself among them. */
  readonly timeline: readonly StoryId[];
};

const MATCH_WEIGHT = 2;

/**
 * How much a story matters in a digest:
 *
 *     log2(1 + publishers)  +  2 · its best match (0 to 1)  +  ½ ^ (its age in days)
 *
 * One publisher counts 1, three count 2, seven count 3; a story of today counts up to 1 more than one of last week.
 */
export function rankOf({ publishers, matches, at }: Candidate, now: Instant): number {
  const ageDays = Math.max(0, now - at) / DAY_MS;
  const match = Math.max(...matches.map(({ score }) => score));
  return Math.log2(1 + publishers) + MATCH_WEIGHT * match + 0.5 ** ageDays;
}

/** The candidates, the most important first. */
export function ranked(candidates: readonly Candidate[], now: Instant): readonly Candidate[] {
  return candidates
    .map((candidate) => ({ candidate, rank: rankOf(candidate, now) }))
    .sort((a, b) => b.rank - a.rank || (a.candidate.story < b.candidate.story ? -1 : 1))
    .map(({ candidate }) => candidate);
}

/** The topic under which a story is listed: the one it meets best. */
export function bestTopic({ matches }: Candidate): TopicId | null {
  const [best] = [...matches].sort((a, b) => b.score - a.score || (a.topic < b.topic ? -1 : 1));
  return best?.topic ?? null;
}
