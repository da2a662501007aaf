import { afterEach, describe, expect, test } from 'vitest';
import { MAX_FILE_CHARACTERS } from '../../../src/platform/command.ts';
import type { Scope } from '../../../src/platform/host.ts';
import { sampleAlert } from '../../contracts/platform.ts';
import type { Channel, Person, SlackServerOptions } from '../../support/slack/control.ts';
import type { SeenMessage } from '../../support/slack/people.ts';
import { eventually, openTestSlack, type TestSlack, textsOf } from './support.ts';
import { answer, createTestHost, type TestHost } from './test-host.ts';

let opened: TestSlack | null = null;

type Stage = TestSlack & { readonly host: TestHost; readonly general: Channel; readonly ana: Person };

/** A connected Newsdesk, and a member of #general. */
async function connect(options: SlackServerOptions = {}): Promise<Stage> {
  const slack = await openTestSlack(undefined, options);
  opened = slack;
  const host = createTestHost();
  expect(await slack.live.connect(host)).toEqual({ kind: 'connected', as: 'newsdesk' });
  await slack.server.waitForSockets();
  const { general } = slack.server.team;
  const ana = slack.server.addPerson(slack.server.team, { name: 'ana' });
  slack.server.join(general, ana);
  return { ...slack, host, general, ana };
}

afterEach(async () => {
  const problems = opened?.server.problems ?? [];
  await opened?.close();
  opened = null;
  expect(problems).toEqual([]);
});

function said(seen: { readonly blocks: readonly unknown[] }): string {
  return textsOf(seen.blocks).join('');
}

describe('a slash command', () => {
  test('is answered to the person alone, as a line that the commands read', async () => {
    const { server, host, general, ana } = await connect();
    const act = await server.slash(ana, general, `search “grain deal” in <#${general.id}|general>`);
    const seen = await act.next('ephemeral');
    expect(seen).toMatchObject({ via: 'response_url', channel: general.id, replaced: false });
    expect(said(seen)).toContain(`/news search “grain deal” in <#${general.id}>`);
    expect(host.asked).toMatchObject([
      {
        kind: 'say',
        caller: { channel: { platform: 'slack', workspace: general.team, channel: general.id }, person: ana.id },
      },
    ]);
    expect(server.messages(general.team, general.id)).toEqual([]);
  });

  test('tells user groups from people and names', async () => {
    const { server, host, general, ana } = await connect();
    const group = server.addGroup(server.team, { handle: 'desk' });
    await (await server.slash(ana, general, 'latest')).next('ephemeral');
    const caller = host.asked[0]?.caller;
    expect([group.id, ana.id, 'desk', ''].map((id) => caller?.isRole(id))).toEqual([true, false, false, false]);
  });

  test('is acknowledged at once, however long the answer takes', async () => {
    const { server, host, general, ana } = await connect();
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    host.answer = async () => {
      await held;
      return answer('late');
    };
    const act = await server.slash(ana, general, 'latest');
    expect(act.seen).toEqual([]);
    go();
    expect(said(await act.next('ephemeral'))).toContain('late');
  });

  test('that fails inside is answered with a sentence, and the rest goes on', async () => {
    const { server, host, general, ana, logged } = await connect();
    host.answer = () => {
      throw new Error('the store is full, token xoxb-123-secret');
    };
    const seen = await (await server.slash(ana, general, 'latest')).next('ephemeral');
    expect(said(seen)).toContain('Something went wrong');
    expect(said(seen)).not.toContain('store');
    expect(logged.join('\n')).toContain('the store is full');
    expect(logged.join('\n')).not.toContain('xoxb-123-secret');
    host.answer = () => answer('fine again');
    expect(said(await (await server.slash(ana, general, 'latest')).next('ephemeral'))).toContain('fine again');
  });

  test('brings its file in a direct message', async () => {
    const { server, host, general, ana } = await connect();
    host.answer = () => answer('Exported', { file: { name: 'topics.yaml', text: 'topics: [añb]\n' } });
    const seen = await (await server.slash(ana, general, 'export')).next('ephemeral');
    expect(said(seen)).toContain('direct messages');
    const [message] = server.messages(general.team, server.directMessage(ana).id);
    expect(message?.files).toMatchObject([{ name: 'topics.yaml', text: 'topics: [añb]\n' }]);
    server.removeScope(server.team, 'files:write');
    const failed = await (await server.slash(ana, general, 'export')).next('ephemeral');
    expect(said(failed)).toContain('could not be sent');
  });
});

describe('a button', () => {
  test('on an alert answers the person alone and leaves the alert', async () => {
    const { server, platform, at, host, general, ana } = await connect();
    const command = '/news why "AT&T" <x> 100%';
    await platform.post(at(general), sampleAlert({ actions: [{ label: 'Why?', command }] }), 'k1');
    const [alert] = server.messages(general.team, general.id);
    const on = { channel: general, ts: alert?.ts ?? '' };
    const act = await server.press(ana, on, { label: 'Why?' });
    expect(await act.next('ephemeral')).toMatchObject({ replaced: false, channel: general.id });
    expect(host.asked).toMatchObject([{ kind: 'say', line: command }]);
    expect(server.messages(general.team, general.id)).toEqual([alert]);
  });

  test('on an answer replaces that answer', async () => {
    const { server, host, general, ana } = await connect();
    host.answer = () => answer('Page 1', { actions: [{ label: 'Next', command: '/news topics page 2' }] });
    const first: SeenMessage = await (await server.slash(ana, general, 'topics')).next('ephemeral');
    host.answer = () => answer('Page 2');
    const second = await (await server.press(ana, first, { label: 'Next' })).next('ephemeral');
    expect(second).toMatchObject({ replaced: true, ts: first.ts });
    expect(server.ephemerals(ana, general).map(said)).toEqual([expect.stringContaining('Page 2')]);
  });

  test('that asks for a form opens it, filled', async () => {
    const { server, host, general, ana } = await connect();
    host.answer = () =>
      answer('Found', { actions: [{ label: 'Watch', command: '/news watch grain deal', form: true }] });
    const first = await (await server.slash(ana, general, 'preview grain deal')).next('ephemeral');
    const view = await (await server.press(ana, first, { label: 'Watch' })).next('view');
    expect(JSON.stringify(view.blocks)).toContain('"initial_value":"grain deal"');
    expect(JSON.stringify(view.blocks)).toContain('"initial_value":"2"');
  });
});

describe('a form', () => {
  test('is opened for a command without its words, and what is put in is run', async () => {
    const { server, host, general, ana } = await connect();
    const group = server.addGroup(server.team, { handle: 'desk' });
    const view = await (await server.slash(ana, general, 'watch')).next('view');
    expect(view).toMatchObject({ how: 'opened', type: 'modal', title: 'News: watch' });
    expect(await server.suggest(ana, view, 'newsdesk_group', 'DES')).toEqual([
      { label: '@desk · desk', value: group.id },
    ]);
    expect(await server.suggest(ana, view, 'newsdesk_group', 'zzz')).toEqual([]);
    const act = await server.submit(ana, view, {
      topic: 'grain deal',
      channel: general.id,
      as: 'digest',
      mention: group.id,
      backfill: '3',
    });
    const done = await act.next('view');
    expect(done).toMatchObject({ how: 'updated', title: 'Newsdesk' });
    expect(said(done)).toContain('watch done');
    expect(host.asked).toMatchObject([
      {
        kind: 'run',
        command: 'watch',
        options: { topic: 'grain deal', channel: general.id, as: 'digest', mention: group.id, backfill: 3 },
        caller: { person: ana.id, channel: { channel: general.id } },
      },
    ]);
  });

  test('what was left out is left out, and a refusal keeps what was typed', async () => {
    const { server, host, general, ana } = await connect();
    host.answer = () =>
      answer('Not like this', { ok: false, blocks: [{ kind: 'text', text: ['The topic is too wide.'] }] });
    const view = await (await server.slash(ana, general, 'watch')).next('view');
    const again = await (await server.submit(ana, view, { topic: 'news' })).next('view');
    expect(host.asked).toMatchObject([{ options: { topic: 'news' } }]);
    expect(said(again)).toContain('The topic is too wide.');
    expect(JSON.stringify(again.blocks)).toContain('"initial_value":"news"');
    host.answer = () => answer('Watching', { actions: [{ label: 'Undo', command: '/news unwatch x' }] });
    const done = await (await server.submit(ana, again, { topic: 'grain deal' })).next('view');
    expect(said(done)).toContain('Watching');
    host.answer = (asked) => answer(asked.kind === 'say' ? asked.line : 'no');
    const undone = await (await server.press(ana, done, { label: 'Undo' })).next('view');
    expect(said(undone)).toContain('/news unwatch x');
    expect(host.asked.at(-1)).toMatchObject({ caller: { channel: { channel: general.id } } });
  });

  test('that takes long shows so in time, and then the answer', async () => {
    const { server, host, general, ana } = await connect({ ackMs: 20_000 });
    const view = await (await server.slash(ana, general, 'watch')).next('view');
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    host.answer = async () => {
      await held;
      return answer('At last');
    };
    const act = await server.submit(ana, view, { topic: 'grain deal' });
    expect(said(await act.next('view'))).toContain('One moment');
    go();
    expect(said(await act.next('view'))).toContain('At last');
  });

  test('that is closed before its answer is there brings the answer into the channel, to the person alone', async () => {
    const { server, host, general, ana } = await connect({ ackMs: 20_000 });
    const view = await (await server.slash(ana, general, 'watch')).next('view');
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    host.answer = async () => {
      await held;
      return answer('At last');
    };
    const act = await server.submit(ana, view, { topic: 'grain deal' });
    await server.dismiss(ana, await act.next('view'));
    go();
    await eventually(() => server.ephemerals(ana, general).map(said).join()).toContain('At last');
  });

  test('reads the file that a person attaches, and refuses what is no text or too large', async () => {
    const { server, host, general, ana } = await connect();
    const open = async () => (await server.slash(ana, general, 'import')).next('view');
    const good = server.addFile(ana, { name: 'topics.yaml', text: 'topics: [añb]' });
    const done = await (await server.submit(ana, await open(), { file: [good.id] })).next('view');
    expect(said(done)).toContain('import done');
    expect(host.asked).toMatchObject([{ command: 'import', options: { file: 'topics: [añb]' } }]);
    const large = server.addFile(ana, { name: 'large.yaml', text: 'x'.repeat(MAX_FILE_CHARACTERS + 1) });
    const refused = await (
      await server.submit(ana, done.type === 'modal' ? await open() : done, { file: [large.id] })
    ).next('view');
    expect(said(refused)).toContain('too large');
    server.removeScope(server.team, 'files:read');
    const unread = await (await server.submit(ana, await open(), { file: [good.id] })).next('view');
    expect(said(unread)).toContain('was not read');
    expect(host.asked).toHaveLength(1);
    expect(server.problems).toMatchObject([{ method: 'download' }]);
    server.clearLog();
  });
});

describe('the shortcut and the home tab', () => {
  test('the shortcut asks why a message was posted', async () => {
    const { server, platform, at, host, general, ana } = await connect();
    await platform.post(at(general), sampleAlert(), 'k1');
    const ts = server.messages(general.team, general.id)[0]?.ts ?? '';
    const act = await server.shortcut(ana, { channel: general, ts }, 'newsdesk_why');
    await act.next('ephemeral');
    expect(host.asked).toMatchObject([
      {
        line: expect.stringMatching(
          new RegExp(`^/news why https://\\w+\\.slack\\.com/archives/${general.id}/p${ts.replace('.', '')}$`),
        ),
      },
    ]);
  });

  test('the home tab shows the workspace’s page, and its buttons work in a modal', async () => {
    const { server, host, general, ana } = await connect();
    const home = await server.openHome(ana);
    expect(said(home)).toContain('Your topics');
    const act = await server.press(ana, home, { label: 'Digest now' });
    await eventually(() => server.modals(ana).map(said).join()).toContain('/news digest now');
    expect(act.seen.length).toBeGreaterThan(0);
    const place = { workspace: general.team, channel: server.directMessage(ana).id };
    expect(host.asked).toMatchObject([{ line: '/news digest now', caller: { channel: place, person: ana.id } }]);
  });

  test('a form opened at home concerns the direct message', async () => {
    const { server, host, ana } = await connect();
    const home = await server.openHome(ana);
    const view = await (await server.press(ana, home, { label: 'Add' })).next('view');
    await (await server.submit(ana, view, { topic: 'grain deal' })).next('view');
    expect(host.asked).toMatchObject([{ kind: 'run', caller: { channel: { channel: server.directMessage(ana).id } } }]);
    await eventually(() => server.requests.filter(({ method }) => method === 'views.publish').length).toBe(2);
  });
});

describe('rights', () => {
  /** What the person lacks, as asked when they type a command. */
  async function lacking(
    stage: Stage,
    person: Person,
    scope: Scope,
    managers: string | null = null,
  ): Promise<string | null> {
    let lacks: string | null = 'was not asked';
    stage.host.answer = async (asked) => {
      lacks = await asked.caller.mayChange(scope, managers);
      return answer('asked');
    };
    await (await stage.server.slash(person, stage.general, 'unwatch x')).next('ephemeral');
    return lacks;
  }

  test('members of a channel may change it; guests, and people outside of it, may not', async () => {
    const stage = await connect({ pageSize: 2 });
    const { server, general, ana, at } = stage;
    const here: Scope = { kind: 'channel', channel: at(general) };
    const outsider = server.addPerson(server.team);
    for (let count = 0; count < 4; count++) server.join(general, server.addPerson(server.team));
    expect(await lacking(stage, ana, here)).toBeNull();
    expect(await lacking(stage, outsider, here)).toContain('joined');
    expect(await lacking(stage, server.team.installer, here)).toBeNull();
    for (const role of ['restricted', 'ultra_restricted'] as const) {
      server.setRole(ana, role);
      expect(await lacking(stage, ana, here)).toContain('Guests');
    }
    server.setRole(ana, 'member');
    expect(await lacking(stage, ana, here)).toBeNull();
  });

  test('administrators and managers may change everything, asked at the moment of the act', async () => {
    const stage = await connect();
    const { server, general, ana, at } = stage;
    const everywhere: Scope = { kind: 'workspace' };
    const other = server.addChannel(server.team);
    const group = server.addGroup(server.team, { members: [ana] });
    expect(await lacking(stage, ana, everywhere)).toContain('administrators');
    expect(await lacking(stage, ana, everywhere, group.id)).toBeNull();
    expect(await lacking(stage, ana, { kind: 'channel', channel: at(other) }, group.id)).toBeNull();
    server.setGroup(group, []);
    expect(await lacking(stage, ana, everywhere, group.id)).toContain('administrators');
    server.disableGroup(group);
    expect(await lacking(stage, ana, { kind: 'channel', channel: at(general) }, group.id)).toBeNull();
    server.setRole(ana, 'admin');
    expect(await lacking(stage, ana, everywhere)).toBeNull();
    server.setRole(ana, 'member');
    expect(await lacking(stage, ana, everywhere)).toContain('administrators');
  });

  test('no channel of another workspace, and none that Newsdesk cannot see', async () => {
    const stage = await connect();
    const { server, ana, at } = stage;
    const foreign = server.addTeam({ name: 'Other' });
    const hidden = server.addChannel(server.team, { kind: 'private', bot: false, members: [ana] });
    expect(await lacking(stage, server.team.installer, { kind: 'channel', channel: at(foreign.general) })).toContain(
      'not in this workspace',
    );
    expect(await lacking(stage, ana, { kind: 'channel', channel: at(hidden) })).toContain('/invite');
  });

  test('what cannot be found out is a no', async () => {
    const stage = await connect();
    const { server, general, ana, at } = stage;
    server.fail('users.info', { kind: 'status', status: 503, when: 'before' });
    expect(await lacking(stage, ana, { kind: 'channel', channel: at(general) })).toContain('did not say');
    server.fail('conversations.members', { kind: 'reset', when: 'before' });
    expect(await lacking(stage, ana, { kind: 'channel', channel: at(general) })).toContain('did not say');
    server.removeScope(server.team, 'users:read');
    expect(await lacking(stage, ana, { kind: 'channel', channel: at(general) })).toContain('scopes');
  });
});

describe('changes of access', () => {
  test('are told to the desk once each, other people’s comings and goings not at all', async () => {
    const { server, host, general } = await connect();
    await server.inviteBot(general)?.done;
    await eventually(() => host.changed.length).toBe(1);
    expect(host.changed).toEqual([{ platform: 'slack', workspace: general.team }]);
    const joined = server.join(general, server.addPerson(server.team));
    await joined?.done;
    const archived = server.archive(general);
    await archived?.done;
    await archived?.redeliver();
    await server.unarchive(general)?.done;
    await server.removeBot(general)?.done;
    await eventually(() => host.changed.length).toBe(4);
    // Whatever was still on its way has arrived before this.
    await (await server.slash(server.team.installer, general, 'topics')).next('ephemeral');
    expect(host.changed).toHaveLength(4);
  });

  test('a token that was revoked is told as well', async () => {
    const { server, host } = await connect();
    await server.revokeToken(server.team)?.done;
    await eventually(() => host.changed.length).toBe(1);
  });
});

describe('the connection', () => {
  const attempts = ({ server }: TestSlack) =>
    server.requests.filter(({ method }) => method === 'apps.connections.open').length;

  test('comes back after Slack has asked for it, and after a drop', async () => {
    const stage = await connect();
    const { server, general, ana } = stage;
    server.refreshSockets('refresh_requested');
    await eventually(() => attempts(stage)).toBe(2);
    await server.waitForSockets();
    await (await server.slash(ana, general, 'topics')).next('ephemeral');
    server.dropSockets();
    await eventually(() => attempts(stage)).toBe(3);
    await server.waitForSockets();
    await (await server.slash(ana, general, 'topics')).next('ephemeral');
  });

  test('comes back when the network does', async () => {
    const stage = await connect();
    const { server, general, ana } = stage;
    server.fail('apps.connections.open', { kind: 'reset', when: 'before' });
    server.dropSockets();
    await eventually(() => attempts(stage)).toBe(3);
    await server.waitForSockets();
    await (await server.slash(ana, general, 'topics')).next('ephemeral');
  });

  test('is given up where Slack does not take the app token any more, and the process goes on', async () => {
    const stage = await connect();
    stage.server.fail('apps.connections.open', { kind: 'error', error: 'invalid_auth' });
    stage.server.dropSockets();
    await eventually(() => stage.logged.join()).toContain('Socket Mode was refused');
    expect(stage.host.losses).toEqual([expect.stringContaining('SLACK_APP_TOKEN')]);
    expect((await stage.platform.post(stage.at(stage.general), sampleAlert(), 'k1')).kind).toBe('done');
  });

  test('can be ended while it is coming back', async () => {
    const stage = await connect();
    stage.server.fail('apps.connections.open', { kind: 'delay', ms: 300 });
    stage.server.dropSockets();
    await eventually(() => attempts(stage)).toBe(2);
    await stage.live.disconnect();
    await eventually(() => stage.server.socketCount()).toBe(0);
  });

  test('ends after what is under way was answered', async () => {
    const { server, live, host, general, ana } = await connect();
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    host.answer = async () => {
      await held;
      return answer('last words');
    };
    const act = await server.slash(ana, general, 'topics');
    const ended = live.disconnect();
    go();
    await ended;
    expect(said(await act.next('ephemeral'))).toContain('last words');
    expect(server.socketCount()).toBe(0);
  });
});

describe('connecting', () => {
  test.each([
    ['auth.test', 'invalid_auth', /SLACK_BOT_TOKEN.*OAuth & Permissions/],
    ['auth.test', 'account_inactive', /SLACK_BOT_TOKEN/],
    ['apps.connections.open', 'invalid_auth', /SLACK_APP_TOKEN.*App-Level Tokens/],
    ['apps.connections.open', 'missing_scope', /SLACK_APP_TOKEN.*connections:write/],
  ])('%s refused with %s names the setting and where to get a right one', async (method, error, reason) => {
    opened = await openTestSlack();
    opened.server.fail(method, { kind: 'error', error });
    const connected = await opened.live.connect(createTestHost());
    expect(connected).toEqual({ kind: 'failed', reason: expect.stringMatching(reason) });
    expect(JSON.stringify(connected)).not.toContain(opened.server.team.botToken);
  });

  test('goes on trying while the network is down', async () => {
    opened = await openTestSlack();
    opened.server.fail('apps.connections.open', { kind: 'reset', when: 'before' });
    expect((await opened.live.connect(createTestHost())).kind).toBe('connected');
  });

  test('can be given up', async () => {
    opened = await openTestSlack();
    opened.server.fail('auth.test', { kind: 'reset', when: 'before' }, 100);
    const connecting = opened.live.connect(createTestHost());
    const { server, live } = opened;
    await eventually(() => server.requests.length).toBeGreaterThan(0);
    await live.disconnect();
    expect((await connecting).kind).toBe('failed');
  });

  test('can be given up while Socket Mode is not there', async () => {
    opened = await openTestSlack();
    opened.server.fail('apps.connections.open', { kind: 'reset', when: 'before' }, 100);
    const connecting = opened.live.connect(createTestHost());
    const { server, live } = opened;
    await eventually(() => server.requests.some(({ method }) => method === 'apps.connections.open')).toBe(true);
    await live.disconnect();
    expect(await connecting).toMatchObject({ kind: 'failed', reason: expect.stringContaining('stopped') });
  });
});

describe('check', () => {
  test('finds nothing wrong where nothing is', async () => {
    opened = await openTestSlack();
    const results = await opened.live.check([opened.at(opened.server.team.general)]);
    expect(results.map(({ level }) => level)).toEqual(['good', 'good', 'good']);
  });

  test('names missing scopes, closed channels and bad tokens, and what to do', async () => {
    opened = await openTestSlack();
    const { server, live, at } = opened;
    server.removeScope(server.team, 'groups:read');
    const hidden = server.addChannel(server.team, { kind: 'private', bot: false });
    const results = await live.check([at(hidden)]);
    expect(results).toContainEqual({
      level: 'warning',
      what: expect.stringContaining('groups:read'),
      advice: expect.stringContaining('Bot Token Scopes'),
    });
    expect(results.at(-1)).toMatchObject({
      level: 'bad',
      what: expect.stringContaining(hidden.id),
      advice: expect.any(String),
    });
    server.revokeToken(server.team);
    expect(await live.check([])).toContainEqual({
      level: 'bad',
      what: expect.stringContaining('token_revoked'),
      advice: expect.stringContaining('xoxb-'),
    });
    server.fail('apps.connections.open', { kind: 'error', error: 'invalid_auth' });
    expect(await live.check([])).toContainEqual({
      level: 'bad',
      what: expect.stringContaining('SLACK_APP_TOKEN'),
      advice: expect.stringContaining('App-Level'),
    });
  });
});
