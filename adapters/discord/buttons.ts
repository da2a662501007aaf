import { type APIActionRowComponent, type APIButtonComponent, ButtonStyle, ComponentType } from 'discord.js';
import { digest } from '../../src/lib/ids.ts';
import { cutText } from '../../src/lib/text.ts';
import type { Action } from '../../src/platform/message.ts';
import { plainLine } from './rich.ts';

/** Buttons of a message, in rows. */
export type ButtonRows = APIActionRowComponent<APIButtonComponent>[];

/** A command line that a button cannot hold, under the digest that it holds instead. */
export type LongLine = { readonly id: string; readonly line: string };

/** What a pressed button asks for. */
export type Pressed = {
  /** True where the person is to be shown a form first. */
  readonly form: boolean;
} & ({ readonly kind: 'line'; readonly line: string } | { readonly kind: 'kept'; readonly id: string });

const PER_ROW = 5;
const MOST_ROWS = 5;
const MAX_LABEL = 80;
const MAX_CUSTOM_ID = 100;
// The kind, the button's number (two buttons of a message may not have one id), a colon.
const MAX_LINE = MAX_CUSTOM_ID - 's24:'.length;

/** The buttons of a message; what is beyond Discord's limit is left out. */
export function renderButtons(actions: readonly Action[]): {
  readonly rows: ButtonRows;
  readonly lines: readonly LongLine[];
} {
  const shown = actions.slice(0, PER_ROW * MOST_ROWS);
  const buttons = shown.map((action, number): APIButtonComponent => {
    const label = cutText(plainLine(action.label), MAX_LABEL);
    return {
      type: ComponentType.Button,
      style: ButtonStyle.Secondary,
      label: label === '' ? '…' : label,
      custom_id: customId(action, number),
    };
  });
  const rows: ButtonRows = [];
  for (let first = 0; first < buttons.length; first += PER_ROW) {
    rows.push({ type: ComponentType.ActionRow, components: buttons.slice(first, first + PER_ROW) });
  }
  return { rows, lines: shown.flatMap(({ command }) => longLine(command)) };
}

/** The line, where a button cannot hold it. */
function longLine(command: string): readonly LongLine[] {
  const line = command.toWellFormed();
  return line.length > MAX_LINE ? [{ id: digest(line), line }] : [];
}

function customId({ command, form }: Action, number: number): string {
  const line = command.toWellFormed();
  if (line.length <= MAX_LINE) return `${form ? 'f' : 's'}${number}:${line}`;
  return `${form ? 'F' : 'S'}${number}:${digest(line)}`;
}

/** The id of a form for a line; what is sent off with it is read by `readCustomId`. */
export function formId(command: string): string {
  return customId({ label: '', command, form: true }, 0);
}

/** What a button's or a form's id asks for; null where it is none of ours. */
export function readCustomId(id: string): Pressed | null {
  const [, kind, rest] = /^([sSfF])\d{1,2}:(.*)$/s.exec(id) ?? [];
  if (kind === undefined || rest === undefined) return null;
  const form = kind.toLowerCase() === 'f';
  return kind === kind.toLowerCase() ? { form, kind: 'line', line: rest } : { form, kind: 'kept', id: rest };
}
