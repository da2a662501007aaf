import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { averageLink } from '../../src/stories/average-link.ts';

const never = { bar: () => 1, refuses: () => false };

/** Scores of eight things, symmetric, in quarters so that sums are exact. */
const scores = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 28, maxLength: 28 }).map((values) => {
  const place = (a: number, b: number) => Math.min(a, b) * 8 + Math.max(a, b);
  const table = new Map<number, number>();
  let next = 0;
  for (let a = 0; a < 8; a += 1) for (let b = a + 1; b < 8; b += 1) table.set(place(a, b), (values[next++] ?? 0) / 4);
  return (a: number, b: number) => table.get(place(a, b)) ?? 0;
});

const mean = (a: readonly number[], b: readonly number[], score: (a: number, b: number) => number) =>
  a.flatMap((x) => b.map((y) => score(x, y))).reduce((sum, one) => sum + one, 0) / (a.length * b.length);

describe('averageLink', () => {
  test('joins what is alike on average, not what one pair makes alike', () => {
    const alike = new Set(['0 1', '0 2', '1 2', '2 3']);
    const score = (a: number, b: number) => (alike.has(`${Math.min(a, b)} ${Math.max(a, b)}`) ? 3 : -3);
    expect(averageLink(4, score, never)).toEqual([[0, 1, 2], [3]]);
    expect(averageLink(0, score, never)).toEqual([]);
    expect(averageLink(1, score, never)).toEqual([[0]]);
  });

  test('puts everything into exactly one group and leaves no two groups that should be one', () => {
    fc.assert(
      fc.property(scores, (score) => {
        const groups = averageLink(8, score, never);
        expect(groups.flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
        for (const a of groups) for (const b of groups) if (a !== b) expect(mean(a, b, score)).toBeLessThan(1);
      }),
    );
  });

  test('asks more of larger groups', () => {
    const bar = (smaller: number) => (smaller > 1 ? 5 : 1);
    const score = (a: number, b: number) => (Math.floor(a / 2) === Math.floor(b / 2) ? 9 : 3);
    expect(averageLink(4, score, { bar, refuses: () => false })).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  test('keeps refused groups apart, and asks again when one of them has grown', () => {
    const asked: string[] = [];
    const refuses = (a: readonly number[], b: readonly number[]) => {
      asked.push(`${a.join('')}|${b.join('')}`);
      return a.length + b.length < 3 && a.includes(0);
    };
    const score = (a: number, b: number) => (a + b === 1 ? 9 : 5);
    expect(averageLink(3, score, { bar: () => 1, refuses })).toEqual([[0, 1, 2]]);
    expect(asked).toEqual(['0|1', '0|2', '1|2', '0|12']);
  });
});
