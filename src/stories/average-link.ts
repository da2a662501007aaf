/** What decides whether two groups become one. */
export type MergeRules = {
  /** The mean score two groups need, by the size of the smaller one; never under that of size 1. */
  readonly bar: (smaller: number) => number;
  /** True where two groups must not become one all the same. `average` is their mean score. */
  readonly refuses: (a: readonly number[], b: readonly number[], average: number) => boolean;
};

/**
 * Average-link clustering of `0 … size-1`: the two groups with the highest mean score become one, as long as that mean reaches their bar and
 * nothing refuses it. Members come in rising order, and groups in that of their first. Ties go to the lower numbers, so the result depends on scores and numbering alone.
 * Time grows with the square of `size` for every merge: at most its cube.
 */
export function averageLink(
  size: number,
  score: (a: number, b: number) => number,
  { bar, refuses }: MergeRules,
): readonly (readonly number[])[] {
  const groups: number[][] = Array.from({ length: size }, (_, index) => [index]);
  const sizes = new Uint16Array(size).fill(1);
  const bars = Float64Array.from({ length: size + 1 }, (_, smaller) => bar(smaller));
  // Of two groups, named by their first members a < b, at [a, b]: the sum of the scores between them, and whether they were refused as they are.
  const sums = new Float64Array(size * size);
  const refused = new Uint8Array(size * size);
  for (let a = 0; a < size; a += 1) {
    for (let b = a + 1; b < size; b += 1) sums[a * size + b] = score(a, b);
  }
  let alive = Array.from({ length: size }, (_, index) => index);

  for (;;) {
    let best = Number.NEGATIVE_INFINITY;
    let first = -1;
    let second = -1;
    for (let i = 0; i < alive.length; i += 1) {
      const a = alive[i] ?? 0;
      const sizeA = sizes[a] ?? 1;
      for (let j = i + 1; j < alive.length; j += 1) {
        const b = alive[j] ?? 0;
        const sizeB = sizes[b] ?? 1;
        const average = (sums[a * size + b] ?? 0) / (sizeA * sizeB);
        if (average <= best || refused[a * size + b] === 1) continue;
        if (average >= (bars[Math.min(sizeA, sizeB)] ?? 0)) {
          best = average;
          first = a;
          second = b;
        }
      }
    }
    const a = groups[first];
    const b = groups[second];
    if (a === undefined || b === undefined) return alive.map((index) => groups[index] ?? []);
    if (refuses(a, b, best)) {
      refused[first * size + second] = 1;
      continue;
    }
    groups[first] = [...a, ...b].sort((x, y) => x - y);
    groups[second] = [];
    sizes[first] = a.length + b.length;
    alive = alive.filter((index) => index !== second);
    for (const other of alive) {
      if (other === first) continue;
      const kept = other < first ? other * size + first : first * size + other;
      const gone = other < second ? other * size + second : second * size + other;
      sums[kept] = (sums[kept] ?? 0) + (sums[gone] ?? 0);
      refused[kept] = 0;
    }
  }
}
