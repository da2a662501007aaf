import { setTimeout as sleep } from 'node:timers/promises';
import {
  Client,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayCloseCodes,
  GatewayIntentBits,
  Options,
} from 'discord.js';
import { SECOND_MS } from '../../src/lib/clock.ts';
import type { Log } from '../../src/lib/log.ts';
import type { Host } from '../../src/platform/host.ts';
import type { Connected, Live } from '../../src/platform/live.ts';
import { createCheck } from './check.ts';
import { registerCommands } from './commands.ts';
import { createInteractions } from './interactions.ts';
import { errorFields, failureOf, TOKEN_ADVICE } from './outcome.ts';
import type { Places } from './places.ts';
import type { Lines } from './posting.ts';
import { type Api, reportLimits, restOptions } from './rest.ts';

export type LiveOptions = {
  readonly token: string;
  readonly apiUrl: string | null;
  readonly log: Log;
  readonly lines: Lines;
  readonly api: Api;
  readonly places: Places;
  /** Told of the client that is connected now; null: none is. */
  setClient(client: Client<true> | null): void;
};

const FIRST_WAIT_MS = SECOND_MS;
const LAST_WAIT_MS = 60 * SECOND_MS;
const FAREWELL_MS = 5 * SECOND_MS;

const INVALID_TOKEN = `Discord does not accept DISCORD_TOKEN. ${TOKEN_ADVICE}`;

/**
 * The gateway: commands, buttons, forms. While Discord cannot be reached, `connect` goes on trying with growing waits for
 * as long as that takes; whoever calls it does not wait for it before doing something else.
 */
export function createLive(options: LiveOptions): Live {
  const { token, apiUrl, log, lines, api, places, setClient } = options;
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  let current: Client | null = null;

  async function connect(host: Host): Promise<Connected> {
    const take = createInteractions({ host, places, lines, apiUrl, log });
    for (let waitMs = FIRST_WAIT_MS; !stopping.signal.aborted; waitMs = Math.min(LAST_WAIT_MS, waitMs * 2)) {
      const client = createClient();
      current = client;
      watch(client, host, take);
      try {
        const ready = await enter(client);
        setClient(ready);
        await register(ready, host);
        return { kind: 'connected', as: ready.user.username };
      } catch (error) {
        await client.destroy().catch(() => undefined);
        if (isTokenInvalid(error)) return { kind: 'failed', reason: INVALID_TOKEN };
        if (stopping.signal.aborted) break;
        log.warn({ ...errorFields(error), againInMs: waitMs }, 'Discord cannot be reached');
        await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
    return { kind: 'failed', reason: 'Newsdesk was stopped before Discord could be reached.' };
  }

  function createClient(): Client {
    return new Client({
      intents: [GatewayIntentBits.Guilds],
      // As many connections as Discord recommends for the number of servers.
      shards: 'auto',
      rest: restOptions(apiUrl),
      // People come with what they ask, and messages are never read: none of them are worth remembering.
      makeCache: Options.cacheWithLimits({
        ...Options.DefaultMakeCacheSettings,
        MessageManager: 0,
        GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
        UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === user.client.user.id },
      }),
      allowedMentions: { parse: [] },
      closeTimeout: SECOND_MS,
    });
  }

  /** Logs in and waits until the guilds are known. */
  async function enter(client: Client): Promise<Client<true>> {
    const { promise, resolve, reject } = Promise.withResolvers<Client<true>>();
    client.once(Events.ClientReady, resolve);
    client.once(Events.ShardDisconnect, ({ code }) => reject(new GatewayClosed(code)));
    const abort = () => reject(new Error('stopped'));
    stopping.signal.addEventListener('abort', abort, { once: true });
    // A login that fails after the gateway has said why is the same failure.
    client.login(token).catch(reject);
    try {
      return await promise;
    } finally {
      stopping.signal.removeEventListener('abort', abort);
    }
  }

  // Commands that could not be registered are the old ones, which work; the next start tries again.
  async function register(client: Client<true>, host: Host): Promise<void> {
    try {
      await registerCommands(api, client.application.id, host.specs, log);
    } catch (error) {
      log.error(errorFields(error), 'The commands could not be registered with Discord');
    }
  }

  function watch(client: Client, host: Host, take: ReturnType<typeof createInteractions>): void {
    const changed = (guild: string) => host.accessChanged({ platform: 'discord', workspace: guild });
    reportLimits(client.rest, log);
    // An error that nobody listens to would end the process.
    client.on(Events.Error, (error) => log.error(errorFields(error), 'The Discord client had an error'));
    client.on(Events.Warn, (reason) => log.warn({ reason }, 'The Discord client warns'));
    client.on(Events.ShardError, (error) => log.warn(errorFields(error), 'The connection to Discord had an error'));
    client.on(Events.ShardDisconnect, ({ code }) => {
      if (client !== current || !client.isReady()) return;
      const reason =
        code === GatewayCloseCodes.AuthenticationFailed
          ? INVALID_TOKEN
          : `Discord closed the connection for good (${code}). Start Newsdesk again.`;
      log.error({ code, reason }, 'Discord closed the connection for good');
      host.lost('discord', reason);
    });
    client.on(Events.InteractionCreate, (interaction) => {
      if (stopping.signal.aborted) return;
      const work = take(interaction).finally(() => underWay.delete(work));
      underWay.add(work);
    });
    client.on(Events.GuildCreate, (guild) => changed(guild.id));
    client.on(Events.GuildDelete, (guild) => changed(guild.id));
    // After a connection that could not be resumed, too: what happened meanwhile is not told.
    client.on(Events.GuildAvailable, (guild) => changed(guild.id));
    client.on(Events.GuildRoleUpdate, (role) => changed(role.guild.id));
    client.on(Events.GuildRoleDelete, (role) => changed(role.guild.id));
    // Without the intent for members, Discord tells this of the bot alone.
    client.on(Events.GuildMemberUpdate, (member) => changed(member.guild.id));
    client.on(Events.ChannelCreate, (channel) => changed(channel.guild.id));
    client.on(Events.ChannelUpdate, (channel) => {
      if (!channel.isDMBased()) changed(channel.guild.id);
    });
    client.on(Events.ChannelDelete, (channel) => {
      if (!channel.isDMBased()) changed(channel.guild.id);
    });
    client.on(Events.ThreadUpdate, (thread) => changed(thread.guild.id));
    client.on(Events.ThreadDelete, (thread) => changed(thread.guild.id));
  }

  async function disconnect(): Promise<void> {
    stopping.abort();
    await Promise.race([Promise.all(underWay), sleep(FAREWELL_MS, undefined, { ref: false })]);
    setClient(null);
    await current?.destroy();
  }

  return { connect, disconnect, check: createCheck({ api, places }) };
}

/** The gateway closed the connection, and said that it would do so again. */
class GatewayClosed extends Error {
  readonly code: number;

  constructor(code: number) {
    super('the gateway closed the connection');
    this.code = code;
  }
}

function isTokenInvalid(error: unknown): boolean {
  if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) return true;
  if (error instanceof GatewayClosed) return error.code === GatewayCloseCodes.AuthenticationFailed;
  const failure = failureOf(error);
  return failure.kind === 'answered' && failure.status === 401;
}
