import type { types } from '@slack/bolt';
import { cutText, oneLine, visibleText } from '../../src/lib/text.ts';
import { isZone } from '../../src/lib/zone.ts';
import type { Rich, ShownTime, Span } from '../../src/platform/message.ts';
import { type Language, wordsOf } from '../../src/platform/words.ts';

// Foreign text goes into rich_text and plain_text only, where Slack reads no markup: there is nothing to escape, so
// nothing can be forgotten. In mrkdwn, `*` and `_` could not even be escaped.

export type Piece = types.RichTextElement;

/** A text of Slack's has at most so many characters; what one block holds is kept below it. */
export const TEXT_LIMIT = 3_000;
const LABEL_LIMIT = 300;
/** Slack documents no limit for links of rich_text; those of buttons and pictures have 3,000. */
const URL_LIMIT = 2_000;

/** Whether the text has the form of a user group's id. */
export function isGroup(text: string): boolean {
  return /^S[A-Z0-9]{2,30}$/.test(text);
}

/** Text on one line as a reader sees it, cut at `limit` UTF-16 units. May be empty. */
export function plainLine(text: string, limit: number): string {
  return cutText(oneLine(visibleText(text.slice(0, limit * 20))), limit);
}

/** A piece of literal text; none where nothing would be seen. */
export function textPiece(text: string, style?: 'bold' | 'code' | 'italic'): readonly Piece[] {
  if (text === '') return [];
  return [style === undefined ? { type: 'text', text } : { type: 'text', text, style: { [style]: true } }];
}

/** A link, or its label alone where the address is none that may be linked to. */
export function linkPiece(label: string, url: string, style?: 'bold'): readonly Piece[] {
  const address = linkable(url);
  const text = plainLine(label, LABEL_LIMIT);
  if (address === null) return textPiece(text, style);
  const shown = text === '' ? plainLine(new URL(address).host, LABEL_LIMIT) : text;
  return [{ type: 'link', url: address, text: shown, ...(style === undefined ? {} : { style: { [style]: true } }) }];
}

/** The address as it may stand in a link of Slack's; null where it is not of the web, or too long. */
function linkable(url: string): string | null {
  if (url.length > URL_LIMIT) return null;
  const parsed = URL.parse(url);
  if (parsed === null || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')) return null;
  // `https://bank.example@evil.example` leads to the second.
  parsed.username = '';
  parsed.password = '';
  // People copy addresses into messages, where these end them.
  const address = parsed.href.replace(/[|<>]/g, encodeURIComponent);
  return address.length <= URL_LIMIT && parsed.hostname !== '' ? address : null;
}

/** A time in the reader's own zone; a day without an hour as the day it is at its place. */
export function timePieces(time: ShownTime, language: Language): readonly Piece[] {
  const mark = time.inferred ? textPiece(` (${wordsOf(language).inferred})`) : [];
  const seconds = Math.floor(time.at / 1_000);
  // Slack takes no moment before 1970.
  if (time.precision === 'day' || seconds < 0) return [...textPiece(sayTime(time, language)), ...mark];
  const format = '{date_short_pretty} {time}';
  return [{ type: 'date', timestamp: seconds, format, fallback: sayTime(time, language) }, ...mark];
}

function sayTime(time: ShownTime, language: Language): string {
  const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const locale = language === 'en' ? 'en-GB' : language;
  if (time.precision === 'day') {
    const timeZone = time.zone !== null && isZone(time.zone) ? time.zone : 'UTC';
    return new Intl.DateTimeFormat(locale, { ...day, timeZone }).format(time.at);
  }
  const minute = { ...day, hour: '2-digit', minute: '2-digit', timeZone: 'UTC' } as const;
  return `${new Intl.DateTimeFormat(locale, minute).format(time.at)} UTC`;
}

/** Formatted text as pieces; each span is cut so that it fits into a block. */
export function richPieces(text: Rich, language: Language): readonly Piece[] {
  return text.flatMap((span) => spanPieces(span, language));
}

function spanPieces(span: Span, language: Language): readonly Piece[] {
  if (typeof span === 'string') return textPiece(lines(span));
  switch (span.kind) {
    case 'strong':
      return textPiece(lines(span.text), 'bold');
    case 'code':
      return textPiece(lines(span.text), 'code');
    case 'link':
      return linkPiece(span.text, span.url);
    case 'time':
      return timePieces(span.time, language);
    case 'channel':
      return channelPiece(span.channel);
  }
}

function channelPiece(channel: string): readonly Piece[] {
  if (/^[CG][A-Z0-9]{2,30}$/.test(channel)) return [{ type: 'channel', channel_id: channel }];
  return textPiece(`#${plainLine(channel, LABEL_LIMIT)}`);
}

// As `plainLine`, with the line ends and the spaces at both ends that part a span from its neighbours.
function lines(text: string): string {
  const seen = visibleText(text.slice(0, TEXT_LIMIT * 4));
  return cutText(
    seen.replace(/[^\S\n]+/g, ' ').replace(/ ?\n ?(?:\n\s*)?/g, (end) => (end.includes('\n\n') ? '\n\n' : '\n')),
    2_500,
  );
}

/** What pieces cost of a message's room: Slack counts what blocks are made of beside what they say. */
export function weigh(pieces: readonly Piece[]): number {
  let weight = 0;
  for (const piece of pieces) {
    weight += PIECE_OVERHEAD;
    if ('text' in piece && typeof piece.text === 'string') weight += piece.text.length;
    if ('url' in piece && typeof piece.url === 'string') weight += piece.url.length;
    if ('fallback' in piece && typeof piece.fallback === 'string') weight += piece.fallback.length;
  }
  return weight;
}

const PIECE_OVERHEAD = 20;

/** True where the pieces show something. */
export function isSeen(pieces: readonly Piece[]): boolean {
  return pieces.some((piece) => piece.type !== 'text' || piece.text.trim() !== '');
}

/** Text as Slack's `text` fields take it, where `<`, `>` and `&` would begin links and pings. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
