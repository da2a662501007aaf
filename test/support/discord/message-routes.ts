import { checkMayEdit, checkMayWrite, messagesIn, seenChannel, seenMessage } from './access.ts';
import {
  alreadyCrossposted,
  archivedThread,
  invalidForm,
  missingAccess,
  missingPermissions,
  wrongChannelType,
} from './errors.ts';
import { bodySchema, editMessage, makeMessage } from './messages.ts';
import { historyPayload, messagePayload } from './payloads.ts';
import { has } from './permissions.ts';
import { NO_CONTENT, ok, param, type RestReply, type RestRequest, type RouteEntry } from './routes.ts';
import { checkBody } from './schemas.ts';
import { CHANNEL_TYPES, type Discord, type MessageState, permissionsIn } from './state.ts';

const MAX_LISTED = 100;

export const messageRoutes: readonly RouteEntry[] = [
  { route: 'GET /channels/:channel/messages', auth: 'bot', limit: [50, 1_000], handle: list },
  { route: 'POST /channels/:channel/messages', auth: 'bot', limit: [5, 5_000], handle: create },
  { route: 'GET /channels/:channel/messages/:message', auth: 'bot', limit: [50, 1_000], handle: get },
  { route: 'PATCH /channels/:channel/messages/:message', auth: 'bot', limit: [5, 5_000], handle: edit },
  { route: 'DELETE /channels/:channel/messages/:message', auth: 'bot', limit: [5, 1_000], handle: remove },
  {
    route: 'POST /channels/:channel/messages/:message/crosspost',
    auth: 'bot',
    limit: [10, 3_600_000],
    handle: crosspost,
  },
  { route: 'POST /channels/:channel/typing', auth: 'bot', limit: [5, 5_000], handle: type },
];

function create(discord: Discord, request: RestRequest): RestReply {
  const { state } = discord;
  const channel = seenChannel(state, param(request, 'channel'));
  checkMayWrite(state, channel);
  checkBody(state, 'createMessage', request.body);
  const making = { channel, onlyFor: null, interactionId: null, kind: 'message', base: [] } as const;
  const message = makeMessage(discord, making, bodySchema.parse(request.body), request.uploads);
  // The nonce stands in this answer alone: the history does not tell it.
  const payload = messagePayload(state, message);
  return ok(message.nonce === null ? payload : { ...payload, nonce: message.nonce });
}

function edit(discord: Discord, request: RestRequest): RestReply {
  const { state } = discord;
  const channel = seenChannel(state, param(request, 'channel'));
  const message = seenMessage(state, channel, param(request, 'message'));
  checkBody(state, 'editMessage', request.body);
  checkMayEdit(state, channel, message);
  editMessage(discord, message, bodySchema.parse(request.body), request.uploads, 'message', []);
  return ok(messagePayload(state, message));
}

function get(discord: Discord, request: RestRequest): RestReply {
  const { state } = discord;
  const channel = seenChannel(state, param(request, 'channel'));
  if (!mayReadHistory(discord, param(request, 'channel'))) throw missingAccess();
  return ok(historyPayload(state, seenMessage(state, channel, param(request, 'message'))));
}

function mayReadHistory({ state }: Discord, channelId: string): boolean {
  const channel = seenChannel(state, channelId);
  return has(permissionsIn(state, state.applicationId, channel), 'READ_MESSAGE_HISTORY');
}

function list(discord: Discord, request: RestRequest): RestReply {
  const { state } = discord;
  const channel = seenChannel(state, param(request, 'channel'));
  if (channel.type === CHANNEL_TYPES.category || channel.type === CHANNEL_TYPES.forum) throw wrongChannelType();
  const limit = Number(request.query.get('limit') ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LISTED) {
    throw invalidForm([
      { path: ['limit'], code: 'NUMBER_TYPE_MAX', message: 'int value should be between 1 and 100.' },
    ]);
  }
  if (!mayReadHistory(discord, channel.id)) return ok([]);
  const newestFirst = messagesIn(state, channel.id).toSorted(byId).reverse();
  return ok(pick(newestFirst, request.query, limit).map((message) => historyPayload(state, message)));
}

function byId(a: MessageState, b: MessageState): number {
  return BigInt(a.id) < BigInt(b.id) ? -1 : 1;
}

/** The page that `before`, `after` or `around` names, the newest first; `after` gives those next to it. */
function pick(newestFirst: readonly MessageState[], query: URLSearchParams, limit: number): readonly MessageState[] {
  const [before, after, around] = [id(query, 'before'), id(query, 'after'), id(query, 'around')];
  if (before !== null) return newestFirst.filter((message) => BigInt(message.id) < before).slice(0, limit);
  if (after !== null) return newestFirst.filter((message) => BigInt(message.id) > after).slice(-limit);
  if (around === null) return newestFirst.slice(0, limit);
  const half = Math.floor(limit / 2);
  const later = newestFirst.filter((message) => BigInt(message.id) > around).slice(-half);
  return [...later, ...newestFirst.filter((message) => BigInt(message.id) <= around).slice(0, limit - later.length)];
}

function id(query: URLSearchParams, name: string): bigint | null {
  const value = query.get(name);
  if (value === null) return null;
  if (/^\d{1,20}$/.test(value)) return BigInt(value);
  throw invalidForm([{ path: [name], code: 'NUMBER_TYPE_COERCE', message: `Value "${value}" is not snowflake.` }]);
}

function remove(discord: Discord, request: RestRequest): RestReply {
  const { state } = discord;
  const channel = seenChannel(state, param(request, 'channel'));
  const message = seenMessage(state, channel, param(request, 'message'));
  const mayAll = has(permissionsIn(state, state.applicationId, channel), 'MANAGE_MESSAGES');
  if (message.authorId !== state.applicationId && !mayAll) throw missingPermissions();
  if (channel.thread?.archived) throw archivedThread();
  state.messages.delete(message.id);
  return NO_CONTENT;
}

function crosspost(discord: Discord, request: RestRequest): RestReply {
  const { state } = discord;
  const channel = seenChannel(state, param(request, 'channel'));
  const message = seenMessage(state, channel, param(request, 'message'));
  if (channel.type !== CHANNEL_TYPES.announcement) throw wrongChannelType();
  const bits = permissionsIn(state, state.applicationId, channel);
  const isOwn = message.authorId === state.applicationId;
  if (!has(bits, 'SEND_MESSAGES') || !(isOwn || has(bits, 'MANAGE_MESSAGES'))) throw missingPermissions();
  if (message.crossposted) throw alreadyCrossposted();
  message.crossposted = true;
  return ok(messagePayload(state, message));
}

function type(discord: Discord, request: RestRequest): RestReply {
  checkMayWrite(discord.state, seenChannel(discord.state, param(request, 'channel')));
  return NO_CONTENT;
}
