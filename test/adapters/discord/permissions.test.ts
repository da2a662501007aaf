import { PermissionFlagsBits } from 'discord.js';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { permissionsIn } from '../../../adapters/discord/permissions.ts';
import type { DiscordServer, Permission } from '../../support/discord/control.ts';
import { openDiscordServer } from '../../support/discord/server.ts';

const FLAGS: ReadonlyMap<Permission, bigint> = new Map([
  ['ADMINISTRATOR', PermissionFlagsBits.Administrator],
  ['VIEW_CHANNEL', PermissionFlagsBits.ViewChannel],
  ['SEND_MESSAGES', PermissionFlagsBits.SendMessages],
  ['EMBED_LINKS', PermissionFlagsBits.EmbedLinks],
  ['MANAGE_CHANNELS', PermissionFlagsBits.ManageChannels],
  ['READ_MESSAGE_HISTORY', PermissionFlagsBits.ReadMessageHistory],
]);
const bitsOf = (names: readonly Permission[]) => names.reduce((sum, name) => sum | (FLAGS.get(name) ?? 0n), 0n);

let server: DiscordServer;

beforeAll(async () => {
  server = await openDiscordServer();
});
afterAll(() => server.close());

test('what a member may do is worked out as Discord does it', () => {
  const names = [...FLAGS.keys()];
  const some = fc.subarray(names.filter((name) => name !== 'ADMINISTRATOR'));
  const change = fc.record({ allow: some, deny: some });
  fc.assert(
    fc.property(
      fc.record({ everyone: some, roles: fc.array(fc.subarray(names), { maxLength: 3 }), held: fc.nat(7) }),
      fc.record({ everyone: change, roles: fc.array(change, { maxLength: 3 }), member: change }),
      ({ everyone, roles, held }, overwrites) => {
        const guild = server.world.addGuild({ name: 'G', everyone });
        const member = server.world.addPerson('P');
        const ids = roles.map((permissions, at) => server.world.addRole(guild.id, { name: `R${at}`, permissions }));
        const own = ids.filter((_, at) => ((held >> at) & 1) === 1);
        server.world.addMember(guild.id, member, own);
        const changes = [
          { id: guild.id, kind: 'role' as const, ...overwrites.everyone },
          ...ids.flatMap((id, at) => {
            const of = overwrites.roles[at];
            return of === undefined ? [] : [{ id, kind: 'role' as const, ...of }];
          }),
          { id: member, kind: 'member' as const, ...overwrites.member },
        ];
        const channel = server.world.addChannel(guild.id, { kind: 'text', name: 'c', overwrites: changes });
        const rights = new Map([
          [guild.id, bitsOf(everyone)],
          ...ids.map((id, at) => [id, bitsOf(roles[at] ?? [])] as const),
        ]);
        const ours = permissionsIn(
          { id: guild.id, owner: guild.ownerId, roles: rights },
          changes.map(({ id, allow, deny }) => ({ id, allow: bitsOf(allow), deny: bitsOf(deny) })),
          { id: member, roles: own, isTimedOut: false },
        );
        const theirs = server.world.permissionsOf(member, channel);
        for (const [name, flag] of FLAGS) {
          if (theirs.includes('VIEW_CHANNEL'))
            expect([name, (ours & flag) === flag]).toEqual([name, theirs.includes(name)]);
        }
        expect(ours !== 0n).toBe(theirs.includes('VIEW_CHANNEL'));
      },
    ),
    { numRuns: 100 },
  );
});

test('somebody who is timed out sees and reads, and nothing more', () => {
  const guild = {
    id: '1',
    owner: '2',
    roles: new Map([['1', bitsOf(['VIEW_CHANNEL', 'SEND_MESSAGES', 'READ_MESSAGE_HISTORY'])]]),
  };
  expect(permissionsIn(guild, [], { id: '3', roles: [], isTimedOut: true })).toBe(
    bitsOf(['VIEW_CHANNEL', 'READ_MESSAGE_HISTORY']),
  );
});
