import {
  archivedThread,
  lockedThread,
  missingAccess,
  missingPermissions,
  noDms,
  noMutualGuilds,
  notText,
  Refusal,
  unknownChannel,
  unknownMessage,
} from './errors.ts';
import { has } from './permissions.ts';
import { CHANNEL_TYPES, type ChannelState, type MessageState, now, permissionsIn, type State } from './state.ts';

const HOUR_MS = 3_600_000;
const OLD_EDITS_MS = 20_000;

/** The channel as far as the bot may see it: 10003 where there is none (or its guild is gone), 50001 where it is hidden. */
export function seenChannel(state: State, channelId: string): ChannelState {
  const channel = state.channels.get(channelId);
  if (!channel) throw unknownChannel();
  const guild = channel.guildId === null ? null : state.guilds.get(channel.guildId);
  if (guild === undefined) throw unknownChannel();
  if (guild && !guild.invited) throw missingAccess();
  if (!has(permissionsIn(state, state.applicationId, channel), 'VIEW_CHANNEL')) throw missingAccess();
  return channel;
}

/** A message that the bot may see in the channel; never an ephemeral one. */
export function seenMessage(state: State, channel: ChannelState, messageId: string): MessageState {
  const message = state.messages.get(messageId);
  if (!message || message.channelId !== channel.id || message.onlyFor !== null) throw unknownMessage();
  return message;
}

/** Throws where the bot may not write there. */
export function checkMayWrite(state: State, channel: ChannelState): void {
  const bits = permissionsIn(state, state.applicationId, channel);
  const { category, forum } = CHANNEL_TYPES;
  if (channel.type === category || channel.type === forum) throw notText();
  if (channel.guildId === null && channel.recipientId !== null) {
    checkMayDm(state, channel.recipientId);
    return;
  }
  if (!has(bits, channel.thread ? 'SEND_MESSAGES_IN_THREADS' : 'SEND_MESSAGES')) throw missingPermissions();
  const { thread } = channel;
  if (thread?.locked && !has(bits, 'MANAGE_THREADS')) throw thread.archived ? archivedThread() : lockedThread();
}

function checkMayDm(state: State, personId: string): void {
  const shares = [...state.guilds.values()].some(({ invited, members }) => invited && members.has(personId));
  if (!shares) throw noMutualGuilds();
  if (!state.users.get(personId)?.acceptsDms) throw noDms();
}

/** An interaction may come from a thread in which the bot can say nothing any more, not even to that person. */
export function checkMayAnswer(state: State, channel: ChannelState): void {
  const mayManage = has(permissionsIn(state, state.applicationId, channel), 'MANAGE_THREADS');
  if (channel.thread?.archived && channel.thread.locked && !mayManage) throw archivedThread();
}

/** Throws what Discord says of an edit in a channel: 50083 in an archived thread, 30046 for too many edits of old messages. */
export function checkMayEdit(state: State, channel: ChannelState, message: MessageState): void {
  if (channel.thread?.archived) throw archivedThread();
  if (now(state) - message.createdAt < HOUR_MS) return;
  const found = state.oldEdits.get(channel.id);
  const window = found && found.endsAt > now(state) ? found : { used: 0, endsAt: now(state) + OLD_EDITS_MS };
  state.oldEdits.set(channel.id, window);
  window.used += 1;
  if (window.used <= state.options.oldEdits) return;
  throw new Refusal(429, 30046, 'Maximum number of edits to messages older than 1 hour reached. Try again later.', {
    extra: { retry_after: (window.endsAt - now(state)) / 1_000, global: false },
  });
}

/** The messages of a channel that anybody there sees, the oldest first. */
export function messagesIn(state: State, channelId: string): readonly MessageState[] {
  return [...state.messages.values()].filter((message) => message.channelId === channelId && message.onlyFor === null);
}
