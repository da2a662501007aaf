import type { InstallationStore } from '@slack/bolt';
import { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { Clock } from '../../src/lib/clock.ts';
import type { Log } from '../../src/lib/log.ts';
import { boltLogger } from './log.ts';
import type { Tenancy } from './options.ts';
import { failureOf, type Undone } from './outcome.ts';

type Json = z.infer<ReturnType<typeof z.json>>;

/** Where installations are kept between runs, by workspace. They hold tokens. */
export type InstallationRows = {
  save(key: string, row: Json): Promise<void>;
  load(key: string): Promise<Json | null>;
  remove(key: string): Promise<void>;
  all(): AsyncIterable<Json>;
};

const installationSchema = z.object({
  team: z.string(),
  name: z.string(),
  botToken: z.string(),
  botId: z.string(),
  botUserId: z.string(),
  /** The person who installed Newsdesk. */
  installer: z.string(),
  installedAt: z.number(),
});
type Installation = z.infer<typeof installationSchema>;

/** A workspace that Newsdesk may act in. */
export type Workspace = {
  readonly team: string;
  readonly name: string;
  readonly botId: string;
  readonly botUserId: string;
  /** What the bot is called there, where Slack has told. */
  readonly botName: string | null;
  readonly botToken: string;
  /** The person who installed Newsdesk; null where a plain token does not tell. */
  readonly installer: string | null;
  readonly client: webApi.WebClient;
};

export type Opened =
  | { readonly kind: 'open'; readonly workspace: Workspace }
  | { readonly kind: 'closed'; readonly outcome: Exclude<Undone, { readonly kind: 'unknown' | 'uneditable' }> };

export type Workspaces = {
  /** The one workspace of a plain token, asked once; null where there may be several. */
  own(): Promise<Opened | null>;
  /** The workspace of an id, with its token; closed where Newsdesk is not installed there or Slack cannot be asked. */
  open(team: string): Promise<Opened>;
  /** The ids of every workspace, as far as they can be known now. */
  teams(): Promise<readonly string[]>;
  /** Deletes what is kept of a workspace that has put Newsdesk out; keeps it where the app was installed again meanwhile. */
  forget(team: string): Promise<void>;
  /** For Bolt's part of the installation. Calls `installed` with the workspace. */
  store(installed: (team: string) => void): InstallationStore;
  /** How many answers said that calls come too fast. */
  tooFast(): number;
};

const TIMEOUT_MS = 15_000;

/** Options of a Web API client. A new object each time: the library writes the token of one client into what it is given. */
export function webOptions(apiUrl: string | null, log: Log): webApi.WebClientOptions {
  return {
    logger: boltLogger(log),
    // The library would send a message again whose answer was lost, and it would be there twice.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
  };
}

type Needs = {
  readonly tenancy: Tenancy;
  readonly apiUrl: string | null;
  readonly rows: InstallationRows;
  readonly clock: Clock;
  readonly log: Log;
};

/** The workspaces of a plain token, or those that have installed Newsdesk. */
export function openWorkspaces({ tenancy, apiUrl, rows, clock, log }: Needs): Workspaces {
  const clients = new Map<string, webApi.WebClient>();
  let tooFast = 0;
  let known: Workspace | null = null;

  function clientOf(token: string): webApi.WebClient {
    const made = clients.get(token);
    if (made !== undefined) return made;
    const client = new webApi.WebClient(token, webOptions(apiUrl, log));
    client.on(webApi.WebClientEvent.RATE_LIMITED, () => {
      tooFast++;
    });
    clients.set(token, client);
    return client;
  }

  async function identify(botToken: string): Promise<Opened> {
    if (known !== null) return { kind: 'open', workspace: known };
    try {
      const client = clientOf(botToken);
      const { team_id, team, user, user_id, bot_id } = authSchema.parse(await client.auth.test());
      known = {
        team: team_id,
        name: team ?? team_id,
        botId: bot_id ?? '',
        botUserId: user_id,
        botName: user ?? null,
        botToken,
        installer: null,
        client,
      };
      return { kind: 'open', workspace: known };
    } catch (error) {
      return { kind: 'closed', outcome: failureOf(error) };
    }
  }

  async function own(): Promise<Opened | null> {
    return tenancy.kind === 'one' ? identify(tenancy.botToken) : null;
  }

  async function load(team: string): Promise<Installation | null> {
    const row = installationSchema.safeParse(await rows.load(team));
    return row.success ? row.data : null;
  }

  async function open(team: string): Promise<Opened> {
    if (tenancy.kind === 'one') {
      const opened = await identify(tenancy.botToken);
      return opened.kind === 'open' && opened.workspace.team !== team ? notInstalled() : opened;
    }
    const row = await load(team);
    if (row === null) return notInstalled();
    const { installedAt: _, ...rest } = row;
    return { kind: 'open', workspace: { ...rest, botName: null, client: clientOf(row.botToken) } };
  }

  async function teams(): Promise<readonly string[]> {
    if (tenancy.kind === 'one') {
      const opened = await identify(tenancy.botToken);
      return opened.kind === 'open' ? [opened.workspace.team] : [];
    }
    const found: string[] = [];
    for await (const json of rows.all()) {
      const row = installationSchema.safeParse(json);
      if (row.success) found.push(row.data.team);
    }
    return found;
  }

  async function forget(team: string): Promise<void> {
    if (tenancy.kind === 'one') return;
    const row = await load(team);
    if (row === null) return;
    // The event may come late, after somebody has installed Newsdesk again: then the token is a new one, and good.
    const isGood = await clientOf(row.botToken)
      .auth.test()
      .then(
        () => true,
        () => false,
      );
    if (isGood) return;
    clients.delete(row.botToken);
    await rows.remove(team);
    log.info({ team }, 'slack: the workspace has put Newsdesk out');
  }

  function store(installed: (team: string) => void): InstallationStore {
    return {
      async storeInstallation(installation) {
        const { team, bot, user, isEnterpriseInstall } = installation;
        if (isEnterpriseInstall === true || team === undefined)
          throw new Error('Newsdesk is installed in single workspaces, not in a whole organisation.');
        if (bot === undefined) throw new Error('Slack gave no bot token.');
        if (bot.refreshToken !== undefined)
          throw new Error('Newsdesk does not work with token rotation: switch it off in the app’s settings.');
        const row: Installation = {
          team: team.id,
          name: team.name ?? team.id,
          botToken: bot.token,
          botId: bot.id,
          botUserId: bot.userId,
          installer: user.id,
          installedAt: clock(),
        };
        await rows.save(team.id, row);
        log.info({ team: team.id }, 'slack: a workspace has installed Newsdesk');
        installed(team.id);
      },
      async fetchInstallation({ teamId }) {
        const row = teamId === undefined ? null : await load(teamId);
        if (row === null) throw new Error('Newsdesk is not installed in this workspace.');
        return {
          team: { id: row.team, name: row.name },
          enterprise: undefined,
          user: { token: undefined, scopes: undefined, id: row.installer },
          bot: { token: row.botToken, scopes: [], id: row.botId, userId: row.botUserId },
        };
      },
    };
  }

  return { own, open, teams, forget, store, tooFast: () => tooFast };
}

/** What `auth.test` tells. */
const authSchema = z.object({
  team_id: z.string(),
  team: z.string().optional(),
  user_id: z.string(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
});

function notInstalled(): Opened {
  const reason = 'Newsdesk is not installed in this workspace: install it there.';
  return { kind: 'closed', outcome: { kind: 'refused', reach: 'workspace', reason } };
}
