import { z } from 'zod';

/** Text objects, options and the like: what blocks are made of. Every limit is Slack's published one. */

const words = (most: number) => z.string().min(1).max(most);
const address = z
  .string()
  .min(1)
  .max(3_000)
  .refine((text) => URL.canParse(text) && /^https?:/.test(text), 'invalid url');
export const id = z.string().min(1).max(255);
export { address, words };

export const plain = (most: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: words(most), emoji: z.boolean().optional() });
const mrkdwn = (most: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: words(most), verbatim: z.boolean().optional() });
export const text = (most: number) => z.discriminatedUnion('type', [plain(most), mrkdwn(most)]);

const confirm = z.strictObject({
  title: plain(100),
  text: text(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});

const option = z.strictObject({ text: plain(75), value: words(150), description: plain(75).optional() });
const richOption = z.strictObject({ text: text(75), value: words(150), description: text(75).optional() });
const overflowOption = z.strictObject({
  text: plain(75),
  value: words(150),
  description: plain(75).optional(),
  url: address.optional(),
});
const optionGroup = z.strictObject({ label: plain(75), options: z.array(option).min(1).max(100) });

const acted = { action_id: id.optional(), focus_on_load: z.boolean().optional() };
const menu = { ...acted, placeholder: plain(150).optional(), confirm: confirm.optional() };
const several = { max_selected_items: z.int().min(1).optional() };
const filter = z.strictObject({
  include: z
    .array(z.enum(['im', 'mpim', 'private', 'public']))
    .min(1)
    .optional(),
  exclude_external_shared_channels: z.boolean().optional(),
  exclude_bot_users: z.boolean().optional(),
});
const dispatch = z.strictObject({
  trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1),
});
const typed = { ...acted, placeholder: plain(150).optional(), dispatch_action_config: dispatch.optional() };
const chosen = {
  options: z.array(option).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};

function hasOneList(menu: { options?: unknown; option_groups?: unknown }): boolean {
  return (menu.options === undefined) !== (menu.option_groups === undefined);
}
const ONE_LIST = 'must provide either options or option_groups';

type Preset = {
  readonly options?: readonly { readonly value: string }[] | undefined;
  readonly option_groups?: readonly { readonly options: readonly { readonly value: string }[] }[] | undefined;
  readonly initial_option?: { readonly value: string } | undefined;
  readonly initial_options?: readonly { readonly value: string }[] | undefined;
};
/** What is chosen at first has to be among what can be chosen. */
function isAmong(menu: Preset): boolean {
  const all = [...(menu.options ?? []), ...(menu.option_groups ?? []).flatMap(({ options }) => options)];
  const values = all.map(({ value }) => value);
  const first = [menu.initial_option, ...(menu.initial_options ?? [])];
  return first.every((option) => option === undefined || values.includes(option.value));
}
const AMONG = 'initial options must be among the options';

const button = z.strictObject({
  type: z.literal('button'),
  action_id: id.optional(),
  text: plain(75),
  url: address.optional(),
  value: words(2_000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: words(75).optional(),
});
export const picture = { image_url: address.optional(), slack_file: z.record(z.string(), z.string()).optional() };
export function hasOnePicture(image: { image_url?: unknown; slack_file?: unknown }): boolean {
  return (image.image_url === undefined) !== (image.slack_file === undefined);
}
export const ONE_PICTURE = 'must provide either image_url or slack_file';
const image = z
  .strictObject({ type: z.literal('image'), ...picture, alt_text: words(2_000) })
  .refine(hasOnePicture, ONE_PICTURE);
const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: id.optional(),
  options: z.array(overflowOption).min(1).max(5),
  confirm: confirm.optional(),
});
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date');
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time');
const datepicker = z.strictObject({ type: z.literal('datepicker'), ...menu, initial_date: day.optional() });
const timepicker = z.strictObject({
  type: z.literal('timepicker'),
  ...menu,
  initial_time: clock.optional(),
  timezone: z.string().optional(),
});
const datetimepicker = z.strictObject({
  type: z.literal('datetimepicker'),
  ...acted,
  confirm: confirm.optional(),
  initial_date_time: z.int().optional(),
});
const ticks = { ...acted, options: z.array(richOption).min(1).max(10), confirm: confirm.optional() };
const checkboxes = z
  .strictObject({
    type: z.literal('checkboxes'),
    ...ticks,
    initial_options: z.array(richOption).min(1).max(10).optional(),
  })
  .refine(isAmong, AMONG);
const radio = z
  .strictObject({ type: z.literal('radio_buttons'), ...ticks, initial_option: richOption.optional() })
  .refine(isAmong, AMONG);

const selects = [
  z
    .strictObject({ type: z.literal('static_select'), ...menu, ...chosen, initial_option: option.optional() })
    .refine(hasOneList, ONE_LIST)
    .refine(isAmong, AMONG),
  z.strictObject({
    type: z.literal('external_select'),
    ...menu,
    initial_option: option.optional(),
    min_query_length: z.int().min(0).optional(),
  }),
  z.strictObject({ type: z.literal('users_select'), ...menu, initial_user: z.string().optional() }),
  z.strictObject({
    type: z.literal('conversations_select'),
    ...menu,
    initial_conversation: z.string().optional(),
    default_to_current_conversation: z.boolean().optional(),
    response_url_enabled: z.boolean().optional(),
    filter: filter.optional(),
  }),
  z.strictObject({
    type: z.literal('channels_select'),
    ...menu,
    initial_channel: z.string().optional(),
    response_url_enabled: z.boolean().optional(),
  }),
] as const;
const multiSelects = [
  z
    .strictObject({
      type: z.literal('multi_static_select'),
      ...menu,
      ...several,
      ...chosen,
      initial_options: z.array(option).min(1).max(100).optional(),
    })
    .refine(hasOneList, ONE_LIST)
    .refine(isAmong, AMONG),
  z.strictObject({
    type: z.literal('multi_external_select'),
    ...menu,
    ...several,
    initial_options: z.array(option).min(1).max(100).optional(),
    min_query_length: z.int().min(0).optional(),
  }),
  z.strictObject({
    type: z.literal('multi_users_select'),
    ...menu,
    ...several,
    initial_users: z.array(z.string()).optional(),
  }),
  z.strictObject({
    type: z.literal('multi_conversations_select'),
    ...menu,
    ...several,
    initial_conversations: z.array(z.string()).optional(),
    default_to_current_conversation: z.boolean().optional(),
    filter: filter.optional(),
  }),
  z.strictObject({
    type: z.literal('multi_channels_select'),
    ...menu,
    ...several,
    initial_channels: z.array(z.string()).optional(),
  }),
] as const;

const inputs = [
  z
    .strictObject({
      type: z.literal('plain_text_input'),
      ...typed,
      initial_value: z.string().max(3_000).optional(),
      multiline: z.boolean().optional(),
      min_length: z.int().min(0).max(3_000).optional(),
      max_length: z.int().min(1).max(3_000).optional(),
    })
    .refine(
      ({ initial_value: initial = '', max_length: most = 3_000, min_length: least = 0 }) =>
        initial.length <= most && least <= most,
      'lengths contradict one another',
    ),
  z.strictObject({ type: z.literal('email_text_input'), ...typed, initial_value: z.string().optional() }),
  z.strictObject({ type: z.literal('url_text_input'), ...typed, initial_value: z.string().optional() }),
  z.strictObject({
    type: z.literal('number_input'),
    ...typed,
    is_decimal_allowed: z.boolean(),
    initial_value: z.string().optional(),
    min_value: z.string().optional(),
    max_value: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('file_input'),
    action_id: id.optional(),
    filetypes: z.array(words(255)).min(1).optional(),
    max_files: z.int().min(1).max(10).optional(),
  }),
] as const;

export const contextElement = z.discriminatedUnion('type', [plain(3_000), mrkdwn(3_000), image]);
export const accessory = z.discriminatedUnion('type', [
  button,
  image,
  overflow,
  datepicker,
  timepicker,
  checkboxes,
  radio,
  ...selects,
  ...multiSelects,
]);
export const actionElement = z.discriminatedUnion('type', [
  button,
  overflow,
  datepicker,
  timepicker,
  datetimepicker,
  checkboxes,
  radio,
  ...selects,
]);
export const inputElement = z.discriminatedUnion('type', [
  datepicker,
  timepicker,
  datetimepicker,
  checkboxes,
  radio,
  ...selects,
  ...multiSelects,
  ...inputs,
]);
export const suggestions = z.union([
  z.strictObject({ options: z.array(option).max(100) }),
  z.strictObject({ option_groups: z.array(optionGroup).max(100) }),
]);
