import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileTopic, describeTopic } from '../../src/topics/compile.ts';
import { MOST_QUERY_CHARACTERS } from '../../src/topics/parse.ts';
import { article, compiled, explain, lexicon } from './support.ts';

function refusal(query: string): string {
  const outcome = compileTopic(query, lexicon);
  return outcome.ok ? 'accepted' : `${outcome.error.at}: ${outcome.error.message} ${outcome.error.hint}`;
}

describe('compileTopic', () => {
  test('never throws, and points into the query', () => {
    const piece = fc.constantFrom(
      'AND',
      'OR',
      'NOT',
      '-',
      '(',
      ')',
      '|',
      '"',
      '“',
      'NEAR/3',
      'NEAR',
      'SAME SENTENCE',
      '=',
      'title:',
      'lang:',
      'since:',
      'us',
      'embassy',
      'Ünïçødé',
      '2024',
      '…',
      '👩‍👩‍👧',
      '\u0000',
      '\ud800',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 700 }),
          fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(' ')),
          fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
        ),
        (query) => {
          const outcome = compileTopic(query, lexicon);
          if (outcome.ok) return describeTopic(outcome.topic).length > 0;
          const { at, message, hint } = outcome.error;
          return at >= 0 && at <= query.length && /[.?]$/.test(message) && /\.$/.test(hint);
        },
      ),
      { numRuns: 600 },
    );
  });

  test('one clear sentence for each kind of nothing', () => {
    expect(refusal('')).toMatch(/^0: This topic is empty\./);
    expect(refusal('   ')).toMatch(/^0: This topic is empty\./);
    expect(refusal('…!?')).toMatch(/^0: This topic has no words\./);
    expect(refusal('the and of')).toMatch(/^0: This topic has only words that every story has\./);
    expect(refusal('-nuclear')).toMatch(/^0: This topic only says what to leave out/);
    expect(refusal('lang:de')).toMatch(/^0: This topic only says what to leave out/);
    expect(refusal('embassy OR -talks')).toMatch(/only says what to leave out/);
    expect(refusal('x'.repeat(5000))).toMatch(
      new RegExp(`^${MOST_QUERY_CHARACTERS}: .*${MOST_QUERY_CHARACTERS} characters; this one has 5000`),
    );
    expect(refusal('talks ""')).toMatch(/hold no word/);
    expect(refusal(`${'('.repeat(200)}talks`)).toMatch(/too many parentheses/);
  });

  test('"us" alone is the country, and says so', () => {
    const topic = compiled('us');
    expect(topic.notes).toEqual(['"us" is read as the United States.']);
    expect(explain('us', article('U.S. raises tariffs')).isMatch).toBe(true);
    expect(explain('us', article('He told us nothing')).isMatch).toBe(false);
  });

  test.each([
    'US–Russia embassy talks',
    'US-Russia embassy talks',
    'us—russia embassy talks',
    'U.S./Russia embassy talks',
    '‘US’ Russia embassy talks…',
    'US and Russia: embassy talks',
  ])('whatever a phone makes of it: %s', (query) => {
    expect(describeTopic(compiled(query)).map(({ forms }) => forms[0])).toEqual([
      'United States',
      'Russia',
      'embassy',
      'talks',
    ]);
  });

  test('curly quotes are quotes', () => {
    expect(describeTopic(compiled('“peace talks” Sudan')).map(({ label, role }) => [label, role])).toEqual([
      ['"peace talks"', 'required'],
      ['Sudan', 'required'],
    ]);
  });

  test('a description tells what each concept is for', () => {
    const roles = (query: string) => describeTopic(compiled(query)).map(({ label, role }) => [label, role]);
    expect(roles('storms OR "no tsunami" -film')).toEqual([
      ['storms', 'alternative'],
      ['"no tsunami"', 'alternative'],
      ['film', 'excluded'],
    ]);
    expect(roles('oil NEAR/5 spill')).toEqual([
      ['oil', 'required'],
      ['spill', 'required'],
    ]);
    expect(roles('ferry strike')).toEqual([
      ['ferry', 'counts'],
      ['strike', 'counts'],
    ]);
  });

  test('a spaced dash leaves nothing out', () => {
    expect(describeTopic(compiled('Russia - talks')).map(({ label }) => label)).toEqual(['Russia', 'talks']);
  });

  test('a sentence in capitals keeps its AND', () => {
    const labels = describeTopic(compiled('EFFORTS OF THE AMBASSADOR AND WHAT THEY CHANGE IN VIETNAM')).map(
      ({ label }) => label,
    );
    expect(labels).toContain('AMBASSADOR');
    expect(labels).toContain('VIETNAM');
  });
});

describe('filters', () => {
  const reuters = article('Embassy reopens', '', {
    publisher: 'Reuters News',
    url: 'https://uk.reuters.com/a/1',
    language: 'en',
  });

  test('publisher, site, language and day', () => {
    expect(explain('embassy publisher:reuters', reuters).isMatch).toBe(true);
    expect(explain('embassy publisher:"Al Jazeera"', reuters).isMatch).toBe(false);
    expect(explain('embassy site:reuters.com', reuters).isMatch).toBe(true);
    expect(explain('embassy site:https://www.uk.reuters.com/x', reuters).isMatch).toBe(true);
    expect(explain('embassy site:ters.com', reuters).isMatch).toBe(false);
    expect(explain('embassy lang:en', reuters).isMatch).toBe(true);
    expect(explain('embassy -lang:en', reuters).isMatch).toBe(false);
    expect(explain('embassy since:2020-01-01', reuters).isMatch).toBe(false);
  });
});
