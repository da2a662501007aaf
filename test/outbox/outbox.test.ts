import { describe, expect, onTestFinished, test } from 'vitest';
import { alertKey } from '../../src/outbox/delivery.ts';
import { channelKey } from '../../src/platform/channel.ts';
import { commitChanges } from '../../src/store/change.ts';
import { openFillingStore } from '../support/filling-store.ts';
import { createTestClock } from '../support/newsroom.ts';
import { early, grown, late, open, talks } from './harness.ts';
import { article, channel, story } from './support.ts';

describe('a message', () => {
  test('is known by its channel and id, and by a link that names a post of a forum as the channel', async () => {
    const { plan, drain, outbox, row } = await open();
    await plan(early, ['general']);
    await drain();
    const id = row(early)?.shown?.messageId ?? '';
    expect(outbox.deliveryOfMessage(channel('general'), id)?.story).toBe(early.story.id);
    expect(outbox.deliveryOfMessage(channel(id), id)?.story).toBe(early.story.id);
    expect(outbox.deliveryOfMessage(channel('other'), id)).toBeNull();
    expect(outbox.deliveryOfMessage({ ...channel('general'), workspace: 'elsewhere' }, id)).toBeNull();
  });
});

describe('delivering', () => {
  test('posts in the order of the stories’ times, whatever the order of planning', async () => {
    const { plan, drain, fake } = await open();
    await plan(late, ['general']);
    await plan(early, ['general']);
    await drain();
    expect(fake.sent.map(({ title }) => title)).toEqual(['Gazette reports', 'Post reports']);
  });

  test('a post that must wait holds up those behind it in its channel, and in no other', async () => {
    const { plan, drain, fake, clock } = await open();
    fake.answer(async ({ channel: at, title }) =>
      at === 'general' && title === 'Gazette reports' ? { kind: 'failed', reason: 'busy', afterMs: 60_000 } : null,
    );
    await plan(early, ['general', 'other']);
    await plan(late, ['general', 'other']);
    await drain();
    expect(fake.sent.map(({ channel: at, title }) => `${at}: ${title}`)).toEqual([
      'other: Gazette reports',
      'other: Post reports',
    ]);
    fake.answer(async () => null);
    await drain();
    expect(fake.sent).toHaveLength(2);
    clock.forward(60_000);
    await drain();
    expect(fake.sent.slice(2).map(({ title }) => title)).toEqual(['Gazette reports', 'Post reports']);
  });

  test('what fails again and again tells for how long it has waited', async () => {
    const { plan, drain, fake, clock, outbox } = await open();
    const plannedAt = clock();
    fake.answer(async () => ({ kind: 'failed', reason: 'busy', afterMs: 0 }));
    await plan(early, ['general']);
    for (let tries = 0; tries < 4; tries++) {
      await drain();
      clock.forward(60_000);
    }
    await drain();
    expect(outbox.counts().waitingSince).toBe(plannedAt);
    expect(outbox.queues(clock()).map(({ waiting, dueSince }) => [waiting, dueSince])).toEqual([[1, plannedAt]]);
  });

  test('what changes while its first post is under way is sent as an edit after it', async () => {
    const { plan, drain, fake, row } = await open();
    fake.answer(async ({ act }) => {
      if (act === 'post') await plan(grown(early), ['general']);
      return null;
    });
    await plan(early, ['general']);
    await drain();
    expect(fake.sent.map(({ act }) => act)).toEqual(['post', 'edit']);
    expect(row(early)?.shown?.revision).toBe(row(early)?.revision);
  });

  test('many changes become one edit', async () => {
    const { plan, drain, fake } = await open();
    await plan(early, ['general']);
    await drain();
    await plan(grown(early), ['general']);
    await plan(grown(early), ['general']);
    await drain();
    expect(fake.sent.map(({ act }) => act)).toEqual(['post', 'edit']);
  });

  test('a refusal ends the row for good; its reason is kept', async () => {
    const { plan, drain, fake, row } = await open();
    fake.answer(async () => ({ kind: 'refused', reach: 'message', reason: 'deleted' }));
    await plan(early, ['general']);
    await drain();
    fake.answer(async () => null);
    await plan(grown(early), ['general']);
    await drain();
    expect(fake.sent).toEqual([]);
    expect(row(early)?.ended).toMatchObject({ kind: 'refused', reason: 'deleted' });
  });

  test('a failure is tried again, later each time, and not before the platform allows', async () => {
    const { plan, outbox, fake, clock } = await open();
    fake.answer(async () => ({ kind: 'failed', reason: 'busy', afterMs: 0 }));
    await plan(early, ['general']);
    const waits: number[] = [];
    for (let n = 0; n < 4; n++) {
      expect(await outbox.deliverNext(clock)).toBe(true);
      expect(await outbox.deliverNext(clock)).toBe(false);
      const wait = (outbox.nextDueAt(clock()) ?? 0) - clock();
      waits.push(wait);
      clock.forward(wait);
    }
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000]);
  });
});

describe('an outcome that nobody knows', () => {
  test('is settled by asking the platform: the message that arrived is not sent again', async () => {
    const { plan, drain, fake, clock, row } = await open();
    fake.answer(async () => ({ kind: 'unknown', reason: 'no answer' }));
    await plan(early, ['general']);
    await drain();
    expect(row(early)?.attempt).not.toBeNull();
    fake.answer(async () => null);
    clock.forward(60_000);
    await drain();
    expect(fake.sent).toHaveLength(1);
    expect(row(early)?.shown?.messageId).toBe('m1');
  });

  test('is settled after a crash: the row still says that a call was begun', async () => {
    const first = await open();
    await first.plan(early, ['general']);
    // The process ends while the call is under way: its outcome is never written.
    first.fake.answer(() => new Promise(() => {}));
    void first.outbox.deliverNext(first.clock);
    await expect.poll(() => first.row(early)?.attempt).not.toBeNull();
    first.fake.held.set(`${channelKey(channel('general'))} ${alertKey(channel('general'), early.story.id)}`, 'm7');

    const second = await open(first.store, first.fake, first.clock);
    first.fake.answer(async () => null);
    await second.plan(early, ['general']);
    await second.drain();
    expect(first.fake.sent).toEqual([]);
    expect(second.row(early)?.shown?.messageId).toBe('m7');
  });

  test('where the platform never got it, it is sent', async () => {
    const { plan, drain, fake, clock } = await open();
    fake.answer(async () => ({ kind: 'unknown', reason: 'no answer' }));
    await plan(early, ['general']);
    await drain();
    fake.sent.length = 0;
    fake.held.clear();
    fake.answer(async () => null);
    clock.forward(60_000);
    await drain();
    expect(fake.sent.map(({ act }) => act)).toEqual(['post']);
  });

  test('while the platform cannot say, nothing is sent on a guess', async () => {
    const { plan, drain, fake, clock, outbox } = await open();
    fake.answer(async () => ({ kind: 'unknown', reason: 'no answer' }));
    await plan(early, ['general']);
    await drain();
    fake.find({ kind: 'unavailable', reason: 'down' });
    for (let n = 0; n < 5; n++) {
      clock.forward(600_000);
      await drain();
    }
    expect(fake.sent).toHaveLength(1);
    expect(outbox.counts()).toMatchObject({ inDoubt: 1 });
    fake.find(null);
    clock.forward(600_000);
    await drain();
    expect(outbox.counts()).toMatchObject({ inDoubt: 0, waiting: 0 });
  });

  test('of a reply is looked for in the thread that it was meant for', async () => {
    const { plan, drain, fake, clock } = await open();
    await plan(early, ['general']);
    await drain();
    fake.answer(async () => ({ kind: 'unknown', reason: 'no answer' }));
    await plan(late, ['general'], [], [early, late]);
    await drain();
    const looked: (readonly [string, string | null])[] = [];
    fake.find((key, thread) => {
      looked.push([key.split('/')[0] ?? '', thread]);
      return { kind: 'found', messageId: 'm9' };
    });
    clock.forward(60_000);
    await drain();
    expect(looked).toEqual([
      ['alert', null],
      ['follow-up', 'm1'],
    ]);
  });

  test('that cannot be settled does not keep the rest of the channel waiting for ever', async () => {
    const { plan, drain, fake, clock, outbox } = await open();
    fake.answer(async () => ({ kind: 'unknown', reason: 'no answer' }));
    await plan(early, ['general']);
    await drain();
    fake.answer(async () => null);
    fake.find({ kind: 'unavailable', reason: 'down' });
    await plan(late, ['general']);
    await drain();
    expect(fake.sent).toHaveLength(1);
    for (let n = 0; n < 12; n++) {
      clock.forward(600_000);
      await drain();
    }
    expect(fake.sent).toHaveLength(2);
    expect(outbox.counts()).toMatchObject({ waiting: 0, inDoubt: 1 });
  });

  test('that can only be settled by posting again stays in doubt until that is done', async () => {
    const { plan, drain, fake, clock, outbox, row } = await open();
    fake.answer(async () => ({ kind: 'unknown', reason: 'no answer' }));
    await plan(early, ['general']);
    await drain();
    fake.find({ kind: 'repeatable' });
    fake.answer(async () => ({ kind: 'failed', reason: 'busy', afterMs: 0 }));
    clock.forward(60_000);
    await drain();
    expect(outbox.counts()).toMatchObject({ inDoubt: 1 });
    fake.answer(async () => null);
    clock.forward(60_000);
    await drain();
    expect(outbox.counts()).toMatchObject({ inDoubt: 0, waiting: 0 });
    expect(row(early)?.shown?.messageId).toBe('m2');
  });

  test('of an edit is simply edited again', async () => {
    const { plan, drain, fake, clock, row } = await open();
    await plan(early, ['general']);
    await drain();
    fake.answer(async () => ({ kind: 'unknown', reason: 'no answer' }));
    await plan(grown(early), ['general']);
    await drain();
    fake.answer(async () => null);
    clock.forward(60_000);
    await drain();
    expect(fake.sent.map(({ act }) => act)).toEqual(['post', 'edit', 'edit']);
    expect(row(early)?.shown?.revision).toBe(row(early)?.revision);
  });
});

describe('a story that is joined to another', () => {
  test('while its first post is under way: the one message tells the joined story', async () => {
    const { plan, drain, fake, row } = await open();
    const into = story(article('Herald', '2026-01-02T07:00:00Z'), article('Gazette', '2026-01-02T08:00:00Z'));
    fake.answer(async ({ act }) => {
      if (act === 'post' && fake.sent.length === 0) await plan(into, ['general'], [early.story.id]);
      return null;
    });
    await plan(early, ['general']);
    await drain();
    expect(fake.sent.map(({ act, title }) => [act, title])).toEqual([
      ['post', 'Gazette reports'],
      ['edit', 'Herald reports'],
    ]);
    expect(row(into)?.shown?.messageId).toBe('m1');
  });
});

describe('what a channel no longer follows', () => {
  test('while its first post is under way and fails: the other story is posted in its place, and nothing else', async () => {
    const { plan, drain, fake, clock, row } = await open();
    fake.answer(async () => {
      await plan(late, ['general'], [early.story.id]);
      // Planned once more before the outcome is known.
      await plan(grown(late), ['general']);
      return { kind: 'failed', reason: 'busy', afterMs: 0 };
    });
    await plan(early, ['general']);
    await drain();
    fake.answer(async () => null);
    clock.forward(60_000);
    await drain();
    expect(fake.sent.map(({ act, title }) => [act, title])).toEqual([['post', 'Post reports']]);
    expect(row(early)?.ended?.kind).toBe('withdrawn');
  });

  test('is withdrawn before it is posted', async () => {
    const { plan, drain, fake, outbox, store, clock } = await open();
    await plan(early, ['general']);
    await commitChanges(store, [outbox.withdraw(channel('general'), talks.id, clock())]);
    await drain();
    expect(fake.sent).toEqual([]);
  });
});

test('a clock that is set back by years holds nothing up', async () => {
  const { plan, drain, fake, clock, row } = await open(undefined, undefined, createTestClock('2030-01-01T00:00:00Z'));
  fake.answer(async () => ({ kind: 'failed', reason: 'busy', afterMs: 0 }));
  await plan(story(article('Gazette', '2030-01-01T00:00:00Z')), ['general']);
  await drain();
  fake.answer(async () => null);
  clock.forward(-4 * 365 * 86_400_000);
  await drain();
  expect(fake.sent).toHaveLength(1);
  expect(row(story(article('Gazette', null)))?.shown?.messageId).toBe('m1');
});

test('an edit whose answer was lost is not forgotten when the story is again as it was before', async () => {
  const { plan, drain, fake, clock, row } = await open();
  await plan(early, ['general']);
  await drain();
  fake.answer(async () => ({ kind: 'unknown', reason: 'no answer' }));
  await plan(grown(early), ['general']);
  await drain();
  fake.answer(async () => null);
  await plan(early, ['general']);
  clock.forward(60_000);
  await drain();
  // The channel shows the grown story, for all that anybody knows.
  expect(fake.sent.map(({ act }) => act)).toEqual(['post', 'edit', 'edit']);
  expect(row(early)?.shown?.revision).toBe(row(early)?.revision);
});

test('a story that comes back after its message went to another one has a message with a key of its own', async () => {
  const { plan, drain, fake, row } = await open();
  await plan(early, ['general']);
  await drain();
  await plan(late, ['general'], [early.story.id]);
  await drain();
  await plan(early, ['general']);
  await drain();
  const [first, second, ...more] = fake.sent.filter(({ act }) => act === 'post').map(({ key }) => key);
  expect(more).toEqual([]);
  expect(second).not.toBe(first);
  expect(row(early)?.shown?.messageId).not.toBe(row(late)?.shown?.messageId);
});

describe('a topic that is ended', () => {
  test('while an alert is under way: what fails is not tried again', async () => {
    const { plan, drain, outbox, fake, clock, store, row } = await open();
    fake.answer(async () => {
      await commitChanges(store, [outbox.withdraw(channel('general'), talks.id, clock())]);
      return { kind: 'failed', reason: 'busy', afterMs: 0 };
    });
    await plan(early, ['general']);
    await drain();
    fake.answer(async () => null);
    clock.forward(60_000);
    await drain();
    expect(fake.sent).toEqual([]);
    expect(row(early)?.ended?.kind).toBe('withdrawn');
  });

  test('while an alert is under way: what arrives stays', async () => {
    const { plan, drain, outbox, fake, clock, store, row } = await open();
    fake.answer(async ({ act }) => {
      if (act === 'post') await commitChanges(store, [outbox.withdraw(channel('general'), talks.id, clock())]);
      return null;
    });
    await plan(early, ['general']);
    await drain();
    expect(row(early)).toMatchObject({ ended: null, shown: { messageId: 'm1' } });
  });

  test('takes along what would have been said in the thread of an earlier message', async () => {
    const { plan, drain, outbox, fake, clock, store } = await open();
    await plan(early, ['general']);
    await drain();
    await plan(late, ['general'], [], [early, late]);
    expect(outbox.counts().waiting).toBe(2);
    await commitChanges(store, [outbox.withdraw(channel('general'), talks.id, clock())]);
    await drain();
    expect(fake.sent.map(({ act }) => act)).toEqual(['post']);
    expect(outbox.counts().waiting).toBe(0);
  });
});

test('a store that cannot write loses nothing: the delivery is made when it can again', async () => {
  const { store, fill } = await openFillingStore();
  onTestFinished(() => store.close());
  const { plan, drain, fake, clock } = await open(store);
  await plan(early, ['general']);
  fill(true);
  await expect(drain()).rejects.toThrow('No room is left.');
  expect(fake.sent).toEqual([]);
  fill(false);
  clock.forward(60_000);
  await drain();
  expect(fake.sent).toHaveLength(1);
});

test('a store that fails between a post and its outcome: the message is found, not posted again', async () => {
  const { store, fill } = await openFillingStore();
  onTestFinished(() => store.close());
  const { plan, drain, fake, row } = await open(store);
  fake.answer(async () => {
    fill(true);
    return null;
  });
  await plan(early, ['general']);
  await expect(drain()).rejects.toThrow('No room is left.');
  fill(false);
  await drain();
  expect(fake.sent).toHaveLength(1);
  expect(row(early)?.shown?.messageId).toBe('m1');
});

describe('stories that are gone', () => {
  test('leave the ledger and the store with what was said of them; what still waits stays', async () => {
    const { plan, drain, outbox, store, row, fake, clock } = await open();
    await plan(early, ['general']);
    await drain();
    fake.answer(async () => ({ kind: 'failed', reason: 'busy', afterMs: 60_000 }));
    await plan(late, ['general']);
    await drain();
    const messageId = row(early)?.shown?.messageId ?? '';
    await commitChanges(store, [outbox.forgetStories([early.story.id, late.story.id], clock())]);
    expect(row(early)).toBeNull();
    expect(outbox.deliveriesOf(early.story.id)).toEqual([]);
    expect(outbox.deliveryOfMessage(channel('general'), messageId)).toBeNull();
    expect(row(late)).not.toBeNull();
    const again = await open(store);
    expect(again.row(early)).toBeNull();
    expect(again.row(late)).not.toBeNull();
  });
});
