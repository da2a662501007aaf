import type { InteractionState } from './interaction-state.ts';
import { channelPayload, memberPayload, messagePayload, rolePayload, userPayload } from './payloads.ts';
import { type ChannelState, type Json, need, permissionsIn, type State } from './state.ts';

/** INTERACTION_CREATE as the bot gets it. */
export function interactionPayload(state: State, interaction: InteractionState, data: Json, locale: string): Json {
  const { channel, personId } = interaction;
  const guild = channel.guildId === null ? undefined : state.guilds.get(channel.guildId);
  const user = userPayload(need(state.users, personId, 'person'));
  const member = guild?.members.get(personId);
  const permissions = String(permissionsIn(state, personId, channel));
  const source = interaction.sourceId === null ? undefined : state.messages.get(interaction.sourceId);
  return {
    id: interaction.id,
    application_id: state.applicationId,
    type: interaction.type,
    token: interaction.token,
    version: 1,
    data,
    channel_id: channel.id,
    channel: { ...channelPayload(state, channel), permissions },
    ...(guild && member
      ? {
          guild_id: guild.id,
          guild: { id: guild.id, locale: guild.locale, features: [] },
          guild_locale: guild.locale,
          member: { ...memberPayload(state, member), permissions },
        }
      : { user }),
    ...(source ? { message: messagePayload(state, source) } : {}),
    app_permissions: String(permissionsIn(state, state.applicationId, channel)),
    locale,
    entitlements: [],
    entitlement_sku_ids: [],
    authorizing_integration_owners: { '0': guild?.id ?? '0' },
    context: guild ? 0 : 1,
    attachment_size_limit: 10 * 1024 * 1024,
  };
}

/** A channel that a person chose, with what they and the bot may do there. */
function resolvedChannel(state: State, personId: string, channel: ChannelState): Json {
  const payload = channelPayload(state, channel);
  return {
    id: channel.id,
    name: channel.name,
    type: channel.type,
    guild_id: channel.guildId,
    parent_id: channel.parentId,
    flags: payload['flags'],
    last_message_id: channel.lastMessageId,
    permissions: String(permissionsIn(state, personId, channel)),
    app_permissions: String(permissionsIn(state, state.applicationId, channel)),
    ...(channel.thread ? { thread_metadata: payload['thread_metadata'] } : {}),
  };
}

/** Users, members, roles, channels and files that a person chose, by id. */
export type Resolved = {
  readonly users: Record<string, Json>;
  readonly members: Record<string, Json>;
  readonly roles: Record<string, Json>;
  readonly channels: Record<string, Json>;
  readonly attachments: Record<string, Json>;
  readonly messages: Record<string, Json>;
};

export function noneResolved(): Resolved {
  return { users: {}, members: {}, roles: {}, channels: {}, attachments: {}, messages: {} };
}

/** Only the kinds of which there is one, as on the wire. */
export function resolvedPayload(resolved: Resolved): Json {
  const kinds = Object.entries(resolved).filter(([, values]) => Object.keys(values).length > 0);
  return kinds.length > 0 ? { resolved: Object.fromEntries(kinds) } : {};
}

export function resolveUser(state: State, guildId: string | null, userId: string, into: Resolved): void {
  into.users[userId] = userPayload(need(state.users, userId, 'person'));
  const member = guildId === null ? undefined : state.guilds.get(guildId)?.members.get(userId);
  if (!member) return;
  const { user: _user, ...rest } = memberPayload(state, member);
  into.members[userId] = { ...rest, permissions: '0' };
}

export function resolveRole(state: State, guildId: string | null, roleId: string, into: Resolved): void {
  const guild = need(state.guilds, guildId ?? '', 'guild');
  into.roles[roleId] = rolePayload(state, guild, need(guild.roles, roleId, 'role'));
}

export function resolveChannel(
  state: State,
  guildId: string | null,
  personId: string,
  channelId: string,
  into: Resolved,
): void {
  const channel = need(state.channels, channelId, 'channel');
  if (channel.guildId !== guildId) throw new Error(`Channel ${channelId} is in another guild.`);
  into.channels[channelId] = resolvedChannel(state, personId, channel);
}
