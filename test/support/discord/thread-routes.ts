import { z } from 'zod';
import { seenChannel, seenMessage } from './access.ts';
import {
  archivedThread,
  invalidForm,
  missingPermissions,
  tagRequired,
  threadExists,
  unfitName,
  wrongChannelType,
} from './errors.ts';
import { bodySchema, makeMessage } from './messages.ts';
import { channelPayload, messagePayload } from './payloads.ts';
import { has } from './permissions.ts';
import { ok, param, type RestReply, type RestRequest, type RouteEntry } from './routes.ts';
import { checkBody, isObject } from './schemas.ts';
import { CHANNEL_TYPES, type ChannelState, type Discord, nextId, now, permissionsIn, type State } from './state.ts';

export const threadRoutes: readonly RouteEntry[] = [
  { route: 'POST /channels/:channel/messages/:message/threads', auth: 'bot', limit: [50, 300_000], handle: onMessage },
  { route: 'POST /channels/:channel/threads', auth: 'bot', limit: [50, 300_000], handle: onItsOwn },
  { route: 'PATCH /channels/:channel', auth: 'bot', limit: [10, 10_000], handle: change },
];

const threadSchema = z.object({
  name: z.string(),
  auto_archive_duration: z.number().nullish(),
  applied_tags: z.array(z.string()).nullish(),
  message: z.unknown().optional(),
  type: z.number().nullish(),
});

/** Makes a thread; `announceThread` tells a connected bot of it. `id`: that of the message it hangs on, where there is one. */
export function makeThread(
  state: State,
  parent: ChannelState,
  options: {
    readonly id: string;
    readonly name: string;
    readonly ownerId: string;
    readonly autoArchive: number;
    readonly appliedTags: readonly string[];
  },
): ChannelState {
  const { announcement, announcementThread, publicThread } = CHANNEL_TYPES;
  const thread: ChannelState = {
    id: options.id,
    type: parent.type === announcement ? announcementThread : publicThread,
    guildId: parent.guildId,
    parentId: parent.id,
    tags: [],
    requireTag: false,
    slowmode: 0,
    recipientId: null,
    thread: {
      ownerId: options.ownerId,
      autoArchive: options.autoArchive,
      appliedTags: options.appliedTags,
      archived: false,
      archivedAt: now(state),
      locked: false,
    },
    name: options.name,
    overwrites: [],
    lastMessageId: null,
  };
  state.channels.set(thread.id, thread);
  return thread;
}

export function announceThread(discord: Discord, thread: ChannelState): void {
  const { state } = discord;
  if (!has(permissionsIn(state, state.applicationId, thread), 'VIEW_CHANNEL')) return;
  discord.dispatch('THREAD_CREATE', { ...channelPayload(state, thread), newly_created: true });
}

function onMessage(discord: Discord, request: RestRequest): RestReply {
  const { state } = discord;
  const channel = seenChannel(state, param(request, 'channel'));
  const message = seenMessage(state, channel, param(request, 'message'));
  const { text, announcement } = CHANNEL_TYPES;
  if (channel.type !== text && channel.type !== announcement) throw wrongChannelType();
  const bits = permissionsIn(state, state.applicationId, channel);
  if (!has(bits, 'CREATE_PUBLIC_THREADS') || !has(bits, 'READ_MESSAGE_HISTORY')) throw missingPermissions();
  checkBody(state, 'createThreadOnMessage', request.body);
  const body = threadSchema.parse(request.body);
  if (state.channels.has(message.id)) throw threadExists();
  checkName(state, channel, body.name);
  const options = { id: message.id, ownerId: state.applicationId, appliedTags: [] };
  const thread = makeThread(state, channel, {
    ...options,
    name: body.name,
    autoArchive: body.auto_archive_duration ?? 4_320,
  });
  announceThread(discord, thread);
  return { status: 201, body: channelPayload(state, thread) };
}

function onItsOwn(discord: Discord, request: RestRequest): RestReply {
  const { state } = discord;
  const channel = seenChannel(state, param(request, 'channel'));
  const { text, announcement, forum } = CHANNEL_TYPES;
  if (channel.type === forum) return forumPost(discord, channel, request);
  if (channel.type !== text && channel.type !== announcement) throw wrongChannelType();
  checkBody(state, 'createThread', request.body);
  const body = threadSchema.parse(request.body);
  const isPrivate = (body.type ?? CHANNEL_TYPES.privateThread) === CHANNEL_TYPES.privateThread;
  const bits = permissionsIn(state, state.applicationId, channel);
  if (!has(bits, isPrivate ? 'CREATE_PRIVATE_THREADS' : 'CREATE_PUBLIC_THREADS')) throw missingPermissions();
  checkName(state, channel, body.name);
  if (isPrivate) state.problems.push('A thread without a type is private; this server has public ones only.');
  const thread = makeThread(state, channel, {
    id: nextId(state),
    name: body.name,
    ownerId: state.applicationId,
    autoArchive: body.auto_archive_duration ?? 4_320,
    appliedTags: [],
  });
  announceThread(discord, thread);
  return { status: 201, body: channelPayload(state, thread) };
}

function checkName(state: State, { guildId }: ChannelState, name: string): void {
  const unfit = state.guilds.get(guildId ?? '')?.unfit ?? [];
  if (unfit.some((word) => name.toLowerCase().includes(word))) throw unfitName();
}

/** A post of a forum: a thread whose first message has the thread's own id. */
function forumPost(discord: Discord, forum: ChannelState, request: RestRequest): RestReply {
  const { state } = discord;
  if (!has(permissionsIn(state, state.applicationId, forum), 'SEND_MESSAGES')) throw missingPermissions();
  checkBody(state, 'createForumPost', request.body);
  const body = threadSchema.parse(request.body);
  const tags = body.applied_tags ?? [];
  if (forum.requireTag && tags.length === 0) throw tagRequired();
  const unknown = tags.find((tag) => !forum.tags.some(({ id }) => id === tag));
  if (unknown !== undefined) {
    throw invalidForm([{ path: ['applied_tags'], code: 'BASE_TYPE_CHOICES', message: `Unknown tag ${unknown}.` }]);
  }
  checkName(state, forum, body.name);
  const message = bodySchema.parse(isObject(body.message) ? body.message : {});
  const id = nextId(state);
  const options = { id, name: body.name, ownerId: state.applicationId, appliedTags: tags };
  const thread = makeThread(state, forum, { ...options, autoArchive: body.auto_archive_duration ?? 4_320 });
  try {
    const making = { channel: thread, onlyFor: null, interactionId: null, kind: 'message', base: ['message'] } as const;
    const made = makeMessage(discord, { ...making, id }, message, request.uploads);
    announceThread(discord, thread);
    return { status: 201, body: { ...channelPayload(state, thread), message: messagePayload(state, made) } };
  } catch (error) {
    // A refusal of the message leaves no thread behind.
    state.channels.delete(id);
    throw error;
  }
}

const changeSchema = z.object({
  name: z.string().nullish(),
  archived: z.boolean().nullish(),
  locked: z.boolean().nullish(),
});

function change(discord: Discord, request: RestRequest): RestReply {
  const { state } = discord;
  const channel = seenChannel(state, param(request, 'channel'));
  const { thread } = channel;
  if (!thread) throw wrongChannelType();
  checkBody(state, 'editThread', request.body);
  const body = changeSchema.parse(request.body);
  const bits = permissionsIn(state, state.applicationId, channel);
  const mayManage = has(bits, 'MANAGE_THREADS');
  const wakes = thread.archived && body.archived === false && Object.keys(body).length === 1;
  const mayWake = !thread.locked && has(bits, 'SEND_MESSAGES_IN_THREADS');
  const isOwn = thread.ownerId === state.applicationId;
  const ownMay = isOwn && body.locked === undefined && !thread.locked;
  if (thread.archived && body.archived !== false) throw archivedThread();
  if (!mayManage && !(wakes && mayWake) && !ownMay) throw missingPermissions();
  if (body.name) channel.name = body.name;
  if (typeof body.archived === 'boolean') {
    thread.archived = body.archived;
    thread.archivedAt = now(state);
  }
  if (typeof body.locked === 'boolean') thread.locked = body.locked;
  discord.dispatch('THREAD_UPDATE', channelPayload(state, channel));
  return ok(channelPayload(state, channel));
}
