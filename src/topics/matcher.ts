import { MOST_WHOLE } from './anchors.ts';
import { type Blocks, placeOf } from './blocks.ts';
import type { ConceptTable } from './concept-table.ts';
import { createFinder } from './finder.ts';
import { IS_PHRASE, IS_WHOLE, writeConcepts } from './posting.ts';
import { createPresence } from './presence.ts';
import type { Profile } from './profile.ts';
import { CODE, codeIn, conceptsIn, type FilterNumbers } from './program.ts';
import { createRunner } from './run.ts';
import { latestYear, logistic, THRESHOLD, YEAR_IS_RIGHT, yearEvidence } from './score.ts';
import type { TopicRows } from './topic-rows.ts';

/**
 * Topics that a story meets, in no order: the first `count` of the numbers, each with its score at the same place. Beside them what that took: how many
 * listed topics were looked at, and how many of these were judged.
 */
export type Met = {
  readonly count: number;
  readonly numbers: Int32Array;
  readonly scores: Float64Array;
  readonly looked: number;
  readonly judged: number;
};

/** What topics are matched by: their concepts, filters, rows and postings. `version` is another with each topic that comes or goes. */
export type Listed = {
  readonly table: ConceptTable;
  readonly filters: FilterNumbers;
  readonly rows: TopicRows;
  readonly postings: Blocks;
  readonly version: () => number;
};

/**
 * What an article gives hope for: phrases that a story may meet because of it, with the evidence for them and whether their years count as well; and the
 * other topics that it meets, with their scores.
 */
type Hopes = {
  readonly version: number;
  readonly phrases: readonly number[];
  readonly evidence: readonly number[];
  readonly askYears: readonly boolean[];
  readonly others: readonly number[];
  readonly scores: readonly number[];
};

// Sums of the same numbers may differ by this and less.
const ROUNDING = 1e-6;

/** What is told of a candidate: how well it is met, or the evidence for a phrase, which may have to be completed by its years. */
const SCORED = 0;
const WEIGHED = 1;
const WEIGHED_BUT_YEARS = 2;

export type Matcher = {
  /** Matches a story, given by the profiles of its articles, to the topics that are listed at the time. What it gives holds until the next call. */
  match(profiles: readonly Profile[]): Met;
  /** Looks through all topics for an article ahead of that. */
  lookAhead(profile: Profile): void;
};

/** Matches stories to topics. */
export function createMatcher({ table, filters, rows, postings, version: topicsVersion }: Listed): Matcher {
  const presence = createPresence(table);
  const runner = createRunner(table, presence, filters);
  const finder = createFinder(table, presence, postings);
  const hopes = new WeakMap<Profile, Hopes>();
  const concepts = new Int32Array(MOST_WHOLE);

  // What is told of each topic that the finder found.
  let values = new Float64Array(1024);
  let kinds = new Uint8Array(1024);
  // Those of them that their postings do not tell whole, and where their codes lie.
  let others = new Int32Array(1024);
  let codesAt = new Int32Array(1024);

  let looked = 0;
  let judged = 0;
  let count = 0;
  let numbers = new Int32Array(256);
  let scores = new Float64Array(256);

  function meets(number: number, score: number): void {
    if (count === numbers.length) {
      const moreNumbers = new Int32Array(count * 2);
      moreNumbers.set(numbers);
      numbers = moreNumbers;
      const moreScores = new Float64Array(count * 2);
      moreScores.set(scores);
      scores = moreScores;
    }
    numbers[count] = number;
    scores[count] = score;
    count += 1;
  }

  /** Tells of each topic that an article may meet how well it does. */
  function judge(profile: Profile): void {
    const { norm, isHeadline } = profile;
    presence.read(profile);
    runner.about(profile);
    finder.find(isHeadline);
    const { count: found, numbers: candidates, addresses, foundBy } = finder;
    looked += finder.looked;
    judged += found;
    if (values.length < found) {
      values = new Float64Array(found * 2);
      kinds = new Uint8Array(found * 2);
      others = new Int32Array(found * 2);
      codesAt = new Int32Array(found * 2);
    }
    let left = 0;
    for (let n = 0; n < found; n += 1) {
      const address = addresses[n] ?? 0;
      const posting = postings.chunkOf(address);
      const at = placeOf(address);
      const head = address === 0 ? 0 : (posting[at] ?? 0);
      if ((head & IS_WHOLE) === 0) {
        others[left++] = n;
        continue;
      }
      const length = writeConcepts(concepts, posting, at, foundBy[n] ?? 0);
      const isPhrase = (head & IS_PHRASE) !== 0;
      kinds[n] = isPhrase ? WEIGHED : SCORED;
      values[n] = isPhrase ? runner.evidence(concepts, 0, length, norm, isHeadline) : runner.least(concepts, length);
    }
    // Memory is slow: all addresses are fetched before what stands there, and that before it is gone through.
    for (let n = 0; n < left; n += 1) codesAt[n] = rows.addressOf(candidates[others[n] ?? 0] ?? 0);
    for (let n = 0; n < left; n += 1) {
      const row = codesAt[n] ?? 0;
      kinds[others[n] ?? 0] = codeIn(rows.chunkOf(row)[placeOf(row)] ?? 0) === CODE.phrase ? WEIGHED_BUT_YEARS : SCORED;
    }
    for (let n = 0; n < left; n += 1) {
      const row = codesAt[n] ?? 0;
      const code = rows.chunkOf(row);
      const other = others[n] ?? 0;
      const isPhrase = kinds[other] === WEIGHED_BUT_YEARS;
      values[other] = isPhrase ? phraseEvidence(code, placeOf(row), profile) : runner.score(code, placeOf(row));
    }
    presence.leave();
  }

  function matchOne(profile: Profile): void {
    const year = latestYear([profile]);
    const known = hopes.get(profile);
    if (known?.version === topicsVersion()) {
      for (const [n, number] of known.others.entries()) meets(number, known.scores[n] ?? 0);
      for (const [n, number] of known.phrases.entries()) {
        meetsPhrase(number, (known.evidence[n] ?? 0) + (known.askYears[n] === true ? yearsOf(number, year) : 0));
      }
      return;
    }
    judge(profile);
    const { count: found, numbers: candidates } = finder;
    for (let n = 0; n < found; n += 1) {
      const number = candidates[n] ?? 0;
      const value = values[n] ?? 0;
      if (kinds[n] === SCORED) {
        if (value >= THRESHOLD) meets(number, value);
        continue;
      }
      meetsPhrase(number, kinds[n] === WEIGHED ? value : value + yearsOf(number, year));
    }
  }

  function meetsPhrase(number: number, evidence: number): void {
    if (evidence < -ROUNDING) return;
    const score = logistic(evidence);
    if (score >= THRESHOLD) meets(number, score);
  }

  function phraseEvidence(code: Int32Array, from: number, { norm, isHeadline }: Profile): number {
    return runner.evidence(code, from + 1, conceptsIn(code[from] ?? 0), norm, isHeadline);
  }

  function yearsOf(number: number, latest: number | null): number {
    const code = rows.codeOf(number);
    return yearEvidence([...code.subarray(1 + conceptsIn(code[0] ?? 0))], latest);
  }

  // Their mean is no more than the most that an article says for a phrase: a topic that no article gives hope, the story does not meet. An article keeps what
  // it hopes for, so that with each new one of its story only that one is looked through for all topics.
  function hopesOf(profile: Profile): Hopes {
    const known = hopes.get(profile);
    const version = topicsVersion();
    if (known !== undefined && known.version === version) return known;
    judge(profile);
    const phrases: number[] = [];
    const evidence: number[] = [];
    const askYears: boolean[] = [];
    const others: number[] = [];
    const scores: number[] = [];
    const { count: found, numbers: candidates } = finder;
    for (let n = 0; n < found; n += 1) {
      const number = candidates[n] ?? 0;
      const value = values[n] ?? 0;
      if (kinds[n] !== SCORED) {
        const mayAsk = kinds[n] === WEIGHED_BUT_YEARS;
        if (value + (mayAsk ? YEAR_IS_RIGHT : 0) < -ROUNDING) continue;
        phrases.push(number);
        evidence.push(value);
        askYears.push(mayAsk);
      } else if (value >= THRESHOLD) {
        others.push(number);
        scores.push(value);
      }
    }
    const own = { version, phrases, evidence, askYears, others, scores };
    hopes.set(profile, own);
    return own;
  }

  function matchSeveral(profiles: readonly Profile[]): void {
    const all = profiles.map(hopesOf);
    const phrases = new Set(all.flatMap((one) => one.phrases));
    const best = new Map<number, number>();
    for (const { others, scores } of all) {
      for (const [n, number] of others.entries()) best.set(number, Math.max(best.get(number) ?? 0, scores[n] ?? 0));
    }
    for (const [number, score] of best) meets(number, score);
    if (phrases.size > 0) matchPhrases(profiles, [...phrases]);
  }

  function matchPhrases(profiles: readonly Profile[], phrases: readonly number[]): void {
    const codes = phrases.map(rows.codeOf);
    const concepts = codes.flatMap((code) => [...code.subarray(1, 1 + conceptsIn(code[0] ?? 0))]);
    const sums = new Float64Array(phrases.length);
    for (const profile of profiles) {
      presence.readFor(profile, concepts);
      for (const [n, code] of codes.entries()) sums[n] = (sums[n] ?? 0) + phraseEvidence(code, 0, profile);
      presence.leave();
    }
    const year = latestYear(profiles);
    for (const [n, number] of phrases.entries()) {
      const score = logistic((sums[n] ?? 0) / profiles.length + yearsOf(number, year));
      if (score >= THRESHOLD) meets(number, score);
    }
  }

  return {
    match(profiles) {
      count = 0;
      looked = 0;
      judged = 0;
      const [only] = profiles;
      if (profiles.length > 1) matchSeveral(profiles);
      else if (only !== undefined) matchOne(only);
      return { count, numbers, scores, looked, judged };
    },
    lookAhead: (profile) => void hopesOf(profile),
  };
}
