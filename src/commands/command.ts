import type { Desk } from '../desk.ts';
import type { Clock } from '../lib/clock.ts';
import type { Net } from '../lib/net/outcome.ts';
import { type ChannelAddress, OWNER_CHANNEL, workspaceKey } from '../platform/channel.ts';
import type { CommandSpec, OptionSpec, OptionValues } from '../platform/command.ts';
import type { Caller, Scope } from '../platform/host.ts';
import type { Reply } from '../platform/message.ts';
import type { OpmlFeed } from '../sources/feeds/opml.ts';
import type { Feedback } from '../topics/feedback.ts';
import type { Lexicon } from '../topics/lexicon.ts';
import type { WorkspaceLexicons } from '../topics/workspace-lexicon.ts';

/** What commands read and change. */
export type CommandDesk = Desk & {
  readonly clock: Clock;
  /** What articles are read with, and topics of workspaces without words of their own. */
  readonly lexicon: Lexicon;
  /** The words of workspaces; with `words.of` their topics are compiled. */
  readonly words: WorkspaceLexicons;
  readonly feedback: Feedback;
  /** Feeds that are offered to those who have none, under canonical addresses. */
  readonly starterFeeds: readonly OpmlFeed[];
  /** The way to addresses that people name. */
  readonly net: Net;
  /** The folder of article files, as people know it. */
  readonly seedsFolder: string;
  /** Tells those who deliver that something may be due. */
  wake(): void;
};

/** One use of a command. */
export type Call = {
  /** Who asks, and where; changes concern that channel where no other is named. */
  readonly caller: Caller;
  /** Parsed and checked against the command's spec. */
  readonly options: OptionValues;
};

/** One verb of `/news`: what it takes, as data, and what it does. Platforms only translate. */
export type Command = {
  readonly spec: CommandSpec;
  /** What this use of it wants to change; nothing where it only looks. The right to each is asked for before it runs. */
  changes(call: Call, desk: CommandDesk): readonly Scope[];
  run(desk: CommandDesk, call: Call): Promise<Reply>;
};

/** The option that names the channel which a command concerns. */
export const CHANNEL_OPTION: OptionSpec = {
  name: 'channel',
  description: 'The channel it concerns; this one where none is named',
  required: false,
  type: 'channel',
};

/** Of a command that only looks. */
export function changesNothing(): readonly Scope[] {
  return [];
}

/** Of a command that changes the channel it concerns. */
export function changesItsChannel(call: Call): readonly Scope[] {
  return [{ kind: 'channel', channel: channelOf(call) }];
}

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

/** The channel that a command concerns: the one it names, else the one it was typed in. Always of the caller's workspace. */
export function channelOf({ caller, options }: Call): ChannelAddress {
  const channel = options[CHANNEL_OPTION.name];
  return typeof channel === 'string' ? { ...caller.channel, channel } : caller.channel;
}

/** False in a place where nothing can be followed: a page of the app itself, or a talk with it. */
export function isChannel({ channel }: ChannelAddress): boolean {
  return channel !== '' && channel !== OWNER_CHANNEL;
}

/** The key of the caller's workspace: a command reads and changes nothing of another one. */
export function workspaceOf({ caller }: Call): string {
  return workspaceKey(caller.channel);
}
