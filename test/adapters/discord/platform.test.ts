import { expect } from 'vitest';
import { testPlatform } from '../../contracts/platform.ts';
import { type Bench, openBench, shown } from './support.ts';

function pingsOf({ rings }: ReturnType<Bench['server']['messages']>[number]): boolean {
  return rings.everyone || rings.roles.length > 0 || rings.users.length > 0;
}

for (const connected of [true, false]) {
  testPlatform(`discord (${connected ? 'connected' : 'REST alone'})`, async () => {
    const bench = await openBench({ connected });
    return {
      platform: bench.platform,
      channel: bench.channel,
      role: bench.server.world.addRole(bench.guild.id, { name: 'Desk', mentionable: true }),
      seen: async () =>
        bench.server.messages(bench.channelId).flatMap((message) => [
          {
            id: message.id,
            text: shown(message.text),
            thread: null,
            pings: pingsOf(message),
            rings: message.rings.roles,
          },
          ...(message.threadId === null ? [] : bench.server.messages(message.threadId)).map((reply) => ({
            id: reply.id,
            text: shown(reply.text),
            thread: message.threadId,
            pings: pingsOf(reply),
          })),
        ]),
      async close() {
        await bench.close();
        // The server writes down whatever Discord would not have stood for.
        expect(bench.server.problems).toEqual([]);
      },
    };
  });
}
