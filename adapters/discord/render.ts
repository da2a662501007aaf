import type { APIEmbed } from 'discord.js';
import { cutText } from '../../src/lib/text.ts';
import type {
  AlertMessage,
  Message,
  NoteMessage,
  SourceLine,
  StoriesMessage,
  StoryLine,
  TimelineLine,
} from '../../src/platform/message.ts';
import { type Language, wordsOf } from '../../src/platform/words.ts';
import { type ButtonRows, type LongLine, renderButtons } from './buttons.ts';
import { markUrl } from './mark.ts';
import {
  escapeTo,
  isSnowflake,
  lineTo,
  linkable,
  plainLine,
  plainRich,
  renderLink,
  renderRich,
  renderTime,
  showsSomething,
} from './rich.ts';

/** Who a message may ring: nobody, or the one role that it was told to. */
type AllowedMentions = { readonly parse: []; readonly roles?: string[] };

/** The body of a message as Discord takes it. An edit names no content, so that a mention stays as it was posted. */
export type MessageBody = {
  readonly content?: string;
  readonly embeds: APIEmbed[];
  readonly components: ButtonRows;
  readonly allowed_mentions: AllowedMentions;
};

export type Rendered = {
  readonly body: MessageBody;
  /** What has to be kept for the buttons to work. */
  readonly lines: readonly LongLine[];
};

export const COLOUR = 0x2563eb;

// Discord's limits are 4,096 for a description and 6,000 for all embeds together; a little is kept back for closing lines.
export const MAX_DESCRIPTION = 4_000;
export const MAX_ALL_EMBEDS = 5_900;
export const MAX_EMBEDS = 10;
const MAX_FOOTER = 400;

export const TITLE_CHARACTERS = 256;
const SUMMARY_CHARACTERS = 1_400;
const PLACE_CHARACTERS = 160;
const EARLIER_CHARACTERS = 900;
export const LINE_CHARACTERS = 900;
const PUBLISHER_CHARACTERS = 80;
const SHOWN_PUBLISHERS = 3;
const THREAD_NAME_CHARACTERS = 100;

export const NOBODY: AllowedMentions = { parse: [] };

/** A new message. `mark` stands in it for its delivery key; a mention rings exactly the role that is meant, never @everyone. */
export function renderPost(message: Message, mark: string, guild: string): Rendered {
  const { body, lines } = renderEdit(message, mark);
  if (message.kind === 'note' || message.mention === null) return { body, lines };
  const role = message.mention;
  // The guild's own id names its role @everyone.
  if (!isSnowflake(role) || role === guild) return { body, lines };
  return { body: { ...body, content: `<@&${role}>`, allowed_mentions: { parse: [], roles: [role] } }, lines };
}

/** What a message becomes. `mark` is null where it is not known any more. */
export function renderEdit(message: Message, mark: string | null): Rendered {
  const [first, ...others] = embedsOf(message);
  const marked = first === undefined || mark === null ? first : { ...first, url: markUrl(mark) };
  const { rows, lines } = renderButtons(message.kind === 'note' ? [] : message.actions);
  const embeds = marked === undefined ? others : [marked, ...others];
  return { body: { embeds, components: rows, allowed_mentions: NOBODY }, lines };
}

/** The name of a thread or a forum post about a message. */
export function threadName(message: Message): string {
  const text = message.kind === 'note' ? plainRich(message.text, 'en') : message.title;
  return nameOf(text, untitled(message));
}

/** The name of a thread that can have none of its own. */
export function untitled(message: Message): string {
  return wordsOf(message.kind === 'note' ? 'en' : message.language).untitled;
}

/** A name as threads may have it. */
export function nameOf(text: string, instead: string): string {
  const name = cutText(plainLine(text), THREAD_NAME_CHARACTERS);
  return name === '' ? instead : name;
}

function embedsOf(message: Message): readonly APIEmbed[] {
  switch (message.kind) {
    case 'alert':
      return [renderAlert(message)];
    case 'stories':
      return renderStories(message);
    case 'note':
      return [renderNote(message)];
  }
}

// Not as plain content: an embed has a place for the mark that people do not see, and its text opens no preview.
function renderNote(note: NoteMessage): APIEmbed {
  const text = renderRich(note.text, MAX_DESCRIPTION, 'en');
  return { color: COLOUR, description: showsSomething(text) ? text : '…' };
}

// The headline stands in the description, not in the embed's own title: a title's link takes no local address, and the
// embed's link is where the mark is kept.
function renderHeadline(title: string, url: string, language: Language): string {
  const { untitled } = wordsOf(language);
  return `### ${renderLink(cutText(title, TITLE_CHARACTERS), url, 2 * TITLE_CHARACTERS + 520, untitled)}`;
}

/** An alert as it stands in a channel or in an answer. */
export function renderAlert(alert: AlertMessage): APIEmbed {
  const { language } = alert;
  const words = wordsOf(language);
  const summary = alert.summary.map(plainLine).filter(Boolean).join(' ');
  const head = [
    renderHeadline(alert.title, alert.url, language),
    escapeTo(summary, SUMMARY_CHARACTERS),
    [alert.time === null ? '' : renderTime(alert.time, language), lineTo(alert.place ?? '', PLACE_CHARACTERS, '')]
      .filter(Boolean)
      .join(' · '),
  ].filter(Boolean);
  const earlier = alert.earlier.map((line) => renderTimelineLine(line, language));
  const tail = earlier.length === 0 ? '' : fitLines(`**${words.earlier}**`, earlier, 0, EARLIER_CHARACTERS, language);
  const count = alert.sources.length + alert.moreSources;
  const sources = alert.sources.map((source) => renderSource(source, language));
  const room = MAX_DESCRIPTION - head.join('\n').length - tail.length - 4;
  const body =
    sources.length === 0 ? '' : fitLines(`**${words.sources(count)}**`, sources, alert.moreSources, room, language);
  const image = alert.image === null ? null : pictureUrl(alert.image);
  const footer = topicsLine(alert.topics, language);
  return {
    color: COLOUR,
    description: [...head, body, tail].filter(Boolean).join('\n'),
    ...(image === null ? {} : { thumbnail: { url: image } }),
    ...(footer === '' ? {} : { footer: { text: footer } }),
  };
}

/** A heading, as many of the lines as fit, and how many there are beside them. */
function fitLines(
  heading: string,
  lines: readonly string[],
  unlisted: number,
  room: number,
  language: Language,
): string {
  const more = (count: number) => `- ${wordsOf(language).more(count)}`;
  const shown = [heading];
  let used = heading.length + more(1_000_000).length + 1;
  for (const line of lines) {
    if (used + line.length + 1 > room) break;
    shown.push(line);
    used += line.length + 1;
  }
  const missing = lines.length - (shown.length - 1) + unlisted;
  return [...shown, ...(missing > 0 ? [more(missing)] : [])].join('\n');
}

function renderSource(source: SourceLine, language: Language): string {
  const name = source.publisher ?? source.title;
  const link = renderLink(
    cutText(name, PUBLISHER_CHARACTERS),
    source.url,
    LINE_CHARACTERS,
    wordsOf(language).unnamedSource,
  );
  return `- ${[link, ...timeOf(source.time, language)].join(' · ')}`;
}

function renderTimelineLine(line: TimelineLine, language: Language): string {
  const link = renderLink(cutText(line.title, 120), line.url, LINE_CHARACTERS, wordsOf(language).untitled);
  return `- ${[link, ...timeOf(line.time, language)].join(' · ')}`;
}

function timeOf(time: SourceLine['time'], language: Language): readonly string[] {
  return time === null ? [] : [renderTime(time, language)];
}

// A footer is plain text: no mark works in it, none has to be escaped.
function topicsLine(topics: readonly string[], language: Language): string {
  const names = topics.map(plainLine).filter(Boolean);
  if (names.length === 0) return '';
  return cutText(`${wordsOf(language).topic}: ${names.join(' · ')}`, MAX_FOOTER);
}

// Discord refuses a message for a picture's address that it takes for no address: only plain public https is given.
function pictureUrl(address: string): string | null {
  const url = linkable(address, 1_000);
  if (url === null || !url.startsWith('https://')) return null;
  return /^https:\/\/(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d+)?\//.test(url) ? url : null;
}

/** A line of a list, and how many stories it stands for. */
type Counted = { readonly text: string; readonly stories: number };

/** A list of stories as it stands in a channel or in an answer: one embed, or several where it is long. */
export function renderStories(message: StoriesMessage): readonly APIEmbed[] {
  const { language } = message;
  const words = wordsOf(language);
  const stated = renderRich(message.intro, 1_500, language);
  const intro = stated === '' && message.sections.length === 0 ? words.nothingNew : stated;
  const lines: Counted[] = [];
  for (const { heading, stories, more } of message.sections) {
    lines.push({ text: `**${lineTo(heading, 200, words.untitled)}**`, stories: 0 });
    for (const story of stories) lines.push({ text: renderStory(story, language), stories: 1 });
    if (more > 0) lines.push({ text: `- ${words.more(more)}`, stories: more });
  }
  const title = `### ${lineTo(message.title, TITLE_CHARACTERS, words.untitled)}`;
  const { texts, shown } = packLines([title, ...(intro === '' ? [] : [intro]), ...lines.map(({ text }) => text)]);
  const unshown = lines.slice(shown - (intro === '' ? 1 : 2)).reduce((sum, { stories }) => sum + stories, 0);
  const last = texts.length - 1;
  return texts.map((text, at) => ({
    color: COLOUR,
    description: at === last && unshown > 0 ? `${text}\n${words.more(unshown)}` : text,
  }));
}

function renderStory(story: StoryLine, language: Language): string {
  const link = renderLink(cutText(story.title, 160), story.url, LINE_CHARACTERS, wordsOf(language).untitled);
  const names = story.publishers.slice(0, SHOWN_PUBLISHERS).map((name) => lineTo(name, PUBLISHER_CHARACTERS, ''));
  const count =
    story.sources > story.publishers.length || names.length === 0 ? [wordsOf(language).sources(story.sources)] : [];
  const facts = [link, names.filter(Boolean).join(', '), ...count, ...timeOf(story.time, language)].filter(Boolean);
  return `${story.isFollowUp ? '  - ↳ ' : '- '}${facts.join(' · ')}`;
}

/** Lines in order, as few texts as hold them; `shown` is how many fitted into a message. */
function packLines(lines: readonly string[]): { readonly texts: readonly string[]; readonly shown: number } {
  const texts: string[] = [];
  let current = '';
  let used = 0;
  let shown = 0;
  for (const line of lines) {
    if (used + line.length + 1 > MAX_ALL_EMBEDS - 100) break;
    if (current.length + line.length + 1 > MAX_DESCRIPTION - 100) {
      if (texts.length + 1 === MAX_EMBEDS) break;
      texts.push(current);
      current = '';
    }
    current = current === '' ? line : `${current}\n${line}`;
    used += line.length + 1;
    shown++;
  }
  return { texts: [...texts, current], shown };
}
