import type { TopicId } from '../lib/ids.ts';
import { scoreArticle, scoreStory, spansOf } from './evaluate.ts';
import { conceptsOf } from './node.ts';
import { type Profile, spansOfThing, wordsOf } from './profile.ts';
import { latestYear, THRESHOLD } from './score.ts';
import { type BoundConcept, type BoundNode, strengthOf } from './strength.ts';
import type { ConceptHit, Match } from './topic.ts';

/** Different words shown for one concept. */
const MOST_WORDS = 3;

/**
 * How a story meets a topic, in words: for each concept what met it and where, or that nothing did. The words are made when they are asked for: of a
 * thousand matches few are told.
 */
export function tellMatch(topic: TopicId, node: BoundNode, profiles: readonly Profile[], score: number): Match {
  let told: Pick<Match, 'hits' | 'article' | 'why'> | null = null;
  const tell = () => {
    told ??= tellWords(node, profiles);
    return told;
  };
  return {
    topic,
    score: toldScore(score),
    isMatch: score >= THRESHOLD,
    get hits() {
      return tell().hits;
    },
    get article() {
      return tell().article;
    },
    get why() {
      return tell().why;
    },
  };
}

function tellWords(node: BoundNode, profiles: readonly Profile[]): Pick<Match, 'hits' | 'article' | 'why'> {
  const best = bestProfile(node, profiles);
  const hits = conceptsOf(node).map((concept) => hitOf(concept, best));
  const why = hits.map(tellHit);
  if (node.kind === 'phrase' && node.years.length > 0) why.push(tellYears(node.years, profiles));
  why.push(...objectionsOf(node, best));
  return { hits, article: best.article.id, why };
}

/** A score as it is told, in thousandths. Never up over the threshold: a pair that is shown as 0.5 and does not match would be a riddle. */
export function toldScore(score: number): number {
  return Math.floor(score * 1000) / 1000;
}

function bestProfile(node: BoundNode, profiles: readonly Profile[]): Profile {
  const [first, ...rest] = profiles;
  if (first === undefined) throw new Error('a story has at least one article');
  let best = first;
  let bestScore = scoreStory(node, [first]);
  for (const profile of rest) {
    const score = scoreStory(node, [profile]);
    if (score <= bestScore) continue;
    best = profile;
    bestScore = score;
  }
  return best;
}

function hitOf(concept: BoundConcept, profile: Profile): ConceptHit {
  const { label } = concept.concept;
  const { title, lead, any } = strengthOf(concept, profile);
  if (any === 0) return { label, words: [], where: null };
  const where = title > 0 ? 'title' : lead > 0 ? 'lead' : 'body';
  const words = new Map<string, string>();
  const spans = spansOf(concept.senses, profile, false);
  const weak = concept.senses.flatMap(({ number }) => spansOfThing(profile, number));
  for (const { text, place } of wordsOf(profile, spans.length > 0 ? spans : weak)) {
    if (where === 'title' ? place !== 'title' : where === 'lead' ? place === 'body' : false) continue;
    if (!words.has(text.toLowerCase())) words.set(text.toLowerCase(), text);
    if (words.size === MOST_WORDS) break;
  }
  return { label, words: [...words.values()], where };
}

// What an article must not have, or must be, and is not: without these a topic whose words are all there would look as if it matched.
function objectionsOf(node: BoundNode, profile: Profile): string[] {
  if (node.kind === 'phrase' || node.kind === 'any' || scoreArticle(node, profile, false) >= THRESHOLD) return [];
  switch (node.kind) {
    case 'all':
      return node.parts.flatMap((part) => objectionsOf(part, profile));
    case 'not':
      return [`${labelsOf(node.part)}: mentioned, and the topic leaves it out`];
    case 'title':
      return [`${labelsOf(node.part)}: not in the title`];
    case 'near':
      return [
        `${node.left.concept.label}, ${node.right.concept.label}: ${node.distance === null ? 'not in one sentence' : `not within ${node.distance} ${node.distance === 1 ? 'word' : 'words'}`}`,
      ];
    case 'publisher':
    case 'site':
    case 'lang':
      return [`${node.kind}:${node.value}: not so`];
    case 'since':
      return [`since: ${profile.article.time.origin === 'unknown' ? 'no time is known' : 'older'}`];
  }
}

function labelsOf(node: BoundNode): string {
  const labels = conceptsOf(node).map(({ concept }) => concept.label);
  return labels.length > 0 ? labels.join(' ') : 'the exclusion';
}

const PLACES = { title: 'in the title', lead: 'in the opening', body: 'further down' } as const;

function tellHit({ label, words, where }: ConceptHit): string {
  if (where === null) return `${label}: not mentioned`;
  return `${label}: ${words.map((word) => `“${word}”`).join(', ')} ${PLACES[where]}`;
}

function tellYears(years: readonly number[], profiles: readonly Profile[]): string {
  const asked = years.join(', ');
  const latest = latestYear(profiles);
  if (latest === null) return `${asked}: no year is named`;
  return years.includes(latest) ? `${asked}: the year is right` : `${asked}: the story names ${latest}`;
}
