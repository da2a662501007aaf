import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileTopic } from '../../src/topics/compile.ts';
import { article, explain, lexicon } from './support.ts';

const docs = readFileSync(join(import.meta.dirname, '../../docs/topics.md'), 'utf8');

function blocks(kind: string): string[] {
  return [...docs.matchAll(new RegExp(`\`\`\`${kind}\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1] ?? '');
}

describe('the examples of docs/topics.md', () => {
  for (const group of blocks('topics').flatMap((block) => block.trimEnd().split('\n\n'))) {
    const [query = '', ...lines] = group.split('\n');
    for (const line of lines) {
      const example = line.trim();
      test(`${query} ${example}`, () => {
        const [title = '', text] = example.slice(1).trim().split(' // ');
        const match = explain(query, article(title, text));
        expect(match.isMatch, `${match.score}: ${match.why.join('; ')}`).toBe(example.startsWith('✓'));
      });
    }
  }

  for (const group of blocks('abroad').flatMap((block) => block.trimEnd().split('\n\n'))) {
    const [query = '', ...lines] = group.split('\n');
    for (const line of lines) {
      const [mark, language = '', ...title] = line.trim().split(' ');
      test(`${query} ${line.trim()}`, () => {
        const match = explain(query, article(title.join(' '), '', { language }));
        expect(match.isMatch, `${match.score}: ${match.why.join('; ')}`).toBe(mark === '✓');
      });
    }
  }

  for (const block of blocks('refused')) {
    const lines = block.trimEnd().split('\n');
    for (let place = 0; place < lines.length; place += 2) {
      const query = lines[place] ?? '';
      const caret = lines[place + 1] ?? '';
      test(`refused: ${query}`, () => {
        const outcome = compileTopic(query, lexicon);
        expect(outcome).toMatchObject({
          ok: false,
          error: { at: caret.indexOf('^'), message: caret.slice(caret.indexOf('^') + 2) },
        });
        expect(outcome.ok ? '' : outcome.error.hint).toMatch(/\.$/);
      });
    }
  }
});
