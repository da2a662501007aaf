import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../bench/stream.ts';
import { articleId, storyId } from '../../src/lib/ids.ts';
import { type Report, spellDate, spellingIn } from '../../src/stories/block.ts';
import { createCandidateIndex } from '../../src/stories/candidates.ts';
import { conflict } from '../../src/stories/conflict.ts';
import { likeness } from '../../src/stories/likeness.ts';
import { storyOrder } from '../../src/stories/order.ts';
import { readReport } from '../../src/stories/report.ts';
import { createScoreCache } from '../../src/stories/score-cache.ts';
import { nameGroups } from '../../src/stories/story-ids.ts';
import { createStoryIndex } from '../../src/stories/story-index.ts';
import { keyOf } from '../../src/stories/terms.ts';
import { week } from './news.ts';
import { article } from './support.ts';

const read = (title: string, text: string) => readReport(article({ name: 'read', title, text })).report;

describe('readReport', () => {
  const spelled = (text: string, title = 'Plans Of The Town Council') => {
    const report = read(title, text);
    const { data, names, title: afterNames, numbers, headlined } = report;
    const marks = [...data.subarray(names, afterNames), ...data.subarray(numbers, headlined)].map(keyOf);
    return marks.map((mark) => spellingIn(report, mark));
  };

  test('takes for names what stands with a capital inside sentences, in Title Case headlines too', () => {
    expect(
      spelled('Yesterday the Council of Aberdeen met. It heard Moira Grant. The council of the town agreed.'),
    ).toEqual(expect.arrayContaining(['Aberdeen', 'Moira', 'Grant']));
    expect(spelled('Plans were shown to the council. The town likes plans. It heard nobody.')).toEqual([]);
  });

  test('finds numbers, days and the latest year', () => {
    const report = read(
      '',
      'On February 27 the fund held 1,200 shares, as it did on 3 March 2019. By 2024 it was gone.',
    );
    const days = Array.from(report.data.subarray(report.days, report.near), spellDate);
    expect(days).toEqual(['27 February', '3 March']);
    expect(report.latestYear).toBe(2024);
    expect(spelled('It held 1,200 shares.')).toEqual(['1,200']);
  });

  test('finds an article wholly like itself, and each likeness between 0 and 1', () => {
    fc.assert(
      fc.property(fc.constantFrom(...week), fc.constantFrom(...week), (one, other) => {
        const [a, b] = [readReport(one).report, readReport(other).report];
        expect(likeness(a, a).words).toBeCloseTo(1, 5);
        expect(likeness(a, b)).toEqual(likeness(b, a));
        for (const value of Object.values(likeness(a, b))) expect(value).toBeGreaterThanOrEqual(0);
        for (const value of Object.values(likeness(a, b))) expect(value).toBeLessThanOrEqual(1.00001);
      }),
    );
  });

  test.each([
    ['one long word', 'a'.repeat(1_000_000)],
    ['full stops', '. '.repeat(500_000)],
    ['apostrophes', "a'".repeat(500_000)],
    ['initials', 'U.'.repeat(500_000)],
    ['numbers', '1,'.repeat(500_000)],
    ['different words', Array.from({ length: 150_000 }, (_, n) => `w${n.toString(36)}x`).join(' ')],
  ])('keeps what it holds small, whatever it reads: %s', (_, text) => {
    const one = { ...article({ name: 'hostile', title: text.slice(0, 300), text }), language: null };
    const regrouping = createStoryIndex().judge(one);
    expect(regrouping.memo.length).toBeLessThanOrEqual(3000);
    const { data, from, words, end } = readReport(one).report;
    expect(data.length).toBe(end - from);
    expect(words).toBeGreaterThan(from);
  });
});

describe('conflict', () => {
  // Each article says some names, the first of which is number 0.
  const group = (...articles: readonly (readonly string[])[]): readonly Report[] =>
    articles.map((names) => read('', names.map((name) => `We saw ${name} there.`).join(' ')));
  const markOf = (name: string) => {
    const [report] = group([name]);
    return keyOf(report?.data[report.names] ?? 0);
  };

  test('is what nearly all of each side hold and hardly any of the other', () => {
    const a = group(['Banstead', 'Quito'], ['Banstead'], ['Banstead', 'Quito']);
    const b = group(['Wellington'], ['Wellington', 'Quito'], ['Wellington', 'Quito']);
    const found = conflict(a, b);
    expect(found).toMatchObject({ mine: markOf('Banstead'), theirs: markOf('Wellington') });
    expect(found?.degree).toBeCloseTo(0.75);
  });

  test('needs something on both sides', () => {
    const [one, both] = [group(['Banstead'], ['Banstead']), group(['Banstead', 'Quito'], ['Banstead', 'Quito'])];
    expect(conflict(both, one)?.degree).toBeLessThan(0.01);
    expect(conflict(one, [read('', '')])).toBeNull();
  });

  test('is never sure of two single articles', () => {
    expect(conflict(group(['Banstead', 'Quito']), group(['Wellington', 'Lima']))?.degree).toBe(0.5);
  });
});

describe('storyOrder', () => {
  test('goes by time, the undated last, equals by id', () => {
    const [late, early, first, second] = [
      article({ name: 'late', title: '', text: '', at: '2025-03-02T00:00:00Z' }),
      article({ name: 'early', title: '', text: '', at: '2025-03-01T00:00:00Z' }),
      article({ name: 'undated', title: '', text: '' }),
      article({ name: 'undated too', title: '', text: '' }),
    ];
    const undated = [first, second].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(storyOrder([second, late, first, early])).toEqual([early, late, ...undated]);
  });
});

describe('nameGroups', () => {
  const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((name) => articleId(name));
  if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined) throw new Error();
  const story = (founder: typeof a, ...articles: (typeof a)[]) => ({ id: storyId(founder), articles });
  const order = [a, b, c, d, e];

  test('leaves an id with the largest part and names the rest after its first article', () => {
    const { stories, dissolved } = nameGroups(
      [
        [a, b],
        [c, d, e],
      ],
      [story(a, a, b, c, d)],
      order,
      () => false,
    );
    expect(stories).toEqual([story(a, a, b), story(c, c, d, e)]);
    expect(dissolved).toEqual([]);
  });

  test('says where a story went that is no more', () => {
    const { stories, dissolved } = nameGroups([[a, b, c]], [story(a, a), story(b, b, c)], order, () => false);
    expect(stories).toEqual([{ id: storyId(b), articles: [a, b, c] }]);
    expect(dissolved).toEqual([{ id: storyId(a), into: storyId(b) }]);
  });

  test('never gives an id twice, even to a founder whom its story has left', () => {
    const { stories } = nameGroups([[b, c], [a]], [story(a, a, b, c)], order, () => false);
    expect(stories[0]).toEqual({ id: storyId(a), articles: [b, c] });
    expect(stories[1]?.articles).toEqual([a]);
    expect(stories[1]?.id).not.toBe(storyId(a));
    expect(nameGroups([[d]], [], order, (id) => id === storyId(d)).stories[0]?.id).not.toBe(storyId(d));
  });
});

describe('the candidate index', () => {
  test('finds those that share most, the newest of equals, and no more than asked for', () => {
    const index = createCandidateIndex(3);
    index.add(1, Uint32Array.of(7, 8));
    index.add(2, Uint32Array.of(7));
    index.add(3, Uint32Array.of(7));
    expect(index.find(Uint32Array.of(7, 8), 2)).toEqual([1, 3]);
    index.remove(1, Uint32Array.of(7, 8));
    expect(index.find(Uint32Array.of(7, 8), 9)).toEqual([3, 2]);
  });

  test('keeps only the newest under one key, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...Array(100).keys()], { minLength: 100 }), (order) => {
        const index = createCandidateIndex(3);
        for (const serial of order) index.add(serial, Uint32Array.of(7));
        expect(index.find(Uint32Array.of(7), 9)).toEqual([99, 98, 97]);
      }),
    );
  });

  test('finds the same where a great many articles are loaded, in whatever order they come', () => {
    const draw = seeded(3);
    const below = (n: number) => Math.floor(draw() * n);
    for (const isInOrder of [true, false]) {
      const [added, loaded] = [createCandidateIndex(3), createCandidateIndex(3)];
      const serials = [...Array(2_000).keys()];
      if (!isInOrder) for (const n of serials.keys()) serials.push(...serials.splice(below(serials.length - n), 1));
      // Keys of two shards, most of them in more articles than are kept.
      const articles = serials.map((serial) => {
        return {
          serial,
          keys: Uint32Array.from(new Set(Array.from({ length: 9 }, () => below(900) * 256 + below(2)))),
        };
      });
      for (const { serial, keys } of articles) added.add(serial, keys);
      for (const { serial, keys } of articles) loaded.load(serial, keys);
      for (const _ of loaded.takeIn());
      for (const { keys } of articles) expect(loaded.find(keys, 20)).toEqual(added.find(keys, 20));
    }
  });

  test('holds under each key what was added or loaded, and not removed', () => {
    const keys = fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 8 });
    const step = fc.record({ serial: fc.nat(60), keys, how: fc.constantFrom('add', 'load', 'remove') });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const index = createCandidateIndex(64);
        const truth = new Map<number, Set<number>>();
        const known = new Set<number>();
        for (const one of steps) {
          // An article is loaded once, and not where it is already.
          if (one.how === 'load' && known.has(one.serial)) continue;
          known.add(one.serial);
          // Keys of one shard, so that its pool fills and is gathered.
          const spread = Uint32Array.from(one.keys, (key) => key * 256);
          index[one.how](one.serial, spread);
          for (const key of one.keys) {
            const held = truth.get(key) ?? new Set();
            truth.set(key, held);
            if (one.how === 'remove') held.delete(one.serial);
            else held.add(one.serial);
          }
        }
        for (const [key, held] of truth) {
          expect(index.find(Uint32Array.of(key * 256), 64)).toEqual([...held].sort((a, b) => b - a));
        }
      }),
    );
  });
});

describe('the score cache', () => {
  test('answers nothing but what was set last, in either order', () => {
    const cache = createScoreCache(2);
    const truth = (a: number, b: number) => (Math.min(a, b) * 64 + Math.max(a, b)) / 256;
    const serial = fc.integer({ min: 0, max: 63 }).map((n) => n * 2 ** 24);
    fc.assert(
      fc.property(fc.nat(63), fc.nat(63), serial, (a, b, far) => {
        const known = cache.get(a + far, b + far);
        expect(known === undefined || known === truth(a, b)).toBe(true);
        cache.set(a + far, b + far, truth(a, b));
        expect(cache.get(b + far, a + far)).toBe(truth(a, b));
      }),
    );
  });
});
