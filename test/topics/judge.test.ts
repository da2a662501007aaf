import { describe, expect, test } from 'vitest';
import { parseInstant } from '../../src/lib/clock.ts';
import type { TopicId } from '../../src/lib/ids.ts';
import { createJudge, judgeMany } from '../../src/topics/judge.ts';
import { article, compiled, explain, lexicon } from './support.ts';

const id = (name: string) => name as TopicId;

describe('createJudge', () => {
  test('tells of every topic how a story meets it, the best first, also of those that it misses', () => {
    const judge = createJudge(lexicon, [
      { id: id('france'), topic: compiled('election in France') },
      { id: id('japan'), topic: compiled('earthquake in Japan') },
      { id: id('peru'), topic: compiled('earthquake in Peru') },
    ]);
    const [first, second, third, ...more] = judge([article('Quake in Peru')]);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ topic: 'peru', isMatch: true });
    expect(second).toMatchObject({
      topic: 'japan',
      isMatch: false,
      why: ['earthquake: “Quake” in the title', 'Japan: not mentioned'],
    });
    expect(third).toMatchObject({
      topic: 'france',
      score: 0,
      isMatch: false,
      hits: [
        { label: 'election', words: [], where: null },
        { label: 'France', words: [], where: null },
      ],
    });
    expect(judge([article('Quake in Peru')], new Set([id('japan')])).map(({ topic }) => topic)).toEqual(['japan']);
  });

  test('a story is judged by the mean of its articles, and the best one tells why', () => {
    const report = article('Quake shakes Japan', 'The earthquake hit Japan at night.');
    const other = article('Baker wins prize', 'A baker in Oslo won a prize.');
    const alone = explain('earthquake in Japan', report);
    const story = explain('earthquake in Japan', report, other);
    expect(story.score).toBeLessThan(alone.score);
    expect(story.article).toBe(report.id);
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

  test('many topics are judged some at a time, those that cannot be read left out', async () => {
    const topics = Array.from({ length: 130 }, (_, n) => () => ({
      id: id(`t-${n}`),
      topic: compiled(n === 120 ? 'earthquake in Japan' : `election in France ${n}`),
    }));
    let others = 0;
    const ticking = setImmediate(function tick() {
      others += 1;
      if (others < 10) setImmediate(tick);
    });
    const matches = await judgeMany(lexicon, [...topics, () => null], [article('Quake in Japan')]);
    clearImmediate(ticking);
    expect(others).toBeGreaterThan(0);
    expect(matches).toHaveLength(130);
    expect(matches[0]).toMatchObject({ topic: 't-120', isMatch: true });
  });
});
