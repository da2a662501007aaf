import { ABSENT, type ConceptTable, SPOT, TRAIT_BITS, UNTOLD, WORTH } from './concept-table.ts';
import { isNear, meetsFilter } from './evaluate.ts';
import { type Presence, SPARE_ROWS } from './presence.ts';
import type { Profile } from './profile.ts';
import { beside, CODE, codeIn, conceptsIn, type FilterNumbers, yearsIn } from './program.ts';
import { evidenceOf, latestYear, logistic, THRESHOLD, yearEvidence } from './score.ts';

/** Judges one article by topics written as integers, as `scoreStory` judges it by their trees. */
export type Runner = {
  /** From now on about the article that `presence` reads. */
  about(profile: Profile): void;
  /** The evidence of the article for the phrase whose concepts stand there. */
  evidence(code: Int32Array, from: number, count: number, norm: number, isHeadline: boolean): number;
  /** How well the article meets a topic that asks for each of so many concepts, and nothing else. */
  least(concepts: Int32Array, count: number): number;
  /** How well the article meets the topic that is written there: exactly where it does; where it does not, something under the threshold. */
  score(code: Int32Array, from: number): number;
};

// Rows for what is worked out for one topic begin here; the very first is that of what is absent.
const FIRST_SPARE = 1;

/** A runner that knows no article yet. */
export function createRunner(table: ConceptTable, presence: Presence, filters: FilterNumbers): Runner {
  const rowsOfPhrase = new Int32Array(SPARE_ROWS);
  let profile: Profile | null = null;
  let at = 0;

  function evidence(code: Int32Array, from: number, count: number, norm: number, isHeadline: boolean): number {
    const { spots } = table;
    for (let n = 0; n < count; n += 1) {
      const concept = code[from + n] ?? 0;
      const place = spots[concept * SPOT] ?? ABSENT;
      if (place !== ABSENT && place !== UNTOLD) rowsOfPhrase[n] = place;
      else {
        const row = FIRST_SPARE + n;
        rowsOfPhrase[n] = row;
        if (place === ABSENT) setAbsent(spots[concept * SPOT + WORTH] ?? 0, row);
        else presence.workOut(concept, row, false);
      }
    }
    return evidenceOf(presence.rows, rowsOfPhrase, count, norm, isHeadline);
  }

  // The strengths of a spare row are left at nought by whoever did not find his concept.
  function setAbsent(worth: number, row: number): void {
    const { rows } = presence;
    rows.weight[row] = table.worthWeight(worth);
    rows.traits[row] = worth & TRAIT_BITS;
    if (rows.any[row] === 0) return;
    rows.title[row] = 0;
    rows.lead[row] = 0;
    rows.any[row] = 0;
    rows.share[row] = 0;
    rows.told[row] = 0;
  }

  function hasConcept(concept: number, inTitle: boolean): number {
    const place = table.spots[concept * SPOT] ?? ABSENT;
    if (place === UNTOLD) return presence.thereUntold(concept, inTitle);
    return (inTitle ? presence.thereInTitle[place] : presence.there[place]) ?? 0;
  }

  function phrase(code: Int32Array, counts: number, inTitle: boolean, about: Profile): number {
    const count = conceptsIn(counts);
    const yearCount = yearsIn(counts);
    const from = at;
    at += count + yearCount;
    let found: number;
    if (inTitle) {
      for (let n = 0; n < count; n += 1) {
        rowsOfPhrase[n] = FIRST_SPARE + n;
        presence.workOut(code[from + n] ?? 0, FIRST_SPARE + n, true);
      }
      found = evidenceOf(presence.rows, rowsOfPhrase, count, about.norm, true);
    } else found = evidence(code, from, count, about.norm, about.isHeadline);
    let touched = 0;
    for (let n = 0; n < count; n += 1) touched += presence.rows.any[rowsOfPhrase[n] ?? 0] ?? 0;
    if (touched === 0) return 0;
    const years = yearCount === 0 ? [] : [...code.subarray(from + count, from + count + yearCount)];
    return logistic(found + (yearCount === 0 ? 0 : yearEvidence(years, latestYear([about]))));
  }

  function near(code: Int32Array, distance: number, inTitle: boolean, about: Profile): number {
    const [left, right] = [code[at] ?? 0, code[at + 1] ?? 0];
    at += 2;
    const least = Math.min(hasConcept(left, inTitle), hasConcept(right, inTitle));
    if (least < THRESHOLD) return 0;
    const isClose = isNear(table.senses(left), table.senses(right), distance < 0 ? null : distance, about, inTitle);
    return isClose ? least : 0;
  }

  // Goes over one part, so that `at` stands behind it.
  function part(code: Int32Array, about: Profile): number {
    const integer = code[at++] ?? 0;
    switch (codeIn(integer)) {
      case CODE.has:
        return hasConcept(beside(integer), false);
      case CODE.hasInTitle:
        return hasConcept(beside(integer), true);
      case CODE.all: {
        const end = at + beside(integer);
        let least = 1;
        while (at < end && least >= THRESHOLD) least = Math.min(least, part(code, about));
        at = end;
        return least;
      }
      case CODE.any: {
        const end = at + beside(integer);
        let most = 0;
        while (at < end) most = Math.max(most, part(code, about));
        return most;
      }
      case CODE.not:
        return part(code, about) >= THRESHOLD ? 0 : 1;
      case CODE.phrase:
        return phrase(code, integer, false, about);
      case CODE.phraseInTitle:
        return phrase(code, integer, true, about);
      case CODE.near:
        return near(code, beside(integer) - 1, false, about);
      case CODE.nearInTitle:
        return near(code, beside(integer) - 1, true, about);
      default: {
        const filter = filters.filter(beside(integer));
        return filter !== undefined && meetsFilter(filter, about) ? 1 : 0;
      }
    }
  }

  return {
    about(article) {
      profile = article;
    },
    evidence,
    least(concepts, count) {
      const { spots } = table;
      let least = 1;
      let last = ABSENT;
      for (let n = 0; n < count; n += 1) {
        const place = spots[(concepts[n] ?? 0) * SPOT] ?? ABSENT;
        least = Math.min(least, presence.there[place] ?? 0);
        last = Math.max(last, place);
      }
      if (last !== UNTOLD) return least;
      least = 1;
      for (let n = 0; n < count && least >= THRESHOLD; n += 1) {
        least = Math.min(least, hasConcept(concepts[n] ?? 0, false));
      }
      return least;
    },
    score(code, from) {
      if (profile === null) return 0;
      at = from;
      return part(code, profile);
    },
  };
}
