import { createHost, localCaller } from '../../src/commands/host.ts';
import { COMMANDS } from '../../src/commands/list.ts';
import type { Clock } from '../../src/lib/clock.ts';
import type { ChannelAddress } from '../../src/platform/channel.ts';
import type { Caller, Host, Scope } from '../../src/platform/host.ts';
import type { Block, Reply, Rich } from '../../src/platform/message.ts';
import { PREVIEW_CHANNEL } from '../../src/platforms.ts';
import { type Newsroom, openNewsroom, SEEDS } from '../support/newsroom.ts';

function plain(text: Rich): string {
  return text.map(spanText).join('');
}

function spanText(span: Rich[number]): string {
  if (typeof span === 'string') return span;
  switch (span.kind) {
    case 'time':
      return new Date(span.time.at).toISOString().slice(0, 16);
    case 'channel':
      return `#${span.channel}`;
    case 'strong':
    case 'code':
    case 'link':
      return span.text;
  }
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'text':
      return plain(block.text);
    case 'list':
      return block.items.map(plain).join('\n');
    case 'fields':
      return block.rows.map(([label, value]) => `${label}: ${plain(value)}`).join('\n');
    case 'message':
      return block.message.title;
  }
}

/** All an answer says. */
export function textOf(reply: Reply): string {
  return [reply.title, ...reply.blocks.map(blockText)].join('\n');
}

/** What a button of an answer types. */
export function lineOf(reply: Reply, label: string): string {
  const found = reply.actions.find((action) => action.label === label);
  if (found === undefined) throw new Error(`No button ${label} in ${JSON.stringify(reply.actions)}`);
  return found.command;
}

export type Room = Newsroom & {
  readonly host: Host;
  /** Types a line in the preview's channel, as somebody who may everything. */
  say(line: string): Promise<Reply>;
};

/** A newsroom over real article files, and what adapters call. */
export async function open(seeds = SEEDS, clock?: Clock): Promise<Room> {
  const newsroom = await openNewsroom(clock === undefined ? { seeds } : { seeds, clock });
  await newsroom.app.drain();
  const host = createHost(newsroom.app.desk, COMMANDS, { accessChanged() {}, lost() {} });
  return { ...newsroom, host, say: (line) => host.say(line, localCaller(PREVIEW_CHANNEL)) };
}

export const OTHER_CHANNEL: ChannelAddress = { ...PREVIEW_CHANNEL, channel: 'other' };

/** A person who may change some channels, or everything, or nothing; `asked` keeps what the platform was asked. */
export function person(
  channel: ChannelAddress,
  may: (scope: Scope, managers: string | null) => boolean,
  name = 'ada',
): Caller & { readonly asked: Scope[] } {
  const asked: Scope[] = [];
  return {
    channel,
    person: name,
    asked,
    isRole: () => true,
    async mayChange(scope, managers) {
      asked.push(scope);
      return may(scope, managers) ? null : 'You need the right to manage this channel.';
    },
  };
}
