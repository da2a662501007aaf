import { type App, type Installation, MemoryInstallationStore } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SlackServer, Team } from '../support/slack/control.ts';
import { openSlackServer } from '../support/slack/server.ts';
import { startHttpApp } from './slack-client.ts';

let server: SlackServer;
let app: App;
let url: string;
let team: Team;
const store = new MemoryInstallationStore();

beforeEach(async () => {
  server = await openSlackServer({ teams: [{ name: 'Acme', installed: false }] });
  ({ team } = server);
  ({ app, url } = await startHttpApp(
    server,
    (bolt) => bolt.command('/news', async ({ ack, client }) => ack(`in ${(await client.team.info()).team?.name}`)),
    {
      clientId: server.clientId,
      clientSecret: server.clientSecret,
      stateSecret: 'a secret of the test',
      scopes: ['commands', 'team:read'],
      redirectUri: 'http://127.0.0.1/slack/oauth_redirect',
      installationStore: store,
      installerOptions: {
        directInstall: true,
        redirectUriPath: '/slack/oauth_redirect',
        authorizationUrl: server.authorizeUrl,
        clientOptions: { slackApiUrl: server.apiUrl },
      },
    },
  ));
});
afterEach(async () => {
  await app.stop();
  await server.close();
});

/** The first step of a browser: the address of Slack's page, and the cookie that the app left. */
async function begin(): Promise<{ readonly page: string; readonly cookie: string }> {
  const answer = await fetch(`${url}/slack/install`, { redirect: 'manual' });
  return {
    page: String(answer.headers.get('location')),
    cookie: String(answer.headers.get('set-cookie')).split(';')[0] ?? '',
  };
}

function follow(back: string, cookie: string): Promise<Response> {
  const { pathname, search } = new URL(back);
  return fetch(`${url}${pathname}${search}`, { headers: { cookie } });
}

test('a person installs the app into their workspace, and it answers there', async () => {
  const { page, cookie } = await begin();
  expect((await fetch(page)).status).toBe(200);
  const answer = await follow(await server.approve(team.installer, page), cookie);
  expect(answer.status).toBe(200);
  const installed: Installation = await store.fetchInstallation({
    teamId: team.id,
    enterpriseId: undefined,
    isEnterpriseInstall: false,
  });
  expect(installed.bot).toMatchObject({
    token: team.botToken,
    scopes: ['commands', 'team:read'],
    userId: team.botUserId,
  });
  const act = await server.slash(team.installer, team.general, 'status');
  expect(await act.next('ephemeral')).toMatchObject({ text: 'in Acme' });
  expect(server.problems).toEqual([]);
});

test('a person says no, another’s state is refused, and a code is good once', async () => {
  const { page, cookie } = await begin();
  const refused = await follow(await server.deny(team.installer, page), cookie);
  expect(refused.status).toBe(500);
  const back = await server.approve(team.installer, page);
  expect((await follow(back, 'slack-app-oauth-state=other')).status).not.toBe(200);
  const exchange = async () => {
    const code = String(new URL(back).searchParams.get('code'));
    const body = new URLSearchParams({ client_id: server.clientId, client_secret: server.clientSecret, code });
    return Object(
      (await fetch(`${server.apiUrl}oauth.v2.access`, { method: 'POST', body }).then((one) => one.json())) ?? {},
    );
  };
  expect(await exchange()).toMatchObject({ ok: true, team: { id: team.id }, access_token: team.botToken });
  expect(await exchange()).toEqual({ ok: false, error: 'code_already_used' });
  await expect(server.approve(server.addPerson(team, { role: 'restricted' }), page)).rejects.toThrow('may not install');
  await expect(server.approve(team.installer, page.replace('team%3Aread', 'all%3Apower'))).rejects.toThrow(
    'invalid_scope',
  );
});
