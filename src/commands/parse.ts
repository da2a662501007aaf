import { nearest } from '../lib/nearest.ts';
import type { ChannelAddress } from '../platform/channel.ts';
import type { CommandSpec, OptionSpec, OptionValues } from '../platform/command.ts';

/** A longer line is not a command. */
export const MAX_LINE_CHARACTERS = 2_000;

export type ParsedLine =
  | { readonly kind: 'command'; readonly spec: CommandSpec; readonly options: OptionValues }
  /** One sentence on what is wrong, one on what to do, and a line that would do. */
  | { readonly kind: 'mistake'; readonly problem: string; readonly advice: string; readonly example: string };

/** `/news` is what starts a line; people also type the verb alone. */
const PREFIX = /^\/?news\b\s*/i;

/**
 * Parses a typed line: `/news VERB words… [option value]…`. The first text option takes every word that stands before
 * the named options, which follow in any order (`backfill 3`, `channel #general` or `in #general`). Dashes and quotes
 * as phones type them are left for the topic language, which reads them.
 */
export function parseLine(line: string, specs: readonly CommandSpec[], here: ChannelAddress): ParsedLine {
  if (line.length > MAX_LINE_CHARACTERS) {
    return mistake(
      `This line has ${line.length} characters.`,
      `A command has at most ${MAX_LINE_CHARACTERS}.`,
      specs[0],
    );
  }
  const words = line.trim().replace(PREFIX, '').split(/\s+/).filter(Boolean);
  const verb = words.shift()?.toLowerCase() ?? 'help';
  const spec = specs.find(({ name }) => name === verb);
  if (spec === undefined) return unknownVerb(verb, specs);

  const options: Record<string, string | number> = {};
  const [main, ...named] = mainFirst(spec);
  const rest = [...words];
  for (let taken = takeNamed(rest, named, here); taken !== null; taken = takeNamed(rest, named, here)) {
    if (taken.problem !== null) return mistake(taken.problem, taken.advice, spec);
    options[taken.option.name] = taken.value;
  }
  if (main !== undefined && rest.length > 0) {
    const value = readValue(main, rest.join(' '), here);
    if (value.problem !== null) return mistake(value.problem, value.advice, spec);
    options[main.name] = value.value;
  } else if (main === undefined && rest.length > 0) {
    return mistake(`/news ${verb} takes no words; “${rest.join(' ')}” was not understood.`, 'Leave them out.', spec);
  }
  const missing = spec.options.find(({ name, required }) => required && options[name] === undefined);
  if (missing)
    return mistake(`/news ${verb} needs ${missing.description.toLowerCase()}.`, 'Type it after the verb.', spec);
  return { kind: 'command', spec, options };
}

/** The option that takes the words without a name in front, then the others. */
function mainFirst(spec: CommandSpec): readonly [OptionSpec | undefined, ...OptionSpec[]] {
  const main = spec.options.find(({ type }) => type === 'text') ?? spec.options[0];
  return [main, ...spec.options.filter((option) => option !== main)];
}

type Taken = { readonly option: OptionSpec } & Value;
type Value =
  | { readonly value: string | number; readonly problem: null }
  | { readonly problem: string; readonly advice: string; readonly value: '' };

/** Takes the last two words where they are a named option and its value. */
function takeNamed(words: string[], named: readonly OptionSpec[], here: ChannelAddress): Taken | null {
  const [keyword, value] = words.slice(-2);
  if (keyword === undefined || value === undefined) return null;
  const option = named.find(({ name, type }) => {
    const word = keyword.toLowerCase().replace(/^-+/, '');
    return word === name || (word === 'in' && type === 'channel');
  });
  if (option === undefined || !looksLikeValue(option, value)) return null;
  words.splice(-2);
  return { option, ...readValue(option, value, here) };
}

/** Words that merely happen to follow a keyword ("talks in Istanbul") are not its value. */
function looksLikeValue(option: OptionSpec, value: string): boolean {
  switch (option.type) {
    case 'integer':
      return /^-?\d+$/.test(value);
    case 'channel':
      return /^#./.test(value);
    case 'choice':
    case 'text':
      return true;
  }
}

function readValue(option: OptionSpec, value: string, here: ChannelAddress): Value {
  switch (option.type) {
    case 'text':
      return { value, problem: null };
    case 'channel': {
      const name = value.replace(/^#/, '').toLowerCase();
      if (/^[\p{L}\p{N}_-]{1,80}$/u.test(name)) return { value: name, problem: null };
      return bad(`“${value}” is not the name of a channel.`, `Name it as #${here.channel}.`);
    }
    case 'integer': {
      const number = Number(value);
      if (Number.isInteger(number) && number >= option.min && number <= option.max)
        return { value: number, problem: null };
      return bad(`${option.name} cannot be “${value}”.`, `It is a whole number from ${option.min} to ${option.max}.`);
    }
    case 'choice': {
      const choice = value.toLowerCase();
      if (option.choices.includes(choice)) return { value: choice, problem: null };
      const near = nearest(choice, option.choices);
      return bad(
        `${option.name} cannot be “${value}”.`,
        near ? `Did you mean “${near}”?` : `It is one of ${option.choices.join(', ')}.`,
      );
    }
  }
}

function bad(problem: string, advice: string): Value {
  return { problem, advice, value: '' };
}

function mistake(problem: string, advice: string, spec: CommandSpec | undefined): ParsedLine {
  return { kind: 'mistake', problem, advice, example: spec?.example ?? '/news help' };
}

function unknownVerb(verb: string, specs: readonly CommandSpec[]): ParsedLine {
  const near = specs.find(
    ({ name }) =>
      name ===
      nearest(
        verb,
        specs.map((spec) => spec.name),
      ),
  );
  const problem = `There is no command “${verb.slice(0, 40)}”.`;
  if (near) return mistake(problem, `Did you mean “${near.name}”?`, near);
  return mistake(problem, `The commands are ${specs.map(({ name }) => name).join(', ')}.`, undefined);
}
