import type { Profile } from './profile.ts';
import { type BoundNode, type ConceptStrength, strengthOf } from './strength.ts';

/** A story whose score reaches this meets the topic. One for all topics and all news. */
export const THRESHOLD = 0.5;

type Phrase = BoundNode & { readonly kind: 'phrase' };

/** What the score of a phrase is made of, for one article. Shares are of the concepts' weights, from 0 to 1. */
export type PhraseFeatures = {
  /** Share of the phrase that the title says; that title or opening say; that any part says. */
  readonly title: number;
  readonly lead: number;
  readonly any: number;
  /** Share that the article keeps coming back to. */
  readonly mass: number;
  /** How much of the article is about it: the cosine of both as weighted words. */
  readonly cosine: number;
  /** How much is met in all, not as a share: three rare words tell more than one. */
  readonly met: number;
  /** Share of the rarest concepts that is missing, each weighing by the cube of its weight. */
  readonly rareMissing: number;
  /** 1 where the rarest concept of all is missing. */
  readonly topMissing: number;
  /** Share of the names (people, places, organisations, countries) that is missing. */
  readonly namesMissing: number;
  /** Share of a short topic that is missing: the fewer things a topic names, the more each is meant. 0 for a long topic. */
  readonly shortMissing: number;
  /** What the missing countries and places cost. */
  readonly countriesMissing: number;
  /** Of a topic of two or three things, how many are not mentioned: a headline has room for each. 0 for a longer topic. */
  readonly fewMissing: number;
};

/**
 * Evidence in log-odds: the score is the logistic function of the sum. Fitted by logistic regression on half of the topics of four labelled sets,
 * checked on the other half, rounded by hand. An article with a text is asked for more than a headline, which can say little.
 */
const WITH_TEXT = {
  base: -5.1,
  title: 1.8,
  lead: 2.5,
  any: 1,
  mass: 1.7,
  cosine: 0.8,
  met: 0.75,
  rareMissing: -0.8,
  topMissing: -0.75,
  namesMissing: -0.8,
  shortMissing: -2.5,
  countriesMissing: -1,
} as const;
const HEADLINE = {
  base: -3.5,
  title: 1.3,
  cosine: 1.8,
  met: 2.1,
  topMissing: -0.75,
  shortMissing: -2.5,
  countriesMissing: -1,
  fewMissing: -0.62,
} as const;

/** Where a topic names a year: the story's latest year is that one, or a later one. */
const YEAR_IS_RIGHT = 0.8;
const YEAR_IS_LATER = -2;
/** A year counts for a story when this share of its articles has it. */
const YEAR_SHARE = 0.2;
/** A short topic is met when all of it is, though it tells little: what it tells counts as if it were this much. */
const LEAST_TOLD = 2;
const MOST_MET = 6;
/** A topic that tells this much is no short one at all, and one that tells this much less entirely. */
const LONG_FROM = 3;
const SHORT_SPAN = 2;
const FEW = 3;
/** A topic about two countries is about both: one alone is another story. */
const COUNTRY_OF_SEVERAL = 4;
/** A place that is no country may be told by a town in it or a river through it, so that its absence costs less. */
const PLACE_SHARE = 0.3;

/** How well a story meets a phrase, from 0 to 1: the mean evidence of its articles, and its years. */
export function phraseScore(phrase: Phrase, profiles: readonly Profile[]): number {
  let sum = 0;
  let isTouched = false;
  for (const profile of profiles) {
    const features = phraseFeatures(phrase, profile);
    if (features.any > 0) isTouched = true;
    sum += evidence(features, profile.isHeadline);
  }
  if (!isTouched) return 0;
  return logistic(sum / profiles.length + yearEvidence(phrase.years, profiles));
}

function evidence(features: PhraseFeatures, isHeadline: boolean): number {
  if (isHeadline) {
    return (
      HEADLINE.base +
      HEADLINE.title * features.title +
      HEADLINE.cosine * features.cosine +
      HEADLINE.met * features.met +
      HEADLINE.topMissing * features.topMissing +
      HEADLINE.shortMissing * features.shortMissing +
      HEADLINE.countriesMissing * features.countriesMissing +
      HEADLINE.fewMissing * features.fewMissing
    );
  }
  return (
    WITH_TEXT.base +
    WITH_TEXT.title * features.title +
    WITH_TEXT.lead * features.lead +
    WITH_TEXT.any * features.any +
    WITH_TEXT.mass * features.mass +
    WITH_TEXT.cosine * features.cosine +
    WITH_TEXT.met * features.met +
    WITH_TEXT.rareMissing * features.rareMissing +
    WITH_TEXT.topMissing * features.topMissing +
    WITH_TEXT.namesMissing * features.namesMissing +
    WITH_TEXT.shortMissing * features.shortMissing +
    WITH_TEXT.countriesMissing * features.countriesMissing
  );
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** The parts of a phrase's score for one article. */
function phraseFeatures(phrase: Phrase, profile: Profile): PhraseFeatures {
  const strengths = phrase.concepts.map((concept) => strengthOf(concept, profile));
  return featuresOf(phrase, strengths, profile.norm);
}

/**
 * Whether a story in which no other concept is met than those given can match at all: the score if each of them were met as well as can be. No article
 * that meets fewer scores more, so this tells which concepts to look for first.
 */
export function canMatchWith(phrase: Phrase, isMet: (place: number) => boolean): boolean {
  const strengths = phrase.concepts.map((_, place) => (isMet(place) ? WHOLLY_MET : NOT_MET));
  const features = { ...featuresOf(phrase, strengths, 1), cosine: 1 };
  const years = phrase.years.length > 0 ? YEAR_IS_RIGHT : 0;
  return Math.max(evidence(features, true), evidence(features, false)) + years >= 0;
}

/** The least share of a phrase's weight that a matching story mentions, from 0 to 1, in hundredths. */
export function leastShare(phrase: Phrase): number {
  let all = 0;
  for (const { concept } of phrase.concepts) all += concept.weight;
  const years = phrase.years.length > 0 ? YEAR_IS_RIGHT : 0;
  for (let share = 0; share < 1; share += 0.01) {
    const features: PhraseFeatures = {
      title: share,
      lead: share,
      any: share,
      mass: share,
      cosine: 1,
      met: Math.min(MOST_MET, share * Math.max(all, LEAST_TOLD)),
      rareMissing: 0,
      topMissing: 0,
      namesMissing: 0,
      shortMissing: (1 - share) * shortness(all),
      countriesMissing: 0,
      fewMissing: 0,
    };
    if (Math.max(evidence(features, true), evidence(features, false)) + years >= 0) return Math.max(0, share - 0.01);
  }
  return 1;
}

function shortness(all: number): number {
  return Math.min(1, Math.max(0, (LONG_FROM - all) / SHORT_SPAN));
}

const WHOLLY_MET: ConceptStrength = { title: 1, lead: 1, any: 1, mass: Number.POSITIVE_INFINITY };
const NOT_MET: ConceptStrength = { title: 0, lead: 0, any: 0, mass: 0 };

function featuresOf(phrase: Phrase, strengths: readonly ConceptStrength[], norm: number): PhraseFeatures {
  let all = 0;
  let squares = 0;
  let cubes = 0;
  let title = 0;
  let lead = 0;
  let any = 0;
  let mass = 0;
  let dot = 0;
  let rareMissing = 0;
  let top = 0;
  let topMissing = 0;
  let names = 0;
  let namesMissing = 0;
  let countries = 0;
  let countriesMissing = 0;
  let placesMissing = 0;
  let unmet = 0;
  for (const [place, { concept }] of phrase.concepts.entries()) {
    const { weight, isName, required, kind } = concept;
    const strength = strengths[place] ?? NOT_MET;
    const missing = 1 - strength.any;
    if (strength.any === 0) unmet += 1;
    all += weight;
    squares += weight * weight;
    cubes += weight ** 3;
    title += weight * strength.title;
    lead += weight * strength.lead;
    any += weight * strength.any;
    mass += weight * (1 - Math.exp(-strength.mass));
    dot += weight * weight * Math.log1p(strength.mass);
    rareMissing += weight ** 3 * missing;
    if (weight > top) {
      top = weight;
      topMissing = missing;
    } else if (weight === top) topMissing = Math.max(topMissing, missing);
    if (isName) {
      names += weight;
      namesMissing += weight * missing;
    }
    if (required && kind === 'country') {
      countries += 1;
      // A capital for its country is no absence.
      countriesMissing += Math.max(0, 1 - 2 * strength.any);
    }
    if (kind === 'place') placesMissing += PLACE_SHARE * Math.max(0, 1 - 2 * strength.any);
  }
  return {
    title: title / all,
    lead: lead / all,
    any: any / all,
    mass: mass / all,
    // A family gathers the mentions of several words, so that the quotient may pass 1.
    cosine: norm === 0 ? 0 : Math.min(1, dot / (Math.sqrt(squares) * norm)),
    met: Math.min(MOST_MET, (any / all) * Math.max(all, LEAST_TOLD)),
    rareMissing: rareMissing / cubes,
    topMissing,
    namesMissing: names === 0 ? 0 : namesMissing / names,
    shortMissing: (1 - any / all) * shortness(all),
    fewMissing: phrase.concepts.length <= FEW ? unmet : 0,
    countriesMissing:
      placesMissing + (countries < 2 ? countriesMissing : (COUNTRY_OF_SEVERAL * countriesMissing) / countries),
  };
}

function yearEvidence(asked: readonly number[], profiles: readonly Profile[]): number {
  const latest = latestYear(asked, profiles);
  if (latest === null) return 0;
  if (asked.includes(latest)) return YEAR_IS_RIGHT;
  return latest > Math.max(...asked) ? YEAR_IS_LATER : 0;
}

/** The latest year that a fair share of a story's articles mention. Null where the topic asks for none, or the story has none. */
export function latestYear(asked: readonly number[], profiles: readonly Profile[]): number | null {
  if (asked.length === 0) return null;
  const counts = new Map<number, number>();
  for (const { years } of profiles) {
    for (const year of years) counts.set(year, (counts.get(year) ?? 0) + 1);
  }
  let latest: number | null = null;
  for (const [year, count] of counts) {
    if (count >= profiles.length * YEAR_SHARE && (latest === null || year > latest)) latest = year;
  }
  return latest;
}
