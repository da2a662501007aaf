import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { Host } from '../../src/platform/host.ts';
import type { Connected, Live } from '../../src/platform/live.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { checkSlack } from './check.ts';
import type { Workspaces } from './installations.ts';
import { takeInteractions } from './interactions.ts';
import { errorText } from './log.ts';
import { ACCESS_EVENTS, REMOVAL_EVENTS } from './manifest.ts';
import { APP_PLACE, BOT_PLACE, type Mode, type SlackOptions } from './options.ts';
import { createReception, type Reception } from './receiver.ts';

type Needs = {
  readonly options: SlackOptions;
  readonly mode: Extract<Mode, { readonly kind: 'mode' }>;
  readonly workspaces: Workspaces;
  readonly inspect: Platform['inspect'];
};

/** Payloads that are remembered, so that one that Slack sends twice is handled once. */
const REMEMBERED = 2_000;
const STOPPED: Connected = { kind: 'failed', reason: 'Newsdesk was stopped before Slack answered.' };
/** How long what is under way may take when the connection ends. */
const LAST_ANSWERS_MS = 3_000;
const RETRY_MS = 5_000;

/** The side of Slack that people use. */
export function createLive(needs: Needs): Live {
  const { options, mode, workspaces, inspect } = needs;
  const { log } = options;
  const underWay = new Set<Promise<void>>();
  const ending = new AbortController();
  let reception: Reception | null = null;

  async function track(work: () => Promise<void>): Promise<void> {
    const running = work().finally(() => underWay.delete(running));
    underWay.add(running);
    await running;
  }

  async function connect(host: Host): Promise<Connected> {
    const asked = await whoWeAre();
    if (asked.kind === 'failed') return asked;
    const accessChanged = (team: string) => host.accessChanged({ platform: 'slack', workspace: team });
    const refused = (error: string) => host.lost('slack', sayAppToken(error));
    reception = createReception({ options, mode, workspaces, installed: accessChanged, refused });
    dropRepeated(reception.app);
    takeInteractions({ app: reception.app, host, workspaces, log, apiUrl: options.apiUrl, track });
    takeChanges(reception.app, workspaces, accessChanged, track);
    try {
      const first = await reception.start();
      if (first.kind === 'refused') return { kind: 'failed', reason: sayAppToken(first.error) };
      if (first.kind === 'stopped') return STOPPED;
      return { kind: 'connected', as: asked.as };
    } catch (error) {
      const { host: name, port } = options;
      log.error({ reason: errorText(error) }, 'slack: cannot listen');
      return {
        kind: 'failed',
        reason: `Newsdesk cannot listen for Slack at ${name}:${port} (SLACK_HOST, SLACK_PORT): ${errorText(error)}`,
      };
    }
  }

  /** The bot's name; a network that is down is asked again and again. */
  async function whoWeAre(): Promise<Connected> {
    while (!ending.signal.aborted) {
      const own = await workspaces.own();
      if (own === null) return { kind: 'connected', as: 'Newsdesk' };
      if (own.kind === 'open') return { kind: 'connected', as: own.workspace.botName ?? own.workspace.botUserId };
      const { outcome } = own;
      if (outcome.kind === 'refused') return { kind: 'failed', reason: sayBotToken(outcome.reason) };
      log.warn(outcome, 'slack: not reached');
      await pause(Math.max(RETRY_MS, outcome.afterMs), ending.signal);
    }
    return STOPPED;
  }

  async function disconnect(): Promise<void> {
    ending.abort();
    await reception?.stop();
    const timer = new AbortController();
    await Promise.race([Promise.allSettled([...underWay]), pause(LAST_ANSWERS_MS, timer.signal)]);
    timer.abort();
  }

  return {
    connect,
    disconnect,
    check: (channels) => checkSlack({ options, mode, workspaces, inspect }, channels),
  };
}

const onceSchema = z.object({
  event_id: z.string().optional(),
  trigger_id: z.string().optional(),
  type: z.string().optional(),
});

/** Slack sends a payload again when it missed the acknowledgement; then it is acknowledged and not handled again. */
function dropRepeated(app: App): void {
  const seen = new Set<string>();
  app.use(async (args) => {
    const { event_id, trigger_id, type } = onceSchema.parse(args.body);
    const key = event_id ?? trigger_id;
    // Typing into a select asks for choices many times.
    if (key === undefined || type === 'block_suggestion') return args.next();
    if (seen.has(key)) {
      if ('ack' in args) await args.ack?.();
      return;
    }
    const [oldest] = seen;
    if (oldest !== undefined && seen.size >= REMEMBERED) seen.delete(oldest);
    seen.add(key);
    try {
      await args.next();
    } catch (error) {
      // It could not even be acknowledged: Slack sends it again, and then it is handled.
      seen.delete(key);
      throw error;
    }
  });
}

/** Tells the desk when a channel opens or closes, and forgets a workspace that has put Newsdesk out. */
function takeChanges(
  app: App,
  workspaces: Workspaces,
  accessChanged: (team: string) => void,
  track: (work: () => Promise<void>) => Promise<void>,
): void {
  for (const name of ACCESS_EVENTS) {
    app.event(name, async ({ event, body, context }) => {
      // Other people come and go all the time.
      const isOther = event.type.startsWith('member_') && 'user' in event && event.user !== context.botUserId;
      if (!isOther) accessChanged(body.team_id);
    });
  }
  for (const name of REMOVAL_EVENTS) {
    app.event(name, async ({ event, body }) => {
      // People who take back what they themselves allowed do not end the bot.
      if (event.type === 'tokens_revoked' && (event.tokens.bot ?? []).length === 0) return;
      await track(async () => {
        await workspaces.forget(body.team_id);
        accessChanged(body.team_id);
      });
    });
  }
}

function sayBotToken(reason: string): string {
  return `Slack does not take SLACK_BOT_TOKEN. ${reason} As for the token: ${BOT_PLACE}`;
}

function sayAppToken(error: string): string {
  return `Slack does not take SLACK_APP_TOKEN (${error}): ${APP_PLACE}`;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
