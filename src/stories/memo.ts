import type { ArticleId } from '../lib/ids.ts';
import { blockLength, MOST_BLOCK } from './block.ts';
import { termKey } from './terms.ts';

// Goes up with any change of what a block holds, how words are told apart or what a link means: the texts are then read again, once.
const VERSION = 2;
const HEAD = 3;

/** What is stored of an article so that its text need not be read again: its number and its block, in base 64. */
export function writeMemo(id: ArticleId, serial: number, block: Uint32Array): string {
  const words = new Uint32Array(HEAD + block.length);
  words[1] = VERSION;
  words[2] = serial;
  words.set(block, HEAD);
  words[0] = checksum(id, words);
  return Buffer.from(words.buffer).toString('base64');
}

// Reading is done in one go, so there is one place for it.
const words = new Uint32Array(HEAD + MOST_BLOCK);
const bytes = Buffer.from(words.buffer);

/** The number and the block of a memo, until the next one is read; null where it is damaged, another article's, or of another version. */
export function readMemo(id: ArticleId, memo: string): { readonly serial: number; readonly block: Uint32Array } | null {
  if (memo.length > Math.ceil((4 * bytes.length) / 3) + 3) return null;
  const length = bytes.write(memo, 'base64') / 4;
  if (length <= HEAD || !Number.isInteger(length) || words[1] !== VERSION) return null;
  const read = words.subarray(0, length);
  const block = words.subarray(HEAD, length);
  if (words[0] !== checksum(id, read) || blockLength(block, 0) !== block.length) return null;
  return { serial: words[2] ?? 0, block };
}

function checksum(id: ArticleId, memo: Uint32Array): number {
  let hash = termKey(id);
  for (let i = 1; i < memo.length; i += 1) hash = Math.imul(hash ^ (memo[i] ?? 0), 0x0100_0193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
