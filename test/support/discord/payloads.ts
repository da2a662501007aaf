import { has } from './permissions.ts';
import {
  type AttachmentState,
  type ChannelState,
  type CommandState,
  type GuildState,
  type Json,
  type MemberState,
  type MessageState,
  now,
  permissionsIn,
  type RoleState,
  type State,
  type UserState,
} from './state.ts';

// How things look on the wire. discord.js reads most of these fields; the rest stand because Discord sends them.

const JOINED = '2024-01-01T00:00:00.000000+00:00';

export function userPayload(user: UserState): Json {
  return {
    id: user.id,
    username: user.name,
    discriminator: '0',
    global_name: user.name,
    avatar: null,
    bot: user.bot,
    system: false,
    public_flags: 0,
    flags: 0,
  };
}

export function rolePayload(state: State, guild: GuildState, role: RoleState): Json {
  const position = [...guild.roles.keys()].indexOf(role.id);
  return {
    id: role.id,
    name: role.name,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    icon: null,
    unicode_emoji: null,
    position,
    permissions: String(role.permissions),
    managed: role.managed,
    mentionable: role.mentionable,
    flags: 0,
    ...(role.id === guild.botRoleId ? { tags: { bot_id: state.applicationId } } : {}),
  };
}

export function memberPayload(state: State, member: MemberState): Json {
  const user = state.users.get(member.userId);
  return {
    ...(user ? { user: userPayload(user) } : {}),
    nick: null,
    avatar: null,
    roles: member.roles,
    joined_at: JOINED,
    premium_since: null,
    deaf: false,
    mute: false,
    flags: 0,
    pending: false,
    communication_disabled_until:
      member.timedOutUntil > now(state) ? new Date(member.timedOutUntil).toISOString() : null,
  };
}

export function channelPayload(state: State, channel: ChannelState): Json {
  if (channel.guildId === null) {
    const recipient = channel.recipientId === null ? undefined : state.users.get(channel.recipientId);
    return {
      id: channel.id,
      type: channel.type,
      last_message_id: channel.lastMessageId,
      flags: 0,
      recipients: recipient ? [userPayload(recipient)] : [],
    };
  }
  const common = {
    id: channel.id,
    type: channel.type,
    guild_id: channel.guildId,
    name: channel.name,
    parent_id: channel.parentId,
    last_message_id: channel.lastMessageId,
    rate_limit_per_user: channel.slowmode,
  };
  if (channel.thread) {
    const { thread } = channel;
    return {
      ...common,
      owner_id: thread.ownerId,
      flags: 0,
      message_count: 0,
      member_count: 1,
      total_message_sent: 0,
      applied_tags: thread.appliedTags,
      thread_metadata: {
        archived: thread.archived,
        archive_timestamp: new Date(thread.archivedAt).toISOString(),
        auto_archive_duration: thread.autoArchive,
        locked: thread.locked,
        create_timestamp: new Date(now(state)).toISOString(),
      },
    };
  }
  return {
    ...common,
    position: 0,
    topic: null,
    nsfw: false,
    flags: channel.requireTag ? 1 << 4 : 0,
    permission_overwrites: channel.overwrites.map(({ id, kind, allow, deny }) => ({
      id,
      type: kind === 'role' ? 0 : 1,
      allow: String(allow),
      deny: String(deny),
    })),
    available_tags: channel.tags.map(({ id, name }) => ({
      id,
      name,
      moderated: false,
      emoji_id: null,
      emoji_name: null,
    })),
  };
}

/** A guild without what only GUILD_CREATE carries. */
export function guildPayload(state: State, guild: GuildState): Json {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    splash: null,
    discovery_splash: null,
    banner: null,
    description: null,
    owner_id: guild.ownerId,
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    roles: [...guild.roles.values()].map((role) => rolePayload(state, guild, role)),
    emojis: [],
    stickers: [],
    features: ['COMMUNITY', 'NEWS'],
    mfa_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    vanity_url_code: null,
    premium_tier: 0,
    premium_progress_bar_enabled: false,
    preferred_locale: guild.locale,
    nsfw_level: 0,
    incidents_data: null,
  };
}

/** What GUILD_CREATE carries: threads only as far as the bot sees them, of the members only the bot. */
export function guildCreatePayload(state: State, guild: GuildState): Json {
  const channels = [...state.channels.values()].filter(({ guildId }) => guildId === guild.id);
  const bot = guild.members.get(state.applicationId);
  const threads = channels.filter(
    (channel) =>
      channel.thread &&
      !channel.thread.archived &&
      has(permissionsIn(state, state.applicationId, channel), 'VIEW_CHANNEL'),
  );
  return {
    ...guildPayload(state, guild),
    joined_at: JOINED,
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [],
    members: bot ? [memberPayload(state, bot)] : [],
    channels: channels.filter(({ thread }) => !thread).map((channel) => channelPayload(state, channel)),
    threads: threads.map((channel) => channelPayload(state, channel)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

function attachmentPayload(attachment: AttachmentState): Json {
  return {
    id: attachment.id,
    filename: attachment.name,
    size: attachment.bytes.byteLength,
    url: attachment.url,
    proxy_url: attachment.url,
    content_type: attachment.contentType,
  };
}

/** A message as its author, or a bot that may read it, gets it. */
export function messagePayload(state: State, message: MessageState): Json {
  const author = state.users.get(message.authorId);
  const channel = state.channels.get(message.channelId);
  const thread = state.channels.get(message.id);
  const mentions = [...new Set(Array.from(message.content.matchAll(/<@!?(\d+)>/g), (match) => match[1] ?? ''))];
  return {
    id: message.id,
    channel_id: message.channelId,
    type: message.replyTo === null ? 0 : 19,
    author: author ? userPayload(author) : {},
    content: message.content,
    timestamp: new Date(message.createdAt).toISOString(),
    edited_timestamp: message.editedAt === null ? null : new Date(message.editedAt).toISOString(),
    tts: false,
    mention_everyone: message.rings.everyone,
    mentions: mentions.flatMap((id) => {
      const user = state.users.get(id);
      return user ? [userPayload(user)] : [];
    }),
    mention_roles: message.rings.roles,
    attachments: message.attachments.map(attachmentPayload),
    embeds: message.embeds.map((embed) => ({ type: 'rich', ...embed })),
    components: message.components,
    pinned: false,
    flags: message.flags | (message.crossposted ? 1 : 0) | (thread ? 1 << 5 : 0),
    ...(message.interactionId === null ? {} : { webhook_id: state.applicationId, application_id: state.applicationId }),
    ...(thread ? { thread: channelPayload(state, thread) } : {}),
    ...(message.replyTo === null
      ? {}
      : {
          message_reference: {
            type: 0,
            message_id: message.replyTo,
            channel_id: message.channelId,
            ...(channel?.guildId ? { guild_id: channel.guildId } : {}),
          },
        }),
  };
}

/** A message in the history: without MESSAGE_CONTENT a bot reads only what it wrote, what names it, and its DMs. */
export function historyPayload(state: State, message: MessageState): Json {
  const payload = messagePayload(state, message);
  const isPrivate = state.channels.get(message.channelId)?.guildId === null;
  const namesBot = message.content.includes(`<@${state.applicationId}>`);
  if (message.authorId === state.applicationId || isPrivate || namesBot) return payload;
  return { ...payload, content: '', embeds: [], components: [], attachments: [] };
}

export function commandPayload(state: State, command: CommandState, guildId: string | null): Json {
  const { body } = command;
  const permissions = body['default_member_permissions'];
  return {
    ...body,
    id: command.id,
    application_id: state.applicationId,
    version: command.version,
    type: body['type'] ?? 1,
    description: body['description'] ?? '',
    default_member_permissions: permissions === undefined || permissions === null ? null : String(permissions),
    dm_permission: body['dm_permission'] ?? true,
    contexts: body['contexts'] ?? null,
    integration_types: body['integration_types'] ?? [0],
    name_localizations: body['name_localizations'] ?? null,
    description_localizations: body['description_localizations'] ?? null,
    nsfw: false,
    ...(guildId === null ? {} : { guild_id: guildId }),
  };
}

/** The application as GET /applications/@me shows it to its bot. */
export function applicationPayload(state: State): Json {
  const bot = state.users.get(state.applicationId);
  return {
    id: state.applicationId,
    name: 'Newsdesk',
    icon: null,
    description: '',
    summary: '',
    type: null,
    hook: true,
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    flags: 0,
    bot: bot ? userPayload(bot) : undefined,
    owner: { id: '100000000000000002', username: 'owner', discriminator: '0', global_name: null, avatar: null },
    team: null,
    rpc_origins: [],
    redirect_uris: [],
    approximate_guild_count: [...state.guilds.values()].filter(({ invited }) => invited).length,
    integration_types_config: { '0': {} },
  };
}
