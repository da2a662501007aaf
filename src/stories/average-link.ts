/** True where two groups must not become one. `average` is their mean score. */
export type Refuses = (a: readonly number[], b: readonly number[], average: number) => boolean;

/**
 * Average-link clustering of `0 … size-1`: the two groups with the highest mean score become one, as long as that mean is at least `threshold` and
 * nothing refuses it. Groups and their members come in rising order. Ties go to the lower numbers, so the result depends on scores and numbering alone.
 */
export function averageLink(
  size: number,
  score: (a: number, b: number) => number,
  threshold: number,
  refuses: Refuses,
): readonly (readonly number[])[] {
  const groups: number[][] = Array.from({ length: size }, (_, index) => [index]);
  // The sum of scores between two groups, kept at the place of their first members; NaN once refused.
  const sums = new Float64Array(size * size);
  for (let a = 0; a < size; a += 1) {
    for (let b = a + 1; b < size; b += 1) sums[a * size + b] = score(a, b);
  }
  const refused = new Uint8Array(size * size);
  const alive = Array.from({ length: size }, (_, index) => index);

  for (;;) {
    let best = -Infinity;
    let first = -1;
    let second = -1;
    for (let i = 0; i < alive.length; i += 1) {
      const a = alive[i] ?? 0;
      const row = a * size;
      const sizeA = groups[a]?.length ?? 1;
      for (let j = i + 1; j < alive.length; j += 1) {
        const b = alive[j] ?? 0;
        if (refused[row + b] === 1) continue;
        const average = (sums[row + b] ?? 0) / (sizeA * (groups[b]?.length ?? 1));
        if (average > best) {
          best = average;
          first = a;
          second = b;
        }
      }
    }
    if (best < threshold) break;
    const a = groups[first] ?? [];
    const b = groups[second] ?? [];
    if (refuses(a, b, best)) {
      refused[first * size + second] = 1;
      continue;
    }
    groups[first] = [...a, ...b].sort((x, y) => x - y);
    groups[second] = [];
    alive.splice(alive.indexOf(second), 1);
    for (const other of alive) {
      if (other === first) continue;
      const kept = other < first ? other * size + first : first * size + other;
      const gone = other < second ? other * size + second : second * size + other;
      sums[kept] = (sums[kept] ?? 0) + (sums[gone] ?? 0);
      refused[kept] = 0;
    }
  }
  return alive.map((index) => groups[index] ?? []);
}
