import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { UNSENT_CODES } from '../../src/lib/unsent.ts';
import type { Limited, Outcome, Reach } from '../../src/platform/platform.ts';
import { BrakeError } from './rest.ts';

/** Why a call to Discord did not succeed. */
export type Failure =
  | { readonly kind: 'limited'; readonly global: boolean; readonly afterMs: number }
  /** Discord answered. `code` is its own, null where it gave none; `field` is the first part of the body that it found fault with. */
  | { readonly kind: 'answered'; readonly status: number; readonly code: number | null; readonly field: string | null }
  /** No connection came about, so nothing was sent. */
  | { readonly kind: 'unsent' }
  /** It was sent, and no whole answer came. */
  | { readonly kind: 'lost' };

/** What a failed call was for: something that is read, something new, a change that may be made again. */
export type Doing = 'look' | 'create' | 'edit';

/** Discord's error codes that more than this file looks at. */
export const CODES = {
  unknownChannel: 10003,
  unknownGuild: 10004,
  unknownMessage: 10008,
  missingAccess: 50001,
  missingPermissions: 50013,
  wrongChannelType: 50024,
  archivedThread: 50083,
  noHistoryToAnswer: 160002,
  threadExists: 160004,
  threadLocked: 160005,
  tooManyThreads: 160006,
} as const;

const SHORTEST_LIMIT_MS = 250;
const AGAIN_MS = 5 * SECOND_MS;

const REFUSALS: Readonly<Record<number, { readonly reach: Reach; readonly reason: string }>> = {
  [CODES.unknownChannel]: { reach: 'channel', reason: 'The channel was deleted, or Newsdesk cannot see it any more.' },
  [CODES.unknownGuild]: {
    reach: 'workspace',
    reason: 'Newsdesk is not in this server any more: somebody with Manage Server can invite it again.',
  },
  [CODES.unknownMessage]: { reach: 'message', reason: 'The message was deleted.' },
  40002: { reach: 'platform', reason: 'Discord wants the account of the bot to be verified before it may post.' },
  40066: {
    reach: 'channel',
    reason:
      'Posts in this forum need a tag, and every tag is for moderators: somebody who may manage the channel can add another tag, or no longer require one.',
  },
  40067: {
    reach: 'channel',
    reason:
      'Posts in this forum need a tag, and there is none that Newsdesk may set: somebody who may manage the channel can add one, or no longer require it.',
  },
  [CODES.missingAccess]: {
    reach: 'channel',
    reason:
      'Newsdesk cannot see this channel: somebody who may manage the channel can give its role View Channel (Edit Channel, Permissions).',
  },
  // Every message of ours shows something; only without its embeds does it not.
  50006: {
    reach: 'channel',
    reason:
      'Newsdesk lacks Embed Links in this channel: somebody who may manage the channel can give that to its role (Edit Channel, Permissions).',
  },
  50007: { reach: 'channel', reason: 'The owner of the server takes no private messages from Newsdesk.' },
  50009: {
    reach: 'channel',
    reason: 'The server’s verification level keeps Newsdesk out: somebody with Manage Server can change that.',
  },
  [CODES.missingPermissions]: {
    reach: 'channel',
    reason:
      'Newsdesk lacks a permission in this channel: somebody who may manage the channel can give its role View Channel, Send Messages and Embed Links (Edit Channel, Permissions).',
  },
  50008: { reach: 'channel', reason: 'Messages cannot be posted in a channel of this kind.' },
  [CODES.wrongChannelType]: { reach: 'channel', reason: 'Messages cannot be posted in a channel of this kind.' },
  [CODES.archivedThread]: { reach: 'channel', reason: 'The thread is archived: whoever writes in it opens it again.' },
  50278: { reach: 'channel', reason: 'The owner of the server takes no private messages from Newsdesk.' },
  [CODES.threadLocked]: {
    reach: 'channel',
    reason: 'The thread is locked: somebody who may manage threads can unlock it.',
  },
  [CODES.tooManyThreads]: {
    reach: 'workspace',
    reason: 'The server has as many open threads as Discord allows: somebody who may manage threads can close some.',
  },
};

const TOO_OLD =
  'Discord lets a message that is older than an hour be edited a few times only, and this one was: what is new is said in a message of its own.';

export const TOKEN_ADVICE =
  'Copy a new one from the Bot page of your application at https://discord.com/developers/applications (Reset Token), set DISCORD_TOKEN to it and start Newsdesk again.';

/** Reads what a call rejected with. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RateLimitError) {
    const afterMs = Math.max(SHORTEST_LIMIT_MS, error.retryAfter, error.sublimitTimeout);
    return { kind: 'limited', global: error.global, afterMs };
  }
  if (error instanceof BrakeError) return { kind: 'limited', global: true, afterMs: error.ms };
  if (error instanceof DiscordAPIError) {
    const code = typeof error.code === 'number' ? error.code : null;
    return { kind: 'answered', status: error.status, code, field: faultyField(error) };
  }
  if (error instanceof HTTPError) return { kind: 'answered', status: error.status, code: null, field: null };
  return isUnsent(error) ? { kind: 'unsent' } : { kind: 'lost' };
}

function faultyField(error: DiscordAPIError): string | null {
  const raw = error.rawError;
  if (!('errors' in raw) || typeof raw.errors !== 'object') return null;
  return Object.keys(raw.errors)[0] ?? null;
}

function isUnsent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && UNSENT_CODES.has(error.code)) return true;
  return error.cause !== undefined && isUnsent(error.cause);
}

/** What a failed call comes to for whoever asked for it. */
export function outcomeOf(failure: Failure, doing: Doing): Outcome {
  switch (failure.kind) {
    case 'limited':
      return limitedOutcome(failure, doing);
    case 'unsent':
      return { kind: 'failed', reason: 'Discord cannot be reached from this machine.', afterMs: AGAIN_MS };
    case 'lost':
      return doing === 'create'
        ? { kind: 'unknown', reason: 'Discord’s answer was lost.' }
        : { kind: 'failed', reason: 'Discord did not answer.', afterMs: AGAIN_MS };
    case 'answered':
      return answered(failure, doing);
  }
}

// Discord counts posts and edits of a channel each by themselves.
function limitedOutcome({ global, afterMs }: Failure & { readonly kind: 'limited' }, doing: Doing): Limited {
  if (global) return { kind: 'limited', reach: 'platform', afterMs };
  const reach = 'channel';
  if (doing === 'look') return { kind: 'limited', reach, afterMs };
  return { kind: 'limited', reach, afterMs, calls: doing === 'create' ? 'say' : 'edit' };
}

function answered({ status, code, field }: Failure & { readonly kind: 'answered' }, doing: Doing): Outcome {
  if (status >= 500) {
    const reason = `Discord had a failure of its own (${status}).`;
    return doing === 'create' ? { kind: 'unknown', reason } : { kind: 'failed', reason, afterMs: AGAIN_MS };
  }
  if (status === 401) {
    return { kind: 'refused', reach: 'platform', reason: `Discord no longer accepts the bot’s token. ${TOKEN_ADVICE}` };
  }
  if (code === 30046) return { kind: 'uneditable', reason: TOO_OLD };
  const known = code === null ? undefined : REFUSALS[code];
  if (known !== undefined) return { kind: 'refused', ...known };
  // What stands before Discord (Cloudflare) answers without a code: it says nothing of the message.
  if (code === null || code === 40333 || status === 408) {
    return { kind: 'failed', reason: `Discord’s gatekeeper refused the call (${status}).`, afterMs: MINUTE_MS };
  }
  if (field === 'message_reference') {
    return { kind: 'refused', reach: 'message', reason: 'The message to answer was deleted.' };
  }
  const reach = status === 403 ? 'channel' : 'message';
  return { kind: 'refused', reach, reason: `Discord refused the call (code ${code}).` };
}

/** What may be logged of an error: never its address or body, which hold the tokens of interactions. */
export function errorFields(error: unknown): object {
  if (error instanceof DiscordAPIError) return { code: error.code, status: error.status, reason: error.message };
  if (error instanceof HTTPError) return { status: error.status };
  if (error instanceof RateLimitError) return { afterMs: error.retryAfter, route: error.route };
  if (error instanceof Error) return { error: error.name, reason: error.message, stack: error.stack };
  return { reason: 'unknown' };
}
