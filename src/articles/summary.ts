import { sentences } from '../lib/text.ts';

const MOST_SENTENCES = 2;
const FEWEST_WORDS = 6;
const MOST_CHARACTERS = 500;
// A sentence that begins so leans on the one before it.
const LEANS =
  /^["“'‘]?(?:he|she|it|they|we|i|this|that|these|those|his|her|its|their|but|and|or|so|yet|however|nevertheless|nonetheless|instead|moreover|furthermore|also|still|then|there|such|both|neither|either|similarly|likewise|otherwise|therefore|thus|hence|besides|additionally|in addition|as a result|for example|for instance|on the other hand|at the same time|in contrast|by contrast|in turn|indeed|of course|according to (?:him|her|them|it)|here|one of (?:them|those)|another|others|some of (?:them|those)|the (?:former|latter))\b/i;

/**
 * Two whole sentences of the body, in its order (one where it has no more), that stand alone: none that leans on another ("He …", "However, …"), none that is
 * a quotation alone, none over 500 characters while others are to be had.
 */
export function summarise(text: string): readonly string[] {
  const all = sentences(text.slice(0, 20_000));
  const fit = all.filter((sentence) => isFit(sentence));
  const chosen = fit.slice(0, MOST_SENTENCES);
  return chosen.length > 0 ? chosen : all.slice(0, 1);
}

function isFit(sentence: string): boolean {
  if (sentence.length > MOST_CHARACTERS || sentence.split(' ').length < FEWEST_WORDS) return false;
  return !LEANS.test(sentence) && !/^["“].*["”]$/u.test(sentence) && /[.!?…。！？]["'”’»)\]]*$/u.test(sentence);
}
