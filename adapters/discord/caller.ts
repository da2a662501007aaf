import { PermissionFlagsBits as Flags, type Interaction } from 'discord.js';
import type { ChannelAddress } from '../../src/platform/channel.ts';
import type { Caller, Scope } from '../../src/platform/host.ts';
import { has } from './permissions.ts';
import type { Places } from './places.ts';
import { isSnowflake } from './rich.ts';

const NOT_HERE = 'There is no such channel in this server that you can see.';
const NEEDS_CHANNEL = 'Changing what a channel follows needs the permission Manage Channels in it';
const NEEDS_SERVER = 'Changing what concerns the whole server needs the permission Manage Server';

/**
 * Where somebody acts. In a thread that Newsdesk opened itself (a forum post, the thread of an alert) that is the channel
 * the thread hangs in: nobody follows a topic in the thread of one story, and nobody can write into a forum itself.
 */
export function hereOf(interaction: Interaction<'cached' | 'raw'>): ChannelAddress {
  const { channel, channelId, guildId, client } = interaction;
  // The first message of a forum post has the id of the post; only our own messages have our buttons.
  const isPost = interaction.isButton() && interaction.message.id === channelId;
  const isOurs = channel?.isThread() === true && (isPost || channel.ownerId === client.user.id);
  const id = (isOurs ? channel.parentId : null) ?? channelId ?? guildId;
  return { platform: 'discord', workspace: guildId, channel: id };
}

/** The person behind an interaction. What they may is what Discord says with the interaction itself. */
export function callerOf(interaction: Interaction<'cached' | 'raw'>, places: Places): Caller {
  const here = hereOf(interaction);
  const held = interaction.memberPermissions.bitfield;
  const { member, user, channelId, guildId } = interaction;
  const roles = Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()];

  async function mayChange(scope: Scope, managers: string | null): Promise<string | null> {
    const isManager = managers !== null && roles.includes(managers);
    const orRole = managers === null ? '.' : ', or the role that the settings name.';
    switch (scope.kind) {
      case 'workspace':
        return isManager || has(held, Flags.ManageGuild) ? null : `${NEEDS_SERVER}${orRole}`;
      case 'channel': {
        const { platform, workspace, channel } = scope.channel;
        if (platform !== here.platform || workspace !== guildId) return NOT_HERE;
        // A thread has the rights of the channel it hangs in.
        const isHere = channel === channelId || channel === here.channel;
        const rights = isHere ? held : await rightsIn(channel);
        if (rights === null) return NOT_HERE;
        return isManager || has(rights, Flags.ManageChannels) ? null : `${NEEDS_CHANNEL}${orRole}`;
      }
    }
  }

  /** What the person may in another channel; null where they cannot see it, or there is none. */
  async function rightsIn(channel: string): Promise<bigint | null> {
    if (!isSnowflake(channel)) return null;
    try {
      const place = await places.place(channel);
      if (place.guild !== guildId) return null;
      const rights = await places.permissions(place, { id: user.id, roles, isTimedOut: false });
      const isHidden = place.thread?.isPrivate === true && !has(rights, Flags.ManageThreads);
      return has(rights, Flags.ViewChannel) && !isHidden ? rights : null;
    } catch {
      return null;
    }
  }

  return { channel: here, person: user.id, mayChange, isRole: isSnowflake };
}
