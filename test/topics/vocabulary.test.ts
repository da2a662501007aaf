import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashOf } from '../../src/topics/hash-table.ts';
import { lexemeOf } from '../../src/topics/lexeme.ts';
import { codesOf, textIn } from '../../src/topics/string-table.ts';
import {
  INITIAL_BITS,
  LINE,
  MARKS_AT,
  SHAPE_AT,
  TOKEN_CONCEPT,
  TOKEN_KIND,
  TOKEN_RARITY,
  TOKEN_STEM,
  TOKEN_WORD,
} from '../../src/topics/token-table.ts';
import {
  BEGINS_NAME,
  createVocabulary,
  DOUBTFUL,
  IGNORED,
  MAY_BE_MISSPELT,
  PERSON,
  SHAPES,
  YEAR,
} from '../../src/topics/vocabulary.ts';

const special = { ignored: new Set(['the', 'us']), persons: new Set(['jordan']), doubtful: new Set(['us']) };

describe('createVocabulary', () => {
  test('knows of each word of a text what the word alone tells, also when thousands were met since', () => {
    const vocabulary = createVocabulary(special);
    vocabulary.tellBy(
      (_, __, initial) => initial === 106,
      (word, stem, initial, shape) => word + stem + initial + shape,
    );
    const token = (text: string) => {
      const codes = codesOf(text).slice(0, text.length);
      return vocabulary.token(codes, 0, text.length, hashOf(codes, 0, text.length));
    };
    const numbers = new Map<string, number>();
    const check = (text: string) => {
      const number = token(text);
      expect(numbers.get(text) ?? number).toBe(number);
      numbers.set(text, number);
      const { ints, floats } = vocabulary.tokens;
      const facts = number * LINE;
      const { word, stem, rarity, shape } = lexemeOf(text);
      expect(textIn(vocabulary.words, ints[facts + TOKEN_WORD] ?? -1)).toBe(word);
      expect(textIn(vocabulary.words, ints[facts + TOKEN_STEM] ?? -1)).toBe(stem);
      const kind = ints[facts + TOKEN_KIND] ?? 0;
      const initial = word.charCodeAt(0);
      expect(kind & INITIAL_BITS).toBe(initial);
      expect(kind >> SHAPE_AT).toBe(SHAPES[shape]);
      expect(floats[(facts + TOKEN_RARITY) / 2]).toBe(rarity);
      const marks = (special.ignored.has(word) ? IGNORED : 0) | (special.persons.has(word) ? PERSON : 0);
      const isYear = /^(?:19|20)\d\d$/.test(word);
      const further = (initial === 106 ? BEGINS_NAME : 0) | (rarity === 1 && word.length > 4 ? MAY_BE_MISSPELT : 0);
      expect((kind >> MARKS_AT) & 0xff).toBe(
        marks | (special.doubtful.has(word) ? DOUBTFUL : 0) | (isYear ? YEAR : 0) | further,
      );
      const both = (ints[facts + TOKEN_WORD] ?? 0) + (ints[facts + TOKEN_STEM] ?? 0);
      expect(ints[facts + TOKEN_CONCEPT]).toBe(both + initial + SHAPES[shape]);
    };
    const words = ['the', 'US', 'us', 'Jordan', 'talks', 'Talks', '1999', '196,000', 'Erdoğan', "O'Rourke's"];
    for (const word of words) check(word);
    for (let number = 0; number < 2000; number += 1) token(`word${number}`);
    for (const word of words) check(word);
  });

  test('a word is there for as long as it is used', () => {
    const change = fc.record({ word: fc.constantFrom('a', 'bb', 'ccc', 'dddd'), isKept: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const vocabulary = createVocabulary(special);
        const uses = new Map<string, number>();
        for (const { word, isKept } of changes) {
          const before = uses.get(word) ?? 0;
          const known = vocabulary.find(word);
          expect(known >= 0).toBe(before > 0);
          if (isKept) {
            const number = vocabulary.keep(word);
            if (known >= 0) expect(number).toBe(known);
            expect(textIn(vocabulary.words, number)).toBe(word);
            uses.set(word, before + 1);
          } else if (known >= 0) {
            vocabulary.drop(known);
            uses.set(word, before - 1);
          }
        }
        expect(vocabulary.words.count).toBe([...uses.values()].filter((count) => count > 0).length);
      }),
    );
  });
});
