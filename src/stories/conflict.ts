/** Two groups are known by different things: nearly all of each hold a mark that hardly any of the other holds. */
export type Conflict = {
  /** 0 to 1: the lesser of the two sides' differences of rates. */
  readonly degree: number;
  readonly mine: number;
  readonly theirs: number;
};

/**
 * How far two groups of articles contradict one another in names, numbers and dates. The rate of a mark in a group is (articles with it + 0.5) /
 * (articles + 1), so that two single articles never pass 0.5 and certainty grows with size. Null where one side has nothing of its own.
 */
export function conflict(a: readonly Uint32Array[], b: readonly Uint32Array[]): Conflict | null {
  const inA = counts(a);
  const inB = counts(b);
  const mine = strongest(inA, a.length, inB, b.length);
  const theirs = strongest(inB, b.length, inA, a.length);
  if (mine === null || theirs === null) return null;
  return { degree: Math.min(mine.difference, theirs.difference), mine: mine.mark, theirs: theirs.mark };
}

function counts(group: readonly Uint32Array[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const marks of group) {
    for (const mark of marks) found.set(mark, (found.get(mark) ?? 0) + 1);
  }
  return found;
}

function strongest(
  own: ReadonlyMap<number, number>,
  size: number,
  other: ReadonlyMap<number, number>,
  otherSize: number,
): { readonly mark: number; readonly difference: number } | null {
  let best: { mark: number; difference: number } | null = null;
  for (const [mark, count] of own) {
    const difference = (count + 0.5) / (size + 1) - ((other.get(mark) ?? 0) + 0.5) / (otherSize + 1);
    if (best === null || difference > best.difference || (difference === best.difference && mark < best.mark)) {
      best = { mark, difference };
    }
  }
  return best;
}
