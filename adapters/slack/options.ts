import type { Clock } from '../../src/lib/clock.ts';
import type { Log } from '../../src/lib/log.ts';
import type { InstallationRows } from './installations.ts';

export type SlackOptions = {
  /** `xoxb-…`: the bot of one workspace. */
  readonly botToken: string | null;
  /** `xapp-…`: Socket Mode, which needs no public address. */
  readonly appToken: string | null;
  /** Slack calls `http://host:port/slack/events`, and signs with this. */
  readonly signingSecret: string | null;
  /** For several workspaces, each of which installs Newsdesk by itself at `/slack/install`. */
  readonly oauth: {
    readonly clientId: string | null;
    readonly clientSecret: string | null;
    readonly stateSecret: string | null;
  } | null;
  /** Where Slack's Web API is; null: at Slack. */
  readonly apiUrl: string | null;
  /** Where to listen, over HTTP or for installations. */
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly log: Log;
  /** The workspaces that have installed Newsdesk; used with `oauth` only. */
  readonly installations: InstallationRows;
};

/** How payloads come in. */
export type Reception =
  | { readonly kind: 'socket'; readonly appToken: string }
  | { readonly kind: 'http'; readonly signingSecret: string };

/** Whose bot it is. */
export type Tenancy =
  | { readonly kind: 'one'; readonly botToken: string }
  | { readonly kind: 'many'; readonly clientId: string; readonly clientSecret: string; readonly stateSecret: string };

export type Mode =
  | { readonly kind: 'mode'; readonly reception: Reception; readonly tenancy: Tenancy }
  | { readonly kind: 'problem'; readonly problem: string };

type Settings = Pick<SlackOptions, 'botToken' | 'appToken' | 'signingSecret' | 'oauth' | 'apiUrl'>;

/**
 * How Newsdesk works with these settings, or what is wrong with them in one sentence that names them and holds no secret. An app
 * token and a signing secret together mean Socket Mode.
 */
export function readMode(settings: Settings): Mode {
  const { botToken, appToken, signingSecret, apiUrl } = settings;
  const isStated = Object.values(settings.oauth ?? {}).some((value) => value !== null);
  const oauth = isStated ? settings.oauth : null;
  if (apiUrl !== null && !/^https?:$/.test(URL.parse(apiUrl)?.protocol ?? ''))
    return problem('SLACK_API_URL is no web address; it looks like https://slack.com/api/.');
  if (botToken !== null && oauth !== null)
    return problem(
      'SLACK_BOT_TOKEN is for one workspace and SLACK_CLIENT_ID for several: take one of them out of the settings.',
    );
  if (botToken?.startsWith('xapp-'))
    return problem(`SLACK_BOT_TOKEN holds an app-level token (xapp-…), which belongs in SLACK_APP_TOKEN; ${BOT_PLACE}`);
  if (botToken !== null && !botToken.startsWith('xoxb-'))
    return problem(`SLACK_BOT_TOKEN holds no bot token; ${BOT_PLACE}`);
  if (appToken !== null && !appToken.startsWith('xapp-'))
    return problem(`SLACK_APP_TOKEN holds no app-level token; ${APP_PLACE}`);
  const tenancy = readTenancy(botToken, oauth);
  if (typeof tenancy === 'string') return problem(tenancy);
  if (appToken !== null) return { kind: 'mode', reception: { kind: 'socket', appToken }, tenancy };
  if (signingSecret !== null) return { kind: 'mode', reception: { kind: 'http', signingSecret }, tenancy };
  return problem(
    'Slack needs SLACK_APP_TOKEN (Socket Mode, no public address) or SLACK_SIGNING_SECRET (Slack calls Newsdesk over HTTP).',
  );
}

/** Where the tokens are found. */
export const BOT_PLACE = 'it begins with xoxb- and stands at api.slack.com/apps → your app → OAuth & Permissions.';
export const APP_PLACE =
  'it begins with xapp- and is made at api.slack.com/apps → your app → Basic Information → App-Level Tokens, with the scope connections:write.';

function readTenancy(botToken: string | null, oauth: SlackOptions['oauth']): Tenancy | string {
  if (botToken !== null) return { kind: 'one', botToken };
  if (oauth === null)
    return 'Slack needs SLACK_BOT_TOKEN (one workspace) or SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_STATE_SECRET (several).';
  const { clientId, clientSecret, stateSecret } = oauth;
  if (clientId !== null && clientSecret !== null && stateSecret !== null)
    return { kind: 'many', clientId, clientSecret, stateSecret };
  const missing = [
    clientId === null ? 'SLACK_CLIENT_ID' : '',
    clientSecret === null ? 'SLACK_CLIENT_SECRET' : '',
    stateSecret === null ? 'SLACK_STATE_SECRET' : '',
  ].filter((name) => name !== '');
  return `For several workspaces Slack also needs ${missing.join(' and ')}; the first two stand at api.slack.com/apps → your app → Basic Information, the state secret is any long text of your own.`;
}

function problem(text: string): Mode {
  return { kind: 'problem', problem: text };
}
