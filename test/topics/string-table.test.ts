import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashOf } from '../../src/topics/hash-table.ts';
import { codesOf, createStringTable, textIn } from '../../src/topics/string-table.ts';

describe('createStringTable', () => {
  test('is a map from strings to numbers, whatever is added and removed', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'ß', '中'), maxLength: 5 });
    fc.assert(
      fc.property(fc.array(fc.record({ word, isAdded: fc.boolean() }), { maxLength: 300 }), (changes) => {
        const table = createStringTable();
        const model = new Map<string, number>();
        for (const { word, isAdded } of changes) {
          const codes = codesOf(word);
          const hash = hashOf(codes, 0, word.length);
          const known = table.find(codes, 0, word.length, hash);
          expect(known).toBe(model.get(word) ?? -1);
          if (isAdded && known < 0) model.set(word, table.add(codes, 0, word.length, hash));
          if (!isAdded && known >= 0) {
            table.remove(known);
            model.delete(word);
          }
        }
        expect(table.count).toBe(model.size);
        for (const [word, number] of model) {
          expect(textIn(table, number)).toBe(word);
          expect(table.withoutLast(number)).toBe(word === '' ? -1 : (model.get(word.slice(0, -1)) ?? -1));
        }
      }),
    );
  });

  test('numbers and room of what is gone are used again', () => {
    const table = createStringTable();
    const add = (word: string) => {
      const codes = codesOf(word);
      return table.add(codes, 0, word.length, hashOf(codes, 0, word.length));
    };
    for (let round = 0; round < 50; round += 1) {
      const numbers = Array.from({ length: 200 }, (_, place) => add(`word ${round} ${place}`));
      for (const number of numbers) table.remove(number);
    }
    expect(table.size).toBe(200);
    expect(table.count).toBe(0);
  });
});
