import { Client, type ClientOptions, DiscordAPIError, GatewayIntentBits } from 'discord.js';
import { afterEach, vi } from 'vitest';
import type { DiscordServer, DiscordServerOptions, Permission } from '../support/discord/control.ts';
import { openDiscordServer } from '../support/discord/server.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

export async function openServer(options: DiscordServerOptions = {}): Promise<DiscordServer> {
  const server = await openDiscordServer(options);
  opened.push(() => server.close());
  return server;
}

/** The real client, logged in. */
export async function login(server: DiscordServer, options: Partial<ClientOptions> = {}): Promise<Client<true>> {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    ...options,
    rest: { api: server.apiUrl, ...options.rest },
  });
  client.on('error', () => undefined);
  opened.push(() => client.destroy());
  const ready = new Promise<Client<true>>((resolve) => client.once('clientReady', resolve));
  await client.login(server.token);
  return ready;
}

/** A guild with one text channel, where the bot may do what it needs. */
export function furnish(server: DiscordServer, bot: readonly Permission[] = []) {
  const guild = server.world.addGuild({ name: 'Desk', bot });
  const ana = server.world.addPerson('ana');
  server.world.addMember(guild.id, ana);
  return { guild, ana, general: server.world.addChannel(guild.id, { kind: 'text', name: 'general' }) };
}

export type Called = { readonly status: number; readonly body: Record<string, unknown>; readonly headers: Headers };

/** One request without any client in between. */
export async function call(server: DiscordServer, method: string, path: string, body?: unknown): Promise<Called> {
  const response = await fetch(`${server.apiUrl}/v10${path}`, {
    method,
    headers: {
      authorization: `Bot ${server.token}`,
      'user-agent': 'DiscordBot (https://newsdesk.example, 1)',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text), headers: response.headers };
}

/** The code of Discord's error with which the promise rejects. */
export async function codeOf(promise: Promise<unknown>): Promise<number | string | null> {
  return promise.then(
    () => null,
    (error: unknown) => (error instanceof DiscordAPIError ? error.code : String(error)),
  );
}

/** Waits until the check no longer throws; a time that is long enough for a busy machine is no assertion. */
export async function eventually(check: () => void): Promise<void> {
  await vi.waitFor(check, { timeout: 20_000, interval: 10 });
}
