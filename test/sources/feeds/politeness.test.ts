import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, type Instant, later, MINUTE_MS } from '../../../src/lib/clock.ts';
import { NET_REASONS } from '../../../src/lib/net/reasons.ts';
import type { Feed, Trouble } from '../../../src/sources/feeds/feed.ts';
import {
  afterOutage,
  afterPoll,
  dueAt,
  intervalFor,
  isToBeTold,
  LONGEST_INTERVAL_MS,
  type Polled,
  SHORTEST_INTERVAL_MS,
} from '../../../src/sources/feeds/politeness.ts';
import { aFeed, NOW } from './support.ts';

const A = 'https://a.example/feed';
const B = 'https://b.example/feed';

type Answered = Extract<Polled, { kind: 'answered' }>;
type Failed = Extract<Polled, { kind: 'failed' }>;

function answered(known: Partial<Answered> = {}): Answered {
  return {
    kind: 'answered',
    redirects: [],
    etag: null,
    lastModified: null,
    maxAgeMs: null,
    bodyDigest: null,
    stated: null,
    newItems: 0,
    areGuidsTrusted: true,
    ...known,
  };
}

function failed(reason: string, known: Partial<Failed> = {}): Failed {
  return { kind: 'failed', reason, sentence: 'No.', redirects: [], retryAfterMs: null, isPermanent: false, ...known };
}

const polled = (feed: Feed, outcome: Polled, at: Instant = NOW, random = 0) =>
  afterPoll(feed, outcome, { at, random, mayMoveTo: () => true, isTold: false });

const waitOf = (feed: Feed, at: Instant = NOW) => feed.nextAt - at;
const to = (address: string, isPermanent = true, from = A) => ({ from, to: address, isPermanent });

describe('how often a feed is asked', () => {
  test('a feed that has just been met is asked after half an hour', () => {
    expect(waitOf(polled(aFeed(A, { metAt: null }), answered({ newItems: 30 })))).toBe(30 * MINUTE_MS);
  });

  test('what it held when it was met does not count as news', () => {
    const feed = polled(aFeed(A, { metAt: null }), answered({ newItems: 30 }));
    expect(feed).toMatchObject({ metAt: NOW, newByDay: {}, lastNewAt: null });
  });

  test.each([
    ['hundreds of items a day', 300, 0, 5],
    ['an item an hour', 24, 0, 15],
    ['an item a day', 1, 0.5, 60],
    ['nothing for three days', 0, 3, 180],
    ['nothing for months', 0, 90, 24 * 60],
  ])('%s', (_, aDay, quietDays, minutes) => {
    const days = Array.from({ length: 14 }, (_day, n) => new Date(NOW - n * DAY_MS).toISOString().slice(0, 10));
    const newByDay = Object.fromEntries(days.map((day) => [day, aDay]));
    const feed = aFeed(A, { metAt: later(NOW, -400 * DAY_MS), lastNewAt: later(NOW, -quietDays * DAY_MS), newByDay });
    const found = Math.round(intervalFor(feed, NOW) / MINUTE_MS);
    expect(Math.abs(found - minutes)).toBeLessThanOrEqual(1);
  });

  test('Cache-Control and ttl are kept, up to six hours; ttl also when the feed has not changed', () => {
    expect(waitOf(polled(aFeed(A), answered({ maxAgeMs: 2 * HOUR_MS })))).toBe(2 * HOUR_MS);
    expect(waitOf(polled(aFeed(A), answered({ maxAgeMs: 365 * DAY_MS })))).toBe(6 * HOUR_MS);
    const asking = polled(aFeed(A), answered({ stated: { title: null, ttlMs: 3 * HOUR_MS } }));
    expect(waitOf(asking)).toBe(3 * HOUR_MS);
    expect(waitOf(polled(asking, answered()))).toBe(3 * HOUR_MS);
  });

  test('news of the last 14 days count, by day', () => {
    const old = { '2026-05-18': 9, '2026-05-19': 2, '2026-06-01': 3, '2027-01-01': 7 };
    const feed = polled(aFeed(A, { newByDay: old }), answered({ newItems: 2 }));
    expect(feed).toMatchObject({ newByDay: { '2026-05-19': 2, '2026-06-01': 5 }, lastNewAt: NOW });
    expect(Object.keys(feed.newByDay)).toHaveLength(2);
  });
});

describe('a feed that fails', () => {
  test('is tried later each time, within hours for three days, daily then, and is never given up', () => {
    let feed = aFeed(A);
    let at = NOW;
    const waits: number[] = [];
    for (let n = 0; n < 40; n++) {
      feed = polled(feed, failed('server-error'), at);
      waits.push(waitOf(feed, at) / MINUTE_MS);
      at = feed.nextAt;
    }
    expect(waits.slice(0, 7)).toEqual([10, 20, 40, 80, 160, 320, 360]);
    expect(waits.filter((wait) => wait === 360).length).toBeGreaterThan(5);
    expect(waits.at(-1)).toBe(24 * 60);
    expect(feed).toMatchObject({ isGone: false, trouble: { count: 40, since: NOW } });
  });

  test('Retry-After is kept', () => {
    expect(waitOf(polled(aFeed(A), failed('server-error', { retryAfterMs: 5 * HOUR_MS })))).toBe(5 * HOUR_MS);
    expect(waitOf(polled(aFeed(A), failed('too-many-requests', { retryAfterMs: 1_000 })))).toBe(HOUR_MS);
  });

  test('one that was asked too often is asked less often afterwards too, and more often again as that goes well', () => {
    const busy = aFeed(A, { newByDay: { '2026-06-01': 500 }, lastNewAt: NOW, metAt: later(NOW, -DAY_MS) });
    expect(waitOf(polled(busy, answered()))).toBe(SHORTEST_INTERVAL_MS);
    let feed = polled(polled(busy, failed('too-many-requests')), answered());
    expect(waitOf(feed)).toBe(18 * MINUTE_MS);
    for (let n = 0; n < 20; n++) feed = polled(feed, answered());
    expect(waitOf(feed)).toBe(SHORTEST_INTERVAL_MS);
  });

  test('410 is the end of it, though not where a detour led there', () => {
    expect(polled(aFeed(A), failed('gone', { isPermanent: true })).isGone).toBe(true);
    expect(polled(aFeed(A), failed('gone', { redirects: [to(B, false)] })).isGone).toBe(false);
    expect(polled(aFeed(A, { isGone: true }), answered()).isGone).toBe(false);
  });

  test('is told once it has failed three times over an hour; one that is gone, at once', () => {
    let feed = aFeed(A);
    let at = NOW;
    const told: boolean[] = [];
    for (let n = 0; n < 5; n++) {
      feed = polled(feed, failed('not-found'), at);
      told.push(isToBeTold(feed, at));
      at = feed.nextAt;
    }
    expect(told).toEqual([false, false, true, true, true]);
    expect(isToBeTold({ ...feed, trouble: { ...trouble(feed), toldAt: at } }, at)).toBe(false);
    expect(isToBeTold(polled(aFeed(A), failed('gone')), NOW)).toBe(true);
    expect(polled(feed, answered()).trouble).toBe(null);
  });
});

function trouble(feed: Feed) {
  if (feed.trouble === null) throw new Error('It is not in trouble.');
  return feed.trouble;
}

describe('a feed that moves', () => {
  const poll = (feed: Feed, redirects: Answered['redirects'], n: number, hours: number, mayMove = true) => {
    let moved = feed;
    for (let i = 0; i < n; i++) {
      const at = later(NOW, i * hours * HOUR_MS);
      moved = afterPoll(moved, answered({ redirects }), { at, random: 0, mayMoveTo: () => mayMove, isTold: false });
    }
    return moved;
  };

  test('is asked at its new address after five answers in a row over a day', () => {
    expect(poll(aFeed(A), [to(B)], 4, 12).address).toBe(A);
    expect(poll(aFeed(A), [to(B)], 9, 1).address).toBe(A);
    expect(poll(aFeed(A), [to(B)], 5, 6)).toMatchObject({ address: B, addedAs: A, moved: null });
  });

  test('keeps the address under which it was added, however often it moves', () => {
    const C = 'https://c.example/feed';
    expect(poll(poll(aFeed(A), [to(B)], 5, 6), [to(C)], 5, 6)).toMatchObject({ address: C, addedAs: A });
  });

  test('an answer that says otherwise begins the count again', () => {
    const almost = poll(aFeed(A), [to(B)], 4, 12);
    expect(polled(almost, answered()).moved).toBe(null);
    expect(polled(almost, answered({ redirects: [to('https://c.example/')] })).moved).toMatchObject({ count: 1 });
    expect(polled(almost, failed('server-error')).moved).toMatchObject({ to: B, count: 4 });
  });

  test('only what is permanent counts, up to the first detour', () => {
    const C = 'https://c.example/feed';
    expect(poll(aFeed(A), [to(B, false)], 9, 12)).toMatchObject({ address: A, moved: null });
    expect(poll(aFeed(A), [to(B, false), to(C, true, B)], 9, 12)).toMatchObject({ address: A, moved: null });
    expect(poll(aFeed(A), [to(B), to(C, false, B)], 5, 12).address).toBe(B);
    expect(poll(aFeed(A), [to(B), to(C, true, B)], 5, 12).address).toBe(C);
  });

  test('not to another feed’s address, nor from https to http', () => {
    expect(poll(aFeed(A), [to(B)], 9, 12, false).address).toBe(A);
    expect(poll(aFeed(A), [to('http://b.example/feed')], 9, 12).address).toBe(A);
    expect(poll(aFeed('http://a.example/feed'), [to(A, true, 'http://a.example/feed')], 9, 12).address).toBe(A);
  });
});

const anInstant = fc.integer({ min: -30, max: 60 }).map((days) => later(NOW, days * DAY_MS));
const ms = fc.integer({ min: 0, max: 400 * DAY_MS });
const redirects = fc.array(
  fc.record({ from: fc.constant(A), to: fc.constantFrom(A, B, 'nonsense'), isPermanent: fc.boolean() }),
  { maxLength: 3 },
);
const aPoll: fc.Arbitrary<Polled> = fc.oneof(
  fc.record({
    kind: fc.constant('failed' as const),
    reason: fc.constantFrom(...NET_REASONS, 'not-a-feed'),
    sentence: fc.constant('No.'),
    redirects,
    retryAfterMs: fc.option(fc.integer({ min: 0, max: DAY_MS })),
    isPermanent: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('answered' as const),
    redirects,
    etag: fc.constant(null),
    lastModified: fc.constant(null),
    maxAgeMs: fc.option(ms),
    bodyDigest: fc.constant(null),
    stated: fc.option(fc.record({ title: fc.constant(null), ttlMs: fc.option(ms) })),
    newItems: fc.nat(10_000),
    areGuidsTrusted: fc.boolean(),
  }),
);

test('whatever happens to a feed, and whatever the clock does, it is asked again: not at once, and not later than in a day and its jitter', () => {
  const life = fc.array(fc.record({ poll: aPoll, at: anInstant, random: fc.double({ min: 0, max: 1, noNaN: true }) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(life, (polls) => {
      let feed = aFeed(A, { metAt: null });
      for (const { poll, at, random } of polls) {
        feed = afterPoll(feed, poll, { at, random, mayMoveTo: () => true, isTold: false });
        const wait = feed.nextAt - at;
        expect(wait).toBeGreaterThanOrEqual(SHORTEST_INTERVAL_MS);
        expect(wait).toBeLessThanOrEqual(LONGEST_INTERVAL_MS * 1.15 + 1);
        expect(Number.isInteger(feed.nextAt) && Number.isInteger(feed.intervalMs)).toBe(true);
        const asked = poll.kind === 'failed' ? (poll.retryAfterMs ?? 0) : Math.min(poll.maxAgeMs ?? 0, 6 * HOUR_MS);
        expect(wait).toBeGreaterThanOrEqual(asked);
        expect(Object.keys(feed.newByDay).length).toBeLessThanOrEqual(14);
      }
    }),
  );
});

test('after the clock was set back by more than a feed can wait, it is due now', () => {
  const feed = aFeed(A, { nextAt: later(NOW, HOUR_MS) });
  expect(dueAt(feed, NOW)).toBe(feed.nextAt);
  expect(dueAt(feed, later(NOW, -40 * DAY_MS))).toBe(later(NOW, -40 * DAY_MS));
});

test('without a network, what nobody was told of a feed is taken back where it looks like that, and nothing else', () => {
  const trouble = { reason: 'dns', sentence: 'No server.', since: NOW, count: 1, toldAt: null };
  const after = (known: Partial<Trouble>) =>
    afterOutage(aFeed('https://a.example/', { trouble: { ...trouble, ...known } }), NOW, 0).trouble?.reason ?? null;
  expect([after({}), after({ reason: 'not-found' }), after({ toldAt: NOW })]).toEqual([null, 'not-found', 'dns']);
});
