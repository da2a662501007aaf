import { beforeAll, describe, expect, test } from 'vitest';
import { createHost, localCaller } from '../../src/commands/host.ts';
import { COMMANDS } from '../../src/commands/list.ts';
import { OWNER_CHANNEL } from '../../src/platform/channel.ts';
import { MAX_FILE_CHARACTERS } from '../../src/platform/command.ts';
import { PREVIEW_CHANNEL, PREVIEW_WORKSPACE } from '../../src/platforms.ts';
import { openFillingStore } from '../support/filling-store.ts';
import { openNewsroom, SEEDS } from '../support/newsroom.ts';
import { lineOf, OTHER_CHANNEL, open, person, type Room, textOf } from './support.ts';

const here = localCaller(PREVIEW_CHANNEL);

describe('a command whose options a platform has taken apart', () => {
  let room: Room;
  beforeAll(async () => {
    room = await open();
  });

  test('does what the typed line does', async () => {
    const typed = await room.host.say('/news search Darchiev ambassador', here);
    expect(await room.host.run('search', { words: 'Darchiev ambassador' }, here)).toEqual(typed);
  });

  test('takes empty, null and missing values for options that were not given', async () => {
    expect(await room.host.run('latest', { number: null }, here)).toMatchObject({ ok: true });
    expect(await room.host.run('help', { command: '' }, here)).toMatchObject({ title: 'What Newsdesk can do' });
    expect(await room.host.run('digest', {}, here)).toMatchObject({ title: 'No digest' });
  });

  test.each([
    ['nonsense', {}, 'There is no command'],
    ['watch', {}, 'needs what to watch for'],
    ['watch', { topic: 42 }, 'topic must be text'],
    ['watch', { topic: ['a'] }, 'topic must be text'],
    ['watch', { topic: '\u200b \u202e' }, 'needs what to watch for'],
    ['watch', { topic: 'x'.repeat(2_001) }, 'topic has 2001 characters'],
    ['watch', { topic: 'oil', bakfill: 3 }, 'no option “bakfill”'],
    ['watch', { topic: 'oil', backfill: 6 }, 'backfill cannot be “6”'],
    ['watch', { topic: 'oil', backfill: 1.5 }, 'backfill cannot be “1.5”'],
    ['watch', { topic: 'oil', backfill: '1e0' }, 'backfill cannot be “1e0”'],
    ['watch', { topic: 'oil', as: 'mail' }, 'as cannot be “mail”'],
    ['watch', { topic: 'oil', channel: 'a/b' }, 'is not the name of a channel'],
    ['watch', { topic: 'oil', channel: OWNER_CHANNEL }, 'is not the name of a channel'],
    ['watch', { topic: 'oil', mention: 'everyone' }, 'Everybody is no role'],
    ['watch', { topic: 'oil', mention: 'local' }, 'Everybody is no role'],
    ['settings', { managers: 'local' }, 'Everybody is no role'],
    ['watch', { topic: 'oil', constructor: 'x' }, 'no option “constructor”'],
    ['import', { file: 'x'.repeat(MAX_FILE_CHARACTERS + 1) }, 'file has 1000001 characters'],
  ])('%s %j is answered with what is wrong', async (command, options, problem) => {
    const before = room.app.desk.watchlist.topics();
    const reply = await room.host.run(command, options, here);
    expect(reply.ok).toBe(false);
    expect(textOf(reply)).toContain(problem);
    expect(room.app.desk.watchlist.topics()).toEqual(before);
  });

  test.each([
    ['watch', { topic: 'oil', mention: 'ada' }],
    ['settings', { managers: 'ada' }],
  ])('%s names nobody whom the platform could not ring: %j', async (command, options) => {
    const room = await open();
    const caller = { ...here, isRole: (id: string) => id === 'S1' };
    expect((await room.host.run(command, options, caller)).title).toBe('“ada” is no role or user group here.');
    const file = 'version: 1\nsettings: { managers: ada }\ntopics: []';
    expect(textOf(await room.host.run('import', { file }, caller))).toContain(
      '"managers" is not the id of a role here',
    );
    expect(room.app.desk.watchlist.topicNamed('preview:local', 'oil')).toBeNull();
    expect(room.app.desk.settings.ofWorkspace(PREVIEW_CHANNEL).managers).toBeNull();
    const none = Object.fromEntries(
      Object.entries(options).map(([name, value]) => [name, value === 'ada' ? 'S1' : value]),
    );
    expect(await room.host.run(command, none, caller)).toMatchObject({ ok: true });
  });

  test('what is hidden in a text is taken out before it is kept', async () => {
    await room.host.run('watch', { topic: ' oil\u202e \n price\u200b ', channel: 'hidden' }, here);
    expect(room.app.desk.watchlist.topics('preview:local').map(({ name }) => name)).toContain('oil price');
  });
});

describe('rights', () => {
  let shared: Room;
  beforeAll(async () => {
    shared = await open();
  });
  const nobody = () => person(PREVIEW_CHANNEL, () => false);
  const changing = [
    'watch oil',
    'unwatch US–Russia embassy talks',
    'edit US–Russia embassy talks exclude oil',
    'digest set daily at 9:00',
    'digest off',
    'mute Istanbul talks',
    'pause',
    'resume',
    'words add embassy: chancery',
    'words remove embassy',
    'settings burst 3',
    'settings managers @desk',
    'forget confirm yes',
  ];
  const looking = [
    'topics',
    'words',
    'words add',
    'edit US–Russia embassy talks',
    'preview oil',
    'search talks',
    'latest',
    'story Istanbul talks',
    'timeline Istanbul talks',
    'why Istanbul talks',
    'digest',
    'digest now',
    'settings',
    'status',
    'export',
    'forget',
    'help',
    'irrelevant Historic diplomatic talks Istanbul',
  ];

  test.each(changing)('%s is refused with the reason to whoever may not, and changes nothing', async (line) => {
    const before = await stateOf(shared);
    const caller = nobody();
    const reply = await shared.host.say(`/news ${line}`, caller);
    expect(reply).toMatchObject({ ok: false, title: 'Nothing was changed' });
    expect(textOf(reply)).toContain('You need the right to manage this channel.');
    expect(caller.asked.length).toBeGreaterThan(0);
    expect(await stateOf(shared)).toBe(before);
  });

  test.each(looking)('%s asks for no right', async (line) => {
    const caller = nobody();
    expect(await shared.host.say(`/news ${line}`, caller)).toMatchObject({ ok: true });
    expect(caller.asked).toEqual([]);
  });

  test('import needs the workspace, by structured call too', async () => {
    const room = await open();
    const caller = person(PREVIEW_CHANNEL, ({ kind }) => kind === 'channel');
    const file = 'version: 1\ntopics: [{ name: oil, query: oil, channels: [{ channel: newsroom }] }]';
    expect(await room.host.run('import', { file }, caller)).toMatchObject({ ok: false, title: 'Nothing was changed' });
    expect(caller.asked).toEqual([{ kind: 'workspace' }]);
  });

  test('the right is asked for the channel that is named, not for the one it was typed in', async () => {
    const room = await open();
    const mayHere = person(
      PREVIEW_CHANNEL,
      (scope) => scope.kind === 'channel' && scope.channel.channel === 'newsroom',
    );
    expect(await room.host.say('/news watch oil', mayHere)).toMatchObject({ ok: true });
    expect(await room.host.say('/news watch gas in #other', mayHere)).toMatchObject({ ok: false });
    expect(mayHere.asked.at(-1)).toEqual({ kind: 'channel', channel: OTHER_CHANNEL });
  });

  test('a topic that several channels follow is edited by whoever may change them all', async () => {
    const room = await open();
    await room.say('/news watch US–Russia embassy talks in #other');
    const mayHere = person(
      PREVIEW_CHANNEL,
      (scope) => scope.kind === 'channel' && scope.channel.channel === 'newsroom',
    );
    const line = '/news edit US–Russia embassy talks exclude oil';
    expect(await room.host.say(line, mayHere)).toMatchObject({ ok: false });
    expect(
      await room.host.say(
        line,
        person(PREVIEW_CHANNEL, () => true),
      ),
    ).toMatchObject({ ok: true });
  });

  test('managers of the settings are handed to the platform, and a right that is lost is lost at once', async () => {
    const room = await open();
    await room.say('/news settings managers @desk');
    let isMember = true;
    const member = person(PREVIEW_CHANNEL, (_, managers) => managers === 'desk' && isMember);
    const button = lineOf(await room.host.say('/news watch oil', member), 'Stop');
    isMember = false;
    expect(await room.host.say(button, member)).toMatchObject({ ok: false, title: 'Nothing was changed' });
  });

  test.each(['', OWNER_CHANNEL])('in the place %j, which is no channel, one must be named', async (place) => {
    const room = await open();
    const atHome = person({ ...PREVIEW_CHANNEL, channel: place }, () => true);
    expect(textOf(await room.host.say('/news watch oil', atHome))).toContain('Name the channel');
    expect(await room.host.say('/news watch oil in #other', atHome)).toMatchObject({ ok: true });
    expect(await room.host.say('/news digest', atHome)).toMatchObject({ ok: false, title: 'Which digest?' });
    expect(textOf(await room.host.say('/news status', atHome))).not.toContain('#');
    const settings = await room.host.say('/news settings burst 4', atHome);
    expect(textOf(settings)).toContain('In force in every channel that says nothing else itself:');
    expect(room.app.desk.settings.of(OTHER_CHANNEL)).toMatchObject({ burst: 4 });
  });
});

/** All that commands can change, as text. */
async function stateOf(room: Room): Promise<string> {
  const { watchlist, settings, digests, outbox, mutes, archive, clock } = room.app.desk;
  const [story] = await archive.search('Historic diplomatic talks Istanbul', 1);
  return JSON.stringify([
    watchlist.topics(),
    watchlist.topics().map(({ id }) => watchlist.followers(id)),
    settings.statedFor(PREVIEW_CHANNEL),
    settings.statedForWorkspace(PREVIEW_WORKSPACE),
    digests.of(PREVIEW_CHANNEL),
    outbox.counts(),
    story === undefined ? null : mutes.until(PREVIEW_CHANNEL, story.story.id, clock()),
    story === undefined ? null : outbox.deliveriesOf(story.story.id),
  ]);
}

test('where nothing can be stored, the answer says so and nothing has changed', async () => {
  const { store, fill } = await openFillingStore();
  const { app } = await openNewsroom({ seeds: SEEDS, store });
  const host = createHost(app.desk, COMMANDS, { accessChanged() {}, lost() {} });
  fill(true);
  const reply = await host.say('/news watch oil', here);
  expect(textOf(reply)).toBe('This cannot be stored at present\nNo room is left.\nNothing was changed.');
  expect(app.desk.watchlist.topicNamed('preview:local', 'oil')).toBeNull();
  fill(false);
  expect(await host.say('/news watch oil', here)).toMatchObject({ ok: true });
});

describe('what chats ask beside commands', () => {
  let room: Room;
  beforeAll(async () => {
    room = await open();
  });

  test('a form stands for a line that lacks a word, and for any line where one is wanted', () => {
    const { host } = room;
    expect(host.form('/news watch', here, false)).toMatchObject({ spec: { name: 'watch' }, values: {} });
    expect(host.form('/news watch as digest', here, false)).toMatchObject({ values: { as: 'digest' } });
    expect(host.form('/news import', here, false)).toMatchObject({ spec: { name: 'import' } });
    expect(host.form('/news watch oil', here, false)).toBeNull();
    expect(host.form('/news watch oil backfill 2', here, true)).toMatchObject({
      values: { topic: 'oil', backfill: 2 },
    });
    expect(host.form('/news export', here, true)).toBeNull();
    expect(host.form('/news nonsense', here, true)).toBeNull();
    expect(host.form('/news watch oil backfill 9', here, true)).toBeNull();
  });

  test('the form of the settings is filled with those in force, and sent as it is changes nothing', async () => {
    const reply = await room.say('/news settings');
    const form = room.host.form(lineOf(reply, 'Change'), here, true);
    expect(form?.values).toMatchObject({ zone: 'UTC', quiet: 'off', language: 'en', publish: 'no', empty: 'no' });
    const sent = await room.host.run('settings', { ...form?.values }, here);
    expect(sent).toMatchObject({ ok: true, title: 'Settings' });
    expect(room.app.desk.settings.statedFor(PREVIEW_CHANNEL)).toEqual({});
  });

  test('topics, stories and commands are suggested, at most 25', async () => {
    const { host } = room;
    expect(await host.suggest('unwatch', 'topic', 'embassy', PREVIEW_CHANNEL)).toEqual([
      { value: 'US–Russia embassy talks', label: 'US–Russia embassy talks' },
    ]);
    expect(await host.suggest('unwatch', 'channel', '', PREVIEW_CHANNEL)).toEqual([]);
    expect(await host.suggest('nonsense', 'topic', '', PREVIEW_CHANNEL)).toEqual([]);
    const [story] = await host.suggest('mute', 'story', 'historic', PREVIEW_CHANNEL);
    expect(story).toMatchObject({ value: expect.stringMatching(/^a-/), label: expect.stringContaining('Historic') });
    expect(await host.suggest('story', 'story', '', PREVIEW_CHANNEL)).toHaveLength(3);
    expect((await host.suggest('help', 'command', 'tim', PREVIEW_CHANNEL)).map(({ value }) => value)).toEqual([
      'timeline',
    ]);
    for (let n = 0; n < 30; n++) await room.say(`/news watch made-up topic number ${n} ${'x'.repeat(n * 4)} in #many`);
    const many = await host.suggest('unwatch', 'topic', 'made-up', PREVIEW_CHANNEL);
    expect(many).toHaveLength(25);
    for (const { value } of many) {
      expect(value.length).toBeLessThanOrEqual(100);
      expect(await room.say(`/news preview ${value}`)).toMatchObject({ ok: true });
    }
  });

  test('home lists the topics with their channels and the ways to go on', async () => {
    const reply = await room.host.home(PREVIEW_WORKSPACE);
    expect(textOf(reply)).toContain('US–Russia embassy talks → #newsroom');
    expect(reply.actions).toContainEqual({ label: 'Watch', command: '/news watch', form: true });
    expect(textOf(await room.host.home({ ...PREVIEW_WORKSPACE, workspace: 'rival' }))).not.toContain('embassy');
  });
});
