import { stripVTControlCharacters, styleText } from 'node:util';
import { sayDay, sayMinute } from '../../src/lib/say-time.ts';
import { cutText, oneLine, visibleText } from '../../src/lib/text.ts';
import type { ChannelAddress } from '../../src/platform/channel.ts';
import type {
  AlertMessage,
  Message,
  Rich,
  ShownTime,
  SourceLine,
  StoriesMessage,
  StoryLine,
} from '../../src/platform/message.ts';

const TITLE_LIMIT = 200;
const TEXT_LIMIT = 600;
const SHOWN_SOURCES = 8;
const SHOWN_TOPICS = 5;
const SHOWN_PUBLISHERS = 3;
const SHOWN_LINES = 7;

/** How lines may look. `colours` only on a terminal: in a pipe the escapes would be noise. */
export type Look = { readonly colours: boolean };

/**
 * The terminal lines of a new message, parted from what is above by an empty one: where, headline, and what it says. At
 * most a dozen, whatever the message holds; text from articles cannot steer the terminal.
 */
export function renderPost(channel: ChannelAddress, message: Message, look: Look): readonly string[] {
  const place = paint(`#${plain(channel.channel, TITLE_LIMIT)}`, 'cyan', look);
  switch (message.kind) {
    case 'note':
      return [`${place}  ${renderRich(message.text)}`];
    case 'stories':
      return ['', place, ...renderStories(message, look)];
    case 'alert':
      return renderAlert(place, message, look);
  }
}

function renderAlert(place: string, message: AlertMessage, look: Look): readonly string[] {
  const topics = sample(message.topics, SHOWN_TOPICS, 'topics');
  return [
    '',
    topics === '' ? place : `${place}  ${paint(topics, 'dim', look)}`,
    `  ${paint(plain(message.title, TITLE_LIMIT), 'bold', look)}`,
    ...message.summary.slice(0, 3).map((sentence) => `  ${plain(sentence, TEXT_LIMIT)}`),
    ...indented([message.time === null ? '' : renderTime(message.time), plain(message.place ?? '', TITLE_LIMIT)]),
    ...indented([sample(message.sources.map(sourceName), SHOWN_SOURCES, 'sources', ' · ', message.moreSources)]),
    ...indented([paint(plain(message.url, TEXT_LIMIT), 'dim', look)]),
  ];
}

/** The one terminal line of an edit: what is new since `before`, and how many sources there are now. */
export function renderEdit(channel: ChannelAddress, before: Message, after: Message, look: Look): string {
  const place = paint(`#${plain(channel.channel, TITLE_LIMIT)}`, 'cyan', look);
  if (after.kind !== 'alert' || before.kind !== 'alert') return `${place}  updated: ${headline(after)}`;
  const all = after.sources.length + after.moreSources;
  const count = all === 1 ? '1 source' : `${all} sources`;
  const changes = changesOf(before, after);
  return `${place}  updated: ${changes} (${count}) · ${paint(plain(after.title, TITLE_LIMIT), 'bold', look)}`;
}

/** The terminal line of a reply in the thread of `parent`. */
export function renderReply(channel: ChannelAddress, parent: Message, message: Message, look: Look): string {
  const place = paint(`#${plain(channel.channel, TITLE_LIMIT)}`, 'cyan', look);
  const about = parent.kind === 'note' ? '' : ` · ${headline(parent)}`;
  return `${place}  ↳ ${headline(message)}${about}`;
}

function headline(message: Message): string {
  return message.kind === 'note' ? renderRich(message.text) : plain(message.title, TITLE_LIMIT);
}

function renderStories(message: StoriesMessage, look: Look): readonly string[] {
  const title = `  ${paint(plain(message.title, TITLE_LIMIT), 'bold', look)}`;
  const lines: string[] = [];
  let shown = 0;
  for (const { heading, stories } of message.sections) {
    // A heading without a story below it would say nothing.
    const room = SHOWN_LINES - lines.length - 1;
    if (room < 1 || stories.length === 0) continue;
    lines.push(`  ${paint(plain(heading, TITLE_LIMIT), 'dim', look)}`);
    lines.push(...stories.slice(0, room).map(renderStory));
    shown += Math.min(stories.length, room);
  }
  const all = message.sections.reduce((sum, section) => sum + section.stories.length + section.more, 0);
  return [
    title,
    ...indented([renderRich(message.intro)]),
    ...lines,
    ...indented([all > shown ? `and ${all - shown} more` : '']),
  ];
}

function renderStory(story: StoryLine): string {
  const time = story.time === null ? [] : [renderTime(story.time)];
  const facts = [...time, sample(story.publishers, SHOWN_PUBLISHERS, 'publishers', ', ')].filter((fact) => fact !== '');
  const text = [plain(story.title, TITLE_LIMIT), ...facts].join(' · ');
  return story.isFollowUp ? `      ↳ ${text}` : `    - ${text}`;
}

function changesOf(before: AlertMessage, after: AlertMessage): string {
  const changes = [
    ...without(after.sources, before.sources).map((source) => `+ ${sourceName(source)}`),
    ...without(before.sources, after.sources).map((source) => `− ${sourceName(source)}`),
  ];
  if (changes.length > 0) return sample(changes, SHOWN_SOURCES, 'changes', ', ');
  if (before.title !== after.title) return 'new headline';
  if (before.summary.join(' ') !== after.summary.join(' ')) return 'new summary';
  if (before.topics.join('\n') !== after.topics.join('\n'))
    return `topics now ${sample(after.topics, SHOWN_TOPICS, 'topics')}`;
  if (JSON.stringify(before.sources) !== JSON.stringify(after.sources)) return 'its sources corrected';
  if (before.time?.at !== after.time?.at) return 'new time';
  if (before.earlier.length !== after.earlier.length) return 'what came before';
  return 'details';
}

// Under another port the same source has another link, and an article whose headline was mended is still the same.
function without(sources: readonly SourceLine[], known: readonly SourceLine[]): readonly SourceLine[] {
  const urls = new Set(known.map(({ url }) => url));
  const names = new Set(known.map(({ publisher, title }) => JSON.stringify([publisher, title])));
  return sources.filter(
    ({ url, publisher, title }) => !urls.has(url) && !names.has(JSON.stringify([publisher, title])),
  );
}

// A headline that stands where a publisher's name would is marked as one.
function sourceName(source: SourceLine): string {
  return source.publisher === null ? `“${plain(source.title, 80)}”` : plain(source.publisher, 80);
}

function renderTime(time: ShownTime): string {
  const text = time.precision === 'day' ? sayDay(time.at) : sayMinute(time.at);
  return time.inferred ? `${text} (inferred)` : text;
}

function renderRich(text: Rich): string {
  const parts = text.map((span) => {
    if (typeof span === 'string') return span;
    if (span.kind === 'time') return renderTime(span.time);
    return span.kind === 'channel' ? `#${span.channel}` : span.text;
  });
  return plain(parts.join(''), TEXT_LIMIT);
}

function indented(parts: readonly string[]): readonly string[] {
  const line = parts.filter((part) => part !== '').join(' · ');
  return line === '' ? [] : [`  ${line}`];
}

function sample(items: readonly string[], limit: number, noun: string, separator = ' · ', unlisted = 0): string {
  const shown = items.slice(0, limit).map((item) => plain(item, TITLE_LIMIT));
  const more = items.length - shown.length + unlisted;
  if (more > 0) shown.push(`${more} more ${noun}`);
  return shown.join(separator);
}

// A headline may carry escape sequences that repaint the terminal, and marks that turn the direction of all that follows.
function plain(text: string, limit: number): string {
  const start = stripVTControlCharacters(text.slice(0, limit * 20));
  return cutText(oneLine(visibleText(start)), limit);
}

function paint(text: string, style: 'bold' | 'dim' | 'cyan', look: Look): string {
  return look.colours ? styleText(style, text, { validateStream: false }) : text;
}
