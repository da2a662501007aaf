import { canMatchWith } from './score.ts';
import type { BoundConcept, BoundNode } from './strength.ts';

type Commonness = (number: number) => number;

/** Things, one of which any match must have, and how many articles are likely to have one. */
type Anchors = { readonly numbers: readonly number[]; readonly cost: number };

const NOWHERE: Anchors = { numbers: [], cost: Number.POSITIVE_INFINITY };

/**
 * The rarest things of which any story that meets a topic has at least one: where to list the topic, so that a story finds it. `commonness` tells by
 * number how common a thing is. A phrase need not have all its concepts; it is listed under as many of the rarest as it cannot match
 * without (prefix filtering; Chaudhuri, Ganti and Kaushik 2006).
 */
export function anchorsOf(node: BoundNode, commonness: Commonness): readonly number[] {
  return [...new Set(findAnchors(node, commonness).numbers)];
}

function findAnchors(node: BoundNode, commonness: Commonness): Anchors {
  switch (node.kind) {
    case 'phrase':
      return phraseAnchors(node, commonness);
    case 'near':
      return cheapest([conceptAnchors(node.left, commonness), conceptAnchors(node.right, commonness)]);
    case 'all':
      return cheapest(node.parts.map((part) => findAnchors(part, commonness)));
    case 'any':
      return together(node.parts.map((part) => findAnchors(part, commonness)));
    case 'title':
      return findAnchors(node.part, commonness);
    case 'not':
    case 'publisher':
    case 'site':
    case 'lang':
    case 'since':
      return NOWHERE;
  }
}

function conceptAnchors({ senses }: BoundConcept, commonness: Commonness): Anchors {
  let cost = 0;
  for (const { number } of senses) cost += commonness(number);
  return { numbers: senses.map(({ number }) => number), cost };
}

function phraseAnchors(phrase: BoundNode & { readonly kind: 'phrase' }, commonness: Commonness): Anchors {
  const concepts = phrase.concepts.map((concept, place) => ({ place, anchors: conceptAnchors(concept, commonness) }));
  const needed = concepts.filter(({ place }) => !canMatchWith(phrase, (other) => other !== place));
  if (needed.length > 0) return cheapest(needed.map(({ anchors }) => anchors));
  const chosen = new Set<number>();
  const found: Anchors[] = [];
  for (const { place, anchors } of concepts.toSorted((one, other) => one.anchors.cost - other.anchors.cost)) {
    chosen.add(place);
    found.push(anchors);
    if (!canMatchWith(phrase, (other) => !chosen.has(other))) break;
  }
  return together(found);
}

function cheapest(all: readonly Anchors[]): Anchors {
  return all.reduce((best, anchors) => (anchors.cost < best.cost ? anchors : best), NOWHERE);
}

function together(all: readonly Anchors[]): Anchors {
  return {
    numbers: all.flatMap(({ numbers }) => numbers),
    cost: all.reduce((total, { cost }) => total + cost, 0),
  };
}
