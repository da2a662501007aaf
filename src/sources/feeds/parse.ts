import { canonicalUrl } from '../../lib/url.ts';
import { decodeFeed } from './decode.ts';
import type { FeedDocument, FeedOutcome } from './document.ts';
import { interpret } from './interpret.ts';
import { readJsonFeed } from './json-feed.ts';
import { sayWhatItIs } from './refuse.ts';
import { readWithRssParser } from './rss-library.ts';
import { readSitemap } from './sitemap.ts';
import { type FeedElement, readTree } from './tree.ts';

/** A feed as a server gave it. */
export type ServedFeed = {
  readonly bytes: Uint8Array;
  /** The charset that the server stated, or null. */
  readonly charset: string | null;
  /** Where it was found, after redirects: relative addresses start from there. Null for a file. */
  readonly address: string | null;
};

/**
 * Bytes in, feed out, whatever its format, charset and faults; or one sentence that says what it is instead. Never throws, expands no entities, opens
 * no connection; linear in the size, which is at most 10 MB.
 *
 * Who reads what was decided by measurement (docs/decisions.md): rss-parser the RSS that is well-formed and of which it loses
 * nothing, feedsmith JSON Feed, and our own tolerant reader everything else.
 */
export async function readFeed({ bytes, charset, address }: ServedFeed): Promise<FeedOutcome> {
  const decoded = decodeFeed(bytes, charset);
  if (decoded.kind === 'refused') return decoded;
  const read = await readText(decoded.text, address);
  return read.kind === 'feed' ? { ...read, feed: withoutOwnAddress(read.feed, address) } : read;
}

/** An item whose link leads into the feed itself ("#3") has no page: the feed's address, which may hold a secret, is no link for readers. */
function withoutOwnAddress(feed: FeedDocument, address: string | null): FeedDocument {
  const own = address === null ? null : canonicalUrl(address);
  if (own === null) return feed;
  const items = feed.items.map((item) =>
    item.url !== null && canonicalUrl(item.url) === own ? { ...item, url: null } : item,
  );
  return { ...feed, items };
}

async function readText(text: string, address: string | null): Promise<FeedOutcome> {
  if (/^\s*[[{]/.test(text)) return outcome(readJsonFeed(text, address), text);

  const xml = text.slice(startOfRoot(text));
  const plain = await readWithRssParser(xml, address);
  if (plain !== null) return outcome(interpret(plain), text);
  const tree = readTree(xml, address);
  switch (tree.kind) {
    case 'too-deep':
      return refused('Its elements are nested more than 512 deep: that is no feed.');
    case 'too-many':
      return refused('It has too many elements to be a feed.');
    case 'none':
      return outcome(null, text);
    case 'tree':
      return outcomeOf(tree.root, text);
  }
}

function outcomeOf(root: FeedElement, text: string): FeedOutcome {
  if (root.name === 'sitemapindex') {
    const first = root.children[0]?.children.find(({ name }) => name === 'loc')?.text.trim();
    const hint = first === undefined ? '' : ` The first is ${first.slice(0, 500)}`;
    return refused(`This is a list of sitemaps, not a sitemap: give the address of the one with news.${hint}`);
  }
  if (root.name !== 'urlset') return outcome(interpret(root), text);
  const feed = readSitemap(root);
  return feed === null
    ? refused('This is a sitemap without news: it lists addresses, but no titles and times.')
    : { kind: 'feed', feed };
}

function outcome(feed: FeedDocument | null, text: string): FeedOutcome {
  return feed === null ? refused(sayWhatItIs(text)) : { kind: 'feed', feed };
}

function refused(reason: string): FeedOutcome {
  return { kind: 'refused', reason };
}

const ROOT_NAME = /(?:[\w.-]{1,40}:)?(?:rss|rdf|feed|entry|channel|urlset|sitemapindex)[\s/>]/iy;
// So far into a document, messages of a broken site may stand before its feed.
const MAX_JUNK = 65_536;

/** Where the root of a feed begins, after declarations, comments, a DTD and what a site wrote before it by mistake; 0 where there is none. */
function startOfRoot(text: string): number {
  let at = text.indexOf('<');
  let first = -1;
  while (at >= 0) {
    if (text.startsWith('<!--', at)) at = after(text, '-->', at);
    else if (text.startsWith('<?', at)) at = after(text, '>', at);
    else if (text.startsWith('<!', at)) at = endOfDoctype(text, at);
    else {
      if (first < 0) first = at;
      ROOT_NAME.lastIndex = at + 1;
      if (ROOT_NAME.test(text)) return at;
      if (at > first + MAX_JUNK || /^<(?:html|opml)\b/i.test(text.slice(at, at + 6))) break;
      at++;
    }
    at = at < 0 ? at : text.indexOf('<', at);
  }
  return Math.max(0, first);
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? -1 : at + mark.length;
}

function endOfDoctype(text: string, from: number): number {
  const end = text.indexOf('>', from);
  const subset = text.indexOf('[', from);
  return subset < 0 || subset > end ? (end < 0 ? -1 : end + 1) : after(text, ']', subset);
}
