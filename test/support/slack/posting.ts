import { z } from 'zod';
import { type Block, echoed, isJson, type Json, parseJson, readBlocks, withIds } from './block-check.ts';
import type { StoredMessage } from './control.ts';
import { namedIn } from './mentions.ts';
import type { Stage } from './method.ts';
import type { SeenMessage } from './people.ts';
import { refuse } from './refusal.ts';
import {
  type ChannelState,
  directMessageOf,
  type EphemeralState,
  type MessageState,
  nextId,
  nextTs,
  nowMs,
  type TeamState,
  type World,
} from './world.ts';

const TEXT_CHARACTERS = 40_000;
const METADATA_BYTES = 16_000;

/** What a message says. */
export type Words = { readonly text: string; readonly blocks: readonly Block[]; readonly shown: readonly Block[] };

/** Reads text and blocks as they were sent; refuses what Slack refuses. */
export function readWords(
  world: World,
  sent: { readonly text?: string | undefined; readonly blocks?: unknown },
): Words {
  const text = sent.text ?? '';
  const blocks = sent.blocks === undefined ? [] : readBlocks(sent.blocks, world.badImage);
  if (text.trim() === '' && blocks.length === 0) return refuse('no_text');
  if (text.length > TEXT_CHARACTERS) return refuse('msg_too_long');
  return { text, blocks, shown: withIds(blocks, () => nextId(world, '').slice(-6)) };
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const flat = z.record(z.string(), scalar);
const metadataShape = z.strictObject({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.union([scalar, flat, z.array(z.union([scalar, flat]))])),
});

/** Reads metadata; null where it is an empty object, by which an edit takes it away. */
export function readMetadata(sent: unknown): StoredMessage['metadata'] {
  const metadata = parseJson(sent, 'invalid_metadata_format');
  if (!isJson(metadata)) return refuse('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return null;
  const read = metadataShape.safeParse(metadata);
  if (!read.success) return refuse('invalid_metadata_schema');
  if (Buffer.byteLength(JSON.stringify(metadata)) > METADATA_BYTES) return refuse('metadata_too_large');
  return read.data;
}

/** The channel that something may be said in. A person's id leads to their direct message. */
export function findPostable(world: World, team: TeamState, id: string): ChannelState {
  const channel = team.people.has(id) ? directMessageOf(world, team, id) : team.channels.get(id);
  if (channel === undefined) return refuse('channel_not_found');
  const isMember = channel.members.has(team.botUserId);
  if (channel.kind !== 'public' && !isMember) return refuse('channel_not_found');
  if (channel.isArchived) return refuse('is_archived');
  if (!isMember && !team.scopes.has('chat:write.public')) return refuse('not_in_channel');
  if (channel.isRestricted) return refuse('restricted_action');
  return channel;
}

/** What is said about a message beside its words. */
export type Manner = Pick<
  StoredMessage,
  'user' | 'threadTs' | 'broadcast' | 'metadata' | 'unfurlLinks' | 'unfurlMedia' | 'files'
> & {
  /** Names without brackets ring as well. */
  readonly isBare: boolean;
};

export const PLAIN_MANNER: Omit<Manner, 'user'> = {
  threadTs: null,
  broadcast: false,
  metadata: null,
  unfurlLinks: false,
  unfurlMedia: true,
  files: [],
  isBare: false,
};

/** Puts a message into a channel; in a direct message the person sees it. */
export function storeMessage(
  stage: Stage,
  team: TeamState,
  channel: ChannelState,
  words: Words,
  manner: Manner,
): MessageState {
  const { isBare, ...kept } = manner;
  const names = namedIn(words.text, words.blocks, isBare);
  const ts = nextTs(stage.world);
  const message: MessageState = {
    ts,
    ...kept,
    ...words,
    edited: null,
    edits: 0,
    names,
    rung: names,
    postedMs: nowMs(stage.world),
    isDeleted: false,
  };
  channel.messages.push(message);
  if (channel.person !== null && manner.user === team.botUserId) {
    stage.acts
      .latest(team.id, channel.person, () => true)
      ?.show(seenMessage(channel, message, 'chat.postMessage', false));
  }
  return message;
}

/** Changes what a message says; rings nobody. Whoever just used one of its controls sees it change. */
export function changeMessage(
  stage: Stage,
  team: TeamState,
  channel: ChannelState,
  message: MessageState,
  words: Words,
): void {
  Object.assign(message, words);
  message.names = namedIn(words.text, words.blocks, false);
  message.edited = { user: team.botUserId, ts: nextTs(stage.world) };
  message.edits += 1;
  for (const person of team.people.keys()) {
    const act = stage.acts.latest(team.id, person, ({ on }) => on?.channel === channel.id && on.ts === message.ts);
    act?.show(seenMessage(channel, message, 'chat.update', true));
  }
}

/** Takes a message away; a thread keeps its place. */
export function removeMessage(channel: ChannelState, message: MessageState): void {
  message.isDeleted = true;
  const hasReplies = channel.messages.some((one) => one.threadTs === message.ts && !one.isDeleted);
  if (!hasReplies) channel.messages.splice(channel.messages.indexOf(message), 1);
}

/** A message as tests look at it. */
export function storedMessage({
  shown: _shown,
  postedMs: _postedMs,
  isDeleted: _isDeleted,
  ...message
}: MessageState): StoredMessage {
  return message;
}

export function seenMessage(
  channel: ChannelState,
  message: MessageState,
  via: SeenMessage['via'],
  replaced: boolean,
): SeenMessage {
  const { ts, text, blocks, threadTs } = message;
  return { kind: 'message', channel: channel.id, ts, text, blocks, threadTs, via, replaced };
}

export function seenEphemeral(ephemeral: EphemeralState, replaced: boolean): SeenMessage {
  const { channel, ts, text, blocks, threadTs, via } = ephemeral;
  return { kind: 'ephemeral', channel, ts, text, blocks, threadTs, via, replaced };
}

/** Shows something to one person in a channel. */
export function storeEphemeral(
  world: World,
  team: TeamState,
  facts: Pick<EphemeralState, 'person' | 'channel' | 'threadTs' | 'via'>,
  words: Words,
): EphemeralState {
  const ephemeral = { ...facts, ...words, ts: nextTs(world), isDeleted: false };
  team.ephemerals.push(ephemeral);
  return ephemeral;
}

/** A message as the API gives it. */
export function messageJson(
  team: TeamState,
  channel: ChannelState,
  message: MessageState,
  withMetadata: boolean,
): Json {
  if (message.isDeleted) {
    const { ts } = message;
    return {
      type: 'message',
      subtype: 'tombstone',
      user: 'USLACKBOT',
      text: 'This message was deleted.',
      ts,
      thread_ts: ts,
    };
  }
  const isBot = message.user === team.botUserId;
  const replies = channel.messages.filter((one) => one.threadTs === message.ts && !one.isDeleted);
  const last = replies.at(-1);
  return {
    type: 'message',
    user: message.user,
    ...(isBot ? { bot_id: team.botId } : {}),
    team: team.id,
    text: message.text,
    ts: message.ts,
    ...(message.shown.length > 0 ? { blocks: echoed(message.shown) } : {}),
    ...(message.broadcast ? { subtype: 'thread_broadcast' } : {}),
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    ...(last === undefined ? {} : { thread_ts: message.ts, reply_count: replies.length, latest_reply: last.ts }),
    ...(message.edited === null ? {} : { edited: message.edited }),
    ...(message.files.length === 0 ? {} : { files: message.files.map(({ id, name, title }) => ({ id, name, title })) }),
    ...(withMetadata && message.metadata !== null ? { metadata: message.metadata } : {}),
  };
}
