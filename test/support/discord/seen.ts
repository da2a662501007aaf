import { objects, walk } from './component-rules.ts';
import type { SeenMessage } from './control.ts';
import { isObject } from './schemas.ts';
import { EPHEMERAL, type Json, type MessageState, type State } from './state.ts';

const BUTTON = 2;
const TEXT_DISPLAY = 10;
const SUPPRESS_NOTIFICATIONS = 1 << 12;

/** A message as it is drawn for people. */
export function toSeen(state: State, message: MessageState): SeenMessage {
  const { embeds, components, flags } = message;
  const all = walk(components, []).map(({ component }) => component);
  const texts = all.filter(({ type }) => type === TEXT_DISPLAY).map(({ content }) => String(content));
  const buttons = all.filter(({ type }) => type === BUTTON);
  return {
    id: message.id,
    channelId: message.channelId,
    authorId: message.authorId,
    content: message.content,
    embeds: structuredClone(embeds),
    components: structuredClone(components),
    attachments: message.attachments.map(({ id, name, contentType, bytes, url }) => ({
      id,
      name,
      contentType,
      bytes,
      text: Buffer.from(bytes).toString('utf8'),
      url,
    })),
    text: [message.content, ...embeds.flatMap(embedTexts), ...texts].filter(Boolean).join('\n'),
    buttons: buttons.map(({ label }) => String(label ?? '')),
    flags,
    ephemeral: (flags & EPHEMERAL) !== 0,
    silent: (flags & SUPPRESS_NOTIFICATIONS) !== 0,
    rings: message.rings,
    nonce: message.nonce,
    edits: message.edits,
    crossposted: message.crossposted,
    threadId: state.channels.get(message.id)?.id ?? null,
    replyTo: message.replyTo,
    createdAt: message.createdAt,
  };
}

function embedTexts(embed: Json): readonly string[] {
  const { author, footer } = embed;
  return [
    isObject(author) ? author['name'] : '',
    embed['title'],
    embed['description'],
    ...objects(embed['fields']).flatMap((field) => [field['name'], field['value']]),
    isObject(footer) ? footer['text'] : '',
  ].map((text) => (typeof text === 'string' ? text : ''));
}
