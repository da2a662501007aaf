import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Article } from '../../src/articles/article.ts';
import { readArticle } from '../../src/articles/read.ts';
import type { StoryId } from '../../src/lib/ids.ts';
import { NOTHING_KNOWN } from '../../src/sources/raw-item.ts';
import { parseSeedFacts } from '../../src/sources/seed-facts.ts';
import { createStoryIndex } from '../../src/stories/story-index.ts';
import { permutations } from '../support/permutations.ts';
import { partition, tell } from './support.ts';

const folder = new URL('../../seeds/', import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .sort();
const facts = parseSeedFacts(readFileSync(new URL('sources.yaml', folder), 'utf8'));

function seeds(hasFacts: boolean): Article[] {
  return files.map((ref) => {
    const known = hasFacts ? facts.factsOf(ref) : NOTHING_KNOWN;
    const read = readArticle({ source: 'seeds', ref, bytes: readFileSync(new URL(ref, folder)), known });
    if (read.kind === 'unreadable') throw new Error(read.reason);
    return { ...read.article, publisher: ref.slice(0, 3) };
  });
}

describe.each([
  ['with what sources.yaml knows', true],
  ['from their text alone', false],
])('the five example articles, %s', (_, hasFacts) => {
  const articles = seeds(hasFacts);

  test('are the talks, their announcement and the second round, in every order', () => {
    for (const order of permutations(articles)) {
      const { stories } = tell(createStoryIndex(), order);
      expect(partition(stories.values(), articles)).toEqual(['000 001 004', '002', '003']);
    }
  });

  test('never put the undated report with the announcement or the second round, whichever others are missing', () => {
    for (const present of subsets(articles)) {
      for (const story of partition(tell(createStoryIndex(), present).stories.values(), articles)) {
        expect(['000', '001', '002', '003', '004', '000 001', '000 004', '001 004', '000 001 004']).toContain(story);
      }
    }
  });

  test('are one timeline in order of time, from wherever it is looked at', () => {
    const index = createStoryIndex();
    const { stories } = tell(index, articles);
    const named = (ids: readonly StoryId[]) =>
      ids.map(
        (id) =>
          partition(
            [...stories.values()].filter((story) => story.id === id),
            articles,
          )[0],
      );
    for (const id of stories.keys()) expect(named(index.timeline(id))).toEqual(['002', '000 001 004', '003']);
  });
});

function subsets<T>(items: readonly T[]): T[][] {
  return Array.from({ length: 2 ** items.length }, (_, bits) => items.filter((_item, place) => (bits >> place) & 1));
}
