import type { Node } from './node.ts';
import { type Profile, type Span, sentenceOf, spansOfThing } from './profile.ts';
import { createConceptRows, evidenceOf, latestYear, logistic, setStrength, THRESHOLD, yearEvidence } from './score.ts';
import {
  type BoundConcept,
  type BoundNode,
  type BoundSense,
  inScoringOrder,
  strengthOf,
  traitsOf,
} from './strength.ts';

type Phrase = BoundNode & { readonly kind: 'phrase' };

/**
 * How well one story meets a topic, from 0 to 1, its articles given as profiles. A plain phrase is scored over the story as a whole. With
 * operators each article is taken at its word and the best one speaks for the story. This is the plain reading of what a topic asks; the index finds
 * the same, sooner.
 */
export function scoreStory(node: BoundNode, profiles: readonly Profile[]): number {
  if (node.kind === 'phrase') return scorePhrase(node, profiles);
  return Math.max(0, ...profiles.map((profile) => scoreArticle(node, profile, false)));
}

/** How well a story meets a phrase, from 0 to 1: the mean evidence of its articles, and its years. */
function scorePhrase({ concepts, years }: Phrase, profiles: readonly Profile[]): number {
  const ordered = inScoringOrder(concepts, ({ concept }) => concept);
  const rows = createConceptRows(ordered.length);
  const places = Int32Array.from(ordered, (_, place) => place);
  for (const [row, { concept }] of ordered.entries()) {
    rows.weight[row] = concept.weight;
    rows.traits[row] = traitsOf(concept);
  }
  let sum = 0;
  let isTouched = false;
  for (const profile of profiles) {
    for (const [row, concept] of ordered.entries()) {
      const { title, lead, any, mass } = strengthOf(concept, profile);
      if (any > 0) isTouched = true;
      setStrength(rows, row, title, lead, any, mass);
    }
    sum += evidenceOf(rows, places, ordered.length, profile.norm, profile.isHeadline);
  }
  if (!isTouched) return 0;
  return logistic(sum / profiles.length + yearEvidence(years, latestYear(profiles)));
}

/** How well one article meets a topic or a part of one. */
export function scoreArticle(node: BoundNode, profile: Profile, inTitle: boolean): number {
  switch (node.kind) {
    case 'phrase': {
      const [only] = node.concepts;
      // One thing between operators is there or not, wherever it stands.
      if (node.concepts.length === 1 && only !== undefined) return presence(only, profile, inTitle);
      return scorePhrase(node, [inTitle ? titleOnly(profile) : profile]);
    }
    case 'all':
      return Math.min(...node.parts.map((part) => scoreArticle(part, profile, inTitle)));
    case 'any':
      return Math.max(...node.parts.map((part) => scoreArticle(part, profile, inTitle)));
    case 'not':
      return scoreArticle(node.part, profile, inTitle) >= THRESHOLD ? 0 : 1;
    case 'title':
      return scoreArticle(node.part, profile, true);
    case 'near':
      return isNear(node.left.senses, node.right.senses, node.distance, profile, inTitle)
        ? Math.min(presence(node.left, profile, inTitle), presence(node.right, profile, inTitle))
        : 0;
    case 'publisher':
    case 'site':
    case 'lang':
    case 'since':
      return meetsFilter(node, profile) ? 1 : 0;
  }
}

/** What a topic asks of an article besides its words. */
export type Filter = Node<never> & { readonly kind: 'publisher' | 'site' | 'lang' | 'since' };

/** Whether an article is of the publisher, site, language or time that a filter asks for. */
export function meetsFilter(filter: Filter, profile: Profile): boolean {
  switch (filter.kind) {
    case 'publisher':
      return profile.publisher !== '' && ` ${profile.publisher} `.includes(` ${filter.value} `);
    case 'site':
      return profile.host === filter.value || profile.host.endsWith(`.${filter.value}`);
    case 'lang':
      return profile.article.language === filter.value;
    case 'since': {
      const { time } = profile.article;
      return time.origin !== 'unknown' && time.at >= filter.at;
    }
  }
}

// A mention that may mean it (a capital for its government) is no presence.
const PRESENT_FROM = 0.5;

function presence(concept: BoundConcept, profile: Profile, inTitle: boolean): number {
  const { title, lead, any } = strengthOf(concept, profile);
  return presenceOf(title, lead, any, inTitle);
}

/** How much one thing between operators is there, by its strengths: under the threshold where it is not. */
export function presenceOf(title: number, lead: number, any: number, inTitle: boolean): number {
  const best = inTitle ? title : any;
  if (best < PRESENT_FROM) return best * THRESHOLD * 0.9;
  const prominence = title > 0 ? 1 : lead > 0 ? 0.6 : 0.2;
  return THRESHOLD + (1 - THRESHOLD) * best * prominence;
}

function titleOnly(profile: Profile): Profile {
  const { title } = profile;
  const mass = profile.mass.map((value, row) => (title[row] === 0 ? 0 : value));
  return { ...profile, lead: title, any: title, mass, isHeadline: true };
}

/** Whether an article says two things within so many words of each other, or (`distance` null) in one sentence. */
export function isNear(
  one: readonly BoundSense[],
  another: readonly BoundSense[],
  distance: number | null,
  profile: Profile,
  inTitle: boolean,
): boolean {
  const left = spansOf(one, profile, inTitle);
  const right = spansOf(another, profile, inTitle);
  // Both lists are in order of place: walk them together, so that a hostile text of one word costs no square.
  let from = 0;
  for (const one of left) {
    while (from < right.length && isFarBefore(right[from], one, distance, profile)) from += 1;
    for (let place = from; place < right.length && place < from + 8; place += 1) {
      const other = right[place];
      if (other === undefined || (one.start < other.end && other.start < one.end)) continue;
      const [first, second] = one.start < other.start ? [one, other] : [other, one];
      const isSamePart = first.start < profile.titleWords === second.start < profile.titleWords;
      const isClose =
        distance === null
          ? sentenceOf(profile, first.start) === sentenceOf(profile, second.start)
          : isSamePart && second.start - first.end <= distance;
      if (isClose) return true;
    }
  }
  return false;
}

function isFarBefore(other: Span | undefined, one: Span, distance: number | null, profile: Profile): boolean {
  if (other === undefined || other.start >= one.start) return false;
  if (distance !== null) return one.start - other.end > distance;
  return sentenceOf(profile, other.start) < sentenceOf(profile, one.start);
}

/** The places where an article surely says one of some things, in order. */
export function spansOf(senses: readonly BoundSense[], profile: Profile, inTitle: boolean): readonly Span[] {
  const spans: Span[] = [];
  for (const { number, weight } of senses) {
    for (const span of spansOfThing(profile, number)) {
      if (span.weight * weight < PRESENT_FROM || (inTitle && span.start >= profile.titleWords)) continue;
      spans.push(span);
    }
  }
  return senses.length === 1 ? spans : spans.sort((one, other) => one.start - other.start);
}
