import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readArticle } from '../../src/articles/read.ts';
import { NOTHING_KNOWN } from '../../src/sources/raw-item.ts';
import { explain } from './support.ts';

const folder = join(import.meta.dirname, '../../seeds');
const articles = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .map((ref) => {
    const outcome = readArticle({ source: 'seeds', ref, bytes: readFileSync(join(folder, ref)), known: NOTHING_KNOWN });
    if (outcome.kind !== 'article') throw new Error(outcome.reason);
    return outcome.article;
  });

describe('the five example articles', () => {
  test.each([
    'US–Russia embassy talks',
    'us russia embassy talks',
    'Russian and American delegations discuss their diplomatic missions',
    'negotiations between Washington and Moscow about consulates',
  ])('all meet %s', (query) => {
    for (const article of articles) expect(explain(query, article), article.title).toMatchObject({ isMatch: true });
  });

  // What stands in the chrome of the pages, and what is near the subject and is not it.
  test.each([
    'South China Sea missile deployment',
    'Toshakhana case',
    'Nexstar Tegna merger',
    'Premier League Champions League expansion',
    'Iran–U.S. nuclear talks',
    'US embassy bombing in Kenya',
    'Turkey earthquake',
  ])('none meets %s', (query) => {
    for (const article of articles) expect(explain(query, article), article.title).toMatchObject({ isMatch: false });
  });

  test('why says which words met which concept, and where', () => {
    const [first] = articles;
    if (first === undefined) throw new Error('there are seeds');
    expect(explain('US–Russia embassy talks', first).why).toEqual([
      'US: “US” in the title',
      'Russia: “Russia” in the title',
      'embassy: “embassies” in the opening',
      'talks: “Talks” in the title',
    ]);
  });
});
