import { afterEach, describe, expect, test } from 'vitest';
import { HOUR_MS, later } from '../../../src/lib/clock.ts';
import type { ChannelAddress } from '../../../src/platform/channel.ts';
import type { NoteMessage } from '../../../src/platform/message.ts';
import { sampleAlert } from '../../contracts/platform.ts';
import { type Bench, type BenchOptions, INVITED, openBench } from './support.ts';

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
const LOST = { kind: 'closed', accepted: true } as const;

/** Posts in a forum, and loses the answer. */
async function loseInForum(options: BenchOptions = {}) {
  const one = await open(options);
  const { server, guild, platform, clock } = one;
  const forum = server.world.addChannel(guild.id, { kind: 'forum', name: 'stories' });
  const since = clock();
  server.faults.next('POST /channels/:channel/threads', LOST);
  expect(await platform.post(one.at(forum), sampleAlert(), 'k1')).toMatchObject({ kind: 'unknown' });
  const [post = ''] = server.threads(forum);
  return { ...one, address: one.at(forum), since, post };
}

/** A lost reply to a message. */
async function loseReply(one: Bench, address: ChannelAddress, id: string) {
  one.server.faults.next('POST /channels/:channel/messages', LOST);
  const since = one.clock();
  expect(await one.platform.reply(address, id, note, 'k2')).toMatchObject({ kind: 'unknown' });
  return since;
}

describe('a post of a forum whose answer was lost', () => {
  test('is found after Discord has archived it', async () => {
    const { server, platform, address, since, post } = await loseInForum();
    server.advance(48 * HOUR_MS);
    server.world.setThread(post, { archived: true });
    expect(await platform.find(address, 'k1', since, null)).toEqual({ kind: 'found', messageId: post });
    expect(await platform.find(address, 'k9', since, null)).toEqual({ kind: 'absent' });
    expect(server.problems).toEqual([]);
  });

  test('is never posted on a guess where the history may not be read: it has no nonce', async () => {
    const { server, guild, platform, address, since } = await loseInForum({
      bot: INVITED.filter((one) => one !== 'READ_MESSAGE_HISTORY'),
    });
    server.world.setRole(guild.id, guild.id, { permissions: ['VIEW_CHANNEL'] });
    expect(await platform.find(address, 'k1', since, null)).toMatchObject({ kind: 'unreadable' });
  });

  test('and was deleted is absent', async () => {
    const { server, platform, address, since, post } = await loseInForum();
    server.world.deleteMessage(post);
    expect(await platform.find(address, 'k1', since, null)).toEqual({ kind: 'absent' });
  });
});

describe('a clock that was years ahead when a post began', () => {
  test('does not keep its message from being found once it is right again, in channels and in forums', async () => {
    const one = await open();
    const { server, platform, channel, clock } = one;
    server.faults.next('POST /channels/:channel/messages', LOST);
    expect(await platform.post(channel, note, 'k1')).toMatchObject({ kind: 'unknown' });
    const ahead = later(clock(), 5 * 365 * 24 * HOUR_MS);
    expect(await platform.find(channel, 'k1', ahead, null)).toMatchObject({ kind: 'found' });
    expect(await platform.find(channel, 'k9', ahead, null)).toEqual({ kind: 'absent' });
    const forum = await loseInForum();
    expect(await forum.platform.find(forum.address, 'k1', ahead, null)).toMatchObject({ kind: 'found' });
  });
});

describe('a lost answer', () => {
  test('to a reply is looked for in its thread, archived or not', async () => {
    const one = await open();
    const { server, platform, channel } = one;
    const posted = await platform.post(channel, sampleAlert(), 'k1');
    const id = posted.kind === 'done' ? posted.messageId : '';
    const since = await loseReply(one, channel, id);
    server.world.setThread(id, { archived: true });
    const [reply] = server.messages(id);
    expect(await platform.find(channel, 'k2', since, id)).toEqual({ kind: 'found', messageId: reply?.id });
    expect(await platform.find(channel, 'k9', since, id)).toEqual({ kind: 'absent' });
  });

  test.each([-1, 1])('is found where the clocks differ by an hour (%s)', async (hours) => {
    const { server, platform, channel, channelId, clock } = await open();
    server.faults.next('POST /channels/:channel/messages', LOST);
    const since = later(clock(), hours * HOUR_MS);
    await platform.post(channel, sampleAlert(), 'k1');
    const [message] = server.messages(channelId);
    expect(await platform.find(channel, 'k1', since, null)).toEqual({ kind: 'found', messageId: message?.id });
  });

  test('is found however much was said around it', async () => {
    const { server, platform, channel, channelId, clock } = await open();
    const chatter = (count: number) => {
      for (let n = 0; n < count; n++) server.world.say(server.world.addPerson('Ada'), channelId, 'chatter');
    };
    chatter(700);
    server.faults.next('POST /channels/:channel/messages', LOST);
    const since = clock();
    await platform.post(channel, sampleAlert(), 'k1');
    const id = server.messages(channelId).find(({ authorId }) => authorId === server.botId)?.id;
    server.advance(3 * HOUR_MS);
    chatter(1_500);
    // Discord counts what is read as well.
    server.faults.next('GET /channels/:channel/messages', { kind: 'limited', scope: 'user', retryAfterSeconds: 0.3 });
    expect(await platform.find(channel, 'k1', since, null)).toEqual({ kind: 'found', messageId: id });
    expect(await platform.find(channel, 'k9', since, null)).toEqual({ kind: 'absent' });
  });

  test('is found where the machine slept before it posted', async () => {
    const { server, platform, channel, channelId, clock } = await open();
    const since = clock();
    server.advance(15 * HOUR_MS);
    server.faults.next('POST /channels/:channel/messages', LOST);
    await platform.post(channel, sampleAlert(), 'k1');
    const [message] = server.messages(channelId);
    expect(await platform.find(channel, 'k1', since, null)).toEqual({ kind: 'found', messageId: message?.id });
  });

  test('is not called absent where there is more than can be looked through', async () => {
    const { server, platform, channel, channelId, clock } = await open();
    const person = server.world.addPerson('Ada');
    for (let n = 0; n < 2_100; n++) server.world.say(person, channelId, 'chatter');
    expect(await platform.find(channel, 'k1', clock(), null)).toMatchObject({ kind: 'unreadable' });
  });
});

test('while the connection is made again, Discord is asked what it may do', async () => {
  const { server, platform, live, host, guild, channel, channelId } = await open();
  await live.connect(host);
  server.world.setOverwrites(channelId, [{ id: guild.botRoleId, kind: 'role', deny: ['SEND_MESSAGES'] }]);
  server.gateway.refuseConnections(true);
  server.gateway.drop();
  await expect.poll(() => server.gateway.connections()).toBe(0);
  server.world.setOverwrites(channelId, []);
  await expect.poll(async () => (await platform.inspect(channel)).kind).toBe('open');
  server.gateway.refuseConnections(false);
});
