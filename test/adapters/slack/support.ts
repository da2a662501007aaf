import { createServer } from 'node:net';
import { expect } from 'vitest';
import type { InstallationRows } from '../../../adapters/slack/installations.ts';
import { BOT_EVENTS, BOT_SCOPES, COMMAND, WHY_SHORTCUT } from '../../../adapters/slack/manifest.ts';
import type { SlackOptions } from '../../../adapters/slack/options.ts';
import { createSlack } from '../../../adapters/slack/platform.ts';
import { type Clock, later, systemClock } from '../../../src/lib/clock.ts';
import type { ChannelAddress } from '../../../src/platform/channel.ts';
import type { Live } from '../../../src/platform/live.ts';
import type { Platform } from '../../../src/platform/platform.ts';
import type { SlackServer, SlackServerOptions } from '../../support/slack/control.ts';
import { openSlackServer } from '../../support/slack/server.ts';

/** Everything that can be read in blocks, a line a section or item; addresses of links and labels of buttons included. */
export function textsOf(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(textsOf);
  if (!isRecord(part)) return [];
  const { type, text, url, fallback, image_url, elements, accessory, channel_id, label, hint, element } = part;
  const own = [text, url, fallback, image_url].flatMap((one) => (typeof one === 'string' ? [one] : textsOf(one)));
  const channel = typeof channel_id === 'string' ? [`<#${channel_id}>`] : [];
  const ends = ENDING.has(String(type)) ? ['\n'] : [];
  return [...own, ...channel, ...[elements, accessory, label, hint, element].flatMap(textsOf), ...ends];
}

const ENDING = new Set(['section', 'rich_text_section', 'actions', 'context', 'header']);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A moment that moves on by more than a post's second whenever it is read, so that nothing has to wait. */
function hurried(): Clock {
  let at = systemClock();
  return () => {
    at = later(at, 1_500);
    return at;
  };
}

/** Rows in memory, as the app's table keeps them. */
export type TestRows = InstallationRows & { readonly rows: Map<string, Json> };
type Json = Parameters<InstallationRows['save']>[1];

export function testRows(): TestRows {
  const rows = new Map<string, Json>();
  return {
    rows,
    async save(key, row) {
      rows.set(key, JSON.parse(JSON.stringify(row)));
    },
    load: async (key) => rows.get(key) ?? null,
    async remove(key) {
      rows.delete(key);
    },
    async *all() {
      yield* rows.values();
    },
  };
}

export type TestSlack = {
  readonly server: SlackServer;
  readonly platform: Platform;
  readonly live: Live;
  readonly rows: TestRows;
  /** Everything that was logged, as text. */
  readonly logged: readonly string[];
  /** The address of a channel. */
  at(channel: { readonly team: string; readonly id: string }): ChannelAddress;
  close(): Promise<void>;
};

/** The adapter against a Slack of its own, by default over Socket Mode with the bot token of the first workspace. */
export async function openTestSlack(
  settings: (server: SlackServer) => Partial<SlackOptions> = () => ({}),
  slack: SlackServerOptions = {},
): Promise<TestSlack> {
  const server = await openSlackServer({
    rates: 'off',
    ...slack,
    app: { events: [...BOT_EVENTS], shortcuts: [WHY_SHORTCUT], commands: [COMMAND], homeTab: true },
    teams: slack.teams ?? [{ name: 'Acme', scopes: Object.keys(BOT_SCOPES) }],
  });
  const rows = testRows();
  const logged: string[] = [];
  const keep = (fields: object, message: string) => logged.push(`${message} ${JSON.stringify(fields)}`);
  const { platform, live } = createSlack({
    botToken: server.team.botToken,
    appToken: server.appToken,
    signingSecret: null,
    oauth: null,
    apiUrl: server.apiUrl,
    host: '127.0.0.1',
    port: 0,
    clock: hurried(),
    log: { debug: keep, info: keep, warn: keep, error: keep },
    installations: rows,
    ...settings(server),
  });
  return {
    server,
    platform,
    live,
    rows,
    logged,
    at: ({ team, id }) => ({ platform: 'slack', workspace: team, channel: id }),
    async close() {
      await live.disconnect();
      await server.close();
    },
  };
}

/** Waits until what `look` gives is as expected, on a machine that may be slow. */
export function eventually<T>(look: () => T) {
  return expect.poll(look, { timeout: 20_000 });
}

/** A port that nobody listens at now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
