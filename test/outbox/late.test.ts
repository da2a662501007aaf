import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/lib/clock.ts';
import type { PlanRules } from '../../src/outbox/plan.ts';
import { early, late, open, talks } from './harness.ts';
import { article, channel, story, subscription } from './support.ts';

const HOURS = (hours: number): Partial<PlanRules> => ({ lateMs: hours * HOUR_MS });
const openWith = (rules: Partial<PlanRules>) => open(undefined, undefined, undefined, rules);

describe('what comes late because nothing could be sent', () => {
  test('is one message that lists it, says since when, and rings nobody', async () => {
    const { plan, drain, fake, clock, house, row } = await openWith(HOURS(6));
    house.followed = [{ ...subscription(talks, channel('general')), mention: 'desk' }];
    fake.answer(async () => ({ kind: 'failed', reason: 'Discord cannot be reached.', afterMs: 0 }));
    await plan(early, ['general']);
    await plan(late, ['general']);
    await drain();
    clock.forward(24 * HOUR_MS);
    fake.answer(async () => null);
    await drain();
    expect(fake.sent.map(({ message }) => message.kind)).toEqual(['stories']);
    expect(fake.sent[0]?.message).toMatchObject({ mention: null, sections: [{ stories: [{}, {}] }] });
    expect(JSON.stringify(fake.sent[0]?.message)).toContain('could send nothing');
    expect(row(early)?.ended?.kind).toBe('listed');
    await drain();
    expect(fake.sent).toHaveLength(1);
  });

  test('after an hour without a network everything is posted by itself, once, in order', async () => {
    const { plan, drain, fake, clock } = await openWith(HOURS(6));
    fake.answer(async () => ({ kind: 'failed', reason: 'The network is down.', afterMs: 0 }));
    await plan(late, ['general']);
    await plan(early, ['general']);
    for (let minute = 0; minute < 60; minute++) {
      await drain();
      clock.forward(MINUTE_MS);
    }
    fake.answer(async () => null);
    clock.forward(5 * MINUTE_MS);
    await drain();
    expect(fake.sent.map(({ title }) => title)).toEqual(['Gazette reports', 'Post reports']);
  });

  test('a story that was old news when it could be posted rings nobody', async () => {
    const { plan, drain, fake, clock, house } = await openWith(HOURS(6));
    house.followed = [{ ...subscription(talks, channel('general')), mention: 'desk' }];
    // A machine that slept for two days reads yesterday's news now.
    clock.forward(48 * HOUR_MS);
    await plan(early, ['general']);
    await drain();
    expect(fake.sent[0]?.message).toMatchObject({ kind: 'alert', mention: null });
  });
});

describe('a clock that jumps', () => {
  test('by years back keeps nothing waiting, and posts nothing twice', async () => {
    const { plan, drain, fake, clock } = await open();
    fake.answer(async () => ({ kind: 'limited', reach: 'platform', afterMs: 60_000 }));
    await plan(early, ['general']);
    await drain();
    fake.answer(async () => null);
    clock.forward(-4 * 365 * 24 * HOUR_MS);
    await plan(late, ['general']);
    await drain();
    clock.forward(4 * 365 * 24 * HOUR_MS);
    await drain();
    expect(fake.sent.map(({ title }) => title)).toEqual(['Gazette reports', 'Post reports']);
  });

  test('by years ahead between two tries posts what waited once', async () => {
    const { plan, drain, fake, clock } = await open();
    fake.answer(async () => ({ kind: 'unknown', reason: 'no answer' }));
    await plan(early, ['general']);
    await drain();
    fake.answer(async () => null);
    clock.forward(10 * 365 * 24 * HOUR_MS);
    await drain();
    clock.forward(-10 * 365 * 24 * HOUR_MS);
    await drain();
    expect(fake.sent).toHaveLength(1);
  });
});

describe('what nobody can find out', () => {
  async function loseAnswer(inDoubt: PlanRules['inDoubt']) {
    const desk = await openWith({ inDoubt, doubtMs: HOUR_MS });
    desk.fake.answer(async () => ({ kind: 'unknown', reason: 'no answer' }));
    await desk.plan(early, ['general']);
    await desk.drain();
    desk.fake.answer(async () => null);
    desk.fake.find({ kind: 'unreadable', reason: 'The channel may not be read.' });
    for (let minute = 0; minute < 50; minute++) {
      desk.clock.forward(MINUTE_MS);
      await desk.drain();
    }
    expect(desk.fake.sent).toHaveLength(1);
    desk.clock.forward(HOUR_MS);
    await desk.drain();
    return desk;
  }

  test('is said again after a time with at-least-once', async () => {
    const { fake, row } = await loseAnswer('at-least-once');
    expect(fake.sent.map(({ title }) => title)).toEqual(['Gazette reports', 'Gazette reports']);
    expect(row(early)?.shown).not.toBeNull();
  });

  test('is left with at-most-once, says so, and holds up nobody', async () => {
    const { fake, row, plan, drain } = await loseAnswer('at-most-once');
    expect(fake.sent).toHaveLength(1);
    expect(row(early)?.ended).toMatchObject({ kind: 'refused', reason: expect.stringContaining('may have been said') });
    await plan(late, ['general']);
    await drain();
    expect(fake.sent).toHaveLength(2);
  });

  test('is found all the same where the channel can be read again in time', async () => {
    const { fake, plan, drain, clock, row } = await openWith({ doubtMs: HOUR_MS });
    fake.answer(async () => ({ kind: 'unknown', reason: 'no answer' }));
    await plan(early, ['general']);
    await drain();
    fake.answer(async () => null);
    fake.find({ kind: 'unreadable', reason: 'The channel may not be read.' });
    clock.forward(MINUTE_MS);
    await drain();
    fake.find(null);
    clock.forward(5 * MINUTE_MS);
    await drain();
    expect(fake.sent).toHaveLength(1);
    expect(row(early)?.shown?.messageId).toBe('m1');
  });
});

describe('the order in a channel', () => {
  test('is news by time, then stories that were old when they were planned', async () => {
    const { plan, drain, fake } = await open();
    const old = story(article('Chronicle', '2026-01-01T01:00:00Z'));
    await plan(old, ['general']);
    await plan(late, ['general']);
    await plan(early, ['general']);
    await drain();
    expect(fake.sent.map(({ title }) => title)).toEqual(['Gazette reports', 'Post reports', 'Chronicle reports']);
  });
});
