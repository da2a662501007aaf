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
