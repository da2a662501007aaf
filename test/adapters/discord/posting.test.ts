import { afterEach, describe, expect, test } from 'vitest';
import { later, MINUTE_MS } from '../../../src/lib/clock.ts';
import { OWNER_CHANNEL } from '../../../src/platform/channel.ts';
import type { NoteMessage } from '../../../src/platform/message.ts';
import type { Outcome } from '../../../src/platform/platform.ts';
import { wordsOf } from '../../../src/platform/words.ts';
import { sampleAlert, sampleStories } from '../../contracts/platform.ts';
import type { Permission, RestFault } from '../../support/discord/control.ts';
import { type Bench, type BenchOptions, INVITED, newsdeskOn, openBench, PATIENT, shown } from './support.ts';

let bench: Bench | null = null;

async function open(options: BenchOptions = {}): Promise<Bench> {
  bench = await openBench(options);
  return bench;
}

afterEach(async () => {
  await bench?.close();
  bench = null;
});

const note: NoteMessage = { kind: 'note', text: ['More is known.'] };
const without = (...missing: Permission[]) => INVITED.filter((permission) => !missing.includes(permission));

function idOf(outcome: Outcome): string {
  if (outcome.kind === 'done') return outcome.messageId;
  throw new Error(`expected done, got ${JSON.stringify(outcome)}`);
}

const POSTS = 'POST /channels/:channel/messages';

describe('one message, whatever happens to its call', () => {
  test.each<[string, RestFault, boolean]>([
    ['reset after it was taken', { kind: 'reset', accepted: true }, true],
    ['reset before it was taken', { kind: 'reset', accepted: false }, false],
    ['closed after it was taken', { kind: 'closed', accepted: true }, true],
    ['cut short', { kind: 'cut' }, true],
    ['500 after it was taken', { kind: 'status', status: 500, accepted: true }, true],
    ['503', { kind: 'status', status: 503 }, false],
  ])(
    'an answer that is lost (%s) is in doubt, is not sent again by itself, and is settled by looking',
    async (_name, fault, taken) => {
      const { server, platform, channel, channelId, clock } = await open();
      const since = clock();
      server.faults.next(POSTS, fault);
      expect(await platform.post(channel, sampleAlert(), 'k1')).toMatchObject({ kind: 'unknown' });
      expect(server.requests.filter(({ route }) => route === POSTS)).toHaveLength(1);
      const found = await platform.find(channel, 'k1', since, null);
      const [message] = server.messages(channelId);
      expect(found).toEqual(taken ? { kind: 'found', messageId: message?.id } : { kind: 'absent' });
      // Posting again within minutes gives the message that is there.
      const again = idOf(await platform.post(channel, sampleAlert(), 'k1'));
      expect(server.messages(channelId).map(({ id }) => id)).toEqual([again]);
    },
  );

  test('an edit whose answer is lost may be made again', async () => {
    const { server, platform, channel } = await open();
    const id = idOf(await platform.post(channel, sampleAlert(), 'k1'));
    server.faults.next('PATCH /channels/:channel/messages/:message', { kind: 'reset', accepted: true });
    expect(await platform.edit(channel, id, note)).toMatchObject({ kind: 'failed' });
    server.faults.next('PATCH /channels/:channel/messages/:message', { kind: 'status', status: 502 });
    expect(await platform.edit(channel, id, note)).toMatchObject({ kind: 'failed' });
    expect(await platform.edit(channel, id, note)).toEqual({ kind: 'done', messageId: id });
  });

  test('what never left this machine failed', async () => {
    const { server, channel, clock } = await open({ connected: false });
    // Port 9 discards; nothing listens there.
    const { platform } = newsdeskOn(server, 'http://127.0.0.1:9/api');
    expect(await platform.post(channel, sampleAlert(), 'k1')).toMatchObject({ kind: 'failed' });
    expect(await platform.find(channel, 'k1', clock(), null)).toMatchObject({ kind: 'unavailable' });
    expect(await platform.inspect(channel)).toMatchObject({ kind: 'unknown' });
  });

  test('a post is one call while the gateway is connected, and an edit of what was posted is one', async () => {
    const { server, platform, channel } = await open();
    const before = server.requests.length;
    const id = idOf(await platform.post(channel, sampleAlert(), 'k1'));
    await platform.edit(channel, id, sampleAlert({ title: 'Grown' }));
    expect(await platform.inspect(channel)).toEqual({ kind: 'open' });
    expect(server.requests.slice(before).map(({ route }) => route)).toEqual([
      POSTS,
      'PATCH /channels/:channel/messages/:message',
    ]);
  });

  test('two messages have two nonces, whichever channel they go to', async () => {
    const { server, platform, channel, channelId, guild, at } = await open();
    const other = server.world.addChannel(guild.id, { kind: 'text', name: 'other' });
    await platform.post(channel, sampleAlert(), 'alert/1');
    await platform.post(at(other), sampleAlert(), 'alert/2');
    const [first] = server.messages(channelId);
    const [second] = server.messages(other);
    expect(first?.nonce).toHaveLength(24);
    expect(second?.nonce).not.toBe(first?.nonce);
  });
});

describe('limits', () => {
  test.each([
    ['user', 'channel', 2],
    ['shared', 'channel', 3],
    ['global', 'platform', 4],
  ] as const)('a limit of scope %s is told with its reach and how long it lasts', async (scope, reach, seconds) => {
    const { server, platform, channel, channelId } = await open();
    server.faults.next(POSTS, { kind: 'limited', scope, retryAfterSeconds: seconds });
    const outcome = await platform.post(channel, sampleAlert(), 'k1');
    expect(outcome).toMatchObject({ kind: 'limited', reach });
    expect(platform.tooFast?.()).toBe(1);
    if (outcome.kind === 'limited') {
      expect(outcome.afterMs).toBeGreaterThan(seconds * 900);
      expect(outcome.afterMs).toBeLessThan(seconds * 1_200);
    }
    expect(server.messages(channelId)).toEqual([]);
  });

  test('a full bucket is told before Discord has to say so', async () => {
    const { server, platform, channel } = await open({ server: { limits: 1 } });
    const outcomes: Outcome[] = [];
    for (let number = 0; number < 7; number++) outcomes.push(await platform.post(channel, sampleAlert(), `k${number}`));
    expect(outcomes.filter(({ kind }) => kind === 'done').length).toBeGreaterThan(0);
    expect(outcomes.at(-1)).toMatchObject({ kind: 'limited', reach: 'channel' });
    expect(server.invalidRequests()).toBe(0);
    expect(server.problems).toEqual([]);
  });

  test('a message that is old and was edited often is there, and can no longer be edited', async () => {
    const { server, platform, channel } = await open();
    const id = idOf(await platform.post(channel, sampleAlert(), 'k1'));
    server.advance(61 * MINUTE_MS);
    const outcomes: Outcome[] = [];
    for (let number = 0; number < 5; number++)
      outcomes.push(await platform.edit(channel, id, sampleAlert({ title: `${number}` })));
    expect(outcomes[0]).toEqual({ kind: 'done', messageId: id });
    expect(outcomes.at(-1)).toMatchObject({ kind: 'uneditable' });
  });
});

describe('what people take away', () => {
  test.each<[Permission, string]>([
    ['VIEW_CHANNEL', 'View Channel'],
    ['SEND_MESSAGES', 'Send Messages'],
    ['EMBED_LINKS', 'Embed Links'],
  ])('without %s nothing is posted, and the reason names the permission', async (permission, name) => {
    const { server, guild, platform, channel, channelId } = await open();
    server.world.setOverwrites(channelId, [{ id: guild.botRoleId, kind: 'role', deny: [permission] }]);
    await expect.poll(async () => (await platform.inspect(channel)).kind, PATIENT).toBe('closed');
    const refused = { reach: 'channel', reason: expect.stringContaining(name) };
    expect(await platform.inspect(channel)).toEqual({ kind: 'closed', ...refused });
    expect(await platform.post(channel, sampleAlert(), 'k1')).toEqual({ kind: 'refused', ...refused });
    expect(server.requests.filter(({ route }) => route === POSTS)).toEqual([]);
    expect(server.messages(channelId)).toEqual([]);
  });

  test.each<[Permission]>([['VIEW_CHANNEL'], ['SEND_MESSAGES'], ['EMBED_LINKS']])(
    'over REST alone a missing %s is refused as well',
    async (permission) => {
      const { server, guild, platform, channel, channelId } = await open({ connected: false });
      server.world.setOverwrites(channelId, [{ id: guild.id, kind: 'role', deny: [permission] }]);
      expect(await platform.post(channel, sampleAlert(), 'k1')).toMatchObject({ kind: 'refused', reach: 'channel' });
      expect(await platform.inspect(channel)).toMatchObject({ kind: 'closed', reach: 'channel' });
    },
  );

  test('a deleted channel, a deleted message, a lost server and a revoked token reach as far as they do', async () => {
    const { server, guild, platform, channel, channelId, at, live } = await open();
    const gone = server.world.addChannel(guild.id, { kind: 'text', name: 'gone' });
    const id = idOf(await platform.post(channel, sampleAlert(), 'k1'));
    server.world.deleteChannel(gone);
    server.world.deleteMessage(id);
    expect(await platform.post(at(gone), sampleAlert(), 'k2')).toMatchObject({ kind: 'refused', reach: 'channel' });
    expect(await platform.inspect(at(gone))).toMatchObject({ kind: 'closed', reach: 'channel' });
    expect(await platform.edit(channel, id, sampleAlert())).toMatchObject({ kind: 'refused', reach: 'message' });
    expect(await platform.reply(channel, id, note, 'k3')).toMatchObject({ kind: 'refused', reach: 'message' });

    server.world.kickBot(guild.id);
    expect(await platform.post(channel, sampleAlert(), 'k4')).toMatchObject({ kind: 'refused', reach: 'workspace' });
    await expect
      .poll(async () => platform.inspect(channel), PATIENT)
      .toMatchObject({ kind: 'closed', reach: 'workspace' });

    server.world.revokeToken();
    await live.disconnect();
    for (let time = 0; time < 2; time++) {
      const outcome = await platform.post(at(channelId), sampleAlert(), 'k5');
      expect(outcome).toMatchObject({
        kind: 'refused',
        reach: 'platform',
        reason: expect.stringContaining('DISCORD_TOKEN'),
      });
      expect(JSON.stringify(outcome)).not.toContain(server.token);
    }
  });

  test('the channel of another server is no channel of this one', async () => {
    const { server, platform, at } = await open();
    const other = server.world.addGuild({ name: 'Elsewhere', bot: INVITED });
    const foreign = server.world.addChannel(other.id, { kind: 'text', name: 'theirs' });
    for (const id of [foreign, 'general', '']) {
      expect(await platform.post(at(id), sampleAlert(), 'k1')).toMatchObject({ kind: 'refused', reach: 'channel' });
    }
    expect(server.messages(foreign)).toEqual([]);
  });

  test('without the history, looking is honest: a repeat is safe for minutes only', async () => {
    const { server, platform, channel, clock } = await open({ bot: without('READ_MESSAGE_HISTORY') });
    server.world.setRole(channel.workspace, channel.workspace, { permissions: ['VIEW_CHANNEL'] });
    await expect
      .poll(async () => (await platform.find(channel, 'k1', later(clock(), -3 * MINUTE_MS), null)).kind)
      .toBe('unreadable');
    expect(await platform.find(channel, 'k1', clock(), null)).toEqual({ kind: 'repeatable' });
  });
});

describe('the thread of a message', () => {
  test('bears its headline, is opened once, and holds every reply', async () => {
    const { server, platform, channel, channelId, clock } = await open();
    const since = clock();
    const id = idOf(await platform.post(channel, sampleAlert({ title: 'Talks [again] *soon*' }), 'k1'));
    const first = idOf(await platform.reply(channel, id, note, 'k2'));
    const second = idOf(await platform.reply(channel, id, note, 'k3'));
    expect(server.messages(id).map((message) => message.id)).toEqual([first, second]);
    expect(server.messages(channelId).map((message) => [message.id, message.threadId])).toEqual([[id, id]]);
    const opened = server.requests.filter(({ route }) => route === 'POST /channels/:channel/messages/:message/threads');
    expect(opened.map(({ body }) => body)).toEqual([{ name: 'Talks [again] *soon*', auto_archive_duration: 1440 }]);
    expect(await platform.find(channel, 'k3', since, id)).toEqual({ kind: 'found', messageId: second });
    expect(server.problems).toEqual([]);
  });

  test('is opened in servers, too, that do not take the words of its headline as a name', async () => {
    const { server, platform } = await open();
    const { id: workspace } = server.world.addGuild({ name: 'Listed', bot: INVITED, unfit: ['nazi'] });
    const at = (channel: string) => ({ platform: 'discord', workspace, channel });
    const text = server.world.addChannel(workspace, { kind: 'text', name: 'news' });
    const forum = server.world.addChannel(workspace, { kind: 'forum', name: 'stories' });
    const alert = sampleAlert({ title: 'Nazi gold found', language: 'de' });
    const id = idOf(await platform.post(at(text), alert, 'k1'));
    idOf(await platform.reply(at(text), id, note, 'k2'));
    expect(server.messages(id)).toHaveLength(1);
    const post = idOf(await platform.post(at(forum), alert, 'k3'));
    expect(server.messages(post)[0]?.text).toContain('Nazi gold found');
    const names = server.requests.filter(({ route }) => route?.endsWith('/threads')).map(({ body }) => body);
    expect(names).toMatchObject([
      { name: 'Nazi gold found' },
      { name: wordsOf('en').untitled },
      { name: 'Nazi gold found' },
      { name: wordsOf('de').untitled },
    ]);
    expect(server.problems).toEqual([]);
  });

  test('that people opened is used, and has its name after a restart, too', async () => {
    const { server, guild, platform, channel, channelId } = await open();
    const person = server.world.addPerson('Ada');
    server.world.addMember(guild.id, person);
    const id = idOf(await platform.post(channel, sampleAlert(), 'k1'));
    server.world.addThread(channelId, { name: 'Discuss', person, messageId: id });
    const replyId = idOf(await platform.reply(channel, id, note, 'k2'));
    expect(server.messages(id).map((message) => message.id)).toContain(replyId);

    const again = newsdeskOn(server);
    const other = idOf(await platform.post(channel, sampleAlert({ title: 'A_b [c]' }), 'k3'));
    idOf(await again.platform.reply(channel, other, note, 'k4'));
    const opened = server.requests.filter(({ route }) => route === 'POST /channels/:channel/messages/:message/threads');
    expect(opened.at(-1)?.body).toMatchObject({ name: 'A_b (c)' });
    // An edit by one who does not remember the message keeps its mark.
    idOf(await again.platform.edit(channel, other, note));
    expect(await platform.find(channel, 'k3', later(again.clock(), -MINUTE_MS), null)).toEqual({
      kind: 'found',
      messageId: other,
    });
  });

  test('that was archived is opened again', async () => {
    const { server, platform, channel } = await open();
    const id = idOf(await platform.post(channel, sampleAlert(), 'k1'));
    await platform.reply(channel, id, note, 'k2');
    server.world.setThread(id, { archived: true });
    idOf(await platform.reply(channel, id, note, 'k3'));
    expect(server.messages(id)).toHaveLength(2);
  });

  test.each([
    [
      'that may not be opened',
      async ({ server, guild, channelId }: Bench) =>
        server.world.setOverwrites(channelId, [{ id: guild.botRoleId, kind: 'role', deny: ['CREATE_PUBLIC_THREADS'] }]),
    ],
    [
      'that may not be written in',
      async ({ server, guild, channelId }: Bench) =>
        server.world.setOverwrites(channelId, [
          { id: guild.botRoleId, kind: 'role', deny: ['SEND_MESSAGES_IN_THREADS'] },
        ]),
    ],
  ])('%s is done without: the reply answers the message in the channel', async (_name, change) => {
    const opened = await open();
    const { server, platform, channel, channelId } = opened;
    const id = idOf(await platform.post(channel, sampleAlert(), 'k1'));
    await change(opened);
    const replyId = idOf(await platform.reply(channel, id, note, 'k2'));
    expect(server.messages(channelId).map((message) => [message.id, message.replyTo])).toEqual([
      [id, null],
      [replyId, id],
    ]);
    expect(server.message(replyId).rings).toEqual({ everyone: false, roles: [], users: [] });
  });

  test('is done without where the history may not be read, and so is the answer', async () => {
    const { server, guild, platform, channel, channelId } = await open();
    const id = idOf(await platform.post(channel, sampleAlert(), 'k1'));
    server.world.setOverwrites(channelId, [{ id: guild.botRoleId, kind: 'role', deny: ['READ_MESSAGE_HISTORY'] }]);
    idOf(await platform.reply(channel, id, note, 'k2'));
    expect(server.messages(channelId).map((message) => message.replyTo)).toEqual([null, null]);
    idOf(await platform.edit(channel, id, sampleAlert({ title: 'Edited' })));
  });

  test('that was deleted by people is done without', async () => {
    const { server, platform, channel, channelId } = await open();
    const id = idOf(await platform.post(channel, sampleAlert(), 'k1'));
    await platform.reply(channel, id, note, 'k2');
    server.world.deleteChannel(id);
    idOf(await platform.reply(channel, id, note, 'k3'));
    expect(server.messages(channelId).at(-1)).toMatchObject({ replyTo: id });
  });
});

describe('kinds of channels', () => {
  test('a thread is a channel of its own: replies answer, an archived one is opened, a locked one is closed', async () => {
    const { server, guild, platform, channelId, at } = await open();
    const person = server.world.addPerson('Ada');
    server.world.addMember(guild.id, person);
    const thread = server.world.addThread(channelId, { name: 'Ferries', person });
    const id = idOf(await platform.post(at(thread), sampleAlert(), 'k1'));
    const replyId = idOf(await platform.reply(at(thread), id, note, 'k2'));
    expect(server.message(replyId)).toMatchObject({ channelId: thread, replyTo: id });
    server.world.setThread(thread, { archived: true });
    idOf(await platform.edit(at(thread), id, sampleAlert({ title: 'Later' })));
    server.world.setThread(thread, { archived: true });
    idOf(await platform.post(at(thread), sampleAlert(), 'k3'));
    server.world.setThread(thread, { archived: true, locked: true });
    const closed = { reach: 'channel', reason: expect.stringContaining('locked') };
    await expect.poll(() => platform.inspect(at(thread)), PATIENT).toEqual({ kind: 'closed', ...closed });
    expect(await platform.post(at(thread), sampleAlert(), 'k4')).toEqual({ kind: 'refused', ...closed });
    expect(await platform.edit(at(thread), id, sampleAlert())).toMatchObject({ kind: 'uneditable' });
  });

  test('a forum has a post a story, tagged with its topics; edits, replies and looking go into the post', async () => {
    const { server, guild, platform, at, clock } = await open();
    const since = clock();
    const forum = server.world.addChannel(guild.id, {
      kind: 'forum',
      name: 'stories',
      tags: ['Ferries', 'CONSULATE TALKS', 'Other'],
    });
    const id = idOf(await platform.post(at(forum), sampleAlert({ title: 'x'.repeat(300) }), 'k1'));
    const [opened] = server.requests.filter(({ route }) => route === 'POST /channels/:channel/threads');
    expect(opened?.body).toMatchObject({ name: `${'x'.repeat(99)}…`, applied_tags: [expect.any(String)] });
    expect(server.messages(id).map((message) => message.id)).toEqual([id]);
    idOf(await platform.edit(at(forum), id, sampleAlert({ title: 'Grown' })));
    expect(shown(server.message(id).text)).toContain('Grown');
    const replyId = idOf(await platform.reply(at(forum), id, note, 'k2'));
    expect(server.messages(id).map((message) => message.id)).toEqual([id, replyId]);
    expect(await platform.find(at(forum), 'k1', since, null)).toEqual({ kind: 'found', messageId: id });
    expect(await platform.find(at(forum), 'k2', since, id)).toEqual({ kind: 'found', messageId: replyId });
    expect(await platform.find(at(forum), 'k3', since, null)).toEqual({ kind: 'absent' });

    server.world.setThread(id, { archived: true });
    idOf(await platform.edit(at(forum), id, sampleAlert({ title: 'Later' })));
    server.world.setThread(id, { archived: true, locked: true });
    expect(await platform.edit(at(forum), id, sampleAlert())).toMatchObject({ kind: 'uneditable' });
    expect(await platform.reply(at(forum), id, note, 'k4')).toMatchObject({ kind: 'refused', reach: 'message' });
    server.world.deleteChannel(id);
    expect(await platform.edit(at(forum), id, sampleAlert())).toMatchObject({ kind: 'refused', reach: 'message' });
    expect(await platform.reply(at(forum), id, note, 'k5')).toMatchObject({ kind: 'refused', reach: 'message' });
    expect(await platform.inspect(at(forum))).toEqual({ kind: 'open' });
  });

  test('a forum that wants a tag gets one', async () => {
    const { server, guild, platform, at } = await open();
    const forum = server.world.addChannel(guild.id, {
      kind: 'forum',
      name: 'stories',
      tags: ['News', 'Other'],
      requireTag: true,
    });
    idOf(await platform.post(at(forum), sampleAlert(), 'k1'));
    idOf(await platform.post(at(forum), sampleStories(), 'k2'));
    const bare = server.world.addChannel(guild.id, { kind: 'forum', name: 'bare', tags: [], requireTag: true });
    expect(await platform.post(at(bare), sampleAlert(), 'k3')).toMatchObject({
      kind: 'refused',
      reach: 'channel',
      reason: expect.stringContaining('tag'),
    });
  });

  test('a message of an announcement channel is published where that is asked for; a failure of that is tried again, and then only logged', async () => {
    const { server, guild, platform, at, ...rest } = await open();
    const news = server.world.addChannel(guild.id, { kind: 'announcement', name: 'announcements' });
    const quiet = idOf(await platform.post(at(news), sampleAlert(), 'k1'));
    const loud = idOf(await platform.post(at(news), sampleAlert({ publish: true }), 'k2'));
    const crossposts = 'POST /channels/:channel/messages/:message/crosspost';
    server.faults.next(crossposts, { kind: 'status', status: 500 }, 2);
    const late = idOf(await platform.post(at(news), sampleAlert({ publish: true }), 'k4'));
    server.faults.next(crossposts, { kind: 'status', status: 500 }, 3);
    const failed = idOf(await platform.post(at(news), sampleStories({ publish: true }), 'k3'));
    const published = [quiet, loud, late, failed].map((id) => server.message(id).crossposted);
    expect(published).toEqual([false, true, true, false]);
    expect(rest.logged).toContainEqual(
      expect.objectContaining({ level: 'warn', message: expect.stringContaining('published') }),
    );
  });

  test('the owner is told in private, unless they take no messages', async () => {
    const { server, guild, platform, at, clock } = await open();
    const since = clock();
    const id = idOf(await platform.post(at(OWNER_CHANNEL), note, 'k1'));
    const dm = server.world.dmChannel(guild.ownerId);
    expect(server.message(id).channelId).toBe(dm);
    expect(await platform.find(at(OWNER_CHANNEL), 'k1', since, null)).toEqual({ kind: 'found', messageId: id });
    expect(await platform.inspect(at(OWNER_CHANNEL))).toEqual({ kind: 'open' });
    server.world.setAcceptsDms(guild.ownerId, false);
    expect(await platform.post(at(OWNER_CHANNEL), note, 'k2')).toMatchObject({ kind: 'refused', reach: 'channel' });
  });

  test('a category takes no messages', async () => {
    const { server, guild, platform, at } = await open();
    const category = server.world.addChannel(guild.id, { kind: 'category', name: 'All' });
    expect(await platform.post(at(category), sampleAlert(), 'k1')).toMatchObject({ kind: 'refused', reach: 'channel' });
  });
});

describe('a message that Discord shows otherwise than it was sent', () => {
  test('for want of Embed Links is taken away, and the channel is closed until it has the permission', async () => {
    const { server, guild, platform, channel, channelId, live, host } = await open();
    await live.connect(host);
    const id = idOf(await platform.post(channel, sampleAlert(), 'k1'));
    server.world.setOverwrites(channelId, [{ id: guild.botRoleId, kind: 'role', deny: ['EMBED_LINKS'] }]);
    // What the connection tells of it has not come yet.
    const outcomes = await Promise.all([
      platform.post(channel, sampleAlert(), 'k2'),
      platform.edit(channel, id, sampleAlert({ title: 'Grown' })),
    ]);
    const closed = { kind: 'refused', reach: 'channel', reason: expect.stringContaining('Embed Links') };
    expect(outcomes).toMatchObject([closed, closed]);
    expect(server.requests.filter(({ route }) => route === POSTS)).toHaveLength(2);
    expect(server.messages(channelId).map((message) => message.id)).toEqual([id]);
  });

  test('because its nonce is known is made to say what it should', async () => {
    const { server, platform, channel, channelId } = await open();
    server.faults.next(POSTS, { kind: 'closed', accepted: true });
    expect(await platform.post(channel, sampleAlert(), 'k1')).toMatchObject({ kind: 'unknown' });
    idOf(await platform.post(channel, sampleAlert({ title: 'Grown' }), 'k1'));
    expect(server.messages(channelId).map(({ text }) => shown(text).includes('Grown'))).toEqual([true]);
  });
});
