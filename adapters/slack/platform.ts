import type { Instant } from '../../src/lib/clock.ts';
import { HOUR_MS } from '../../src/lib/clock.ts';
import { type ChannelAddress, OWNER_CHANNEL } from '../../src/platform/channel.ts';
import type { Live } from '../../src/platform/live.ts';
import type { Message } from '../../src/platform/message.ts';
import type { Access, Calls, Finding, Outcome, Platform } from '../../src/platform/platform.ts';
import { accessOf } from './access.ts';
import { openWorkspaces, type Workspace, type Workspaces } from './installations.ts';
import { createLive } from './live.ts';
import { type Mode, readMode, type SlackOptions } from './options.ts';
import { errorName, outcomeOf, reasonOf, type Undone } from './outcome.ts';
import { createOwners } from './owner.ts';
import { createPace } from './pace.ts';
import { renderMessage } from './render.ts';
import { DELIVERY_EVENT, findDelivery, TooMuchError } from './search.ts';

const RESTRICTED_MS = HOUR_MS;

/**
 * Slack as a platform, and its side that people use. Nothing is started or called before the first method is. With settings that do
 * not fit together (see `readMode`) every post is refused and `connect` fails, both with the reason.
 */
export function createSlack(options: SlackOptions): { platform: Platform; live: Live } {
  const mode = readMode(options);
  if (mode.kind === 'problem') return brokenSlack(mode.problem);
  const { clock, log, apiUrl, installations: rows } = options;
  const workspaces = openWorkspaces({ tenancy: mode.tenancy, apiUrl, rows, clock, log });
  const platform = createPlatform(workspaces, options);
  return { platform, live: createLive({ options, mode, workspaces, inspect: platform.inspect }) };
}

function createPlatform(workspaces: Workspaces, { clock }: SlackOptions): Platform {
  const pace = createPace(clock);
  const owners = createOwners();
  /** Channels in which only some may post, until when that is believed: Slack does not tell it to who asks beforehand. */
  const restricted = new Map<string, { readonly reason: string; readonly until: number }>();

  /** Runs `call` in the workspace and channel of an address; the owner's channel is opened first. */
  async function within<T>(
    address: ChannelAddress,
    call: (workspace: Workspace, channel: string) => Promise<T>,
    otherwise: (outcome: Undone) => T,
  ): Promise<T> {
    try {
      const opened = await workspaces.open(address.workspace);
      if (opened.kind === 'closed') return otherwise(opened.outcome);
      if (address.channel !== OWNER_CHANNEL) return await call(opened.workspace, address.channel);
      const owner = await owners.channelOf(opened.workspace);
      return owner.kind === 'found' ? await call(opened.workspace, owner.channel) : otherwise(owner.outcome);
    } catch (error) {
      return otherwise(outcomeOf(error));
    }
  }

  async function send(address: ChannelAddress, message: Message, key: string, thread: string | null): Promise<Outcome> {
    return within<Outcome>(
      address,
      async ({ client, team }, channel) => {
        const place = `${team}/${channel}`;
        const post = async (picture: boolean) => {
          const { text, blocks } = renderMessage(message, { ring: true, picture });
          const said = await client.chat.postMessage({
            channel,
            text,
            blocks,
            metadata: { event_type: DELIVERY_EVENT, event_payload: { key } },
            unfurl_links: false,
            unfurl_media: false,
            parse: 'none',
            link_names: false,
            ...(thread === null ? {} : { thread_ts: thread }),
          });
          return said.ts;
        };
        try {
          const outcome = doneWith(await withPicture(message, post));
          restricted.delete(place);
          return outcome;
        } catch (error) {
          const outcome = ofCalls(outcomeOf(error), 'say');
          if (outcome.kind === 'refused' && (errorName(error) ?? '').startsWith('restricted_action'))
            restricted.set(place, { reason: outcome.reason, until: clock() + RESTRICTED_MS });
          return outcome;
        }
      },
      (outcome) => outcome,
    );
  }

  async function edit(address: ChannelAddress, messageId: string, message: Message): Promise<Outcome> {
    return within<Outcome>(
      address,
      async ({ client }, channel) => {
        const update = async (picture: boolean) => {
          const { text, blocks } = renderMessage(message, { ring: false, picture });
          const said = await client.chat.update({
            channel,
            ts: messageId,
            text,
            blocks,
            // chat.update looks for names to ring unless it is told not to.
            parse: 'none',
            link_names: false,
          });
          return said.ts;
        };
        try {
          await withPicture(message, update);
          return { kind: 'done', messageId };
        } catch (error) {
          return ofCalls(outcomeOf(error), 'edit');
        }
      },
      (outcome) => outcome,
    );
  }

  async function find(address: ChannelAddress, key: string, since: Instant, thread: string | null): Promise<Finding> {
    return within<Finding>(
      address,
      async (workspace, channel) => {
        try {
          const messageId = await findDelivery({ workspace, channel, thread, key, atMs: since, nowMs: clock() });
          return messageId === null ? { kind: 'absent' } : { kind: 'found', messageId };
        } catch (error) {
          if (error instanceof TooMuchError) return { kind: 'unreadable', reason: error.message };
          const isForbidden = FORBIDDEN.has(errorName(error) ?? '');
          return { kind: isForbidden ? 'unreadable' : 'unavailable', reason: reasonOf(error) };
        }
      },
      (outcome) => ({ kind: 'unavailable', reason: sayUndone(outcome) }),
    );
  }

  async function inspect(address: ChannelAddress): Promise<Access> {
    return within<Access>(
      address,
      async ({ client, team }, channel) => {
        try {
          const access = await accessOf(client, channel);
          const closed = restricted.get(`${team}/${channel}`);
          if (access.kind !== 'open' || closed === undefined || closed.until < clock()) return access;
          return { kind: 'closed', reach: 'channel', reason: closed.reason };
        } catch (error) {
          return closedBy(outcomeOf(error));
        }
      },
      closedBy,
    );
  }

  return {
    name: 'slack',
    post: (address, message, key) => send(address, message, key, null),
    edit,
    reply: (address, messageId, message, key) => send(address, message, key, messageId),
    find,
    enter: pace.enter,
    tooFast: workspaces.tooFast,
    inspect,
  };
}

/** Why a channel's history cannot be read, before somebody changes that. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  'missing_scope',
  'not_in_channel',
  'channel_not_found',
  'no_permission',
  'method_not_supported_for_channel_type',
  'access_denied',
]);

// Slack counts each method by itself.
function ofCalls(outcome: Undone, calls: Calls): Undone {
  return outcome.kind === 'limited' ? { ...outcome, calls } : outcome;
}

/** Slack refuses a whole message for one picture that it cannot load, good ones at times included. */
async function withPicture<T>(message: Message, call: (picture: boolean) => Promise<T>): Promise<T> {
  try {
    return await call(true);
  } catch (error) {
    const hasPicture = message.kind === 'alert' && message.image !== null;
    if (hasPicture && errorName(error) === 'invalid_blocks') return call(false);
    throw error;
  }
}

function doneWith(ts: string | undefined): Outcome {
  if (ts !== undefined) return { kind: 'done', messageId: ts };
  return { kind: 'unknown', reason: 'Slack’s answer names no message.' };
}

function closedBy(outcome: Undone): Access {
  if (outcome.kind === 'refused') return { kind: 'closed', reach: outcome.reach, reason: outcome.reason };
  return { kind: 'unknown', reason: sayUndone(outcome) };
}

function sayUndone(outcome: Undone): string {
  return outcome.kind === 'limited' ? 'Slack asks Newsdesk to slow down.' : outcome.reason;
}

function brokenSlack(problem: Extract<Mode, { readonly kind: 'problem' }>['problem']): {
  platform: Platform;
  live: Live;
} {
  const refused = async (): Promise<Outcome> => ({ kind: 'refused', reach: 'platform', reason: problem });
  const platform: Platform = {
    name: 'slack',
    post: refused,
    edit: refused,
    reply: refused,
    find: async () => ({ kind: 'unavailable', reason: problem }),
    inspect: async () => ({ kind: 'closed', reach: 'platform', reason: problem }),
  };
  const live: Live = {
    connect: async () => ({ kind: 'failed', reason: problem }),
    disconnect: async () => undefined,
    check: async () => [{ level: 'bad', what: problem, advice: 'Mend the settings and start Newsdesk again.' }],
  };
  return { platform, live };
}
