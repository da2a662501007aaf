import { z } from 'zod';
import type { OpenAct, Place } from './acts.ts';
import { isJson, type Json } from './block-check.ts';
import { jsonResult, type Result } from './faults.ts';
import type { Stage } from './method.ts';
import type { Seen } from './people.ts';
import {
  changeMessage,
  PLAIN_MANNER,
  readWords,
  removeMessage,
  seenEphemeral,
  seenMessage,
  storeEphemeral,
  storeMessage,
} from './posting.ts';
import { Refusal, refuse } from './refusal.ts';
import { messageOf, report, type TeamState, teamOf } from './world.ts';

const shape = z.strictObject({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
  replace_original: z.boolean().optional(),
  delete_original: z.boolean().optional(),
  thread_ts: z.string().optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
  mrkdwn: z.boolean().optional(),
});

/** Answers a POST to a response_url: five of them, for half an hour. */
export function answerResponse(stage: Stage, id: string, contentType: string, body: string): Result {
  const act = stage.acts.useResponseUrl(id);
  if (typeof act === 'string') return jsonResult(404, { ok: false, error: act });
  try {
    if (!contentType.startsWith('application/json')) return refuse('invalid_payload');
    showAnswer(stage, act, readPayload(body), 'response_url');
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok', outcome: 'ok' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    report(stage.world, 'response_url', [error.error, JSON.stringify(error.more['errors'] ?? '')].join(': '));
    return jsonResult(400, { ok: false, error: error.error, ...error.more });
  }
}

function readPayload(body: string): Json {
  try {
    const value: unknown = JSON.parse(body);
    return isJson(value) ? value : refuse('invalid_payload');
  } catch {
    return refuse('invalid_payload');
  }
}

/** Shows what the app answered, over response_url or in its acknowledgement of a command. Refuses what Slack refuses. */
export function showAnswer(stage: Stage, act: OpenAct, payload: Json, via: 'response_url' | 'ack'): void {
  const seen = applyAnswer(stage, act.place, payload, via);
  if (seen !== null) act.show(seen);
}

/** Gives what the person is still to be shown; null where they have seen it already. */
function applyAnswer(stage: Stage, place: Place, payload: Json, via: 'response_url' | 'ack'): Seen | null {
  const read = shape.safeParse(payload);
  if (!read.success) return refuse('invalid_payload', { errors: read.error.issues.map(({ message }) => message) });
  const answer = read.data;
  const team = teamOf(stage.world, place.team);
  const channel = team.channels.get(place.channel ?? '') ?? refuse('channel_not_found');
  const thread = { threadTs: answer.thread_ts ?? null };

  if (answer.delete_original === true) return takeAway(team, place);
  const content = readWords(stage.world, answer);
  if (answer.replace_original === true && place.on !== null) {
    const { ts, isEphemeral } = place.on;
    const ephemeral = team.ephemerals.find((one) => one.ts === ts && !one.isDeleted);
    if (isEphemeral && ephemeral !== undefined) return seenEphemeral(Object.assign(ephemeral, content), true);
    const message = isEphemeral ? null : messageOf(channel, ts);
    if (message === null) return refuse('message_not_found');
    changeMessage(stage, team, channel, message, content);
    return null;
  }
  if (answer.response_type === 'in_channel') {
    const unfurl = { unfurlLinks: answer.unfurl_links ?? false, unfurlMedia: answer.unfurl_media ?? true };
    const manner = { ...PLAIN_MANNER, ...thread, ...unfurl, user: team.botUserId };
    const message = storeMessage(stage, team, channel, content, manner);
    return channel.person === null ? seenMessage(channel, message, via, false) : null;
  }
  const facts = { person: place.person, channel: channel.id, ...thread, via };
  return seenEphemeral(storeEphemeral(stage.world, team, facts, content), false);
}

function takeAway(team: TeamState, { on }: Place): Seen {
  if (on === null) return refuse('message_not_found');
  const ephemeral = team.ephemerals.find((one) => one.ts === on.ts && on.isEphemeral);
  if (ephemeral !== undefined) ephemeral.isDeleted = true;
  const channel = team.channels.get(on.channel);
  const message = channel && messageOf(channel, on.ts);
  if (channel && message) removeMessage(channel, message);
  return { kind: 'deleted', ts: on.ts };
}
