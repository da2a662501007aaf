import { createDiscord } from '../../adapters/discord/platform.ts';
import type { SlackOptions } from '../../adapters/slack/options.ts';
import { createSlack } from '../../adapters/slack/platform.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import type { ChannelAddress } from '../../src/platform/channel.ts';
import type { Host } from '../../src/platform/host.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { openDiscordServer } from '../../test/support/discord/server.ts';
import { openSlackServer } from '../../test/support/slack/server.ts';

/** A chat on a local server that keeps the real limits, with its channels by workspace. */
export type Chat = {
  readonly platform: Platform;
  readonly workspaces: readonly (readonly ChannelAddress[])[];
  /** Calls that were refused because they came too fast. */
  refused(): number;
  /** How many messages stand in a channel. */
  messagesIn(channel: ChannelAddress): number;
  problems(): readonly string[];
  close(): Promise<void>;
};

const BOT = ['VIEW_CHANNEL', 'SEND_MESSAGES', 'EMBED_LINKS', 'READ_MESSAGE_HISTORY'] as const;
const ENOUGH = 100_000;

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

/** `sizes`: how many channels each guild has. Each call is answered after `delayMs`. */
export async function openDiscord(sizes: readonly number[], delayMs: number): Promise<Chat> {
  const server = await openDiscordServer({ limits: 1 });
  const { world } = server;
  const owner = world.addPerson('Olga');
  const workspaces = sizes.map((size, number) => {
    const guild = world.addGuild({ name: `Guild ${number}`, owner, bot: BOT });
    return Array.from({ length: size }, (_, n): ChannelAddress => {
      const channel = world.addChannel(guild.id, { kind: 'text', name: `news-${n}` });
      return { platform: 'discord', workspace: guild.id, channel };
    });
  });
  const lines = { save: async () => undefined, load: async () => null };
  const clock = systemClock;
  const { platform, live } = createDiscord({
    token: server.token,
    apiUrl: server.apiUrl,
    clock,
    log: silentLog,
    lines,
  });
  const connected = await live.connect(HOST);
  if (connected.kind === 'failed') throw new Error(connected.reason);
  const before = server.requests.length;
  server.faults.next('POST /channels/:channel/messages', { kind: 'delay', ms: delayMs }, ENOUGH);
  return {
    platform,
    workspaces,
    refused: () => server.requests.slice(before).filter(({ status }) => status === 429).length,
    messagesIn: ({ channel }) => server.messages(channel).length,
    problems: () => server.problems,
    async close() {
      await live.disconnect();
      await server.close();
    },
  };
}

/** As `openDiscord`; `sizes`: how many channels each workspace has. */
export async function openSlack(sizes: readonly number[], delayMs: number): Promise<Chat> {
  const server = await openSlackServer({ rates: 'real', teams: [{ name: 'Team 0' }] });
  type Row = Parameters<SlackOptions['installations']['save']>[1];
  const installed = new Map<string, Row>();
  const installations: SlackOptions['installations'] = {
    save: async (key, row) => void installed.set(key, row),
    load: async (key) => installed.get(key) ?? null,
    remove: async (key) => void installed.delete(key),
    async *all() {
      yield* installed.values();
    },
  };
  const places = new Map<string, ReturnType<typeof server.addChannel>>();
  const workspaces = sizes.map((size, number) => {
    const team = number === 0 ? server.team : server.addTeam({ name: `Team ${number}` });
    const { id, name, botToken, botId, botUserId, installer } = team;
    installed.set(id, { team: id, name, botToken, botId, botUserId, installer: installer.id, installedAt: 0 });
    return Array.from({ length: size }, (_, n): ChannelAddress => {
      const channel = server.addChannel(team, { name: `news-${n}` });
      server.inviteBot(channel);
      places.set(channel.id, channel);
      return { platform: 'slack', workspace: id, channel: channel.id };
    });
  });
  const { platform } = createSlack({
    botToken: null,
    appToken: server.appToken,
    signingSecret: null,
    oauth: { clientId: server.clientId, clientSecret: server.clientSecret, stateSecret: 'a state secret of this run' },
    apiUrl: server.apiUrl,
    host: '127.0.0.1',
    port: 0,
    clock: systemClock,
    log: silentLog,
    installations,
  });
  server.fail('chat.postMessage', { kind: 'delay', ms: delayMs }, ENOUGH);
  return {
    platform,
    workspaces,
    refused: () => server.requests.filter(({ status }) => status === 429).length,
    messagesIn({ channel }) {
      const place = places.get(channel);
      return place === undefined ? 0 : server.messages(place.team, place.id).length;
    },
    problems: () => server.problems.map(({ method, what }) => `${method}: ${what}`),
    close: () => server.close(),
  };
}
