import { expect, test } from 'vitest';
import { createMemo } from '../../src/topics/memo.ts';

test('what is asked for again and again is remembered, what is not is forgotten', () => {
  const memo = createMemo<number>();
  memo.set('asked', 1);
  memo.set('not asked', 2);
  for (let number = 0; number < 300_000; number += 1) {
    memo.set(`new ${number}`, number);
    if (number % 10 === 0) expect(memo.get('asked')).toBe(1);
  }
  expect(memo.get('not asked')).toBeUndefined();
  expect(memo.get('new 299999')).toBe(299_999);
  memo.set('asked', 2);
  expect(memo.get('asked')).toBe(2);
});
