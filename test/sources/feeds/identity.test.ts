import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FeedItem } from '../../../src/sources/feeds/document.ts';
import { type Identified, type ItemMark, identify, markOf } from '../../../src/sources/feeds/identity.ts';

const EMPTY: FeedItem = {
  id: null,
  title: null,
  url: null,
  publishedAt: null,
  updatedAt: null,
  author: null,
  summary: null,
  html: null,
  text: null,
  image: null,
  categories: [],
  language: null,
  source: null,
};
const TEXT = 'Two ferry lines will share one timetable from the first of March, their owners said on Thursday.';
const OTHER_TEXT =
  'The lighthouse at the northern cape is open again after eleven years of repairs, the keeper told us.';
const FERRY: Partial<FeedItem> = {
  id: 'guid-1',
  title: 'Ferry lines agree',
  url: 'https://gazette.example/ferry',
  text: TEXT,
};
const LIGHT: Partial<FeedItem> = {
  id: 'guid-2',
  title: 'Lighthouse reopens',
  url: 'https://gazette.example/light',
  text: OTHER_TEXT,
};

const mark = (facts: Partial<FeedItem>): ItemMark => markOf({ ...EMPTY, ...facts });

/** What one fetch is to another before it. */
function kinds(before: readonly Partial<FeedItem>[], now: readonly Partial<FeedItem>[], wereTrusted = true) {
  return identify(now.map(mark), before.map(mark), wereTrusted).verdicts.map(({ kind }) => kind);
}

describe('a changed title, guid, date or address is no new article', () => {
  test.each<[string, Partial<FeedItem>, string]>([
    ['nothing', {}, 'known'],
    ['the title', { title: 'Ferry lines agree at last' }, 'changed'],
    ['the title’s case and quotes', { title: '“Ferry lines AGREE”' }, 'known'],
    ['the guid', { id: 'guid-1-rev2' }, 'known'],
    ['the guid and the title', { id: 'guid-1-rev2', title: 'Ferry lines agree at last' }, 'changed'],
    ['the address', { url: 'https://gazette.example/2025/ferry' }, 'known'],
    [
      'the address and the title',
      { url: 'https://gazette.example/ferry-lines-agree', title: 'Lines agree' },
      'changed',
    ],
    ['the guid and the address', { id: 'x', url: 'https://gazette.example/f' }, 'known'],
    ['tracking in the address', { url: 'https://gazette.example/ferry?utm_source=rss&fbclid=1', id: null }, 'known'],
    ['a phone’s address', { url: 'https://m.gazette.example/ferry', id: null }, 'known'],
    ['the text', { text: `${TEXT} Nobody will miss a boat.` }, 'changed'],
    ['all words', { title: 'Correction: no agreement', text: OTHER_TEXT }, 'changed'],
    ['the date', { publishedAt: null, updatedAt: null }, 'known'],
  ])('%s', (_what, change, kind) => {
    expect(kinds([FERRY, LIGHT], [{ ...FERRY, ...change }])).toEqual([kind]);
  });

  test('without any guid, the page says which article it is', () => {
    const before = { ...FERRY, id: null };
    expect(kinds([before], [{ ...before, title: 'Other words', text: OTHER_TEXT }])).toEqual(['changed']);
  });

  test('without guid and address, the words do', () => {
    const before = { title: 'Ferry lines agree', text: TEXT };
    expect(kinds([before], [before, { ...before, title: 'Not the same' }])).toEqual(['known', 'new']);
  });
});

describe('two articles stay two', () => {
  test('under one guid, in one fetch and from fetch to fetch', () => {
    const one = { ...FERRY, id: 'same' };
    const two = { ...LIGHT, id: 'same' };
    expect(kinds([], [one, two])).toEqual(['new', 'new']);
    expect(kinds([one], [two])).toEqual(['new']);
    expect(kinds([one, two], [two, one])).toEqual(['known', 'known']);
    expect(identify([one, two].map(mark), [], true).areGuidsTrusted).toBe(false);
  });

  test('under one guid and one title', () => {
    const one = { ...FERRY, id: 'same', title: 'Morning briefing' };
    const two = { ...LIGHT, id: 'same', title: 'Morning briefing' };
    expect(kinds([], [one, two])).toEqual(['new', 'new']);
  });

  test('at one address', () => {
    const url = 'https://gazette.example/';
    const [one, two] = [
      { ...FERRY, id: null, url },
      { ...LIGHT, id: null, url },
    ];
    expect(kinds([], [one, two])).toEqual(['new', 'new']);
    expect(kinds([one, two], [two, one, { ...FERRY, id: null, url, title: 'Third', text: 'And no more.' }])).toEqual([
      'known',
      'known',
      'new',
    ]);
  });

  test('with the same headline every week, at another address with another guid', () => {
    const url = 'https://gazette.example/weather-2';
    expect(kinds([{ ...FERRY, text: null }], [{ ...FERRY, id: 'guid-9', url, text: null }])).toEqual(['new']);
    expect(kinds([{ ...FERRY, text: 'Read more' }], [{ ...FERRY, id: 'guid-9', url, text: 'Read more' }])).toEqual([
      'new',
    ]);
  });
});

describe('bad guids are noticed', () => {
  const items = Array.from({ length: 5 }, (_, n) => ({
    ...FERRY,
    id: `old-${n}`,
    title: `Report ${n}`,
    url: `https://gazette.example/${n}`,
    text: null,
  }));

  test('when they change at every fetch; then the page and the words decide', () => {
    const again = items.map((item, n) => ({ ...item, id: `now-${n}` }));
    const { verdicts, areGuidsTrusted } = identify(again.map(mark), items.map(mark), true);
    expect(areGuidsTrusted).toBe(false);
    expect(verdicts.map(({ kind }) => kind)).toEqual(items.map(() => 'known'));
    const edited = again.map((item) => ({ ...item, id: `${item.id}!`, title: `${item.title}, corrected` }));
    expect(kinds(again, edited, false)).toEqual(items.map(() => 'changed'));
  });

  test('once noticed, they are not believed again', () => {
    expect(identify([mark(FERRY)], [], false).areGuidsTrusted).toBe(false);
  });

  test('one new guid among many is an edit, and no reason', () => {
    const again = items.map((item, n) => (n === 0 ? { ...item, id: 'edited' } : item));
    expect(identify(again.map(mark), items.map(mark), true).areGuidsTrusted).toBe(true);
  });

  test('an item that a feed repeats is new once, and its guid good', () => {
    const { verdicts, areGuidsTrusted } = identify([mark(FERRY), mark(FERRY)], [], true);
    expect(verdicts.map(({ kind }) => kind)).toEqual(['new', 'known']);
    expect(areGuidsTrusted).toBe(true);
  });
});

describe('whatever a feed does', () => {
  const few = (prefix: string) => fc.constantFrom(null, ...[1, 2, 3].map((n) => `${prefix}${n}`));
  const anyMark: fc.Arbitrary<ItemMark> = fc.record({
    guid: few('g'),
    address: few('a'),
    title: few('t'),
    text: few('x'),
  });
  const telling = anyMark.filter(
    ({ guid, address, title, text }) => guid !== null || address !== null || (title !== null && text !== null),
  );

  test('what was just filed is known at the next fetch, be it the 35th', () => {
    fc.assert(
      fc.property(fc.array(telling, { maxLength: 12 }), (items) => {
        let seen: readonly ItemMark[] = [];
        let trusted = true;
        const counts: number[] = [];
        for (let fetch = 0; fetch < 4; fetch++) {
          const { verdicts, areGuidsTrusted }: Identified<ItemMark> = identify(items, seen, trusted);
          counts.push(verdicts.filter(({ kind }) => kind === 'new').length);
          // An item is remembered as it is now.
          const past = new Set(verdicts.map((verdict) => (verdict.kind === 'new' ? null : verdict.mark)));
          seen = [...seen.filter((mark) => !past.has(mark)), ...items];
          trusted = areGuidsTrusted;
        }
        // The second fetch may find that guids are not to be believed; from then on nothing is new.
        expect(counts.slice(2)).toEqual([0, 0]);
      }),
      { numRuns: 500 },
    );
  });

  test('each verdict but "new" names what it was known by', () => {
    fc.assert(
      fc.property(fc.array(anyMark, { maxLength: 8 }), fc.array(anyMark, { maxLength: 8 }), (items, seen) => {
        for (const verdict of identify(items, seen, true).verdicts)
          if (verdict.kind !== 'new') expect([...seen, ...items]).toContain(verdict.mark);
      }),
    );
  });
});
