import type { types } from '@slack/bolt';
import { z } from 'zod';
import { cutAtGrapheme } from '../../src/lib/text.ts';
import type { CommandSpec, OptionSpec, OptionValues } from '../../src/platform/command.ts';
import type { Form } from '../../src/platform/host.ts';
import type { Reply } from '../../src/platform/message.ts';
import { renderReply } from './render.ts';
import { isGroup, plainLine } from './rich.ts';

export const FORM_CALLBACK = 'newsdesk_form';
const ANSWER_CALLBACK = 'newsdesk_answer';
/** The select of user groups asks for its choices by this action. */
export const GROUP_SELECT = 'newsdesk_group';

const VIEW_BLOCKS = 100;
/** Beside a form's own fields. */
const FORM_REPLY_BLOCKS = 60;
const TITLE_LIMIT = 24;
const HINT_LIMIT = 150;
const CHOICE_LIMIT = 75;
const TYPED_LIMIT = 3_000;

/** What a view of ours carries of where it came from; it is kept at Slack, where nobody can change it. */
const metadataSchema = z.object({ channel: z.string(), command: z.string() });
export type ViewMetadata = z.infer<typeof metadataSchema>;

/** Null where the text is none of ours. */
export function readMetadata(text: string): ViewMetadata | null {
  try {
    return metadataSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The form of a command, filled with what is known. `refusal` is what came of the last try, shown above the fields. */
export function formView({ spec, values }: Form, channel: string, refusal: Reply | null): types.ModalView {
  const said = refusal === null ? [] : renderReply({ ...refusal, actions: [] }, FORM_REPLY_BLOCKS).blocks;
  const fields = spec.options.map((option) => inputOf(option, values[option.name]));
  return {
    type: 'modal',
    callback_id: FORM_CALLBACK,
    private_metadata: JSON.stringify({ channel, command: spec.name } satisfies ViewMetadata),
    title: plain(`News: ${spec.name}`, TITLE_LIMIT),
    submit: plain('OK', TITLE_LIMIT),
    close: plain('Cancel', TITLE_LIMIT),
    blocks: [...said, ...(fields.length === 0 ? [sectionOf(spec.description)] : fields)].slice(0, VIEW_BLOCKS),
  };
}

/** A command's answer as a modal. Its buttons work as those of a message do. */
export function answerView(reply: Reply, channel: string): types.ModalView {
  return {
    type: 'modal',
    callback_id: ANSWER_CALLBACK,
    private_metadata: JSON.stringify({ channel, command: '' } satisfies ViewMetadata),
    title: plain('Newsdesk', TITLE_LIMIT),
    close: plain('Close', TITLE_LIMIT),
    blocks: renderReply(reply, VIEW_BLOCKS).blocks,
  };
}

/** Stands in a modal until the answer is there. */
export const WORKING: Reply = { ok: true, title: 'One moment…', blocks: [], actions: [] };

function inputOf(option: OptionSpec, value: string | number | undefined): types.InputBlock {
  return {
    type: 'input',
    block_id: option.name,
    label: plain(labelOf(option.name), HINT_LIMIT),
    hint: plain(option.description, HINT_LIMIT),
    optional: !option.required,
    element: elementOf(option, value === undefined ? '' : String(value)),
  };
}

function elementOf(option: OptionSpec, value: string): types.InputBlockElement {
  const action_id = option.name;
  switch (option.type) {
    case 'text':
      return {
        type: 'plain_text_input',
        action_id,
        max_length: TYPED_LIMIT,
        ...initial(cutAtGrapheme(value.toWellFormed(), TYPED_LIMIT)),
      };
    case 'integer':
      return {
        type: 'number_input',
        action_id,
        is_decimal_allowed: false,
        min_value: String(option.min),
        max_value: String(option.max),
        ...initial(isWithin(value, option) ? value : ''),
      };
    case 'choice': {
      const options = option.choices.map((choice) => choiceOf(choice));
      const chosen = option.choices.includes(value) ? { initial_option: choiceOf(value) } : {};
      return { type: 'static_select', action_id, options, ...chosen };
    }
    case 'channel':
      return {
        type: 'conversations_select',
        action_id,
        filter: { include: ['public', 'private'], exclude_bot_users: true },
        ...(/^[CG][A-Z0-9]+$/.test(value) ? { initial_conversation: value } : {}),
      };
    case 'role':
      return {
        type: 'external_select',
        action_id: GROUP_SELECT,
        min_query_length: 0,
        ...(isGroup(value) ? { initial_option: choiceOf(value) } : {}),
      };
    case 'file':
      return { type: 'file_input', action_id, max_files: 1 };
  }
}

const stateSchema = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      value: z.string().nullish(),
      selected_option: z.object({ value: z.string() }).nullish(),
      selected_conversation: z.string().nullish(),
      files: z
        .array(z.object({ url_private_download: z.string().optional(), url_private: z.string().optional() }))
        .nullish(),
    }),
  ),
);

/** What a person put into a form: values by option, and the address of the file they attached by option. */
export type Submitted = { readonly values: OptionValues; readonly files: Readonly<Record<string, string>> };

/** Reads the state of a form's view. What is empty is left out. */
export function readState(state: unknown, spec: CommandSpec): Submitted {
  const fields = stateSchema.parse(state);
  const values: Record<string, string | number> = {};
  const files: Record<string, string> = {};
  for (const option of spec.options) {
    const [field] = Object.values(fields[option.name] ?? {});
    const file = field?.files?.[0];
    const url = file?.url_private_download ?? file?.url_private;
    if (option.type === 'file' && url !== undefined) files[option.name] = url;
    const typed = field?.value ?? field?.selected_option?.value ?? field?.selected_conversation ?? '';
    if (typed.trim() === '') continue;
    const number = Number(typed);
    values[option.name] = option.type === 'integer' && Number.isInteger(number) ? number : typed;
  }
  return { values, files };
}

function isWithin(value: string, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return /^-?\d{1,15}$/.test(value) && Number(value) >= min && Number(value) <= max;
}

function initial(value: string): { initial_value?: string } {
  return value === '' ? {} : { initial_value: value };
}

/** A choice of a select, as Slack takes it: at most 75 characters. */
export function choiceOf(value: string, label = value): types.PlainTextOption {
  return { text: plain(label, CHOICE_LIMIT), value: value.slice(0, CHOICE_LIMIT) };
}

function labelOf(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function sectionOf(text: string): types.SectionBlock {
  return { type: 'section', text: plain(text, TYPED_LIMIT) };
}

function plain(text: string, limit: number): types.PlainTextElement {
  return { type: 'plain_text', text: plainLine(text, limit) || '…', emoji: false };
}
