import { MessageFlags, REST, Routes } from 'discord.js';
import { describe, expect, test } from 'vitest';
import type { DiscordServer, Permission } from '../support/discord/control.ts';
import { call, codeOf, furnish, login, openServer } from './discord-bench.ts';

function rest(server: DiscordServer, retries = 3): REST {
  return new REST({ api: server.apiUrl, retries }).setToken(server.token);
}

function post(server: DiscordServer, channelId: string, body: unknown) {
  return call(server, 'POST', `/channels/${channelId}/messages`, body);
}

const EMBED = { title: 'Port strike ends', description: 'Dockers are back.' };

describe('with the real client', () => {
  test('sends, edits, replies, opens a thread, attaches a file, deletes', async () => {
    const server = await openServer();
    const { general } = furnish(server);
    const client = await login(server);
    const channel = await client.channels.fetch(general);
    if (!channel?.isSendable() || channel.isDMBased() || channel.isThread() || !('threads' in channel)) {
      throw new Error('general is a text channel');
    }
    const message = await channel.send({ content: 'Hello', embeds: [EMBED] });
    await message.edit({ content: 'Hello again' });
    const thread = await message.startThread({ name: 'Talk' });
    await thread.send({ files: [{ attachment: Buffer.from('a,b'), name: 'list.csv' }] });
    const reply = await message.reply({ content: 'And a reply', allowedMentions: { repliedUser: false } });
    expect(thread.id).toBe(message.id);
    const [first, second] = server.messages(general);
    expect(first).toMatchObject({ content: 'Hello again', edits: 1, threadId: message.id });
    expect(first?.text).toBe('Hello again\nPort strike ends\nDockers are back.');
    expect(second).toMatchObject({ id: reply.id, replyTo: message.id });
    const [file] = server.messages(thread.id)[0]?.attachments ?? [];
    expect(file).toMatchObject({ name: 'list.csv', text: 'a,b' });
    expect(await (await fetch(file?.url ?? '')).text()).toBe('a,b');
    await reply.delete();
    expect(server.messages(general)).toHaveLength(1);
    expect(server.problems).toEqual([]);
  });

  test('recovers from a 429 of its own channel and loses nothing', async () => {
    const server = await openServer({ limits: 20 });
    const { general } = furnish(server);
    const client = await login(server);
    const channel = await client.channels.fetch(general);
    if (!channel?.isSendable()) throw new Error('general takes messages');
    server.faults.next('POST /channels/:channel/messages', { kind: 'limited', scope: 'user', retryAfterSeconds: 0.2 });
    const texts = Array.from({ length: 12 }, (_, index) => `message ${index}`);
    await Promise.all(texts.map((content) => channel.send(content)));
    expect(server.messages(general).map(({ content }) => content)).toEqual(texts);
    expect(server.requests.filter(({ status }) => status === 429)).toHaveLength(1);
    expect(server.problems).toEqual([]);
  });
});

describe('who may do what', () => {
  async function codeWithout(denied: Permission, body: unknown = { content: 'x' }) {
    const server = await openServer();
    const { guild, general } = furnish(server);
    server.world.setOverwrites(general, [{ id: guild.id, kind: 'role', deny: [denied] }]);
    return { ...(await post(server, general, body)), server, general };
  }

  test('a channel that is hidden, forbidden or gone has its own code each', async () => {
    expect((await codeWithout('VIEW_CHANNEL')).body).toEqual({ message: 'Missing Access', code: 50001 });
    expect((await codeWithout('SEND_MESSAGES')).body).toEqual({ message: 'Missing Permissions', code: 50013 });
    const server = await openServer();
    const { guild, general } = furnish(server);
    server.world.deleteChannel(general);
    expect(await post(server, general, { content: 'x' })).toMatchObject({ status: 404, body: { code: 10003 } });
    const other = server.world.addChannel(guild.id, { kind: 'text', name: 'other' });
    server.world.kickBot(guild.id);
    expect(await post(server, other, { content: 'x' })).toMatchObject({ status: 403, body: { code: 50001 } });
    expect((await call(server, 'PATCH', `/channels/${other}/messages/1`, { content: 'x' })).status).toBe(403);
  });

  test('without EMBED_LINKS an embed vanishes and nobody is told', async () => {
    const { status, server, general } = await codeWithout('EMBED_LINKS', { content: 'x', embeds: [EMBED] });
    expect(status).toBe(200);
    expect(server.messages(general)[0]?.embeds).toEqual([]);
  });

  test('without READ_MESSAGE_HISTORY the list is empty and no error', async () => {
    const { server, general } = await codeWithout('READ_MESSAGE_HISTORY');
    expect(await call(server, 'GET', `/channels/${general}/messages`)).toMatchObject({ status: 200, body: [] });
    const [message] = server.messages(general);
    const one = await call(server, 'GET', `/channels/${general}/messages/${message?.id}`);
    expect(one).toMatchObject({ status: 403, body: { code: 50001 } });
  });

  test('a file needs ATTACH_FILES, a thread CREATE_PUBLIC_THREADS and then SEND_MESSAGES_IN_THREADS', async () => {
    const { server, general } = await codeWithout('CREATE_PUBLIC_THREADS');
    const id = server.messages(general)[0]?.id ?? '';
    const open = () => call(server, 'POST', `/channels/${general}/messages/${id}/threads`, { name: 'Talk' });
    expect(await open()).toMatchObject({ status: 403, body: { code: 50013 } });
    server.world.setOverwrites(general, [
      { id: server.botId, kind: 'member', deny: ['SEND_MESSAGES_IN_THREADS', 'ATTACH_FILES'] },
    ]);
    expect(await open()).toMatchObject({ status: 201, body: { id, type: 11 } });
    expect(await open()).toMatchObject({ status: 400, body: { code: 160004 } });
    expect(await post(server, id, { content: 'x' })).toMatchObject({ status: 403, body: { code: 50013 } });
    const files = [{ name: 'a.txt', data: Buffer.from('a') }];
    expect(await codeOf(rest(server).post(Routes.channelMessages(general), { files }))).toBe(50013);
  });

  test('a private message needs a shared guild and a person who takes them', async () => {
    const server = await openServer();
    const { guild, ana } = furnish(server);
    const { body } = await call(server, 'POST', '/users/@me/channels', { recipient_id: ana });
    const id = String(body['id']);
    expect(server.world.dmChannel(ana)).toBe(id);
    expect((await post(server, id, { content: 'Hello' })).status).toBe(200);
    server.world.setAcceptsDms(ana, false);
    expect(await post(server, id, { content: 'Hello' })).toMatchObject({ status: 403, body: { code: 50007 } });
    server.world.setAcceptsDms(ana, true);
    server.world.kickBot(guild.id);
    expect(await post(server, id, { content: 'Hello' })).toMatchObject({ status: 403, body: { code: 50278 } });
  });

  test('what others wrote is blank without the intent for it; the nonce is told once only', async () => {
    const server = await openServer();
    const { general, ana } = furnish(server);
    server.world.say(ana, general, 'secret');
    const sent = await post(server, general, { content: 'own', nonce: 'n1' });
    expect(sent.body).toMatchObject({ nonce: 'n1' });
    const listed = await call(server, 'GET', `/channels/${general}/messages?limit=10`);
    expect(listed.body).toMatchObject([{ content: 'own' }, { content: '' }]);
    expect(JSON.stringify(listed.body)).not.toContain('n1');
  });
});

describe('what a message may be', () => {
  const button = (id: string) => ({ type: 2, style: 1, label: id, custom_id: id });
  const row = (...components: unknown[]) => ({ type: 1, components });
  const text = (length: number) => 'x'.repeat(length);
  const display = (content: string) => ({ type: 10, content });
  const V2 = MessageFlags.IsComponentsV2;

  test.each([
    ['nothing', {}, 50006],
    ['blanks', { content: '  ' }, 50006],
    ['an embed with nothing in it', { embeds: [{ color: 1 }] }, 50006],
    ['a long content', { content: text(2_001) }, 50035],
    ['eleven embeds', { embeds: Array.from({ length: 11 }, () => EMBED) }, 50035],
    ['a long title', { embeds: [{ title: text(257) }] }, 50035],
    ['a long description', { embeds: [{ description: text(4_097) }] }, 50035],
    [
      'embeds of over 6,000 characters',
      { embeds: [{ description: text(4_000) }, { description: text(2_001) }] },
      50035,
    ],
    ['a field without a value', { embeds: [{ fields: [{ name: 'x', value: '' }] }] }, 50035],
    ['26 fields', { embeds: [{ fields: Array.from({ length: 26 }, () => ({ name: 'x', value: 'y' })) }] }, 50035],
    ['a link that is none', { embeds: [{ title: 'x', url: 'ftp://example.org' }] }, 50035],
    ['a picture that is none', { embeds: [{ image: { url: 'not an address' } }] }, 50035],
    ['six rows', { content: 'x', components: [1, 2, 3, 4, 5, 6].map((n) => row(button(`b${n}`))) }, 50035],
    ['six buttons', { content: 'x', components: [row(...[1, 2, 3, 4, 5, 6].map((n) => button(`b${n}`)))] }, 50035],
    ['one custom id twice', { content: 'x', components: [row(button('a'), button('a'))] }, 50035],
    ['a long label', { content: 'x', components: [row({ ...button('a'), label: text(81) })] }, 50035],
    ['a long custom id', { content: 'x', components: [row(button(text(101)))] }, 50035],
    ['a button without an id', { content: 'x', components: [row({ type: 2, style: 1, label: 'a' })] }, 50035],
    [
      'a link with an id',
      { content: 'x', components: [row({ ...button('a'), style: 5, url: 'https://e.org' })] },
      50035,
    ],
    [
      'a long link',
      { content: 'x', components: [row({ type: 2, style: 5, label: 'a', url: `https://e.org/${text(500)}` })] },
      50035,
    ],
    ['V2 components without the flag', { content: 'x', components: [display('a')] }, 50035],
    ['V2 beside content', { content: 'x', flags: V2, components: [display('a')] }, 50035],
    ['V2 with too much text', { flags: V2, components: [display(text(2_500)), display(text(1_501))] }, 50035],
    [
      'V2 with 41 components',
      { flags: V2, components: [{ type: 17, components: Array.from({ length: 40 }, () => display('a')) }] },
      50035,
    ],
    ['a long nonce', { content: 'x', nonce: text(26) }, 50035],
    ['mentions listed and parsed', { content: 'x', allowed_mentions: { parse: ['roles'], roles: ['1'] } }, 50035],
  ])('%s is refused', async (_name, body, code) => {
    const server = await openServer();
    const { general } = furnish(server);
    const refused = await post(server, general, body);
    expect(refused).toMatchObject({ status: 400, body: { code } });
    if (code === 50035) expect(refused.body['errors']).toBeTypeOf('object');
    expect(server.problems).toHaveLength(1);
    expect(server.messages(general)).toEqual([]);
  });

  test('a reply needs its message, unless it may do without', async () => {
    const server = await openServer();
    const { general } = furnish(server);
    const reply = { content: 'x', message_reference: { message_id: '1' } };
    expect(await post(server, general, reply)).toMatchObject({ status: 400, body: { code: 50035 } });
    const lenient = { ...reply, message_reference: { message_id: '1', fail_if_not_exists: false } };
    expect((await post(server, general, lenient)).status).toBe(200);
    expect(server.messages(general)[0]?.replyTo).toBeNull();
  });

  test('the largest that is allowed is taken', async () => {
    const server = await openServer();
    const { general } = furnish(server);
    const rows = [1, 2, 3, 4, 5].map((r) => row(...[1, 2, 3, 4, 5].map((n) => button(`${r}.${n}`))));
    const embeds = [{ title: text(256), description: text(4_096) }, { description: text(1_648) }];
    expect((await post(server, general, { content: text(2_000), embeds, components: rows })).status).toBe(200);
    const v2 = { flags: V2, components: [{ type: 17, components: Array.from({ length: 39 }, () => display('a')) }] };
    expect((await post(server, general, v2)).status).toBe(200);
    expect(server.problems).toEqual([]);
  });

  test('an edit is held to the same, keeps what it does not name, and cannot go back from V2', async () => {
    const server = await openServer();
    const { general } = furnish(server);
    const { body } = await post(server, general, { content: 'x', embeds: [EMBED] });
    const edit = (change: unknown) => call(server, 'PATCH', `/channels/${general}/messages/${body['id']}`, change);
    expect((await edit({ content: null })).status).toBe(200);
    expect(await edit({ embeds: [] })).toMatchObject({ status: 400, body: { code: 50006 } });
    expect(server.messages(general)[0]).toMatchObject({ content: '', embeds: [EMBED], edits: 1 });
    expect((await edit({ flags: V2, embeds: null, components: [display('now V2')] })).status).toBe(200);
    expect(await edit({ flags: 0, content: 'back' })).toMatchObject({ status: 400, body: { code: 50035 } });
  });

  test('a key that Discord does not know is a problem', async () => {
    const server = await openServer();
    const { general } = furnish(server);
    await post(server, general, { content: 'x', allowedMentions: { parse: [] } });
    expect(server.problems).toEqual(['The body of createMessage holds allowedMentions, which Discord does not know.']);
  });
});

describe('who is rung', () => {
  test('content rings as far as it is allowed; an embed never', async () => {
    const server = await openServer();
    const { guild, general, ana } = furnish(server);
    const open = server.world.addRole(guild.id, { name: 'open', mentionable: true });
    const shut = server.world.addRole(guild.id, { name: 'shut' });
    const content = `@everyone <@&${open}> <@&${shut}> <@${ana}>`;
    const rings = async (body: object) => {
      const { body: sent } = await post(server, general, body);
      return server.message(String(sent['id'])).rings;
    };
    expect(await rings({ content })).toEqual({ everyone: true, roles: [open, shut], users: [ana] });
    expect(await rings({ content, allowed_mentions: { parse: [] } })).toEqual({
      everyone: false,
      roles: [],
      users: [],
    });
    expect(await rings({ content: 'x', embeds: [{ description: content }] })).toEqual({
      everyone: false,
      roles: [],
      users: [],
    });
    server.world.setOverwrites(general, [{ id: guild.id, kind: 'role', deny: ['MENTION_EVERYONE'] }]);
    const listed = { parse: [], roles: [open, shut] };
    expect((await rings({ content, allowed_mentions: listed })).roles).toEqual([open]);
    expect((await rings({ content })).everyone).toBe(false);
  });
});

describe('threads, forums, announcements', () => {
  test('an archived thread wakes for a message unless it is locked, and is not edited', async () => {
    const server = await openServer();
    const { general, ana } = furnish(server);
    const thread = server.world.addThread(general, { name: 'Talk', person: ana });
    const { body } = await post(server, thread, { content: 'x' });
    const edit = () => call(server, 'PATCH', `/channels/${thread}/messages/${body['id']}`, { content: 'y' });
    server.world.setThread(thread, { archived: true });
    expect(await edit()).toMatchObject({ status: 400, body: { code: 50083 } });
    expect(await call(server, 'PATCH', `/channels/${thread}`, { name: 'Other' })).toMatchObject({
      body: { code: 50083 },
    });
    expect((await post(server, thread, { content: 'x' })).status).toBe(200);
    expect((await edit()).status).toBe(200);
    server.world.setThread(thread, { archived: true, locked: true });
    expect(await post(server, thread, { content: 'x' })).toMatchObject({ status: 400, body: { code: 50083 } });
  });

  test('a forum takes posts, not messages, and may want a tag', async () => {
    const server = await openServer();
    const { guild } = furnish(server);
    const options = { kind: 'forum', name: 'stories', tags: ['news'], requireTag: true } as const;
    const forum = server.world.addChannel(guild.id, options);
    const open = (body: object) => call(server, 'POST', `/channels/${forum}/threads`, { name: 'Strike', ...body });
    expect(await post(server, forum, { content: 'x' })).toMatchObject({ status: 400, body: { code: 50008 } });
    expect(await open({ message: { content: 'x' } })).toMatchObject({ status: 400, body: { code: 40067 } });
    const { body } = await call(server, 'GET', `/channels/${forum}`);
    const tags = Array.isArray(body['available_tags']) ? body['available_tags'] : [];
    const applied_tags = tags.map(({ id }) => id);
    expect(await open({ message: {}, applied_tags })).toMatchObject({ status: 400, body: { code: 50006 } });
    expect((await open({ message: { content: 'x' }, applied_tags: ['1'] })).body['code']).toBe(50035);
    const made = await open({ message: { content: 'x', embeds: [EMBED] }, applied_tags });
    expect(made).toMatchObject({ status: 201, body: { type: 11, parent_id: forum } });
    const [first] = server.messages(String(made.body['id']));
    expect(first).toMatchObject({ id: made.body['id'], content: 'x' });
    const before = server.problems.length;
    await open({ message: { content: 'x', nonce: 'key', enforce_nonce: true }, applied_tags });
    expect(server.problems.slice(before)).toEqual([
      'The body of createForumPost holds message.nonce, which Discord does not know.',
      'The body of createForumPost holds message.enforce_nonce, which Discord does not know.',
    ]);
  });

  test('an announcement is passed on once, by whoever may write there', async () => {
    const server = await openServer();
    const { guild, general } = furnish(server);
    const news = server.world.addChannel(guild.id, { kind: 'announcement', name: 'news' });
    const publish = async (channelId: string) => {
      const { body } = await post(server, channelId, { content: 'x' });
      return () => call(server, 'POST', `/channels/${channelId}/messages/${body['id']}/crosspost`);
    };
    const again = await publish(news);
    expect((await again()).status).toBe(200);
    expect(server.messages(news)[0]?.crossposted).toBe(true);
    expect(await again()).toMatchObject({ status: 400, body: { code: 40033 } });
    expect((await (await publish(general))()).body['code']).toBe(50024);
  });
});

describe('time and repetition', () => {
  test('a repeated nonce gives the message that is there, for some minutes', async () => {
    const server = await openServer();
    const { general } = furnish(server);
    const send = () => post(server, general, { content: 'x', nonce: 'key', enforce_nonce: true });
    const first = await send();
    expect((await send()).body['id']).toBe(first.body['id']);
    server.advance(10 * 60_000);
    expect((await send()).body['id']).not.toBe(first.body['id']);
    expect(server.messages(general)).toHaveLength(2);
  });

  test('old messages are edited so and so often only', async () => {
    const server = await openServer({ oldEdits: 2 });
    const { general } = furnish(server);
    const { body } = await post(server, general, { content: 'x' });
    const edit = () => call(server, 'PATCH', `/channels/${general}/messages/${body['id']}`, { content: 'y' });
    server.advance(61 * 60_000);
    expect([(await edit()).status, (await edit()).status]).toEqual([200, 200]);
    expect(await edit()).toMatchObject({ status: 429, body: { code: 30046 } });
    server.advance(60_000);
    expect((await edit()).status).toBe(200);
  });

  test('the history is read in pages on every side of a message', async () => {
    const server = await openServer();
    const { general } = furnish(server);
    const ids: string[] = [];
    for (const content of ['a', 'b', 'c', 'd', 'e'])
      ids.push(String((await post(server, general, { content })).body['id']));
    const read = async (query: string) => {
      const { body } = await call(server, 'GET', `/channels/${general}/messages?${query}`);
      return Array.isArray(body) ? body.map(({ content }) => content).join('') : body;
    };
    expect(await read('limit=2')).toBe('ed');
    expect(await read(`limit=2&before=${ids[2]}`)).toBe('ba');
    expect(await read(`limit=2&after=${ids[1]}`)).toBe('dc');
    expect(await read(`limit=3&around=${ids[2]}`)).toBe('dcb');
    expect(await read('limit=101')).toMatchObject({ code: 50035 });
  });
});

describe('limits and faults', () => {
  test('five messages in a window, each channel for itself, told in headers', async () => {
    const server = await openServer({ limits: 0.1 });
    const { guild, general } = furnish(server);
    const other = server.world.addChannel(guild.id, { kind: 'text', name: 'other' });
    const send = (channelId: string) => post(server, channelId, { content: 'x' });
    const first = await send(general);
    expect(first.headers.get('x-ratelimit-remaining')).toBe('4');
    for (let i = 0; i < 4; i += 1) await send(general);
    const refused = await send(general);
    expect(refused).toMatchObject({ status: 429, body: { global: false } });
    expect(refused.headers.get('x-ratelimit-scope')).toBe('user');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await send(other)).status).toBe(200);
    expect(server.invalidRequests()).toBe(1);
    server.advance(50_000);
    expect((await send(general)).status).toBe(200);
  });

  test('fifty requests in a window of all', async () => {
    const server = await openServer({ limits: 0.1 });
    const answers = await Promise.all(Array.from({ length: 51 }, () => call(server, 'GET', '/users/@me')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.body['global']).toBe(true);
  });

  test('an answer that is lost after the write: a send without a nonce doubles, one with it does not', async () => {
    const server = await openServer();
    const { general } = furnish(server);
    const route = 'POST /channels/:channel/messages';
    const send = (body: object) => rest(server).post(Routes.channelMessages(general), { body });
    server.faults.next(route, { kind: 'reset', accepted: true });
    await send({ content: 'no nonce' });
    server.faults.next(route, { kind: 'status', status: 502, accepted: true });
    await send({ content: 'nonce', nonce: 'key', enforce_nonce: true });
    expect(server.messages(general).map(({ content }) => content)).toEqual(['no nonce', 'no nonce', 'nonce']);
    server.faults.next(route, { kind: 'status', status: 500 });
    await expect(rest(server, 0).post(Routes.channelMessages(general), { body: { content: 'x' } })).rejects.toThrow();
    expect(server.messages(general)).toHaveLength(3);
    expect(server.requests.map(({ status }) => status)).toEqual([null, 200, 502, 200, 500]);
  });

  test('an answer can be cut, closed, late, or never come', async () => {
    const server = await openServer();
    const { general } = furnish(server);
    const send = () => post(server, general, { content: 'x' });
    const route = 'POST /channels/:channel/messages';
    server.faults.next(route, { kind: 'cut' });
    await expect(send()).rejects.toThrow();
    server.faults.next(route, { kind: 'closed', accepted: false });
    await expect(send()).rejects.toThrow();
    server.faults.next('*', { kind: 'delay', ms: 5 });
    expect((await send()).status).toBe(200);
    server.faults.next(route, { kind: 'limited', scope: 'shared', retryAfterSeconds: 1.5, code: 20028 });
    const shared = await send();
    expect(shared).toMatchObject({ status: 429, body: { retry_after: 1.5, global: false, code: 20028 } });
    expect(server.invalidRequests()).toBe(0);
    server.faults.next(route, { kind: 'silent', accepted: true });
    const impatient = new REST({ api: server.apiUrl, retries: 0, timeout: 50 }).setToken(server.token);
    await expect(impatient.post(Routes.channelMessages(general), { body: { content: 'x' } })).rejects.toThrow('abort');
    expect(server.messages(general)).toHaveLength(3);
  });

  test('an unknown route and a body that is no JSON are problems', async () => {
    const server = await openServer();
    const { general } = furnish(server);
    expect((await call(server, 'GET', '/nothing/here')).status).toBe(404);
    const headers = {
      authorization: `Bot ${server.token}`,
      'content-type': 'application/json',
      'user-agent': 'DiscordBot (x, 1)',
    };
    const url = `${server.apiUrl}/v10/channels/${general}/messages`;
    const answer = await fetch(url, { method: 'POST', headers, body: '{' });
    expect(await answer.json()).toMatchObject({ code: 50109 });
    expect(server.problems).toHaveLength(2);
  });
});
