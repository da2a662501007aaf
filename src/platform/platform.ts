import type { Instant } from '../lib/clock.ts';
import type { ChannelAddress } from './channel.ts';
import type { Message } from './message.ts';

/** How far a refusal or a limit reaches. */
export type Reach = 'message' | 'channel' | 'workspace' | 'platform';

/** What limits tell apart: something new (a post, a reply), or the edit of a message. */
export type Calls = 'say' | 'edit';

/** What came of one call to a platform. Reasons are sentences for people: what is wrong, and who can mend it how. */
export type Outcome =
  | { readonly kind: 'done'; readonly messageId: string }
  /**
   * The platform said no and will say no again until somebody mends it. `message`: this message alone (deleted by
   * people). `channel`: nothing can be said there (no permission, no such channel, archived). `workspace`: the app was
   * removed. `platform`: the token is not valid any more.
   */
  | { readonly kind: 'refused'; readonly reach: Reach; readonly reason: string }
  /** An edit of a message that is still there and can no longer be changed: too old, or changed too often. */
  | { readonly kind: 'uneditable'; readonly reason: string }
  /** It certainly did not happen and may be tried again, not before `afterMs`. */
  | { readonly kind: 'failed'; readonly reason: string; readonly afterMs: number }
  /**
   * It did not happen because calls come too fast: nothing goes as far as `reach` before `afterMs`; with `calls`, nothing of
   * that kind. It is no failure.
   */
  | Limited
  /** Nobody knows whether it happened: the answer was lost. To be settled with `find`. */
  | { readonly kind: 'unknown'; readonly reason: string };

export type Limited = {
  readonly kind: 'limited';
  readonly reach: Reach;
  readonly afterMs: number;
  readonly calls?: Calls;
};

/** What `find` learnt of a post whose outcome is unknown. */
export type Finding =
  | { readonly kind: 'found'; readonly messageId: string }
  | { readonly kind: 'absent' }
  /** Nobody can look, but posting again at once makes no second message: where one is there it is given back. */
  | { readonly kind: 'repeatable' }
  /** It could not be looked at this moment. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  /** It cannot be looked at, and will not be before somebody does what `reason` says. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Whether something can be said in a channel now. */
export type Access =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed'; readonly reach: Reach; readonly reason: string }
  /** It could not be found out: the platform does not answer. */
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * A chat platform. Adapters are functions of their options that return this object; the contract suite in
 * `test/contracts/platform.ts` is its specification. No method throws for what a platform or a network does.
 */
export type Platform = {
  readonly name: string;
  /** Posts a new message. `key` is the delivery's key: the platform keeps it with the message so that `find` can see it. */
  post(channel: ChannelAddress, message: Message, key: string): Promise<Outcome>;
  /** Replaces a message in place. Rings nobody. */
  edit(channel: ChannelAddress, messageId: string, message: Message): Promise<Outcome>;
  /** Says something in the thread of a message. */
  reply(channel: ChannelAddress, messageId: string, message: Message, key: string): Promise<Outcome>;
  /**
   * Looks for the message that carries `key` and whose posting began at `since` (by this machine's clock); `thread` is the
   * message in whose thread it was to be said, null for a post. `absent` is certain: the message will be posted again.
   */
  find(channel: ChannelAddress, key: string, since: Instant, thread: string | null): Promise<Finding>;
  /**
   * Asked before each call: the limit that the call would meet, as far as it is known here; null where it may be made, and
   * then it counts as made. Nothing is sent. Left out by a platform without limits.
   */
  enter?(channel: ChannelAddress, calls: Calls): Limited | null;
  /**
   * How often the platform has answered since the start that calls come too fast (429). Left out by a platform without limits.
   */
  tooFast?(): number;
  /** Asks whether a message could be posted in the channel now. */
  inspect(channel: ChannelAddress): Promise<Access>;
};
