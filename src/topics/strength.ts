import type { Concept } from './concepts.ts';
import type { Node } from './node.ts';
import { type Profile, rowOf } from './profile.ts';
import { TRAIT } from './score.ts';

/** One way of meeting a concept: what is looked for, by number, and how surely it means the concept. */
export type BoundSense = { readonly number: number; readonly weight: number };

/** A concept with its senses numbered as in a profile. */
export type BoundConcept = {
  readonly concept: Concept;
  readonly senses: readonly BoundSense[];
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
export function strengthOf({ senses }: BoundConcept, profile: Profile): ConceptStrength {
  let title = 0;
  let lead = 0;
  let any = 0;
  let mass = 0;
  for (const { number, weight } of senses) {
    const row = rowOf(profile, number);
    if (row < 0) continue;
    title = Math.max(title, (profile.title[row] ?? 0) * weight);
    lead = Math.max(lead, (profile.lead[row] ?? 0) * weight);
    any = Math.max(any, (profile.any[row] ?? 0) * weight);
    mass = Math.max(mass, (profile.mass[row] ?? 0) * weight);
  }
  return any === 0 ? NOTHING : { title, lead, any, mass };
}

/** What scoring knows of a concept besides its weight: a sum of `TRAIT`. */
export function traitsOf({ isName, required, kind }: Concept): number {
  return (
    (isName ? TRAIT.name : 0) +
    (required && kind === 'country' ? TRAIT.soughtCountry : 0) +
    (kind === 'place' ? TRAIT.place : 0)
  );
}

/** The concepts of a phrase in the order in which they are scored: what tells most first, else as they were typed. */
export function inScoringOrder<T>(concepts: readonly T[], conceptOf: (concept: T) => Concept): readonly T[] {
  const sorted: T[] = [];
  for (const concept of concepts) {
    const { weight } = conceptOf(concept);
    let place = sorted.length;
    for (; place > 0; place -= 1) {
      const before = sorted[place - 1];
      if (before === undefined || conceptOf(before).weight >= weight) break;
      sorted[place] = before;
    }
    sorted[place] = concept;
  }
  return sorted;
}
