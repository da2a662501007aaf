import { botMethod, flag, json, type Method, words } from './method.ts';
import {
  changeMessage,
  findPostable,
  messageJson,
  PLAIN_MANNER,
  readMetadata,
  readWords,
  removeMessage,
  seenEphemeral,
  storeEphemeral,
  storeMessage,
} from './posting.ts';
import { refuse } from './refusal.ts';
import { type ChannelState, type MessageState, messageOf, nowMs, report, type TeamState, type World } from './world.ts';

const said = { text: words.optional(), blocks: json.optional(), parse: words.optional(), link_names: flag.optional() };
/** An edit takes far less text than a post, and counts bytes; the documentation says 4,000 characters. */
const UPDATE_BYTES = 4_000;
const writes = { scopes: ['chat:write'] };

export const CHAT_METHODS: Readonly<Record<string, Method>> = {
  'chat.postMessage': botMethod(
    { tier: 'channel', ...writes },
    {
      channel: words,
      ...said,
      thread_ts: words.optional(),
      reply_broadcast: flag.optional(),
      metadata: json.optional(),
      unfurl_links: flag.optional(),
      unfurl_media: flag.optional(),
      mrkdwn: flag.optional(),
    },
    (stage, team, args) => {
      const channel = findPostable(stage.world, team, args.channel);
      const content = readWords(stage.world, args);
      const threadTs = args.thread_ts ?? null;
      if (threadTs !== null) findParent(stage.world, channel, threadTs);
      const message = storeMessage(stage, team, channel, content, {
        user: team.botUserId,
        threadTs,
        broadcast: threadTs !== null && args.reply_broadcast === true,
        metadata: args.metadata === undefined ? null : readMetadata(args.metadata),
        unfurlLinks: args.unfurl_links ?? PLAIN_MANNER.unfurlLinks,
        unfurlMedia: args.unfurl_media ?? PLAIN_MANNER.unfurlMedia,
        files: [],
        isBare: args.link_names === true || args.parse === 'full',
      });
      return { ok: true, channel: channel.id, ts: message.ts, message: messageJson(team, channel, message, true) };
    },
  ),
  'chat.update': botMethod(
    { tier: 3, ...writes },
    { channel: words, ts: words, ...said, metadata: json.optional(), reply_broadcast: flag.optional() },
    (stage, team, args) => {
      const channel = findOwn(team, args.channel);
      const message = findOwnMessage(team, channel, args.ts, 'cant_update_message');
      if (isTooOld(stage.world, message)) return refuse('edit_window_closed');
      // What is left out stays as it was.
      const content = readWords(stage.world, { text: args.text, blocks: args.blocks ?? message.blocks });
      if (Buffer.byteLength(content.text) > UPDATE_BYTES) return refuse('msg_too_long');
      if (args.metadata !== undefined) message.metadata = readMetadata(args.metadata);
      changeMessage(stage, team, channel, message, content);
      const { ts, text } = message;
      return { ok: true, channel: channel.id, ts, text, message: messageJson(team, channel, message, true) };
    },
  ),
  'chat.delete': botMethod({ tier: 3, ...writes }, { channel: words, ts: words }, (_stage, team, args) => {
    const channel = findOwn(team, args.channel);
    removeMessage(channel, findOwnMessage(team, channel, args.ts, 'cant_delete_message'));
    return { ok: true, channel: channel.id, ts: args.ts };
  }),
  'chat.postEphemeral': botMethod(
    { tier: 4, ...writes },
    { channel: words, user: words, ...said, thread_ts: words.optional() },
    (stage, team, args) => {
      const channel = findPostable(stage.world, team, args.channel);
      const content = readWords(stage.world, args);
      if (!team.people.has(args.user)) return refuse('user_not_found');
      if (!channel.members.has(args.user)) return refuse('user_not_in_channel');
      const place = { person: args.user, channel: channel.id, threadTs: args.thread_ts ?? null };
      const ephemeral = storeEphemeral(stage.world, team, { ...place, via: 'chat.postEphemeral' }, content);
      const inChannel = stage.acts.latest(team.id, args.user, (one) => one.channel === channel.id);
      (inChannel ?? stage.acts.latest(team.id, args.user, () => true))?.show(seenEphemeral(ephemeral, false));
      return { ok: true, message_ts: ephemeral.ts };
    },
  ),
  'chat.getPermalink': botMethod(
    { tier: 'special', scopes: [] },
    { channel: words, message_ts: words },
    (_stage, team, args) => {
      const channel = team.channels.get(args.channel);
      if (channel === undefined || (channel.kind !== 'public' && !channel.members.has(team.botUserId))) {
        return refuse('channel_not_found');
      }
      const message = messageOf(channel, args.message_ts) ?? refuse('message_not_found');
      const thread = message.threadTs === null ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
      const permalink = `https://${team.domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`;
      return { ok: true, channel: channel.id, permalink };
    },
  ),
};

/** The channel of a message that the bot wants to change. */
function findOwn(team: TeamState, id: string): ChannelState {
  const channel = team.channels.get(id);
  if (channel === undefined) return refuse('channel_not_found');
  if (channel.kind !== 'public' && !channel.members.has(team.botUserId)) return refuse('channel_not_found');
  if (channel.isArchived) return refuse('is_archived');
  return channel;
}

function findOwnMessage(team: TeamState, channel: ChannelState, ts: string, error: string): MessageState {
  const message = messageOf(channel, ts) ?? refuse('message_not_found');
  return message.user === team.botUserId ? message : refuse(error);
}

/** The message that a thread hangs on; that it was there is enough. */
function findParent(world: World, channel: ChannelState, ts: string): void {
  const parent = channel.messages.find((one) => one.ts === ts);
  if (parent === undefined) refuse('thread_not_found');
  // Slack takes it, and shows the reply where nobody looks for it.
  if (parent.threadTs !== null) report(world, 'chat.postMessage', 'thread_ts names a reply, not what it replies to');
}

function isTooOld(world: World, message: MessageState): boolean {
  return world.editWindowMs !== null && nowMs(world) - message.postedMs > world.editWindowMs;
}
