import type { TopicId } from '../lib/ids.ts';
import { anchorsOf } from './anchors.ts';
import { createCandidates } from './candidates.ts';
import type { CompiledTopic, TopicNode } from './compile.ts';
import { type Concept, type ConceptSense, senseKey } from './concepts.ts';
import { scoreStory } from './evaluate.ts';
import { gateOf } from './gate.ts';
import { commonnessOf, type Lexicon } from './lexicon.ts';
import { createTopicForms, type MatchableArticle, type Profile, profileArticle } from './profile.ts';
import { THRESHOLD } from './score.ts';
import type { BoundConcept, BoundNode } from './strength.ts';
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
  readonly topic: CompiledTopic;
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
  const forms = createTopicForms();
  const numbers = new Map<string, { number: number; uses: number }>();
  let nextNumber = lexicon.entries.length;
  // How common each thing is, by its number, as far as a word list can tell.
  const commonness: number[] = lexicon.entries.map((entry) => entry.commonness);

  function numberOf(sense: ConceptSense): number {
    if (sense.by === 'entry') return sense.entry.number;
    const key = senseKey(sense);
    const known = numbers.get(key);
    if (known !== undefined) {
      known.uses += 1;
      return known.number;
    }
    const number = nextNumber;
    nextNumber += 1;
    numbers.set(key, { number, uses: 1 });
    commonness[number] = commonnessOf(sense.text);
    if (sense.by === 'form') forms.forms.add(sense.form, number);
    else forms.spellings.add(sense.word, number);
    return number;
  }

  function bind(concept: Concept): BoundConcept {
    return {
      concept,
      senses: concept.senses.map((sense) => ({
        number: numberOf(sense),
        weight: sense.weight,
      })),
    };
  }

  function bindNode(node: TopicNode): BoundNode {
    switch (node.kind) {
      case 'phrase':
        return { ...node, concepts: node.concepts.map(bind) };
      case 'all':
      case 'any':
        return { kind: node.kind, parts: node.parts.map(bindNode) };
      case 'not':
      case 'title':
        return { kind: node.kind, part: bindNode(node.part) };
      case 'near':
        return { ...node, left: bind(node.left), right: bind(node.right) };
      case 'publisher':
      case 'site':
      case 'lang':
      case 'since':
        return node;
    }
  }

  function release(node: TopicNode): void {
    for (const sense of sensesOf(node)) {
      if (sense.by === 'entry') continue;
      const key = senseKey(sense);
      const known = numbers.get(key);
      if (known === undefined) continue;
      known.uses -= 1;
      if (known.uses > 0) continue;
      numbers.delete(key);
      if (sense.by === 'form') forms.forms.remove(sense.form, known.number);
      else forms.spellings.remove(sense.word, known.number);
    }
  }

  function add(id: TopicId, topic: CompiledTopic): void {
    remove(id);
    const key = JSON.stringify(topic.query);
    let kept = keptByQuery.get(key);
    if (kept === undefined) {
      const node = bindNode(topic.node);
      const slot = freeSlots.pop() ?? slots.length;
      kept = { topic, node, ids: new Set(), slot };
      slots[slot] = kept;
      keptByQuery.set(key, kept);
      candidates.add(slot, anchorsOf(node, commonness), gateOf(node));
    }
    kept.ids.add(id);
    keptById.set(id, kept);
  }

  function remove(id: TopicId): void {
    const kept = keptById.get(id);
    if (kept === undefined) return;
    keptById.delete(id);
    kept.ids.delete(id);
    if (kept.ids.size > 0) return;
    keptByQuery.delete(JSON.stringify(kept.topic.query));
    candidates.remove(kept.slot);
    slots[kept.slot] = undefined;
    freeSlots.push(kept.slot);
    release(kept.topic.node);
  }

  function candidatesOf(profiles: readonly Profile[]): Kept[] {
    const isThere = new Uint8Array(nextNumber);
    for (const profile of profiles) for (const number of profile.hits.keys()) isThere[number] = 1;
    const things = new Set(profiles.flatMap(({ hits }) => [...hits.keys()]));
    return candidates.find(things, isThere).flatMap((slot) => slots[slot] ?? []);
  }

  return {
    add,
    remove,
    get size() {
      return keptById.size;
    },
    match(articles, { all = false } = {}) {
      const profiles = articles.map((article) => profileArticle(lexicon, forms, article));
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
      const profiles = articles.map((article) => profileArticle(lexicon, forms, article));
      return tellMatch(id, kept.node, profiles, scoreStory(kept.node, profiles));
    },
  };
}

function sensesOf(node: TopicNode): readonly ConceptSense[] {
  switch (node.kind) {
    case 'phrase':
      return node.concepts.flatMap(({ senses }) => senses);
    case 'all':
    case 'any':
      return node.parts.flatMap(sensesOf);
    case 'not':
    case 'title':
      return sensesOf(node.part);
    case 'near':
      return [...node.left.senses, ...node.right.senses];
    case 'publisher':
    case 'site':
    case 'lang':
    case 'since':
      return [];
  }
}
