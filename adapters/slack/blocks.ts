import type { types } from '@slack/bolt';
import type { Action } from '../../src/platform/message.ts';
import { isSeen, type Piece, plainLine, TEXT_LIMIT, weigh } from './rich.ts';

export type Block = types.KnownBlock;

/**
 * Blocks of one message or view as they are laid out, within Slack's limits: the number of blocks (50 a message, 100 a
 * view) and what they hold in all. The latter is not documented: Slack refuses (`msg_blocks_too_long`) somewhere above
 * 11,000 characters, earlier for rich_text than for others.
 */
export type Draft = { readonly blocks: Block[]; readonly maxBlocks: number; room: number };

const ROOM = 10_000;
/** What a line "and N more" takes; lists leave that much. */
export const LINE_ROOM = 200;
const MAX_BUTTONS = 25;
const BUTTONS_ROOM = 3_000;
const BUTTON_LABEL = 75;
const BUTTON_VALUE = 2_000;

/** An empty draft that keeps room for `actions`; `finish` puts them under it. */
export function openDraft(maxBlocks: number, actions: Block | null): Draft {
  const room = actions === null ? ROOM : ROOM - JSON.stringify(actions).length;
  return { blocks: [], maxBlocks: actions === null ? maxBlocks : maxBlocks - 1, room };
}

/** The blocks of a draft with its actions. */
export function finish(draft: Draft, actions: Block | null): Block[] {
  return actions === null ? draft.blocks : [...draft.blocks, actions];
}

/** Adds text as a paragraph; false where it does not fit any more. Nothing is added where nothing would be seen. */
export function addText(draft: Draft, pieces: readonly Piece[]): boolean {
  if (!isSeen(pieces)) return true;
  for (let rest = pieces; rest.length > 0; ) {
    let count = 1;
    while (count < rest.length && weigh(rest.slice(0, count + 1)) <= TEXT_LIMIT) count++;
    const part = rest.slice(0, count);
    if (!fits(draft, part)) return false;
    if (isSeen(part)) addElements(draft, [section(part)], weigh(part));
    rest = rest.slice(count);
  }
  return true;
}

export type Item = { readonly pieces: readonly Piece[]; readonly indent: 0 | 1 };

/**
 * Adds a heading with as many items as fit while `keep` characters of room stay. `more` says how many items were left
 * out; it is asked with 0, too, and may answer with nothing. Gives how many items are shown.
 */
export function addList(
  draft: Draft,
  heading: readonly Piece[],
  items: readonly Item[],
  keep: number,
  more: (omitted: number) => readonly Piece[],
): number {
  if (draft.blocks.length >= draft.maxBlocks) return 0;
  let elements: types.RichTextBlockElement[] = [];
  let weight = 0;
  let shown = 0;
  const titleWeight = weigh(heading);
  for (const item of items) {
    const cost = weigh(item.pieces) + (shown === 0 ? titleWeight : 0);
    if (draft.room - weight - cost < keep + LINE_ROOM) break;
    if (elements.length > 0 && weight + cost > TEXT_LIMIT) {
      // One block stays for what is left.
      if (draft.blocks.length + 2 > draft.maxBlocks) break;
      addElements(draft, elements, weight);
      elements = [];
      weight = 0;
    }
    if (shown === 0 && isSeen(heading)) elements.push(section(heading));
    appendItem(elements, item);
    weight += cost;
    shown++;
  }
  const note = more(items.length - shown);
  if (isSeen(note)) {
    if (shown === 0 && isSeen(heading)) elements.push(section(heading));
    elements.push(section(note));
    weight += weigh(note);
  }
  if (elements.length > 0) addElements(draft, elements, weight);
  return shown;
}

/** Adds a block that is none of text, where there is room for it. */
export function addBlock(draft: Draft, block: Block, weight: number): void {
  if (draft.blocks.length >= draft.maxBlocks || draft.room < weight) return;
  draft.blocks.push(block);
  draft.room -= weight;
}

function fits(draft: Draft, pieces: readonly Piece[]): boolean {
  return draft.blocks.length < draft.maxBlocks && draft.room >= weigh(pieces);
}

function addElements(draft: Draft, elements: types.RichTextBlockElement[], weight: number): void {
  draft.blocks.push({ type: 'rich_text', elements });
  draft.room -= weight;
}

function section(pieces: readonly Piece[]): types.RichTextSection {
  return { type: 'rich_text_section', elements: [...pieces] };
}

function appendItem(elements: types.RichTextBlockElement[], item: Item): void {
  const last = elements.at(-1);
  if (last?.type === 'rich_text_list' && (last.indent ?? 0) === item.indent) {
    last.elements.push(section(item.pieces));
    return;
  }
  elements.push({ type: 'rich_text_list', style: 'bullet', indent: item.indent, elements: [section(item.pieces)] });
}

/** Buttons of a message; which of the two is in their action_id. `form`: the person is shown a form first. */
export const BUTTON_PREFIX = { say: 'newsdesk_say_', form: 'newsdesk_form_' } as const;

/** A row of buttons; null where there is none. Commands that no button can carry are left out. */
export function actionsBlock(actions: readonly Action[]): Block | null {
  const elements: types.Button[] = [];
  let room = BUTTONS_ROOM;
  for (const { label, command, form } of actions) {
    const value = buttonValue(command);
    const text = plainLine(label, BUTTON_LABEL) || plainLine(command, BUTTON_LABEL);
    if (text === '' || value === '' || value.length > BUTTON_VALUE || !value.isWellFormed()) continue;
    room -= text.length + value.length + 100;
    if (room < 0 || elements.length === MAX_BUTTONS) break;
    const action_id = `${form === true ? BUTTON_PREFIX.form : BUTTON_PREFIX.say}${elements.length}`;
    elements.push({ type: 'button', text: { type: 'plain_text', text, emoji: false }, action_id, value });
  }
  return elements.length === 0 ? null : { type: 'actions', elements };
}

// Slack gives parts of a message back with `&`, `<` and `>` escaped (slackapi/bolt-python#513) and does not say which,
// so a value holds none of them.
function buttonValue(command: string): string {
  return command.trim().replace(/[&<>%]/g, encodeURIComponent);
}

/** The command line of a button. */
export function readButtonValue(value: string): string {
  return value.replace(/%(26|3C|3E|25)/g, decodeURIComponent);
}
