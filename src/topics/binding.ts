import type { TopicNode } from './compile.ts';
import { type Concept, type ConceptSense, senseKey } from './concepts.ts';
import { commonnessOf, type Lexicon } from './lexicon.ts';
import { createTopicForms, type TopicForms } from './profile.ts';
import type { BoundConcept, BoundNode } from './strength.ts';

/** Gives everything that topics look for its number: entries of the lexicon first, then the forms that topics bring, for as long as one needs them. */
export type Binder = {
  readonly forms: TopicForms;
  /** How common each thing is, by its number, as far as a word list can tell. */
  readonly commonness: readonly number[];
  bind(node: TopicNode): BoundNode;
  /** Gives back what one `bind` took. */
  release(node: BoundNode): void;
};

/** A binder that knows the lexicon alone. */
export function createBinder(lexicon: Lexicon): Binder {
  const forms = createTopicForms();
  const commonness = lexicon.entries.map((entry) => entry.commonness);
  const numbers = new Map<string, { readonly number: number; uses: number }>();
  const freeNumbers: number[] = [];
  // Topics are made of the same few concepts: each is kept once.
  const concepts = new Map<string, { readonly bound: BoundConcept; uses: number }>();

  function numberOf(sense: ConceptSense): number {
    if (sense.by === 'entry') return sense.entry.number;
    const key = senseKey(sense);
    const known = numbers.get(key);
    if (known !== undefined) {
      known.uses += 1;
      return known.number;
    }
    const number = freeNumbers.pop() ?? commonness.length;
    commonness[number] = commonnessOf(sense.text);
    numbers.set(key, { number, uses: 1 });
    if (sense.by === 'form') forms.forms.add(sense.form, number);
    else forms.spellings.add(sense.word, number);
    return number;
  }

  function releaseSense(sense: ConceptSense): void {
    if (sense.by === 'entry') return;
    const key = senseKey(sense);
    const known = numbers.get(key);
    if (known === undefined) return;
    known.uses -= 1;
    if (known.uses > 0) return;
    numbers.delete(key);
    freeNumbers.push(known.number);
    if (sense.by === 'form') forms.forms.remove(sense.form, known.number);
    else forms.spellings.remove(sense.word, known.number);
  }

  function bindConcept(concept: Concept): BoundConcept {
    const key = conceptKey(concept);
    const known = concepts.get(key);
    if (known !== undefined) {
      known.uses += 1;
      return known.bound;
    }
    const bound = {
      concept,
      senses: concept.senses.map((sense) => ({ number: numberOf(sense), weight: sense.weight })),
    };
    concepts.set(key, { bound, uses: 1 });
    return bound;
  }

  function releaseConcept({ concept }: BoundConcept): void {
    const key = conceptKey(concept);
    const known = concepts.get(key);
    if (known === undefined) return;
    known.uses -= 1;
    if (known.uses > 0) return;
    concepts.delete(key);
    for (const sense of concept.senses) releaseSense(sense);
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

  return { forms, commonness, bind, release };
}

function conceptKey({ label, required, weight, senses }: Concept): string {
  const told = senses.map((sense) => `${senseKey(sense)} ${sense.weight} ${sense.by === 'entry' ? '' : sense.text}`);
  return JSON.stringify([label, required, weight, told]);
}
