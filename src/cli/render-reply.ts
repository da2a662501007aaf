import { stripVTControlCharacters, styleText } from 'node:util';
import { sayDay, sayMinute } from '../lib/say-time.ts';
import { oneLine, visibleText } from '../lib/text.ts';
import type {
  AlertMessage,
  Block,
  Reply,
  Rich,
  ShownTime,
  Span,
  StoriesMessage,
  StoryLine,
} from '../platform/message.ts';

/** The lines of an answer on a terminal. Text from articles cannot steer it. */
export function renderReply(reply: Reply, colours: boolean): readonly string[] {
  const title = plain(reply.title);
  return [colours ? styleText('bold', title, { validateStream: false }) : title, ...reply.blocks.flatMap(renderBlock)];
}

function renderBlock(block: Block): readonly string[] {
  switch (block.kind) {
    case 'text':
      return [`  ${renderRich(block.text)}`];
    case 'list':
      return block.items.map((item) => `  - ${renderRich(item)}`);
    case 'fields':
      return block.rows.map(([label, value]) => `  ${plain(label)}: ${renderRich(value)}`);
    case 'message':
      return block.message.kind === 'alert' ? renderAlert(block.message) : renderStories(block.message);
  }
}

function renderAlert(message: AlertMessage): readonly string[] {
  return [
    ...message.summary.map((sentence) => `  ${plain(sentence)}`),
    ...(message.time === null
      ? []
      : [`  ${renderTime(message.time)}${message.place === null ? '' : ` · ${plain(message.place)}`}`]),
    ...message.sources.map(({ publisher, title, url, time }) => {
      const when = time === null ? '' : ` (${renderTime(time)})`;
      return `  - ${plain(publisher ?? title)}${when} ${plain(url)}`;
    }),
    ...(message.moreSources > 0 ? [`  - and ${message.moreSources} more`] : []),
    `  ${plain(message.url)}`,
  ];
}

function renderStories(message: StoriesMessage): readonly string[] {
  return [
    `  ${plain(message.title)}`,
    ...(message.intro.length === 0 ? [] : [`  ${renderRich(message.intro)}`]),
    ...message.sections.flatMap(({ heading, stories, more }) => [
      `  ${plain(heading)}`,
      ...stories.map(renderStory),
      ...(more > 0 ? [`  - and ${more} more`] : []),
    ]),
  ];
}

function renderStory(story: StoryLine): string {
  const publishers = story.publishers.map(plain).join(', ');
  const facts = [publishers, story.time === null ? '' : renderTime(story.time)].filter((fact) => fact !== '');
  const mark = story.isFollowUp ? '    ↳' : '  -';
  return `${mark} ${plain(story.title)}${facts.length === 0 ? '' : ` (${facts.join(', ')})`} ${plain(story.url)}`;
}

function renderRich(text: Rich): string {
  return plain(text.map(renderSpan).join(''));
}

function renderSpan(span: Span): string {
  if (typeof span === 'string') return span;
  switch (span.kind) {
    case 'strong':
    case 'code':
      return span.text;
    case 'link':
      return `${span.text} <${span.url}>`;
    case 'time':
      return renderTime(span.time);
    case 'channel':
      return `#${span.channel}`;
  }
}

function renderTime(time: ShownTime): string {
  const text = time.precision === 'day' ? sayDay(time.at) : sayMinute(time.at);
  return time.inferred ? `${text}, inferred` : text;
}

function plain(text: string): string {
  return oneLine(visibleText(stripVTControlCharacters(text)));
}
