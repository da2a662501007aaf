import type { z } from 'zod';
import { messageBlocks, viewShape } from './blocks.ts';
import { refuse, refuseWith } from './refusal.ts';

/** Any JSON object; blocks and views are handled as such once they were found valid. */
export type Json = Readonly<Record<string, unknown>>;
export type Block = Json;

/**
 * What Slack counts over all blocks of one message. Undocumented: people measured about 13,200 characters, of which each
 * block takes about 130 beside its words (slackapi/bolt-js issues 2509 and 2867).
 */
const ALL_BLOCKS_CHARACTERS = 13_200;
const BLOCK_CHARACTERS = 130;
const ALL_MARKDOWN_CHARACTERS = 12_000;
const VIEW_BYTES = 250_000;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The blocks of a message, as sent. Refuses with Slack's errors where they are no valid blocks; `badImage` is the part of an
 * address by which an image cannot be downloaded.
 */
export function readBlocks(sent: unknown, badImage: string): readonly Block[] {
  const blocks = parseJson(sent, 'invalid_blocks_format');
  if (!Array.isArray(blocks)) return refuse('invalid_blocks_format');
  const checked = messageBlocks.safeParse({ blocks });
  if (!checked.success) return refuseWith('invalid_blocks', sentencesOf(checked.error, { blocks }));
  const list = blocks.filter(isJson);
  const wrong = [...repeatedIds(list, '/blocks'), ...unloadable(list, badImage, '/blocks')];
  if (wrong.length > 0) return refuseWith('invalid_blocks', wrong);
  const markdown = sum(list.filter((block) => block['type'] === 'markdown').map(lengthOf));
  const all = sum(list.map((block) => lengthOf(block) + BLOCK_CHARACTERS));
  if (markdown > ALL_MARKDOWN_CHARACTERS || all > ALL_BLOCKS_CHARACTERS) return refuse('msg_blocks_too_long');
  return list;
}

/** A view, as sent. Refuses with `invalid_arguments` and where. */
export function readView(sent: unknown, badImage: string): Json {
  const view = parseJson(sent, 'invalid_arguments');
  const checked = viewShape.safeParse({ view });
  if (!checked.success) return refuseWith('invalid_arguments', sentencesOf(checked.error, { view }));
  if (!isJson(view)) return refuse('invalid_arguments');
  const list = blocksOf(view);
  const wrong = [...repeatedIds(list, '/view/blocks'), ...unloadable(list, badImage, '/view/blocks')];
  const focused = list.flatMap(elementsOf).filter((element) => element['focus_on_load'] === true);
  if (focused.length > 1) wrong.push('only one element may have focus_on_load [json-pointer:/view/blocks]');
  if (wrong.length > 0) return refuseWith('invalid_arguments', wrong);
  if (Buffer.byteLength(JSON.stringify(view)) > VIEW_BYTES) return refuse('view_too_large');
  return view;
}

export function blocksOf(holder: Json): readonly Block[] {
  const blocks = holder['blocks'];
  return Array.isArray(blocks) ? blocks.filter(isJson) : [];
}

/** Arguments that are objects travel as JSON text in a form, and as they are in a JSON body. */
export function parseJson(sent: unknown, error: string): unknown {
  if (typeof sent !== 'string') return sent;
  try {
    return JSON.parse(sent);
  } catch {
    return refuse(error);
  }
}

/** The controls of a block: its accessory, its element, its elements. */
export function elementsOf(block: Block): readonly Json[] {
  const many = block['type'] === 'actions' || block['type'] === 'context' ? block['elements'] : [];
  return [block['accessory'], block['element'], ...(Array.isArray(many) ? many : [])].filter(isJson);
}

/** The same blocks with an id for every block and control that was sent without one, as Slack hands them back. */
export function withIds(blocks: readonly Block[], nextId: () => string): readonly Block[] {
  const acts = (element: unknown) =>
    isJson(element) && element['type'] !== 'image' && !('alt_text' in element)
      ? { ...element, action_id: element['action_id'] ?? nextId() }
      : element;
  return blocks.map((block) => {
    const elements = block['elements'];
    return {
      ...block,
      block_id: block['block_id'] ?? nextId(),
      ...('accessory' in block ? { accessory: acts(block['accessory']) } : {}),
      ...('element' in block ? { element: acts(block['element']) } : {}),
      ...(block['type'] === 'actions' && Array.isArray(elements) ? { elements: elements.map(acts) } : {}),
    };
  });
}

/** Blocks as Slack hands messages back: plain text comes escaped, which nobody asked for (slackapi/bolt-python issue 513). */
export function echoed<Part>(part: Part): Part;
export function echoed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map((one) => echoed(one));
  if (!isJson(part)) return part;
  const entries = Object.entries(part).map(([key, value]) => [key, echoed(value)] as const);
  const copy = Object.fromEntries(entries);
  if (part['type'] !== 'plain_text') return copy;
  const text = String(part['text']).replaceAll(/&(?!(?:amp|lt|gt);)/g, '&amp;');
  return { ...copy, text: text.replaceAll('<', '&lt;').replaceAll('>', '&gt;') };
}

function* repeatedIds(blocks: readonly Block[], path: string): Generator<string> {
  const seen = new Set<unknown>();
  for (const [at, block] of blocks.entries()) {
    const blockId = block['block_id'];
    if (blockId !== undefined && seen.has(blockId)) {
      yield `\`block_id\` "${String(blockId)}" already exists [json-pointer:${path}/${at}/block_id]`;
    }
    seen.add(blockId);
    const ids = elementsOf(block)
      .map((element) => element['action_id'])
      .filter((actionId) => actionId !== undefined);
    for (const [index, actionId] of ids.entries()) {
      if (ids.indexOf(actionId) < index) {
        yield `\`action_id\` "${String(actionId)}" already exists [json-pointer:${path}/${at}/elements/${index}/action_id]`;
      }
    }
  }
}

function* unloadable(blocks: readonly Block[], badImage: string, path: string): Generator<string> {
  for (const [at, block] of blocks.entries()) {
    for (const holder of [block, ...elementsOf(block)]) {
      const url = holder['image_url'];
      if (typeof url === 'string' && (url.includes(badImage) || isPrivate(url))) {
        const within = holder === block ? '' : holder === block['accessory'] ? '/accessory' : '/elements';
        yield `downloading image failed [json-pointer:${path}/${at}${within}/image_url]`;
      }
    }
  }
}

/** Slack fetches pictures from where it stands: what only this machine or network can reach is not there. */
function isPrivate(url: string): boolean {
  const { hostname } = new URL(url);
  return !hostname.includes('.') || /^(127|10|192\.168|169\.254|0)\./.test(hostname) || hostname.endsWith('.local');
}

const COUNTED = ['text', 'alt_text', 'title', 'label', 'hint'];

/** How many characters a block counts for: everything that it says, and where links of rich text lead. */
function lengthOf(part: unknown): number {
  if (Array.isArray(part)) return sum(part.map(lengthOf));
  if (!isJson(part)) return 0;
  const counted = part['type'] === 'link' ? [...COUNTED, 'url'] : COUNTED;
  return sum(
    Object.entries(part).map(([key, value]) =>
      typeof value === 'string' ? (counted.includes(key) ? value.length : 0) : lengthOf(value),
    ),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}

function sentencesOf(error: z.ZodError, input: unknown): readonly string[] {
  return error.issues.map((issue) => sentenceOf(issue, input));
}

function sentenceOf(issue: z.core.$ZodIssue, input: unknown): string {
  const at = (path: readonly PropertyKey[]) => `[json-pointer:/${path.map(String).join('/')}]`;
  const { path } = issue;
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'string'
        ? `must be less than ${Number(issue.maximum) + 1} characters ${at(path)}`
        : `no more than ${issue.maximum} items allowed ${at(path)}`;
    case 'too_small':
      return issue.origin === 'string'
        ? `must be more than ${Number(issue.minimum) - 1} characters ${at(path)}`
        : `no fewer than ${issue.minimum} items allowed ${at(path)}`;
    case 'unrecognized_keys':
      return `invalid additional property: ${issue.keys.join(', ')} ${at(path)}`;
    case 'invalid_type':
      return valueAt(input, path) === undefined
        ? `missing required field: ${String(path.at(-1))} ${at(path.slice(0, -1))}`
        : `must provide ${issue.expected === 'array' || issue.expected === 'object' ? 'an' : 'a'} ${issue.expected} ${at(path)}`;
    case 'invalid_union':
      return issue.errors.length === 0
        ? `unsupported type: ${String(valueAt(input, path))} ${at(path)}`
        : `failed to match all allowed schemas ${at(path)}`;
    case 'invalid_value':
      return `value must be one of ${issue.values.map(String).join(', ')} ${at(path)}`;
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return `${issue.message} ${at(path)}`;
  }
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = input;
  for (const key of path) {
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isJson(value)) value = value[String(key)];
    else return undefined;
  }
  return value;
}
