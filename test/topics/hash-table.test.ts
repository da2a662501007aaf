import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHashTable } from '../../src/topics/hash-table.ts';

describe('createHashTable', () => {
  test('holds the pairs that were added and not removed, whatever collides', () => {
    const hash = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer());
    const change = fc.record({ hash, value: fc.nat({ max: 5 }), isAdded: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 400 }), (changes) => {
        const table = createHashTable();
        const model = new Map<number, number[]>();
        for (const { hash, value, isAdded } of changes) {
          const values = model.get(hash) ?? [];
          model.set(hash, values);
          if (isAdded) {
            table.add(hash, value);
            values.push(value);
          } else {
            table.remove(hash, value);
            if (values.includes(value)) values.splice(values.indexOf(value), 1);
          }
        }
        for (const [hash, values] of model) {
          const found: number[] = [];
          for (let place = table.first(hash); place >= 0; place = table.next(place, hash))
            found.push(table.valueAt(place));
          expect(found.toSorted()).toEqual(values.toSorted());
        }
      }),
      { numRuns: 200 },
    );
  });

  test('thousands of numbers are found again', () => {
    const table = createHashTable();
    for (let number = 0; number < 20_000; number += 1) table.add(Math.imul(number, 0x9e3779b1), number);
    for (let number = 0; number < 20_000; number += 2) table.remove(Math.imul(number, 0x9e3779b1), number);
    for (let number = 0; number < 20_000; number += 1) {
      const place = table.first(Math.imul(number, 0x9e3779b1));
      expect(place < 0 ? -1 : table.valueAt(place)).toBe(number % 2 === 0 ? -1 : number);
    }
  });
});
