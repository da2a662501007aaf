import {
  type APIComponentInLabel,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  ComponentType,
  type ModalSubmitInteraction,
  SelectMenuDefaultValueType,
  TextInputStyle,
} from 'discord.js';
import { cutText } from '../../src/lib/text.ts';
import type { OptionSpec } from '../../src/platform/command.ts';
import type { Form } from '../../src/platform/host.ts';
import { formId } from './buttons.ts';
import { CHANNEL_TYPES, COMMAND } from './commands.ts';
import { isSnowflake } from './rich.ts';

const MOST_FIELDS = 5;
const MAX_TITLE = 45;
const MAX_LABEL = 45;
const MAX_DESCRIPTION = 100;
const MAX_TEXT = 1_000;

/** The form for a command line, filled with what the line says: the first options, required ones before others. */
export function renderForm({ spec, values }: Form, line: string): APIModalInteractionResponseCallbackData {
  const options = [
    ...spec.options.filter(({ required }) => required),
    ...spec.options.filter(({ required }) => !required),
  ];
  return {
    custom_id: formId(line),
    title: cutText(`/${COMMAND} ${spec.name}`, MAX_TITLE),
    components: options.slice(0, MOST_FIELDS).map((option): APILabelComponent => {
      return {
        type: ComponentType.Label,
        label: cutText(option.name, MAX_LABEL),
        description: cutText(option.description, MAX_DESCRIPTION),
        component: fieldOf(option, values[option.name]),
      };
    }),
  };
}

function fieldOf(option: OptionSpec, value: string | number | undefined): APIComponentInLabel {
  const { required, name } = option;
  const select = { custom_id: name, required, min_values: required ? 1 : 0, max_values: 1 };
  const chosen = typeof value === 'string' && isSnowflake(value) ? value : null;
  switch (option.type) {
    case 'text':
    case 'integer': {
      const text = value === undefined ? '' : String(value).toWellFormed().slice(0, MAX_TEXT);
      const hint = option.type === 'integer' ? { placeholder: `${option.min}–${option.max}` } : {};
      return {
        type: ComponentType.TextInput,
        style: TextInputStyle.Short,
        custom_id: name,
        required,
        max_length: MAX_TEXT,
        ...hint,
        ...(text === '' ? {} : { value: text }),
      };
    }
    case 'choice':
      return {
        type: ComponentType.StringSelect,
        ...select,
        options: option.choices.map((choice) => ({ label: choice, value: choice, default: choice === value })),
      };
    case 'channel':
      return {
        type: ComponentType.ChannelSelect,
        ...select,
        channel_types: [...CHANNEL_TYPES],
        ...(chosen === null ? {} : { default_values: [{ id: chosen, type: SelectMenuDefaultValueType.Channel }] }),
      };
    case 'role':
      return {
        type: ComponentType.RoleSelect,
        ...select,
        ...(chosen === null ? {} : { default_values: [{ id: chosen, type: SelectMenuDefaultValueType.Role }] }),
      };
    case 'file':
      return { type: ComponentType.FileUpload, ...select };
  }
}

/** A file that a person attached. */
export type Attached = { readonly url: string; readonly size: number };

/** What the person filled in, by option; null where they left a field empty. */
export function filledIn(interaction: ModalSubmitInteraction): ReadonlyMap<string, string | Attached | null> {
  const values = new Map<string, string | Attached | null>();
  for (const [name, field] of interaction.fields.fields) {
    switch (field.type) {
      case ComponentType.TextInput:
        values.set(name, field.value.trim() === '' ? null : field.value);
        break;
      case ComponentType.FileUpload:
        values.set(name, field.attachments.first() ?? null);
        break;
      case ComponentType.StringSelect:
      case ComponentType.ChannelSelect:
      case ComponentType.RoleSelect:
        values.set(name, field.values[0] ?? null);
        break;
    }
  }
  return values;
}
