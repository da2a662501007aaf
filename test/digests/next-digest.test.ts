import { describe, expect, test } from 'vitest';
import { openDigests } from '../../src/digests/digests.ts';
import { digestNext, upcoming } from '../../src/digests/next-digest.ts';
import { parseSchedule, type Schedule } from '../../src/digests/schedule.ts';
import { toIso } from '../../src/lib/clock.ts';
import type { StoryId, TopicId } from '../../src/lib/ids.ts';
import type { ChannelAddress } from '../../src/platform/channel.ts';
import { type Change, commitChanges } from '../../src/store/change.ts';
import { openStore } from '../../src/store/store.ts';
import { openDesk, storiesOf } from './desk.ts';
import { channel, moment } from './support.ts';

const general = channel('general');
const start = moment('2026-01-05T12:00Z');
const nine = moment('2026-01-06T09:00Z');

function schedule(text: string): Schedule {
  const parsed = parseSchedule(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

/** A story as one channel wants it. */
function wanted(story: StoryId, topic: TopicId, score = 0.8, where: ChannelAddress = general) {
  return { story, channels: [{ channel: where, matches: [{ topic, score }] }] };
}

async function openRoom() {
  const room = await openDesk(await openStore('memory:'));
  const topic = await room.follow(general, 'Talks', 'digest', start);
  return { ...room, topic };
}

describe('a digest', () => {
  test('comes at nine where nobody said when, with what came since, and then with what is new', async () => {
    const { desk, digests, commit, file, topic, sent } = await openRoom();
    const small = await file('small', start);
    const large = await file('large', start, ['Gazette', 'Herald', 'Post']);
    await commit(digests.note([wanted(small, topic), wanted(large, topic)], [], start));
    expect(digests.of(general)).toMatchObject({ schedule: { text: 'daily at 9:00' }, dueAt: nine, lastAt: start });
    expect(digests.nextDueAt()).toBe(nine);

    expect(await digestNext(desk, moment('2026-01-06T08:59:59Z'))).toBe(false);
    const now = moment('2026-01-06T09:00:02Z');
    expect(await digestNext(desk, now)).toBe(true);
    expect(await digestNext(desk, now)).toBe(false);
    const [first] = sent(general);
    expect(first?.key).toBe(`digest/fake:team:general/${nine}/1`);
    expect(first?.said).toMatchObject({ cause: 'digest', from: start, to: now, page: 1, pages: 1 });
    expect(first?.said.sections).toEqual([{ topic, stories: [large, small] }]);

    const later = await file('later', moment('2026-01-06T15:00Z'));
    // That a told story grows is no news for the digest.
    await commit(digests.note([wanted(small, topic, 0.9), wanted(later, topic)], [], moment('2026-01-06T15:00Z')));
    expect(await digestNext(desk, moment('2026-01-07T09:00Z'))).toBe(true);
    expect(sent(general)).toHaveLength(2);
    expect(sent(general)[1]?.said).toMatchObject({ from: now, sections: [{ topic, stories: [later] }] });
  });

  test('says nothing where nothing is new, unless the channel wants to be told', async () => {
    const { desk, digests, commit, settings, watchlist, sent, topic } = await openRoom();
    await commit(digests.set(general, schedule('daily at 9:00'), start));
    expect(await digestNext(desk, nine)).toBe(true);
    expect(sent(general)).toEqual([]);
    await commit(settings.change(general, { emptyDigest: true }));
    expect(await digestNext(desk, moment('2026-01-07T09:00Z'))).toBe(true);
    expect(sent(general).map(({ said }) => said)).toMatchObject([{ sections: [], page: 1, pages: 1, from: nine }]);
    // Not to a channel that follows nothing there any more, or wants to hear nothing for a while.
    const subscription = watchlist.subscription(general, topic);
    if (subscription === null) throw new Error('not followed');
    await commit(watchlist.change([{ ...subscription, paused: { since: nine, until: null } }]));
    expect(await digestNext(desk, moment('2026-01-08T09:00Z'))).toBe(true);
    await commit(watchlist.unwatch(subscription));
    expect(await digestNext(desk, moment('2026-01-09T09:00Z'))).toBe(true);
    expect(sent(general)).toHaveLength(1);
  });

  test('missed while the bot was down is sent once, with everything since', async () => {
    const { desk, digests, commit, file, topic, sent } = await openRoom();
    const one = await file('one', start);
    await commit(digests.note([wanted(one, topic)], [], start));
    const back = moment('2026-01-20T17:00Z');
    expect(await digestNext(desk, back)).toBe(true);
    expect(await digestNext(desk, back)).toBe(false);
    expect(sent(general)).toHaveLength(1);
    expect(digests.of(general)?.dueAt).toBe(moment('2026-01-21T09:00Z'));
  });

  test('waits while nothing can be posted in its channel, and holds up no other one', async () => {
    const { desk, digests, commit, file, follow, closed, topic, sent } = await openRoom();
    const other = channel('other');
    await follow(other, 'Talks', 'digest', start);
    const one = await file('one', start);
    const both = [general, other].flatMap((where) => wanted(one, topic, 0.8, where).channels);
    await commit(digests.note([{ story: one, channels: both }], [], start));
    closed.add('general');
    expect(await digestNext(desk, nine)).toBe(true);
    expect(await digestNext(desk, nine)).toBe(false);
    expect(sent(other)).toHaveLength(1);
    // The next to come is the other one's: nobody looks again and again at what cannot be sent.
    expect(digests.nextDueAt()).toBe(moment('2026-01-07T09:00Z'));
    const two = await file('two', nine);
    await commit(digests.note([wanted(two, topic)], [], nine));
    closed.clear();
    const mended = moment('2026-01-08T15:00Z');
    while (await digestNext(desk, mended));
    expect(sent(general).map(({ said }) => said)).toMatchObject([{ from: start, to: mended }]);
    expect(new Set(sent(general).flatMap(({ said }) => storiesOf(said)))).toEqual(new Set([one, two]));
  });

  test('leaves out what nobody wants any more, and keeps what waits for a pause or a mute to end', async () => {
    const { desk, digests, commit, file, follow, mutes, watchlist, topic, sent } = await openRoom();
    const alerts = await follow(general, 'Alerts', 'alerts', start);
    const paused = await follow(general, 'Paused', 'both', start);
    const ended = await follow(general, 'Ended', 'both', start);
    const [told, muted, mutedToday, onlyAlerts, waits, gone] = await Promise.all(
      ['told', 'muted', 'muted today', 'only alerts', 'waits', 'gone'].map((name) => file(name, start)),
    );
    if (!told || !muted || !mutedToday || !onlyAlerts || !waits || !gone) throw new Error('not filed');
    const pausedNow = watchlist.subscription(general, paused);
    const endedNow = watchlist.subscription(general, ended);
    if (pausedNow === null || endedNow === null) throw new Error('not followed');
    const until = moment('2026-01-06T20:00Z');
    await commit(
      digests.note(
        [
          ...[told, muted, mutedToday].map((id) => wanted(id, topic)),
          wanted(onlyAlerts, alerts),
          wanted(waits, paused),
          wanted(gone, ended),
        ],
        [],
        start,
      ),
      mutes.mute(general, muted, null),
      mutes.mute(general, mutedToday, until),
      watchlist.change([{ ...pausedNow, paused: { since: start, until } }]),
      watchlist.unwatch(endedNow),
    );
    await digestNext(desk, nine);
    expect(sent(general).map(({ said }) => storiesOf(said))).toEqual([[told]]);
    expect(new Set(digests.waiting(general).map(({ story }) => story))).toEqual(new Set([mutedToday, waits]));
    await digestNext(desk, moment('2026-01-07T09:00Z'));
    expect(new Set(sent(general).flatMap(({ said }) => storiesOf(said)))).toEqual(new Set([told, mutedToday, waits]));
  });

  test('tells stories that were joined once, and a story that was told not again under another name', async () => {
    const { desk, digests, commit, file, topic, sent } = await openRoom();
    const [a, b, c, d] = await Promise.all(['a', 'b', 'c', 'd'].map((name) => file(name, start)));
    if (!a || !b || !c || !d) throw new Error('not filed');
    await commit(digests.note([wanted(a, topic), wanted(b, topic), wanted(c, topic)], [], start));
    await commit(digests.note([wanted(a, topic)], [{ id: b, into: a }], start));
    await digestNext(desk, nine);
    expect(new Set(sent(general).flatMap(({ said }) => storiesOf(said)))).toEqual(new Set([a, c]));
    // c was told; what took it in is the same event.
    await commit(digests.note([wanted(d, topic)], [{ id: c, into: d }], nine));
    expect(digests.waiting(general)).toEqual([]);
  });

  test('a story that no longer meets the topic waits no more', async () => {
    const { digests, commit, file, topic } = await openRoom();
    const one = await file('one', start);
    const other = channel('other');
    const both = {
      story: one,
      channels: [wanted(one, topic), wanted(one, topic, 0.8, other)].flatMap((each) => each.channels),
    };
    await commit(digests.note([both], [], start));
    await commit(digests.note([wanted(one, topic, 0.8, other)], [], start));
    expect(digests.waiting(general)).toEqual([]);
    expect(digests.waiting(other)).toHaveLength(1);
  });

  test('what follows from a story stands below it', async () => {
    const { desk, digests, commit, file, timelines, topic, sent } = await openRoom();
    const first = await file('first', start);
    const other = await file('other', start, ['Gazette', 'Herald']);
    const second = await file('second', start, ['Gazette', 'Herald', 'Post']);
    for (const id of [first, second]) timelines.set(id, [first, second]);
    await commit(
      digests.note(
        [first, other, second].map((id) => wanted(id, topic)),
        [],
        start,
      ),
    );
    await digestNext(desk, nine);
    expect(sent(general)[0]?.said.sections).toEqual([{ topic, stories: [first, second, other] }]);
  });

  test('a story about which nothing is stored any more is left out', async () => {
    const { desk, digests, commit, topic, sent } = await openRoom();
    await commit(digests.note([wanted('s-00000000000g' as StoryId, topic)], [], start));
    await digestNext(desk, nine);
    expect(sent(general)).toEqual([]);
    expect(digests.waiting(general)).toEqual([]);
  });
});

describe('a dry run', () => {
  test('tells what would come and changes nothing', async () => {
    const { desk, digests, commit, file, topic, sent } = await openRoom();
    expect(await upcoming(desk, general, start)).toEqual({ digest: null, pages: [] });
    const one = await file('one', start);
    await commit(digests.note([wanted(one, topic)], [], start));
    const now = moment('2026-01-05T20:00Z');
    const shown = await upcoming(desk, general, now);
    expect(shown).toEqual(await upcoming(desk, general, now));
    expect(shown.digest?.dueAt).toBe(nine);
    expect(shown.pages).toMatchObject([{ from: start, to: now, sections: [{ topic, stories: [one] }] }]);
    expect(sent(general)).toEqual([]);
    await digestNext(desk, nine);
    expect(sent(general)[0]?.said.sections).toEqual(shown.pages[0]?.sections);
  });
});

describe('when digests come', () => {
  test('a new schedule holds from now on, and what waits goes on to wait', async () => {
    const { desk, digests, commit, file, topic, sent } = await openRoom();
    const one = await file('one', start);
    await commit(digests.note([wanted(one, topic)], [], start));
    await commit(digests.set(general, schedule('Fridays at 18:00'), start));
    expect(await digestNext(desk, nine)).toBe(false);
    expect(await digestNext(desk, moment('2026-01-09T18:00Z'))).toBe(true);
    expect(sent(general)[0]?.said).toMatchObject({ from: start, sections: [{ stories: [one] }] });
  });

  test('another zone moves the next digest', async () => {
    const { desk, digests, commit, settings } = await openRoom();
    await commit(digests.set(general, schedule('daily at 9:00'), start));
    await commit(settings.change(general, { zone: 'America/New_York' }));
    expect(await digestNext(desk, start)).toBe(false);
    // Nine in New York is still to come that day.
    expect(digests.of(general)).toMatchObject({ zone: 'America/New_York', dueAt: moment('2026-01-05T14:00Z') });
    expect(digests.alarms()).toEqual([{ cron: '0 9 * * *', zone: 'America/New_York' }]);
  });

  test('whoever rings at the times of digests hears when they are others, and only then', async () => {
    const store = await openStore('memory:');
    let heard = 0;
    const digests = await openDigests({ store, zoneOf: () => 'UTC', isClosed: () => false, changed: () => heard++ });
    const commit = (change: Change) => commitChanges(store, [change]);
    await commit(digests.set(general, schedule('daily at 9:00'), start));
    expect(heard).toBe(1);
    const due = digests.due(nine);
    if (due === null) throw new Error('nothing is due');
    await commit(digests.tell(due, [], [], nine));
    await commit(digests.mend(nine));
    expect(heard).toBe(1);
    await commit(digests.set(general, schedule('daily at 10:00'), nine));
    await commit(digests.clear(general));
    expect(heard).toBe(3);
  });

  test('another zone does not put off a digest that is overdue', async () => {
    const { desk, digests, commit, settings, file, topic, sent } = await openRoom();
    await commit(digests.note([wanted(await file('one', start), topic)], [], start));
    await commit(settings.change(general, { zone: 'America/New_York' }));
    expect(await digestNext(desk, moment('2026-01-06T11:00Z'))).toBe(true);
    expect(sent(general)).toHaveLength(1);
  });

  test('ended digests ring no more, and what waited for them is forgotten', async () => {
    const { digests, commit, file, topic, store } = await openRoom();
    const elsewhere = channel('general', 'other');
    const one = await file('one', start);
    await commit(digests.note([wanted(one, topic)], [], start));
    await commit(
      digests.note(
        [{ story: one, channels: [general, elsewhere].flatMap((where) => wanted(one, topic, 0.8, where).channels) }],
        [],
        start,
      ),
    );
    await commit(digests.forget(general));
    const again = await openDesk(store);
    for (const { digests: book } of [{ digests }, again]) {
      expect(book.of(general)).toBeNull();
      expect(book.waiting(general)).toEqual([]);
      expect(book.waiting(elsewhere)).toHaveLength(1);
    }
    await commit(digests.clear(elsewhere));
    expect(digests.nextDueAt()).toBeNull();
    expect(digests.alarms()).toEqual([]);
  });
});

describe('a clock that is set', () => {
  test('a year ahead and back again: nothing is lost, nothing is told twice', async () => {
    const { desk, digests, commit, file, topic, sent } = await openRoom();
    const one = await file('one', start);
    await commit(digests.note([wanted(one, topic)], [], start));
    const ahead = moment('2027-01-05T12:00Z');
    expect(await digestNext(desk, ahead)).toBe(true);
    expect(await digestNext(desk, ahead)).toBe(false);
    const two = await file('two', start);
    await commit(digests.note([wanted(two, topic)], [], start));
    const tomorrow = moment('2026-01-06T09:00Z');
    expect(await digestNext(desk, start)).toBe(false);
    expect(toIso(digests.of(general)?.dueAt ?? start)).toBe(toIso(tomorrow));
    expect(await digestNext(desk, tomorrow)).toBe(true);
    expect(sent(general).map(({ said }) => storiesOf(said))).toEqual([[one], [two]]);
    for (const { said } of sent(general)) expect(said.from).toBeLessThanOrEqual(said.to);
  });

  test('ahead while a schedule was made: it comes when the clock is right again', async () => {
    const { desk, digests, commit } = await openRoom();
    await commit(digests.set(general, schedule('daily at 9:00'), start));
    await commit(digests.set(general, schedule('daily at 10:00'), moment('2027-01-05T12:00Z')));
    await digestNext(desk, start);
    expect(digests.of(general)?.dueAt).toBe(moment('2026-01-06T10:00Z'));
  });

  test('the names of digests that a clock ahead has used are not used again', async () => {
    const { desk, digests, commit, file, topic, sent } = await openRoom();
    const names = ['one', 'two', 'three'];
    for (const name of names) {
      await commit(digests.note([wanted(await file(name, start), topic)], [], start));
      // The same digest again and again: the clock is set back by a week after each.
      expect(await digestNext(desk, nine)).toBe(true);
      await digestNext(desk, moment('2025-12-30T12:00Z'));
      await digestNext(desk, moment('2025-12-31T09:00Z'));
      await commit(digests.set(general, schedule('daily at 9:00'), start));
    }
    expect(sent(general)).toHaveLength(names.length);
    expect(new Set(sent(general).map(({ key }) => key)).size).toBe(names.length);
  });

  test('back by an hour after a digest: it does not come again', async () => {
    const { desk, digests, commit, file, topic, sent } = await openRoom();
    await commit(digests.note([wanted(await file('one', start), topic)], [], start));
    await digestNext(desk, nine);
    await commit(digests.note([wanted(await file('two', start), topic)], [], nine));
    expect(await digestNext(desk, moment('2026-01-06T08:30Z'))).toBe(false);
    expect(await digestNext(desk, moment('2026-01-06T09:00:30Z'))).toBe(false);
    expect(await digestNext(desk, moment('2026-01-07T09:00Z'))).toBe(true);
    expect(sent(general)).toHaveLength(2);
  });
});
