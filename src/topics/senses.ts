import { type ConceptSense, senseKey } from './concepts.ts';
import { createFormTable } from './form.ts';
import { commonnessOf, type Lexicon } from './lexicon.ts';
import { type MatchableArticle, type Profile, profileArticle } from './profile.ts';
import { createSpellingTable } from './spelling.ts';

/**
 * Everything that topics look for, by number: the entries of the lexicon first (always), then the forms and spellings that topics bring, for as long as
 * one needs them. A number is given again when it is free.
 */
export type Senses = {
  /** The number of a sense, which is looked for from now on. Each call is one use, given back by one `release`. */
  numberOf(sense: ConceptSense): number;
  /** Gives back one use of a number. */
  release(number: number): void;
  /** About what share of articles says it, as far as a word list can tell. */
  commonness(number: number): number;
  /** Every number is below it. */
  readonly size: number;
  /** Another whenever something new is looked for: a profile read before that may lack it. */
  readonly epoch: number;
  /** Reads an article once for all topics. */
  profile(article: MatchableArticle): Profile;
};

/** Looks for the lexicon's entries and nothing else yet. */
export function createSenses(lexicon: Lexicon): Senses {
  const looked = { forms: createFormTable<number>(), spellings: createSpellingTable(), lexemes: new Map() };
  const commonness = lexicon.entries.map((entry) => entry.commonness);
  const numbers = new Map<string, { readonly number: number; uses: number }>();
  const sought: (Exclude<ConceptSense, { readonly by: 'entry' }> | undefined)[] = [];
  const freeNumbers: number[] = [];
  let epoch = 0;

  return {
    numberOf(sense) {
      if (sense.by === 'entry') return sense.entry.number;
      const key = senseKey(sense);
      const known = numbers.get(key);
      if (known !== undefined) {
        known.uses += 1;
        return known.number;
      }
      const number = freeNumbers.pop() ?? commonness.length;
      commonness[number] = commonnessOf(sense.text);
      numbers.set(key, { number, uses: 1 });
      sought[number] = sense;
      if (sense.by === 'form') looked.forms.add(sense.form, number);
      else looked.spellings.add(sense.word, number);
      epoch += 1;
      return number;
    },
    release(number) {
      const sense = sought[number];
      if (sense === undefined) return;
      const key = senseKey(sense);
      const known = numbers.get(key);
      if (known === undefined) return;
      known.uses -= 1;
      if (known.uses > 0) return;
      numbers.delete(key);
      sought[number] = undefined;
      freeNumbers.push(number);
      if (sense.by === 'form') looked.forms.remove(sense.form, number);
      else looked.spellings.remove(sense.word, number);
    },
    commonness: (number) => commonness[number] ?? 0,
    get size() {
      return commonness.length;
    },
    get epoch() {
      return epoch;
    },
    profile: (article) => profileArticle(lexicon, looked, article),
  };
}
