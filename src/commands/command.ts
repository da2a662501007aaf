import type { Desk } from '../desk.ts';
import type { Clock } from '../lib/clock.ts';
import type { ChannelAddress } from '../platform/channel.ts';
import type { CommandSpec, OptionValues } from '../platform/command.ts';
import type { Reply } from '../platform/message.ts';
import type { Lexicon } from '../topics/lexicon.ts';

/** What commands read and change. */
export type CommandDesk = Desk & {
  readonly clock: Clock;
  readonly lexicon: Lexicon;
  /** The folder of article files, as people know it. */
  readonly seedsFolder: string;
  /** Tells those who deliver that something may be due. */
  wake(): void;
};

/** One use of a command. */
export type Call = {
  /** Where it was typed; changes concern this channel where no other is named. */
  readonly channel: ChannelAddress;
  /** Parsed and checked against the command's spec. */
  readonly options: OptionValues;
};

/** One verb of `/news`: what it takes, as data, and what it does. Platforms only translate. */
export type Command = {
  readonly spec: CommandSpec;
  run(desk: CommandDesk, call: Call): Promise<Reply>;
};

/** A text option, empty where it was not given. */
export function textOption(call: Call, name: string): string {
  const value = call.options[name];
  return typeof value === 'string' ? value : '';
}

/** A number option, `fallback` where it was not given. */
export function numberOption(call: Call, name: string, fallback: number): number {
  const value = call.options[name];
  return typeof value === 'number' ? value : fallback;
}

/** The channel that a command concerns: the one it names, else the one it was typed in. */
export function channelOption(call: Call, name: string): ChannelAddress {
  const channel = textOption(call, name);
  return channel === '' ? call.channel : { ...call.channel, channel };
}
