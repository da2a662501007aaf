import { createServer } from 'node:http';
import { messagesIn } from './access.ts';
import { commandRoutes } from './command-routes.ts';
import type { DiscordServer, DiscordServerOptions } from './control.ts';
import { createFaults } from './faults.ts';
import { openGateway } from './gateway.ts';
import { guildRoutes } from './guild-routes.ts';
import { handleHttp } from './http.ts';
import { createInteractions } from './interactions.ts';
import { messageRoutes } from './message-routes.ts';
import { createPeople } from './people.ts';
import { createRateLimits } from './rate-limits.ts';
import { toSeen } from './seen.ts';
import { createState, type Discord, need, now } from './state.ts';
import { threadRoutes } from './thread-routes.ts';
import { createWorld } from './world.ts';

/** Opens a Discord on a loopback port of its own. To be closed when the test ends. */
export async function openDiscordServer(options: DiscordServerOptions = {}): Promise<DiscordServer> {
  const state = createState(options);
  const server = createServer((request, response) => void handleHttp(parts, request, response));
  const gateway = openGateway(state, server);
  const discord: Discord = { state, dispatch: gateway.dispatch };
  const interactions = createInteractions(discord);
  const faults = createFaults();
  const routes = [...guildRoutes, ...messageRoutes, ...threadRoutes, ...commandRoutes, ...interactions.routes];
  const parts = { discord, routes, limits: createRateLimits(state), faults };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  state.origin = `http://127.0.0.1:${address.port}`;

  return {
    apiUrl: `${state.origin}/api`,
    token: state.options.token,
    applicationId: state.applicationId,
    botId: state.applicationId,
    world: createWorld(discord, gateway),
    people: createPeople(discord, interactions),
    faults: faults.control,
    gateway: gateway.control,
    requests: state.requests,
    problems: state.problems,
    invalidRequests: () => state.invalidRequests,
    commands: (guildId = '') =>
      [...(state.commands.get(guildId)?.values() ?? [])].map(({ id, body }) => ({
        id,
        name: String(body['name']),
        type: Number(body['type'] ?? 1),
        body,
      })),
    messages: (channelId) => messagesIn(state, channelId).map((message) => toSeen(state, message)),
    threads: (channelId) =>
      [...state.channels.values()].flatMap(({ id, thread, parentId }) =>
        thread !== null && parentId === channelId ? [id] : [],
      ),
    message: (messageId) => toSeen(state, need(state.messages, messageId, 'message')),
    now: () => now(state),
    advance(ms) {
      state.advancedMs += ms;
    },
    empty() {
      state.messages.clear();
      state.nonces.clear();
      state.requests.splice(0);
    },
    async close() {
      interactions.close();
      await gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
