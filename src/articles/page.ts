import { type Line, linesOfText } from './line.ts';

/** What a page's own markup says of its article (HTML's head, a Markdown file's front matter), as it says it. */
export type StatedFacts = {
  readonly title: string | null;
  readonly publisher: string | null;
  readonly url: string | null;
  /** When it was published: ISO 8601 or however the page writes it. */
  readonly published: string | null;
  /** The address of its picture, perhaps relative. */
  readonly image: string | null;
};

/** An article file as lines, whatever format it had. */
export type Page = {
  readonly lines: readonly Line[];
  readonly stated: StatedFacts;
};

export const NOTHING_STATED: StatedFacts = { title: null, publisher: null, url: null, published: null, image: null };

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

/** What flat "key: value" lines state of an article, as front matter and the heads of saved articles have it. Anything deeper says nothing to us. */
export function factsOfKeys(text: string): StatedFacts {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const pair = KEY_LINE.exec(line.slice(0, MAX_KEY_LINE));
    const value = pair?.[2]?.trim().replace(/^(["'])(.*)\1$/, '$2') ?? '';
    if (pair?.[1] !== undefined && value !== '' && !/^[[{|>]/.test(value)) values.set(pair[1].toLowerCase(), value);
  }
  const first = (...keys: readonly string[]): string | null =>
    keys.map((key) => values.get(key)).find((value) => value !== undefined) ?? null;
  return {
    title: first('title', 'headline'),
    publisher: first('publisher', 'source', 'site', 'outlet'),
    url: first('url', 'link', 'canonical', 'canonical_url', 'permalink'),
    published: first('published', 'date', 'publish_date', 'published_at', 'pubdate', 'datetime', 'created'),
    image: null,
  };
}

const KEY_LINE = /^([A-Za-z_-]{2,30})\s*:\s*(\S.*)$/;
const MAX_KEY_LINE = 2_500;

/** A plain text file as lines. A head of "Title: …", "URL: …" lines, with which some programs save articles, states facts and is no line of it. */
export function readText(text: string): Page {
  const head = /^\s*(?:[A-Za-z_-]{2,30}\s*:[^\n]{1,2500}\n){2,12}/.exec(text)?.[0] ?? '';
  const stated = /^\s*(?:title|headline|url|link)\s*:/im.test(head) ? factsOfKeys(head) : NOTHING_STATED;
  const isHead = stated.title !== null || stated.url !== null;
  return { lines: linesOfText(isHead ? text.slice(head.length) : text), stated: isHead ? stated : NOTHING_STATED };
}
