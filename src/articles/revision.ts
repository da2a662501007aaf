import { foldedWords } from '../lib/text.ts';
import type { Article } from './article.ts';

/**
 * True where `next`, found in the place of `before`, is that article again with changes (a new headline, a paragraph
 * more), not another article under the same name: they have the title or at least half of the words in common.
 */
export function isRevision(before: Article, next: Article): boolean {
  if (before.url !== null && next.url !== null && before.url !== next.url) return false;
  if (before.titleOrigin === 'stated' && before.title === next.title) return true;
  const known = new Set(foldedWords(before.text));
  const words = new Set(foldedWords(next.text));
  let common = 0;
  for (const word of words) if (known.has(word)) common++;
  return common * 2 >= Math.min(known.size, words.size);
}
