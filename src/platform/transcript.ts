import type { Instant } from '../lib/clock.ts';
import type { ChannelAddress } from './channel.ts';
import type { Message } from './message.ts';

/** A message as it stands in a channel. */
export type PostedMessage = {
  readonly id: string;
  readonly channel: ChannelAddress;
  /** The delivery key it was posted with. */
  readonly key: string;
  readonly message: Message;
  readonly postedAt: Instant;
  /** When it was last edited, and how often. */
  readonly editedAt: Instant | null;
  readonly edits: number;
  /** The message in whose thread it stands; null for one in the channel itself. */
  readonly thread: string | null;
};

/** What a platform that is its own screen (the preview) lets a page read. */
export type Transcript = {
  channels(): readonly ChannelAddress[];
  /** In the order in which they were posted. */
  messages(channel: ChannelAddress): readonly PostedMessage[];
  /** Calls `listener` after every post, edit and reply; the result stops that. */
  watch(listener: () => void): () => void;
};
