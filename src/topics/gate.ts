import { leastShare } from './score.ts';
import type { BoundConcept, BoundNode } from './strength.ts';

/**
 * What a story must at least mention to meet a topic, tested before any score is worked out: of a hundred topics that share a rare word with a story,
 * one meets it. Lets through every story that matches, and some that do not.
 */
export type Gate = {
  /** Of each group, at least one thing must be there. */
  readonly groups: readonly Int32Array[];
  /** Of these, things that weigh `least` together must be there. */
  readonly shares: readonly { readonly weight: number; readonly things: Int32Array }[];
  readonly least: number;
};

/** The gate of a topic. */
export function gateOf(node: BoundNode): Gate {
  if (node.kind !== 'phrase') return { groups: groupsOf(node), shares: [], least: 0 };
  let all = 0;
  for (const { concept } of node.concepts) all += concept.weight;
  return {
    groups: [],
    shares: node.concepts.map((bound) => ({ weight: bound.concept.weight, things: thingsOf(bound) })),
    // Sums of fractions are not exact.
    least: leastShare(node) * all - 1e-9,
  };
}

/** Whether a story passes: `isThere` holds 1 at the number of everything it mentions. */
export function passes(gate: Gate, isThere: Uint8Array): boolean {
  for (const group of gate.groups) if (!isAnyThere(group, isThere)) return false;
  let met = 0;
  for (const { weight, things } of gate.shares) {
    if (isAnyThere(things, isThere)) met += weight;
  }
  return met >= gate.least;
}

function isAnyThere(things: Int32Array, isThere: Uint8Array): boolean {
  for (const thing of things) if (isThere[thing] === 1) return true;
  return false;
}

function thingsOf({ senses }: BoundConcept): Int32Array {
  return Int32Array.from(senses, ({ number }) => number);
}

// Only what every match has: an alternative or an exclusion demands nothing by itself.
function groupsOf(node: BoundNode): Int32Array[] {
  switch (node.kind) {
    case 'phrase': {
      const [only] = node.concepts;
      return node.concepts.length === 1 && only !== undefined ? [thingsOf(only)] : [];
    }
    case 'all':
      return node.parts.flatMap(groupsOf);
    case 'title':
      return groupsOf(node.part);
    case 'near':
      return [thingsOf(node.left), thingsOf(node.right)];
    case 'any':
    case 'not':
    case 'publisher':
    case 'site':
    case 'lang':
    case 'since':
      return [];
  }
}
