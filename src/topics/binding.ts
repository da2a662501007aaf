import type { TopicNode } from './compile.ts';
import { type Concept, senseKey } from './concepts.ts';
import type { Senses } from './senses.ts';
import type { BoundConcept, BoundNode } from './strength.ts';

/** Turns compiled topics into topics whose senses are numbers, and has these looked for as long as a topic needs them. */
export type Binder = {
  bind(node: TopicNode): BoundNode;
  /** Gives back what one `bind` took. */
  release(node: BoundNode): void;
};

/** A binder that has bound nothing yet. */
export function createBinder(numbered: Senses): Binder {
  // Topics are made of the same few concepts: each is kept once.
  const concepts = new Map<string, { readonly bound: BoundConcept; uses: number }>();

  function bindConcept(concept: Concept): BoundConcept {
    const key = conceptKey(concept);
    const known = concepts.get(key);
    if (known !== undefined) {
      known.uses += 1;
      return known.bound;
    }
    const bound = {
      concept,
      senses: concept.senses.map((sense) => ({ number: numbered.numberOf(sense), weight: sense.weight })),
    };
    concepts.set(key, { bound, uses: 1 });
    return bound;
  }

  function releaseConcept({ concept, senses }: BoundConcept): void {
    const key = conceptKey(concept);
    const known = concepts.get(key);
    if (known === undefined) return;
    known.uses -= 1;
    if (known.uses > 0) return;
    concepts.delete(key);
    for (const { number } of senses) numbered.release(number);
  }

  function bind(node: TopicNode): BoundNode {
    switch (node.kind) {
      case 'phrase':
        return { kind: 'phrase', concepts: node.concepts.map(bindConcept), years: node.years };
      case 'all':
      case 'any':
        return { kind: node.kind, parts: node.parts.map(bind) };
      case 'not':
      case 'title':
        return { kind: node.kind, part: bind(node.part) };
      case 'near':
        return { ...node, left: bindConcept(node.left), right: bindConcept(node.right) };
      case 'publisher':
      case 'site':
      case 'lang':
      case 'since':
        return node;
    }
  }

  function release(node: BoundNode): void {
    switch (node.kind) {
      case 'phrase':
        for (const concept of node.concepts) releaseConcept(concept);
        return;
      case 'all':
      case 'any':
        for (const part of node.parts) release(part);
        return;
      case 'not':
      case 'title':
        release(node.part);
        return;
      case 'near':
        releaseConcept(node.left);
        releaseConcept(node.right);
        return;
      case 'publisher':
      case 'site':
      case 'lang':
      case 'since':
        return;
    }
  }

  return { bind, release };
}

function conceptKey({ label, required, weight, senses }: Concept): string {
  const told = senses.map((sense) => `${senseKey(sense)} ${sense.weight} ${sense.by === 'entry' ? '' : sense.text}`);
  return JSON.stringify([label, required, weight, told]);
}
