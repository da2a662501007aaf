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
 * Each group remembers its best partner among those behind it, so a merge costs little more than two rows: time grows with the square of `size`, not its cube, but for
 * made-up scores.
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
  const alive = Int32Array.from({ length: size }, (_, index) => index);
  let left = size;
  // Of each group, the one behind it that it could join at the highest mean, and that mean; -1 where there is none.
  const partners = new Int32Array(size);
  const means = new Float64Array(size);

  /** The mean score of two groups a < b where they may become one, else -Infinity. */
  function meanOf(a: number, b: number): number {
    const sizeA = sizes[a] ?? 1;
    const sizeB = sizes[b] ?? 1;
    const mean = (sums[a * size + b] ?? 0) / (sizeA * sizeB);
    return refused[a * size + b] === 1 || mean < (bars[Math.min(sizeA, sizeB)] ?? 0) ? Number.NEGATIVE_INFINITY : mean;
  }

  function choosePartner(a: number, place: number): void {
    let best = Number.NEGATIVE_INFINITY;
    let partner = -1;
    for (let i = place + 1; i < left; i += 1) {
      const b = alive[i] ?? 0;
      const mean = meanOf(a, b);
      if (mean <= best) continue;
      best = mean;
      partner = b;
    }
    means[a] = best;
    partners[a] = partner;
  }

  for (let place = 0; place < left; place += 1) choosePartner(place, place);
  for (;;) {
    let firstPlace = -1;
    let best = Number.NEGATIVE_INFINITY;
    for (let place = 0; place < left; place += 1) {
      const mean = means[alive[place] ?? 0] ?? best;
      if (mean <= best) continue;
      best = mean;
      firstPlace = place;
    }
    const first = alive[firstPlace] ?? -1;
    const second = partners[first] ?? -1;
    const a = groups[first];
    const b = groups[second];
    if (a === undefined || b === undefined) return Array.from(alive.subarray(0, left), (index) => groups[index] ?? []);
    if (refuses(a, b, best)) {
      refused[first * size + second] = 1;
      choosePartner(first, firstPlace);
      continue;
    }
    groups[first] = [...a, ...b].sort((x, y) => x - y);
    groups[second] = [];
    sizes[first] = a.length + b.length;
    const secondPlace = alive.indexOf(second, firstPlace);
    alive.copyWithin(secondPlace, secondPlace + 1, left);
    left -= 1;
    for (let place = 0; place < left; place += 1) {
      const other = alive[place] ?? 0;
      if (other === first) continue;
      const kept = other < first ? other * size + first : first * size + other;
      const gone = other < second ? other * size + second : second * size + other;
      sums[kept] = (sums[kept] ?? 0) + (sums[gone] ?? 0);
      refused[kept] = 0;
    }
    choosePartner(first, firstPlace);
    for (let place = 0; place < secondPlace; place += 1) {
      const other = alive[place] ?? 0;
      if (other === first) continue;
      const partner = partners[other] ?? -1;
      if (partner === first || partner === second) {
        choosePartner(other, place);
        continue;
      }
      if (other > first) continue;
      const mean = meanOf(other, first);
      const known = means[other] ?? Number.NEGATIVE_INFINITY;
      if (mean > known || (mean === known && partner > first)) {
        means[other] = mean;
        partners[other] = first;
      }
    }
  }
}
