import type { ChannelAddress } from './channel.ts';
import type { Message } from './message.ts';

/** What came of one call to a platform. */
export type Outcome =
  | { readonly kind: 'done'; readonly messageId: string }
  /** The platform said no and will say no again: no permission, no such channel, message deleted. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It certainly did not happen and may be tried again, not before `afterMs`. */
  | { readonly kind: 'failed'; readonly reason: string; readonly afterMs: number }
  /** Nobody knows whether it happened: the answer was lost. To be settled with `find`. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** What `find` learnt of a post whose outcome is unknown. */
export type Finding =
  | { readonly kind: 'found'; readonly messageId: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unavailable'; readonly reason: string };

/**
 * A chat platform. Adapters are functions of their options that return this object; the contract suite in
 * `test/contracts/platform.ts` is its specification.
 */
export type Platform = {
  readonly name: string;
  /** Posts a new message. `key` is the delivery's key: the platform keeps it with the message so that `find` can see it. */
  post(channel: ChannelAddress, message: Message, key: string): Promise<Outcome>;
  /** Replaces a message in place. */
  edit(channel: ChannelAddress, messageId: string, message: Message): Promise<Outcome>;
  /** Says something in the thread of a message. */
  reply(channel: ChannelAddress, messageId: string, message: Message, key: string): Promise<Outcome>;
  /** Looks for the message that carries `key`. */
  find(channel: ChannelAddress, key: string): Promise<Finding>;
};
