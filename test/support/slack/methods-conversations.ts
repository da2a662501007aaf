import type { Json } from './block-check.ts';
import { botMethod, flag, type Method, needScope, words } from './method.ts';
import { type Paging, page, paging } from './paging.ts';
import { messageJson } from './posting.ts';
import { refuse } from './refusal.ts';
import { HISTORY_SCOPES, READ_SCOPES } from './scopes.ts';
import { type ChannelState, directMessageOf, type MessageState, type TeamState, type World } from './world.ts';

const range = {
  oldest: words.optional(),
  latest: words.optional(),
  inclusive: flag.optional(),
  include_all_metadata: flag.optional(),
};
const KINDS = { public_channel: 'public', private_channel: 'private', mpim: 'mpim', im: 'im' } as const;

export const CONVERSATION_METHODS: Readonly<Record<string, Method>> = {
  'conversations.info': botMethod(
    { tier: 3, scopes: Object.values(READ_SCOPES) },
    { channel: words, include_locale: flag.optional(), include_num_members: flag.optional() },
    ({ world }, team, args) => {
      const channel = findVisible(world, team, args.channel, READ_SCOPES);
      const size = args.include_num_members === true ? { num_members: channel.members.size } : {};
      return { ok: true, channel: { ...channelJson(team, channel), ...size } };
    },
  ),
  'conversations.members': botMethod(
    { tier: 4, scopes: Object.values(READ_SCOPES) },
    { channel: words, ...paging },
    ({ world }, team, args) => {
      const channel = findVisible(world, team, args.channel, READ_SCOPES);
      const { items, next } = page([...channel.members], args, Math.min(world.pageSize, 1_000));
      return { ok: true, members: items, response_metadata: { next_cursor: next } };
    },
  ),
  'conversations.history': botMethod(
    { tier: 3, scopes: Object.values(HISTORY_SCOPES) },
    { channel: words, ...paging, ...range },
    ({ world }, team, args) => {
      const channel = findVisible(world, team, args.channel, HISTORY_SCOPES);
      if (!channel.members.has(team.botUserId)) return refuse('not_in_channel');
      const shown = channel.messages
        .filter((one) => one.threadTs === null || one.broadcast)
        .filter(within(args))
        .reverse();
      return listed(team, channel, shown, args, 999);
    },
  ),
  'conversations.replies': botMethod(
    { tier: 3, scopes: Object.values(HISTORY_SCOPES) },
    { channel: words, ts: words, ...paging, ...range },
    ({ world }, team, args) => {
      const channel = findVisible(world, team, args.channel, HISTORY_SCOPES);
      if (!channel.members.has(team.botUserId)) return refuse('not_in_channel');
      const asked = channel.messages.find((one) => one.ts === args.ts) ?? refuse('thread_not_found');
      const parent = asked.threadTs ?? asked.ts;
      const thread = channel.messages.filter((one) => one.ts === parent || one.threadTs === parent);
      // The parent is given whatever the range.
      return listed(
        team,
        channel,
        thread.filter((one) => one.ts === parent || within(args)(one)),
        args,
        1_000,
      );
    },
  ),
  'conversations.open': botMethod(
    { tier: 3, scopes: ['im:write', 'mpim:write'] },
    {
      users: words.optional(),
      channel: words.optional(),
      return_im: flag.optional(),
      prevent_creation: flag.optional(),
    },
    ({ world }, team, args) => {
      if (args.channel !== undefined) {
        const channel = findVisible(world, team, args.channel, READ_SCOPES);
        return { ok: true, channel: { id: channel.id } };
      }
      const ids = (args.users ?? '').split(',').filter((id) => id !== '');
      const [id] = ids;
      if (id === undefined) return refuse('users_list_not_supplied');
      // A conversation of several people is nothing that this server opens.
      if (ids.length > 1) return refuse('not_enough_users');
      const person = team.people.get(id) ?? refuse('user_not_found');
      if (person.role === 'deactivated') return refuse('user_disabled');
      const channel = directMessageOf(world, team, person.id);
      return { ok: true, channel: args.return_im === true ? channelJson(team, channel) : { id: channel.id } };
    },
  ),
  'conversations.list': botMethod(
    { tier: 2, scopes: Object.values(READ_SCOPES) },
    { types: words.optional(), exclude_archived: flag.optional(), ...paging },
    ({ world }, team, args) => {
      const kinds = (args.types ?? 'public_channel').split(',').map((type) => {
        const kind = Object.entries(KINDS).find(([name]) => name === type.trim())?.[1];
        return kind ?? refuse('invalid_types');
      });
      for (const kind of kinds) needScope(world, team, [READ_SCOPES[kind]]);
      const listable = [...team.channels.values()].filter(
        (channel) =>
          kinds.includes(channel.kind) &&
          (channel.kind === 'public' || channel.members.has(team.botUserId)) &&
          !(args.exclude_archived === true && channel.isArchived),
      );
      const { items, next } = page(listable, args, Math.min(world.pageSize, 1_000));
      const channels = items.map((channel) => channelJson(team, channel));
      return { ok: true, channels, response_metadata: { next_cursor: next } };
    },
  ),
  'conversations.join': botMethod({ tier: 3, scopes: ['channels:join'] }, { channel: words }, (_stage, team, args) => {
    const channel = team.channels.get(args.channel);
    if (channel === undefined || channel.kind === 'private') return refuse('channel_not_found');
    if (channel.kind !== 'public') return refuse('method_not_supported_for_channel_type');
    if (channel.isArchived) return refuse('is_archived');
    const was = channel.members.has(team.botUserId);
    channel.members.add(team.botUserId);
    return { ok: true, channel: channelJson(team, channel), ...(was ? { warning: 'already_in_channel' } : {}) };
  }),
};

/** A channel that the bot may know of; asks for the scope of its kind. */
function findVisible(world: World, team: TeamState, id: string, scopes: typeof READ_SCOPES): ChannelState {
  const channel = team.channels.get(id);
  if (channel === undefined) return refuse('channel_not_found');
  needScope(world, team, [scopes[channel.kind]]);
  if (channel.kind !== 'public' && !channel.members.has(team.botUserId)) return refuse('channel_not_found');
  return channel;
}

function channelJson(team: TeamState, channel: ChannelState): Json {
  const isIm = channel.kind === 'im';
  const common = {
    id: channel.id,
    created: 1_700_000_000,
    is_channel: channel.kind === 'public' || channel.kind === 'private',
    is_group: false,
    is_im: isIm,
    is_mpim: channel.kind === 'mpim',
    is_private: channel.kind !== 'public',
    is_archived: channel.isArchived,
    is_shared: false,
    is_ext_shared: false,
    is_org_shared: false,
    context_team_id: team.id,
  };
  if (isIm) return { ...common, user: channel.person, is_user_deleted: false };
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_general: channel.name === 'general',
    is_member: channel.members.has(team.botUserId),
    is_read_only: channel.isRestricted,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}

type Range = {
  readonly oldest?: string | undefined;
  readonly latest?: string | undefined;
  readonly inclusive?: boolean | undefined;
};

function within({ oldest, latest, inclusive }: Range): (message: MessageState) => boolean {
  const from = timeOf(oldest, 'invalid_ts_oldest') ?? 0;
  const to = timeOf(latest, 'invalid_ts_latest') ?? Number.POSITIVE_INFINITY;
  return ({ ts }) => {
    const at = Number(ts);
    return (at > from && at < to) || (inclusive === true && (ts === oldest || ts === latest));
  };
}

function timeOf(ts: string | undefined, error: string): number | null {
  if (ts === undefined || ts === '') return null;
  return /^\d+(\.\d+)?$/.test(ts) ? Number(ts) : refuse(error);
}

function listed(
  team: TeamState,
  channel: ChannelState,
  messages: readonly MessageState[],
  args: Paging & { readonly include_all_metadata?: boolean | undefined },
  most: number,
): Json {
  const { items, next } = page(messages, args, most);
  return {
    ok: true,
    messages: items.map((message) => messageJson(team, channel, message, args.include_all_metadata === true)),
    has_more: next !== '',
    pin_count: 0,
    response_metadata: { next_cursor: next },
  };
}
