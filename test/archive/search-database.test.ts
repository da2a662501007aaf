import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSearchDatabase, SEARCH_IN_MEMORY, type SearchText } from '../../src/archive/search-database.ts';
import { temporaryFolder } from '../support/newsroom.ts';

function textOf(id: string, title: string, text: string, publisher = ''): SearchText {
  return { id, stamp: `${title}|${text}`, title, text, publisher };
}

function filled(path = SEARCH_IN_MEMORY) {
  const database = openSearchDatabase(path);
  database.change(
    [
      textOf(
        'embassy',
        'Embassy reopens in Istanbul',
        'Diplomats met for talks. Séoul was not mentioned.',
        'Devdiscourse',
      ),
      textOf('talks', 'Talks go on', 'The embassy is closed. The embassy, the embassy, the embassy in Istanbul.'),
      textOf('fire', 'Fire at the harbour', 'Nobody was hurt in the warehouse.'),
      textOf('tokyo', '東京で会談', '外務大臣が会談した。'),
    ],
    [],
  );
  return database;
}

describe('a search', () => {
  const database = filled();

  test.each([
    ['both words', 'talks istanbul', ['embassy', 'talks']],
    ['a headline before a text that says it more often', 'embassy', ['embassy', 'talks']],
    ['any word, where no article has all', 'warehouse istanbul', ['fire', 'embassy', 'talks']],
    ['a word that is begun', 'wareh', ['fire']],
    ['no beginning of three letters', 'emb', []],
    ['case and accents set aside', 'SEOUL', ['embassy']],
    ['a letter too many', 'embasssy', ['embassy', 'talks']],
    ['a letter missing', 'diplmats', ['embassy']],
    ['a letter wrong', 'istenbul', ['embassy', 'talks']],
    ['two letters swapped', 'warehosue', ['fire']],
    ['no two slips', 'warhosue', []],
    ['no slip in a short word', 'fira', []],
    ['a publisher', 'devdiscourse', ['embassy']],
    ['characters of a script without spaces', '大臣', ['tokyo']],
    ['nothing for no words', '"…" — !', []],
  ])('finds %s', (_, query, ids) => {
    expect(database.search(query).sort()).toEqual([...ids].sort());
    if (query === 'embassy') expect(database.search(query)).toEqual(ids);
  });

  test.each([
    'embassy AND',
    'NEAR(embassy talks',
    'title:embassy',
    '"embassy',
    'embassy*',
    '^embassy',
    'NOT embassy',
    '{title}: embassy OR',
  ])('takes %s for words', (query) => expect(database.search(query)).toContain('embassy'));

  test('never fails, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (query) => void database.search(query)),
      { numRuns: 40 },
    );
  });
});

test('what changes is found by its new words alone, and what goes is found no more', () => {
  const database = filled();
  database.change([textOf('fire', 'Flood at the harbour', 'Water everywhere.')], ['talks']);
  expect(database.search('warehouse')).toEqual([]);
  expect(database.search('flood')).toEqual(['fire']);
  expect(database.search('istanbul')).toEqual(['embassy']);
  expect(database.stamps(['fire', 'talks'])).toEqual(['Flood at the harbour|Water everywhere.', null]);
  expect(database.ids('', 2)).toEqual(['embassy', 'fire']);
  expect(database.ids('fire', 2)).toEqual(['tokyo']);
});

describe('the file of an index', () => {
  async function file(): Promise<string> {
    return join(await temporaryFolder(onTestFinished), 'newsdesk.db-search');
  }

  test('keeps what was put', async () => {
    const path = await file();
    filled(path).close();
    expect(openSearchDatabase(path).search('harbour')).toEqual(['fire']);
  });

  test.each([
    ['is no database', (path: string) => writeFile(path, 'x'.repeat(10_000))],
    ['is cut off', (path: string) => writeFile(path, Buffer.from('SQLite format 3\0'))],
    [
      'is of another version',
      async (path: string) => {
        filled(path).close();
        const database = new DatabaseSync(path);
        database.exec('PRAGMA user_version = 999');
        database.close();
      },
    ],
  ])('that %s is made anew', async (_, spoil) => {
    const path = await file();
    await spoil(path);
    const database = openSearchDatabase(path);
    expect(database.ids('', 10)).toEqual([]);
    database.change([textOf('fire', 'Fire', '')], []);
    expect(database.search('fire')).toEqual(['fire']);
    database.close();
  });
});
