import { setImmediate as breathe } from 'node:timers/promises';
import type { TopicId } from '../lib/ids.ts';
import { bindTopic } from './binding.ts';
import type { CompiledTopic } from './compile.ts';
import { scoreStory } from './evaluate.ts';
import type { Lexicon } from './lexicon.ts';
import type { MatchableArticle } from './profile.ts';
import { createSenses } from './senses.ts';
import type { Match } from './topic.ts';
import { tellMatch } from './why.ts';

/** A topic to judge by. */
export type JudgedTopic = { readonly id: TopicId; readonly topic: CompiledTopic };

/**
 * Judges stories by a few topics, each in turn: slow where topics are many, but it tells of those that miss, and why. Gives how a story (its articles,
 * at least one) meets each topic, or each of `only`, the best first.
 */
export function createJudge(
  lexicon: Lexicon,
  topics: readonly JudgedTopic[],
): (articles: readonly MatchableArticle[], only?: ReadonlySet<TopicId>) => readonly Match[] {
  const senses = createSenses(lexicon);
  const bound = topics.map(({ id, topic }) => ({ id, node: bindTopic(topic.node, senses) }));
  return (articles, only) => {
    const profiles = articles.map(senses.profile);
    return bound
      .filter(({ id }) => only === undefined || only.has(id))
      .map(({ id, node }) => tellMatch(id, node, profiles, scoreStory(node, profiles)))
      .sort(byScore);
  };
}

/** Topics that are judged before others get their turn. */
const JUDGED_AT_ONCE = 50;

/** How one story meets each of many topics, the best first; others have their turns in between. `topics` are compiled as they are needed. */
export async function judgeMany(
  lexicon: Lexicon,
  topics: readonly (() => JudgedTopic | null)[],
  articles: readonly MatchableArticle[],
): Promise<readonly Match[]> {
  const matches: Match[] = [];
  for (let from = 0; from < topics.length; from += JUDGED_AT_ONCE) {
    if (from > 0) await breathe();
    const compiled = topics.slice(from, from + JUDGED_AT_ONCE).flatMap((compile) => compile() ?? []);
    matches.push(...createJudge(lexicon, compiled)(articles));
  }
  return matches.sort(byScore);
}

function byScore(one: Match, other: Match): number {
  return other.score - one.score || (one.topic < other.topic ? -1 : 1);
}
