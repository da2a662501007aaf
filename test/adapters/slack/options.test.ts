import { expect, test } from 'vitest';
import { readMode } from '../../../adapters/slack/options.ts';

const NOTHING = { botToken: null, appToken: null, signingSecret: null, oauth: null, apiUrl: null };
const BOT = 'xoxb-1-abcdef';
const APP = 'xapp-1-abcdef';
const OAUTH = { clientId: '1.2', clientSecret: 'c0ffee', stateSecret: 'long text' };
const NO_OAUTH = { clientId: null, clientSecret: null, stateSecret: null };

test.each([
  ['Socket Mode', { botToken: BOT, appToken: APP }],
  ['HTTP', { botToken: BOT, signingSecret: 'secret' }],
  ['both: Socket Mode is used', { botToken: BOT, appToken: APP, signingSecret: 'secret' }],
  ['several workspaces over HTTP', { signingSecret: 'secret', oauth: OAUTH }],
  ['several workspaces over a socket', { appToken: APP, oauth: OAUTH }],
  ['settings of OAuth that are all empty', { botToken: BOT, appToken: APP, oauth: NO_OAUTH }],
  ['a local Slack', { botToken: BOT, appToken: APP, apiUrl: 'http://127.0.0.1:9000/api/' }],
])('nothing is wrong with %s', (_name, settings) => {
  expect(readMode({ ...NOTHING, ...settings }).kind).toBe('mode');
});

test.each([
  [{}, /SLACK_BOT_TOKEN .*SLACK_CLIENT_ID/],
  [{ appToken: APP }, /SLACK_BOT_TOKEN/],
  [{ botToken: BOT }, /SLACK_APP_TOKEN .*SLACK_SIGNING_SECRET/],
  [{ oauth: OAUTH }, /SLACK_APP_TOKEN .*SLACK_SIGNING_SECRET/],
  [
    { botToken: BOT, appToken: APP, oauth: OAUTH },
    /SLACK_BOT_TOKEN is for one workspace and SLACK_CLIENT_ID for several/,
  ],
  [{ appToken: APP, oauth: { ...OAUTH, stateSecret: null } }, /SLACK_STATE_SECRET/],
  [{ appToken: APP, oauth: { ...NO_OAUTH, clientId: '1.2' } }, /SLACK_CLIENT_SECRET and SLACK_STATE_SECRET/],
  [{ botToken: APP, appToken: APP }, /SLACK_BOT_TOKEN holds an app-level token.*SLACK_APP_TOKEN/],
  [{ botToken: 'xoxp-1-person', appToken: APP }, /SLACK_BOT_TOKEN holds no bot token.*OAuth & Permissions/],
  [{ botToken: BOT, appToken: BOT }, /SLACK_APP_TOKEN holds no app-level token.*Basic Information/],
  [{ botToken: BOT, appToken: APP, apiUrl: 'slack.com/api' }, /SLACK_API_URL/],
  [{ botToken: BOT, appToken: APP, apiUrl: 'file:///etc' }, /SLACK_API_URL/],
])('%j is said in words', (settings, said) => {
  const mode = readMode({ ...NOTHING, ...settings });
  const problem = mode.kind === 'problem' ? mode.problem : '';
  expect(problem).toMatch(said);
  for (const secret of [BOT, APP, 'xoxp-1-person', 'c0ffee']) expect(problem).not.toContain(secret);
});
