/** Terms with weights, as two columns: term keys in rising order, and weights whose squares add up to 1 (or no terms at all). */
export type Vector = {
  readonly keys: Uint32Array;
  readonly weights: Float32Array;
};

/** A term that two vectors share, and what it adds to their cosine. */
export type SharedTerm = { readonly key: number; readonly part: number };

/** The unit vector of term weights. Where there are more than `limit` terms the heaviest are kept (of equals, the lower key). */
export function toVector(weights: ReadonlyMap<number, number>, limit: number): Vector {
  let terms = [...weights].filter(([, weight]) => weight > 0);
  if (terms.length > limit) {
    terms = terms.sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, limit);
  }
  terms.sort((a, b) => a[0] - b[0]);
  let squares = 0;
  for (const [, weight] of terms) squares += weight * weight;
  const length = Math.sqrt(squares);
  return {
    keys: Uint32Array.from(terms, ([key]) => key),
    weights: Float32Array.from(terms, ([, weight]) => weight / length),
  };
}

/** The cosine of two unit vectors: 0 nothing in common, 1 the same. */
export function cosine(a: Vector, b: Vector): number {
  const { keys: left, weights: leftWeights } = a;
  const { keys: right, weights: rightWeights } = b;
  let sum = 0;
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const one = left[i] ?? 0;
    const other = right[j] ?? 0;
    if (one < other) i += 1;
    else if (one > other) j += 1;
    else sum += (leftWeights[i++] ?? 0) * (rightWeights[j++] ?? 0);
  }
  return sum;
}

/** The terms two vectors share, the weightiest first. */
export function sharedTerms(a: Vector, b: Vector): readonly SharedTerm[] {
  const places = new Map<number, number>();
  b.keys.forEach((key, place) => {
    places.set(key, place);
  });
  const shared: SharedTerm[] = [];
  a.keys.forEach((key, place) => {
    const other = places.get(key);
    if (other !== undefined) shared.push({ key, part: (a.weights[place] ?? 0) * (b.weights[other] ?? 0) });
  });
  return shared.sort((x, y) => y.part - x.part || x.key - y.key);
}

/** A 32-bit key of a term (FNV-1a over its characters, then mixed). Two terms of one news window share a key too seldom to matter. */
export function termKey(term: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < term.length; i += 1) hash = Math.imul(hash ^ term.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** A 32-bit key of two terms in their order. */
export function pairKey(first: number, second: number): number {
  return mix(Math.imul(first, 0x9e3779b1) ^ second);
}

function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
