import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlackServer, SlackServerOptions } from '../support/slack/control.ts';
import { openSlackServer } from '../support/slack/server.ts';
import { clientOf, refusalOf } from './slack-client.ts';

let server: SlackServer;
let client: ReturnType<typeof clientOf>;

async function open(options: SlackServerOptions): Promise<void> {
  server = await openSlackServer(options);
  client = clientOf(server);
}

beforeEach(() => open({ rates: 'off' }));
afterEach(() => server.close());

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

describe('messages', () => {
  test('are posted, edited, answered in a thread and found with their metadata', async () => {
    const { team } = server;
    const channel = server.addChannel(team, { kind: 'private' });
    const metadata = { event_type: 'alert', event_payload: { key: 'k1' } };
    const posted = await client.chat.postMessage({
      channel: channel.id,
      text: 'Talks begin',
      blocks: [section('*Talks* begin')],
      metadata,
      unfurl_links: false,
      unfurl_media: false,
    });
    const ts = String(posted.ts);
    await client.chat.postMessage({ channel: channel.id, text: 'More', thread_ts: ts });
    await client.chat.update({ channel: channel.id, ts, text: 'Talks end', blocks: [section('*Talks* end')] });

    expect(server.messages(team.id, channel.id)).toMatchObject([
      {
        ts,
        text: 'Talks end',
        blocks: [section('*Talks* end')],
        metadata,
        edits: 1,
        unfurlMedia: false,
        threadTs: null,
      },
      { text: 'More', threadTs: ts, metadata: null },
    ]);
    const { messages = [] } = await client.conversations.history({ channel: channel.id, include_all_metadata: true });
    expect(messages).toMatchObject([{ ts, metadata, reply_count: 1, edited: { user: team.botUserId } }]);
    const plain = await client.conversations.history({ channel: channel.id });
    expect(plain.messages?.[0]).not.toHaveProperty('metadata');
    const thread = await client.conversations.replies({ channel: channel.id, ts });
    expect(thread.messages?.map(({ text }) => text)).toEqual(['Talks end', 'More']);
    const { permalink } = await client.chat.getPermalink({ channel: channel.id, message_ts: ts });
    expect(permalink).toBe(`https://acme.slack.com/archives/${channel.id}/p${ts.replace('.', '')}`);
    await client.chat.delete({ channel: channel.id, ts });
    expect((await refusalOf(client.chat.update({ channel: channel.id, ts, text: 'x' }))).error).toBe(
      'message_not_found',
    );
    expect(server.problems).toEqual([]);
  });

  test('history is given newest first, by page and by time', async () => {
    const { id: channel } = server.addChannel(server.team);
    const sent: string[] = [];
    for (const text of ['a', 'b', 'c', 'd']) sent.push(String((await client.chat.postMessage({ channel, text })).ts));
    const texts = async (range: object) => {
      const page = await client.conversations.history({ channel, ...range });
      return { texts: page.messages?.map(({ text }) => text).join(''), next: page.response_metadata?.next_cursor };
    };
    const first = await texts({ limit: 3 });
    expect(first.texts).toBe('dcb');
    expect(await texts({ limit: 3, cursor: first.next })).toEqual({ texts: 'a', next: '' });
    expect((await texts({ oldest: sent[1] })).texts).toBe('dc');
    expect((await texts({ oldest: sent[1], latest: sent[2], inclusive: true })).texts).toBe('cb');
  });

  test('say who would be rung, as Slack reads brackets', async () => {
    const { team } = server;
    const { id: channel } = server.addChannel(team);
    const person = server.addPerson(team);
    const group = server.addGroup(team, { members: [person] });
    const rung = async (text: string, blocks: object[] = []) => {
      const said = blocks.length > 0 ? { text, blocks } : { text };
      await client.apiCall('chat.postMessage', { channel, ...said });
      return server.messages(team.id, channel).at(-1)?.rung;
    };
    expect(await rung('<!channel> <!here|here>')).toEqual(['channel', 'here']);
    expect(await rung(`hello <@${person.id}> and <!subteam^${group.id}|@g>`)).toEqual([group.id, person.id]);
    expect(await rung('&lt;!channel&gt; @channel <https://example.org|x>')).toEqual([]);
    expect(await rung('t', [section('<!everyone>')])).toEqual(['everyone']);
    expect(await rung('t', [{ type: 'header', text: { type: 'plain_text', text: '<!channel>' } }])).toEqual([]);
    await client.chat.postMessage({ channel, text: '@here', link_names: true });
    expect(server.messages(team.id, channel).at(-1)?.rung).toEqual(['here']);
  });
});

describe('what Slack refuses', () => {
  test.each([
    [
      'a section of 3,001 characters',
      [section('x'.repeat(3_001))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['an empty text', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    [
      '51 blocks',
      Array.from({ length: 51 }, () => ({ type: 'divider' })),
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
    ['a block that does not exist', [{ type: 'banner' }], 'unsupported type: banner [json-pointer:/blocks/0/type]'],
    [
      'a property that does not exist',
      [{ ...section('x'), colour: 'red' }],
      'invalid additional property: colour [json-pointer:/blocks/0]',
    ],
    ['a missing field', [{ type: 'header' }], 'missing required field: text [json-pointer:/blocks/0]'],
    [
      'mrkdwn in a header',
      [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
      'value must be one of plain_text [json-pointer:/blocks/0/text/type]',
    ],
    [
      'one block_id twice',
      [
        { ...section('x'), block_id: 'a' },
        { ...section('y'), block_id: 'a' },
      ],
      '`block_id` "a" already exists [json-pointer:/blocks/1/block_id]',
    ],
    [
      '11 elements of context',
      [{ type: 'context', elements: Array.from({ length: 11 }, () => ({ type: 'mrkdwn', text: 'x' })) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'a link that is none',
      [{ type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: 'x' }, url: 'nowhere' }] }],
      'invalid url [json-pointer:/blocks/0/elements/0/url]',
    ],
  ])('%s', async (_what, blocks, sentence) => {
    const { id: channel } = server.addChannel(server.team);
    const refused = await refusalOf(client.apiCall('chat.postMessage', { channel, text: 't', blocks }));
    expect(refused).toMatchObject({ error: 'invalid_blocks', messages: [`[ERROR] ${sentence}`] });
    expect(server.problems).toEqual([{ method: 'chat.postMessage', what: `invalid_blocks: ${sentence}` }]);
    expect(server.messages(server.team.id, channel)).toEqual([]);
  });

  test('more than 13,200 characters over all blocks, 40,000 of text, or none', async () => {
    const { id: channel } = server.addChannel(server.team);
    const long = [1, 2, 3, 4, 5].map(() => section('x'.repeat(2_900)));
    expect((await refusalOf(client.apiCall('chat.postMessage', { channel, text: 't', blocks: long }))).error).toBe(
      'msg_blocks_too_long',
    );
    expect((await refusalOf(client.chat.postMessage({ channel, text: 'x'.repeat(40_001) }))).error).toBe(
      'msg_too_long',
    );
    expect((await refusalOf(client.chat.postMessage({ channel, text: ' ' }))).error).toBe('no_text');
    const many = Array.from({ length: 50 }, () => section('x'.repeat(150)));
    expect((await refusalOf(client.apiCall('chat.postMessage', { channel, text: 't', blocks: many }))).error).toBe(
      'msg_blocks_too_long',
    );
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'x'.repeat(40_000) });
    await client.chat.update({ channel, ts, text: 'x'.repeat(4_000) });
    const wide = client.chat.update({ channel, ts, text: '世'.repeat(1_334) });
    expect((await refusalOf(wide)).error).toBe('msg_too_long');
    const metadata = { event_type: 'alert', event_payload: { key: 'x'.repeat(20_000) } };
    expect((await refusalOf(client.chat.postMessage({ channel, text: 'x', metadata }))).error).toBe(
      'metadata_too_large',
    );
    expect(server.problems).toHaveLength(6);
  });

  test('a picture that cannot be downloaded, which is nobody’s fault', async () => {
    const { id: channel } = server.addChannel(server.team);
    const blocks = [{ type: 'image', image_url: 'https://example.org/unloadable.png', alt_text: 'x' }];
    const refused = await refusalOf(client.chat.postMessage({ channel, text: 't', blocks }));
    expect(refused.error).toBe('invalid_blocks');
    expect(refused.messages).toEqual(['[ERROR] downloading image failed [json-pointer:/blocks/0/image_url]']);
    expect(server.problems).toEqual([]);
  });

  test('posting where the bot may not', async () => {
    const { team } = server;
    const post = async (channel: string) => (await refusalOf(client.chat.postMessage({ channel, text: 'x' }))).error;
    const outside = server.addChannel(team, { bot: false });
    await client.chat.postMessage({ channel: outside.id, text: 'x' });
    server.removeScope(team, 'chat:write.public');
    expect(await post(outside.id)).toBe('not_in_channel');
    expect(await post(server.addChannel(team, { kind: 'private', bot: false }).id)).toBe('channel_not_found');
    expect(await post('C0NOWHERE')).toBe('channel_not_found');
    const channel = server.addChannel(team);
    server.restrict(channel, true);
    expect(await post(channel.id)).toBe('restricted_action');
    server.archive(channel);
    expect(await post(channel.id)).toBe('is_archived');
    server.removeBot(outside);
    expect((await refusalOf(client.conversations.history({ channel: outside.id }))).error).toBe('not_in_channel');
    const other = server.addTeam({ name: 'Other' });
    expect(await post(other.general.id)).toBe('channel_not_found');
    expect(server.problems).toEqual([]);
  });

  test('scopes that were not granted, tokens that are void, wrong, or of the wrong kind', async () => {
    const { team } = server;
    server.removeScope(team, 'users:read');
    const missing = await refusalOf(client.users.info({ user: team.installer.id }));
    expect(missing.data).toMatchObject({ error: 'missing_scope', needed: 'users:read' });
    expect(server.problems).toEqual([]);
    const errorWith = async (token: string) => (await refusalOf(clientOf(server, token).auth.test())).error;
    expect(await errorWith('xoxb-made-up')).toBe('invalid_auth');
    expect(await errorWith(server.appToken)).toBe('not_allowed_token_type');
    expect((await refusalOf(client.apps.connections.open({}))).error).toBe('not_allowed_token_type');
    server.revokeToken(team);
    expect(await errorWith(team.botToken)).toBe('token_revoked');
    server.install(team);
    expect(await clientOf(server).auth.test()).toMatchObject({ team_id: team.id, user_id: team.botUserId });
    server.uninstall(team);
    expect(await errorWith(team.botToken)).toBe('account_inactive');
  });

  test('editing what is not the bot’s own, or too old', async () => {
    await server.close();
    await open({ editWindowMs: 60_000 });
    const channel = server.addChannel(server.team);
    const { ts } = server.say(server.team.installer, channel, 'mine');
    expect((await refusalOf(client.chat.update({ channel: channel.id, ts, text: 'x' }))).error).toBe(
      'cant_update_message',
    );
    const posted = await client.chat.postMessage({ channel: channel.id, text: 'x' });
    server.advance(61_000);
    const late = client.chat.update({ channel: channel.id, ts: String(posted.ts), text: 'y' });
    expect((await refusalOf(late)).error).toBe('edit_window_closed');
    const nowhere = client.chat.postMessage({ channel: channel.id, text: 'x', thread_ts: '1.000001' });
    expect((await refusalOf(nowhere)).error).toBe('thread_not_found');
  });

  test('a method and an argument that do not exist are noted', async () => {
    expect((await refusalOf(client.apiCall('chat.shout'))).error).toBe('unknown_method');
    await client.apiCall('auth.test', { loud: true });
    expect(server.problems.map(({ what }) => what)).toEqual(['unknown_method', 'unknown argument loud']);
  });
});

describe('people, channels and files', () => {
  test('say who somebody is, and where', async () => {
    const { team } = server;
    const guest = server.addPerson(team, { role: 'ultra_restricted' });
    const channel = server.addChannel(team, { kind: 'private', members: [guest] });
    expect((await client.users.info({ user: guest.id })).user).toMatchObject({
      is_ultra_restricted: true,
      is_admin: false,
    });
    expect((await client.users.info({ user: team.installer.id })).user).toMatchObject({ is_owner: true });
    expect((await client.conversations.info({ channel: channel.id })).channel).toMatchObject({
      is_private: true,
      is_member: true,
    });
    const group = server.addGroup(team, { members: [guest] });
    expect((await client.usergroups.users.list({ usergroup: group.id })).users).toEqual([guest.id]);
    const { channel: dm } = await client.conversations.open({ users: guest.id });
    expect(dm?.id).toBe(server.directMessage(guest).id);
    const listed = await client.conversations.list({ types: 'public_channel,private_channel' });
    expect(listed.channels?.map(({ id }) => id)).toEqual([team.general.id, channel.id]);
  });

  test('members come in pages', async () => {
    await server.close();
    await open({ rates: 'off', pageSize: 2 });
    const people = [1, 2, 3].map(() => server.addPerson(server.team));
    const channel = server.addChannel(server.team, { members: people });
    const members: string[] = [];
    let cursor = '';
    do {
      const page = await client.conversations.members({ channel: channel.id, cursor });
      members.push(...(page.members ?? []));
      cursor = page.response_metadata?.next_cursor ?? '';
    } while (cursor !== '');
    expect(members).toEqual([...people.map(({ id }) => id), server.team.botUserId]);
  });

  test('a file is handed over in three steps and read back with a token only', async () => {
    const { team } = server;
    const channel = server.addChannel(team);
    await client.filesUploadV2({
      channel_id: channel.id,
      filename: 'topics.yaml',
      content: 'topics: []',
      initial_comment: 'Yours',
    });
    const [message] = server.messages(team.id, channel.id);
    expect(message).toMatchObject({ text: 'Yours', files: [{ name: 'topics.yaml', text: 'topics: []' }] });
    const { file } = await client.files.info({ file: message?.files[0]?.id ?? '' });
    const address = String(file?.url_private_download);
    const headers = { authorization: `Bearer ${team.botToken}` };
    expect(await (await fetch(address, { headers })).text()).toBe('topics: []');
    expect(server.problems).toEqual([]);
    expect((await fetch(address)).headers.get('content-type')).toBe('text/html');
    expect(server.problems).toHaveLength(1);
  });
});

describe('rates and faults', () => {
  test('more than a message a second in one channel is refused with the time to wait', async () => {
    await server.close();
    await open({});
    const busy = server.addChannel(server.team);
    const quiet = server.addChannel(server.team);
    const post = (channel: string) =>
      client.chat.postMessage({ channel, text: 'x' }).then(
        () => 'ok',
        ({ code }) => code,
      );
    let sent = 0;
    let outcome = 'ok';
    for (; outcome === 'ok'; sent += 1) outcome = await post(busy.id);
    expect(outcome).toBe('slack_webapi_rate_limited_error');
    expect(sent).toBeGreaterThan(4);
    expect(await post(quiet.id)).toBe('ok');
    server.advance(1_000);
    expect(await post(busy.id)).toBe('ok');
    expect(server.messages(server.team.id, busy.id)).toHaveLength(sent);
  });

  test.each([
    ['rate_limited', { kind: 'rate_limited', retryAfterS: 30 }, 0],
    ['a 5xx before', { kind: 'status', status: 503, when: 'before' }, 0],
    ['a 5xx after', { kind: 'status', status: 500, when: 'after' }, 1],
    ['a reset before', { kind: 'reset', when: 'before' }, 0],
    ['a reset after', { kind: 'reset', when: 'after' }, 1],
    ['silence before', { kind: 'silence', when: 'before' }, 0],
    ['silence after', { kind: 'silence', when: 'after' }, 1],
    ['an answer cut short', { kind: 'cut' }, 1],
    ['an error', { kind: 'error', error: 'fatal_error' }, 0],
    ['a delay', { kind: 'delay', ms: 20 }, 1],
  ] as const)('%s: the call fails, and is stored or not', async (_what, fault, stored) => {
    const channel = server.addChannel(server.team);
    server.fail('chat.postMessage', fault);
    const patience = fault.kind === 'silence' ? { timeout: 200 } : {};
    const impatient = clientOf(server, server.team.botToken, patience);
    const outcome = await impatient.chat.postMessage({ channel: channel.id, text: 'x' }).then(
      () => 'ok',
      () => 'failed',
    );
    expect(outcome).toBe(fault.kind === 'delay' ? 'ok' : 'failed');
    expect(server.messages(server.team.id, channel.id)).toHaveLength(stored);
    await client.chat.postMessage({ channel: channel.id, text: 'y' });
    expect(server.messages(server.team.id, channel.id)).toHaveLength(stored + 1);
    expect(server.problems).toEqual([]);
  });
});
