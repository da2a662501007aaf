/**
 * Names that are looked for in other spellings too: one letter more, less or other, two changed places; in a long name one letter more here and one
 * less there ("Wassila" for Wasilla).
 */
export type SpellingTable = {
  add(word: string, value: number): void;
  remove(word: string, value: number): void;
  /** The values of the words that differ from this one by one slip, never by none. */
  near(word: string): readonly number[];
};

// Symmetric deletes (Garbe, 2012): two words one slip apart share a form with one letter taken out of either.
/** An empty table. Both adding and looking up cost the letters of the word. */
export function createSpellingTable(): SpellingTable {
  const words = new Map<string, Map<number, string>>();

  return {
    add(word, value) {
      for (const form of formsOf(word)) {
        const known = words.get(form) ?? new Map<number, string>();
        words.set(form, known);
        known.set(value, word);
      }
    },
    remove(word, value) {
      for (const form of formsOf(word)) {
        const known = words.get(form);
        known?.delete(value);
        if (known?.size === 0) words.delete(form);
      }
    },
    near(word) {
      const found = new Set<number>();
      if (words.size === 0) return [];
      for (const form of formsOf(word)) {
        for (const [value, other] of words.get(form) ?? []) {
          if (other !== word && isOneSlip(word, other)) found.add(value);
        }
      }
      return [...found];
    },
  };
}

function formsOf(word: string): Set<string> {
  const forms = new Set([word]);
  for (let place = 0; place < word.length; place += 1) forms.add(word.slice(0, place) + word.slice(place + 1));
  return forms;
}

const LONG_NAME = 7;

// Both are known to be the same with one letter taken out of one of them, or of each.
function isOneSlip(one: string, other: string): boolean {
  if (one.length === other.length && one.length >= LONG_NAME && one.charAt(0) === other.charAt(0)) return true;
  let same = 0;
  while (same < one.length && one.charAt(same) === other.charAt(same)) same += 1;
  const [rest, otherRest] = [one.slice(same), other.slice(same)];
  if (rest.slice(1) === otherRest.slice(1) || rest.slice(1) === otherRest || rest === otherRest.slice(1)) return true;
  return (
    rest.charAt(0) === otherRest.charAt(1) &&
    rest.charAt(1) === otherRest.charAt(0) &&
    rest.slice(2) === otherRest.slice(2)
  );
}
