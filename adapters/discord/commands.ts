import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandType,
  ChannelType,
  ApplicationCommandOptionType as OptionType,
  type RESTPostAPIApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';
import { z } from 'zod';
import type { Log } from '../../src/lib/log.ts';
import { cutText } from '../../src/lib/text.ts';
import type { CommandSpec, OptionSpec } from '../../src/platform/command.ts';
import { LANGUAGES, type Language, wordsOf } from '../../src/platform/words.ts';
import type { Api } from './rest.ts';

/** The slash command that holds every verb. */
export const COMMAND = 'news';

const MAX_DESCRIPTION = 100;
const MAX_NAME = 32;

/** The channels that can be followed in. Media channels are not yet among what Discord's published API takes here. */
export const CHANNEL_TYPES = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildForum,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
] as const;

const IN_GUILDS = { contexts: [0], integration_types: [0] };

/** Discord's names of our languages; English is what stands without any. */
const LOCALES: Readonly<Record<Language, readonly string[]>> = {
  en: [],
  de: ['de'],
  es: ['es-ES', 'es-419'],
  fr: ['fr'],
};

type Texts = Readonly<Record<string, string>>;

/** The application's commands as Discord takes them: the verbs as subcommands of one, and one for the menu of messages. */
export function commandsOf(specs: readonly CommandSpec[]): readonly RESTPostAPIApplicationCommandsJSONBody[] {
  return [
    {
      type: ApplicationCommandType.ChatInput,
      name: COMMAND,
      description: 'News that this server watches for',
      options: specs.map(subcommand),
      ...IN_GUILDS,
    },
    {
      type: ApplicationCommandType.Message,
      name: cutText(wordsOf('en').whyPosted, MAX_NAME),
      name_localizations: localized((language) => wordsOf(language).whyPosted, MAX_NAME),
      ...IN_GUILDS,
    },
  ];
}

function subcommand(spec: CommandSpec): APIApplicationCommandSubcommandOption {
  // Discord wants what is required first.
  const options = [
    ...spec.options.filter(({ required }) => required),
    ...spec.options.filter(({ required }) => !required),
  ];
  return {
    type: OptionType.Subcommand,
    name: spec.name,
    description: cutText(spec.description, MAX_DESCRIPTION),
    description_localizations: localized((language) => wordsOf(language).commands[spec.name]?.description),
    options: options.map((option) => optionOf(option, spec.name)),
  };
}

function optionOf(option: OptionSpec, command: string): APIApplicationCommandBasicOption {
  const common = {
    name: option.name,
    description: cutText(option.description, MAX_DESCRIPTION),
    description_localizations: localized((language) => wordsOf(language).commands[command]?.options[option.name]),
    required: option.required,
  };
  switch (option.type) {
    case 'text':
      return { ...common, type: OptionType.String, autocomplete: option.suggest !== null };
    case 'integer':
      return { ...common, type: OptionType.Integer, min_value: option.min, max_value: option.max };
    case 'choice':
      return { ...common, type: OptionType.String, choices: option.choices.map((value) => ({ name: value, value })) };
    case 'channel':
      return { ...common, type: OptionType.Channel, channel_types: [...CHANNEL_TYPES] };
    case 'role':
      return { ...common, type: OptionType.Role };
    case 'file':
      return { ...common, type: OptionType.Attachment };
  }
}

function localized(text: (language: Language) => string | undefined, limit: number = MAX_DESCRIPTION): Texts {
  const found: Record<string, string> = {};
  for (const language of LANGUAGES) {
    const translated = text(language);
    if (translated === undefined || translated === '') continue;
    for (const locale of LOCALES[language]) found[locale] = cutText(translated, limit);
  }
  return found;
}

/** Registers the commands where they are not the registered ones already. Rejects as `Api` does. */
export async function registerCommands(
  api: Api,
  application: string,
  specs: readonly CommandSpec[],
  log: Log,
): Promise<void> {
  const wanted = commandsOf(specs);
  const route = Routes.applicationCommands(application);
  const registered = await api.get(route, { with_localizations: 'true' });
  if (canonical(registered) === canonical(wanted)) return;
  await api.put(route, wanted);
  log.info({ commands: wanted.length, verbs: specs.length }, 'The commands were registered with Discord');
}

/** One spelling of commands, whatever Discord leaves out or fills in. */
function canonical(commands: unknown): string {
  const read = commandsSchema.safeParse(commands);
  if (!read.success) return '';
  return JSON.stringify([...read.data].sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1)));
}

const textsSchema = z
  .record(z.string(), z.string())
  .nullish()
  .transform((texts) => Object.entries(texts ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));

const optionShape = {
  type: z.number(),
  name: z.string(),
  description: z.string(),
  description_localizations: textsSchema,
  required: z.boolean().default(false),
  autocomplete: z.boolean().default(false),
  choices: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) })).default([]),
  channel_types: z.array(z.number()).default([]),
  min_value: z.number().nullish().default(null),
  max_value: z.number().nullish().default(null),
};
const commandsSchema = z.array(
  z.object({
    type: z.number(),
    name: z.string(),
    name_localizations: textsSchema,
    description: z.string().default(''),
    contexts: z.array(z.number()).nullish().default(null),
    integration_types: z.array(z.number()).nullish().default(null),
    default_member_permissions: z.string().nullish().default(null),
    options: z.array(z.object({ ...optionShape, options: z.array(z.object(optionShape)).default([]) })).default([]),
  }),
);
