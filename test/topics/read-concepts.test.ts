import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compound, endsOfCompounds } from '../../src/topics/compounds.ts';
import { understand } from '../../src/topics/concepts.ts';
import { readConcepts } from '../../src/topics/read-concepts.ts';
import { readPhrase } from '../../src/topics/reading.ts';
import { lexicon } from './support.ts';

const words = fc.constantFrom(
  ...[
    'us',
    'US',
    'Us',
    'uk',
    'who',
    'WHO',
    'turkey',
    'Turkey',
    'Georgia',
    'Jordan',
    'Washington',
    'China',
    'polish',
    'Polish',
  ],
  ...[
    'North',
    'Korean',
    'Korea',
    'New',
    'York',
    'Mexico',
    'prime',
    'minister',
    'peace',
    'talks',
    'talk',
    'embassy',
    'the',
    'of',
  ],
  ...[
    'health',
    'care',
    'healthcare',
    'data',
    'base',
    'fire',
    'arm',
    'Klitschko',
    'Zorvenko',
    'GOP',
    'IRANIANS',
    'a',
    'U',
    'S',
  ],
);

describe('words that are read once', () => {
  test('stand for what they stand for where all are read together', () => {
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 6 }), (some) => {
        const text = some.join(' ');
        const { mayRepeat, ...read } = readConcepts(text, lexicon);
        const { mayRepeat: _, ...together } = understand(readPhrase(text), text, lexicon);
        expect(read).toEqual(together);
        const keys = together.concepts.map((concept) => JSON.stringify(concept.senses));
        if (!mayRepeat) expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 3_000 },
    );
  });

  test('the same word is the same concept in every topic', () => {
    expect(readConcepts('embassy Visas', lexicon).concepts[0]).toBe(
      readConcepts('Oslo embassy', lexicon).concepts[1] ?? null,
    );
  });
});

test('only what begins and ends familiar words is joined', () => {
  fc.assert(
    fc.property(words, words, (one, other) => {
      const [first, second] = [one.toLowerCase(), other.toLowerCase()];
      if (compound(first, second, null) === null) return;
      expect([endsOfCompounds(first).opens, endsOfCompounds(second).closes]).toEqual([true, true]);
    }),
  );
  expect(compound('health', 'care', null)?.text).toBe('healthcare');
  expect(compound('5', '50', null)?.text).toBe('5.50');
  expect(endsOfCompounds('zorven')).toEqual({ opens: false, closes: false });
});
