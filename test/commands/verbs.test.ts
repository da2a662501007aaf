import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { HOUR_MS } from '../../src/lib/clock.ts';
import type { ChannelAddress } from '../../src/platform/channel.ts';
import { PREVIEW_CHANNEL, PREVIEW_WORKSPACE } from '../../src/platforms.ts';
import { copySeeds, createTestClock, putFile, temporaryFolder } from '../support/newsroom.ts';
import { lineOf, OTHER_CHANNEL, open, type Room, textOf } from './support.ts';

const TOPIC = 'US–Russia embassy talks';
const RESET = 'Diplomatic Relations Reset';
const HISTORIC = 'Historic diplomatic talks Istanbul';

/** A folder that holds the first seed, and what brings the others. */
async function growing(): Promise<{ readonly seeds: string; readonly more: () => Promise<void> }> {
  const seeds = join(await temporaryFolder(onTestFinished), 'seeds');
  await copySeeds(seeds, ['002_d2840af30ce1d58b.txt']);
  return { seeds, more: () => copySeeds(seeds, ['003_c3ebc0919f3d0041.txt']) };
}

const NEWS = `Fire at the port of Valletta

Published: 2026-01-05T10:00:00Z

A fire broke out at the port of Valletta on Monday. Firefighters brought it under control within two hours.
`;

function namesIn(room: Room): readonly string[] {
  return room.app.desk.watchlist.topics().map(({ name }) => name);
}

function topicOf(room: Room, name: string) {
  const topic = room.app.desk.watchlist.topicNamed('preview:local', name);
  if (topic === null) throw new Error(`No topic ${name}`);
  return topic;
}

function subscription(room: Room, name: string, channel: ChannelAddress = PREVIEW_CHANNEL) {
  const { watchlist } = room.app.desk;
  const topic = watchlist.topicNamed('preview:local', name);
  return topic === null ? null : watchlist.subscription(channel, topic.id);
}

describe('watch', () => {
  test('takes how the channel wants to hear of it, and says so', async () => {
    const room = await open();
    const reply = await room.say('/news watch oil as both mention @desk in #other');
    expect(textOf(reply)).toContain('#other follows it as alerts and in its digest, ringing a role.');
    expect(textOf(reply)).toContain('Its digest comes daily at 9:00 (UTC), next on 2026-01-06T09:00.');
    expect(subscription(room, 'oil', OTHER_CHANNEL)).toMatchObject({ as: 'both', mention: 'desk' });
  });

  test('of a followed topic changes how it is followed; what is not named stays', async () => {
    const room = await open();
    await room.say('/news watch oil mention @desk');
    const asDigest = await room.say('/news watch OIL as digest');
    expect(textOf(asDigest)).toContain('#newsroom follows it in its digest, ringing a role.');
    expect(subscription(room, 'oil')).toMatchObject({ as: 'digest', mention: 'desk' });
    expect(await room.say(lineOf(asDigest, 'Ring nobody'))).toMatchObject({ ok: true });
    expect(subscription(room, 'oil')).toMatchObject({ as: 'digest', mention: null });
    expect(await room.say('/news watch oil as digest')).toMatchObject({ ok: false });
    expect(textOf(await room.say('/news watch oil backfill 2'))).toContain('only when a channel begins to follow');
  });

  test('in the digest alone withdraws the posts that wait', async () => {
    const room = await open();
    await room.say('/news watch Russia US embassy backfill 3 in #other');
    await room.say('/news watch Russia US embassy as digest in #other');
    await room.app.drain();
    expect(room.transcript(OTHER_CHANNEL)).toEqual([]);
  });

  test('names the topic by its id, or by its name with the dash of a phone', async () => {
    const room = await open();
    const topic = room.app.desk.watchlist.topicNamed('preview:local', TOPIC);
    await room.say(`/news watch ${topic?.id} in #other`);
    await room.say('/news watch us-russia embassy talks in #third');
    expect(namesIn(room).filter((name) => /embassy/i.test(name))).toEqual([TOPIC]);
    expect(room.app.desk.watchlist.followers(topicOf(room, TOPIC).id)).toHaveLength(3);
    expect(textOf(await room.say('/news watch t-000000000000'))).toContain('There is no topic');
  });
});

test('unwatch offers to follow again, also what an edit had made of it', async () => {
  const room = await open();
  await room.say(`/news edit ${TOPIC} exclude nuclear`);
  const ended = await room.say(`/news unwatch ${TOPIC}`);
  expect(ended).toMatchObject({ ok: true });
  await room.say(lineOf(ended, 'Follow again'));
  expect(room.app.desk.watchlist.topics().map(({ query }) => query)).toContain(`${TOPIC} -nuclear`);
});

test('topics are paged, each with where and how it is followed', async () => {
  const room = await open();
  for (const name of namesIn(room)) if (name !== TOPIC) await room.say(`/news unwatch ${name}`);
  for (let n = 0; n < 11; n++) await room.say(`/news watch topic number ${n} as digest in #other`);
  await room.say('/news pause topic number 10 in #other');
  const first = await room.say('/news topics');
  expect(textOf(first)).toMatch(/^12 topics\ntopic number 0 → #other in its digest\n/);
  expect(textOf(first)).toContain('topic number 10 → #other in its digest, paused');
  expect(textOf(first)).toContain('Page 1 of 2.');
  expect(first.actions.map(({ label }) => label)).toEqual(['Next']);
  const second = await room.say(lineOf(first, 'Next'));
  expect(textOf(second)).toContain(`${TOPIC} → #newsroom as alerts`);
  expect(second.actions.map(({ label }) => label)).toEqual(['Previous']);
  expect(textOf(await room.say('/news topics 99'))).toBe(textOf(second));
});

describe('edit', () => {
  test('shows what a topic compiled to, and what a change does to what it meets', async () => {
    const room = await open();
    expect(textOf(await room.say(`/news edit ${TOPIC}`))).toMatch(/embassy: .*consulate[\s\S]*it meets 3\./);
    const changed = await room.say(`/news edit ${TOPIC} exclude Darchiev`);
    expect(textOf(changed)).toContain(`It watches for ${TOPIC} -Darchiev`);
    expect(textOf(changed)).toContain('Of 3 known stories it meets 2 instead of 3.');
    expect(textOf(changed)).toContain('It would not have posted any more');
    const undone = await room.say(lineOf(changed, 'Undo'));
    expect(textOf(undone)).toContain('Of 3 known stories it meets 3 instead of 2.');
    expect(topicOf(room, TOPIC)).toMatchObject({ query: TOPIC });
  });

  test('adds another way of saying something, drops words, and takes a whole query', async () => {
    const room = await open();
    const query = () => topicOf(room, TOPIC)?.query;
    await room.say(`/news edit ${TOPIC} add "chargé d'affaires" to embassy drop talks`);
    expect(query()).toBe("US–Russia (embassy|chargé d'affaires)");
    await room.say(`/news edit ${TOPIC} query "\\"visa ban\\" OR embassy"`);
    expect(query()).toBe('"visa ban" OR embassy');
    for (const wrong of ['drop zebra', 'add x to zebra', 'to embassy', 'query "(((("', 'exclude "a AND b"']) {
      expect(await room.say(`/news edit ${TOPIC} ${wrong}`), wrong).toMatchObject({ ok: false });
    }
    expect(query()).toBe('"visa ban" OR embassy');
    expect(textOf(await room.say(`/news edit ${TOPIC} add diplomatic mission`))).toContain(
      'Put several words in quotes',
    );
  });

  test('what comes next is matched by the changed topic', async () => {
    const { seeds, more } = await growing();
    const room = await open(seeds);
    await room.say(`/news edit ${TOPIC} query zebra`);
    await more();
    await room.app.drain();
    expect(room.messages()).toHaveLength(1);
  });

  test('tells what people found not relevant, and suggests the word that gives it away', async () => {
    const room = await open();
    const said = await room.say(`/news irrelevant ${RESET}`);
    expect(textOf(said)).toContain(`Kept on the topic ${TOPIC}`);
    await room.say(`/news irrelevant ${RESET}`);
    const shown = await room.say(lineOf(said, 'Edit the topic'));
    expect(textOf(shown)).toMatch(/Found not relevant\n1 person: Diplomatic Relations Reset/);
    const exclude = shown.actions.find(({ label }) => label.startsWith('Exclude'));
    const changed = await room.say(exclude?.command ?? '');
    expect(textOf(changed)).toMatch(
      /it meets 2 instead of 3\.\n.*would not have posted any more\nDiplomatic Relations Reset/,
    );
    await room.say(lineOf(said, 'Undo'));
    expect(textOf(await room.say(`/news edit ${TOPIC}`))).not.toContain('Found not relevant');
  });
});

test('irrelevant is said of what was posted here only', async () => {
  const room = await open();
  const elsewhere = { channel: OTHER_CHANNEL, person: 'ada', mayChange: async () => null, isRole: () => true };
  expect(await room.host.say(`/news irrelevant ${HISTORIC}`, elsewhere)).toMatchObject({ ok: false });
  expect(room.app.desk.feedback.ofTopic(topicOf(room, TOPIC).id)).toEqual([]);
});

test('irrelevant is said of what a digest told, too', async () => {
  const { seeds } = await growing();
  const room = await open(seeds);
  await room.say('/news watch Valletta as digest in #other');
  await putFile(seeds, 'fire.txt', NEWS);
  await room.app.drain();
  const inOther = { channel: OTHER_CHANNEL, person: 'ada', mayChange: async () => null, isRole: () => true };
  expect(textOf(await room.host.say('/news irrelevant Fire at the port', inOther))).toContain(
    'Kept on the topic Valletta',
  );
});

test('of two people who change a topic at the same moment one is told that it was changed', async () => {
  const room = await open();
  const [one, other] = await Promise.all([
    room.say(`/news edit ${TOPIC} exclude nuclear`),
    room.say(`/news edit ${TOPIC} exclude visa`),
  ]);
  expect([one, other].map(({ ok }) => ok).sort()).toEqual([false, true]);
  expect(textOf(one.ok ? other : one)).toContain('Somebody else has changed this topic meanwhile');
});

test('a preview leads to watching, as it is or by a form', async () => {
  const room = await open();
  const reply = await room.say('/news preview Istanbul talks backfill 3 --');
  expect(lineOf(reply, 'Watch')).toBe('/news watch Istanbul talks backfill 3 --');
  expect(reply.actions).toContainEqual({ label: 'Watch …', command: lineOf(reply, 'Watch'), form: true });
  await room.say(lineOf(reply, 'Watch'));
  expect(subscription(room, 'Istanbul talks backfill 3')).not.toBeNull();
});

describe('digest', () => {
  test('is set, shown, tried and ended', async () => {
    const clock = createTestClock();
    const { seeds } = await growing();
    const room = await open(seeds, clock);
    const set = await room.say('/news digest set weekdays 8:30, 17:00 in #other');
    expect(textOf(set)).toContain('#other: Its digest comes weekdays at 8:30, 17:00 (UTC), next on 2026-01-05T17:00.');
    expect(textOf(set)).toContain('nothing to tell of yet');
    await room.say('/news watch Valletta as digest in #other');
    expect(textOf(await room.say('/news digest now in #other'))).toMatch(/^Nothing new waits/);
    await putFile(seeds, 'fire.txt', NEWS);
    clock.forward(HOUR_MS);
    await room.app.drain();
    expect(textOf(await room.say('/news digest in #other'))).toContain('1 story waits for it. It tells of:\nValletta');
    const now = await room.say('/news digest now in #other');
    expect(now.blocks[0]).toMatchObject({
      message: {
        kind: 'stories',
        sections: [{ heading: 'Valletta', stories: [{ title: 'Fire at the port of Valletta' }] }],
      },
    });
    expect(room.transcript(OTHER_CHANNEL)).toEqual([]);
    const ended = await room.say('/news digest off in #other');
    expect(textOf(ended)).toContain('posted as alerts:\nValletta');
    expect(subscription(room, 'Valletta', OTHER_CHANNEL)).toMatchObject({ as: 'alerts' });
    expect(await room.say('/news digest off in #other')).toMatchObject({ ok: false });
  });

  test.each(['', 'sometimes', '0 0 30 2 *'])('set %j is answered with how to say it', async (schedule) => {
    const room = await open();
    const reply = await room.say(`/news digest set ${schedule}`);
    expect(reply.ok).toBe(false);
    expect(textOf(reply)).toContain('daily at 9:00');
  });
});

describe('mute', () => {
  test('keeps what is new of a story from the channel, for a time or for good, and is taken back', async () => {
    const clock = createTestClock();
    const room = await open(undefined, clock);
    const muted = await room.say(`/news mute ${HISTORIC} for 2 hours and 30 min`);
    expect(textOf(muted)).toContain('#newsroom hears no more of it until 2026-01-05T11:30');
    expect(textOf(await room.say(`/news why ${HISTORIC}`))).toContain('The story is muted in #newsroom until');
    clock.forward(3 * HOUR_MS);
    expect(textOf(await room.say(`/news why ${HISTORIC}`))).not.toContain('muted');
    const forGood = await room.say(`/news mute ${HISTORIC}`);
    expect(await room.say(lineOf(forGood, 'Undo'))).toMatchObject({ ok: true, title: 'No longer muted' });
    expect(await room.say(lineOf(forGood, 'Undo'))).toMatchObject({ ok: false });
  });

  test.each(['"a while"', '"0 days"', '"99999 weeks"'])('for %s is answered with how to say it', async (time) => {
    const room = await open();
    const reply = await room.say(`/news mute ${HISTORIC} for ${time}`);
    expect(reply.ok).toBe(false);
    expect(textOf(reply)).toContain('Type it as 2h');
  });
});

describe('pause and resume', () => {
  test('what comes meanwhile is told in one message afterwards', async () => {
    const { seeds, more } = await growing();
    const room = await open(seeds);
    const paused = await room.say('/news pause');
    expect(textOf(paused)).toContain('#newsroom: Everything that it follows is held back until /news resume.');
    await more();
    await room.app.drain();
    expect(room.messages()).toHaveLength(1);
    expect(textOf(await room.say('/news status'))).toContain('as alerts, paused');
    expect(await room.say(lineOf(paused, 'Resume'))).toMatchObject({ ok: true });
    await room.app.drain();
    expect(room.messages().at(-1)?.message).toMatchObject({ kind: 'stories' });
    expect(await room.say('/news resume')).toMatchObject({ ok: false });
  });

  test('one topic, in another channel, for a time', async () => {
    const room = await open();
    await room.say('/news watch oil in #other');
    await room.say('/news watch gas in #other');
    const reply = await room.say('/news pause oil for 3 days in #other');
    expect(textOf(reply)).toContain('“oil” is held back until 2026-01-08T09:00.');
    expect(subscription(room, 'gas', OTHER_CHANNEL)?.paused).toBeNull();
    expect(subscription(room, 'oil', OTHER_CHANNEL)?.paused).toMatchObject({
      until: Date.parse('2026-01-08T09:00:00Z'),
    });
    expect(await room.say('/news pause zebra')).toMatchObject({ ok: false });
    expect(await room.say('/news pause oil')).toMatchObject({ ok: false });
    expect(await room.say('/news pause in #empty')).toMatchObject({ ok: false });
  });
});

describe('settings', () => {
  test('are stated for a channel or everywhere, shown with where they come from, and taken back', async () => {
    const room = await open();
    await room.say('/news settings zone berlin quiet 22:00–7:00 language de everywhere yes');
    await room.say('/news settings burst 3 publish yes in #other');
    const shown = textOf(await room.say('/news settings in #other'));
    expect(shown).toContain('Time zone: Europe/Berlin\n');
    expect(shown).toContain(
      'Quiet hours: 22:00-07:00\nLanguage: Deutsch\nBurst limit: 3 stories of a topic at once (set for this channel)',
    );
    await room.say('/news settings reset yes in #other');
    expect(room.app.desk.settings.statedFor(OTHER_CHANNEL)).toEqual({});
    const managed = textOf(await room.say('/news settings managers @desk'));
    expect(managed).toContain('Settings changed\nManagers are those of the whole workspace.\nIn force');
    expect(managed).toContain('Managers: those whom the platform lets, and the members of one role');
    const both = textOf(await room.say('/news settings managers @desk burst 7'));
    expect(both).toContain('It holds in #newsroom. Managers are those of the whole workspace.');
    await room.say('/news settings reset yes');
    expect(room.app.desk.settings.ofWorkspace(PREVIEW_WORKSPACE)).toMatchObject({
      managers: 'desk',
      zone: 'Europe/Berlin',
    });
    await room.say('/news settings reset yes managers none everywhere yes');
    expect(room.app.desk.settings.ofWorkspace(PREVIEW_WORKSPACE)).toMatchObject({ managers: null, zone: 'UTC' });
  });

  test('another zone gives the digest another time', async () => {
    const room = await open();
    await room.say('/news digest set daily at 9:00');
    await room.say('/news settings zone Asia/Tokyo');
    expect(textOf(await room.say('/news watch oil as digest'))).toContain('(Asia/Tokyo), next on 2026-01-06T00:00.');
  });

  test.each([
    ['zone CET', 'Europe/Berlin'],
    ['zone Berln', 'Did you mean'],
    ['quiet always', '22:00-7:00'],
    ['burst 0', 'from 1 to 50'],
  ])('%s is answered with what to do, and nothing changes', async (line, advice) => {
    const room = await open();
    const reply = await room.say(`/news settings ${line}`);
    expect(reply.ok).toBe(false);
    expect(textOf(reply)).toContain(advice);
    expect(room.app.desk.settings.statedFor(PREVIEW_CHANNEL)).toEqual({});
  });
});

test('status says what is followed, what is blocked and why, and when the digest comes', async () => {
  const room = await open();
  await room.say('/news watch oil as digest');
  const { channels, clock, store } = room.app.desk;
  const block = channels.block(
    PREVIEW_CHANNEL,
    'channel',
    'Newsdesk may not write here. Give it the right to.',
    clock(),
  );
  await store.commit(block.writes);
  block.apply();
  const text = textOf(await room.say('/news status'));
  expect(text).toContain(`#newsroom follows 4 topics:`);
  expect(text).toContain(
    'Nothing can be posted here since 2026-01-05T09:00: Newsdesk may not write here. Give it the right to.',
  );
  expect(text).toContain('Its digest comes daily at 9:00');
  expect(text).toContain('Newsdesk knows 5 articles in 3 stories');
  expect(textOf(await room.say('/news status in #other'))).toContain('#other follows nothing');
  expect(textOf(await room.say('/news status in #other'))).toContain('Elsewhere in this workspace');
});

test('forget says what it would delete, then deletes it, and nothing of others', async () => {
  const room = await open();
  const { watchlist, settings, digests, outbox, feedback } = room.app.desk;
  await room.say('/news watch oil as both in #other');
  await room.say('/news settings zone Berlin');
  await room.say(`/news irrelevant ${HISTORIC}`);
  const rival = { ...PREVIEW_CHANNEL, workspace: 'rival' };
  await room.host.say('/news watch gas', {
    channel: rival,
    person: 'eve',
    mayChange: async () => null,
    isRole: () => true,
  });
  const asked = await room.say('/news forget');
  expect(textOf(asked)).toContain('4 topics\n4 subscriptions of channels');
  expect(watchlist.topics('preview:local')).toHaveLength(4);
  expect(await room.say(lineOf(asked, 'Delete all of it'))).toMatchObject({ ok: true, title: 'Deleted' });
  expect(watchlist.topics().map(({ name }) => name)).toEqual(['gas']);
  expect(settings.statedFor(PREVIEW_CHANNEL)).toEqual({});
  expect(digests.of(OTHER_CHANNEL)).toBeNull();
  expect(outbox.deliveryOfMessage(PREVIEW_CHANNEL, room.messages()[0]?.id ?? '')).toBeNull();
  await room.say(`/news watch ${TOPIC}`);
  expect(feedback.ofTopic(topicOf(room, TOPIC).id)).toEqual([]);
});
