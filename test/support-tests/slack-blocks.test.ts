import { expect, test } from 'vitest';
import { readBlocks, readView } from '../support/slack/block-check.ts';
import { Refusal } from '../support/slack/refusal.ts';

const words = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const section = (text: string) => ({ type: 'section', text: mrkdwn(text) });
const options = (number: number) =>
  Array.from({ length: number }, (_, n) => ({ text: words(`o${n}`), value: `v${n}` }));
const button = (more: object = {}) => ({ type: 'button', text: words('Go'), action_id: 'go', ...more });
const menu = (more: object = {}) => ({ type: 'static_select', action_id: 'm', options: options(2), ...more });
const actions = (...elements: readonly object[]) => ({ type: 'actions', elements });
const input = (element: object, more: object = {}) => ({ type: 'input', label: words('Label'), element, ...more });
const x = (length: number) => 'x'.repeat(length);

/** `ok`, or Slack's error and the places it names. */
function verdict(read: () => unknown): string {
  try {
    read();
    return 'ok';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const sentences = Array.isArray(error.more['errors']) ? error.more['errors'].map(String) : [];
    return [error.error, ...sentences.map((one) => /json-pointer:(.*)\]/.exec(one)?.[1] ?? one)].join(' ');
  }
}
const message = (...blocks: readonly object[]) => verdict(() => readBlocks(blocks, 'unloadable'));
const view = (more: object, ...blocks: readonly object[]) =>
  verdict(() => readView({ type: 'modal', title: words('Title'), submit: words('Go'), blocks, ...more }, 'unloadable'));

test('what Slack takes is taken', () => {
  const spans = [
    { type: 'text', text: 'a', style: { bold: true } },
    { type: 'link', url: 'https://example.org' },
  ];
  const kitchen = [
    { type: 'header', text: { ...words(x(150)), emoji: true }, block_id: 'h' },
    { ...section(x(3_000)), accessory: { type: 'image', image_url: 'https://example.org/a.png', alt_text: 'a' } },
    { type: 'section', fields: Array.from({ length: 10 }, () => mrkdwn('f')), accessory: menu() },
    { type: 'divider' },
    { type: 'image', image_url: 'https://example.org/a.png', alt_text: x(2_000), title: words('t') },
    {
      type: 'context',
      elements: [mrkdwn('c'), { type: 'image', image_url: 'https://example.org/a.png', alt_text: 'a' }],
    },
    actions(
      ...Array.from({ length: 25 }, (_, n) =>
        button({ action_id: `b${n}`, style: 'danger', url: 'https://example.org' }),
      ),
    ),
    actions(menu({ initial_option: options(1)[0] }), { type: 'overflow', action_id: 'o', options: options(5) }),
    { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: spans }] },
    { type: 'markdown', text: '# Title' },
    input({ type: 'plain_text_input', action_id: 'i' }, { optional: true }),
  ];
  expect(message(...kitchen)).toBe('ok');
  expect(message(...Array.from({ length: 50 }, () => ({ type: 'divider' })))).toBe('ok');
  const form = [
    input(
      { type: 'plain_text_input', multiline: true, initial_value: x(3_000) },
      { hint: words('h'), dispatch_action: true },
    ),
    input({
      type: 'conversations_select',
      default_to_current_conversation: true,
      filter: { include: ['public', 'private'] },
    }),
    input({ type: 'number_input', is_decimal_allowed: false, min_value: '1' }),
    input({ type: 'file_input', filetypes: ['yaml'], max_files: 1 }),
    input({ type: 'checkboxes', options: options(10), initial_options: options(2) }),
    input({ type: 'radio_buttons', options: options(10), initial_option: options(1)[0] }),
    input({ type: 'multi_static_select', options: options(100), max_selected_items: 3 }),
    input({ type: 'datepicker', initial_date: '2026-11-21' }),
    input({ type: 'timepicker', initial_time: '09:00' }),
  ];
  expect(view({ private_metadata: x(3_000), callback_id: x(255), close: words('No') }, ...form)).toBe('ok');
  expect(view({}, ...Array.from({ length: 100 }, () => ({ type: 'divider' })))).toBe('ok');
  expect(verdict(() => readView({ type: 'home', blocks: [section('x')] }, 'unloadable'))).toBe('ok');
});

test.each<readonly [string, object, string]>([
  ['a header of 151', { type: 'header', text: words(x(151)) }, '/blocks/0/text/text'],
  ['no text and no fields', { type: 'section' }, '/blocks/0'],
  ['11 fields', { type: 'section', fields: Array.from({ length: 11 }, () => mrkdwn('f')) }, '/blocks/0/fields'],
  ['a field of 2,001', { type: 'section', fields: [mrkdwn(x(2_001))] }, '/blocks/0/fields/0/text'],
  ['26 buttons', actions(...Array.from({ length: 26 }, (_, n) => button({ action_id: `${n}` }))), '/blocks/0/elements'],
  ['no buttons', actions(), '/blocks/0/elements'],
  ['a button text of 76', actions(button({ text: words(x(76)) })), '/blocks/0/elements/0/text/text'],
  ['a button in mrkdwn', actions(button({ text: mrkdwn('x') })), '/blocks/0/elements/0/text/type'],
  ['a button value of 2,001', actions(button({ value: x(2_001) })), '/blocks/0/elements/0/value'],
  ['an empty button value', actions(button({ value: '' })), '/blocks/0/elements/0/value'],
  ['a button link of 3,001', actions(button({ url: `https://example.org/${x(2_981)}` })), '/blocks/0/elements/0/url'],
  ['a button link with a script', actions(button({ url: 'javascript:alert(1)' })), '/blocks/0/elements/0/url'],
  ['an action_id of 256', actions(button({ action_id: x(256) })), '/blocks/0/elements/0/action_id'],
  ['one action_id twice', actions(button(), button()), '/blocks/0/elements/1/action_id'],
  ['101 options', actions(menu({ options: options(101) })), '/blocks/0/elements/0/options'],
  ['no options', actions(menu({ options: [] })), '/blocks/0/elements/0/options'],
  [
    'an option text of 76',
    actions(menu({ options: [{ text: words(x(76)), value: 'v' }] })),
    '/blocks/0/elements/0/options/0/text/text',
  ],
  [
    'an option value of 151',
    actions(menu({ options: [{ text: words('o'), value: x(151) }] })),
    '/blocks/0/elements/0/options/0/value',
  ],
  [
    'an initial option of its own',
    actions(menu({ initial_option: { text: words('z'), value: 'z' } })),
    '/blocks/0/elements/0',
  ],
  ['a text input among actions', actions({ type: 'plain_text_input' }), '/blocks/0/elements/0/type'],
  ['a picture without words', { type: 'image', image_url: 'https://example.org/a.png' }, '/blocks/0'],
  [
    'a picture on this machine',
    { type: 'image', image_url: 'http://127.0.0.1/a.png', alt_text: 'a' },
    '/blocks/0/image_url',
  ],
  [
    'an unloadable accessory',
    { ...section('x'), accessory: { type: 'image', image_url: 'https://e.org/unloadable', alt_text: 'a' } },
    '/blocks/0/accessory/image_url',
  ],
  ['an input label in mrkdwn', input({ type: 'plain_text_input' }, { label: mrkdwn('x') }), '/blocks/0/label/type'],
])('%s is refused', (_what, block, place) => {
  expect(message(block)).toBe(`invalid_blocks ${place}`);
});

test('what is no JSON is refused by another name', () => {
  expect(verdict(() => readBlocks('[{', 'unloadable'))).toBe('invalid_blocks_format');
  expect(verdict(() => readBlocks('{}', 'unloadable'))).toBe('invalid_blocks_format');
  expect(message(...Array.from({ length: 2 }, () => ({ type: 'markdown', text: x(6_001) })))).toBe(
    'msg_blocks_too_long',
  );
});

test.each<readonly [string, object, readonly object[], string]>([
  ['a title of 25', { title: words(x(25)) }, [section('x')], '/view/title/text'],
  ['a submit of 25', { submit: words(x(25)) }, [section('x')], '/view/submit/text'],
  ['private metadata of 3,001', { private_metadata: x(3_001) }, [section('x')], '/view/private_metadata'],
  ['inputs and nothing to submit them', { submit: undefined }, [input({ type: 'plain_text_input' })], '/view/submit'],
  ['101 blocks', {}, Array.from({ length: 101 }, () => ({ type: 'divider' })), '/view/blocks'],
  ['a message’s markdown block', {}, [{ type: 'markdown', text: 'x' }], '/view/blocks/0/type'],
  [
    'text longer than its own limit',
    {},
    [input({ type: 'plain_text_input', max_length: 3, initial_value: 'four' })],
    '/view/blocks/0/element',
  ],
  [
    'the focus twice',
    {},
    ['a', 'b'].map((id) => input({ type: 'plain_text_input', action_id: id, focus_on_load: true })),
    '/view/blocks',
  ],
])('a view with %s is refused', (_what, more, blocks, place) => {
  expect(view(more, ...blocks)).toBe(`invalid_arguments ${place}`);
});
