import { Client, Events, GatewayIntentBits } from 'discord.js';
import { describe, expect, test } from 'vitest';
import type { DiscordServer } from '../support/discord/control.ts';
import { call, eventually, furnish, login, openServer } from './discord-bench.ts';

test('a bot logs in and has its guilds, channels and roles', async () => {
  const server = await openServer();
  const { guild, general } = furnish(server, ['MANAGE_CHANNELS']);
  const absent = server.world.addGuild({ name: 'Elsewhere', invited: false });
  const client = await login(server);
  const cached = client.guilds.cache.get(guild.id);
  expect(cached?.name).toBe('Desk');
  expect(cached?.members.me?.permissions.has('ManageChannels')).toBe(true);
  expect(cached?.members.me?.roles.botRole?.id).toBe(guild.botRoleId);
  expect(client.channels.cache.get(general)?.isSendable()).toBe(true);
  expect(client.guilds.cache.has(absent.id)).toBe(false);
  expect(server.gateway.identifies()).toBe(1);
  expect(server.problems).toEqual([]);
});

test('a wrong token is refused by REST, a privileged intent by the gateway; a needless intent is a problem', async () => {
  const server = await openServer();
  const wrong = new Client({ intents: [], rest: { api: server.apiUrl } });
  await expect(wrong.login(`${server.token}x`)).rejects.toThrow('invalid token');
  expect(server.invalidRequests()).toBe(1);
  const greedy = [GatewayIntentBits.Guilds, GatewayIntentBits.MessageContent];
  await expect(login(server, { intents: greedy })).rejects.toThrow('disallowed intents');
  await login(server, { intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages] });
  expect(server.problems).toEqual([
    'IDENTIFY asks for privileged intents: 32769.',
    'IDENTIFY asks for intents 513; GUILDS (1) is enough.',
  ]);
});

test('a day of too many sessions lets no bot in', async () => {
  const server = await openServer({ sessionStarts: 0 });
  await expect(login(server)).rejects.toThrow('Not enough sessions remaining');
});

test('what people change reaches the cache', async () => {
  const server = await openServer();
  const { guild, general } = furnish(server);
  const client = await login(server);
  const me = () => client.guilds.cache.get(guild.id)?.members.me;
  const mayWrite = () => me()?.permissionsIn(general).has('SendMessages');
  expect(mayWrite()).toBe(true);
  server.world.setOverwrites(general, [{ id: guild.id, kind: 'role', deny: ['SEND_MESSAGES'] }]);
  await eventually(() => expect(mayWrite()).toBe(false));
  server.world.setOverwrites(general, [
    { id: guild.id, kind: 'role', deny: ['SEND_MESSAGES'] },
    { id: server.botId, kind: 'member', allow: ['SEND_MESSAGES'] },
  ]);
  await eventually(() => expect(mayWrite()).toBe(true));
  const sees = () => me()?.permissionsIn(general).has('ViewChannel');
  expect(sees()).toBe(true);
  server.world.setRole(guild.id, guild.id, { permissions: [] });
  await eventually(() => expect(sees()).toBe(false));
  expect(server.world.permissionsOf(server.botId, general)).toEqual([]);
  server.world.deleteChannel(general);
  await eventually(() => expect(client.channels.cache.has(general)).toBe(false));
});

test('a bot hears that it was removed, invited again, and that a guild is out', async () => {
  const server = await openServer();
  const { guild } = furnish(server);
  const client = await login(server);
  const events: string[] = [];
  client.on(Events.GuildDelete, () => events.push('removed'));
  client.on(Events.GuildCreate, () => events.push('invited'));
  client.on(Events.GuildUnavailable, () => events.push('out'));
  client.on(Events.GuildAvailable, () => events.push('back'));
  server.world.setOutage(guild.id, true);
  server.world.setOutage(guild.id, false);
  server.world.kickBot(guild.id);
  server.world.inviteBot(guild.id, ['MANAGE_GUILD']);
  await eventually(() => expect(events).toEqual(['out', 'back', 'removed', 'invited']));
});

test('a bot that is timed out reads and says nothing, until the time is over', async () => {
  const server = await openServer();
  const { guild, general } = furnish(server);
  const client = await login(server);
  server.world.timeOut(guild.id, server.botId, 60_000);
  const isTimedOut = () => client.guilds.cache.get(guild.id)?.members.me?.isCommunicationDisabled();
  await eventually(() => expect(isTimedOut()).toBe(true));
  const send = () => call(server, 'POST', `/channels/${general}/messages`, { content: 'x' });
  expect(await send()).toMatchObject({ status: 403, body: { code: 50013 } });
  server.advance(60_001);
  expect((await send()).status).toBe(200);
});

test('a revoked token ends the connection and every request', async () => {
  const server = await openServer();
  furnish(server);
  const client = await login(server);
  const invalidated = new Promise<number>((resolve) => client.on(Events.ShardDisconnect, ({ code }) => resolve(code)));
  server.world.revokeToken();
  expect(await invalidated).toBe(4004);
  await expect(client.rest.get('/users/@me')).rejects.toThrow('401');
});

test('a dropped connection is resumed, and what was missed comes', async () => {
  const server = await openServer();
  const { guild } = furnish(server);
  const client = await login(server);
  server.gateway.refuseConnections(true);
  server.gateway.drop();
  const late = server.world.addChannel(guild.id, { kind: 'text', name: 'late' });
  server.gateway.refuseConnections(false);
  await eventually(() => expect(client.channels.cache.has(late)).toBe(true));
  expect(server.gateway.identifies()).toBe(1);
  expect(server.gateway.resumes()).toBe(1);
  server.gateway.askReconnect();
  await eventually(() => expect(server.gateway.resumes()).toBe(2));
  server.gateway.drop(4000);
  await eventually(() => expect(server.gateway.resumes()).toBe(3));
  expect(server.problems).toEqual([]);
});

test('a refused resume makes the bot identify anew', async () => {
  const server = await openServer();
  const { guild } = furnish(server);
  // The client's own wait of five seconds between two IDENTIFYs is left out.
  const atOnce = { waitForIdentify: async () => undefined };
  const client = await login(server, { ws: { buildIdentifyThrottler: async () => atOnce } });
  server.gateway.refuseResume(true);
  server.gateway.refuseResume(false);
  server.gateway.drop();
  const late = server.world.addChannel(guild.id, { kind: 'text', name: 'late' });
  await eventually(() => expect(server.gateway.identifies()).toBe(2));
  await eventually(() => expect(client.channels.cache.has(late)).toBe(true));
  expect(server.gateway.resumes()).toBe(0);
});

test('heartbeats without an acknowledgement make the bot reconnect', async () => {
  const server = await openServer({ heartbeatMs: 200 });
  furnish(server);
  await login(server);
  server.gateway.ignoreHeartbeats(true);
  await eventually(() => expect(server.gateway.resumes()).toBeGreaterThan(0));
  server.gateway.ignoreHeartbeats(false);
  await eventually(() => expect(server.gateway.connections()).toBe(1));
});

describe('frames that are out of place', () => {
  async function closedWith(server: DiscordServer, frames: readonly unknown[]): Promise<number> {
    const socket = new WebSocket(`${server.apiUrl.replace('http', 'ws').replace('/api', '')}/?v=10&encoding=json`);
    const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
    await new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }));
    for (const frame of frames) socket.send(JSON.stringify(frame));
    return closed;
  }
  const properties = { os: 'linux', browser: 'test', device: 'test' };
  const identify = (token: string) => ({ op: 2, d: { token, intents: 1, properties } });

  test('each closes the connection with its own code', async () => {
    const server = await openServer();
    const { token } = server;
    expect(await closedWith(server, [{ op: 3, d: {} }])).toBe(4003);
    expect(await closedWith(server, [identify(`${token}x`)])).toBe(4004);
    expect(await closedWith(server, [identify(token), identify(token)])).toBe(4005);
    expect(await closedWith(server, [identify(token), { op: 77 }])).toBe(4001);
    expect(await closedWith(server, ['no frame'])).toBe(4002);
    const heartbeats = Array.from({ length: 121 }, () => ({ op: 1, d: null }));
    expect(await closedWith(server, heartbeats)).toBe(4008);
    expect(server.problems).toHaveLength(5);
  });
});
