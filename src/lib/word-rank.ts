import { readFileSync } from 'node:fs';

/** English words of news and encyclopedia text, the commonest first, each once. Where the list comes from stands at its head. */
export const WORDS_BY_RANK: readonly string[] = readFileSync(new URL('./english-words.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

// Further down the list stand names and slips; a word there is no more familiar to a reader than one that is not listed.
export const FAMILIAR_WORDS = 20_000;
const rarityOf: ReadonlyMap<string, number> = new Map(
  WORDS_BY_RANK.slice(0, FAMILIAR_WORDS).map((word, place) => [word, Math.log(place + 1) / Math.log(FAMILIAR_WORDS)]),
);

/**
 * How rare an English word is, from 0 ("the") to 1 (not among the 20,000 commonest: names, rare words, other languages), on the scale of the
 * logarithm of its rank. Takes a folded word without punctuation. A prior for inverse document frequency that does not depend on what is stored.
 */
export function wordRarity(word: string): number {
  return rarityOf.get(word) ?? 1;
}

/**
 * The same for a word in whatever form it stands: the rarity of its commonest form that plain endings lead to ("announces" is as common as
 * "announce").
 */
export function formRarity(word: string): number {
  let least = wordRarity(word);
  if (!HAS_ENDING.test(word)) return least;
  for (const [ending, bases] of ENDINGS) {
    if (!word.endsWith(ending) || word.length < ending.length + 3) continue;
    const trunk = word.slice(0, -ending.length);
    for (const base of bases) least = Math.min(least, wordRarity(trunk + base));
  }
  return least;
}

const HAS_ENDING = /[dgrs]$/;
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
