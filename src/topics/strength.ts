import type { Concept } from './concepts.ts';
import type { Node } from './node.ts';
import type { Profile } from './profile.ts';

/** A concept with its senses numbered as in a profile. */
export type BoundConcept = {
  readonly concept: Concept;
  readonly senses: readonly { readonly number: number; readonly weight: number }[];
};

/** A topic whose senses are numbered as in a profile. */
export type BoundNode = Node<BoundConcept>;

/** How well a concept is met in one article. Each 0 to 1, save `mass` (0 and up). */
export type ConceptStrength = {
  readonly title: number;
  readonly lead: number;
  readonly any: number;
  readonly mass: number;
};

const NOTHING: ConceptStrength = { title: 0, lead: 0, any: 0, mass: 0 };

/** How well an article meets a concept: its best sense decides. */
export function strengthOf(concept: BoundConcept, profile: Profile): ConceptStrength {
  let title = 0;
  let lead = 0;
  let any = 0;
  let mass = 0;
  for (const { number, weight } of concept.senses) {
    const hits = profile.hits.get(number);
    if (hits === undefined) continue;
    title = Math.max(title, hits.title * weight);
    lead = Math.max(lead, hits.lead * weight);
    any = Math.max(any, hits.any * weight);
    mass = Math.max(mass, hits.mass * weight);
  }
  return any === 0 ? NOTHING : { title, lead, any, mass };
}
