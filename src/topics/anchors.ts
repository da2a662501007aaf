import type { ConceptTable } from './concept-table.ts';
import { SHORTFALL } from './presence.ts';
import type { NumberedNode } from './program.ts';
import { createConceptRows, type Losses, lossesOf } from './score.ts';

/**
 * Where a topic is listed, so that a story finds it, and what is looked at before it is scored: of a hundred topics that share a rare word with a
 * story, one meets it.
 */
export type Plan = {
  /** Concepts of which any article with a text that meets the topic has at least one. */
  readonly anchors: readonly number[];
  /** Concepts of which a headline may have one instead, as it is asked for less. */
  readonly headlineAnchors: readonly number[];
  /** What each of these concepts costs where it is missing: over `MOST_LOST` together, the topic is not met. */
  readonly guards: readonly { readonly concept: number; readonly loss: number }[];
  /** Whether the guards are all that the topic asks for. */
  readonly isWhole: boolean;
  /**
   * Of a phrase, whose guards hold for articles with a text only: what one `SHORTFALL` of a concept that is there costs it, a loss being `1 << LOSS_BITS`
   * of these. Null where it is no phrase.
   */
  readonly scale: number | null;
};

/** Losses are whole numbers, rounded so that too much passes rather than too little. */
export const MOST_LOST = 200;
/** Shortfalls are counted finer than losses, by so many bits. */
export const LOSS_BITS = 12;
const FATAL = 255;
const PARTS = (1 << LOSS_BITS) * SHORTFALL;
/** More guards than this would be read more often than they help. */
const MOST_GUARDS = 3;
/** Topics of more concepts are judged by their code. */
const MOST_WHOLE = 16;
const MOST_SCALE = 1 << 16;
/** Phrases up to so many concepts are worked out in rows that are made once. */
const MOST_SHARED_ROWS = 32;
const SHARED_ROWS = createConceptRows(MOST_SHARED_ROWS);

/** The plan of a topic. It follows from its concepts alone: asked again, it is the same. */
export function planTopic(node: NumberedNode, table: ConceptTable): Plan {
  if (node.kind === 'phrase') return planPhrase(node, table);
  const { concepts } = findAnchors(node, table);
  const all = conjunctionOf(node);
  if (all !== null && all.length <= MOST_WHOLE) {
    return {
      anchors: [...new Set(concepts)],
      headlineAnchors: [],
      guards: rarestOf([...new Set(all)], table),
      isWhole: true,
      scale: null,
    };
  }
  const [only] = concepts;
  const rest = [...new Set(neededBy(node))].filter((concept) => concepts.length > 1 || concept !== only);
  return {
    anchors: [...new Set(concepts)],
    headlineAnchors: [],
    guards: rarestOf(rest, table).slice(0, MOST_GUARDS),
    isWhole: false,
    scale: null,
  };
}

function rarestOf(concepts: readonly number[], table: ConceptTable): Plan['guards'] {
  return concepts
    .map((concept) => ({ concept, loss: FATAL, cost: table.commonness(concept) }))
    .sort((one, other) => one.cost - other.cost);
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
  const anchors = phraseAnchors(costs, losses);
  const inHeadlines = phraseAnchors(costs, lossesIn(phrase, table, true));
  return {
    anchors: anchors.concepts,
    headlineAnchors: inHeadlines.concepts.filter((concept) => !anchors.concepts.includes(concept)),
    guards: phrase.concepts.map((concept, place) => ({
      concept,
      loss: roundLoss(losses.each[place] ?? 0, losses.room),
    })),
    isWhole: phrase.years.length === 0,
    scale: losses.room <= 0 ? 0 : Math.min(MOST_SCALE, Math.floor((MOST_LOST / (losses.room * losses.all)) * PARTS)),
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
