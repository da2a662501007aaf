import { leastShare } from './score.ts';
import type { BoundConcept, BoundNode } from './strength.ts';

/**
 * What a story must at least mention to meet a topic, tested before any score is worked out: of a hundred topics that share a rare word with a story,
 * one meets it. Lets through every story that matches, and some that do not. A part counts once, if any of its things is there.
 */
export type Gate = {
  readonly parts: readonly { readonly weight: number; readonly things: readonly number[] }[];
  /** What the parts that are there must weigh together. */
  readonly least: number;
};

/** The gate of a topic. */
export function gateOf(node: BoundNode): Gate {
  if (node.kind !== 'phrase') {
    const parts = neededBy(node).map((concept) => ({ weight: 1, things: thingsOf(concept) }));
    return { parts, least: parts.length };
  }
  let all = 0;
  for (const { concept } of node.concepts) all += concept.weight;
  return {
    parts: node.concepts.map((bound) => ({ weight: bound.concept.weight, things: thingsOf(bound) })),
    least: leastShare(node) * all,
  };
}

function thingsOf({ senses }: BoundConcept): number[] {
  return senses.map(({ number }) => number);
}

// Only what every match has: an alternative or an exclusion demands nothing by itself.
function neededBy(node: BoundNode): readonly BoundConcept[] {
  switch (node.kind) {
    case 'phrase':
      return node.concepts.length === 1 ? node.concepts : [];
    case 'all':
      return node.parts.flatMap(neededBy);
    case 'title':
      return neededBy(node.part);
    case 'near':
      return [node.left, node.right];
    case 'any':
    case 'not':
    case 'publisher':
    case 'site':
    case 'lang':
    case 'since':
      return [];
  }
}
