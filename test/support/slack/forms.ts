import { type Block, elementsOf, isJson, type Json } from './block-check.ts';
import { fileJson } from './methods-files.ts';
import { fault, type TeamState, type World } from './world.ts';

/** What the controls of a form hold, and what people may put into them. */
export type Values = Record<string, Record<string, Json>>;

/** One control of a message or view. */
export type Found = {
  readonly block: Block;
  readonly blockId: string;
  readonly actionId: string;
  readonly element: Json;
};

/** Every control people can use, in order. */
export function controlsOf(blocks: readonly Block[]): readonly Found[] {
  return blocks.flatMap((block) =>
    elementsOf(block)
      .filter((element) => typeof element['action_id'] === 'string')
      .map((element) => ({
        block,
        blockId: String(block['block_id']),
        actionId: String(element['action_id']),
        element,
      })),
  );
}

const STATELESS = ['button', 'overflow'];
/** What each kind of control says it holds, and where its initial value stands. */
const HELD: Readonly<Record<string, readonly [held: string, initial: string]>> = {
  plain_text_input: ['value', 'initial_value'],
  email_text_input: ['value', 'initial_value'],
  url_text_input: ['value', 'initial_value'],
  number_input: ['value', 'initial_value'],
  static_select: ['selected_option', 'initial_option'],
  external_select: ['selected_option', 'initial_option'],
  radio_buttons: ['selected_option', 'initial_option'],
  users_select: ['selected_user', 'initial_user'],
  conversations_select: ['selected_conversation', 'initial_conversation'],
  channels_select: ['selected_channel', 'initial_channel'],
  checkboxes: ['selected_options', 'initial_options'],
  multi_static_select: ['selected_options', 'initial_options'],
  multi_external_select: ['selected_options', 'initial_options'],
  multi_users_select: ['selected_users', 'initial_users'],
  multi_conversations_select: ['selected_conversations', 'initial_conversations'],
  multi_channels_select: ['selected_channels', 'initial_channels'],
  datepicker: ['selected_date', 'initial_date'],
  timepicker: ['selected_time', 'initial_time'],
  datetimepicker: ['selected_date_time', 'initial_date_time'],
  file_input: ['files', 'initial_files'],
};

function heldBy(element: Json): readonly [string, string] {
  return HELD[String(element['type'])] ?? fault(`A ${String(element['type'])} holds nothing.`);
}

function isPlural(element: Json): boolean {
  return String(element['type']).startsWith('multi_') || ['checkboxes', 'file_input'].includes(String(element['type']));
}

/** What the controls hold at first. `channel`: where the person is, for `default_to_current_conversation`. */
export function initialValues(blocks: readonly Block[], channel: string | null): Values {
  const values: Values = {};
  for (const { blockId, actionId, element } of controlsOf(blocks)) {
    if (STATELESS.includes(String(element['type']))) continue;
    const [held, initial] = heldBy(element);
    const here = element['default_to_current_conversation'] === true ? channel : null;
    const empty = isPlural(element) ? (here === null ? [] : [here]) : here;
    values[blockId] = { ...values[blockId], [actionId]: { type: element['type'], [held]: element[initial] ?? empty } };
  }
  return values;
}

/** What a control holds after a person chose or typed something. Throws where Slack's own form would not let them. */
export function chosen(
  world: World,
  team: TeamState,
  person: string,
  element: Json,
  choice: string | readonly string[],
): Json {
  const type = String(element['type']);
  const [held] = heldBy(element);
  const picks = typeof choice === 'string' ? (choice === '' ? [] : [choice]) : choice;
  if (!isPlural(element) && picks.length > 1) return fault(`A ${type} takes one choice.`);
  const most = element['max_selected_items'] ?? element['max_files'];
  if (typeof most === 'number' && picks.length > most) return fault(`A ${type} takes ${most} choices at most.`);
  const values = picks.map((pick) => pickOf(world, team, person, element, pick));
  return { type, [held]: isPlural(element) ? values : (values[0] ?? null) };
}

function pickOf(world: World, team: TeamState, person: string, element: Json, pick: string): unknown {
  const type = String(element['type']).replace(/^multi_/, '');
  switch (type) {
    case 'static_select':
    case 'radio_buttons':
    case 'checkboxes':
      return (
        optionOf(element, pick) ?? fault(`There is no option ${pick}; there are ${JSON.stringify(optionsOf(element))}.`)
      );
    case 'external_select':
      return { text: { type: 'plain_text', text: pick, emoji: true }, value: pick };
    case 'users_select':
      return team.people.has(pick) || pick === team.botUserId ? pick : fault(`There is nobody called ${pick}.`);
    case 'channels_select':
      return team.channels.get(pick)?.kind === 'public' ? pick : fault(`${pick} is no public channel.`);
    case 'conversations_select':
      return conversation(team, person, element, pick);
    case 'file_input':
      return fileJson(world, team, team.files.get(pick) ?? fault(`There is no file ${pick}; addFile first.`));
    case 'datetimepicker':
      return Number(pick);
    default:
      return pick;
  }
}

/** People find only conversations that they can see, and that the filter leaves. */
function conversation(team: TeamState, person: string, element: Json, pick: string): string {
  const channel = team.channels.get(pick);
  if (channel === undefined) return fault(`There is no conversation ${pick}.`);
  if (channel.kind !== 'public' && !channel.members.has(person)) return fault(`${person} cannot see ${pick}.`);
  const filter = element['filter'];
  const kinds = isJson(filter) ? filter['include'] : undefined;
  if (Array.isArray(kinds) && !kinds.includes(channel.kind)) return fault(`The filter leaves ${pick} out.`);
  return pick;
}

export function optionsOf(element: Json): readonly Json[] {
  const groups = Array.isArray(element['option_groups']) ? element['option_groups'].filter(isJson) : [];
  const lists = [element['options'], ...groups.map((group) => group['options'])];
  return lists.flatMap((list) => (Array.isArray(list) ? list.filter(isJson) : []));
}

/** An option by its value or by what is written on it. */
export function optionOf(element: Json, pick: string): Json | undefined {
  return optionsOf(element).find((option) => option['value'] === pick || labelOf(option) === pick);
}

/** What is written on a control, option or input block. */
export function labelOf(part: Json): string {
  const words = part['text'] ?? part['label'];
  return isJson(words) ? String(words['text']) : '';
}

/** Throws where Slack's form would not let itself be submitted: an answer missing, too short, too long, not what was asked for. */
export function checkForm(blocks: readonly Block[], values: Values): void {
  for (const { block, blockId, actionId, element } of controlsOf(blocks)) {
    if (block['type'] !== 'input') continue;
    const held = values[blockId]?.[actionId]?.[heldBy(element)[0]];
    const refuses = (why: string) => fault(`Slack's form refuses "${labelOf(block)}": ${why}.`);
    const isEmpty = held === null || held === undefined || held === '' || (Array.isArray(held) && held.length === 0);
    if (isEmpty) {
      if (block['optional'] !== true) refuses('it must be filled in');
      continue;
    }
    const { min_length: least, max_length: most = 3_000, min_value: low, max_value: high } = element;
    if (typeof held !== 'string') continue;
    if (typeof least === 'number' && held.length < least) refuses('it is too short');
    if (typeof most === 'number' && held.length > most) refuses('it is too long');
    if (element['type'] === 'number_input') {
      const isNumber = element['is_decimal_allowed'] === true ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
      if (!isNumber.test(held)) refuses('it is no number');
      if (low !== undefined && Number(held) < Number(low)) refuses('it is too small');
      if (high !== undefined && Number(held) > Number(high)) refuses('it is too big');
    }
    if (element['type'] === 'url_text_input' && !URL.canParse(held)) refuses('it is no address');
    if (element['type'] === 'email_text_input' && !/^\S+@\S+$/.test(held)) refuses('it is no e-mail address');
  }
}
