/**
 * A topic as a tree of what it asks for. `Concept` is what stands at its leaves: concepts as they were compiled, or as an index has bound them.
 */
export type Node<Concept> =
  | { readonly kind: 'phrase'; readonly concepts: readonly Concept[]; readonly years: readonly number[] }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Node<Concept>[] }
  | { readonly kind: 'not' | 'title'; readonly part: Node<Concept> }
  | { readonly kind: 'near'; readonly distance: number | null; readonly left: Concept; readonly right: Concept }
  | { readonly kind: 'publisher' | 'site' | 'lang'; readonly value: string }
  | { readonly kind: 'since'; readonly at: number };

/** The concepts of a topic in the order typed, exclusions left out. */
export function conceptsOf<Concept>(node: Node<Concept>): readonly Concept[] {
  switch (node.kind) {
    case 'phrase':
      return node.concepts;
    case 'all':
    case 'any':
      return node.parts.flatMap(conceptsOf);
    case 'title':
      return conceptsOf(node.part);
    case 'near':
      return [node.left, node.right];
    case 'not':
    case 'publisher':
    case 'site':
    case 'lang':
    case 'since':
      return [];
  }
}
