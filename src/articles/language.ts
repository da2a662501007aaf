import { eld } from 'eld/extrasmall';

const MOST_CHARACTERS = 800;
const FEWEST_LETTERS = 40;

/**
 * The language of a text as an ISO 639-1 code, judged by its first 800 characters; null where there are fewer than 40 letters (12 of a script
 * without spaces) or the detector is not sure.
 */
export function languageOf(text: string): string | null {
  const sample = text.slice(0, MOST_CHARACTERS);
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  const dense = sample.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0;
  if (letters + dense * 3 < FEWEST_LETTERS) return null;
  const found = eld.detect(sample);
  return found.language !== '' && found.isReliable() ? found.language : null;
}
