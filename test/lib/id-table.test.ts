import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIdTable } from '../../src/lib/id-table.ts';
import { articleId } from '../../src/lib/ids.ts';

test('holds what a map holds, whatever comes, goes and comes again', () => {
  const ids = Array.from({ length: 4_000 }, (_, n) => articleId('id', String(n)));
  // Ids of tests and of rows from outside have other forms.
  const odd = ['', 'a-', 'first', 's-000000000000', 'a-00000000000-', 'a-ABCDEFGHJKMN', 'a-00000000000\u{1f600}'];
  const id = fc.oneof({ arbitrary: fc.constantFrom(...ids), weight: 9 }, fc.constantFrom(...odd));
  const step = fc.record({ id, how: fc.constantFrom('set', 'set', 'delete'), number: fc.nat(2 ** 32 - 2) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 3_000, size: 'max' }), (steps) => {
      const [table, map] = [createIdTable<string>(), new Map<string, number>()];
      // Compared by hand: an assertion for each of some hundred thousand looks would take most of a minute.
      const differing: string[] = [];
      for (const one of steps) {
        if (one.how === 'delete') {
          if (table.delete(one.id) !== map.delete(one.id)) differing.push(`deleting ${one.id}`);
        } else {
          table.set(one.id, one.number);
          map.set(one.id, one.number);
        }
        if (table.size !== map.size) differing.push(`size after ${one.id}`);
      }
      for (const known of [...ids, ...odd]) {
        if (table.get(known) !== (map.get(known) ?? -1) || table.has(known) !== map.has(known)) differing.push(known);
      }
      expect(differing).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('an id of another letter stays what it is when those of the first have gone', () => {
  const table = createIdTable<string>();
  table.set('s-000000000000', 1);
  table.set('a-1weyz1q9gm3w', 2);
  table.delete('s-000000000000');
  expect([table.get('a-1weyz1q9gm3w'), table.has('s-000000000000')]).toEqual([2, false]);
  table.set('a-1weyz1q9gm3w', 3);
  expect([table.size, table.get('a-1weyz1q9gm3w')]).toEqual([1, 3]);
});
