import { type Floats, floatAt, type Ints, intAt, setFloat, setInt } from './column.ts';
import type { ConceptSense } from './concepts.ts';
import { createFormTable } from './form.ts';
import { commonnessOf, type Lexicon } from './lexicon.ts';
import type { MatchableArticle, Profile } from './profile.ts';
import { createProfiler } from './profiler.ts';
import { createSpellingTable } from './spelling.ts';

/**
 * Everything that topics look for, by number: the entries of the lexicon first (always), then the forms and spellings that topics bring, for as long as
 * one needs them. A number is given again when it is free.
 */
export type Senses = {
  /** The number of a sense; -1: it is not looked for. */
  find(sense: ConceptSense): number;
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
  const { vocabulary } = lexicon.reader;
  const entries = lexicon.entries.length;
  const forms = createFormTable(vocabulary);
  const spellings = createSpellingTable(vocabulary);
  const profile = createProfiler(lexicon, forms, spellings);
  // By number.
  const commonness: Floats = [];
  for (const entry of lexicon.entries) setFloat(commonness, entry.number, entry.commonness);
  const uses: Ints = [];
  // What the table of forms, or under 0 the table of spellings, knows it by.
  const places: Ints = [];
  let size = entries;
  const freeNumbers: number[] = [];
  let epoch = 0;

  function find(sense: ConceptSense): number {
    if (sense.by === 'entry') return sense.entry.number;
    return sense.by === 'form' ? forms.get(sense.form) : spellings.get(sense.word);
  }

  return {
    find,
    numberOf(sense) {
      const known = find(sense);
      if (sense.by === 'entry') return known;
      if (known >= 0) {
        setInt(uses, known, intAt(uses, known) + 1);
        return known;
      }
      const number = freeNumbers.pop() ?? size++;
      setFloat(commonness, number, commonnessOf(sense.text));
      setInt(uses, number, 1);
      setInt(
        places,
        number,
        sense.by === 'form' ? forms.add(sense.form, number) : -1 - spellings.add(sense.word, number),
      );
      epoch += 1;
      return number;
    },
    release(number) {
      if (number < entries) return;
      const left = intAt(uses, number) - 1;
      if (left < 0) return;
      setInt(uses, number, left);
      if (left > 0) return;
      const place = intAt(places, number);
      if (place < 0) spellings.remove(-1 - place);
      else forms.remove(place);
      freeNumbers.push(number);
    },
    commonness: (number) => floatAt(commonness, number),
    get size() {
      return size;
    },
    get epoch() {
      return epoch;
    },
    profile,
  };
}
