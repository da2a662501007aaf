import { afterEach, describe, expect, test } from 'vitest';
import { inviteLink } from '../../../adapters/discord/permissions.ts';
import { type Bench, type BenchOptions, fakeDesk, INVITED, newsdeskOn, openBench, PATIENT, SPECS } from './support.ts';

let bench: Bench | null = null;

async function open(options: BenchOptions = {}): Promise<Bench> {
  bench = await openBench(options);
  return bench;
}

afterEach(async () => {
  await bench?.close();
  bench = null;
});

const PUTS = 'PUT /applications/:application/commands';

describe('connecting', () => {
  test('reads the application, registers the commands once, and again only when they changed', async () => {
    const { server, live } = await open();
    expect(server.commands().map(({ name, type }) => [name, type])).toEqual([
      ['news', 1],
      ['Why was this posted?', 3],
    ]);
    expect(server.commands()[1]?.body['name_localizations']).toMatchObject({ de: 'Warum diese Nachricht?' });
    await live.disconnect();
    const puts = () => server.requests.filter(({ route }) => route === PUTS).length;
    expect(puts()).toBe(1);
    const again = newsdeskOn(server);
    expect(await again.live.connect(fakeDesk())).toMatchObject({ kind: 'connected' });
    await again.live.disconnect();
    expect(puts()).toBe(1);
    const changed = newsdeskOn(server);
    await changed.live.connect({ ...fakeDesk(), specs: SPECS.slice(1) });
    await changed.live.disconnect();
    expect(puts()).toBe(2);
    expect(server.problems).toEqual([]);
  });

  test.each(['', 'Bot token', 'tökén\n', 'MTIzNDU2.wrong.secret'])(
    'with the token %j fails with the setting and where to get a right one, and says no secret',
    async (token) => {
      const { server, at, channelId } = await open({ connected: false });
      const { live, platform, logged } = newsdeskOn(server, server.apiUrl, token);
      const outcome = await live.connect(fakeDesk());
      expect(outcome).toEqual({
        kind: 'failed',
        reason: expect.stringMatching(/DISCORD_TOKEN.*discord\.com\/developers/),
      });
      expect(await live.check([at(channelId)])).toEqual([
        { level: 'bad', what: expect.stringContaining('DISCORD_TOKEN'), advice: expect.stringContaining('developers') },
      ]);
      expect(await platform.inspect(at(channelId))).toMatchObject({ kind: 'closed', reach: 'platform' });
      if (token !== '') expect(JSON.stringify([outcome, logged])).not.toContain(token);
      await live.disconnect();
    },
  );

  test('goes on trying while Discord cannot be reached', async () => {
    const { server, live, host, logged } = await open({ connected: false });
    server.faults.next('GET /gateway/bot', { kind: 'status', status: 503 });
    expect(await live.connect(host)).toMatchObject({ kind: 'connected' });
    expect(logged.filter(({ message }) => message === 'Discord cannot be reached')).toHaveLength(1);
  });

  test('can be given up', async () => {
    const { server, live, host } = await open({ connected: false });
    server.gateway.refuseConnections(true);
    const connecting = live.connect(host);
    await expect.poll(() => server.requests.length, PATIENT).toBeGreaterThan(0);
    await live.disconnect();
    expect(await connecting).toMatchObject({ kind: 'failed' });
  });

  test('commands that could not be registered do not keep the rest away', async () => {
    const { server, live, host, logged } = await open({ connected: false });
    server.faults.next(PUTS, { kind: 'status', status: 500 });
    expect(await live.connect(host)).toMatchObject({ kind: 'connected' });
    expect(logged).toContainEqual(
      expect.objectContaining({ level: 'error', message: expect.stringContaining('registered') }),
    );
  });
});

describe('a connection', () => {
  test('that drops comes back, and people are answered again', async () => {
    const { server, guild, channelId, host } = await open();
    const ada = server.world.addPerson('Ada');
    server.world.addMember(guild.id, ada);
    server.gateway.drop();
    await expect.poll(() => server.gateway.resumes(), PATIENT).toBe(1);
    await server.people.command(ada, channelId, 'news help');
    server.gateway.askReconnect();
    await expect.poll(() => server.gateway.resumes(), PATIENT).toBe(2);
    await server.people.command(ada, channelId, 'news help');
    expect(host.ran).toHaveLength(2);
    expect(server.problems).toEqual([]);
  });

  test('tells of every change of what may be posted where', async () => {
    const { server, guild, channelId, channel, platform, host } = await open();
    await platform.post(channel, { kind: 'note', text: ['Hello.'] }, 'k1');
    const role = server.world.addRole(guild.id, { name: 'Desk' });
    const changes: (() => void)[] = [
      () => server.world.setOverwrites(channelId, [{ id: guild.id, kind: 'role', deny: ['SEND_MESSAGES'] }]),
      () => server.world.setRole(guild.id, guild.botRoleId, { permissions: INVITED.slice(1) }),
      () => server.world.setMemberRoles(guild.id, server.botId, [guild.botRoleId, role]),
      () => server.world.deleteChannel(channelId),
      () => server.world.setOutage(guild.id, true),
      () => server.world.setOutage(guild.id, false),
      () => server.world.kickBot(guild.id),
      () => server.world.inviteBot(guild.id, INVITED),
    ];
    for (const change of changes.filter((_, at) => at !== 4)) {
      host.changed.length = 0;
      if (change === changes[5]) changes[4]?.();
      change();
      await expect.poll(() => host.changed, PATIENT).toContain(guild.id);
    }
  });

  test('whose token is revoked is logged with what to do, and takes nothing down', async () => {
    const { server, channel, platform, logged, host } = await open();
    server.world.revokeToken();
    await expect.poll(() => logged.filter(({ level }) => level === 'error'), PATIENT).toHaveLength(1);
    expect(JSON.stringify(logged.filter(({ level }) => level === 'error'))).toContain('DISCORD_TOKEN');
    expect(JSON.stringify(logged)).not.toContain(server.token);
    expect(host.losses).toEqual([expect.stringContaining('DISCORD_TOKEN')]);
    expect(await platform.post(channel, { kind: 'note', text: ['x'] }, 'k1')).toMatchObject({ reach: 'platform' });
  });

  test('ends after those are answered who have asked', async () => {
    const { server, guild, channelId, host, live } = await open();
    const ada = server.world.addPerson('Ada');
    server.world.addMember(guild.id, ada);
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    host.answer = async () => {
      await mayEnd;
      return { ok: true, title: 'Still answered', blocks: [], actions: [] };
    };
    const answer = server.people.command(ada, channelId, 'news help');
    await expect.poll(() => host.ran, PATIENT).toHaveLength(1);
    const disconnecting = live.disconnect();
    end();
    await disconnecting;
    expect(await answer).toMatchObject({ message: { text: expect.stringContaining('Still answered') } });
    expect(server.gateway.connections()).toBe(0);
  });
});

describe('the check', () => {
  test.each([true, false])(
    'names the bot, the invite link, and what each channel lacks (connected: %s)',
    async (connected) => {
      const { server, guild, live, at, channelId } = await open({ connected });
      const closed = server.world.addChannel(guild.id, {
        kind: 'text',
        name: 'closed',
        overwrites: [{ id: guild.botRoleId, kind: 'role', deny: ['SEND_MESSAGES', 'EMBED_LINKS'] }],
      });
      const bare = server.world.addChannel(guild.id, {
        kind: 'text',
        name: 'bare',
        overwrites: [{ id: guild.botRoleId, kind: 'role', deny: ['READ_MESSAGE_HISTORY'] }],
      });
      await expect.poll(async () => (await live.check([at(bare)])).at(-1)?.level, PATIENT).toBe('warning');
      const results = await live.check([at(channelId), at(closed), at(bare), at('general'), at('@owner')]);
      expect(results.map(({ level }) => level)).toEqual(['good', 'good', 'good', 'bad', 'warning', 'bad']);
      expect(results[1]?.what).toContain(inviteLink(server.applicationId));
      expect(results[3]).toMatchObject({
        what: expect.stringContaining('#closed'),
        advice: expect.stringContaining('Send Messages and Embed Links'),
      });
      expect(results[4]?.advice).toContain('Read Message History');
    },
  );

  test('the invite link asks for these permissions and no other', () => {
    const permissions = BigInt(new URL(inviteLink('42')).searchParams.get('permissions') ?? '');
    // View Channel, Send Messages, Embed Links, Read Message History, Create Public Threads, Send Messages in Threads.
    expect(permissions).toBe((1n << 10n) | (1n << 11n) | (1n << 14n) | (1n << 16n) | (1n << 35n) | (1n << 38n));
    expect(new URL(inviteLink('42')).searchParams.get('scope')).toBe('bot applications.commands');
  });
});
