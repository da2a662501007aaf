import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseInstant } from '../../src/lib/clock.ts';
import type { ArticleId, TopicId } from '../../src/lib/ids.ts';
import { compileTopic } from '../../src/topics/compile.ts';
import { createTopicIndex } from '../../src/topics/topic-index.ts';
import { article, compiled, explain, lexicon } from './support.ts';

const id = (name: string) => name as TopicId;

const WORDS = [
  'US',
  'Russia',
  'Russian',
  'embassy',
  'consulate',
  'talks',
  'Moscow',
  'nuclear',
  'earthquake',
  'Turkey',
  'Istanbul',
  'Klitschko',
  'Klitchko',
  'election',
  'vote',
  'T. Reid',
  'Tara',
  'Reid',
  '2024',
  '2025',
  'the',
  'said',
  'health',
  'care',
  'healthcare',
  'UN',
];
const word = fc.constantFrom(...WORDS);
const phrase = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
const query = fc.oneof(
  { weight: 3, arbitrary: phrase },
  fc
    .tuple(phrase, fc.constantFrom(' AND ', ' OR ', ' -', ' AND NOT ', ' "', ' title:', ' (embassy|vote) '), word)
    .map(([left, operator, right]) => `${left}${operator}${right}${operator === ' "' ? '"' : ''}`),
  fc.tuple(word, fc.constantFrom('NEAR/2', 'SAME SENTENCE'), word).map((parts) => parts.join(' ')),
);
const story = fc.array(
  fc.record({ title: phrase, text: fc.array(phrase, { maxLength: 6 }).map((parts) => parts.join('. ')) }),
  { minLength: 1, maxLength: 3 },
);

describe('createTopicIndex', () => {
  test('finds exactly what judging every topic by itself finds', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(query, { minLength: 1, maxLength: 25 }),
        fc.array(story, { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(24), { maxLength: 8 }),
        (queries, stories, removed) => {
          const index = createTopicIndex(lexicon);
          const kept = new Map<string, ReturnType<typeof compiled>>();
          for (const [place, text] of queries.entries()) {
            const outcome = compileTopic(text, lexicon);
            if (!outcome.ok) continue;
            kept.set(String(place), outcome.topic);
            index.add(id(String(place)), outcome.topic);
          }
          for (const place of removed) {
            kept.delete(String(place));
            index.remove(id(String(place)));
          }
          expect(index.size).toBe(kept.size);
          for (const parts of stories) {
            const articles = parts.map(({ title, text }, place) =>
              article(title, text, { id: `a-${place}` as ArticleId }),
            );
            const slow = [...kept].flatMap(([name, topic]) => {
              const single = createTopicIndex(lexicon);
              single.add(id(name), topic);
              const match = single.explain(id(name), articles);
              return match?.isMatch ? [[name, match.score, match.why]] : [];
            });
            const fast = index.match(articles).map(({ topic, score, why }) => [topic, score, why]);
            expect(fast.toSorted()).toEqual(slow.toSorted());
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('identical topics of many channels all match', () => {
    const index = createTopicIndex(lexicon);
    for (const name of ['a', 'b', 'c']) index.add(id(name), compiled('earthquake in Japan'));
    index.remove(id('b'));
    expect(index.match([article('Quake in Japan')]).map(({ topic }) => topic)).toEqual(['a', 'c']);
    expect(index.size).toBe(2);
  });

  test('a topic added again takes the place of the old one', () => {
    const index = createTopicIndex(lexicon);
    index.add(id('a'), compiled('earthquake in Japan'));
    index.add(id('a'), compiled('election in France'));
    expect(index.match([article('Quake in Japan')])).toEqual([]);
    expect(index.match([article('French election begins')])).toHaveLength(1);
  });

  test('all gives the near misses too, and says so', () => {
    const index = createTopicIndex(lexicon);
    index.add(id('a'), compiled('earthquake in Japan'));
    index.add(id('b'), compiled('election in France'));
    const [only, ...rest] = index.match([article('Quake in Peru')], { all: true });
    expect(rest).toEqual([]);
    expect(only).toMatchObject({
      topic: 'a',
      isMatch: false,
      why: ['earthquake: “Quake” in the title', 'Japan: not mentioned'],
    });
  });

  test('a story is judged by the mean of its articles, and the best one tells why', () => {
    const report = article('Quake shakes Japan', 'The earthquake hit Japan at night.');
    const other = article('Baker wins prize', 'A baker in Oslo won a prize.');
    const alone = explain('earthquake in Japan', report);
    const story = explain('earthquake in Japan', report, other);
    expect(story.score).toBeLessThan(alone.score);
    expect(story.article).toBe(report.id);
  });

  test('explains a topic that is not met, and knows none that is not there', () => {
    const index = createTopicIndex(lexicon);
    expect(index.explain(id('x'), [article('Quake')])).toBeNull();
    index.add(id('x'), compiled('earthquake in Japan'));
    expect(index.explain(id('x'), [])).toBeNull();
    expect(index.explain(id('x'), [article('Baker wins prize')])).toMatchObject({
      score: 0,
      isMatch: false,
      hits: [
        { label: 'earthquake', words: [], where: null },
        { label: 'Japan', words: [], where: null },
      ],
    });
  });

  test('tells what stood in the way', () => {
    const report = article('Russia holds nuclear talks', 'The embassy was closed. They ate.', { publisher: 'Reuters' });
    expect(explain('Russia talks -nuclear', report).why).toContain('nuclear: mentioned, and the topic leaves it out');
    expect(explain('Russia title:embassy', report).why).toContain('embassy: not in the title');
    expect(explain('embassy SAME SENTENCE ate', report).why).toContain('embassy, ate: not in one sentence');
    expect(explain('embassy NEAR/1 ate', report).why).toContain('embassy, ate: not within 1 word');
    expect(explain('Russia publisher:AFP', report).why).toContain('publisher:afp: not so');
    expect(explain('Russia since:2025-01-01', report).why).toContain('since: no time is known');
  });

  test('years tell one event from the next of its kind', () => {
    const then = article('Quake hits Qeshm island', 'The quake of 2005 killed ten people in Iran.');
    const now = article('Quake hits Qeshm island', 'The quake of 2008 killed seven in Iran. One in 2005 killed ten.');
    const score = (query: string, text: typeof then) => explain(query, text).score;
    expect(score('Qeshm earthquake 2005', then)).toBeGreaterThan(score('Qeshm earthquake 2005', now));
    expect(explain('Qeshm earthquake 2005', now).why).toContain('2005: the story names 2008');
    const at = parseInstant('2011-01-01T00:00:00Z');
    if (at === null) throw new Error('a valid time');
    const published = { ...then, time: { origin: 'stated', at, precision: 'day', zone: null } as const };
    expect(explain('Qeshm earthquake 2005', published).why).toContain('2005: the story names 2011');
  });

  test('a hostile text is read to its bound and no further', () => {
    const index = createTopicIndex(lexicon);
    index.add(id('a'), compiled('embassy NEAR/1 talks'));
    index.add(id('b'), compiled('"embassy embassy embassy embassy x"'));
    for (const text of [
      'embassy '.repeat(130_000),
      '.'.repeat(1_000_000),
      'x'.repeat(1_000_000),
      'U. '.repeat(300_000),
      '-'.repeat(1_000_000),
      "'".repeat(1_000_000),
      'A.'.repeat(500_000),
    ]) {
      expect(index.match([article('x', text)])).toEqual([]);
    }
  });
});
