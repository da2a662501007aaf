import type { Clock } from '../../../src/lib/clock.ts';
import type { ChannelAddress } from '../../../src/platform/channel.ts';
import type { Message } from '../../../src/platform/message.ts';
import type { PlatformPart } from '../../../src/platform/part.ts';
import type { Dice } from '../lives.ts';

/** What a call is for, so that what goes wrong goes wrong with it. */
export type Act = 'post' | 'edit' | 'reply' | 'find' | 'inspect';

/** A message of the bot as the platform's server holds it. */
export type Held = {
  readonly id: string;
  readonly channel: ChannelAddress;
  /** What the platform keeps of its key: see `LifeChat.label`. */
  readonly label: string;
  readonly thread: string | null;
  readonly print: string;
};

/** A strict local server of a platform, and everything that can befall Newsdesk there. */
export type LifeChat = {
  /** Where topics are followed: channels of several kinds of one workspace, then one of another. */
  readonly channels: readonly ChannelAddress[];
  /** The channel of the other workspace in which nothing is followed. */
  readonly untouched: ChannelAddress;
  /** The settings of a Newsdesk of its own process that is at home in the first workspace. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Asked at every call that reaches the server, with its name: `before` leaves it undone, `after` does it; neither is ever
   * answered. Null lets it be.
   */
  each(fate: (call: string) => 'before' | 'after' | null): void;
  /** A new adapter, as after a restart. */
  open(clock: Clock): PlatformPart;
  /** The server's clock goes on. */
  forward(ms: number): void;
  /** Something goes wrong with the next call of a kind. */
  strike(dice: Dice, act: Act): void;
  /** What did not go wrong by now does not any more. */
  spare(): void;
  /** Somebody changes what Newsdesk may do, or people talk. */
  meddle(dice: Dice): void;
  /** The connection for commands breaks. */
  drop(dice: Dice): void;
  /** A person deletes a message. */
  remove(message: Held): void;
  /** All faults are over, and everything is open. */
  calm(): void;
  /** Stands for a delivery key, in what the platform holds. */
  label(key: string): string;
  /** Stands for what a message shows. */
  print(message: Message): string;
  held(): readonly Held[];
  problems(): readonly string[];
  close(): Promise<void>;
};
