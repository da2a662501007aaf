import { ChannelType, type Client, PermissionFlagsBits as Flags, type GuildBasedChannel, Routes } from 'discord.js';
import { z } from 'zod';
import { type Guild, listed, type Member, missing, type Overwrite, permissionsIn } from './permissions.ts';
import type { Api } from './rest.ts';

/** A channel or thread of a guild. */
export type Place = {
  readonly id: string;
  readonly guild: string;
  readonly name: string;
  readonly kind: 'text' | 'announcement' | 'voice' | 'thread' | 'forum' | 'other';
  /** The channel that a thread hangs in. */
  readonly parent: string | null;
  /** Of a thread; `owner` is who opened it. */
  readonly thread: {
    readonly archived: boolean;
    readonly locked: boolean;
    readonly isPrivate: boolean;
    readonly owner: string | null;
  } | null;
  /** A thread has none: its parent's count. */
  readonly overwrites: readonly Overwrite[];
  /** Of a forum; those that only moderators may set are left out. */
  readonly tags: readonly { readonly id: string; readonly name: string }[];
  readonly requiresTag: boolean;
};

/** What is known of guilds and channels: from the gateway while it is connected, else asked of Discord. They reject as `Api` does. */
export type Places = {
  place(id: string): Promise<Place>;
  guild(id: string): Promise<Guild>;
  /** The bot itself. */
  self(guild: string): Promise<Member>;
  /** What a member may do in a place; a thread has its parent's rights. */
  permissions(place: Place, member: Member): Promise<bigint>;
  /** Why nothing can be posted in a place (or, with `edit`, no message be changed), as a sentence; null where it can be. */
  hindrance(place: Place, doing: 'post' | 'edit'): Promise<string | null>;
};

const REQUIRE_TAG = 1 << 4;

/** `ready` gives the client while it is connected. */
export function createPlaces(api: Api, ready: () => Client<true> | null): Places {
  let ownId: string | null = null;

  async function place(id: string): Promise<Place> {
    const cached = ready()?.channels.cache.get(id);
    if (cached !== undefined && !cached.isDMBased()) return placeOfCached(cached);
    return placeSchema.parse(await api.get(Routes.channel(id)));
  }

  async function guild(id: string): Promise<Guild> {
    const cached = ready()?.guilds.cache.get(id);
    if (cached?.available) {
      const roles = cached.roles.cache.map((role): [string, bigint] => [role.id, role.permissions.bitfield]);
      return { id, owner: cached.ownerId, roles: new Map(roles) };
    }
    return guildSchema.parse(await api.get(Routes.guild(id)));
  }

  async function self(guildId: string): Promise<Member> {
    const me = ready()?.guilds.cache.get(guildId)?.members.me;
    if (me) return { id: me.id, roles: [...me.roles.cache.keys()], isTimedOut: me.isCommunicationDisabled() };
    ownId ??= idSchema.parse(await api.get(Routes.user())).id;
    return memberSchema.parse(await api.get(Routes.guildMember(guildId, ownId)));
  }

  async function permissions(at: Place, member: Member): Promise<bigint> {
    const { overwrites } = at.parent === null || at.thread === null ? at : await place(at.parent);
    return permissionsIn(await guild(at.guild), overwrites, member);
  }

  async function hindrance(at: Place, doing: 'post' | 'edit'): Promise<string | null> {
    if (at.kind === 'other') return 'Messages cannot be posted in a channel of this kind.';
    const held = await permissions(at, await self(at.guild));
    const send = at.kind === 'thread' ? Flags.SendMessagesInThreads : Flags.SendMessages;
    // Without Embed Links Discord takes the message and shows nothing of it.
    const needed = [Flags.ViewChannel, ...(doing === 'post' ? [send] : []), Flags.EmbedLinks];
    const lacks = missing(held, needed);
    if (lacks.length > 0) return lackSentence(lacks);
    const isShut = at.thread?.locked === true && (held & Flags.ManageThreads) === 0n;
    return isShut && doing === 'post' ? 'The thread is locked: somebody who may manage threads can unlock it.' : null;
  }

  return { place, guild, self, permissions, hindrance };
}

/** What the bot lacks in a channel, and who can give it how. */
export function lackSentence(names: readonly string[]): string {
  return `Newsdesk lacks ${listed(names)} in this channel: somebody who may manage the channel can give that to its role (Edit Channel, Permissions).`;
}

function kindOf(type: number): Place['kind'] {
  switch (type) {
    case ChannelType.GuildText:
      return 'text';
    case ChannelType.GuildAnnouncement:
      return 'announcement';
    case ChannelType.GuildVoice:
    case ChannelType.GuildStageVoice:
      return 'voice';
    case ChannelType.PublicThread:
    case ChannelType.PrivateThread:
    case ChannelType.AnnouncementThread:
      return 'thread';
    case ChannelType.GuildForum:
    case ChannelType.GuildMedia:
      return 'forum';
  }
  return 'other';
}

function placeOfCached(channel: GuildBasedChannel): Place {
  const common = {
    id: channel.id,
    guild: channel.guildId,
    name: channel.name,
    kind: kindOf(channel.type),
    parent: channel.parentId,
  };
  const untagged = { tags: [], requiresTag: false };
  if (channel.isThread()) {
    const thread = {
      archived: channel.archived === true,
      locked: channel.locked === true,
      isPrivate: channel.type === ChannelType.PrivateThread,
      owner: channel.ownerId,
    };
    return { ...common, ...untagged, thread, overwrites: [] };
  }
  const overwrites = channel.permissionOverwrites.cache.map(({ id, allow, deny }) => ({
    id,
    allow: allow.bitfield,
    deny: deny.bitfield,
  }));
  if (!channel.isThreadOnly()) return { ...common, ...untagged, thread: null, overwrites };
  const tags = channel.availableTags.filter(({ moderated }) => !moderated).map(({ id, name }) => ({ id, name }));
  return { ...common, thread: null, overwrites, tags, requiresTag: channel.flags.has(REQUIRE_TAG) };
}

const bits = z.string().regex(/^\d+$/).transform(BigInt);
const idSchema = z.object({ id: z.string() });

const placeSchema = z
  .object({
    id: z.string(),
    type: z.number(),
    guild_id: z.string().default(''),
    name: z.string().nullish(),
    parent_id: z.string().nullish(),
    owner_id: z.string().nullish(),
    flags: z.number().default(0),
    permission_overwrites: z.array(z.object({ id: z.string(), allow: bits, deny: bits })).default([]),
    available_tags: z.array(z.object({ id: z.string(), name: z.string(), moderated: z.boolean() })).default([]),
    thread_metadata: z.object({ archived: z.boolean(), locked: z.boolean().default(false) }).nullish(),
  })
  .transform(
    (raw): Place => ({
      id: raw.id,
      guild: raw.guild_id,
      name: raw.name ?? '',
      kind: kindOf(raw.type),
      parent: raw.parent_id ?? null,
      thread: raw.thread_metadata
        ? {
            archived: raw.thread_metadata.archived,
            locked: raw.thread_metadata.locked,
            isPrivate: raw.type === ChannelType.PrivateThread,
            owner: raw.owner_id ?? null,
          }
        : null,
      overwrites: raw.permission_overwrites,
      tags: raw.available_tags.filter(({ moderated }) => !moderated).map(({ id, name }) => ({ id, name })),
      requiresTag: (raw.flags & REQUIRE_TAG) !== 0,
    }),
  );

const guildSchema = z
  .object({ id: z.string(), owner_id: z.string(), roles: z.array(z.object({ id: z.string(), permissions: bits })) })
  .transform(
    (raw): Guild => ({
      id: raw.id,
      owner: raw.owner_id,
      roles: new Map(raw.roles.map(({ id, permissions }) => [id, permissions])),
    }),
  );

const memberSchema = z
  .object({
    user: idSchema,
    roles: z.array(z.string()),
    communication_disabled_until: z.iso.datetime({ offset: true }).nullish(),
  })
  .transform(
    (raw): Member => ({
      id: raw.user.id,
      roles: raw.roles,
      isTimedOut: raw.communication_disabled_until != null && Date.parse(raw.communication_disabled_until) > Date.now(),
    }),
  );
