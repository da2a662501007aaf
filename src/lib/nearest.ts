import leven from 'leven';

/**
 * The candidate that a person most likely meant, or null where none is near. Two swapped letters, or a third of them, may
 * be wrong; of a word of three letters, one.
 */
export function nearest(typed: string, candidates: Iterable<string>): string | null {
  const wanted = typed.slice(0, 100).toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(wanted.length < 4 ? 1 : 2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = leven(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** True where one slip of the fingers makes one word of the other: a letter wrong, missing or too many, or two neighbours swapped. */
export function isOneSlip(a: string, b: string): boolean {
  const distance = leven(a, b, { maxDistance: 3 });
  if (distance !== 2) return distance < 2;
  let at = 0;
  while (a[at] === b[at]) at++;
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}
