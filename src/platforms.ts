import { z } from 'zod';
import type { Lines } from '../adapters/discord/posting.ts';
import { createPreview } from '../adapters/preview/platform.ts';
import type { Config } from './config.ts';
import { type Clock, DAY_MS, later } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import type { PlatformPart } from './platform/part.ts';
import { postedMessageSchema } from './platform/schemas.ts';
import type { Store } from './store/store.ts';

/** The workspace of the preview platform; it has one. */
export const PREVIEW_WORKSPACE = { platform: 'preview', workspace: 'local' } as const;

/** The channel that people who type into a terminal are in. */
export const PREVIEW_CHANNEL = { ...PREVIEW_WORKSPACE, channel: 'newsroom' } as const;

/** Nobody presses a button of an answer that is older. */
const LINES_KEPT_MS = 90 * DAY_MS;

export type Screen = {
  readonly print: (line: string) => void;
  readonly colours: boolean;
};

export type PlatformOptions = {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly screen: Screen;
};

/**
 * Switches on the platforms that are configured. Without any that is the preview, which needs no account. The packages
 * of a platform are loaded only when it is switched on. Connects to nothing.
 */
export async function openPlatforms(options: PlatformOptions): Promise<readonly PlatformPart[]> {
  const parts = [await openDiscord(options), await openSlack(options)].filter((part) => part !== null);
  return parts.length > 0 ? parts : [await openPreview(options)];
}

async function openDiscord({ config, store, clock, log }: PlatformOptions): Promise<PlatformPart | null> {
  const { discordToken: token, discordApiUrl: apiUrl } = config;
  if (token === null) return null;
  const { createDiscord } = await import('../adapters/discord/platform.ts');
  const discord = createDiscord({ token, apiUrl, clock, log, lines: openLines(store, clock) });
  return { ...discord, transcript: null };
}

/** Command lines that are too long for a button of Discord. They hold what people typed, and people type without end: each is kept for a time. */
export function openLines(store: Store, clock: Clock): Lines {
  const lines = store.table('discord-lines', { version: 1, parse: z.object({ line: z.string() }) });
  return {
    save: (id, line) => store.commit([lines.put(id, { line }, { expiresAt: later(clock(), LINES_KEPT_MS) })]),
    load: async (id) => (await lines.get(id))?.line ?? null,
  };
}

async function openSlack({ config, store, clock, log }: PlatformOptions): Promise<PlatformPart | null> {
  const { slackBotToken: botToken, slackAppToken: appToken, slackSigningSecret: signingSecret } = config;
  const { slackClientId: clientId, slackClientSecret: clientSecret, slackStateSecret: stateSecret } = config;
  const stated = [botToken, appToken, signingSecret, clientId, clientSecret, stateSecret];
  if (stated.every((value) => value === null)) return null;
  const { createSlack } = await import('../adapters/slack/platform.ts');
  const installations = store.table('slack-installations', { version: 1, parse: z.json() });
  const slack = createSlack({
    botToken,
    appToken,
    signingSecret,
    oauth: { clientId, clientSecret, stateSecret },
    apiUrl: config.slackApiUrl,
    host: config.slackHost,
    port: config.slackPort,
    clock,
    log,
    installations: {
      save: (key, row) => store.commit([installations.put(key, row)]),
      load: (key) => installations.get(key),
      remove: (key) => store.commit([installations.remove(key)]),
      async *all() {
        for await (const [, row] of installations.rows()) yield row;
      },
    },
  });
  return { ...slack, transcript: null };
}

async function openPreview({ store, clock, screen }: PlatformOptions): Promise<PlatformPart> {
  const table = store.table('preview', { version: 1, parse: postedMessageSchema });
  const preview = createPreview({
    rows: {
      save: (key, row) => store.commit([table.put(key, row)]),
      remove: (key) => store.commit([table.remove(key)]),
      async *all() {
        for await (const [, row] of table.rows()) yield row;
      },
    },
    clock,
    channels: [PREVIEW_CHANNEL],
    ...screen,
  });
  await preview.load();
  return { platform: preview, transcript: preview.transcript, live: null };
}
