import type { Overwrite, World } from './control.ts';
import type { Gateway } from './gateway.ts';
import { dmWith } from './guild-routes.ts';
import { NOBODY } from './mentions.ts';
import { keepMessage } from './messages.ts';
import { channelPayload, guildCreatePayload, memberPayload, rolePayload } from './payloads.ts';
import { EVERYONE, has, type OverwriteBits, toBits, toNames } from './permissions.ts';
import {
  CHANNEL_TYPES,
  type ChannelState,
  type Discord,
  type GuildState,
  type Json,
  type MemberState,
  need,
  nextId,
  now,
  permissionsIn,
} from './state.ts';
import { announceThread, makeThread } from './thread-routes.ts';

/** What people do; each change is told to a connected bot, as far as it is in the guild and the guild is not out. */
export function createWorld(discord: Discord, gateway: Pick<Gateway, 'revoke'>): World {
  const { state } = discord;
  const guildOf = (id: string) => need(state.guilds, id, 'guild');
  const channelOf = (id: string) => need(state.channels, id, 'channel');
  const tell = (guildId: string | null, event: string, data: Json) => {
    const guild = guildId === null ? undefined : state.guilds.get(guildId);
    if (guild?.invited && !guild.out) discord.dispatch(event, data);
  };
  const tellChannel = (event: string, channel: ChannelState) => {
    const isHidden = channel.thread && !has(permissionsIn(state, state.applicationId, channel), 'VIEW_CHANNEL');
    if (!isHidden) tell(channel.guildId, event, channelPayload(state, channel));
  };
  const tellGuild = (guild: GuildState) => {
    if (guild.invited && !guild.out) discord.dispatch('GUILD_CREATE', guildCreatePayload(state, guild));
  };
  const tellMember = (guildId: string, member: MemberState) => {
    // Without the intent for members a bot hears of itself only.
    if (member.userId !== state.applicationId) return;
    tell(guildId, 'GUILD_MEMBER_UPDATE', { guild_id: guildId, ...memberPayload(state, member) });
  };
  const addPerson: World['addPerson'] = (name, options = {}) => {
    const id = nextId(state);
    state.users.set(id, { id, name, bot: false, acceptsDms: options.acceptsDms ?? true });
    return id;
  };
  const joinBot = (guild: GuildState) =>
    guild.members.set(state.applicationId, { userId: state.applicationId, roles: [guild.botRoleId], timedOutUntil: 0 });

  return {
    addPerson,
    addGuild({ name, owner, everyone = EVERYONE, bot = [], locale = 'en-US', invited = true, unfit = [] }) {
      const id = nextId(state);
      const botRoleId = nextId(state);
      const ownerId = owner ?? addPerson(`owner of ${name}`);
      const role = { permissions: toBits(everyone), mentionable: false, managed: false };
      const botRole = { permissions: toBits(bot), mentionable: false, managed: true };
      const guild: GuildState = {
        id,
        name,
        ownerId,
        locale,
        botRoleId,
        unfit,
        roles: new Map([[id, { id, name: '@everyone', ...role }]]),
        members: new Map([[ownerId, { userId: ownerId, roles: [], timedOutUntil: 0 }]]),
        invited,
        out: false,
      };
      guild.roles.set(botRoleId, { id: botRoleId, name: 'Newsdesk', ...botRole });
      if (invited) joinBot(guild);
      state.guilds.set(id, guild);
      tellGuild(guild);
      return { id, ownerId, botRoleId };
    },
    addRole(guildId, { name, permissions = [], mentionable = false }) {
      const guild = guildOf(guildId);
      const role = { id: nextId(state), name, managed: false, permissions: toBits(permissions), mentionable };
      guild.roles.set(role.id, role);
      tell(guildId, 'GUILD_ROLE_CREATE', { guild_id: guildId, role: rolePayload(state, guild, role) });
      return role.id;
    },
    setRole(guildId, roleId, change) {
      const guild = guildOf(guildId);
      const role = need(guild.roles, roleId, 'role');
      if (change.permissions) role.permissions = toBits(change.permissions);
      if (change.mentionable !== undefined) role.mentionable = change.mentionable;
      tell(guildId, 'GUILD_ROLE_UPDATE', { guild_id: guildId, role: rolePayload(state, guild, role) });
    },
    addMember(guildId, personId, roles = []) {
      need(state.users, personId, 'person');
      guildOf(guildId).members.set(personId, { userId: personId, roles, timedOutUntil: 0 });
    },
    setMemberRoles(guildId, memberId, roles) {
      const member = need(guildOf(guildId).members, memberId, 'member');
      member.roles = roles;
      tellMember(guildId, member);
    },
    timeOut(guildId, memberId, ms) {
      const member = need(guildOf(guildId).members, memberId, 'member');
      member.timedOutUntil = now(state) + ms;
      tellMember(guildId, member);
    },
    addChannel(guildId, { kind, name, overwrites = [], parent, tags = [], requireTag = false, slowmode = 0 }) {
      guildOf(guildId);
      const channel: ChannelState = {
        id: nextId(state),
        type: CHANNEL_TYPES[kind],
        guildId,
        parentId: parent ?? null,
        tags: tags.map((tag) => ({ id: nextId(state), name: tag })),
        requireTag,
        slowmode,
        recipientId: null,
        thread: null,
        name,
        overwrites: overwrites.map(toOverwriteBits),
        lastMessageId: null,
      };
      state.channels.set(channel.id, channel);
      tellChannel('CHANNEL_CREATE', channel);
      return channel.id;
    },
    setOverwrites(channelId, overwrites) {
      const channel = channelOf(channelId);
      channel.overwrites = overwrites.map(toOverwriteBits);
      tellChannel('CHANNEL_UPDATE', channel);
    },
    renameChannel(channelId, name) {
      const channel = channelOf(channelId);
      channel.name = name;
      tellChannel(channel.thread ? 'THREAD_UPDATE' : 'CHANNEL_UPDATE', channel);
    },
    deleteChannel(channelId) {
      const channel = channelOf(channelId);
      tellChannel(channel.thread ? 'THREAD_DELETE' : 'CHANNEL_DELETE', channel);
      const gone = [...state.channels.values()].filter((one) => one.id === channelId || isThreadOf(one, channelId));
      for (const { id } of gone) {
        state.channels.delete(id);
        for (const message of [...state.messages.values()]) {
          if (message.channelId === id) state.messages.delete(message.id);
        }
      }
    },
    addThread(channelId, { name, person, messageId }) {
      const parent = channelOf(channelId);
      const id = messageId ?? nextId(state);
      if (state.channels.has(id)) throw new Error(`Message ${id} has a thread already.`);
      const thread = makeThread(state, parent, { id, name, ownerId: person, autoArchive: 4_320, appliedTags: [] });
      announceThread({ state, dispatch: (event, data) => tell(parent.guildId, event, data) }, thread);
      return id;
    },
    setThread(threadId, change) {
      const channel = channelOf(threadId);
      if (!channel.thread) throw new Error(`${threadId} is no thread.`);
      if (change.archived !== undefined) {
        channel.thread.archived = change.archived;
        channel.thread.archivedAt = now(state);
      }
      if (change.locked !== undefined) channel.thread.locked = change.locked;
      tellChannel('THREAD_UPDATE', channel);
    },
    say(personId, channelId, content) {
      need(state.users, personId, 'person');
      const channel = channelOf(channelId);
      const id = nextId(state);
      keepMessage(discord, channel, {
        id,
        channelId,
        authorId: personId,
        createdAt: now(state),
        nonce: null,
        rings: NOBODY,
        replyTo: null,
        onlyFor: null,
        interactionId: null,
        content,
        embeds: [],
        components: [],
        attachments: [],
        flags: 0,
        edits: 0,
        editedAt: null,
        crossposted: false,
      });
      return id;
    },
    deleteMessage(messageId) {
      need(state.messages, messageId, 'message');
      state.messages.delete(messageId);
    },
    dmChannel: (personId) =>
      [...state.channels.values()].find(({ recipientId }) => recipientId === personId)?.id ?? null,
    openDm: (personId) => dmWith(state, need(state.users, personId, 'person').id).id,
    setAcceptsDms(personId, accepts) {
      need(state.users, personId, 'person').acceptsDms = accepts;
    },
    kickBot(guildId) {
      const guild = guildOf(guildId);
      guild.members.delete(state.applicationId);
      tell(guildId, 'GUILD_DELETE', { id: guildId });
      guild.invited = false;
    },
    inviteBot(guildId, permissions) {
      const guild = guildOf(guildId);
      if (permissions) need(guild.roles, guild.botRoleId, 'role').permissions = toBits(permissions);
      guild.invited = true;
      joinBot(guild);
      tellGuild(guild);
    },
    setOutage(guildId, out) {
      const guild = guildOf(guildId);
      if (out) tell(guildId, 'GUILD_DELETE', { id: guildId, unavailable: true });
      guild.out = out;
      if (!out) tellGuild(guild);
    },
    revokeToken() {
      state.tokenValid = false;
      gateway.revoke();
    },
    permissionsOf: (memberId, channelId) => toNames(permissionsIn(state, memberId, channelOf(channelId))),
  };
}

function isThreadOf(channel: ChannelState, parentId: string): boolean {
  return channel.thread !== null && channel.parentId === parentId;
}

function toOverwriteBits({ id, kind, allow = [], deny = [] }: Overwrite): OverwriteBits {
  return { id, kind, allow: toBits(allow), deny: toBits(deny) };
}
