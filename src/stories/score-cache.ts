/** Remembers scores of pairs of articles, as many as there is room for. A lost one is computed again. */
export type ScoreCache = {
  /** The score of two articles by their serial numbers, in either order; undefined where it is not remembered. */
  get(a: number, b: number): number | undefined;
  set(a: number, b: number, score: number): void;
};

// Scores come in steps of 1/256 and lie between -128 and 128.
const STEPS = 256;

/** A cache for `2 ** bits` pairs, of ten bytes each. Where two pairs want one place, the newer has it. */
export function createScoreCache(bits: number): ScoreCache {
  const size = 2 ** bits;
  const lows = new Uint32Array(size);
  // One more than the serial number, because 0 marks an empty place.
  const highs = new Uint32Array(size);
  const scores = new Int16Array(size);

  function placeOf(low: number, high: number): number {
    return (Math.imul(low, 0x9e37_79b1) ^ Math.imul(high, 0x85eb_ca6b)) >>> (32 - bits);
  }

  return {
    get(a, b) {
      const low = Math.min(a, b);
      const high = Math.max(a, b);
      const place = placeOf(low, high);
      const isKnown = lows[place] === low && highs[place] === high + 1;
      return isKnown ? (scores[place] ?? 0) / STEPS : undefined;
    },
    set(a, b, score) {
      const low = Math.min(a, b);
      const high = Math.max(a, b);
      const place = placeOf(low, high);
      lows[place] = low;
      highs[place] = high + 1;
      scores[place] = score * STEPS;
    },
  };
}
