import type { Profile } from './profile.ts';
import { type BoundNode, type ConceptStrength, strengthOf } from './strength.ts';

/** A story whose score reaches this meets the topic. One for all topics and all news. */
export const THRESHOLD = 0.5;

type Phrase = BoundNode & { readonly kind: 'phrase' };

/** What the score of a phrase is made of, for one article; each from 0 to 1. Shares are by the concepts' weights. */
export type PhraseFeatures = {
  /** Share of the phrase that the title says. */
  readonly title: number;
  /** … that title or lead say. */
  readonly lead: number;
  /** … that any part says. */
  readonly any: number;
  /** … that the article keeps coming back to. */
  readonly mass: number;
  /** How much of the article is about it: the cosine of both as weighted words. */
  readonly cosine: number;
  /** Share of the required concepts that are not there. */
  readonly absent: number;
};

/** How well a story meets a phrase: the mean over its articles. */
export function phraseScore(phrase: Phrase, profiles: readonly Profile[]): number {
  if (profiles.length === 0) return 0;
  let sum = 0;
  for (const profile of profiles) sum += articleScore(phrase, profile);
  return sum / profiles.length;
}

function articleScore(phrase: Phrase, profile: Profile): number {
  const features = phraseFeatures(phrase, profile);
  return features.any === 0 ? 0 : logistic(evidence(features, profile.reading.isHeadline));
}

function evidence(f: PhraseFeatures, isHeadline: boolean): number {
  if (isHeadline) return 8 * f.title - 5 - 3 * f.absent;
  return 2 * f.title + 4 * f.lead + 4 * f.any + 3 * f.cosine - 7 - 3 * f.absent;
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** The parts of a phrase's score for one article. */
export function phraseFeatures(phrase: Phrase, profile: Profile): PhraseFeatures {
  let all = 0;
  let title = 0;
  let lead = 0;
  let any = 0;
  let mass = 0;
  let dot = 0;
  let square = 0;
  let required = 0;
  let absent = 0;
  for (const bound of phrase.concepts) {
    const { weight } = bound.concept;
    const strength: ConceptStrength = strengthOf(bound, profile);
    all += weight;
    square += weight * weight;
    title += weight * strength.title;
    lead += weight * strength.lead;
    any += weight * strength.any;
    mass += weight * (1 - Math.exp(-strength.mass));
    dot += weight * weight * Math.log1p(strength.mass);
    if (bound.concept.required) {
      required += 1;
      absent += 1 - Math.min(1, 2 * strength.any);
    }
  }
  return {
    title: title / all,
    lead: lead / all,
    any: any / all,
    mass: mass / all,
    cosine: profile.norm === 0 ? 0 : dot / (Math.sqrt(square) * profile.norm),
    absent: required === 0 ? 0 : absent / required,
  };
}
