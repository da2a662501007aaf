import type { ChannelAddress } from '../platform/channel.ts';
import type { Reply } from '../platform/message.ts';
import type { Command, CommandDesk } from './command.ts';
import { createHelp } from './help.ts';
import { latest } from './latest.ts';
import { parseLine } from './parse.ts';
import { preview } from './preview.ts';
import { paragraph } from './reply.ts';
import { search } from './search.ts';
import { story } from './story.ts';
import { timeline } from './timeline.ts';
import { topics } from './topics.ts';
import { unwatch } from './unwatch.ts';
import { watch } from './watch.ts';
import { why } from './why.ts';

// A list by hand, and a test that it names every command of this folder: nothing is left out by a file's typo.
const VERBS: readonly Command[] = [watch, unwatch, topics, preview, search, latest, story, timeline, why];

/** Every command, in the order in which help lists them. */
export const COMMANDS: readonly Command[] = [...VERBS, createHelp(VERBS.map(({ spec }) => spec))];

export const COMMAND_SPECS = COMMANDS.map(({ spec }) => spec);

/** Does what a typed line asks, as somebody in `channel`. A mistake in it is an answer that helps, not an error. */
export async function runLine(desk: CommandDesk, line: string, channel: ChannelAddress): Promise<Reply> {
  const parsed = parseLine(line, COMMAND_SPECS, channel);
  if (parsed.kind === 'mistake') {
    const example = paragraph('For example: ', { kind: 'code', text: parsed.example });
    return { ok: false, title: parsed.problem, blocks: [paragraph(parsed.advice), example], actions: [] };
  }
  const command = COMMANDS.find(({ spec }) => spec === parsed.spec);
  if (command === undefined) throw new Error(`No command for the spec ${parsed.spec.name}`);
  return command.run(desk, { channel, options: parsed.options });
}
