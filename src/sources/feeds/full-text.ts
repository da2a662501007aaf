import { decodeText } from '../../lib/charset.ts';
import type { Net, NetBody } from '../../lib/net/outcome.ts';
import { foldedWords } from '../../lib/text.ts';
import { canonicalUrl } from '../../lib/url.ts';
import type { RawItem } from '../raw-item.ts';
import type { FeedItem } from './document.ts';
import type { Robots } from './robots.ts';

const ACCEPT = 'text/html,application/xhtml+xml';
const MAX_PAGE_BYTES = 3 * 1024 * 1024;
const PAGE_MS = 30_000;

/** An article as it is read from a raw item, as far as it is compared here; null where there is none in it. */
export type ReadPage = (item: RawItem) => {
  readonly title: string;
  readonly text: string;
  readonly url: string | null;
} | null;

export type PageParts = { readonly net: Net; readonly robots: Robots; readonly read: ReadPage };

/**
 * The page of an item of which a feed gives only a teaser, as a raw item that takes the place of `teaser`; or `teaser` itself, where the page may not be
 * read (robots.txt), cannot be, or does not say more: a wall that wants money, consent or a login. `item` is what the feed says, `teaser` the same as a
 * raw item. What the feed states of the article stays, except that its address becomes the one at which the page really stands.
 */
export async function fullItem(
  item: FeedItem,
  teaser: RawItem,
  { net, robots, read }: PageParts,
  signal: AbortSignal,
): Promise<RawItem> {
  const { url } = teaser.known;
  if (url === null || !(await robots.mayRead(url, signal))) return teaser;
  const request = {
    accept: ACCEPT,
    maxBytes: MAX_PAGE_BYTES,
    totalMs: PAGE_MS,
    etag: null,
    lastModified: null,
    signal,
  };
  const answer = await net.get(url, request);
  if (answer.kind !== 'body' || !isPage(answer)) return teaser;
  // A redirect may have left the site whose robots.txt was asked.
  if (!isSameOrigin(url, answer.address) && !(await robots.mayRead(answer.address, signal))) return teaser;
  const bytes = utf8Of(answer);
  const page = read({ ...teaser, bytes, known: { ...teaser.known, title: null, url: null } });
  if (page === null || !saysMore(page.text, item, teaser.known.title) || isWall(page.text)) return teaser;
  return { ...teaser, bytes, known: { ...teaser.known, url: addressOf(page.url, answer.address) } };
}

function isPage({ contentType }: NetBody): boolean {
  return contentType === null || contentType === 'text/html' || contentType === 'application/xhtml+xml';
}

/** With a mark that no `meta` in the page can contradict. */
function utf8Of({ bytes, charset }: NetBody): Uint8Array {
  return new TextEncoder().encode(`\ufeff${decodeText(bytes, charset).replace(/^\ufeff/, '')}`);
}

/** What a page calls itself counts on its own site alone: elsewhere, it would be taken for somebody else's article. */
function addressOf(stated: string | null, address: string): string | null {
  const canonical = stated === null ? null : canonicalUrl(stated, address);
  const isOwn = canonical !== null && siteOf(canonical) === siteOf(address) && URL.parse(canonical)?.pathname !== '/';
  return isOwn ? canonical : canonicalUrl(address);
}

function siteOf(address: string): string {
  return (URL.parse(address)?.hostname ?? '').replace(/^(?:www\d?|m|mobile|amp)\./, '');
}

function isSameOrigin(one: string, other: string): boolean {
  return URL.parse(one)?.origin === URL.parse(other)?.origin;
}

/** Longer than what the feed gives, and about the same thing. */
function saysMore(text: string, item: FeedItem, title: string | null): boolean {
  const teaser = foldedWords(`${item.text ?? item.summary ?? ''}`);
  const words = foldedWords(text);
  if (words.length < Math.max(40, teaser.length * 1.3)) return false;
  const has = new Set(words);
  const asked = [...new Set([...foldedWords(title ?? ''), ...teaser])].filter((word) => word.length > 3);
  return asked.filter((word) => has.has(word)).length * 3 >= asked.length;
}

const WALL =
  /\b(?:subscri(?:be|ption)|sign (?:in|up)|log ?in|register|abonn\w*|premium|suscr[ií]\w*|already a (?:member|subscriber)) .{0,80}\b(?:to (?:continue|read|keep reading|unlock|access)|for full access|weiterlesen|pour lire|lire la suite|para (?:leer|seguir))\b|\b(?:continue|keep) reading\b.{0,60}\b(?:subscri|account|sign|regist)|\bthis (?:article|content|story) is (?:only )?(?:for|available to|reserved)\b.{0,30}\b(?:subscribers|members)|\b(?:reste de l.article|la suite est) réservé|\bdieser (?:artikel|inhalt) ist (?:nur )?(?:für|mit)\b/iu;
/** A wall stands at the end of what it shows; in a long article such words are the article's own. */
const WALL_WITHIN = 400;
const LONG = 6_000;

function isWall(text: string): boolean {
  return text.length < LONG && WALL.test(text.slice(-WALL_WITHIN));
}
