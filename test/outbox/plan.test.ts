import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../src/outbox/delivery.ts';
import { alertKey } from '../../src/outbox/delivery.ts';
import { type PlanContext, planStory, type StoryToPlan } from '../../src/outbox/plan.ts';
import { moment } from '../support/newsroom.ts';
import { article, channel, follower, RULES, story, subscription, topic } from './support.ts';

const NOW = moment('2026-01-02T12:00:00Z');
const talks = topic('Talks');
const here = channel('general');
const first = article('Gazette', '2026-01-02T10:00:00Z');
const second = article('Post', '2026-01-02T11:00:00Z');

function context(deliveries: readonly Delivery[] = [], now = NOW): PlanContext {
  return {
    rules: { ...RULES, editMs: 10_000 },
    now,
    delivery: (key) => deliveries.find((row) => row.key === key) ?? null,
    deliveriesOf: (id) => deliveries.filter((row) => row.story === id),
    underWay: () => deliveries.filter((row) => row.attempt !== null),
    currentId: (id) => id,
    topicName: () => 'Talks',
    language: () => 'en',
  };
}

function plan(change: Partial<StoryToPlan> = {}, deliveries: readonly Delivery[] = [], now = NOW) {
  const view = change.view ?? story(first);
  const followers = [follower(talks, here)];
  const newsAt = view.time?.at ?? null;
  return planStory({ view, timeline: [view], followers, newsAt, dissolved: [], ...change }, context(deliveries, now));
}

/** The one delivery of a plan. */
function only(planned: { readonly deliveries: readonly Delivery[] }): Delivery {
  expect(planned.deliveries).toHaveLength(1);
  const [row] = planned.deliveries;
  if (row === undefined) throw new Error('nothing was planned');
  return row;
}

function shown(row: Delivery, at = NOW): Delivery {
  return { ...row, shown: { messageId: 'm1', revision: row.revision, at, articles: [] } };
}

describe('planning what channels show', () => {
  test('news is posted once in each channel that follows a topic it meets', () => {
    const other = channel('other');
    const followers = [here, other].map((where) => follower(talks, where));
    const planned = plan({ followers });
    expect(planned.deliveries.map(({ key }) => key)).toEqual(
      [here, other].map((at) => alertKey(at, story(first).story.id)),
    );
    expect(plan({ followers }, planned.deliveries).deliveries).toEqual([]);
  });

  test('two topics of one channel make one message that names both', () => {
    const embassies = topic('Embassies');
    const followers = [talks, embassies].map((of) => follower(of, here));
    expect(only(plan({ followers })).what).toEqual({ kind: 'alert', topics: [talks.id, embassies.id] });
  });

  test('a second publisher is an edit, not earlier than the setting allows', () => {
    const posted = shown(only(plan()));
    const row = only(plan({ view: story(first, second) }, [posted]));
    expect(row.key).toBe(posted.key);
    expect(row.shown).toEqual(posted.shown);
    expect(row.revision).not.toBe(posted.revision);
    expect(row.dueAt).toBe(NOW + 10_000);
  });

  test('what is not yet posted changes without another row', () => {
    const waiting = only(plan());
    const row = only(plan({ view: story(first, second) }, [waiting]));
    expect([row.key, row.dueAt, row.shown]).toEqual([waiting.key, waiting.dueAt, null]);
  });

  test('old news is quiet, unless the subscription pays for it from its backfill', () => {
    const view = story(article('Gazette', '2025-06-01T00:00:00Z'));
    expect(plan({ view }).deliveries).toEqual([]);
    const paying = subscription(talks, here, 2);
    const planned = plan({ view, followers: [{ topic: talks, subscription: paying, score: 1 }] });
    expect(planned.deliveries).toHaveLength(1);
    expect([...planned.spent]).toEqual([[paying.id, 1]]);
  });

  test('news is news, too, to a channel that followed by a clock years ahead, which was then set right', () => {
    const following = { ...subscription(talks, here, 0), since: moment('2031-01-02T12:00:00Z') };
    const followers = [{ topic: talks, subscription: following, score: 1 }];
    expect(plan({ followers }).deliveries).toHaveLength(1);
    expect(plan({ followers, view: story(article('Gazette', '2025-06-01T00:00:00Z')) }).deliveries).toEqual([]);
  });

  test('a story without any time is quiet where its source held it at first contact', () => {
    const view = story(article('Gazette', null));
    expect(plan({ view, newsAt: null }).deliveries).toEqual([]);
    expect(plan({ view, newsAt: NOW }).deliveries).toHaveLength(1);
  });

  test('a message that was refused is never made again', () => {
    const refused: Delivery = { ...only(plan()), ended: { kind: 'refused', reason: 'deleted', at: NOW } };
    expect(plan({ view: story(first, second) }, [refused]).deliveries).toEqual([]);
  });

  test('a story that leaves its topic is withdrawn before it is posted, and only kept up to date after', () => {
    const waiting = only(plan());
    expect(only(plan({ followers: [] }, [waiting])).ended?.kind).toBe('withdrawn');
    const row = only(plan({ view: story(first, second), followers: [] }, [shown(waiting)]));
    expect(row.ended).toBeNull();
    expect(row.what).toEqual({ kind: 'alert', topics: [talks.id] });
  });

  test('news that follows from a posted story is also told in the thread of that message, once', () => {
    const before = story(first);
    const next = story(article('Herald', '2026-01-02T11:30:00Z'));
    const posted = shown(only(plan({ view: before })));
    const planned = plan({ view: next, timeline: [before, next] }, [posted]);
    expect(planned.deliveries.map(({ what, story: of }) => [what.kind, of])).toEqual([
      ['alert', next.story.id],
      ['follow-up', before.story.id],
    ]);
    expect(plan({ view: next, timeline: [before, next] }, [posted, ...planned.deliveries]).deliveries).toEqual([]);
  });

  test('news that follows from a story whose alert is not out yet is told in its thread as well', () => {
    const before = story(first);
    const next = story(article('Herald', '2026-01-02T11:30:00Z'));
    const waiting = only(plan({ view: before }));
    const { deliveries } = plan({ view: next, timeline: [before, next] }, [waiting]);
    expect(deliveries.map(({ what, story: of }) => [what.kind, of])).toEqual([
      ['alert', next.story.id],
      ['follow-up', before.story.id],
    ]);
  });

  test('old news has no follow-up', () => {
    const before = story(article('Gazette', '2025-05-01T00:00:00Z'));
    const next = story(article('Herald', '2025-06-01T00:00:00Z'));
    const followers = [follower(talks, here, 5)];
    const posted = shown(only(plan({ view: before, followers })));
    expect(plan({ view: next, timeline: [before, next], followers }, [posted]).deliveries).toHaveLength(1);
  });
});

describe('a story that is joined to another', () => {
  const gone = story(first);
  const into = story(second, first);

  test('hands its message over where the channel shows nothing of the other', () => {
    const posted = shown(only(plan({ view: gone })));
    const { deliveries } = plan({ view: into, dissolved: [gone.story.id] }, [posted]);
    const [old, row] = deliveries;
    expect(deliveries).toHaveLength(2);
    expect([old?.key, old?.ended?.kind]).toEqual([posted.key, 'moved']);
    expect([row?.story, row?.shown?.messageId, row?.ended]).toEqual([into.story.id, 'm1', null]);
    expect(row?.revision).not.toBe(row?.shown?.revision);
  });

  test('points to the other message where the channel shows both', () => {
    const posted = shown(only(plan({ view: gone })));
    const other = shown(only(plan({ view: into })));
    const { deliveries } = plan({ view: into, dissolved: [gone.story.id] }, [posted, other]);
    expect(deliveries.map(({ key, what }) => [key, what.kind])).toEqual([[posted.key, 'pointer']]);
  });

  test('is withdrawn where it was not posted yet', () => {
    const waiting = only(plan({ view: gone }));
    const { deliveries } = plan({ view: into, dissolved: [gone.story.id] }, [waiting]);
    expect(deliveries.map(({ story: of, ended }) => [of, ended?.kind ?? null])).toEqual([
      [gone.story.id, 'withdrawn'],
      [into.story.id, null],
    ]);
  });

  test('while its call is under way, the other story’s own message is kept up to date', () => {
    const calling: Delivery = { ...only(plan({ view: gone })), attempt: { revision: 'r', at: NOW } };
    const other = shown(only(plan({ view: story(second) })));
    const { deliveries } = plan({ view: into, dissolved: [gone.story.id] }, [
      calling,
      { ...other, key: `alert/fake:team:general/${into.story.id}` },
    ]);
    expect(deliveries.map(({ what }) => what.kind)).toEqual(['pointer', 'alert']);
  });

  test('waits for the outcome of a call that is under way: nothing is posted beside it', () => {
    const calling: Delivery = { ...only(plan({ view: gone })), attempt: { revision: 'r', at: NOW } };
    const { deliveries } = plan({ view: into, dissolved: [gone.story.id] }, [calling]);
    expect(deliveries.map(({ key, what, attempt }) => [key, what.kind, attempt !== null])).toEqual([
      [calling.key, 'pointer', true],
    ]);
  });

  test('that goes its own way again has its message back, also where that can no longer be edited', () => {
    const old: Delivery = {
      ...shown(only(plan({ view: gone }))),
      isFixed: true,
      what: { kind: 'pointer', into: into.story.id, topics: [talks.id] },
    };
    const [back, ...others] = plan({ view: gone }, [old]).deliveries;
    expect([back?.key, back?.what, back?.revision]).toEqual([
      old.key,
      { kind: 'alert', topics: [talks.id] },
      old.shown?.revision,
    ]);
    expect(others.map(({ what }) => what.kind)).toEqual(['reports']);
  });
});
