import type { Line } from './line.ts';

/** What a page's own markup says of its article (HTML's head, a Markdown file's front matter), as it says it. */
export type StatedFacts = {
  readonly title: string | null;
  readonly publisher: string | null;
  readonly url: string | null;
  /** When it was published: ISO 8601 or however the page writes it. */
  readonly published: string | null;
};

/** An article file as lines, whatever format it had. */
export type Page = {
  readonly lines: readonly Line[];
  readonly stated: StatedFacts;
};

export const NOTHING_STATED: StatedFacts = { title: null, publisher: null, url: null, published: null };

export type PageFormat = 'text' | 'html' | 'markdown';

const HTML_START =
  /^\s*(?:<!--[\s\S]{0,2000}?-->\s*)?<(?:!doctype html|html|head|body|article|main|section|div|p|h[1-6]|ul|ol|table|span|a|img|figure|blockquote|strong|b|em|i|br)\b/i;
const HTML_INSIDE = /<\/(?:p|div|a|li|h[1-6]|strong|em|span)>|<br\s*\/?>|<p>/i;

/** The format of an article's text: by the ending of its name, else by how it begins. */
export function formatOf(ref: string, text: string): PageFormat {
  if (/\.(?:html?|xhtml)$/i.test(ref)) return 'html';
  if (/\.(?:md|markdown)$/i.test(ref)) return 'markdown';
  const beginning = text.slice(0, 4_096);
  if (HTML_START.test(beginning)) return 'html';
  if (/\.(?:txt|text)$/i.test(ref)) return 'text';
  return HTML_INSIDE.test(beginning) ? 'html' : 'text';
}
