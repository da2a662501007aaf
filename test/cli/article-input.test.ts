import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readArticle } from '../../src/articles/read.ts';
import { type ArticleInput, articleOfInput } from '../../src/cli/article-input.ts';
import type { ArticleId } from '../../src/lib/ids.ts';
import { parseSeedFacts } from '../../src/sources/seed-facts.ts';
import { createStoryIndex } from '../../src/stories/story-index.ts';
import { SEEDS } from '../support/newsroom.ts';
import { permutations } from '../support/permutations.ts';

describe('an article that another program hands in', () => {
  test.each([
    ['2025-02-27T12:11:00Z', { origin: 'stated', precision: 'minute' }],
    ['2025-02-27T17:41:00+05:30', { origin: 'stated', precision: 'minute' }],
    ['2025-02-27', { origin: 'stated', precision: 'day' }],
    ['2025-02-27T20:34', { origin: 'stated-local', local: '2025-02-27T20:34' }],
    ['2025-02-27 20:34:10', { origin: 'stated-local', local: '2025-02-27T20:34' }],
    ['yesterday', { origin: 'unknown' }],
    ['', { origin: 'unknown' }],
    [null, { origin: 'unknown' }],
  ])('published %j', (publishedAt, time) => {
    expect(articleOfInput({ id: '1', title: 'x', publishedAt }).time).toMatchObject(time);
  });

  test('the same moment in two spellings is the same moment', () => {
    const at = (publishedAt: string) => articleOfInput({ id: '1', publishedAt }).time;
    expect(at('2025-02-27T17:41:00+05:30')).toEqual(at('2025-02-27T12:11:00.000Z'));
  });

  test('a title with which the text begins was made from it', () => {
    const text = 'Envoys met in Oslo on Friday to discuss trade. They parted as friends.';
    const origin = (title: string) => articleOfInput({ id: '1', title, text }).titleOrigin;
    expect(origin('Envoys met in Oslo on Friday')).toBe('lead');
    expect(origin('Envoys at odds')).toBe('stated');
    const repeated = articleOfInput({
      id: '1',
      title: 'Envoys to meet',
      text: 'Envoys to meet\n\nThe envoys meet on Friday.',
    });
    expect(repeated.titleOrigin).toBe('stated');
  });
});

describe('the five files, as “newsdesk read” hands them to “newsdesk group”', () => {
  const facts = parseSeedFacts(readFileSync(join(SEEDS, 'sources.yaml'), 'utf8'));
  const names = [
    '000_4147a40551966cb9',
    '001_f2d7094547b41447',
    '002_d2840af30ce1d58b',
    '003_c3ebc0919f3d0041',
    '004_6938783252cbd89e',
  ];
  const rows = names.map((name): ArticleInput => {
    const ref = `${name}.txt`;
    const read = readArticle({ source: 'file', ref, bytes: readFileSync(join(SEEDS, ref)), known: facts.factsOf(ref) });
    if (read.kind !== 'article') throw new Error(read.reason);
    const { title, text, time, publisher } = read.article;
    const publishedAt = time.origin === 'unknown' ? null : new Date(time.at).toISOString();
    return { id: name.slice(0, 3), title, text, publisher, publishedAt };
  });

  test.each([
    ['to the minute', (at: string) => at],
    ['to the day', (at: string) => at.slice(0, 10)],
  ])('are three stories in every order, with times %s', (_, cut) => {
    const articles = rows
      .map((row) => ({ ...row, publishedAt: row.publishedAt ? cut(row.publishedAt) : null }))
      .map(articleOfInput);
    const nameOf = new Map<ArticleId, string>(articles.map(({ id }, place) => [id, `00${place}`]));
    for (const order of permutations(articles)) {
      const index = createStoryIndex();
      const stories = new Map<string, readonly string[]>();
      for (const article of order) {
        const regrouping = index.judge(article);
        for (const { id } of regrouping.dissolved) stories.delete(id);
        for (const { id, articles: members } of regrouping.changed)
          stories.set(id, members.map((member) => nameOf.get(member) ?? '').sort());
        index.apply(article, regrouping);
      }
      expect([...stories.values()].map((members) => members.join(' ')).sort()).toEqual(['000 001 004', '002', '003']);
    }
  });
});
