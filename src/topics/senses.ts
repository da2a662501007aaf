import type { ConceptSense } from './concepts.ts';
import { createFormTable } from './form.ts';
import { grown } from './hash-table.ts';
import { commonnessOf, type Lexicon } from './lexicon.ts';
import { createProfiler, type MatchableArticle, type Profile } from './profile.ts';
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
  const { vocabulary } = lexicon.reader;
  const entries = lexicon.entries.length;
  const forms = createFormTable<number>(vocabulary);
  const spellings = createSpellingTable(vocabulary);
  const profile = createProfiler(lexicon, forms, spellings);
  // By number.
  let commonness = Float64Array.from(lexicon.entries, (entry) => entry.commonness);
  let uses: Int32Array = new Int32Array(entries);
  // What the table of forms, or under 0 the table of spellings, knows it by.
  let places: Int32Array = new Int32Array(entries);
  let size = entries;
  const freeNumbers: number[] = [];
  let epoch = 0;

  function makeRoom(): void {
    commonness = grown(commonness, size, (length) => new Float64Array(length));
    uses = grown(uses, size, (length) => new Int32Array(length));
    places = grown(places, size, (length) => new Int32Array(length));
  }

  return {
    numberOf(sense) {
      if (sense.by === 'entry') return sense.entry.number;
      const known = sense.by === 'form' ? forms.get(sense.form) : spellings.get(sense.word);
      if (known !== undefined) {
        uses[known] = (uses[known] ?? 0) + 1;
        return known;
      }
      const number = freeNumbers.pop() ?? size++;
      makeRoom();
      commonness[number] = commonnessOf(sense.text);
      uses[number] = 1;
      places[number] = sense.by === 'form' ? forms.add(sense.form, number) : -1 - spellings.add(sense.word, number);
      epoch += 1;
      return number;
    },
    release(number) {
      if (number < entries) return;
      const left = (uses[number] ?? 0) - 1;
      if (left < 0) return;
      uses[number] = left;
      if (left > 0) return;
      const place = places[number] ?? 0;
      if (place < 0) spellings.remove(-1 - place);
      else forms.remove(place);
      freeNumbers.push(number);
    },
    commonness: (number) => commonness[number] ?? 0,
    get size() {
      return size;
    },
    get epoch() {
      return epoch;
    },
    profile,
  };
}
