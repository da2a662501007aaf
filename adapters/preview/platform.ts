import type { Clock } from '../../src/lib/clock.ts';
import { type ChannelAddress, channelKey } from '../../src/platform/channel.ts';
import type { Message } from '../../src/platform/message.ts';
import type { Finding, Outcome, Platform } from '../../src/platform/platform.ts';
import type { PostedMessage, Transcript } from '../../src/platform/transcript.ts';
import { renderEdit, renderPost, renderReply } from './render.ts';

/** Where messages are kept between runs. Saving under a key that is there already replaces the row. */
export type PreviewRows = {
  save(key: string, row: PostedMessage): Promise<void>;
  remove(key: string): Promise<void>;
  /** Every row, in any order. */
  all(): AsyncIterable<PostedMessage>;
};

export type PreviewOptions = {
  readonly rows: PreviewRows;
  readonly clock: Clock;
  /** Channels that exist before anything is said in them. */
  readonly channels: readonly ChannelAddress[];
  /** Takes one line for the terminal. */
  readonly print: (line: string) => void;
  /** True where `print` writes to a terminal that shows colours. */
  readonly colours: boolean;
  /** How many messages a channel keeps, threads included; at least 1. The oldest go first, with their threads. */
  readonly keep?: number;
};

/** The preview platform: it shows its channels by itself, through `transcript`. */
export type Preview = Platform & {
  readonly transcript: Transcript;
  /** Takes back what earlier runs had said. Called once, before the first post; rejects where the rows cannot be read. */
  load(): Promise<void>;
};

const KEPT_MESSAGES = 500;

type Channel = {
  readonly address: ChannelAddress;
  /** By id, in the order in which they were posted. */
  readonly messages: Map<string, PostedMessage>;
  lastNumber: number;
};

/**
 * A chat platform of local, durable channels for those who have no chat token yet. It posts what it is told, as often
 * as it is told: two posts with one key are two messages, as on Slack. Calls take effect one after another.
 */
export function createPreview(options: PreviewOptions): Preview {
  const keep = options.keep ?? KEPT_MESSAGES;
  const channels = new Map<string, Channel>();
  const listeners = new Set<() => void>();
  let lastTurn: Promise<unknown> = Promise.resolve();
  for (const address of options.channels) channelAt(address);

  function channelAt(address: ChannelAddress): Channel {
    const key = channelKey(address);
    const known = channels.get(key);
    if (known !== undefined) return known;
    const channel: Channel = { address, messages: new Map(), lastNumber: 0 };
    channels.set(key, channel);
    return channel;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = lastTurn.then(work);
    lastTurn = turn.catch(() => undefined);
    return turn;
  }

  async function load(): Promise<void> {
    const rows: PostedMessage[] = [];
    for await (const row of options.rows.all()) rows.push(row);
    rows.sort((a, b) => numberOf(a.id) - numberOf(b.id));
    for (const channel of channels.values()) channel.messages.clear();
    for (const row of rows) {
      const channel = channelAt(row.channel);
      channel.messages.set(row.id, row);
      channel.lastNumber = Math.max(channel.lastNumber, numberOf(row.id));
    }
    for (const channel of channels.values()) await trim(channel);
  }

  async function trim(channel: Channel): Promise<void> {
    while (channel.messages.size > keep) {
      const [oldest] = channel.messages.keys();
      for (const message of channel.messages.values()) {
        if (message.id !== oldest && message.thread !== oldest) continue;
        channel.messages.delete(message.id);
        await options.rows.remove(rowKey(message));
      }
    }
  }

  async function add(address: ChannelAddress, message: Message, key: string, thread: string | null): Promise<Outcome> {
    const channel = channelAt(address);
    channel.lastNumber++;
    const id = String(channel.lastNumber);
    const postedAt = options.clock();
    const row = { id, channel: address, key, message, postedAt, editedAt: null, edits: 0, thread };
    const outcome = await keepRow(channel, row);
    // An old row that cannot be removed is no reason to doubt the new one; the next start tries again.
    if (outcome.kind === 'done') await trim(channel).catch(() => undefined);
    return outcome;
  }

  // A store that fails in the middle of a write may have kept it all the same, so nobody knows until `find` has looked.
  async function keepRow(channel: Channel, row: PostedMessage): Promise<Outcome> {
    try {
      await options.rows.save(rowKey(row), row);
    } catch (error) {
      return { kind: 'unknown', reason: `The message could not be kept: ${errorText(error)}` };
    }
    channel.messages.set(row.id, row);
    return { kind: 'done', messageId: row.id };
  }

  function tell(lines: readonly string[]): void {
    for (const line of lines) options.print(line);
    for (const listener of listeners) listener();
  }

  function messagesOf(address: ChannelAddress): readonly PostedMessage[] {
    return [...(channels.get(channelKey(address))?.messages.values() ?? [])];
  }

  function withKey(address: ChannelAddress, key: string): PostedMessage | null {
    for (const message of messagesOf(address)) if (message.key === key) return message;
    return null;
  }

  async function post(address: ChannelAddress, message: Message, key: string): Promise<Outcome> {
    const outcome = await add(address, message, key, null);
    if (outcome.kind === 'done') tell(renderPost(address, message, options));
    return outcome;
  }

  async function edit(address: ChannelAddress, messageId: string, message: Message): Promise<Outcome> {
    const channel = channels.get(channelKey(address));
    const before = channel?.messages.get(messageId);
    if (channel === undefined || before === undefined) return missing(messageId);
    const row = { ...before, message, editedAt: options.clock(), edits: before.edits + 1 };
    const outcome = await keepRow(channel, row);
    if (outcome.kind === 'done') tell([renderEdit(address, before.message, message, options)]);
    return outcome;
  }

  async function reply(address: ChannelAddress, messageId: string, message: Message, key: string): Promise<Outcome> {
    const parent = channels.get(channelKey(address))?.messages.get(messageId);
    if (parent === undefined) return missing(messageId);
    // Threads are one deep, as in every chat: an answer to an answer stands in the same thread.
    const outcome = await add(address, message, key, parent.thread ?? parent.id);
    if (outcome.kind === 'done') tell([renderReply(address, parent.message, message, options)]);
    return outcome;
  }

  // All that is kept is at hand and no key is used twice, so it does not matter since when to look.
  async function find(address: ChannelAddress, key: string): Promise<Finding> {
    if (withKey(address, key) === null) {
      try {
        await load();
      } catch (error) {
        return { kind: 'unavailable', reason: `The messages could not be read: ${errorText(error)}` };
      }
    }
    const found = withKey(address, key);
    return found === null ? { kind: 'absent' } : { kind: 'found', messageId: found.id };
  }

  return {
    name: 'preview',
    post: (address, message, key) => inTurn(() => post(address, message, key)),
    edit: (address, messageId, message) => inTurn(() => edit(address, messageId, message)),
    reply: (address, messageId, message, key) => inTurn(() => reply(address, messageId, message, key)),
    find: (address, key) => inTurn(() => find(address, key)),
    inspect: async () => ({ kind: 'open' }),
    load: () => inTurn(load),
    transcript: {
      channels: () => Array.from(channels.values(), (channel) => channel.address),
      messages: messagesOf,
      watch(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  };
}

function missing(messageId: string): Outcome {
  return { kind: 'refused', reach: 'message', reason: `There is no message ${messageId}.` };
}

function rowKey(row: PostedMessage): string {
  return `${channelKey(row.channel)}:${row.id.padStart(10, '0')}`;
}

function numberOf(id: string): number {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : 0;
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error';
}
