import type { ChannelAddress } from './channel.ts';
import type { Host } from './host.ts';

/** What came of connecting. Only what people must mend is a failure; a network that is down is tried again and again. */
export type Connected =
  | { readonly kind: 'connected' /** The bot's name there. */; readonly as: string }
  /** `reason` names the setting that is wrong and says where to get a right one; it holds no secret. */
  | { readonly kind: 'failed'; readonly reason: string };

/** One thing that was looked at, and what to do about it. */
export type CheckResult = {
  readonly level: 'good' | 'warning' | 'bad';
  /** What was found, in one sentence. */
  readonly what: string;
  /** What to do; null where nothing is to be done. */
  readonly advice: string | null;
};

/** The side of a platform that people use: commands, buttons, forms. */
export type Live = {
  /** Begins to take commands. Resolves when they are taken, or when it is known that they cannot be. Called once. */
  connect(host: Host): Promise<Connected>;
  /** Takes no more commands; those under way are answered first, for at most a few seconds. */
  disconnect(): Promise<void>;
  /** Looks at token, permissions and the given channels. Works with and without `connect`. */
  check(channels: readonly ChannelAddress[]): Promise<readonly CheckResult[]>;
};
