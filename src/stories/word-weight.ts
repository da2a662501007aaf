import { englishStem } from '../lib/stem.ts';
import { WORDS_BY_RANK } from '../lib/word-rank.ts';

// In news the 40,000 commonest words cover nearly all but names; a word outside counts as the 400,000th.
const UNLISTED_RANK = 400_000;
const weights = weightsOf(WORDS_BY_RANK);

function weightsOf(words: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [place, word] of words.entries()) {
    const stem = englishStem(word);
    if (!found.has(stem)) found.set(stem, Math.log(place + 1) / Math.log(UNLISTED_RANK));
  }
  return found;
}

/**
 * How much a word tells about what an article is about: 0 for the commonest, 1 for a stem that is not among the 40,000 commonest words. The logarithm of
 * its rank stands for the inverse document frequency; counting over the archive instead would make a score depend on what else has arrived.
 */
export function wordWeight(stem: string): number {
  return weights.get(stem) ?? 1;
}
