/** A story whose score reaches this meets the topic. One for all topics and all news. */
export const THRESHOLD = 0.5;

/** What a concept is besides its weight; sums of these. */
export const TRAIT = { name: 1, soughtCountry: 2, place: 4 } as const;

/**
 * Concepts in columns, a row each: what a concept is worth, and how well one article meets it (see `ConceptStrength`). `share` is 1 - e^-mass and
 * `told` ln(1 + mass): worked out once for all topics that share the concept.
 */
export type ConceptRows = {
  readonly weight: Float64Array;
  /** Sums of `TRAIT`. */
  readonly traits: Uint8Array;
  readonly title: Float64Array;
  readonly lead: Float64Array;
  readonly any: Float64Array;
  readonly share: Float64Array;
  readonly told: Float64Array;
};

/** Columns of so many rows, all of them zero. */
export function createConceptRows(size: number): ConceptRows {
  return {
    weight: new Float64Array(size),
    traits: new Uint8Array(size),
    title: new Float64Array(size),
    lead: new Float64Array(size),
    any: new Float64Array(size),
    share: new Float64Array(size),
    told: new Float64Array(size),
  };
}

/** Says how well an article meets the concept of a row. */
export function setStrength(
  rows: ConceptRows,
  row: number,
  title: number,
  lead: number,
  any: number,
  mass: number,
): void {
  rows.title[row] = title;
  rows.lead[row] = lead;
  rows.any[row] = any;
  rows.share[row] = 1 - Math.exp(-mass);
  rows.told[row] = Math.log1p(mass);
}

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
export const YEAR_IS_RIGHT = 0.8;
const YEAR_IS_LATER = -2.5;
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

/** From evidence in log-odds to a score. */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function shortness(all: number): number {
  return Math.min(1, Math.max(0, (LONG_FROM - all) / SHORT_SPAN));
}

/**
 * What one article says for a phrase, in log-odds: over nought it meets it. The phrase's concepts are the rows named by the first `count` of `places`, in
 * the order in which all sums are taken (two sums of the same numbers in another order differ in the last digit). `norm` is the length of the
 * article's vector.
 */
export function evidenceOf(
  rows: ConceptRows,
  places: Int32Array,
  count: number,
  norm: number,
  isHeadline: boolean,
): number {
  let all = 0;
  let squares = 0;
  let cubes = 0;
  let saidInTitle = 0;
  let saidInLead = 0;
  let said = 0;
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
  for (let at = 0; at < count; at += 1) {
    const row = places[at] ?? 0;
    const weight = rows.weight[row] ?? 0;
    const traits = rows.traits[row] ?? 0;
    const any = rows.any[row] ?? 0;
    const missing = 1 - any;
    const square = weight * weight;
    const cube = square * weight;
    if (any === 0) unmet += 1;
    all += weight;
    squares += square;
    cubes += cube;
    saidInTitle += weight * (rows.title[row] ?? 0);
    saidInLead += weight * (rows.lead[row] ?? 0);
    said += weight * any;
    mass += weight * (rows.share[row] ?? 0);
    dot += square * (rows.told[row] ?? 0);
    rareMissing += cube * missing;
    if (weight > top) {
      top = weight;
      topMissing = missing;
    } else if (weight === top && missing > topMissing) topMissing = missing;
    if (traits === 0) continue;
    if ((traits & TRAIT.name) !== 0) {
      names += weight;
      namesMissing += weight * missing;
    }
    // A capital for its country is no absence.
    const absence = Math.max(0, 1 - 2 * any);
    if ((traits & TRAIT.soughtCountry) !== 0) {
      countries += 1;
      countriesMissing += absence;
    }
    if ((traits & TRAIT.place) !== 0) placesMissing += PLACE_SHARE * absence;
  }
  // A family gathers the mentions of several words, so that the quotient may pass 1.
  const cosine = norm === 0 ? 0 : Math.min(1, dot / (Math.sqrt(squares) * norm));
  const share = said / all;
  const met = Math.min(MOST_MET, share * Math.max(all, LEAST_TOLD));
  const shortMissing = (1 - share) * shortness(all);
  const farMissing =
    placesMissing + (countries < 2 ? countriesMissing : (COUNTRY_OF_SEVERAL * countriesMissing) / countries);
  if (isHeadline) {
    return (
      HEADLINE.base +
      (HEADLINE.title * saidInTitle) / all +
      HEADLINE.cosine * cosine +
      HEADLINE.met * met +
      HEADLINE.topMissing * topMissing +
      HEADLINE.shortMissing * shortMissing +
      HEADLINE.countriesMissing * farMissing +
      (count <= FEW ? HEADLINE.fewMissing * unmet : 0)
    );
  }
  return (
    WITH_TEXT.base +
    (WITH_TEXT.title * saidInTitle) / all +
    (WITH_TEXT.lead * saidInLead) / all +
    WITH_TEXT.any * share +
    (WITH_TEXT.mass * mass) / all +
    WITH_TEXT.cosine * cosine +
    WITH_TEXT.met * met +
    (WITH_TEXT.rareMissing * rareMissing) / cubes +
    WITH_TEXT.topMissing * topMissing +
    (names === 0 ? 0 : (WITH_TEXT.namesMissing * namesMissing) / names) +
    WITH_TEXT.shortMissing * shortMissing +
    WITH_TEXT.countriesMissing * farMissing
  );
}

/**
 * What an article with a text says less for a concept than it could, though it has it: of any phrase this much, divided by what the phrase tells in all, is
 * lost at least. `rows` hold the concept in that row.
 */
export function shortfallOf(rows: ConceptRows, row: number): number {
  const lacks =
    WITH_TEXT.title * (1 - (rows.title[row] ?? 0)) +
    WITH_TEXT.lead * (1 - (rows.lead[row] ?? 0)) +
    WITH_TEXT.any * (1 - (rows.any[row] ?? 0)) +
    WITH_TEXT.mass * (1 - (rows.share[row] ?? 0));
  return (rows.weight[row] ?? 0) * lacks;
}

/** What it costs a phrase that an article lacks some of its concepts. */
export type Losses = {
  /** The evidence of an article that meets all of it as well as can be: an article that has lost more than this does not meet the phrase. */
  readonly room: number;
  /** What the phrase tells in all: the sum of its weights. */
  readonly all: number;
  /** What each missing concept costs at least, by its place in the phrase. */
  readonly each: readonly number[];
};

/**
 * The least that missing concepts cost a phrase in an article with a text, or in a headline. What several cost together is at least the sum, so that
 * these tell which concepts to look for first and when to stop. `rows` hold the phrase in its first `count` rows.
 */
export function lossesOf(rows: ConceptRows, count: number, asksYears: boolean, isHeadline: boolean): Losses {
  const places = count > IN_ORDER.length ? orderOf(count) : IN_ORDER;
  let top = 0;
  let tops = 0;
  let all = 0;
  for (let row = 0; row < count; row += 1) {
    const weight = rows.weight[row] ?? 0;
    if (weight > top) tops = 0;
    if (weight >= top) tops += 1;
    top = Math.max(top, weight);
    all += weight;
    setWhole(rows, row, 1);
  }
  const whole = evidenceOf(rows, places, count, 1, isHeadline);
  const topMissing = isHeadline ? HEADLINE.topMissing : WITH_TEXT.topMissing;
  const each: number[] = [];
  for (let row = 0; row < count; row += 1) {
    setWhole(rows, row, 0);
    const rest = evidenceOf(rows, places, count, 1, isHeadline);
    setWhole(rows, row, 1);
    // Of several rarest concepts the first that is missing costs, the others nothing more: each bears its part.
    const shared = rows.weight[row] === top ? -topMissing * (1 - 1 / tops) : 0;
    each.push(Math.max(0, whole - rest - shared));
  }
  return { room: whole + (asksYears ? YEAR_IS_RIGHT : 0), all, each };
}

function orderOf(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, place) => place);
}

const IN_ORDER = orderOf(64);

// Says that an article meets the concept of a row as well as can be (1), or not at all (0).
function setWhole(rows: ConceptRows, row: number, met: 0 | 1): void {
  rows.title[row] = met;
  rows.lead[row] = met;
  rows.any[row] = met;
  rows.share[row] = met;
  rows.told[row] = met === 1 ? Number.POSITIVE_INFINITY : 0;
}

/** What the years of a story say for a phrase that asks for some, in log-odds; `latest` as of `latestYear`. */
export function yearEvidence(asked: readonly number[], latest: number | null): number {
  if (asked.length === 0 || latest === null) return 0;
  if (asked.includes(latest)) return YEAR_IS_RIGHT;
  return latest > Math.max(...asked) ? YEAR_IS_LATER : 0;
}

/** The latest year that a fair share of a story's articles mention; null where they mention none. */
export function latestYear(profiles: readonly { readonly years: readonly number[] }[]): number | null {
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
