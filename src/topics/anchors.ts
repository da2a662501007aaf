import type { ConceptTable } from './concept-table.ts';
import { SHORTFALL } from './presence.ts';
import type { NumberedNode } from './program.ts';
import { createConceptRows, type Losses, lossesOf } from './score.ts';

/** A concept that a topic asks for, and what it costs the topic where an article lacks it. */
export type Part = { readonly concept: number; readonly loss: number };

/** A topic in the list of a concept, with what is looked at there: of a hundred topics that share a rare word with a story, one meets it. */
export type Listing = {
  /** The concept it is listed under. */
  readonly concept: number;
  /** What it asks for, that concept or not; where this is whole, all of it, a phrase's in the order in which it is scored. Over `MOST_LOST` lost, it is not met. */
  readonly parts: readonly Part[];
  /** Of a phrase: what one `SHORTFALL` of a concept that is there costs, a loss being `1 << LOSS_BITS` of these. Else 0. */
  readonly scale: number;
};

/** Where a topic is listed, so that a story finds it. */
export type Plan = {
  readonly isPhrase: boolean;
  /** Whether a listing tells all that the topic asks for. */
  readonly isWhole: boolean;
  /**
   * Any article with a text that meets the topic has the concept of one of these. The first whose concept it has tells what the article loses; of a
   * phrase for articles with a text only.
   */
  readonly listings: readonly Listing[];
  /** Concepts of which a headline may have one instead, as it is asked for less. */
  readonly headlineAnchors: readonly number[];
};

/** Losses are whole numbers, rounded so that too much passes rather than too little. */
export const MOST_LOST = 200;
/** Shortfalls are counted finer than losses, by so many bits. */
export const LOSS_BITS = 12;
/** No scale is more. */
const MOST_SCALE = 1 << 16;
const FATAL = 255;
const PARTS = (1 << LOSS_BITS) * SHORTFALL;
/** Topics of more concepts are judged by their code. */
export const MOST_WHOLE = 5;
/** Phrases up to so many concepts are worked out in rows that are made once. */
const MOST_SHARED_ROWS = 32;
const SHARED_ROWS = createConceptRows(MOST_SHARED_ROWS);

/** The plan of a topic. It follows from its concepts alone: asked again, it is the same. */
export function planTopic(node: NumberedNode, table: ConceptTable): Plan {
  if (node.kind === 'phrase') return planPhrase(node, table);
  const all = conjunctionOf(node);
  const isWhole = all !== null && all.length <= MOST_WHOLE;
  const needed = [...new Set(isWhole ? all : neededBy(node))]
    .map((concept) => ({ concept, loss: FATAL, cost: table.commonness(concept) }))
    .sort((one, other) => one.cost - other.cost);
  const listings = [...new Set(findAnchors(node, table).concepts)].map((concept) => {
    return { concept, parts: needed, scale: 0 };
  });
  return { isPhrase: false, isWhole, listings, headlineAnchors: [] };
}

// The concepts of a topic that asks for each of them and for nothing else; null: it is no such topic.
function conjunctionOf(node: NumberedNode): readonly number[] | null {
  if (node.kind === 'phrase') return node.concepts.length === 1 ? node.concepts : null;
  if (node.kind !== 'all') return null;
  const parts = node.parts.map(conjunctionOf);
  return parts.includes(null) ? null : parts.flatMap((part) => part ?? []);
}

type Phrase = NumberedNode & { readonly kind: 'phrase' };

function planPhrase(phrase: Phrase, table: ConceptTable): Plan {
  const losses = lossesIn(phrase, table, false);
  const costs = costsOf(phrase, table);
  const anchors = phraseAnchors(costs, losses).concepts;
  const inHeadlines = phraseAnchors(costs, lossesIn(phrase, table, true)).concepts;
  const { room, all, each } = losses;
  const parts = phrase.concepts.map((concept, place) => ({ concept, loss: roundLoss(each[place] ?? 0, room) }));
  const scale = room <= 0 ? 0 : Math.min(MOST_SCALE, Math.floor((MOST_LOST / (room * all)) * PARTS));
  return {
    isPhrase: true,
    isWhole: phrase.years.length === 0 && phrase.concepts.length <= MOST_WHOLE,
    listings: anchors.map((concept, place) => listUnder(concept, anchors.slice(0, place), parts, scale)),
    headlineAnchors: inHeadlines.filter((concept) => !anchors.includes(concept)),
  };
}

// An article that finds it here lacks the anchors before, or has found it there: what they cost is lost already, and what is left counts as all.
function listUnder(concept: number, before: readonly number[], parts: readonly Part[], scale: number): Listing {
  let left = MOST_LOST;
  for (const part of parts) if (before.includes(part.concept)) left -= part.loss;
  const share = (cost: number, most: number) =>
    Math.min(most, left > 0 ? Math.floor((cost * MOST_LOST) / left) : cost > 0 ? most : 0);
  return {
    concept,
    parts: parts.map((part) => ({
      concept: part.concept,
      loss: before.includes(part.concept) ? 0 : share(part.loss, FATAL),
    })),
    scale: share(scale, MOST_SCALE),
  };
}

function roundLoss(loss: number, room: number): number {
  if (loss > room) return FATAL;
  return room <= 0 ? 0 : Math.floor((loss / room) * MOST_LOST);
}

function lossesIn({ concepts, years }: Phrase, table: ConceptTable, isHeadline: boolean): Losses {
  const rows = concepts.length > MOST_SHARED_ROWS ? createConceptRows(concepts.length) : SHARED_ROWS;
  for (let row = 0; row < concepts.length; row += 1) {
    const concept = concepts[row] ?? 0;
    rows.weight[row] = table.weight(concept);
    rows.traits[row] = table.traits(concept);
  }
  return lossesOf(rows, concepts.length, years.length > 0, isHeadline);
}

/** Concepts, one of which any match must have, and how many articles are likely to have one. */
type Anchors = { readonly concepts: readonly number[]; readonly cost: number };

const NOWHERE: Anchors = { concepts: [], cost: Number.POSITIVE_INFINITY };

/** A concept of a phrase, its place there, and how many articles are likely to have it. */
type Cost = { readonly concept: number; readonly place: number; readonly cost: number };

// The rarest first.
function costsOf({ concepts }: Phrase, table: ConceptTable): readonly Cost[] {
  return concepts
    .map((concept, place) => ({ concept, place, cost: table.commonness(concept) }))
    .sort((one, other) => one.cost - other.cost);
}

// The rarest that it needs; or, of those of which it needs some, as many of the rarest as it cannot all miss (prefix filtering; Chaudhuri, Ganti and
// Kaushik 2006).
function phraseAnchors(costs: readonly Cost[], { room, each }: Losses): Anchors {
  if (room < 0) return { concepts: [], cost: 0 };
  for (const { concept, place, cost } of costs) {
    if (roundLoss(each[place] ?? 0, room) > MOST_LOST) return { concepts: [concept], cost };
  }
  const chosen: number[] = [];
  let lost = 0;
  let total = 0;
  for (const { concept, place, cost } of costs) {
    chosen.push(concept);
    total += cost;
    lost += roundLoss(each[place] ?? 0, room);
    if (lost > MOST_LOST) break;
  }
  return { concepts: chosen, cost: total };
}

function findAnchors(node: NumberedNode, table: ConceptTable): Anchors {
  switch (node.kind) {
    case 'phrase': {
      const [only] = node.concepts;
      if (node.concepts.length === 1 && only !== undefined) return single(only, table);
      const costs = costsOf(node, table);
      return together([
        phraseAnchors(costs, lossesIn(node, table, false)),
        phraseAnchors(costs, lossesIn(node, table, true)),
      ]);
    }
    case 'near':
      return cheapest([single(node.left, table), single(node.right, table)]);
    case 'all':
      return cheapest(node.parts.map((part) => findAnchors(part, table)));
    case 'any':
      return together(node.parts.map((part) => findAnchors(part, table)));
    case 'title':
      return findAnchors(node.part, table);
    case 'not':
    case 'publisher':
    case 'site':
    case 'lang':
    case 'since':
      return NOWHERE;
  }
}

function single(concept: number, table: ConceptTable): Anchors {
  return { concepts: [concept], cost: table.commonness(concept) };
}

function cheapest(all: readonly Anchors[]): Anchors {
  return all.reduce((best, anchors) => (anchors.cost < best.cost ? anchors : best), NOWHERE);
}

function together(all: readonly Anchors[]): Anchors {
  return {
    concepts: all.flatMap(({ concepts }) => concepts),
    cost: all.reduce((total, { cost }) => total + cost, 0),
  };
}

// What every match has: an alternative or an exclusion demands nothing by itself.
function neededBy(node: NumberedNode): readonly number[] {
  switch (node.kind) {
    case 'phrase':
      return node.concepts.length === 1 ? node.concepts : [];
    case 'all':
      return node.parts.flatMap(neededBy);
    case 'title':
      return neededBy(node.part);
    case 'near':
      return [node.left, node.right];
    case 'any':
    case 'not':
    case 'publisher':
    case 'site':
    case 'lang':
    case 'since':
      return [];
  }
}
