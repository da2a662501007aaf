import type { TopicNode } from './compile.ts';
import type { Concept } from './concepts.ts';
import type { Senses } from './senses.ts';
import type { BoundConcept, BoundNode } from './strength.ts';

/** Numbers the senses of a topic, which are looked for from now on. */
export function bindTopic(node: TopicNode, numbered: Senses): BoundNode {
  switch (node.kind) {
    case 'phrase':
      return { ...node, concepts: node.concepts.map((concept) => bindConcept(concept, numbered)) };
    case 'all':
    case 'any':
      return { kind: node.kind, parts: node.parts.map((part) => bindTopic(part, numbered)) };
    case 'not':
    case 'title':
      return { kind: node.kind, part: bindTopic(node.part, numbered) };
    case 'near':
      return { ...node, left: bindConcept(node.left, numbered), right: bindConcept(node.right, numbered) };
    case 'publisher':
    case 'site':
    case 'lang':
    case 'since':
      return node;
  }
}

function bindConcept(concept: Concept, numbered: Senses): BoundConcept {
  const senses = concept.senses.map((sense) => ({ number: numbered.numberOf(sense), weight: sense.weight }));
  return { concept, senses };
}
