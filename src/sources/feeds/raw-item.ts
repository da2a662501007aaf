import { escapeHtml, fold, oneLine } from '../../lib/text.ts';
import { canonicalUrl } from '../../lib/url.ts';
import type { RawItem } from '../raw-item.ts';
import type { FeedDocument, FeedItem } from './document.ts';

/** Where an item stands: the feed's name as a source, and the item's within it, which it keeps when it is edited. */
export type ItemPlace = { readonly source: string; readonly ref: string };

/**
 * An item of a feed as reading articles takes it: its text as an HTML page, with what the feed states beside it. A headline alone has no bytes.
 * An item that states only when it was last changed counts from then.
 */
export function rawItemOf(feed: FeedDocument, item: FeedItem, { source, ref }: ItemPlace): RawItem {
  return {
    source,
    ref: `${ref}.html`,
    bytes: item.html === null || item.text === '' ? new Uint8Array() : new TextEncoder().encode(pageOf(item)),
    known: {
      title: titleOf(item),
      publisher: publisherOf(feed, item),
      url: item.url === null ? null : canonicalUrl(item.url),
      zone: null,
      publishedAt: item.publishedAt ?? item.updatedAt,
    },
  };
}

function pageOf({ html, image }: FeedItem): string {
  const picture = image === null ? '' : `<meta property="og:image" content="${escapeHtml(image)}">`;
  return `<!doctype html><html><head><meta charset="utf-8">${picture}</head><body>\n${html}\n</body></html>`;
}

/** Feeds that carry others' articles end their headlines with whose it is. */
function titleOf({ title, source }: FeedItem): string | null {
  if (title === null || source === null) return title;
  const end = ` - ${source}`;
  return title.endsWith(end) && title.length > end.length ? title.slice(0, -end.length) : title;
}

const PARTS = /\s+[|–—»›>·•:-]+\s+|:\s+/u;
// What parts of feeds' titles are named for that are not who publishes them.
const SECTION_WORDS: ReadonlySet<string> = new Set([
  ...[
    'news',
    'latest',
    'top',
    'stories',
    'story',
    'headlines',
    'rss',
    'feed',
    'feeds',
    'atom',
    'xml',
    'home',
    'homepage',
  ],
  ...['world', 'international', 'national', 'local', 'politics', 'business', 'economy', 'markets', 'finance', 'sport'],
  ...[
    'sports',
    'football',
    'technology',
    'tech',
    'science',
    'health',
    'environment',
    'climate',
    'culture',
    'arts',
    'opinion',
  ],
  ...[
    'entertainment',
    'lifestyle',
    'travel',
    'education',
    'europe',
    'asia',
    'africa',
    'americas',
    'us',
    'uk',
    'middle',
    'east',
  ],
  ...[
    'all',
    'articles',
    'posts',
    'front',
    'page',
    'breaking',
    'most',
    'recent',
    'updates',
    'and',
    'the',
    'of',
    'in',
    'from',
  ],
  ...[
    'aktuell',
    'nachrichten',
    'schlagzeilen',
    'startseite',
    'politik',
    'wirtschaft',
    'welt',
    'actualites',
    'une',
    'monde',
  ],
  ...['noticias', 'portada', 'internacional', 'mundo', 'ultimas', 'notizie', 'prima', 'pagina', 'nieuws', 'voorpagina'],
]);
const FEED_WORDS = /[\s([-]*\b(?:rss|atom|xml)(?:\s+(?:feed|news))?s?[)\]]*$|\s+feed$/i;

/**
 * Who publishes an item: whom it names itself, else its feed by its title, without the section ("World news | The Guardian", "NYT > World News") and the
 * word for a feed. The part that the site's address spells is the publisher; else the one part that names no section. Null for a feed without a title.
 */
export function publisherOf(feed: FeedDocument, item: FeedItem | null): string | null {
  if (item?.source !== undefined && item.source !== null) return item.source;
  const title = oneLine(feed.title ?? '').replace(FEED_WORDS, '');
  if (title === '') return feed.title;
  const parts = title.split(PARTS).filter((part) => part !== '');
  if (parts.length < 2) return title;
  const host = lettersOf(URL.parse(feed.link ?? feed.self ?? '')?.hostname ?? '');
  const spelled = parts.filter((part) => host !== '' && lettersOf(part).length > 2 && host.includes(lettersOf(part)));
  const named = parts.filter((part) => !isSection(part));
  return spelled.toSorted((a, b) => b.length - a.length)[0] ?? (named.length === 1 ? (named[0] ?? title) : title);
}

function isSection(part: string): boolean {
  return fold(part)
    .split(/[^\p{L}\p{N}]+/u)
    .every((word) => word === '' || SECTION_WORDS.has(word));
}

function lettersOf(text: string): string {
  return fold(text).replace(/[^\p{L}\p{N}]+/gu, '');
}

const SHORT_TEXT = 600;
const CUT =
  /(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\[&hellip;\]|(?:read|see|view) (?:more|the rest|full (?:story|article))|continue reading|weiterlesen|lire la suite|leer más|[→»])[.\s»→\])]*$/i;
// What WordPress puts under every item.
const FOOTER = /\s*the post .{1,300} (?:appeared first on|first appeared on) .{1,100}$/i;

/** Whether an item gives only the beginning of its article, or so little that it may well be: under 600 characters, or cut off. */
export function isTeaser({ text }: FeedItem): boolean {
  const own = (text ?? '').replace(FOOTER, '');
  return own.length < SHORT_TEXT || CUT.test(own.slice(-100));
}
