import type { APIEmbed } from 'discord.js';
import type { AlertMessage, Block, Reply, StoriesMessage, TimelineLine } from '../../src/platform/message.ts';
import { renderButtons } from './buttons.ts';
import {
  COLOUR,
  LINE_CHARACTERS,
  MAX_ALL_EMBEDS,
  MAX_DESCRIPTION,
  MAX_EMBEDS,
  NOBODY,
  type Rendered,
  renderAlert,
  renderStories,
  TITLE_CHARACTERS,
} from './render.ts';
import { lineTo, plainRich, renderRich, sayDay, showsSomething } from './rich.ts';

export type RenderedReply = Rendered & { readonly files: readonly { readonly name: string; readonly text: string }[] };

const COLOUR_REFUSED = 0xb91c1c;

/**
 * What a command answers. An answer that does not fit ends after a whole item or sentence, with a line that says where the
 * rest is: in a file that goes with it.
 */
export function renderReply(reply: Reply): RenderedReply {
  const embeds: APIEmbed[] = [];
  const color = reply.ok ? COLOUR : COLOUR_REFUSED;
  let current = `### ${lineTo(reply.title, TITLE_CHARACTERS, '…')}`;
  let used = current.length;
  let isCut = false;

  const room = () => MAX_ALL_EMBEDS - 100 - used;
  function flush(): void {
    // Discord refuses an embed in which nothing is to be seen.
    if (showsSomething(current)) embeds.push({ color, description: current });
    current = '';
  }
  function add(line: string): void {
    if (current.length + line.length + 1 > MAX_DESCRIPTION - 100) flush();
    current = current === '' ? line : `${current}\n${line}`;
    used += line.length + 1;
  }

  for (const block of reply.blocks) {
    if (isCut) break;
    if (block.kind === 'message') {
      const shown = block.message.kind === 'alert' ? [renderAlert(block.message)] : renderStories(block.message);
      const size = shown.reduce((sum, embed) => sum + sizeOf(embed), 0);
      isCut = size > room() || embeds.length + shown.length + 2 > MAX_EMBEDS;
      if (isCut) break;
      flush();
      embeds.push(...shown);
      used += size;
      continue;
    }
    for (const [full, cutTo] of linesOf(block)) {
      if (full.length + 1 <= Math.min(room(), MAX_DESCRIPTION - 200)) {
        if (full !== '') add(full);
        continue;
      }
      isCut = true;
      const rest = cutTo(Math.min(room() - 1, MAX_DESCRIPTION - 200));
      if (rest !== '') add(rest);
      break;
    }
  }
  if (isCut) add('-# The rest is in the attached file.');
  flush();
  const { rows, lines } = renderButtons(reply.actions);
  const files = [
    ...(reply.file === undefined ? [] : [{ name: fileName(reply.file.name), text: reply.file.text }]),
    ...(isCut ? [{ name: 'answer.txt', text: plainReply(reply) }] : []),
  ];
  return { body: { embeds, components: rows, allowed_mentions: NOBODY }, lines, files };
}

function fileName(name: string): string {
  const plain = name
    .replace(/[^\w.-]+/g, '-')
    .replace(/^\.+/, '')
    .slice(-80);
  return plain === '' ? 'file.txt' : plain;
}

/** The lines of a block: each whole, and as it is when cut to a length. A list is cut between its items only. */
function linesOf(
  block: Exclude<Block, { readonly kind: 'message' }>,
): readonly (readonly [string, (limit: number) => string])[] {
  const none = () => '';
  switch (block.kind) {
    case 'text':
      return [
        [renderRich(block.text, 20_000, 'en'), (limit) => (limit < 200 ? '' : renderRich(block.text, limit, 'en'))],
      ];
    case 'list':
      return block.items.map((item) => [`- ${renderRich(item, LINE_CHARACTERS, 'en')}`, none]);
    case 'fields':
      return block.rows.map(([label, value]) => [
        `**${lineTo(label, 100, '…')}**: ${renderRich(value, LINE_CHARACTERS, 'en')}`,
        none,
      ]);
  }
}

function sizeOf(embed: APIEmbed): number {
  return (embed.description?.length ?? 0) + (embed.footer?.text.length ?? 0);
}

function plainReply(reply: Reply): string {
  return `${[reply.title, ...reply.blocks.map(plainBlock)].join('\n\n')}\n`.toWellFormed();
}

function plainBlock(block: Block): string {
  switch (block.kind) {
    case 'text':
      return plainRich(block.text, 'en');
    case 'list':
      return block.items.map((item) => `- ${plainRich(item, 'en')}`).join('\n');
    case 'fields':
      return block.rows.map(([label, value]) => `${label}: ${plainRich(value, 'en')}`).join('\n');
    case 'message':
      return plainMessage(block.message);
  }
}

function plainMessage(message: AlertMessage | StoriesMessage): string {
  const { language } = message;
  const line = ({ title, url, time }: TimelineLine) =>
    `- ${[title, url, ...(time === null ? [] : [sayDay(time, language)])].join(' · ')}`;
  if (message.kind === 'alert') {
    return [message.title, message.url, message.summary.join(' '), ...message.sources.map(line)].join('\n');
  }
  const sections = message.sections.map(({ heading, stories }) => [heading, ...stories.map(line)].join('\n'));
  return [message.title, plainRich(message.intro, language), ...sections].join('\n');
}
