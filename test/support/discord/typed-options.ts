import { z } from 'zod';
import type { OptionInput } from './control.ts';
import { type Resolved, resolveChannel, resolveRole, resolveUser } from './interaction-payload.ts';
import { storeFile } from './messages.ts';
import type { ChannelState, Json, State } from './state.ts';

const TYPE = {
  subcommand: 1,
  group: 2,
  text: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  file: 11,
} as const;

const MAX_TEXT = 6_000;

const definitionSchema = z.object({
  name: z.string(),
  type: z.number(),
  required: z.boolean().nullish(),
  autocomplete: z.boolean().nullish(),
  choices: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) })).nullish(),
  channel_types: z.array(z.number()).nullish(),
  min_value: z.number().nullish(),
  max_value: z.number().nullish(),
  min_length: z.number().nullish(),
  max_length: z.number().nullish(),
  options: z.array(z.unknown()).nullish(),
});
type Definition = z.infer<typeof definitionSchema>;

function definitions(options: unknown): readonly Definition[] {
  return z.array(definitionSchema).parse(options ?? []);
}

/** Who types, where, and what they chose so far. */
export type Typing = {
  readonly state: State;
  readonly personId: string;
  readonly channel: ChannelState;
  readonly resolved: Resolved;
};

/**
 * The `options` of an interaction for what a person typed, checked as Discord's client checks it. `focused`: the option that they
 * are typing into, while the others may still be missing.
 */
export function typedOptions(
  typing: Typing,
  command: Json,
  path: readonly string[],
  values: Readonly<Record<string, OptionInput>>,
  focused: { readonly name: string; readonly value: string } | null,
): readonly Json[] {
  return within(typing, definitions(command['options']), path, values, focused);
}

function within(
  typing: Typing,
  options: readonly Definition[],
  path: readonly string[],
  values: Readonly<Record<string, OptionInput>>,
  focused: { readonly name: string; readonly value: string } | null,
): readonly Json[] {
  const [step, ...rest] = path;
  const nests = options.some(({ type }) => type === TYPE.subcommand || type === TYPE.group);
  if (nests) {
    const chosen = options.find(({ name }) => name === step);
    if (!chosen)
      throw new Error(
        `There is no subcommand "${step ?? ''}"; there are ${options.map(({ name }) => name).join(', ')}.`,
      );
    const inner = within(typing, definitions(chosen.options), rest, values, focused);
    return [{ name: chosen.name, type: chosen.type, options: inner }];
  }
  if (step !== undefined) throw new Error(`There is no subcommand "${step}".`);
  const unknown = [...Object.keys(values), ...(focused ? [focused.name] : [])].find(
    (name) => !options.some((option) => option.name === name),
  );
  if (unknown !== undefined) {
    throw new Error(`There is no option "${unknown}"; there are ${options.map(({ name }) => name).join(', ')}.`);
  }
  return options.flatMap((option): Json[] => {
    const { name, type } = option;
    if (focused?.name === name) {
      if (!option.autocomplete) throw new Error(`The option "${name}" does not complete.`);
      return [{ name, type, value: focused.value, focused: true }];
    }
    const value = values[name];
    if (value !== undefined) return [{ name, type, value: checked(typing, option, value) }];
    if (option.required && focused === null) throw new Error(`The option "${name}" is required.`);
    return [];
  });
}

function checked(typing: Typing, option: Definition, value: OptionInput): string | number | boolean {
  const { state, personId, channel, resolved } = typing;
  const wrong = (what: string) => new Error(`The option "${option.name}" takes ${what}.`);
  switch (option.type) {
    case TYPE.text:
      if (typeof value !== 'string') throw wrong('text');
      if (value.length < (option.min_length ?? 1) || value.length > (option.max_length ?? MAX_TEXT)) {
        throw wrong('a text of another length');
      }
      return oneOf(option, value);
    case TYPE.integer:
    case TYPE.number:
      if (typeof value !== 'number' || (option.type === TYPE.integer && !Number.isInteger(value)))
        throw wrong('a number');
      if (value < (option.min_value ?? -(2 ** 53)) || value > (option.max_value ?? 2 ** 53))
        throw wrong('another number');
      return oneOf(option, value);
    case TYPE.boolean:
      if (typeof value !== 'boolean') throw wrong('true or false');
      return value;
    case TYPE.file:
      if (typeof value !== 'object') throw wrong('a file');
      return attach(typing, value);
    default:
  }
  if (typeof value !== 'string') throw wrong('an id');
  if (option.type === TYPE.channel) {
    resolveChannel(state, channel.guildId, personId, value, resolved);
    const type = state.channels.get(value)?.type ?? -1;
    if (option.channel_types && !option.channel_types.includes(type)) throw wrong('another kind of channel');
  } else if (option.type === TYPE.role) resolveRole(state, channel.guildId, value, resolved);
  else if (option.type === TYPE.user || state.users.has(value)) resolveUser(state, channel.guildId, value, resolved);
  else resolveRole(state, channel.guildId, value, resolved);
  return value;
}

function oneOf<Value extends string | number>(option: Definition, value: Value): Value {
  const { choices } = option;
  if (!choices || choices.length === 0 || choices.some((choice) => choice.value === value)) return value;
  throw new Error(`The option "${option.name}" takes ${choices.map((choice) => choice.value).join(', ')}.`);
}

function attach({ state, channel, resolved }: Typing, file: { readonly file: string; readonly text: string }): string {
  const bytes = Buffer.from(file.text, 'utf8');
  const attachment = storeFile(state, channel.id, file.file, 'text/plain; charset=utf-8', bytes);
  resolved.attachments[attachment.id] = {
    id: attachment.id,
    filename: attachment.name,
    size: bytes.byteLength,
    url: attachment.url,
    proxy_url: attachment.url,
    content_type: attachment.contentType,
    ephemeral: true,
  };
  return attachment.id;
}
