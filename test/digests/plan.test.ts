import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deliveriesOf, planPages } from '../../src/digests/plan.ts';
import { type Candidate, rankOf } from '../../src/digests/rank.ts';
import type { StoryId } from '../../src/lib/ids.ts';
import type { SaidSection } from '../../src/outbox/delivery.ts';
import { channel, moment, story, topic } from './support.ts';

const period = { from: moment('2026-01-04T09:00Z'), to: moment('2026-01-05T09:00Z') };

function candidate(name: string, more: Partial<Candidate> = {}): Candidate {
  const id = story(name);
  return {
    story: id,
    matches: [{ topic: topic('A'), score: 0.5 }],
    publishers: 1,
    at: period.from,
    timeline: [id],
    ...more,
  };
}

function sections(candidates: readonly Candidate[]): readonly SaidSection[] {
  return planPages(candidates, period).flatMap((page) => page.sections);
}

function meeting(...scores: readonly (readonly [string, number])[]): Pick<Candidate, 'matches'> {
  return { matches: scores.map(([name, score]) => ({ topic: topic(name), score })) };
}

describe('the rank of a story', () => {
  const at = (one: Partial<Candidate>) => rankOf(candidate('x', one), period.to);

  test('more publishers, a better match and a later time each rank higher', () => {
    expect(at({ publishers: 3 })).toBe(at({ publishers: 1 }) + 1);
    expect(at(meeting(['A', 1]))).toBe(at(meeting(['A', 0.5])) + 1);
    expect(at({ at: period.to })).toBe(at({ at: period.from }) + 0.5);
    expect(at(meeting(['A', 0.2], ['B', 0.9]))).toBe(at(meeting(['A', 0.9])));
  });

  test('a time that has not come counts as now', () => {
    expect(at({ at: moment('2027-01-01T00:00Z') })).toBe(at({ at: period.to }));
  });
});

describe('the pages of a digest', () => {
  test('none where there is no story', () => {
    expect(planPages([], period)).toEqual([]);
  });

  test('stories by topic, the most important first, each under the topic it meets best', () => {
    const small = candidate('small');
    const large = candidate('large', { publishers: 9, ...meeting(['A', 0.4], ['B', 0.8]) });
    const middle = candidate('middle', { publishers: 4 });
    expect(sections([small, large, middle])).toEqual([
      { topic: topic('B'), stories: [large.story] },
      { topic: topic('A'), stories: [middle.story, small.story] },
    ]);
  });

  test('what follows from a story stands below it, whatever its rank', () => {
    const timeline = [story('first'), story('second'), story('third')];
    const first = candidate('first', { timeline });
    const other = candidate('other', { publishers: 3 });
    const third = candidate('third', { timeline, publishers: 7 });
    expect(sections([first, other, third])).toEqual([
      { topic: topic('A'), stories: [first.story, third.story, other.story] },
    ]);
  });

  test('a story never stands under a topic that it does not meet', () => {
    const timeline = [story('first'), story('second')];
    const first = candidate('first', { timeline, ...meeting(['B', 0.5]) });
    const second = candidate('second', { timeline, publishers: 7 });
    expect(sections([first, second])).toEqual([
      { topic: topic('A'), stories: [second.story] },
      { topic: topic('B'), stories: [first.story] },
    ]);
  });

  test('a long digest has pages; beyond the last, stories are counted under their topics', () => {
    const many = (name: string, count: number, more: Partial<Candidate>) =>
      Array.from({ length: count }, (_, n) => candidate(`${name}${n}`, more));
    const pages = planPages(
      [
        ...many('a', 70, { publishers: 9 }),
        ...many('b', 45, { publishers: 3, ...meeting(['B', 0.5]) }),
        ...many('c', 4, meeting(['C', 0.5])),
      ],
      period,
    );
    expect(pages.map(({ page, pages: of }) => `${page}/${of}`)).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5']);
    const shape = pages.map((page) => page.sections.map(({ topic: of, stories, more }) => [of, stories.length, more]));
    const [a, b, c] = ['A', 'B', 'C'].map(topic);
    expect(shape).toEqual([
      [[a, 20, undefined]],
      [[a, 20, undefined]],
      [[a, 20, undefined]],
      [
        [a, 10, undefined],
        [b, 10, undefined],
      ],
      [
        [b, 20, 15],
        [c, 0, 4],
      ],
    ]);
    for (const page of pages) expect(page).toMatchObject({ cause: 'digest', ...period });
  });

  test('every story is listed once or counted once, in whatever order they are given', () => {
    const names = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 160 });
    fc.assert(
      fc.property(
        names,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 4 }),
        (numbers, threads, topics) => {
          const timelineOf = (n: number) =>
            numbers.filter((one) => one % threads === n % threads).map((one) => story(`${one}`));
          const candidates = numbers.map((n) =>
            candidate(`${n}`, {
              publishers: (n * 7) % 11,
              timeline: timelineOf(n),
              ...meeting([`${n % topics}`, (n % 10) / 10], [`${(n + 1) % topics}`, 0.3]),
            }),
          );
          const pages = planPages(candidates, period);
          const all = pages.flatMap((page) => page.sections);
          const listed = all.flatMap(({ stories }) => stories);
          const counted = all.reduce((sum, { more = 0 }) => sum + more, 0);
          expect(new Set<StoryId>(listed).size).toBe(listed.length);
          expect(listed.length + counted).toBe(candidates.length);
          expect(listed.length).toBe(Math.min(100, candidates.length));
          for (const page of pages) {
            expect(page.sections.reduce((sum, { stories }) => sum + stories.length, 0)).toBeLessThanOrEqual(20);
          }
          expect(planPages([...candidates].reverse(), period)).toEqual(pages);
        },
      ),
      { numRuns: 50 },
    );
  });
});

test('the rows of a digest are named after its channel, due time and page', () => {
  const due = moment('2026-01-05T09:00Z');
  const now = moment('2026-01-05T09:01Z');
  const pages = planPages([candidate('one')], period);
  const [row] = deliveriesOf(channel('general'), due, pages, now);
  expect(row).toMatchObject({
    key: `digest/fake:team:general/${due}/1`,
    story: null,
    what: pages[0],
    dueAt: now,
    shown: null,
  });
  expect(row?.revision).not.toBe('');
});
