import { cutText, oneLine, visibleText } from '../../src/lib/text.ts';
import { isZone } from '../../src/lib/zone.ts';
import type { Rich, ShownTime, Span } from '../../src/platform/message.ts';
import { type Language, wordsOf } from '../../src/platform/words.ts';

// Longer addresses would leave a message no room for words; their text stands alone.
const MAX_LINKED_CHARACTERS = 512;
// Text is escaped and cut, so that what lies far beyond any limit need not be looked at.
const MOST_READ = 20_000;

const SNOWFLAKE = /^\d{1,20}$/;

/** Whether the text has the form of an id of Discord's. */
export function isSnowflake(text: string): boolean {
  return SNOWFLAKE.test(text);
}

/** Whether there is anything in the text that a reader sees; marks, joiners and fillers alone show nothing. */
export function showsSomething(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text.replace(/[\u115f\u1160\u2800\u3164\uffa0]/g, ''));
}

/** A text from an article as one line without what cannot be seen or sent; empty where it shows nothing. */
export function plainLine(text: string): string {
  const line = oneLine(visibleText(text.slice(0, MOST_READ).toWellFormed()));
  return showsSomething(line) ? line : '';
}

/** The text as Discord shows it literally: it pings nobody, formats nothing and links nowhere. */
export function escapeText(text: string): string {
  return (
    visibleText(text.slice(0, MOST_READ).toWellFormed())
      .replace(/[\\*_~`|[\]<>#]/g, '\\$&')
      .replace(/^([ \t]*)([-+])(?=\s)/gm, '$1\\$2')
      .replace(/^([ \t]*\d+)([.)])(?=\s)/gm, '$1\\$2')
      .replace(/@(?=everyone|here)/gi, '@\u200b')
      // A bare address would become a link, with the backslashes of its escapes in it.
      .replace(/:\/\//g, ':\\//')
  );
}

/** The escaped text, cut at a sentence, word or grapheme so that it is at most `limit` long. */
export function escapeTo(text: string, limit: number): string {
  let room = limit;
  while (room > 0) {
    const escaped = escapeText(cutText(text.slice(0, MOST_READ), room));
    if (escaped.length <= limit) return escaped;
    room -= Math.max(1, Math.ceil((escaped.length - limit) / 3));
  }
  return '';
}

/** One line of text from an article, escaped; `instead` where it has nothing to show. */
export function lineTo(text: string, limit: number, instead: string): string {
  const line = plainLine(text);
  return escapeTo(line === '' ? instead : line, limit);
}

/** The address as a link may hold it, or null where it is none that a link can lead to. */
export function linkable(address: string, limit: number = MAX_LINKED_CHARACTERS): string | null {
  const url = URL.parse(address.slice(0, limit + 1).trim());
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '') return null;
  if (url.username !== '' || url.password !== '') return null;
  const href = url.href.replace(/[()<>[\]`\\|]/g, encodeCharacter);
  return href.length <= limit ? href : null;
}

// encodeURIComponent leaves some of these alone.
function encodeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** A link with its text, or the text alone where the address is none; at most `limit` long. */
export function renderLink(text: string, address: string, limit: number, instead: string): string {
  const url = linkable(address);
  const frame = url === null ? 0 : url.length + '[]()'.length;
  if (url === null || frame > limit / 2) return lineTo(text, limit, instead);
  // Brackets, escaped or not, decide in Discord's grammar where a link's text ends, and an address in it undoes the link.
  const shown = text
    .slice(0, MOST_READ)
    .replace(/\[/g, '(')
    .replace(/\]/g, ')')
    .replace(/https?:\/\//gi, '');
  return `[${lineTo(shown, limit - frame, instead)}](${url})`;
}

/** A moment in the zone of whoever reads it; a day, which is no moment, as its date. */
export function renderTime(time: ShownTime, language: Language): string {
  const shown = time.precision === 'day' ? sayDay(time, language) : `<t:${Math.floor(time.at / 1000)}:f>`;
  return time.inferred ? `${shown} (${wordsOf(language).inferred})` : shown;
}

/** The day in its publisher's zone. */
export function sayDay(time: ShownTime, language: Language): string {
  const timeZone = time.zone !== null && isZone(time.zone) ? time.zone : 'UTC';
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'medium', timeZone }).format(
    time.at,
  );
}

/** Formatted text, at most `limit` long; what does not fit is cut at a sentence or left out. */
export function renderRich(rich: Rich, limit: number, language: Language): string {
  let text = '';
  for (const span of rich) {
    const room = limit - text.length;
    if (room < 8) break;
    const part = renderSpan(span, room, language);
    if (part.length > room) break;
    // Two strong words side by side would read as four stars.
    text += text.endsWith('**') && part.startsWith('**') && part.length < room ? `\u200b${part}` : part;
  }
  return text;
}

function renderSpan(span: Span, room: number, language: Language): string {
  if (typeof span === 'string') return escapeTo(span, room);
  switch (span.kind) {
    case 'strong': {
      const text = lineTo(span.text, room - 4, '');
      return text === '' ? '' : `**${text}**`;
    }
    case 'code': {
      const text = cutText(plainLine(span.text), room - 2);
      return text === '' ? '' : `\`${text.replace(/`/g, 'ˋ')}\``;
    }
    case 'link':
      return renderLink(span.text, span.url, room, wordsOf(language).untitled);
    case 'time':
      return renderTime(span.time, language);
    case 'channel':
      return isSnowflake(span.channel) ? `<#${span.channel}>` : lineTo(`#${span.channel}`, room, '');
  }
}

/** Formatted text without its marks, for files and names. */
export function plainRich(rich: Rich, language: Language): string {
  return rich.map((span) => plainSpan(span, language)).join('');
}

function plainSpan(span: Span, language: Language): string {
  if (typeof span === 'string') return span;
  switch (span.kind) {
    case 'strong':
    case 'code':
      return span.text;
    case 'link':
      return linkable(span.url) === null ? span.text : `${span.text} (${span.url})`;
    case 'time':
      return span.time.precision === 'day' ? sayDay(span.time, language) : new Date(span.time.at).toISOString();
    case 'channel':
      return `#${span.channel}`;
  }
}
