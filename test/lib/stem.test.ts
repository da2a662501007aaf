import { stemmer } from 'stemmer';
import { expect, test } from 'vitest';
import { englishStem } from '../../src/lib/stem.ts';
import { WORDS_BY_RANK } from '../../src/lib/word-rank.ts';

// Endings that Porter's rules speak of.
const ENDINGS =
  'ational tional enci anci izer bli alli entli eli ousli ization ation ator alism iveness fulness ousness aliti iviti biliti logi icate ative alize iciti ical ful ness al ance ence er ic able ible ant ement ment ent ou ism ate iti ous ive ize ion sion e ll y ed eed ing s es ies sses';

test('the stem of a word is what Porter makes of it, also where no rule is asked', () => {
  // No words that have rules of their own.
  const madeUp = WORDS_BY_RANK.slice(0, 3_000).map((word, place) => `blor${word}${place % 2 === 0 ? '' : 'i'}`);
  const endings = ENDINGS.split(' ');
  const words = madeUp.flatMap((word, place) => [word, `${word}${endings[place % endings.length]}`]);
  expect(words.filter((word) => englishStem(word) !== stemmer(word))).toEqual([]);
});
