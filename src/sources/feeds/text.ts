import { walkMarkup } from '../../lib/markup.ts';
import { escapeHtml, oneLine, visibleText } from '../../lib/text.ts';

// What parts words; other elements stand inside of them.
const BLOCKS =
  /^(?:p|div|br|hr|li|ul|ol|dl|dt|dd|h[1-6]|tr|td|th|table|blockquote|pre|section|article|header|footer|figure|figcaption|address|center|aside|main|nav)$/;
const NO_TEXT = /^(?:script|style|noscript|template|iframe|head)$/;
// Markup that was escaped once too often: a closing tag, a break or a picture as text, or the tail of a named character.
const ESCAPED_TWICE =
  /<\/(?:p|div|a|b|i|em|strong|span|u|h[1-6]|li|ul|ol|font|blockquote)>|<(?:br|img|p)\b[^<>]*>|&(?:amp|lt|gt|quot|apos|nbsp|#\d{2,6}|#x[\da-f]{2,5}|[lr][sd]quo|[mn]dash|hellip);/i;

/**
 * HTML as plain text on one line: tags off, scripts and styles left out, blocks parted by a space. What was escaped twice is
 * unescaped twice, unless there is real markup beside it. Linear in the text.
 */
export function plainText(html: string): string {
  const { text, hasTags } = textOnce(html);
  return hasTags || !ESCAPED_TWICE.test(text) ? text : textOnce(text).text;
}

/** HTML as it was meant: unescaped once more where it was escaped twice. */
export function settledHtml(html: string): string {
  if (!html.includes('&') || /<[a-z]/i.test(html)) return html;
  const { text } = textOnce(html);
  return ESCAPED_TWICE.test(text) ? text : html;
}

/** Plain text as HTML; what is markup in disguise stays as it is. */
export function htmlOfText(text: string): string {
  return ESCAPED_TWICE.test(text) ? text : escapeHtml(text);
}

function textOnce(html: string): { readonly text: string; readonly hasTags: boolean } {
  if (!/[<&]/.test(html)) return { text: oneLine(visibleText(html)), hasTags: false };
  const parts: string[] = [];
  let hasTags = false;
  let silent = 0;
  // "?a=1&copy=2" is no copyright sign: only what ends as characters' names do is one.
  const strict = html.replace(/&(?!(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][\dA-Za-z]{1,31});)/g, '&amp;');
  const isRead = walkMarkup(strict, 'html', {
    open(name) {
      hasTags = true;
      if (NO_TEXT.test(name)) silent++;
      if (BLOCKS.test(name)) parts.push(' ');
    },
    text(data) {
      if (silent === 0) parts.push(data);
    },
    close(name) {
      if (NO_TEXT.test(name)) silent--;
      if (BLOCKS.test(name)) parts.push(' ');
    },
  });
  const text = isRead ? parts.join('') : html.replace(/<[^<>]*>/g, ' ');
  return { text: oneLine(visibleText(text)), hasTags };
}

/** An address as it is, or made whole where it is relative and `base` is known; null for an empty one. */
export function wholeAddress(given: string, base: string | null): string | null {
  // Feeds break addresses over lines.
  const text = given.trim().replace(/[\t\r\n]+\s*/g, '');
  if (text === '') return null;
  if (/^[a-z][a-z\d+.-]*:/i.test(text) || base === null) return text;
  return URL.parse(text, base)?.href ?? text;
}

const ADDRESS_ATTRIBUTE = /(\s(?:href|src|poster)\s{0,3}=\s{0,3})(?:"([^"<>]{0,4000})"|'([^'<>]{0,4000})')/gi;

/** HTML with the relative addresses of its links and pictures made whole. */
export function wholeAddresses(html: string, base: string | null): string {
  if (base === null) return html;
  return html.replace(ADDRESS_ATTRIBUTE, (whole, before: string, double?: string, single?: string) => {
    const address = wholeAddress((double ?? single ?? '').replaceAll('&amp;', '&'), base);
    return address === null ? whole : `${before}"${escapeHtml(address)}"`;
  });
}
