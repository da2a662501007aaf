import { z } from 'zod';
import { objects, walk } from './component-rules.ts';
import type { Modal, ModalField } from './control.ts';
import { type Resolved, resolveChannel, resolveRole, resolveUser } from './interaction-payload.ts';
import { isObject } from './schemas.ts';
import type { ChannelState, Json, State } from './state.ts';

const ROW = 1;
const TEXT_INPUT = 4;
const LABEL = 18;
const CHECKBOX = 23;
const RADIO = 21;
const ROLE_SELECT = 6;
const CHANNEL_SELECT = 8;
const USER_SELECT = 5;

const fieldSchema = z.object({
  custom_id: z.string(),
  type: z.number(),
  required: z.boolean().nullish(),
  value: z.string().nullish(),
  min_length: z.number().nullish(),
  max_length: z.number().nullish(),
  options: z.array(z.object({ label: z.string(), value: z.string(), default: z.boolean().nullish() })).nullish(),
  default_values: z.array(z.object({ id: z.string() })).nullish(),
});

/** A modal as a person sees it. */
export function toModal(data: Json, interactionId: string): Modal {
  const fields = objects(data['components']).flatMap((component): ModalField[] => {
    if (component['type'] === ROW) {
      const [input] = objects(component['components']);
      return input ? [toField(input, String(input['label'] ?? ''), null)] : [];
    }
    const held = component['component'];
    if (component['type'] !== LABEL || !isObject(held)) return [];
    const description = component['description'];
    return [toField(held, String(component['label']), typeof description === 'string' ? description : null)];
  });
  return {
    customId: String(data['custom_id']),
    title: String(data['title']),
    fields,
    interactionId,
  };
}

function toField(component: Json, label: string, description: string | null): ModalField {
  const field = fieldSchema.parse(component);
  const chosen = field.options?.filter((option) => option.default).map(({ value }) => value) ?? [];
  const preset = field.default_values?.map(({ id }) => id) ?? [];
  return {
    customId: field.custom_id,
    label,
    description,
    type: field.type,
    required: field.required ?? true,
    value: field.value ? [field.value] : [...chosen, ...preset],
    options: field.options?.map(({ label: text, value }) => ({ label: text, value })) ?? [],
    component,
  };
}

/** What a submitted form says, checked as Discord's client checks it: required fields, lengths, options. */
export function submitted(
  state: State,
  personId: string,
  channel: ChannelState,
  modal: Modal,
  values: Readonly<Record<string, string | readonly string[]>>,
  resolved: Resolved,
): Json {
  const unknown = Object.keys(values).find(
    (key) => !modal.fields.some(({ customId, label }) => key === customId || key === label),
  );
  if (unknown !== undefined) {
    throw new Error(`The form has no field "${unknown}"; it has ${modal.fields.map(({ label }) => label).join(', ')}.`);
  }
  const components = modal.fields.map((field, index) => {
    const given = values[field.customId] ?? values[field.label] ?? field.value;
    const list = typeof given === 'string' ? [given] : given;
    checkField(field, list);
    const pick = { custom_id: field.customId, type: field.type, id: index * 2 + 2 };
    if (field.type === ROLE_SELECT) for (const id of list) resolveRole(state, channel.guildId, id, resolved);
    if (field.type === USER_SELECT) for (const id of list) resolveUser(state, channel.guildId, id, resolved);
    if (field.type === CHANNEL_SELECT) {
      for (const id of list) resolveChannel(state, channel.guildId, personId, id, resolved);
    }
    const component = { ...pick, ...filled(field, list) };
    const isLabelled = field.component['label'] === undefined || field.component['label'] === null;
    return isLabelled
      ? { type: LABEL, id: index * 2 + 1, component }
      : { type: ROW, id: index * 2 + 1, components: [component] };
  });
  return { custom_id: modal.customId, components };
}

function filled(field: ModalField, list: readonly string[]): Json {
  if (field.type === TEXT_INPUT) return { value: list[0] ?? '' };
  if (field.type === RADIO) return { value: list[0] ?? null };
  if (field.type === CHECKBOX) return { value: list[0] === 'true' };
  return { values: list };
}

function checkField(field: ModalField, list: readonly string[]): void {
  const { min_length: min, max_length: max } = fieldSchema.parse(field.component);
  const isEmpty = list.every((value) => value === '');
  if (field.required && isEmpty && field.type !== CHECKBOX)
    throw new Error(`The field "${field.label}" must be filled.`);
  for (const value of list) {
    if (field.type === TEXT_INPUT && value !== '' && (value.length < (min ?? 0) || value.length > (max ?? 4_000))) {
      throw new Error(`The field "${field.label}" takes a text of another length.`);
    }
    if (field.options.length > 0 && !field.options.some((option) => option.value === value)) {
      throw new Error(`The field "${field.label}" has no "${value}".`);
    }
  }
}

/** A button or select of a message, by its label or custom id; throws where a person could not use it. */
export function findComponent(components: readonly Json[], wanted: string): Json {
  const all = walk(components, []).map(({ component }) => component);
  const usable = all.filter(({ type }) => typeof type === 'number' && [2, 3, 5, 6, 7, 8].includes(type));
  const found = usable.find((one) => one['custom_id'] === wanted || one['label'] === wanted);
  if (!found) {
    const names = usable.map((one) => String(one['label'] ?? one['custom_id'])).join(', ');
    throw new Error(`The message has no "${wanted}"; it has ${names || 'none'}.`);
  }
  if (found['disabled'] === true) throw new Error(`"${wanted}" is disabled.`);
  if (typeof found['custom_id'] !== 'string') throw new Error(`"${wanted}" is a link.`);
  return found;
}
