import { describe, expect, test } from 'vitest';
import { readArticle } from '../../src/articles/read.ts';
import { NOTHING_KNOWN } from '../../src/sources/raw-item.ts';
import { BODIES, STYLES } from './pages.ts';

describe.each(STYLES)('a page dump: $name', ({ dump }) => {
  test.each(BODIES)('$title', (body) => {
    const outcome = readArticle({
      source: 'made-up',
      ref: 'page.txt',
      bytes: Buffer.from(dump(body)),
      known: NOTHING_KNOWN,
    });
    if (outcome.kind !== 'article') throw new Error(outcome.reason);
    expect(outcome.article.text.split('\n\n')).toEqual(body.paragraphs);
    expect(outcome.article.title).toBe(body.title);
    expect(new Date(outcome.article.time.origin === 'unknown' ? 0 : outcome.article.time.at).toISOString()).toMatch(
      /^2025-03-0[34]/,
    );
  });
});
