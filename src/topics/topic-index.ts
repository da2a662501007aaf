import type { TopicId } from '../lib/ids.ts';
import { anchorsOf } from './anchors.ts';
import { createBinder } from './binding.ts';
import { createCandidates } from './candidates.ts';
import type { CompiledTopic } from './compile.ts';
import { scoreStory } from './evaluate.ts';
import { gateOf } from './gate.ts';
import type { Lexicon } from './lexicon.ts';
import type { MatchableArticle, Profile } from './profile.ts';
import { THRESHOLD } from './score.ts';
import { createSenses } from './senses.ts';
import type { BoundNode } from './strength.ts';
import type { Match } from './topic.ts';
import { tellMatch } from './why.ts';

/** All topics, found by what a story says. Cost grows with the topics that a story touches, not with all there are. */
export type TopicIndex = {
  /** Watches for a topic; under an id that is already watched it takes the old one's place. */
  add(id: TopicId, topic: CompiledTopic): void;
  /** Watches for it no longer. An unknown id changes nothing. */
  remove(id: TopicId): void;
  readonly size: number;
  /**
   * The topics that one story meets, best first; its articles are given (a lone article is a story of one). `all`: also the topics under the
   * threshold that share anything with it.
   */
  match(articles: readonly MatchableArticle[], options?: { readonly all?: boolean }): readonly Match[];
  /** How the story meets one topic, or what it lacks. Null where there is no such topic, or no article. */
  explain(id: TopicId, articles: readonly MatchableArticle[]): Match | null;
};

/** A topic as it is kept: identical queries are one, whoever asked. */
type Kept = {
  readonly query: string;
  readonly node: BoundNode;
  readonly ids: Set<TopicId>;
  /** Its place in the list of topics; free again when it is gone. */
  readonly slot: number;
};

/** An empty index over a lexicon. */
export function createTopicIndex(lexicon: Lexicon): TopicIndex {
  const keptByQuery = new Map<string, Kept>();
  const keptById = new Map<TopicId, Kept>();
  const slots: (Kept | undefined)[] = [];
  const freeSlots: number[] = [];
  const candidates = createCandidates();
  const senses = createSenses(lexicon);
  const binder = createBinder(senses);
  let isThere = new Uint8Array(0);

  function add(id: TopicId, topic: CompiledTopic): void {
    remove(id);
    const kept = keptByQuery.get(topic.query) ?? keep(topic);
    kept.ids.add(id);
    keptById.set(id, kept);
  }

  function keep({ query, node }: CompiledTopic): Kept {
    const bound = binder.bind(node);
    const slot = freeSlots.pop() ?? slots.length;
    const kept = { query, node: bound, ids: new Set<TopicId>(), slot };
    slots[slot] = kept;
    keptByQuery.set(query, kept);
    candidates.add(slot, anchorsOf(bound, senses.commonness), gateOf(bound));
    return kept;
  }

  function remove(id: TopicId): void {
    const kept = keptById.get(id);
    if (kept === undefined) return;
    keptById.delete(id);
    kept.ids.delete(id);
    if (kept.ids.size > 0) return;
    keptByQuery.delete(kept.query);
    candidates.remove(kept.slot);
    slots[kept.slot] = undefined;
    freeSlots.push(kept.slot);
    binder.release(kept.node);
  }

  function candidatesOf(profiles: readonly Profile[]): Kept[] {
    if (isThere.length < senses.size) isThere = new Uint8Array(senses.size * 2);
    const things = new Set<number>();
    for (const profile of profiles) for (const thing of profile.things) things.add(thing);
    for (const thing of things) isThere[thing] = 1;
    const found = candidates.find(things, isThere);
    for (const thing of things) isThere[thing] = 0;
    return found.flatMap((slot) => slots[slot] ?? []);
  }

  return {
    add,
    remove,
    get size() {
      return keptById.size;
    },
    match(articles, { all = false } = {}) {
      const profiles = articles.map(senses.profile);
      const matches: Match[] = [];
      for (const kept of all ? keptByQuery.values() : candidatesOf(profiles)) {
        const score = scoreStory(kept.node, profiles);
        if (score < THRESHOLD && !(all && score > 0)) continue;
        for (const topic of kept.ids) matches.push(tellMatch(topic, kept.node, profiles, score));
      }
      return matches.sort((one, other) => other.score - one.score || (one.topic < other.topic ? -1 : 1));
    },
    explain(id, articles) {
      const kept = keptById.get(id);
      if (kept === undefined || articles.length === 0) return null;
      const profiles = articles.map(senses.profile);
      return tellMatch(id, kept.node, profiles, scoreStory(kept.node, profiles));
    },
  };
}
