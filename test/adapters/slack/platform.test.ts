import { afterEach, describe, expect, test } from 'vitest';
import { createSlack } from '../../../adapters/slack/platform.ts';
import { HOUR_MS, type Instant, later, systemClock } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { type ChannelAddress, OWNER_CHANNEL } from '../../../src/platform/channel.ts';
import type { NoteMessage } from '../../../src/platform/message.ts';
import type { Outcome } from '../../../src/platform/platform.ts';
import { type PlatformHarness, sampleAlert, sampleStories, testPlatform } from '../../contracts/platform.ts';
import type { Fault, SlackServerOptions } from '../../support/slack/control.ts';
import { freePort, openTestSlack, type TestSlack, testRows, textsOf } from './support.ts';

const NOTE: NoteMessage = { kind: 'note', text: ['More of it.'] };

testPlatform('slack', async (): Promise<PlatformHarness> => {
  const slack = await openTestSlack();
  const { server } = slack;
  const { general } = server.team;
  server.inviteBot(general);
  return {
    platform: slack.platform,
    channel: slack.at(general),
    seen: async () =>
      server.messages(general.team, general.id).map((message) => ({
        id: message.ts,
        text: textsOf(message.blocks).join(''),
        thread: message.threadTs,
        pings: message.rung.length > 0 || message.names.length > 0,
      })),
    async close() {
      expect(server.problems).toEqual([]);
      await slack.close();
    },
  };
});

let opened: TestSlack | null = null;

async function open(
  options: SlackServerOptions = {},
  clock = undefined as (() => Instant) | undefined,
): Promise<TestSlack> {
  opened = await openTestSlack(() => (clock === undefined ? {} : { clock }), options);
  return opened;
}

afterEach(async () => {
  await opened?.close();
  opened = null;
});

function soon(): Instant {
  return later(systemClock(), -1_000);
}

async function inGeneral(slack: TestSlack): Promise<ChannelAddress> {
  slack.server.inviteBot(slack.server.team.general);
  return slack.at(slack.server.team.general);
}

function idOf(outcome: Outcome): string {
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.messageId;
}

function calls(slack: TestSlack, method: string): number {
  return slack.server.requests.filter((request) => request.method === method).length;
}

describe('a post', () => {
  test('carries its key, previews no link and rings the user group alone; an edit rings nobody', async () => {
    const slack = await open();
    const { server } = slack;
    const group = server.addGroup(server.team, { handle: 'desk', members: [server.team.installer] });
    const channel = await inGeneral(slack);
    const message = sampleAlert({ mention: group.id, title: 'Envoys <!channel> @here meet' });
    const id = idOf(await slack.platform.post(channel, message, 'k1'));
    await slack.platform.edit(channel, id, message);
    const [stored] = server.messages(channel.workspace, channel.channel);
    expect(stored).toMatchObject({
      metadata: { event_type: 'newsdesk_delivery', event_payload: { key: 'k1' } },
      unfurlLinks: false,
      unfurlMedia: false,
      rung: [group.id],
      names: [],
      edits: 1,
    });
  });

  test('goes to public channels without an invitation, to private ones with one, and to threads', async () => {
    const slack = await open();
    const { server } = slack;
    expect((await slack.platform.post(slack.at(server.team.general), sampleAlert(), 'k1')).kind).toBe('done');
    const secret = server.addChannel(server.team, { kind: 'private', bot: false });
    const refused = await slack.platform.post(slack.at(secret), sampleAlert(), 'k2');
    expect(refused).toMatchObject({
      kind: 'refused',
      reach: 'channel',
      reason: expect.stringContaining('/invite @newsdesk'),
    });
    server.inviteBot(secret);
    const id = idOf(await slack.platform.post(slack.at(secret), sampleStories(), 'k2'));
    expect((await slack.platform.reply(slack.at(secret), id, NOTE, 'k3')).kind).toBe('done');
    expect(server.messages(secret.team, secret.id).map(({ threadTs }) => threadTs)).toEqual([null, id]);
  });

  test('that has a picture Slack cannot load goes without it, and an edit too', async () => {
    const slack = await open();
    const channel = await inGeneral(slack);
    const message = sampleAlert({ image: 'https://news.example/unloadable.jpg' });
    const id = idOf(await slack.platform.post(channel, message, 'k1'));
    expect((await slack.platform.edit(channel, id, message)).kind).toBe('done');
    const stored = slack.server.messages(channel.workspace, channel.channel);
    expect(stored).toHaveLength(1);
    expect(JSON.stringify(stored[0]?.blocks)).not.toContain('unloadable');
    expect(calls(slack, 'chat.postMessage')).toBe(2);
  });

  test('waits a second a channel beforehand, so that Slack never has to refuse one', async () => {
    let now = systemClock();
    const slack = await open({ rates: 'real' }, () => now);
    const channel = await inGeneral(slack);
    const other = slack.at(slack.server.addChannel(slack.server.team));
    const enter = (at: ChannelAddress) => slack.platform.enter?.(at, 'say') ?? null;
    expect(enter(channel)).toBeNull();
    expect(enter(channel)).toEqual({ kind: 'limited', reach: 'channel', calls: 'say', afterMs: 1_000 });
    expect(enter(other)).toBeNull();
    now = later(now, 400);
    expect(enter(channel)).toMatchObject({ afterMs: 600 });
    now = later(now, 600);
    expect(enter(channel)).toBeNull();
    // Set back by years, the clock silences nobody.
    now = later(now, -1e11);
    expect(enter(channel)).toBeNull();
  });

  test('a flood over many channels that waits as it is told to brings no refusal upon itself, and loses no time', async () => {
    let now = systemClock();
    const slack = await open({ rates: 'real' }, () => now);
    const started = now;
    const channels = Array.from({ length: 60 }, () => slack.at(slack.server.addChannel(slack.server.team)));
    for (let count = 0; count < 240; ) {
      const at = channels[count % 60] ?? (await inGeneral(slack));
      const limited = slack.platform.enter?.(at, 'say') ?? null;
      if (limited === null) {
        idOf(await slack.platform.post(at, NOTE, `k${count}`));
        count++;
      }
      const afterMs = limited?.afterMs ?? 0;
      now = later(now, afterMs);
      slack.server.advance(afterMs);
    }
    expect(slack.server.requests.filter(({ status }) => status === 429)).toEqual([]);
    // Ten a second in a workspace.
    expect(now - started).toBeLessThan(24_500);
  });

  test('edits are counted by themselves, in the whole workspace', async () => {
    const now = systemClock();
    const slack = await open({ rates: 'real' }, () => now);
    const channel = await inGeneral(slack);
    const entered = Array.from({ length: 25 }, () => slack.platform.enter?.(channel, 'edit') ?? null);
    expect(entered.filter((limit) => limit === null)).toHaveLength(20);
    expect(entered.at(-1)).toMatchObject({ reach: 'workspace', calls: 'edit' });
    expect(slack.platform.enter?.(channel, 'say')).toBeNull();
  });
});

describe('what Slack refuses', () => {
  const errors: readonly (readonly [string, string, string])[] = [
    ['not_in_channel', 'channel', '/invite @newsdesk'],
    ['channel_not_found', 'channel', '/invite @newsdesk'],
    ['is_archived', 'channel', 'unarchive'],
    ['restricted_action', 'channel', 'settings'],
    ['missing_scope', 'channel', 'slack-manifest.yaml'],
    ['account_inactive', 'workspace', 'again'],
    ['token_revoked', 'workspace', 'again'],
    ['invalid_auth', 'workspace', 'SLACK_BOT_TOKEN'],
    ['msg_too_long', 'message', 'too long'],
  ];

  test.each(errors)('%s reaches the %s and says what to do', async (error, reach, said) => {
    const slack = await open();
    const channel = await inGeneral(slack);
    slack.server.fail('chat.postMessage', { kind: 'error', error });
    const outcome = await slack.platform.post(channel, sampleAlert(), 'k1');
    expect(outcome).toMatchObject({ kind: 'refused', reach, reason: expect.stringContaining(said) });
    // Made only once.
    expect(calls(slack, 'chat.postMessage')).toBe(1);
  });

  test('archived, restricted and gone are told apart by the calls themselves', async () => {
    const slack = await open();
    const { server } = slack;
    const archived = server.addChannel(server.team, { archived: true });
    const restricted = server.addChannel(server.team, { restricted: true });
    const gone = { team: server.team.id, id: 'C0GONE' };
    for (const channel of [archived, restricted, gone]) {
      const outcome = await slack.platform.post(slack.at(channel), sampleAlert(), 'k1');
      expect(outcome).toMatchObject({ kind: 'refused', reach: 'channel' });
    }
  });

  test('a deleted message refuses edits and replies, an old one can no longer be edited', async () => {
    const slack = await open({ editWindowMs: 60_000 });
    const channel = await inGeneral(slack);
    const id = idOf(await slack.platform.post(channel, sampleAlert(), 'k1'));
    slack.server.advance(120_000);
    expect((await slack.platform.edit(channel, id, sampleAlert())).kind).toBe('uneditable');
    slack.server.deleteMessage({ channel: { team: channel.workspace, id: channel.channel }, ts: id });
    for (const outcome of [
      await slack.platform.edit(channel, id, sampleAlert()),
      await slack.platform.reply(channel, id, NOTE, 'k2'),
    ])
      expect(outcome).toMatchObject({ kind: 'refused', reach: 'message' });
  });

  test('a token that was revoked, and a workspace that is none of ours, reach the workspace', async () => {
    const slack = await open();
    const { server } = slack;
    const channel = await inGeneral(slack);
    const foreign = server.addTeam({ name: 'Other', installed: true });
    expect(await slack.platform.post(slack.at(foreign.general), sampleAlert(), 'k1')).toMatchObject({
      kind: 'refused',
      reach: 'workspace',
    });
    expect(server.messages(foreign.id, foreign.general.id)).toEqual([]);
    server.revokeToken(server.team);
    expect(await slack.platform.post(channel, sampleAlert(), 'k2')).toMatchObject({
      kind: 'refused',
      reach: 'workspace',
    });
  });

  test('a limit waits as long as Slack says, for the method in the whole workspace', async () => {
    const slack = await open();
    const channel = await inGeneral(slack);
    expect(slack.platform.tooFast?.()).toBe(0);
    slack.server.fail('chat.postMessage', { kind: 'rate_limited', retryAfterS: 7 });
    expect(await slack.platform.post(channel, sampleAlert(), 'k1')).toEqual({
      kind: 'limited',
      reach: 'workspace',
      calls: 'say',
      afterMs: 7_000,
    });
    slack.server.fail('chat.update', { kind: 'rate_limited', retryAfterS: 2 });
    expect(await slack.platform.edit(channel, '1.2', sampleAlert())).toMatchObject({ kind: 'limited', calls: 'edit' });
    expect(slack.platform.tooFast?.()).toBe(2);
  });

  test('an error that nobody knows is taken for a passing one', async () => {
    const slack = await open();
    const channel = await inGeneral(slack);
    slack.server.fail('chat.postMessage', { kind: 'error', error: 'moon_in_retrograde' });
    expect(await slack.platform.post(channel, sampleAlert(), 'k1')).toMatchObject({ kind: 'failed' });
  });
});

describe('an answer that is lost', () => {
  const faults: readonly (readonly [string, Fault, boolean])[] = [
    ['a reset after the message was taken', { kind: 'reset', when: 'after' }, true],
    ['a reset before', { kind: 'reset', when: 'before' }, false],
    ['an answer cut short', { kind: 'cut' }, true],
    ['status 503 after the message was taken', { kind: 'status', status: 503, when: 'after' }, true],
    ['status 503 before', { kind: 'status', status: 503, when: 'before' }, false],
    ['an error of Slack’s own', { kind: 'error', error: 'internal_error' }, false],
  ];

  test.each(faults)('%s is unknown, is not sent again, and find settles it', async (_name, fault, isThere) => {
    const slack = await open();
    const channel = await inGeneral(slack);
    slack.server.fail('chat.postMessage', fault);
    const since = soon();
    expect((await slack.platform.post(channel, sampleAlert(), 'k1')).kind).toBe('unknown');
    expect(calls(slack, 'chat.postMessage')).toBe(1);
    const finding = await slack.platform.find(channel, 'k1', since, null);
    expect(finding.kind).toBe(isThere ? 'found' : 'absent');
    expect(slack.server.messages(channel.workspace, channel.channel)).toHaveLength(isThere ? 1 : 0);
  });

  test('a status that says no is a failure, and so is a Slack that cannot be reached', async () => {
    const slack = await open();
    const channel = await inGeneral(slack);
    slack.server.fail('chat.postMessage', { kind: 'status', status: 403, when: 'before' });
    expect((await slack.platform.post(channel, sampleAlert(), 'k1')).kind).toBe('failed');
    const { platform } = createSlack({
      botToken: 'xoxb-1',
      appToken: 'xapp-1',
      signingSecret: null,
      oauth: null,
      apiUrl: `http://127.0.0.1:${await freePort()}/api/`,
      host: '127.0.0.1',
      port: 0,
      clock: systemClock,
      log: silentLog,
      installations: testRows(),
    });
    expect((await platform.post(channel, sampleAlert(), 'k1')).kind).toBe('failed');
    expect((await platform.find(channel, 'k1', soon(), null)).kind).toBe('unavailable');
    expect((await platform.inspect(channel)).kind).toBe('unknown');
  });
});

describe('find', () => {
  test('finds a reply in its thread, however old that is, and nowhere else', async () => {
    const slack = await open();
    const channel = await inGeneral(slack);
    const old = idOf(await slack.platform.post(channel, sampleAlert(), 'k1'));
    const other = idOf(await slack.platform.post(channel, sampleAlert(), 'k2'));
    slack.server.advance(48 * HOUR_MS);
    const since = later(soon(), 48 * HOUR_MS);
    const id = idOf(await slack.platform.reply(channel, old, NOTE, 'k3'));
    const { platform } = createSlack({
      botToken: slack.server.team.botToken,
      appToken: slack.server.appToken,
      signingSecret: null,
      oauth: null,
      apiUrl: slack.server.apiUrl,
      host: '127.0.0.1',
      port: 0,
      clock: systemClock,
      log: silentLog,
      installations: testRows(),
    });
    expect(await platform.find(channel, 'k3', since, old)).toEqual({ kind: 'found', messageId: id });
    expect(await platform.find(channel, 'k3', since, other)).toEqual({ kind: 'absent' });
    expect(await platform.find(channel, 'k4', since, old)).toEqual({ kind: 'absent' });
  });

  test('looks into a public channel that it was never in', async () => {
    const slack = await open();
    const channel = slack.at(slack.server.team.general);
    const since = soon();
    const id = idOf(await slack.platform.post(channel, sampleAlert(), 'k1'));
    expect(await slack.platform.find(channel, 'k1', since, null)).toEqual({ kind: 'found', messageId: id });
  });

  test('takes no message of before, and none that somebody else has marked', async () => {
    const slack = await open();
    const channel = await inGeneral(slack);
    idOf(await slack.platform.post(channel, sampleAlert(), 'k1'));
    slack.server.advance(10 * HOUR_MS);
    const afterwards = later(systemClock(), 9 * HOUR_MS);
    expect(await slack.platform.find(channel, 'k1', afterwards, null)).toEqual({ kind: 'absent' });
  });

  test.each([-1, 1])('finds a message where the clocks differ by an hour (%s)', async (hours) => {
    const slack = await open();
    const channel = await inGeneral(slack);
    const id = idOf(await slack.platform.post(channel, sampleAlert(), 'k1'));
    const since = later(systemClock(), hours * HOUR_MS);
    expect(await slack.platform.find(channel, 'k1', since, null)).toEqual({ kind: 'found', messageId: id });
  });

  test('finds a message that a machine posted after it had slept', async () => {
    const slack = await open();
    const channel = await inGeneral(slack);
    const since = soon();
    slack.server.advance(15 * HOUR_MS);
    const id = idOf(await slack.platform.post(channel, sampleAlert(), 'k1'));
    expect(await slack.platform.find(channel, 'k1', since, null)).toEqual({ kind: 'found', messageId: id });
  });

  test('looks at the time of the post, however much was said since', async () => {
    const slack = await open();
    const channel = await inGeneral(slack);
    const since = soon();
    const id = idOf(await slack.platform.post(channel, sampleAlert(), 'k1'));
    slack.server.advance(3 * HOUR_MS);
    for (let count = 0; count < 4_100; count++)
      slack.server.say(slack.server.team.installer, slack.server.team.general, 'chatter');
    expect(await slack.platform.find(channel, 'k1', since, null)).toEqual({ kind: 'found', messageId: id });
  });

  test('says why it could not look', async () => {
    const slack = await open();
    const channel = await inGeneral(slack);
    idOf(await slack.platform.post(channel, sampleAlert(), 'k1'));
    slack.server.removeScope(slack.server.team, 'channels:history');
    expect(await slack.platform.find(channel, 'k1', soon(), null)).toMatchObject({
      kind: 'unreadable',
      reason: expect.stringContaining('scopes'),
    });
    slack.server.fail('conversations.history', { kind: 'rate_limited', retryAfterS: 60 });
    expect((await slack.platform.find(channel, 'k1', soon(), null)).kind).toBe('unavailable');
  });

  test('finds what was posted while the clock was years ahead', async () => {
    const slack = await open();
    const channel = await inGeneral(slack);
    const id = idOf(await slack.platform.post(channel, sampleAlert(), 'k1'));
    const ahead = later(systemClock(), 5 * 365 * 24 * HOUR_MS);
    expect(await slack.platform.find(channel, 'k1', ahead, null)).toEqual({ kind: 'found', messageId: id });
  });

  test('looks through more than one page', async () => {
    const slack = await open();
    const channel = await inGeneral(slack);
    const since = soon();
    const id = idOf(await slack.platform.post(channel, sampleAlert(), 'k1'));
    for (let count = 0; count < 250; count++)
      slack.server.say(slack.server.team.installer, slack.server.team.general, 'chatter');
    expect(await slack.platform.find(channel, 'k1', since, null)).toEqual({ kind: 'found', messageId: id });
  });
});

describe('inspect', () => {
  test('tells open channels from closed ones, and what to do', async () => {
    const slack = await open();
    const { server, platform } = slack;
    const channel = slack.at(server.team.general);
    expect(await platform.inspect(channel)).toEqual({ kind: 'open' });
    const hidden = server.addChannel(server.team, { kind: 'private', bot: false });
    const archived = server.addChannel(server.team, { archived: true });
    expect(await platform.inspect(slack.at(hidden))).toMatchObject({
      kind: 'closed',
      reach: 'channel',
      reason: expect.stringContaining('/invite'),
    });
    expect(await platform.inspect(slack.at(archived))).toMatchObject({
      kind: 'closed',
      reach: 'channel',
      reason: expect.stringContaining('unarchive'),
    });
    server.inviteBot(hidden);
    server.unarchive(archived);
    expect(await platform.inspect(slack.at(hidden))).toEqual({ kind: 'open' });
    expect(await platform.inspect(slack.at(archived))).toEqual({ kind: 'open' });
    server.deactivateBot(server.team);
    expect(await platform.inspect(channel)).toMatchObject({ kind: 'closed', reach: 'workspace' });
  });
});

test('a channel in which only some may post is believed to be closed for a while, though Slack does not say so', async () => {
  let now = systemClock();
  const slack = await open({}, () => now);
  const { server, platform, at } = slack;
  const channel = server.addChannel(server.team, { restricted: true });
  expect(await platform.inspect(at(channel))).toEqual({ kind: 'open' });
  expect((await platform.post(at(channel), sampleAlert(), 'k1')).kind).toBe('refused');
  expect(await platform.inspect(at(channel))).toMatchObject({ kind: 'closed', reach: 'channel' });
  server.restrict(channel, false);
  now = later(now, 2 * 3_600_000);
  expect(await platform.inspect(at(channel))).toEqual({ kind: 'open' });
  expect((await platform.post(at(channel), sampleAlert(), 'k1')).kind).toBe('done');
  expect(await platform.inspect(at(channel))).toEqual({ kind: 'open' });
});

describe('the owner’s channel', () => {
  test('is the direct message with the workspace’s primary owner', async () => {
    const slack = await open();
    const { team } = slack.server;
    const owner = { platform: 'slack', workspace: team.id, channel: OWNER_CHANNEL };
    expect(await slack.platform.inspect(owner)).toEqual({ kind: 'open' });
    const id = idOf(await slack.platform.post(owner, NOTE, 'k1'));
    expect(slack.server.messages(team.id, slack.server.directMessage(team.installer).id).map(({ ts }) => ts)).toEqual([
      id,
    ]);
    expect(await slack.platform.find(owner, 'k1', soon(), null)).toEqual({ kind: 'found', messageId: id });
  });

  test('is refused where Slack does not say who that is', async () => {
    const slack = await open();
    const { team } = slack.server;
    slack.server.removeScope(team, 'users:read');
    const outcome = await slack.platform.post(
      { platform: 'slack', workspace: team.id, channel: OWNER_CHANNEL },
      NOTE,
      'k1',
    );
    expect(outcome).toMatchObject({ kind: 'refused', reach: 'channel' });
  });
});

describe('settings that do not fit together', () => {
  test('refuse every call with the reason and start nothing', async () => {
    const { platform, live } = createSlack({
      botToken: null,
      appToken: null,
      signingSecret: 'secret',
      oauth: null,
      apiUrl: null,
      host: '127.0.0.1',
      port: 0,
      clock: systemClock,
      log: silentLog,
      installations: testRows(),
    });
    const channel = { platform: 'slack', workspace: 'T1', channel: 'C1' };
    const reason = expect.stringContaining('SLACK_BOT_TOKEN');
    expect(await platform.post(channel, sampleAlert(), 'k1')).toEqual({ kind: 'refused', reach: 'platform', reason });
    expect(await live.check([])).toMatchObject([{ level: 'bad', what: reason }]);
    await live.disconnect();
  });
});
