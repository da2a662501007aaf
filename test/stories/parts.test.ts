import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { articleId, storyId } from '../../src/lib/ids.ts';
import { createCandidateIndex } from '../../src/stories/candidates.ts';
import { conflict } from '../../src/stories/conflict.ts';
import { readFingerprint, spellDay } from '../../src/stories/fingerprint.ts';
import { likeness } from '../../src/stories/likeness.ts';
import { storyOrder } from '../../src/stories/order.ts';
import { createScoreCache } from '../../src/stories/score-cache.ts';
import { nameGroups } from '../../src/stories/story-ids.ts';
import { week } from './news.ts';
import { article } from './support.ts';

describe('readFingerprint', () => {
  const spelled = (text: string, title = 'Plans Of The Town Council') => {
    const { fingerprint, spelling } = readFingerprint({ title, titleOrigin: 'stated', text });
    return [...fingerprint.marks].map((key) => spelling.get(key));
  };

  test('takes for names what stands with a capital inside sentences, in Title Case headlines too', () => {
    expect(
      spelled('Yesterday the Council of Aberdeen met. It heard Moira Grant. The council of the town agreed.'),
    ).toEqual(expect.arrayContaining(['Aberdeen', 'Moira', 'Grant']));
    expect(spelled('Plans were shown to the council. The town likes plans. It heard nobody.')).toEqual([]);
  });

  test('finds numbers, days and the latest year', () => {
    const { fingerprint } = readFingerprint({
      titleOrigin: 'stated',
      title: '',
      text: 'On February 27 the fund held 1,200 shares, as it did on 3 March 2019. By 2024 it was gone.',
    });
    expect(fingerprint.days.map(spellDay)).toEqual(['27 February', '3 March']);
    expect(fingerprint.latestYear).toBe(2024);
    expect(spelled('It held 1,200 shares.')).toEqual(['1,200']);
  });

  test('finds an article wholly like itself, and each likeness between 0 and 1', () => {
    fc.assert(
      fc.property(fc.constantFrom(...week), fc.constantFrom(...week), (one, other) => {
        const [a, b] = [readFingerprint(one).fingerprint, readFingerprint(other).fingerprint];
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
    const { fingerprint } = readFingerprint({ title: text.slice(0, 300), titleOrigin: 'stated', text });
    for (const { keys } of [fingerprint.words, fingerprint.pairs, fingerprint.names, fingerprint.title]) {
      expect(keys.length).toBeLessThanOrEqual(128);
    }
    expect(fingerprint.marks.length).toBeLessThanOrEqual(96);
    expect(fingerprint.lookups.length).toBeLessThanOrEqual(24);
  });
});

describe('conflict', () => {
  const group = (...marks: readonly (readonly number[])[]) => marks.map((keys) => Uint32Array.from(keys));

  test('is what nearly all of each side hold and hardly any of the other', () => {
    const found = conflict(group([1, 9], [1], [1, 9]), group([2], [2, 9], [2, 9]));
    expect(found).toMatchObject({ mine: 1, theirs: 2 });
    expect(found?.degree).toBeCloseTo(0.75);
  });

  test('needs something on both sides', () => {
    expect(conflict(group([1, 2], [1, 2]), group([1], [1]))?.degree).toBeLessThan(0.01);
    expect(conflict(group([1]), group([]))).toBeNull();
  });

  test('is never sure of two single articles', () => {
    expect(conflict(group([1, 2, 3]), group([4, 5, 6]))?.degree).toBe(0.5);
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

  test('keeps only the newest under one key', () => {
    const index = createCandidateIndex(3);
    for (let slot = 0; slot < 100; slot += 1) index.add(slot, Uint32Array.of(7));
    expect(index.find(Uint32Array.of(7), 9)).toEqual([99, 98, 97]);
  });
});

describe('the score cache', () => {
  test('answers what was computed, in either order, however often places are taken', () => {
    const cache = createScoreCache(2);
    const truth = (a: number, b: number) => Math.min(a, b) * 64 + Math.max(a, b);
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), (a, b) => {
        expect(cache.get(a, b, () => truth(a, b))).toBe(truth(a, b));
        expect(cache.get(b, a, () => -1)).toBe(truth(a, b));
      }),
    );
  });
});
