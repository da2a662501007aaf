import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, later, MINUTE_MS } from '../../src/lib/clock.ts';
import { alertKey, newDelivery } from '../../src/outbox/delivery.ts';
import { OWNER_CHANNEL } from '../../src/platform/channel.ts';
import { commitChanges } from '../../src/store/change.ts';
import { moment } from '../support/newsroom.ts';
import { early, grown, late, open, talks } from './harness.ts';
import { article, channel, story, subscription, topic } from './support.ts';

const general = channel('general');
const other = channel('other');
const NO_PERMISSION = { kind: 'refused', reach: 'channel', reason: 'Send Messages is missing.' } as const;

/** So many stories, an hour apart. */
function stories(count: number) {
  return Array.from({ length: count }, (_, n) =>
    story(article(`Paper${n}`, `2026-01-02T${String(n).padStart(2, '0')}:00:00Z`)),
  );
}

/** The headlines of a message that lists several, by section. */
function listed(message: unknown): unknown {
  if (typeof message !== 'object' || message === null || !('sections' in message)) return null;
  return message.sections;
}

describe('quiet hours', () => {
  test('hold alerts back and release them as one message', async () => {
    const { plan, drain, fake, house, clock, row } = await open();
    house.quietUntil = later(clock(), HOUR_MS);
    for (const view of [early, late]) await plan(view, ['general']);
    await drain();
    expect(fake.sent).toEqual([]);
    expect(row(early)?.held).toMatchObject({ cause: 'quiet' });

    clock.forward(HOUR_MS);
    house.quietUntil = null;
    await drain();
    expect(fake.sent.map(({ act, title }) => [act, title])).toEqual([['post', '2 stories came during quiet hours']]);
    expect(listed(fake.sent[0]?.message)).toMatchObject([
      { heading: 'Talks', stories: [{ title: early.title }, { title: late.title }], more: 0 },
    ]);
    expect([row(early), row(late)].map((one) => one?.ended?.kind)).toEqual(['listed', 'listed']);
  });

  test('a single story comes as an alert', async () => {
    const { plan, drain, fake, house } = await open();
    house.quietUntil = moment('2026-01-03T07:00:00Z');
    await plan(early, ['general']);
    await drain();
    house.quietUntil = null;
    await drain();
    expect(fake.sent.map(({ title }) => title)).toEqual([early.title]);
  });

  test('let edits through, which ring nobody', async () => {
    const { plan, drain, fake, house } = await open();
    await plan(early, ['general']);
    await drain();
    house.quietUntil = moment('2026-01-03T07:00:00Z');
    await plan(grown(early), ['general']);
    await drain();
    expect(fake.sent.map(({ act }) => act)).toEqual(['post', 'edit']);
  });

  test('are waited for: nothing is due before they end', async () => {
    const { plan, drain, house, clock, outbox } = await open();
    house.quietUntil = later(clock(), HOUR_MS);
    await plan(early, ['general']);
    await drain();
    expect(outbox.nextDueAt(clock())).toBe(house.quietUntil);
  });
});

describe('a pause', () => {
  test('holds alerts of its topic back; afterwards people are told what they missed', async () => {
    const { plan, drain, fake, house } = await open();
    house.followed = [
      { ...subscription(talks, general), paused: { since: moment('2026-01-02T10:00:00Z'), until: null } },
    ];
    await plan(early, ['general']);
    await drain();
    expect(fake.sent).toEqual([]);
    house.followed = [subscription(talks, general)];
    await drain();
    expect(fake.sent.map(({ title }) => title)).toEqual(['1 story came meanwhile']);
    expect(fake.sent[0]?.message).toMatchObject({ intro: ['This channel had been paused since 2 January at 10:00.'] });
  });

  test('with an end is over then, without anybody doing something', async () => {
    const { plan, drain, fake, house, clock, outbox } = await open();
    const until = later(clock(), HOUR_MS);
    house.followed = [{ ...subscription(talks, general), paused: { since: clock(), until } }];
    await plan(early, ['general']);
    await drain();
    expect(outbox.nextDueAt(clock())).toBe(until);
    clock.forward(HOUR_MS);
    await drain();
    expect(fake.sent).toHaveLength(1);
  });

  test('does not hold a story that another topic of the channel brings', async () => {
    const { plan, drain, fake, house } = await open();
    const paused = { since: moment('2026-01-02T10:00:00Z'), until: null };
    house.followed = [{ ...subscription(talks, other), paused }, subscription(talks, general)];
    await plan(early, ['general']);
    await drain();
    expect(fake.sent).toHaveLength(1);
  });
});

describe('a muted story', () => {
  test('is left as it is, and goes on when the mute ends', async () => {
    const { plan, drain, fake, mutes, store, clock } = await open();
    await plan(early, ['general']);
    await drain();
    await commitChanges(store, [mutes.mute(general, early.story.id, later(clock(), HOUR_MS))]);
    await plan(grown(early), ['general']);
    await drain();
    expect(fake.sent.map(({ act }) => act)).toEqual(['post']);
    clock.forward(HOUR_MS);
    await drain();
    expect(fake.sent.map(({ act }) => act)).toEqual(['post', 'edit']);
  });

  test('that is heard of for the first time is told when the mute is taken back', async () => {
    const { plan, drain, fake, mutes, store, outbox } = await open();
    await commitChanges(store, [mutes.mute(general, early.story.id, null)]);
    await plan(early, ['general']);
    await drain();
    expect(fake.sent).toEqual([]);
    // Nobody waits for it.
    expect(outbox.counts().waiting).toBe(0);
    await commitChanges(store, [mutes.unmute(general, early.story.id)]);
    await drain();
    expect(fake.sent.map(({ act }) => act)).toEqual(['post']);
  });

  test('is muted in one channel only', async () => {
    const { plan, drain, fake, mutes, store } = await open();
    await commitChanges(store, [mutes.mute(general, early.story.id, null)]);
    await plan(early, ['general', 'other']);
    await drain();
    expect(fake.sent.map((sent) => sent.channel)).toEqual(['other']);
  });
});

describe('many at once', () => {
  test('more than the limit of one topic become one message, and are not posted again when they grow', async () => {
    const { plan, drain, fake, house } = await open();
    house.settings = { burst: 3 };
    const many = stories(4);
    for (const view of many) await plan(view, ['general']);
    await drain();
    expect(fake.sent.map(({ title }) => title)).toEqual(['4 stories at once']);
    for (const view of many) await plan(grown(view), ['general']);
    await drain();
    expect(fake.sent).toHaveLength(1);
  });

  test('a topic that leaves a list which is not out yet gives back what other topics want', async () => {
    const { outbox, drain, fake, clock, store, house } = await open();
    const [boats, ports] = [topic('Boats'), topic('Ports')];
    house.settings = { burst: 1 };
    fake.answer(async () => ({ kind: 'failed', reason: 'busy', afterMs: 600_000 }));
    const rows = [early, late].map((view, n) =>
      newDelivery({
        key: alertKey(general, view.story.id),
        channel: general,
        story: view.story.id,
        what: { kind: 'alert', topics: n === 0 ? [boats.id, ports.id] : [boats.id] },
        order: clock(),
        plannedAt: clock(),
        revision: 'r',
      }),
    );
    await commitChanges(store, [outbox.plan(rows)]);
    await drain();
    expect(rows.map(({ key }) => outbox.delivery(key)?.ended?.kind)).toEqual(['listed', 'listed']);
    await commitChanges(store, [outbox.withdraw(general, boats.id, clock())]);
    expect(rows.map(({ key }) => outbox.delivery(key)?.ended?.kind)).toEqual([undefined, 'withdrawn']);
    expect(outbox.counts().waiting).toBe(1);
  });

  test('as many as the limit are alerts', async () => {
    const { plan, drain, fake, house } = await open();
    house.settings = { burst: 3 };
    for (const view of stories(3)) await plan(view, ['general']);
    await drain();
    expect(fake.sent).toHaveLength(3);
  });

  test('a story that is joined to a listed one is not announced as new', async () => {
    const { plan, drain, fake, house } = await open();
    house.settings = { burst: 1 };
    for (const view of [early, late]) await plan(view, ['general']);
    await drain();
    const joined = story(article('Morning', '2026-01-02T07:00:00Z'), article('Gazette', '2026-01-02T08:00:00Z'));
    await plan(joined, ['general'], [early.story.id]);
    await drain();
    expect(fake.sent.map(({ title }) => title)).toEqual(['2 stories at once']);
  });

  test('a list names at most twenty and counts the rest', async () => {
    const { plan, drain, fake, house } = await open();
    house.settings = { burst: 1 };
    const views = Array.from({ length: 24 }, (_, n) => story(article(`P${n}`, `2026-01-02T00:${n + 10}:00Z`)));
    for (const view of views) await plan(view, ['general']);
    await drain();
    expect(fake.sent).toHaveLength(1);
    expect(listed(fake.sent[0]?.message)).toMatchObject([{ more: 4 }]);
  });
});

describe('a channel in which nothing can be posted', () => {
  test('is tried once, told of in another channel, and told what it missed when it is open again', async () => {
    const { plan, drain, fake, house, clock } = await open();
    house.followed = [subscription(talks, general), subscription(talks, other)];
    let isClosed = true;
    let tried = 0;
    fake.answer(async ({ channel: at }) => {
      if (at !== 'general' || !isClosed) return null;
      tried++;
      return NO_PERMISSION;
    });
    fake.inspect((at) =>
      at.channel === 'general' && isClosed ? { ...NO_PERMISSION, kind: 'closed' } : { kind: 'open' },
    );
    for (const view of [early, late]) {
      await plan(view, ['general']);
      await drain();
      clock.forward(10 * MINUTE_MS);
    }
    expect(tried).toBe(1);
    expect(fake.sent.map((sent) => [sent.channel, sent.title])).toEqual([['other', 'note']]);
    expect(JSON.stringify(fake.sent[0]?.message)).toContain('Send Messages is missing.');

    isClosed = false;
    clock.forward(DAY_MS);
    await drain();
    const [, list, ...more] = fake.sent;
    expect(more).toEqual([]);
    expect([list?.channel, list?.title]).toEqual(['general', '2 stories came meanwhile']);
    expect(JSON.stringify(list?.message)).toContain('Send Messages is missing.');
  });

  test('the owner is told where no other channel follows anything', async () => {
    const { plan, drain, fake, house } = await open();
    house.followed = [subscription(talks, general)];
    fake.answer(async ({ channel: at }) => (at === 'general' ? NO_PERMISSION : null));
    fake.inspect(() => ({ ...NO_PERMISSION, kind: 'closed' }));
    await plan(early, ['general']);
    await drain();
    expect(fake.sent.map((sent) => sent.channel)).toEqual([OWNER_CHANNEL]);
  });

  test('is told of elsewhere again where the place that was to be told is closed as well', async () => {
    const { plan, drain, fake, house } = await open();
    house.followed = [subscription(talks, general), subscription(talks, other)];
    fake.answer(async ({ channel: at }) => (at === OWNER_CHANNEL ? null : NO_PERMISSION));
    fake.inspect(() => ({ ...NO_PERMISSION, kind: 'closed' }));
    await plan(early, ['general']);
    await drain();
    expect(fake.sent.map((sent) => sent.channel)).toEqual([OWNER_CHANNEL, OWNER_CHANNEL]);
    expect(fake.sent.map((sent) => JSON.stringify(sent.message).match(/"channel":"(\w+)"/)?.[1]).sort()).toEqual([
      'general',
      'other',
    ]);
  });

  test('stays closed over a restart, and edits wait as well', async () => {
    const { plan, drain, fake, store, clock } = await open();
    await plan(early, ['general']);
    await drain();
    fake.answer(async ({ channel: at }) => (at === 'general' ? NO_PERMISSION : null));
    fake.inspect(() => ({ ...NO_PERMISSION, kind: 'closed' }));
    await plan(grown(early), ['general']);
    await drain();
    const tries: string[] = [];
    fake.answer(async (sent) => {
      if (sent.channel === 'general') tries.push(sent.act);
      return null;
    });
    const again = await open(store, fake, clock);
    await again.plan(grown(early), ['general']);
    await again.drain();
    expect(tries).toEqual([]);
    fake.inspect(() => ({ kind: 'open' }));
    clock.forward(HOUR_MS);
    await again.drain();
    expect(tries).toEqual(['edit']);
  });

  test('is looked at at once when something changed there', async () => {
    const { plan, drain, fake, channels, clock } = await open();
    fake.answer(async () => NO_PERMISSION);
    fake.inspect(() => ({ ...NO_PERMISSION, kind: 'closed' }));
    await plan(early, ['general']);
    await drain();
    clock.forward(3 * MINUTE_MS);
    await drain();
    fake.answer(async () => null);
    fake.inspect(() => ({ kind: 'open' }));
    await drain();
    expect(fake.sent.map((sent) => sent.channel)).toEqual([]);
    channels.lookSoon(general, clock());
    await drain();
    expect(fake.sent.map((sent) => sent.channel)).toEqual(['general']);
  });

  test('a workspace from which Newsdesk was removed is closed as a whole', async () => {
    const { plan, drain, fake } = await open();
    let tried = 0;
    fake.answer(async () => {
      tried++;
      return { kind: 'refused', reach: 'workspace', reason: 'The app was removed.' };
    });
    fake.inspect(() => ({ kind: 'closed', reach: 'workspace', reason: 'The app was removed.' }));
    await plan(early, ['general', 'other']);
    await drain();
    expect(tried).toBe(1);
  });
});

describe('a limit', () => {
  test('holds as far as it reaches and for exactly as long, and is no failure', async () => {
    const { plan, drain, fake, clock, row } = await open();
    let isLimited = true;
    fake.answer(async ({ channel: at }) =>
      at === 'general' && isLimited ? { kind: 'limited', reach: 'channel', afterMs: 5_000 } : null,
    );
    await plan(early, ['general', 'other']);
    await drain();
    expect(fake.sent.map((sent) => sent.channel)).toEqual(['other']);
    expect(row(early)).toMatchObject({ failures: 0, attempt: null, trouble: null });
    isLimited = false;
    clock.forward(4_999);
    await drain();
    expect(fake.sent).toHaveLength(1);
    clock.forward(1);
    await drain();
    expect(fake.sent.map((sent) => sent.channel)).toEqual(['other', 'general']);
  });
});

describe('a message that can no longer be edited', () => {
  test('gets each new report in its thread, once', async () => {
    const { plan, drain, fake, row, clock } = await open();
    await plan(early, ['general']);
    await drain();
    fake.answer(async ({ act }) => (act === 'edit' ? { kind: 'uneditable', reason: 'too old' } : null));
    await plan(grown(early), ['general']);
    await drain();
    await drain();
    expect(fake.sent.map(({ act }) => act)).toEqual(['post', 'reply']);
    expect(JSON.stringify(fake.sent[1]?.message)).toContain('Herald');
    expect(row(early)?.isFixed).toBe(true);

    const [first, second] = grown(early).articles;
    if (first === undefined || second === undefined) throw new Error('no articles');
    const third = article('Echo', '2026-01-02T11:30:00Z');
    clock.forward(MINUTE_MS);
    await plan(story(first.article, second.article, third), ['general']);
    await drain();
    await plan(story(first.article, second.article, third), ['general']);
    await drain();
    expect(fake.sent.map(({ act }) => act)).toEqual(['post', 'reply', 'reply']);
    expect(JSON.stringify(fake.sent[2]?.message)).toContain('Echo');
    expect(JSON.stringify(fake.sent[2]?.message)).not.toContain('Herald');
  });
});
