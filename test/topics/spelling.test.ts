import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSpellingTable } from '../../src/topics/spelling.ts';
import { createVocabulary } from '../../src/topics/vocabulary.ts';

function table(...words: string[]) {
  const vocabulary = createVocabulary({ ignored: new Set(), persons: new Set(), doubtful: new Set() });
  const spellings = createSpellingTable(vocabulary);
  const numbers = words.map((word, value) => spellings.add(word, value));
  function near(word: string): number[] {
    const number = vocabulary.keep(word);
    const found = spellings.near(number);
    vocabulary.drop(number);
    return found.toSorted((one, other) => one - other);
  }
  return { near, remove: (place: number) => spellings.remove(numbers[place] ?? -1), get: spellings.get };
}

// As the rules read: the forms of each word as strings, and the two compared.
function isOneSlip(one: string, other: string): boolean {
  const shorter = (word: string) => [...word].map((_, place) => word.slice(0, place) + word.slice(place + 1));
  if (one === other) return false;
  if (shorter(one).includes(other) || shorter(other).includes(one)) return true;
  if (one.length !== other.length) return false;
  const differing = [...one].flatMap((letter, place) => (letter === other.charAt(place) ? [] : [place]));
  const [first = -1, second = -1] = differing;
  if (differing.length === 1) return true;
  const isSwapped =
    differing.length === 2 &&
    second === first + 1 &&
    one.charAt(first) === other.charAt(second) &&
    one.charAt(second) === other.charAt(first);
  const isMoved = shorter(one).some((form) => shorter(other).includes(form));
  return isSwapped || (isMoved && one.length >= 7 && one.charAt(0) === other.charAt(0));
}

describe('createSpellingTable', () => {
  test('a name is met with one slip and no more', () => {
    const { near, remove, get } = table('klitschko');
    expect(near('klitchko')).toEqual([0]);
    expect(near('klitschkos')).toEqual([0]);
    expect(near('klitshcko')).toEqual([0]);
    expect(near('klitschka')).toEqual([0]);
    expect(near('klitschko')).toEqual([]);
    expect(near('klichko')).toEqual([]);
    expect(near('litschkos')).toEqual([]);
    expect(get('klitschko')).toBe(0);
    expect(get('klitchko')).toBe(-1);
    remove(0);
    expect(near('klitchko')).toEqual([]);
    expect(get('klitschko')).toBe(-1);
  });

  test('finds what comparing with every name finds', () => {
    // Few letters, so that words are often close.
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'l', 'é'), minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { maxLength: 30 }),
        fc.array(word),
        fc.array(fc.nat(29)),
        (names, asked, gone) => {
          const { near, remove } = table(...names);
          for (const place of gone) if (place < names.length) remove(place);
          for (const sought of [...asked, ...names]) {
            const expected = names.flatMap((name, place) =>
              !gone.includes(place) && isOneSlip(sought, name) ? [place] : [],
            );
            expect(near(sought)).toEqual(expected);
          }
        },
      ),
    );
  });
});
