import { type Client, Status } from 'discord.js';
import type { Clock } from '../../src/lib/clock.ts';
import type { Log } from '../../src/lib/log.ts';
import type { Live } from '../../src/platform/live.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { createFinding } from './finding.ts';
import { createLive } from './live.ts';
import { createPace } from './pace.ts';
import { createPlaces } from './places.ts';
import { createPosting, type Lines } from './posting.ts';
import { createApi } from './rest.ts';
import { createSeenMessages } from './seen.ts';
import { createTargets } from './targets.ts';

export type DiscordOptions = {
  readonly token: string;
  /** Where Discord's API is, without its version; null: at Discord. */
  readonly apiUrl: string | null;
  readonly clock: Clock;
  readonly log: Log;
  /** Keeps the command lines that a button is too small for. */
  readonly lines: Lines;
};

/**
 * Discord. Messages are posted through its REST API, with or without `live` being connected; commands come through its
 * gateway. Each message is one or more embeds (never Components V2), so that it can always be edited into another kind.
 */
export function createDiscord(options: DiscordOptions): { readonly platform: Platform; readonly live: Live } {
  const { apiUrl, clock, log, lines } = options;
  const token = sendable(options.token);
  let client: Client<true> | null = null;
  const pace = createPace(clock);
  const api = createApi(token, apiUrl, log, pace);
  const places = createPlaces(api, () => (client !== null && isConnected(client) ? client : null));
  const targets = createTargets({ api, places, log });
  const { post, edit, reply } = createPosting({ api, targets, seen: createSeenMessages(api), lines, log });
  const live = createLive({
    token,
    apiUrl,
    log,
    lines,
    api,
    places,
    setClient(connected) {
      client = connected;
    },
  });
  const find = createFinding({ api, places, targets, clock });
  const enter: Platform['enter'] = (address, calls) => pace.enter(address.channel, calls);
  const { tooFast } = pace;
  return { platform: { name: 'discord', post, edit, reply, find, enter, tooFast, inspect: targets.inspect }, live };
}

// While a connection is being made again, what it told before may no longer be true.
function isConnected(client: Client<true>): boolean {
  return client.isReady() && client.ws.shards.every(({ status }) => status === Status.Ready);
}

// What no header can hold never reaches Discord, so that nobody would say that it is wrong.
function sendable(token: string): string {
  return /^[\x21-\x7e]+$/.test(token.trim()) ? token.trim() : 'invalid';
}
