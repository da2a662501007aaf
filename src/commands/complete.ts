import type { ChannelAddress } from '../platform/channel.ts';
import type { CommandSpec, OptionSpec } from '../platform/command.ts';
import type { Host } from '../platform/host.ts';

/** One line that may follow from what has been typed so far. */
export type Completion = {
  /** The whole line after choosing it ("/news watch "). */
  readonly value: string;
  /** What the list shows ("watch"). */
  readonly label: string;
  /** One short sentence beside it; empty where there is nothing to say. */
  readonly hint: string;
};

const MOST = 8;
const MOST_TYPED = 200;

/** What a line may go on to, best first: verbs, then what the verb's first words may name, then the names of its options. */
export async function completeLine(host: Host, line: string, channel: ChannelAddress): Promise<readonly Completion[]> {
  const typed = line.trimStart().slice(0, MOST_TYPED);
  if ('/news '.startsWith(typed)) return verbs(host, '');
  const [, verb = '', gap = '', rest = ''] = /^(?:\/?news\s+)?(\S*)(\s*)(.*)$/i.exec(typed) ?? [];
  const spec = host.specs.find(({ name }) => name === verb.toLowerCase());
  if (spec === undefined || gap === '') return verbs(host, verb);
  return [
    ...choices(spec, rest),
    ...(await values(host, spec, rest, channel)),
    ...optionNames(spec, typed, rest),
  ].slice(0, MOST);
}

function verbs(host: Host, begun: string): readonly Completion[] {
  return host.specs
    .filter(({ name }) => name.startsWith(begun.toLowerCase()))
    .map(({ name, description, options }) => ({
      value: `/news ${name}${options.length > 0 ? ' ' : ''}`,
      label: name,
      hint: description,
    }));
}

/** A choice that comes first. */
function choices(spec: CommandSpec, begun: string): readonly Completion[] {
  const leading = spec.options.find(isLeading);
  if (leading?.type !== 'choice') return [];
  return leading.choices
    .filter((choice) => choice.startsWith(begun.toLowerCase()) && choice !== begun.toLowerCase())
    .map((choice) => ({ value: `/news ${spec.name} ${choice}`, label: choice, hint: leading.description }));
}

async function values(
  host: Host,
  spec: CommandSpec,
  begun: string,
  channel: ChannelAddress,
): Promise<readonly Completion[]> {
  const main = spec.options.find((option) => option.type === 'text' && !option.named);
  const hasChoice = spec.options.some(isLeading);
  const [, choice = '', words = ''] = hasChoice ? (/^(\S+\s+)(.*)$/.exec(begun) ?? []) : ['', '', begun];
  if (main === undefined || (hasChoice && choice === '')) return [];
  const found = await host.suggest(spec.name, main.name, words, channel);
  return found
    .filter(({ value }) => value.toLowerCase() !== words.trim().toLowerCase())
    .map(({ value, label }) => ({ value: `/news ${spec.name} ${choice}${value}`, label, hint: main.description }));
}

/** Options that have not been named yet, once the first words stand. */
function optionNames(spec: CommandSpec, typed: string, rest: string): readonly Completion[] {
  const takesWords = spec.options.some((option) => option.type === 'text' && !option.named);
  if ((takesWords && rest.trim() === '') || !/\s$/.test(typed)) return [];
  const said = new Set(rest.toLowerCase().split(/\s+/));
  return spec.options
    .filter((option) => isNamed(option) && !isLeading(option) && !said.has(option.name))
    .map(({ name, description }) => ({ value: `${typed}${name} `, label: name, hint: description }));
}

function isNamed(option: OptionSpec): boolean {
  return option.type === 'text' ? option.named : option.type !== 'file';
}

function isLeading({ type, required }: OptionSpec): boolean {
  return type === 'choice' && required;
}
