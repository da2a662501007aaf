import { type Profile, type Span, sentenceOf, spansOfThing } from './profile.ts';
import { phraseScore, THRESHOLD } from './score.ts';
import { type BoundConcept, type BoundNode, strengthOf } from './strength.ts';

/**
 * How well one story meets a topic, from 0 to 1, its articles given as profiles. A plain phrase is scored over the story as a whole. With
 * operators each article is taken at its word and the best one speaks for the story.
 */
export function scoreStory(node: BoundNode, profiles: readonly Profile[]): number {
  if (node.kind === 'phrase') return phraseScore(node, profiles);
  return Math.max(0, ...profiles.map((profile) => scoreArticle(node, profile, false)));
}

/** How well one article meets a topic or a part of one. */
export function scoreArticle(node: BoundNode, profile: Profile, inTitle: boolean): number {
  switch (node.kind) {
    case 'phrase': {
      const [only] = node.concepts;
      // One thing between operators is there or not, wherever it stands.
      if (node.concepts.length === 1 && only !== undefined) return presence(only, profile, inTitle);
      return phraseScore(node, [inTitle ? titleOnly(profile) : profile]);
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
      return isNear(node, profile, inTitle)
        ? Math.min(presence(node.left, profile, inTitle), presence(node.right, profile, inTitle))
        : 0;
    case 'publisher':
      return profile.publisher !== '' && ` ${profile.publisher} `.includes(` ${node.value} `) ? 1 : 0;
    case 'site':
      return profile.host === node.value || profile.host.endsWith(`.${node.value}`) ? 1 : 0;
    case 'lang':
      return profile.article.language === node.value ? 1 : 0;
    case 'since': {
      const { time } = profile.article;
      return time.origin !== 'unknown' && time.at >= node.at ? 1 : 0;
    }
  }
}

// A mention that may mean it (a capital for its government) is no presence.
const PRESENT_FROM = 0.5;

function presence(concept: BoundConcept, profile: Profile, inTitle: boolean): number {
  const { title, lead, any } = strengthOf(concept, profile);
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

function isNear(node: BoundNode & { readonly kind: 'near' }, profile: Profile, inTitle: boolean): boolean {
  const left = spansOf(node.left, profile, inTitle);
  const right = spansOf(node.right, profile, inTitle);
  // Both lists are in order of place: walk them together, so that a hostile text of one word costs no square.
  let from = 0;
  for (const one of left) {
    while (from < right.length && isFarBefore(right[from], one, node.distance, profile)) from += 1;
    for (let place = from; place < right.length && place < from + 8; place += 1) {
      const other = right[place];
      if (other === undefined || (one.start < other.end && other.start < one.end)) continue;
      const [first, second] = one.start < other.start ? [one, other] : [other, one];
      const isSamePart = first.start < profile.titleWords === second.start < profile.titleWords;
      const isClose =
        node.distance === null
          ? sentenceOf(profile, first.start) === sentenceOf(profile, second.start)
          : isSamePart && second.start - first.end <= node.distance;
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

/** The places where an article meets a concept, in order. */
export function spansOf(concept: BoundConcept, profile: Profile, inTitle: boolean): readonly Span[] {
  const spans = concept.senses.flatMap(({ number, weight }) =>
    spansOfThing(profile, number)
      .filter((span) => span.weight * weight >= PRESENT_FROM)
      .filter((span) => !inTitle || span.start < profile.titleWords),
  );
  return spans.sort((one, other) => one.start - other.start);
}
