import { ABSENT, type ConceptTable, UNTOLD } from './concept-table.ts';
import { isNear, meetsFilter } from './evaluate.ts';
import { type Presence, SPARE_ROWS } from './presence.ts';
import type { Profile } from './profile.ts';
import { CODE, type FilterNumbers } from './program.ts';
import { evidenceOf, latestYear, logistic, THRESHOLD, yearEvidence } from './score.ts';

/** Judges one article by topics written as integers, as `scoreStory` judges it by their trees. */
export type Runner = {
  /** From now on about the article that `presence` reads. */
  about(profile: Profile): void;
  /** The evidence of the article for the phrase whose concepts stand there; the bits over a concept's number are no part of it. */
  evidence(code: Int32Array, from: number, count: number, norm: number, isHeadline: boolean): number;
  /** How well the article meets a topic that asks for each of the concepts that stand there, and nothing else. */
  least(code: Int32Array, from: number, count: number): number;
  /** How well the article meets the topic that is written there: exactly where it does; where it does not, something under the threshold. */
  score(code: Int32Array, from: number): number;
};

/** The part of a guard or a place in a phrase that is the concept's number. */
export const CONCEPT_BITS = 0xffffff;

/** A runner that knows no article yet. */
export function createRunner(table: ConceptTable, presence: Presence, filters: FilterNumbers): Runner {
  const rowsOfPhrase = new Int32Array(SPARE_ROWS);
  let profile: Profile | null = null;
  let at = 0;

  function evidence(code: Int32Array, from: number, count: number, norm: number, isHeadline: boolean): number {
    const { places } = table;
    for (let n = 0; n < count; n += 1) {
      const concept = (code[from + n] ?? 0) & CONCEPT_BITS;
      const place = places[concept] ?? ABSENT;
      if (place !== ABSENT && place !== UNTOLD) rowsOfPhrase[n] = place;
      else {
        rowsOfPhrase[n] = n;
        if (place === ABSENT) setAbsent(concept, n);
        else presence.workOut(concept, n, false);
      }
    }
    return evidenceOf(presence.rows, rowsOfPhrase, count, norm, isHeadline);
  }

  // The strengths of a spare row are left at nought by whoever did not find his concept.
  function setAbsent(concept: number, row: number): void {
    const { rows } = presence;
    rows.weight[row] = table.weight(concept);
    rows.traits[row] = table.traits(concept);
    if (rows.any[row] === 0) return;
    rows.title[row] = 0;
    rows.lead[row] = 0;
    rows.any[row] = 0;
    rows.share[row] = 0;
    rows.told[row] = 0;
  }

  function hasConcept(concept: number, inTitle: boolean): number {
    const place = table.places[concept] ?? ABSENT;
    if (place === ABSENT) return 0;
    if (place === UNTOLD) presence.workOut(concept, 0, false);
    const row = place === UNTOLD ? 0 : place;
    return (inTitle ? presence.thereInTitle[row] : presence.there[row]) ?? 0;
  }

  function phrase(code: Int32Array, inTitle: boolean, about: Profile): number {
    const count = code[at] ?? 0;
    const yearCount = code[at + 1] ?? 0;
    const from = at + 2;
    at = from + count + yearCount;
    let found: number;
    if (inTitle) {
      for (let n = 0; n < count; n += 1) {
        rowsOfPhrase[n] = n;
        presence.workOut(code[from + n] ?? 0, n, true);
      }
      found = evidenceOf(presence.rows, rowsOfPhrase, count, about.norm, true);
    } else found = evidence(code, from, count, about.norm, about.isHeadline);
    let touched = 0;
    for (let n = 0; n < count; n += 1) touched += presence.rows.any[rowsOfPhrase[n] ?? 0] ?? 0;
    if (touched === 0) return 0;
    const years = yearCount === 0 ? [] : [...code.subarray(from + count, from + count + yearCount)];
    return logistic(found + (yearCount === 0 ? 0 : yearEvidence(years, latestYear([about]))));
  }

  function near(code: Int32Array, inTitle: boolean, about: Profile): number {
    const distance = code[at] ?? 0;
    const [left, right] = [code[at + 1] ?? 0, code[at + 2] ?? 0];
    at += 3;
    const least = Math.min(hasConcept(left, inTitle), hasConcept(right, inTitle));
    if (least < THRESHOLD) return 0;
    const isClose = isNear(table.senses(left), table.senses(right), distance < 0 ? null : distance, about, inTitle);
    return isClose ? least : 0;
  }

  // Goes over one part, so that `at` stands behind it.
  function part(code: Int32Array, about: Profile): number {
    switch (code[at++]) {
      case CODE.has:
        return hasConcept(code[at++] ?? 0, false);
      case CODE.hasInTitle:
        return hasConcept(code[at++] ?? 0, true);
      case CODE.all: {
        const count = code[at] ?? 0;
        const end = at + 2 + (code[at + 1] ?? 0);
        at += 2;
        let least = 1;
        for (let n = 0; n < count; n += 1) {
          least = Math.min(least, part(code, about));
          if (least < THRESHOLD) break;
        }
        at = end;
        return least;
      }
      case CODE.any: {
        const count = code[at] ?? 0;
        at += 2;
        let most = 0;
        for (let n = 0; n < count; n += 1) most = Math.max(most, part(code, about));
        return most;
      }
      case CODE.not:
        return part(code, about) >= THRESHOLD ? 0 : 1;
      case CODE.phrase:
        return phrase(code, false, about);
      case CODE.phraseInTitle:
        return phrase(code, true, about);
      case CODE.near:
        return near(code, false, about);
      case CODE.nearInTitle:
        return near(code, true, about);
      default: {
        const filter = filters.filter(code[at++] ?? 0);
        return filter !== undefined && meetsFilter(filter, about) ? 1 : 0;
      }
    }
  }

  return {
    about(article) {
      profile = article;
    },
    evidence,
    least(code, from, count) {
      let least = 1;
      for (let n = 0; n < count && least >= THRESHOLD; n += 1) {
        least = Math.min(least, hasConcept((code[from + n] ?? 0) & CONCEPT_BITS, false));
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
