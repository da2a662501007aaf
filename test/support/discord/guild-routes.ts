import { z } from 'zod';
import { seenChannel } from './access.ts';
import { invalidForm, missingAccess, missingPermissions, unknownGuild, unknownMember, unknownUser } from './errors.ts';
import {
  applicationPayload,
  channelPayload,
  guildPayload,
  memberPayload,
  rolePayload,
  userPayload,
} from './payloads.ts';
import { has } from './permissions.ts';
import { ok, param, type RestReply, type RestRequest, type RouteEntry } from './routes.ts';
import { checkBody } from './schemas.ts';
import {
  CHANNEL_TYPES,
  type ChannelState,
  type Discord,
  type GuildState,
  need,
  nextId,
  permissionsIn,
  type State,
} from './state.ts';

const READING = [50, 1_000] as const;

export const guildRoutes: readonly RouteEntry[] = [
  { route: 'GET /gateway/bot', auth: 'bot', limit: READING, handle: ({ state }) => ok(gateway(state)) },
  {
    route: 'GET /users/@me',
    auth: 'bot',
    limit: READING,
    handle: ({ state }) => ok(userPayload(need(state.users, state.applicationId, 'user'))),
  },
  { route: 'POST /users/@me/channels', auth: 'bot', limit: [10, 10_000], handle: openDm },
  {
    route: 'GET /oauth2/applications/@me',
    auth: 'bot',
    limit: READING,
    handle: ({ state }) => ok(applicationPayload(state)),
  },
  { route: 'GET /applications/@me', auth: 'bot', limit: READING, handle: ({ state }) => ok(applicationPayload(state)) },
  { route: 'GET /guilds/:guild', auth: 'bot', limit: READING, handle: guild },
  { route: 'GET /guilds/:guild/channels', auth: 'bot', limit: READING, handle: channels },
  { route: 'GET /guilds/:guild/roles', auth: 'bot', limit: READING, handle: roles },
  { route: 'GET /guilds/:guild/members/:member', auth: 'bot', limit: READING, handle: member },
  { route: 'GET /guilds/:guild/threads/active', auth: 'bot', limit: READING, handle: threads },
  { route: 'GET /channels/:channel/threads/archived/public', auth: 'bot', limit: READING, handle: archivedThreads },
  { route: 'GET /channels/:channel', auth: 'bot', limit: READING, handle: channel },
];

function gateway(state: State): unknown {
  return {
    url: state.origin.replace('http://', 'ws://'),
    shards: 1,
    session_start_limit: {
      total: 1_000,
      remaining: state.options.sessionStarts,
      reset_after: 86_400_000,
      max_concurrency: 1,
    },
  };
}

function seenGuild(state: State, request: RestRequest): GuildState {
  const found = state.guilds.get(param(request, 'guild'));
  if (!found) throw unknownGuild();
  if (!found.invited) throw missingAccess();
  return found;
}

function guild({ state }: Discord, request: RestRequest): RestReply {
  const found = seenGuild(state, request);
  const counts = { approximate_member_count: found.members.size, approximate_presence_count: 1 };
  return ok({ ...guildPayload(state, found), ...(request.query.get('with_counts') === 'true' ? counts : {}) });
}

/** A bot gets every channel of the list, those that it cannot see too; threads are not in it. */
function channels({ state }: Discord, request: RestRequest): RestReply {
  const { id } = seenGuild(state, request);
  const own = [...state.channels.values()].filter(({ guildId, thread }) => guildId === id && !thread);
  return ok(own.map((one) => channelPayload(state, one)));
}

function threads({ state }: Discord, request: RestRequest): RestReply {
  const { id } = seenGuild(state, request);
  const isSeen = (one: ChannelState) => has(permissionsIn(state, state.applicationId, one), 'VIEW_CHANNEL');
  const own = [...state.channels.values()].filter(
    (one) => one.guildId === id && one.thread && !one.thread.archived && isSeen(one),
  );
  return ok({ threads: own.map((one) => channelPayload(state, one)), members: [] });
}

/** The latest archived first. */
function archivedThreads({ state }: Discord, request: RestRequest): RestReply {
  const parent = seenChannel(state, param(request, 'channel'));
  if (!has(permissionsIn(state, state.applicationId, parent), 'READ_MESSAGE_HISTORY')) throw missingPermissions();
  const limit = Number(request.query.get('limit') ?? 50);
  const before = Date.parse(request.query.get('before') ?? '') || Number.POSITIVE_INFINITY;
  const threads = [...state.channels.values()]
    .filter(({ parentId, thread }) => parentId === parent.id && thread?.archived && thread.archivedAt < before)
    .sort((a, b) => (b.thread?.archivedAt ?? 0) - (a.thread?.archivedAt ?? 0));
  const page = threads.slice(0, limit).map((one) => channelPayload(state, one));
  return ok({ threads: page, members: [], has_more: threads.length > limit });
}

function roles({ state }: Discord, request: RestRequest): RestReply {
  const found = seenGuild(state, request);
  return ok([...found.roles.values()].map((role) => rolePayload(state, found, role)));
}

function member({ state }: Discord, request: RestRequest): RestReply {
  const found = seenGuild(state, request);
  const wanted = param(request, 'member');
  const one = found.members.get(wanted === '@me' ? state.applicationId : wanted);
  if (!one) throw state.users.has(wanted) ? unknownMember() : unknownUser();
  return ok(memberPayload(state, one));
}

function channel({ state }: Discord, request: RestRequest): RestReply {
  return ok(channelPayload(state, seenChannel(state, param(request, 'channel'))));
}

function openDm({ state }: Discord, request: RestRequest): RestReply {
  checkBody(state, 'openDm', request.body);
  const { recipient_id: personId } = z.object({ recipient_id: z.string().nullish() }).parse(request.body);
  const person = personId ? state.users.get(personId) : undefined;
  if (!person || person.bot) {
    const message = `Value "${String(personId)}" is no person.`;
    throw invalidForm([{ path: ['recipient_id'], code: 'INVALID_RECIPIENT', message }]);
  }
  return ok(channelPayload(state, dmWith(state, person.id)));
}

/** The DM channel of the bot and a person; made where there is none. */
export function dmWith(state: State, personId: string): ChannelState {
  const found = [...state.channels.values()].find(({ recipientId }) => recipientId === personId);
  if (found) return found;
  const made: ChannelState = {
    id: nextId(state),
    type: CHANNEL_TYPES.dm,
    guildId: null,
    parentId: null,
    tags: [],
    requireTag: false,
    slowmode: 0,
    recipientId: personId,
    thread: null,
    name: '',
    overwrites: [],
    lastMessageId: null,
  };
  state.channels.set(made.id, made);
  return made;
}
