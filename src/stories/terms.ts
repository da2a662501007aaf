/**
 * Weighted terms as 32-bit words, in rising order: the key of a term in the upper 24 bits, its weight in the lower 8. Weights are shares of the
 * heaviest one, from 1 to 255: a vector is known up to its length, which is all that a cosine needs.
 */
const KEY_BITS = 24;
const KEYS = 2 ** KEY_BITS;
const HEAVIEST = 255;

/** A 24-bit key of a term (FNV-1a over its characters, then mixed). Of two articles one pair of terms in a thousand shares a key by chance: too few to matter. */
export function termKey(term: string, seed = 0): number {
  let hash = (0x811c_9dc5 ^ seed) >>> 0;
  for (let i = 0; i < term.length; i += 1) hash = Math.imul(hash ^ term.charCodeAt(i), 0x0100_0193);
  return mix(hash) >>> 8;
}

/** A 24-bit key of two terms in their order. */
export function pairKey(first: number, second: number): number {
  return mix(Math.imul(first, 0x9e37_79b1) ^ second) >>> 8;
}

function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The key of a weighted term. */
export function keyOf(term: number): number {
  return term >>> 8;
}

/** Its weight, 1 to 255. */
export function weightOf(term: number): number {
  return term & HEAVIEST;
}

// Weights are compared in steps of a millionth.
const STEPS = 2 ** 20;

// Reading is done in one go, so there is one place for it.
let ranks = new Float64Array(1024);

/**
 * Writes the heaviest `limit` of `count` terms (of equals, the lower key) as weighted terms to `out` from `from` on, and returns where they end.
 * Terms that weigh nothing are left out; weights are below 256.
 */
export function writeTerms(
  out: Uint32Array,
  from: number,
  limit: number,
  count: number,
  keys: Uint32Array,
  weights: Float64Array,
): number {
  if (ranks.length < count) ranks = new Float64Array(2 * count);
  let found = 0;
  let heaviest = 0;
  for (let i = 0; i < count; i += 1) {
    const steps = Math.round((weights[i] ?? 0) * STEPS);
    if (steps === 0) continue;
    // One number that sorts by weight and then by key, exact below 2 ** 53.
    ranks[found] = steps * KEYS + (KEYS - 1 - (keys[i] ?? 0));
    found += 1;
    heaviest = Math.max(heaviest, steps);
  }
  if (found > limit) ranks.subarray(0, found).sort();
  let end = from;
  for (let i = Math.max(0, found - limit); i < found; i += 1) {
    const rank = ranks[i] ?? 0;
    const steps = Math.floor(rank / KEYS);
    const key = KEYS - 1 - (rank - steps * KEYS);
    out[end++] = key * 256 + Math.max(1, Math.round((steps / heaviest) * HEAVIEST));
  }
  out.subarray(from, end).sort();
  return end;
}

/** The sum of the squares of weights. */
export function squareSum(terms: Uint32Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += weightOf(terms[i] ?? 0) ** 2;
  return sum;
}

/** How many terms two ranges share. */
export function sharedCount(
  a: Uint32Array,
  aFrom: number,
  aTo: number,
  b: Uint32Array,
  bFrom: number,
  bTo: number,
): number {
  let count = 0;
  for (let i = aFrom; i < aTo; i += 1) count += Number(holds(b, bFrom, bTo, keyOf(a[i] ?? 0)));
  return count;
}

/** The sum, over the terms that two ranges share, of the products of their weights. Best where one of them is short. */
export function dot(a: Uint32Array, aFrom: number, aTo: number, b: Uint32Array, bFrom: number, bTo: number): number {
  let sum = 0;
  let i = aFrom;
  let j = bFrom;
  while (i < aTo && j < bTo) {
    const one = a[i] ?? 0;
    const other = b[j] ?? 0;
    const difference = (one >>> 8) - (other >>> 8);
    if (difference === 0) sum += (one & HEAVIEST) * (other & HEAVIEST);
    // Both steps without a branch: which way it goes cannot be foretold.
    i += (difference - 1) >>> 31;
    j += (-difference - 1) >>> 31;
  }
  return sum;
}

/** Compares one range of weighted terms with many others: two to three times as fast as `dot`. */
export type Matcher = {
  /** Takes the range that the others are compared with; at most 256 terms. */
  take(terms: Uint32Array, from: number, to: number): void;
  /** What `dot` gives for that range and another. */
  dot(terms: Uint32Array, from: number, to: number): number;
};

const CELLS = 4096;

export function createMatcher(): Matcher {
  // The terms taken, each in the cell of its lower key bits or the next free one behind it; 0 is free.
  const cells = new Uint32Array(CELLS);
  const taken: number[] = [];
  return {
    take(terms, from, to) {
      for (const cell of taken) cells[cell] = 0;
      taken.length = 0;
      for (let i = from; i < to; i += 1) {
        const term = terms[i] ?? 0;
        let cell = (term >>> 8) & (CELLS - 1);
        while (cells[cell] !== 0) cell = (cell + 1) & (CELLS - 1);
        cells[cell] = term;
        taken.push(cell);
      }
    },
    dot(terms, from, to) {
      let sum = 0;
      for (let i = from; i < to; i += 1) {
        const term = terms[i] ?? 0;
        const key = term >>> 8;
        let cell = key & (CELLS - 1);
        let held = cells[cell] ?? 0;
        while (held !== 0 && held >>> 8 !== key) {
          cell = (cell + 1) & (CELLS - 1);
          held = cells[cell] ?? 0;
        }
        sum += (held & HEAVIEST) * (term & HEAVIEST);
      }
      return sum;
    },
  };
}

/** Whether a range of weighted terms holds a key. */
export function holds(terms: Uint32Array, from: number, to: number, key: number): boolean {
  return placeOf(terms, from, to, key) >= 0;
}

/** The place of a key in a range of weighted terms, or -1. */
export function placeOf(terms: Uint32Array, from: number, to: number, key: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((terms[middle] ?? 0) >>> 8 < key) low = middle + 1;
    else high = middle;
  }
  return low < to && (terms[low] ?? 0) >>> 8 === key ? low : -1;
}

/** The keys that two ranges share, the one that adds most to their cosine first. */
export function sharedTerms(a: Uint32Array, b: Uint32Array): readonly number[] {
  const shared: { readonly key: number; readonly part: number }[] = [];
  for (const term of a) {
    const other = placeOf(b, 0, b.length, keyOf(term));
    if (other >= 0) shared.push({ key: keyOf(term), part: weightOf(term) * weightOf(b[other] ?? 0) });
  }
  return shared.sort((x, y) => y.part - x.part || x.key - y.key).map(({ key }) => key);
}
