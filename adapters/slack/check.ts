import { webApi } from '@slack/bolt';
import type { ChannelAddress } from '../../src/platform/channel.ts';
import type { CheckResult } from '../../src/platform/live.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { type Workspace, type Workspaces, webOptions } from './installations.ts';
import { BOT_SCOPES } from './manifest.ts';
import { APP_PLACE, BOT_PLACE, type Mode, type SlackOptions } from './options.ts';
import { errorName, reasonOf } from './outcome.ts';

type Needs = {
  readonly options: SlackOptions;
  readonly mode: Extract<Mode, { readonly kind: 'mode' }>;
  readonly workspaces: Workspaces;
  readonly inspect: Platform['inspect'];
};

/** What is right and wrong with tokens, scopes and channels, and what to do about it. */
export async function checkSlack(needs: Needs, channels: readonly ChannelAddress[]): Promise<readonly CheckResult[]> {
  return [
    ...(await checkReception(needs)),
    ...(await checkWorkspaces(needs)),
    ...(await Promise.all(channels.map((channel) => checkChannel(needs, channel)))),
  ];
}

async function checkReception({ mode, options }: Needs): Promise<readonly CheckResult[]> {
  const { reception } = mode;
  if (reception.kind === 'http') {
    const what = `Slack calls Newsdesk over HTTP; it listens at ${options.host}:${options.port}, path /slack/events.`;
    return [{ level: 'good', what, advice: null }];
  }
  try {
    // Gives an address to connect to, and connects to nothing.
    const client = new webApi.WebClient(reception.appToken, webOptions(options.apiUrl, options.log));
    await client.apps.connections.open({});
    return [{ level: 'good', what: 'Slack takes SLACK_APP_TOKEN (Socket Mode).', advice: null }];
  } catch (error) {
    const name = errorName(error);
    if (name === null)
      return [{ level: 'warning', what: reasonOf(error), advice: 'Look at the network, then try again.' }];
    return [
      { level: 'bad', what: `Slack does not take SLACK_APP_TOKEN (${name}).`, advice: `Set it anew: ${APP_PLACE}` },
    ];
  }
}

async function checkWorkspaces({ mode, options, workspaces }: Needs): Promise<readonly CheckResult[]> {
  if (mode.tenancy.kind === 'one') {
    const { botToken } = mode.tenancy;
    return checkToken(
      new webApi.WebClient(botToken, webOptions(options.apiUrl, options.log)),
      'SLACK_BOT_TOKEN',
      `Set it anew: ${BOT_PLACE}`,
    );
  }
  const teams = await workspaces.teams();
  if (teams.length === 0) {
    const advice = `Open /slack/install where Slack reaches Newsdesk (it listens at ${options.host}:${options.port}).`;
    return [{ level: 'warning', what: 'No workspace has installed Newsdesk yet.', advice }];
  }
  const results: CheckResult[] = [];
  for (const team of teams) {
    const opened = await workspaces.open(team);
    if (opened.kind === 'open') results.push(...(await checkInstalled(opened.workspace)));
  }
  return results;
}

function checkInstalled({ client, name }: Workspace): Promise<readonly CheckResult[]> {
  return checkToken(client, `The token of ${name}`, 'Install Newsdesk there again at /slack/install.');
}

async function checkToken(client: webApi.WebClient, token: string, advice: string): Promise<readonly CheckResult[]> {
  try {
    const answer = await client.auth.test();
    const results: CheckResult[] = [
      { level: 'good', what: `${token} is good: @${answer.user ?? ''} in ${answer.team ?? ''}.`, advice: null },
    ];
    const granted = answer.response_metadata?.scopes;
    if (granted === undefined) return results;
    const missing = Object.entries(BOT_SCOPES).filter(([scope]) => !granted.includes(scope));
    for (const [scope, purpose] of missing) {
      results.push({
        level: scope.startsWith('chat:write') || scope === 'commands' ? 'bad' : 'warning',
        what: `The scope ${scope} is missing (${purpose}).`,
        advice:
          'Add it at api.slack.com/apps → your app → OAuth & Permissions → Bot Token Scopes, and install the app again.',
      });
    }
    return results;
  } catch (error) {
    const name = errorName(error);
    if (name === null)
      return [{ level: 'warning', what: reasonOf(error), advice: 'Look at the network, then try again.' }];
    return [{ level: 'bad', what: `${token} is not taken by Slack (${name}).`, advice }];
  }
}

async function checkChannel({ inspect }: Needs, channel: ChannelAddress): Promise<CheckResult> {
  const access = await inspect(channel);
  const name = `Channel ${channel.channel} of ${channel.workspace}`;
  switch (access.kind) {
    case 'open':
      return { level: 'good', what: `${name} can be posted in.`, advice: null };
    case 'unknown':
      return { level: 'warning', what: `${name} could not be looked at: ${access.reason}`, advice: 'Try again later.' };
    case 'closed':
      // The reason says what to do.
      return {
        level: 'bad',
        what: `Nothing can be posted in ${name.toLowerCase().slice(0, 7)}${name.slice(7)}.`,
        advice: access.reason,
      };
  }
}
