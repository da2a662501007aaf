import { expect, test } from 'vitest';
import { createSpellingTable } from '../../src/topics/spelling.ts';

test('finds a name one slip away, and no other', () => {
  const table = createSpellingTable();
  for (const [value, word] of ['klitschko', 'wasilla', 'netanyahu', 'obrien'].entries()) table.add(word, value);
  expect(table.near('klitchko')).toEqual([0]);
  expect(table.near('klitschkoo')).toEqual([0]);
  expect(table.near('klitzchko')).toEqual([0]);
  expect(table.near('klistchko')).toEqual([0]);
  expect(table.near('wassila')).toEqual([1]);
  expect(table.near('netenyahu')).toEqual([2]);
  expect(table.near('obrein')).toEqual([3]);
  expect(table.near('oberon')).toEqual([]);
  expect(table.near('klitschko')).toEqual([]);
  expect(table.near('kitchko')).toEqual([]);
  table.remove('wasilla', 1);
  expect(table.near('wassila')).toEqual([]);
});
