import { webApi } from '@slack/bolt';
import { z } from 'zod';
import { UNSENT_CODES } from '../../src/lib/unsent.ts';
import type { Outcome, Reach } from '../../src/platform/platform.ts';

/** What came of a call that was not done. */
export type Undone = Exclude<Outcome, { readonly kind: 'done' }>;

type Verdict =
  | { readonly kind: 'refused'; readonly reach: Reach; readonly reason: string }
  | { readonly kind: 'uneditable'; readonly reason: string }
  | { readonly kind: 'limited' }
  | { readonly kind: 'unknown'; readonly reason: string };

const INVITE = 'invite it with “/invite @newsdesk”';
const GONE = 'install Newsdesk in the workspace again';
const OURS = 'please report this with the log';

/**
 * What Slack's errors mean (docs.slack.dev/reference/methods/chat.postMessage and chat.update). An error that is not in here is
 * taken for a passing one: Slack said no, so nothing happened.
 */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  not_in_channel: closed(`Newsdesk is not in this channel: ${INVITE}.`),
  channel_not_found: closed(
    `Slack shows Newsdesk no such channel: it was deleted, or it is private and Newsdesk is not in it; if it is there, ${INVITE}.`,
  ),
  is_archived: closed('The channel is archived: unarchive it in Slack, or let another channel follow the topics.'),
  restricted_action: closed('Not everybody may post in this channel: let Newsdesk post in the channel’s settings.'),
  restricted_action_read_only_channel: closed(
    'Nobody may post in this channel: change that in the channel’s settings.',
  ),
  restricted_action_thread_only_channel: closed(
    'Only threads may be written in this channel: change that in its settings.',
  ),
  restricted_action_non_threadable_channel: closed('This channel takes no threads: change that in its settings.'),
  user_not_found: closed('Slack does not know the person any more.'),
  user_disabled: closed('The person’s account was switched off.'),
  messages_tab_disabled: closed(
    'Newsdesk takes no direct messages: switch on the Messages Tab at api.slack.com/apps → your app → App Home.',
  ),
  missing_scope: closed(
    'Newsdesk lacks a permission there: add the scopes of config/slack-manifest.yaml at api.slack.com/apps → your app → OAuth & Permissions, and install it again.',
  ),
  account_inactive: removed(`Newsdesk was switched off in this workspace: ${GONE}.`),
  token_revoked: removed(`Newsdesk was put out of this workspace: ${GONE}.`),
  token_expired: removed(`Newsdesk’s token of this workspace has ended: ${GONE}.`),
  invalid_auth: removed(
    `Slack does not take Newsdesk’s token of this workspace: ${GONE}, or set SLACK_BOT_TOKEN anew.`,
  ),
  not_authed: removed(`Slack does not take Newsdesk’s token of this workspace: ${GONE}, or set SLACK_BOT_TOKEN anew.`),
  not_allowed_token_type: removed('SLACK_BOT_TOKEN holds another kind of token; the right one begins with xoxb-.'),
  org_login_required: removed(
    'The workspace is being moved to an organisation; Slack will let Newsdesk in again after that.',
  ),
  ekm_access_denied: removed('An administrator of the workspace has stopped posting there.'),
  enterprise_is_restricted: removed('The workspace’s organisation does not let Newsdesk act there.'),
  team_access_not_granted: removed(`Newsdesk may not act in this workspace: ${GONE}.`),
  access_denied: removed(`Newsdesk may not act in this workspace: ${GONE}.`),
  message_not_found: lost('The message was deleted in Slack.'),
  thread_not_found: lost('The message was deleted in Slack.'),
  invalid_thread_ts: lost('The message was deleted in Slack.'),
  cannot_reply_to_message: lost('This message takes no replies.'),
  restricted_action_thread_locked: lost('The message’s thread is locked.'),
  edit_window_closed: uneditable(
    'The message is too old to be edited: an administrator of the workspace has set how long it can be.',
  ),
  cant_update_message: uneditable('Slack does not let Newsdesk edit this message any more.'),
  invalid_blocks: lost(`Slack does not take this message: ${OURS}.`),
  invalid_blocks_format: lost(`Slack does not take this message: ${OURS}.`),
  msg_blocks_too_long: lost(`Slack finds this message too long: ${OURS}.`),
  msg_too_long: lost(`Slack finds this message too long: ${OURS}.`),
  no_text: lost(`Slack finds nothing in this message: ${OURS}.`),
  metadata_too_large: lost(`Slack does not take this message: ${OURS}.`),
  invalid_arguments: lost(`Slack does not take this message: ${OURS}.`),
  ratelimited: { kind: 'limited' },
  rate_limited: { kind: 'limited' },
  message_limit_exceeded: { kind: 'limited' },
  // By Slack's own words part of the call may have succeeded.
  internal_error: { kind: 'unknown', reason: 'Slack had an error of its own.' },
  fatal_error: { kind: 'unknown', reason: 'Slack had an error of its own.' },
};

const FAILED_MS = 5_000;
const PUZZLED_MS = 60_000;
const LIMITED_MS = 30_000;

/**
 * What a failed call to Slack means. A limit reaches the whole workspace: Slack counts calls a method and workspace, and
 * does not say when it was the channel alone.
 */
export function outcomeOf(error: unknown): Undone {
  if (error instanceof webApi.WebAPIRateLimitedError)
    return { kind: 'limited', reach: 'workspace', afterMs: Math.max(1, error.retryAfter) * 1_000 };
  if (error instanceof webApi.WebAPIPlatformError) return verdictOn(error.data.error);
  if (error instanceof webApi.WebAPIHTTPError) {
    const reason = `Slack answered with status ${error.statusCode}.`;
    return error.statusCode >= 500 ? { kind: 'unknown', reason } : { kind: 'failed', reason, afterMs: PUZZLED_MS };
  }
  if (error instanceof webApi.WebAPIRequestError && UNSENT_CODES.has(codeOf(error)))
    return { kind: 'failed', reason: `Slack could not be reached (${codeOf(error)}).`, afterMs: FAILED_MS };
  return { kind: 'unknown', reason: 'Slack’s answer was lost on the way.' };
}

/** As `outcomeOf`, of a call that only asks: what was not answered did not happen. */
export function failureOf(error: unknown): Exclude<Undone, { readonly kind: 'unknown' | 'uneditable' }> {
  const outcome = outcomeOf(error);
  if (outcome.kind === 'unknown' || outcome.kind === 'uneditable')
    return { kind: 'failed', reason: outcome.reason, afterMs: FAILED_MS };
  return outcome;
}

/** Slack's name for what it refused; null where it was no refusal of Slack's. */
export function errorName(error: unknown): string | null {
  return error instanceof webApi.WebAPIPlatformError && isName(error.data.error) ? error.data.error : null;
}

/** One sentence on a failed call, for people. */
export function reasonOf(error: unknown): string {
  const outcome = outcomeOf(error);
  return outcome.kind === 'limited' ? 'Slack asks Newsdesk to slow down.' : outcome.reason;
}

function verdictOn(name: string): Undone {
  // Where the body is no JSON the library gives all of it as the error's name.
  if (!isName(name)) return { kind: 'unknown', reason: 'Slack’s answer could not be read.' };
  const verdict = VERDICTS[name];
  if (verdict === undefined) return { kind: 'failed', reason: `Slack refused with “${name}”.`, afterMs: PUZZLED_MS };
  switch (verdict.kind) {
    case 'limited':
      return { kind: 'limited', reach: 'workspace', afterMs: LIMITED_MS };
    case 'refused':
    case 'uneditable':
    case 'unknown':
      return verdict;
  }
}

function isName(name: string): boolean {
  return /^[a-z][a-z0-9_]{1,80}$/.test(name);
}

const causeSchema = z.object({ code: z.string() });

// undici's "fetch failed" carries what went wrong as its cause, in an AggregateError where several addresses were tried.
function codeOf(error: webApi.WebAPIRequestError): string {
  const cause = causeSchema.safeParse(error.original.cause);
  return cause.success ? cause.data.code : '';
}

function closed(reason: string): Verdict {
  return { kind: 'refused', reach: 'channel', reason };
}

function removed(reason: string): Verdict {
  return { kind: 'refused', reach: 'workspace', reason };
}

function lost(reason: string): Verdict {
  return { kind: 'refused', reach: 'message', reason };
}

function uneditable(reason: string): Verdict {
  return { kind: 'uneditable', reason };
}
