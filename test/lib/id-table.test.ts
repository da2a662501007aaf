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
      for (const one of steps) {
        if (one.how === 'delete') expect(table.delete(one.id)).toBe(map.delete(one.id));
        else {
          table.set(one.id, one.number);
          map.set(one.id, one.number);
        }
        expect(table.size).toBe(map.size);
      }
      for (const known of [...ids, ...odd]) {
        expect(table.get(known)).toBe(map.get(known) ?? -1);
        expect(table.has(known)).toBe(map.has(known));
      }
    }),
    { numRuns: 20 },
  );
});
