import { z } from 'zod';
import { checkMayAnswer } from './access.ts';
import { objects, type Path, walk } from './component-rules.ts';
import {
  invalidForm,
  missingPermissions,
  noHistoryToReply,
  notTheAuthor,
  Refusal,
  tooLarge,
  unknownChannel,
} from './errors.ts';
import { NOBODY, rungBy } from './mentions.ts';
import { checkMessage } from './message-rules.ts';
import { channelPayload } from './payloads.ts';
import { has } from './permissions.ts';
import type { Upload } from './routes.ts';
import {
  type AttachmentState,
  type ChannelState,
  COMPONENTS_V2,
  type Discord,
  EPHEMERAL,
  type Json,
  type MessageState,
  nextId,
  now,
  permissionsIn,
  type State,
  THINKING,
} from './state.ts';

const NONCE_MS = 3 * 60_000;
const MAX_FILE_BYTES = 10 * 1024 * 1024;
const SUPPRESS_EMBEDS = 1 << 2;
const SUPPRESS_NOTIFICATIONS = 1 << 12;
const IS_VOICE_MESSAGE = 1 << 13;
const SETTABLE = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | IS_VOICE_MESSAGE | COMPONENTS_V2;

/** What is read of a message's body, once it has passed Discord's own schema. */
export const bodySchema = z.object({
  content: z.string().nullish(),
  embeds: z.array(z.record(z.string(), z.unknown())).nullish(),
  components: z.array(z.record(z.string(), z.unknown())).nullish(),
  attachments: z.array(z.object({ id: z.string(), filename: z.string().nullish() })).nullish(),
  flags: z.number().nullish(),
  allowed_mentions: z.unknown().optional(),
  nonce: z.union([z.string(), z.number()]).nullish(),
  enforce_nonce: z.boolean().nullish(),
  message_reference: z
    .object({ message_id: z.string(), channel_id: z.string().nullish(), fail_if_not_exists: z.boolean().nullish() })
    .nullish(),
});
export type MessageBody = z.infer<typeof bodySchema>;

/** Everything in a message that is parsed for mentions. */
function parsedText(content: string, components: readonly Json[]): string {
  const texts = walk(components, []).map(({ component }) =>
    component['type'] === 10 ? String(component['content']) : '',
  );
  return [content, ...texts].join('\n');
}

function numbered(components: readonly Json[]): readonly Json[] {
  let last = 0;
  const number = (component: Json): Json => {
    last += 1;
    const id = component['id'] ?? last;
    const inner = component['components'];
    const { accessory } = component;
    return {
      ...component,
      id,
      ...(Array.isArray(inner) ? { components: objects(inner).map(number) } : {}),
      ...(objects([accessory]).length > 0 ? { accessory: objects([accessory]).map(number)[0] } : {}),
    };
  };
  return components.map(number);
}

function storeUploads(
  state: State,
  channelId: string,
  body: MessageBody,
  uploads: readonly Upload[],
  base: Path,
): readonly AttachmentState[] {
  return uploads.map((upload) => {
    if (upload.bytes.byteLength > MAX_FILE_BYTES) throw tooLarge();
    const named = body.attachments?.find(({ id }) => id === upload.index);
    if (body.attachments && !named) {
      throw invalidForm([
        {
          path: [...base, 'attachments'],
          code: 'ATTACHMENT_NOT_FOUND',
          message: `No attachment names file ${upload.index}.`,
        },
      ]);
    }
    return storeFile(state, channelId, named?.filename ?? upload.name, upload.contentType, upload.bytes);
  });
}

/** Keeps a file and gives it an address on this server. */
export function storeFile(
  state: State,
  channelId: string,
  name: string,
  contentType: string,
  bytes: Uint8Array,
): AttachmentState {
  const id = nextId(state);
  const path = `/attachments/${channelId}/${id}/${encodeURIComponent(name)}`;
  const attachment = { id, name, contentType, bytes, url: `${state.origin}${path}` };
  state.attachments.set(path, attachment);
  return attachment;
}

/** Which rules hold for a message: it is the bot's own in a channel, or it answers an interaction. */
export type Making = {
  readonly channel: ChannelState;
  readonly onlyFor: string | null;
  readonly interactionId: string | null;
  readonly kind: 'message' | 'answer';
  /** The id it must have: the first message of a forum post has the thread's. Otherwise it gets one. */
  readonly id?: string;
  /** Where the message stands in the body, for the places of faults. */
  readonly base: Path;
};

/** Makes a message of a body that has passed its schema. */
export function makeMessage(
  discord: Discord,
  making: Making,
  body: MessageBody,
  uploads: readonly Upload[],
): MessageState {
  const { state } = discord;
  const { channel, base } = making;
  const bits = permissionsIn(state, state.applicationId, channel);
  const isOwn = making.kind === 'message';
  if (!isOwn) checkMayAnswer(state, channel);
  if (isOwn && uploads.length > 0 && !has(bits, 'ATTACH_FILES')) throw missingPermissions();
  const repliedTo = body.message_reference ? replied(state, channel, body.message_reference) : null;
  const content = (body.content ?? '').trim();
  const components = body.components ?? [];
  const flags = (body.flags ?? 0) & SETTABLE;
  checkMessage({ content, embeds: body.embeds ?? [], components, attachments: uploads.length, flags }, base);
  // Discord reads a nonce of a channel's message alone, not of an answer nor of a forum's post.
  const takesNonce = isOwn && making.id === undefined && body.nonce !== null && body.nonce !== undefined;
  const nonce = takesNonce ? String(body.nonce) : null;
  const existing = body.enforce_nonce && nonce !== null ? sameNonce(state, nonce) : null;
  if (existing) return existing;
  // Without the permission the links and embeds are left out, and nobody is told.
  const embeds = isOwn && !has(bits, 'EMBED_LINKS') ? [] : (body.embeds ?? []);
  const rings = rungBy({
    state,
    channel,
    authorId: state.applicationId,
    text: parsedText(content, components),
    allowedMentions: body.allowed_mentions,
    kind: making.kind,
    repliedTo: repliedTo?.authorId ?? null,
  });
  const message: MessageState = {
    id: making.id ?? nextId(state),
    channelId: channel.id,
    authorId: state.applicationId,
    createdAt: now(state),
    nonce,
    rings: making.onlyFor === null ? rings : NOBODY,
    replyTo: repliedTo?.id ?? null,
    onlyFor: making.onlyFor,
    interactionId: making.interactionId,
    content,
    embeds,
    components: numbered(components),
    attachments: storeUploads(state, channel.id, body, uploads, base),
    flags: flags | (making.onlyFor === null ? 0 : EPHEMERAL),
    edits: 0,
    editedAt: null,
    crossposted: false,
  };
  if (nonce !== null) state.nonces.set(nonce, message);
  keepMessage(discord, channel, message);
  return message;
}

/** Puts a message into its channel; an archived thread wakes. */
export function keepMessage(discord: Discord, channel: ChannelState, message: MessageState): void {
  discord.state.messages.set(message.id, message);
  if (message.onlyFor !== null) return;
  channel.lastMessageId = message.id;
  if (!channel.thread?.archived) return;
  channel.thread.archived = false;
  discord.dispatch('THREAD_UPDATE', channelPayload(discord.state, channel));
}

/** A message that only shows "is thinking…". */
export function makeThinking(discord: Discord, making: Making): MessageState {
  const { state } = discord;
  checkMayAnswer(state, making.channel);
  const message: MessageState = {
    id: nextId(state),
    channelId: making.channel.id,
    authorId: state.applicationId,
    createdAt: now(state),
    nonce: null,
    rings: NOBODY,
    replyTo: null,
    onlyFor: making.onlyFor,
    interactionId: making.interactionId,
    content: '',
    embeds: [],
    components: [],
    attachments: [],
    flags: THINKING | (making.onlyFor === null ? 0 : EPHEMERAL),
    edits: 0,
    editedAt: null,
    crossposted: false,
  };
  keepMessage(discord, making.channel, message);
  return message;
}

function replied(
  state: State,
  channel: ChannelState,
  reference: NonNullable<MessageBody['message_reference']>,
): MessageState | null {
  if (!has(permissionsIn(state, state.applicationId, channel), 'READ_MESSAGE_HISTORY')) throw noHistoryToReply();
  const message = state.messages.get(reference.message_id);
  if (message && message.channelId === channel.id && message.onlyFor === null) return message;
  if (reference.fail_if_not_exists === false) return null;
  throw new Refusal(400, 50035, 'Invalid Form Body', {
    errors: { message_reference: { _errors: [{ code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' }] } },
  });
}

function sameNonce(state: State, nonce: string): MessageState | null {
  const message = state.nonces.get(nonce);
  const isThere = message !== undefined && state.messages.has(message.id);
  return isThere && message.createdAt >= now(state) - NONCE_MS ? message : null;
}

/** Changes a message by a body that has passed its schema: what the body does not name stays. */
export function editMessage(
  discord: Discord,
  message: MessageState,
  body: MessageBody,
  uploads: readonly Upload[],
  kind: Making['kind'],
  base: Path,
): MessageState {
  const { state } = discord;
  const channel = state.channels.get(message.channelId);
  if (!channel) throw unknownChannel();
  if (message.authorId !== state.applicationId) throw notTheAuthor();
  const isThinking = (message.flags & THINKING) !== 0;
  const kept =
    body.attachments === undefined
      ? message.attachments
      : message.attachments.filter(({ id }) => body.attachments?.some((named) => named.id === id));
  const bits = permissionsIn(state, state.applicationId, channel);
  const next = {
    content: body.content === undefined ? message.content : (body.content ?? '').trim(),
    embeds: body.embeds === undefined ? message.embeds : (body.embeds ?? []),
    components: body.components === undefined ? message.components : (body.components ?? []),
    flags: nextFlags(message.flags, body.flags, base),
  };
  checkMessage({ ...next, attachments: kept.length + uploads.length }, base);
  // An edit rings nobody, but what it allows is checked all the same.
  rungBy({
    state,
    channel,
    authorId: state.applicationId,
    text: next.content,
    allowedMentions: body.allowed_mentions,
    kind,
    repliedTo: null,
  });
  const mayEmbed = kind === 'answer' || has(bits, 'EMBED_LINKS') || body.embeds === undefined;
  message.content = next.content;
  message.embeds = mayEmbed ? next.embeds : [];
  message.components = numbered(next.components);
  message.attachments = [...kept, ...storeUploads(state, channel.id, body, uploads, base)];
  message.flags = next.flags & ~THINKING;
  if (!isThinking) {
    message.edits += 1;
    message.editedAt = now(state);
  }
  return message;
}

function nextFlags(old: number, wanted: number | null | undefined, base: Path): number {
  if (wanted === null || wanted === undefined) return old;
  if ((old & COMPONENTS_V2) !== 0 && (wanted & COMPONENTS_V2) === 0) {
    throw invalidForm([
      {
        path: [...base, 'flags'],
        code: 'MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG',
        message: 'Once a message has been sent with the IS_COMPONENTS_V2 flag it cannot be removed.',
      },
    ]);
  }
  const changeable = SUPPRESS_EMBEDS | COMPONENTS_V2;
  return (old & ~changeable) | (wanted & changeable);
}
