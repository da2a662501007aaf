import { describe, expect, test } from 'vitest';
import type { TopicId } from '../../src/lib/ids.ts';
import { changeQuery } from '../../src/topics/change-query.ts';
import { compileTopic, describeTopic } from '../../src/topics/compile.ts';
import { createJudge } from '../../src/topics/judge.ts';
import type { Lexicon } from '../../src/topics/lexicon.ts';
import {
  type OwnWord,
  ownKey,
  readOwnWord,
  sayOwnWord,
  splitOwnWord,
  withOwnWords,
} from '../../src/topics/own-words.ts';
import { createTopicIndex } from '../../src/topics/topic-index.ts';
import { createWatchedTopics } from '../../src/topics/watched.ts';
import { article, lexicon } from './support.ts';

function own(...typed: readonly string[]): Lexicon {
  return withOwnWords(lexicon, typed.map(wordOf));
}

function wordOf(typed: string): OwnWord {
  const { heading, forms } = splitOwnWord(typed);
  const read = readOwnWord(heading, forms, lexicon);
  if (!read.ok) throw new Error(read.problem);
  return read.word;
}

function scoreOf(words: Lexicon, query: string, title: string, text = ''): number {
  const outcome = compileTopic(query, words);
  if (!outcome.ok) throw new Error(outcome.error.message);
  // Articles are read with the shared lexicon, whoever's topics they are judged for.
  const [match] = createJudge(lexicon, [{ id: 't' as TopicId, topic: outcome.topic }])([article(title, text)]);
  return match?.score ?? 0;
}

describe('words of a workspace', () => {
  const words = own(
    'embassy: chancery, diplomatic compound ~0.5',
    'data centre: server farm',
    'Kroll: ACM',
    'Zork: BLORP',
  );

  test.each([
    ['Russia embassy', 'Russia closes its chancery in Oslo'],
    ['Russia embassies', 'Russia closes chanceries abroad'],
    ['Russia data centre', 'Server farms of Russia go dark'],
    ['kroll strike', 'ACM walkout enters third week'],
    ['zork strike', 'Walkout at BLORP enters third week'],
    ['embassy AND Oslo', 'Chancery in Oslo opens'],
    ['visa OR (embassy AND Oslo)', 'Oslo chancery opens'],
  ])('%s meets: %s', (query, title) => {
    expect(scoreOf(words, query, title)).toBeGreaterThanOrEqual(0.5);
    expect(scoreOf(words, query, title)).toBeGreaterThan(scoreOf(lexicon, query, title) + 0.1);
  });

  test('a way of saying it that only may mean it counts for less', () => {
    const title = 'Russia closes its diplomatic compound in Oslo';
    const half = scoreOf(own('embassy: compound ~0.5'), 'Russia embassy', title);
    expect(half).toBeLessThan(scoreOf(own('embassy: compound'), 'Russia embassy', title));
    expect(half).toBeGreaterThan(scoreOf(lexicon, 'Russia embassy', title));
  });

  test('what is written with capitals needs them', () => {
    expect(scoreOf(own('Acme: AID Group'), 'acme strike', 'Strike ends with the aid group')).toBeLessThan(0.5);
  });

  test.each([['"embassy"'], ['=embassy'], ['Oslo -embassy']])('%s is taken at its word', (query) => {
    expect(compileTopic(query, words)).toEqual(compileTopic(query, lexicon));
  });

  test('other topics are the same as without', () => {
    for (const query of ['oil price', 'US–Russia talks', 'Norway OR Sweden']) {
      expect(compileTopic(query, words)).toEqual(compileTopic(query, lexicon));
    }
  });

  test('they are shown first among the forms, and said in a note', () => {
    const outcome = compileTopic('Russia embassy', words);
    expect(outcome).toMatchObject({
      topic: { notes: ['For "embassy" this workspace also says: chancery, diplomatic compound.'] },
    });
    const forms = outcome.ok ? describeTopic(outcome.topic)[1]?.forms : [];
    expect(forms?.slice(0, 3)).toEqual(['embassy', 'chancery', 'diplomatic compound']);
  });

  test('a change of the topic knows them by name', () => {
    const dropped = changeQuery('Russia embassy', { kind: 'drop', words: 'diplomatic compound' }, words);
    expect(dropped.ok ? dropped.query : dropped.problem).toContain('"chancery"');
    expect(dropped.ok ? dropped.query : '').not.toContain('compound');
    expect(changeQuery('Russia data centre', { kind: 'drop', words: 'data centre' }, words)).toMatchObject({
      query: 'Russia',
    });
  });

  test('a topic that says one of them is another topic than the same words elsewhere', () => {
    const watched = createWatchedTopics(createTopicIndex(lexicon));
    for (const [id, read] of [
      ['theirs', lexicon],
      ['ours', own('embassy: legation')],
      ['others', own('embassy: legation', 'visa: permit')],
    ] as const) {
      const outcome = compileTopic('Norway AND embassy', read);
      if (outcome.ok) watched.add(id as TopicId, outcome.topic);
    }
    const found = watched.match([article('Norway opens a legation in Quito')]);
    expect(found.map(({ topic }) => topic)).toEqual(['others', 'ours']);
  });

  test('no words of its own: the shared lexicon itself', () => {
    expect(withOwnWords(lexicon, [])).toBe(lexicon);
  });
});

describe('how a word is read', () => {
  test.each([
    ['embassy: chancery, mission ~0.5', 'embassy: chancery, mission ~0.5'],
    ['  data centre : server farm ;hyperscaler~0.4, ', 'data centre: server farm, hyperscaler ~0.4'],
    ['embassy: embassies, chancery, chancery', 'embassy: chancery'],
    ['посольство：диппредставительство', 'посольство: диппредставительство'],
    ['mission: diplomatic post ~1', 'mission: diplomatic post'],
  ])('%s', (typed, said) => {
    const word = wordOf(typed);
    expect(sayOwnWord(word)).toBe(said);
    expect(wordOf(said)).toEqual(word);
  });

  test('it is known by its stem', () => {
    expect(ownKey('Embassies')).toBe(ownKey('embassy'));
    expect(ownKey('Data  Centres')).toBe(ownKey('data-centre'));
  });

  test.each([
    ['embassy', 'No other way of saying “embassy” is named.'],
    ['embassy:', 'No other way of saying “embassy” is named.'],
    ['embassy: embassies', 'No other way of saying “embassy” is named.'],
    [': chancery', 'The word itself is missing.'],
    ['?!: chancery', '“?!” holds no word.'],
    ['embassy: chancery ~2', '“chancery ~2” has no weight between 0 and 1 after its ~.'],
    ['embassy: chancery ~', '“chancery ~” has no weight between 0 and 1 after its ~.'],
    ['embassy: chancery ~half', '“chancery ~half” has no weight between 0 and 1 after its ~.'],
    ['embassy: ~0.5', 'The word itself is missing.'],
    ['the: chancery', '“the” is in nearly every story.'],
    ['embassy: said', '“said” is in nearly every story.'],
    ['America: us', '“us” is a common word as well as a name.'],
    ['embassy: in there', '“in there” is in nearly every story.'],
    ['embassy: x', '“x” is too short to mean one thing.'],
    ['embassy: (a|b)', '“(a|b)” holds “(”.'],
    ['embassy: /(a+)+$/', '“/(a+)+$/” holds “(”.'],
    [`embassy: ${'long '.repeat(20)}`, /^“long long.*…” has 99 characters; it may have 80\.$/],
    [
      `embassy: ${Array.from({ length: 21 }, (_, n) => `chancery${n}`).join(',')}`,
      '“embassy” has 21 ways of saying it; it may have 20.',
    ],
  ])('refused: %s', (typed, problem) => {
    const { heading, forms } = splitOwnWord(typed);
    const read = readOwnWord(heading, forms, lexicon);
    expect(read).toMatchObject({ ok: false });
    if (read.ok) return;
    expect(read.problem).toMatch(problem);
    expect(read.advice).toMatch(/\.$/);
  });
});
