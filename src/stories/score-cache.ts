/** Remembers scores of pairs of articles, as many as there is room for. A lost one is computed again. */
export type ScoreCache = {
  /** The score of two articles by their serial numbers, in either order; `compute` is asked where it is not remembered. */
  get(a: number, b: number, compute: () => number): number;
};

/** A cache for `2 ** bits` pairs, of twelve bytes each. Where two pairs want one place, the newer has it. */
export function createScoreCache(bits: number): ScoreCache {
  const size = 2 ** bits;
  const keys = new Float64Array(size);
  const scores = new Float32Array(size);
  return {
    get(a, b, compute) {
      const low = Math.min(a, b);
      const high = Math.max(a, b);
      // Exact for serial numbers up to 2 ** 26; 1 is added because 0 marks an empty place.
      const key = low * 2 ** 27 + high + 1;
      const place = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> (32 - bits);
      const known = scores[place];
      if (keys[place] === key && known !== undefined) return known;
      const score = compute();
      keys[place] = key;
      scores[place] = score;
      return score;
    },
  };
}
