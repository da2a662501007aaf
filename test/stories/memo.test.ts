import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createStoryIndex } from '../../src/stories/story-index.ts';
import { week } from './news.ts';

/** What the memos of a week of news come to, by the version that they state. A change of reading or linking adds a line; no line is ever edited. */
const DIGESTS: ReadonlyMap<number, string> = new Map([[2, '6ed68d1e77fd34f5']]);

test('memos say the same as long as their version is the same: else stores would mix what was read by different rules', () => {
  const index = createStoryIndex();
  const digest = createHash('sha256');
  let version = 0;
  for (const article of week) {
    const regrouping = index.judge(article);
    index.apply(article, regrouping);
    digest.update(regrouping.memo);
    version = Buffer.from(regrouping.memo, 'base64').readUInt32LE(4);
  }
  expect(digest.digest('hex').slice(0, 16), 'raise VERSION in memo.ts and add a line above').toBe(DIGESTS.get(version));
});
