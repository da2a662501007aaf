import { createDiscord } from '../../../adapters/discord/platform.ts';
import type { SlackOptions } from '../../../adapters/slack/options.ts';
import { createSlack } from '../../../adapters/slack/platform.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/lib/log.ts';
import type { ChannelAddress } from '../../../src/platform/channel.ts';
import type { Host } from '../../../src/platform/host.ts';
import type { Platform } from '../../../src/platform/platform.ts';
import type { RestFault } from '../discord/control.ts';
import { openDiscordServer } from '../discord/server.ts';
import type { Fault } from '../slack/control.ts';
import { openSlackServer } from '../slack/server.ts';

/** What goes wrong with one post: told or not, and whether it took effect. */
export type PostFault =
  | 'limited'
  | 'failed before'
  | 'failed after'
  | 'reset before'
  | 'reset after'
  | 'half an answer'
  | 'silence';

/** A chat's local server, and its channels by workspace. */
export type Served<Access> = {
  /** What a client must know; it may be sent to another process. */
  readonly access: Access;
  readonly workspaces: readonly (readonly ChannelAddress[])[];
  /** The next posts go wrong. */
  fail(fault: PostFault, times: number): void;
  /** What did not go wrong by now does not any more. */
  spare(): void;
  /** From now on each post is answered after so long. */
  slow(ms: number): void;
  /** Takes the right to post away, or gives it back. */
  shut(channel: ChannelAddress, isShut: boolean): void;
  /** Breaks the connection for commands. */
  drop(): void;
  /** The server's clock goes on. */
  forward(ms: number): void;
  /** Calls that were refused because they came too fast. */
  tooFast(): number;
  /** Calls that a platform takes amiss: on Discord those that count towards a ban. */
  refused(): number;
  /** The words of the messages that stand in a channel, in their order. */
  messagesIn(channel: ChannelAddress): readonly string[];
  problems(): readonly string[];
  /** Forgets every message and every request. */
  empty(): void;
  close(): Promise<void>;
};

/** The adapter and its SDK as they are, connected to a local server. */
export type Joined = { readonly platform: Platform; leave(): Promise<void> };

/** A chat with its client in this process. */
export type Chat = Omit<Served<unknown>, 'access'> & { readonly platform: Platform };

export type ChatOptions = {
  /** How many channels each workspace has. */
  readonly sizes: readonly number[];
  readonly clock: Clock;
  /** Whether the server keeps the real limits. */
  readonly isLimited: boolean;
};

const BOT = ['VIEW_CHANNEL', 'SEND_MESSAGES', 'EMBED_LINKS', 'READ_MESSAGE_HISTORY'] as const;
const ENOUGH = 100_000;

const DISCORD_FAULTS: Readonly<Record<PostFault, RestFault>> = {
  limited: { kind: 'limited', scope: 'user', retryAfterSeconds: 2 },
  'failed before': { kind: 'status', status: 503 },
  'failed after': { kind: 'status', status: 500, accepted: true },
  'reset before': { kind: 'reset', accepted: false },
  'reset after': { kind: 'reset', accepted: true },
  'half an answer': { kind: 'cut' },
  silence: { kind: 'silent', accepted: true },
};
const SLACK_FAULTS: Readonly<Record<PostFault, Fault>> = {
  limited: { kind: 'rate_limited', retryAfterS: 2 },
  'failed before': { kind: 'status', status: 503, when: 'before' },
  'failed after': { kind: 'status', status: 500, when: 'after' },
  'reset before': { kind: 'reset', when: 'before' },
  'reset after': { kind: 'reset', when: 'after' },
  'half an answer': { kind: 'cut' },
  silence: { kind: 'silence', when: 'after' },
};

/** A desk that nobody asks anything. */
const HOST: Host = {
  specs: [],
  run: () => Promise.reject(new Error('nobody asks')),
  say: () => Promise.reject(new Error('nobody asks')),
  form: () => null,
  suggest: async () => [],
  home: () => Promise.reject(new Error('nobody asks')),
  accessChanged() {},
  lost() {},
};

export type DiscordAccess = { readonly token: string; readonly apiUrl: string };

export async function openDiscord(options: ChatOptions): Promise<Chat> {
  return together(await serveDiscord(options), (access) => joinDiscord(access, options.clock));
}

export async function openSlack(options: ChatOptions): Promise<Chat> {
  return together(await serveSlack(options), (access) => joinSlack(access, options.clock));
}

async function together<Access>(served: Served<Access>, join: (access: Access) => Promise<Joined>): Promise<Chat> {
  const { access, ...controls } = served;
  const { platform, leave } = await join(access);
  return {
    ...controls,
    platform,
    async close() {
      await leave();
      await served.close();
    },
  };
}

export async function joinDiscord({ token, apiUrl }: DiscordAccess, clock: Clock): Promise<Joined> {
  const lines = { save: async () => undefined, load: async () => null };
  const { platform, live } = createDiscord({ token, apiUrl, clock, log: silentLog, lines });
  const connected = await live.connect(HOST);
  if (connected.kind === 'failed') throw new Error(connected.reason);
  return { platform, leave: live.disconnect };
}

export async function serveDiscord({ sizes, clock, isLimited }: ChatOptions): Promise<Served<DiscordAccess>> {
  const server = await openDiscordServer({ limits: isLimited ? 1 : 'off' });
  server.advance(clock() - server.now());
  const { world } = server;
  const owner = world.addPerson('Olga');
  const roles = new Map<string, string>();
  const workspaces = sizes.map((size, number) => {
    const guild = world.addGuild({ name: `Guild ${number}`, owner, bot: BOT });
    roles.set(guild.id, guild.botRoleId);
    return Array.from({ length: size }, (_, n): ChannelAddress => {
      const channel = world.addChannel(guild.id, { kind: 'text', name: `news-${n}` });
      return { platform: 'discord', workspace: guild.id, channel };
    });
  });
  const POST = 'POST /channels/:channel/messages';
  return {
    access: { token: server.token, apiUrl: server.apiUrl },
    workspaces,
    fail: (fault, times) => server.faults.next(POST, DISCORD_FAULTS[fault], times),
    spare: () => server.faults.clear(),
    slow: (ms) => server.faults.next(POST, { kind: 'delay', ms }, ENOUGH),
    shut({ workspace, channel }, isShut) {
      const id = roles.get(workspace) ?? '';
      world.setOverwrites(channel, isShut ? [{ id, kind: 'role', deny: ['SEND_MESSAGES'] }] : []);
    },
    drop: () => server.gateway.drop(),
    forward: (ms) => server.advance(ms),
    tooFast: () => server.requests.filter(({ status }) => status === 429).length,
    refused: server.invalidRequests,
    messagesIn: ({ channel }) => server.messages(channel).map(({ text }) => text),
    problems: () => server.problems,
    empty: server.empty,
    close: server.close,
  };
}

type Installation = Parameters<SlackOptions['installations']['save']>[1];

export type SlackAccess = Pick<SlackOptions, 'appToken' | 'apiUrl'> & {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly installed: readonly (readonly [key: string, row: Installation])[];
};

export async function joinSlack(access: SlackAccess, clock: Clock): Promise<Joined> {
  const { clientId, clientSecret, appToken, apiUrl } = access;
  const installed = new Map(access.installed);
  const installations: SlackOptions['installations'] = {
    save: async (key, row) => void installed.set(key, row),
    load: async (key) => installed.get(key) ?? null,
    remove: async (key) => void installed.delete(key),
    async *all() {
      yield* installed.values();
    },
  };
  const { platform, live } = createSlack({
    botToken: null,
    appToken,
    signingSecret: null,
    oauth: { clientId, clientSecret, stateSecret: 'a state secret of this run' },
    apiUrl,
    host: '127.0.0.1',
    port: 0,
    clock,
    log: silentLog,
    installations,
  });
  const connected = await live.connect(HOST);
  if (connected.kind === 'failed') throw new Error(connected.reason);
  return { platform, leave: live.disconnect };
}

export async function serveSlack({ sizes, clock, isLimited }: ChatOptions): Promise<Served<SlackAccess>> {
  const server = await openSlackServer({ rates: isLimited ? 'real' : 'off', teams: [{ name: 'Team 0' }] });
  server.advance(clock() - Date.now());
  const installed: (readonly [string, Installation])[] = [];
  const bots = new Set<string>();
  const places = new Map<string, ReturnType<typeof server.addChannel>>();
  const workspaces = sizes.map((size, number) => {
    const team = number === 0 ? server.team : server.addTeam({ name: `Team ${number}` });
    const { id, name, botToken, botId, botUserId, installer } = team;
    bots.add(botUserId);
    installed.push([id, { team: id, name, botToken, botId, botUserId, installer: installer.id, installedAt: 0 }]);
    return Array.from({ length: size }, (_, n): ChannelAddress => {
      const channel = server.addChannel(team, { name: `news-${n}` });
      server.inviteBot(channel);
      places.set(channel.id, channel);
      return { platform: 'slack', workspace: id, channel: channel.id };
    });
  });
  const POST = 'chat.postMessage';
  const placeOf = ({ channel }: ChannelAddress) => {
    const place = places.get(channel);
    if (place === undefined) throw new Error(`no channel ${channel}`);
    return place;
  };
  const { appToken, apiUrl, clientId, clientSecret } = server;
  return {
    access: { appToken, apiUrl, clientId, clientSecret, installed },
    workspaces,
    fail: (fault, times) => server.fail(POST, SLACK_FAULTS[fault], times),
    spare: () => server.heal(),
    slow: (ms) => server.fail(POST, { kind: 'delay', ms }, ENOUGH),
    shut: (channel, isShut) => void (isShut ? server.archive(placeOf(channel)) : server.unarchive(placeOf(channel))),
    drop: () => server.dropSockets(),
    forward: (ms) => server.advance(ms),
    tooFast: () => server.requests.filter(({ status }) => status === 429).length,
    refused: () => server.requests.filter(({ status, outcome }) => status !== 200 || outcome !== 'ok').length,
    messagesIn(channel) {
      const place = placeOf(channel);
      return server
        .messages(place.team, place.id)
        .filter(({ user }) => bots.has(user ?? ''))
        .map(({ text, blocks }) => `${text}\n${JSON.stringify(blocks)}`);
    },
    problems: () => server.problems.map(({ method, what }) => `${method}: ${what}`),
    empty: server.empty,
    close: server.close,
  };
}
