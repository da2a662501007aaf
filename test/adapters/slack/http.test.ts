import { afterEach, describe, expect, test } from 'vitest';
import { BOT_SCOPES } from '../../../adapters/slack/manifest.ts';
import { OWNER_CHANNEL } from '../../../src/platform/channel.ts';
import { sampleAlert } from '../../contracts/platform.ts';
import type { Person, Team } from '../../support/slack/control.ts';
import { eventually, freePort, openTestSlack, type TestSlack, textsOf } from './support.ts';
import { createTestHost, type TestHost } from './test-host.ts';

let opened: TestSlack | null = null;

afterEach(async () => {
  const problems = opened?.server.problems ?? [];
  await opened?.close();
  opened = null;
  expect(problems).toEqual([]);
});

type Stage = TestSlack & { readonly host: TestHost; readonly base: string };

/** Newsdesk over HTTP with the bot token of one workspace. */
async function overHttp(): Promise<Stage> {
  const port = await freePort();
  const slack = await openTestSlack((server) => ({ appToken: null, signingSecret: server.signingSecret, port }));
  opened = slack;
  const base = `http://127.0.0.1:${port}`;
  slack.server.deliverOver({ kind: 'http', url: `${base}/slack/events` });
  const host = createTestHost();
  expect(await slack.live.connect(host)).toEqual({ kind: 'connected', as: 'newsdesk' });
  return { ...slack, host, base };
}

/** Newsdesk for several workspaces, of which none has installed it yet. */
async function forMany(reception: 'socket' | 'http'): Promise<Stage> {
  const port = await freePort();
  const slack = await openTestSlack(
    ({ appToken, signingSecret, clientId, clientSecret }) => ({
      botToken: null,
      appToken: reception === 'socket' ? appToken : null,
      signingSecret: reception === 'http' ? signingSecret : null,
      oauth: { clientId, clientSecret, stateSecret: 'a long text that nobody guesses' },
      port,
    }),
    { teams: [{ name: 'Acme', installed: false }] },
  );
  opened = slack;
  const base = `http://127.0.0.1:${port}`;
  if (reception === 'http') slack.server.deliverOver({ kind: 'http', url: `${base}/slack/events` });
  const host = createTestHost();
  expect((await slack.live.connect(host)).kind).toBe('connected');
  return { ...slack, host, base };
}

/** Goes through the pages as a person's browser does. */
async function install(
  { server, base }: Stage,
  person: Person,
  answer: 'approve' | 'deny' = 'approve',
): Promise<Response> {
  const page = await fetch(`${base}/slack/install`);
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
  const link = /href="([^"]+oauth\/v2\/authorize[^"]+)"/.exec(await page.text())?.[1] ?? '';
  const address = new URL(link.replaceAll('&amp;', '&'));
  expect(address.searchParams.get('scope')?.split(',')).toEqual(Object.keys(BOT_SCOPES));
  // What Slack would take from the app's settings.
  address.searchParams.set('redirect_uri', `${base}/slack/oauth_redirect`);
  const back = await server[answer](person, address.href);
  return fetch(back, { headers: { cookie } });
}

describe('over signed HTTP', () => {
  test('commands, buttons, forms, events and the home tab work as over a socket', async () => {
    const { server, host, platform, at } = await overHttp();
    const { general, installer } = server.team;
    const act = await server.slash(installer, general, 'topics');
    expect(textsOf((await act.next('ephemeral')).blocks).join('')).toContain('/news topics');
    const view = await (await server.slash(installer, general, 'watch')).next('view');
    await (await server.submit(installer, view, { topic: 'grain deal' })).next('view');
    expect(host.asked.at(-1)).toMatchObject({ kind: 'run', options: { topic: 'grain deal' } });
    expect(textsOf((await server.openHome(installer)).blocks).join('')).toContain('Your topics');
    await server.archive(general)?.done;
    await eventually(() => host.changed.length).toBe(1);
    expect((await platform.post(at(server.addChannel(server.team)), sampleAlert(), 'k1')).kind).toBe('done');
  });

  test('nothing is taken that Slack did not sign, now', async () => {
    const { server, host } = await overHttp();
    const body = server.slashBody(server.team.installer, server.team.general, 'topics');
    const form = 'application/x-www-form-urlencoded';
    for (const signing of ['wrong', 'stale', 'missing'] as const)
      expect((await server.postHttp(body, form, signing)).status).toBe(401);
    expect(host.asked).toEqual([]);
    expect((await server.postHttp(body, form, 'right')).status).toBe(200);
    await eventually(() => host.asked.length).toBe(1);
    // The same command sent again is acknowledged, and not done again.
    expect((await server.postHttp(body, form, 'right')).status).toBe(200);
    await (await server.slash(server.team.installer, server.team.general, 'latest')).next('ephemeral');
    expect(host.asked).toMatchObject([{ line: '/news topics' }, { line: '/news latest' }]);
  });

  test('people of another company, with whom a channel is shared, get no answers', async () => {
    const { server, host } = await overHttp();
    const { id, general, installer } = server.team;
    const act = await server.slash(installer, general, 'topics');
    await act.next('ephemeral');
    const payload = {
      type: 'block_actions',
      team: { id },
      enterprise: null,
      user: { id: 'U0STRANGER', team_id: 'T0OTHER' },
      channel: { id: general.id },
      container: { type: 'message', is_ephemeral: false },
      trigger_id: '1.2.3',
      response_url: act.responseUrl,
      actions: [{ type: 'button', action_id: 'newsdesk_say_0', block_id: 'b', value: '/news topics' }],
    };
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    expect((await server.postHttp(body, 'application/x-www-form-urlencoded', 'right')).status).toBe(200);
    expect(textsOf((await act.next('ephemeral')).blocks).join('')).toContain('Only people of the workspace');
    expect(host.asked).toHaveLength(1);
  });

  test('Slack’s checks of the address are answered, and other addresses are not there', async () => {
    const { server, base } = await overHttp();
    expect(await server.verifyUrl('a-challenge')).toMatchObject({
      status: 200,
      body: expect.stringContaining('a-challenge'),
    });
    expect((await server.sslCheck()).status).toBe(200);
    expect((await fetch(`${base}/anything`)).status).toBe(404);
    expect((await fetch(`${base}/slack/install`)).status).toBe(404);
  });

  test('an address that is taken is said with its settings', async () => {
    const first = await overHttp();
    const port = Number(new URL(first.base).port);
    const second = await openTestSlack((server) => ({ appToken: null, signingSecret: server.signingSecret, port }));
    const connected = await second.live.connect(createTestHost());
    await second.close();
    expect(connected).toEqual({ kind: 'failed', reason: expect.stringMatching(/SLACK_HOST.*SLACK_PORT/) });
  });
});

describe.each(['http', 'socket'] as const)('several workspaces over %s', (reception) => {
  function teams({ server, rows }: Stage): { acme: Team; kept: () => readonly string[] } {
    return { acme: server.team, kept: () => [...rows.rows.keys()] };
  }

  test('each installs Newsdesk by itself, and is kept apart', async () => {
    const stage = await forMany(reception);
    const { server, platform, live, at, host } = stage;
    const { acme, kept } = teams(stage);
    expect(await live.check([])).toContainEqual(
      expect.objectContaining({ level: 'warning', what: expect.stringContaining('No workspace') }),
    );
    expect(await platform.post(at(acme.general), sampleAlert(), 'k1')).toMatchObject({
      kind: 'refused',
      reach: 'workspace',
    });

    expect((await install(stage, acme.installer)).status).toBe(200);
    expect(kept()).toEqual([acme.id]);
    expect(host.changed).toEqual([{ platform: 'slack', workspace: acme.id }]);
    expect((await platform.post(at(acme.general), sampleAlert(), 'k1')).kind).toBe('done');
    const act = await server.slash(acme.installer, acme.general, 'topics');
    await act.next('ephemeral');
    expect(host.asked.at(-1)).toMatchObject({ caller: { channel: { workspace: acme.id } } });

    const other = server.addTeam({ name: 'Third', installed: false });
    expect(await platform.post(at(other.general), sampleAlert(), 'k2')).toMatchObject({
      kind: 'refused',
      reach: 'workspace',
    });
    expect((await install(stage, other.installer)).status).toBe(200);
    expect((await platform.post(at(other.general), sampleAlert(), 'k2')).kind).toBe('done');
    expect(server.messages(acme.id, acme.general.id)).toHaveLength(1);
    // A channel's id with another workspace's: its token does not see it.
    const crossed = { platform: 'slack', workspace: other.id, channel: acme.general.id };
    expect(await platform.post(crossed, sampleAlert(), 'k3')).toMatchObject({ kind: 'refused', reach: 'channel' });
    expect((await live.check([])).filter(({ level }) => level !== 'good')).toEqual([]);
  });

  test('the installer is who is told in private', async () => {
    const stage = await forMany(reception);
    const { server, platform } = stage;
    const { acme } = teams(stage);
    const admin = server.addPerson(acme, { role: 'admin' });
    await install(stage, admin);
    const owner = { platform: 'slack', workspace: acme.id, channel: OWNER_CHANNEL };
    expect((await platform.post(owner, { kind: 'note', text: ['Hello'] }, 'k1')).kind).toBe('done');
    expect(server.messages(acme.id, server.directMessage(admin).id)).toHaveLength(1);
  });

  test('a workspace that puts Newsdesk out is forgotten, and may come back', async () => {
    const stage = await forMany(reception);
    const { server, platform, at, host } = stage;
    const { acme, kept } = teams(stage);
    await install(stage, acme.installer);
    const farewells = server.uninstall(acme);
    for (const farewell of farewells) await farewell.done;
    await eventually(kept).toEqual([]);
    await eventually(() => host.changed.length).toBeGreaterThan(1);
    expect(await platform.post(at(acme.general), sampleAlert(), 'k1')).toMatchObject({
      kind: 'refused',
      reach: 'workspace',
    });
    await install(stage, acme.installer);
    // A farewell that comes late does not put out what came back.
    await farewells[0]?.redeliver();
    server.emit(acme.id, { type: 'app_uninstalled' });
    await eventually(() => host.changed.length).toBeGreaterThan(3);
    expect(kept()).toEqual([acme.id]);
    expect((await platform.post(at(acme.general), sampleAlert(), 'k1')).kind).toBe('done');
  });

  test('tokens that were revoked end it, those of people do not', async () => {
    const stage = await forMany(reception);
    const { server, host } = stage;
    const { acme, kept } = teams(stage);
    await install(stage, acme.installer);
    await server.emit(acme.id, { type: 'tokens_revoked', tokens: { oauth: [acme.installer.id], bot: [] } })?.done;
    expect(kept()).toEqual([acme.id]);
    await server.revokeToken(acme)?.done;
    await eventually(kept).toEqual([]);
    expect(host.changed.length).toBe(2);
  });

  test('a person who says no, and a browser that did not ask, install nothing', async () => {
    const stage = await forMany(reception);
    const { acme, kept } = teams(stage);
    await install(stage, acme.installer, 'deny');
    const forged = await fetch(`${stage.base}/slack/oauth_redirect?code=1&state=2`);
    expect(forged.status).toBeGreaterThanOrEqual(400);
    expect(kept()).toEqual([]);
    expect((await fetch(`${stage.base}/elsewhere`)).status).toBe(404);
  });
});
