import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changeQuery } from '../../src/topics/change-query.ts';
import { compileTopic } from '../../src/topics/compile.ts';
import { parseQuery } from '../../src/topics/parse.ts';
import { printQuery } from '../../src/topics/print.ts';
import { lexicon } from './support.ts';

function printed(query: string): string {
  const parsed = parseQuery(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return printQuery(parsed.node);
}

/** What a query compiles to, whatever its text and the case of its words. */
function meaning(query: string) {
  const compiled = compileTopic(query, lexicon);
  return compiled.ok ? compiled.topic.node : compiled.error.message;
}

const docs = readFileSync(join(import.meta.dirname, '../../docs/topics.md'), 'utf8');
const queries = [...docs.matchAll(/```topics\n([\s\S]*?)```/g)]
  .flatMap((match) => (match[1] ?? '').trimEnd().split('\n\n'))
  .map((group) => group.split('\n')[0] ?? '');

describe('a printed query', () => {
  test.each([
    ...queries,
    'Iran AND (sanctions OR embargo OR (oil price)) AND NOT oil',
    'US talks OR Iran talks -nuclear',
    'publisher:"Al Jazeera" site:bbc.co.uk lang:de since:2025-02-01 talks',
    'title:(embassy OR visa) -title:party',
    'US embassy NEAR/10 (talks|negotiations) Russia',
    'embassy SAME SENTENCE "peace talks"',
    '(US|"White House") (embassy|diplomatic mission) -(visa|party)',
    'NOT (party AND ball) embassy',
  ])('%s means the same', (query) => {
    expect(meaning(printed(query))).toEqual(meaning(query));
  });

  test('any query that can be read is printed as one that reads the same', () => {
    const part = fc.constantFrom(
      'US',
      'talks',
      '"peace talks"',
      '=us',
      'AND',
      'OR',
      'NOT',
      '-',
      '-visa',
      '(',
      ')',
      '|',
      'NEAR/3',
      'SAME SENTENCE',
      'title:',
      'publisher:',
      'AFP',
      '&&',
      'x:',
      'foo-bar',
      '–',
    );
    let read = 0;
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string({ maxLength: 6 })), { maxLength: 12 }), (parts) => {
        // Without a single letter nothing tells a sentence in capitals from operators.
        const query = ['word', ...parts].join(' ');
        const once = parseQuery(query);
        fc.pre(once.ok);
        read += 1;
        const text = printQuery(once.node);
        const twice = parseQuery(text);
        expect(twice, text).toMatchObject({ ok: true });
        if (twice.ok) expect(printQuery(twice.node)).toBe(text);
      }),
      { numRuns: 1_000 },
    );
    expect(read).toBeGreaterThan(100);
  });
});

describe('a query is changed', () => {
  test.each([
    ['US–Russia embassy talks', { kind: 'exclude', words: 'nuclear' }, 'US–Russia embassy talks -nuclear'],
    ['US–Russia embassy talks', { kind: 'exclude', words: 'peace plan' }, 'US–Russia embassy talks NOT (peace plan)'],
    ['US–Russia embassy talks', { kind: 'exclude', words: '“peace plan”' }, 'US–Russia embassy talks -"peace plan"'],
    ['US talks OR Iran talks', { kind: 'exclude', words: 'oil' }, 'US talks -oil OR Iran talks -oil'],
    ['US–Russia embassy talks', { kind: 'add', words: 'visa', to: null }, 'US–Russia embassy talks visa'],
    ['talks -visa', { kind: 'add', words: 'Russia', to: null }, 'talks Russia -visa'],
    ['US OR Iran', { kind: 'add', words: 'oil', to: null }, 'US oil OR Iran oil'],
    ['publisher:AFP', { kind: 'add', words: 'oil', to: null }, 'publisher:AFP oil'],
    ['US–Russia embassy talks', { kind: 'add', words: 'envoys', to: 'embassy' }, 'US–Russia (embassy|envoys) talks'],
    ['US–Russia embassy talks', { kind: 'add', words: 'Kremlin', to: 'russia' }, 'US (Russia|Kremlin) embassy talks'],
    ['(embassy|visa) Russia', { kind: 'add', words: 'envoys', to: 'visas' }, '(embassy|visa|envoys) Russia'],
    ['"peace talks" Gaza', { kind: 'add', words: 'truce', to: 'peace talks' }, '("peace talks"|truce) Gaza'],
    ['US–Russia embassy talks', { kind: 'require', words: 'Embassies' }, 'US–Russia talks AND Embassies'],
    ['US OR Iran talks', { kind: 'require', words: 'talks' }, '(US OR Iran) AND talks'],
    ['Russia talks 2008', { kind: 'require', words: '2008' }, 'Russia talks AND 2008'],
    ['US–Russia embassy talks', { kind: 'drop', words: 'EMBASSY' }, 'US–Russia talks'],
    ['US–Russia embassy talks', { kind: 'drop', words: 'Russia' }, 'US embassy talks'],
    ['US election 2028', { kind: 'drop', words: '2028' }, 'US election'],
    ['Russia talks -nuclear', { kind: 'drop', words: 'nuclear' }, 'Russia talks'],
    ['(embassy|visa) Russia', { kind: 'drop', words: 'visa' }, 'embassy Russia'],
    ['talks (embassy OR visa)', { kind: 'drop', words: 'visa' }, 'talks embassy'],
    ['embassy NEAR/3 talks', { kind: 'drop', words: 'talks' }, 'embassy'],
    ['talks publisher:AFP', { kind: 'drop', words: 'AFP' }, 'talks'],
    ['oil OR gas', { kind: 'drop', words: 'gas' }, 'oil'],
  ] as const)('%s %j', (query, change, expected) => {
    expect(changeQuery(query, change, lexicon)).toEqual({ ok: true, query: expected });
  });

  test('a form of a concept is dropped by naming all the others', () => {
    const changed = changeQuery('Russia takeover', { kind: 'drop', words: 'acquisition' }, lexicon);
    expect(changed.ok).toBe(true);
    if (!changed.ok) return;
    expect(changed.query).toMatch(/^Russia \("takeover"\|.*"\)$/);
    expect(changed.query).not.toContain('"acquisition"');
  });

  test('what was all in capitals keeps its words', () => {
    const query = 'US AND RUSSIA HOLD TALKS ON EMBASSY STAFF';
    const changed = changeQuery(query, { kind: 'exclude', words: 'nuclear' }, lexicon);
    expect(changed).toEqual({ ok: true, query: 'US and RUSSIA HOLD TALKS ON EMBASSY STAFF -nuclear' });
  });

  test('operators among capitals stay operators', () => {
    const query = 'US AND RUSSIA OR TALKS';
    const changed = changeQuery(query, { kind: 'exclude', words: 'OIL' }, lexicon);
    expect(changed).toEqual({ ok: true, query: 'US AND russia -OIL OR TALKS -OIL' });
  });

  test.each([
    ['oil', { kind: 'require', words: 'oil' }, 'is all that the topic asks for'],
    ['oil -gas', { kind: 'require', words: 'gas' }, 'asks for nothing that is called “gas”'],
    ['Russia talks', { kind: 'require', words: 'Russia' }, 'is required already'],
    ['talks "peace deal"', { kind: 'require', words: 'peace deal' }, 'is required already'],
    ['Russia (embassy|visa) talks', { kind: 'require', words: 'visa' }, 'is required already'],
    ['oil', { kind: 'drop', words: 'oil' }, 'Nothing would be left'],
    ['oil', { kind: 'drop', words: 'gas' }, 'says nothing of “gas”'],
    ['oil', { kind: 'add', words: 'brent', to: 'gas' }, 'nothing that is called “gas”'],
    ['oil', { kind: 'exclude', words: 'a AND b' }, 'more than words'],
    ['oil', { kind: 'add', words: '"', to: null }, 'more than words'],
    ['oil -gas', { kind: 'drop', words: 'oil' }, 'only says what to leave out'],
    ['oil', { kind: 'exclude', words: 'x'.repeat(499) }, 'longer than 500'],
  ] as const)('%s %j is refused', (query, change, problem) => {
    const changed = changeQuery(query, change, lexicon);
    expect(changed).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });
});
