import { decodeText } from '../../lib/charset.ts';
import { walkMarkup } from '../../lib/markup.ts';
import type { Net, NetBody, NetFailed } from '../../lib/net/outcome.ts';
import type { NetReason } from '../../lib/net/reasons.ts';
import { cutText, oneLine, visibleText } from '../../lib/text.ts';
import { canonicalUrl } from '../../lib/url.ts';
import { type FeedDocument, MAX_FEED_BYTES } from './document.ts';
import { readFeed } from './parse.ts';

/** A feed that a site names. */
export type NamedFeed = {
  /** Canonical. */
  readonly address: string;
  /** As the site calls it; null where it says nothing. */
  readonly title: string | null;
};

export type Discovery =
  /** There is one feed: the address given, the only one that its page names, or one at a well-known place. It was read. */
  | { readonly kind: 'feed'; readonly address: string; readonly feed: FeedDocument }
  /** The page names several, the likeliest first; none of them was asked. */
  | { readonly kind: 'several'; readonly feeds: readonly NamedFeed[] }
  /** `sentence` says why in words for people. */
  | { readonly kind: 'none'; readonly reason: NetReason | 'not-a-feed'; readonly sentence: string };

export type DiscoverOptions = {
  /** Ends it, whatever is under way. */
  readonly signal: AbortSignal;
  /** The most milliseconds for one request. */
  readonly requestMs: number;
};

const ACCEPT =
  'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5';
const MAX_NAMED = 25;
const MAX_TITLE_CHARACTERS = 100;
/** Of a page so much is looked through: feeds are named in its head, which on some sites is long. */
const MAX_PAGE_CHARACTERS = 2_000_000;
/** Where sites keep a feed that their pages do not name. */
const WELL_KNOWN = ['/feed', '/rss.xml', '/feed.xml', '/atom.xml', '/rss'] as const;

const FEED_TYPES: ReadonlySet<string> = new Set([
  'application/rss+xml',
  'application/atom+xml',
  'application/rdf+xml',
  'application/feed+json',
  'text/rss+xml',
  'text/atom+xml',
]);
/** Types that say "some XML" or "some JSON": they count where the address says "feed". */
const VAGUE_TYPES: ReadonlySet<string> = new Set(['application/xml', 'text/xml', 'application/json']);
const FEED_ADDRESS = /(?:\brss\d?\b|\batom\b|\bfeeds?\b|\.rdf\b)/i;
const COMMENTS = /\bcomments?\b|\bkommentare?\b|\bcommentaires?\b|\bcomentarios\b/i;

/**
 * Finds the feeds of an address as people give it: with or without `https://`, a feed's or a site's. Asks at most seven times, one after another:
 * the address (once more over plain HTTP where no secure connection can be made), then what its page names, else the well-known places.
 * Everything that comes back is hostile. Stores nothing; never throws.
 */
export async function discoverFeeds(net: Net, typed: string, options: DiscoverOptions): Promise<Discovery> {
  const [first, second] = spellings(typed);
  if (first === undefined) {
    const sentence = 'Give the address of a feed or of a site, such as https://example.com.';
    return { kind: 'none', reason: 'bad-address', sentence };
  }
  let answer = await ask(net, first, options);
  if (answer.kind === 'failed' && second !== undefined && isNoSecureServer(answer.reason)) {
    const plain = await ask(net, second, options);
    if (plain.kind === 'body') answer = plain;
  }
  if (answer.kind === 'failed') return failure(answer);

  const read = await readFeed({ bytes: answer.bytes, charset: answer.charset, address: answer.address });
  if (read.kind === 'feed') return { kind: 'feed', address: feedAddress(answer), feed: read.feed };
  const refusal: Discovery = { kind: 'none', reason: 'not-a-feed', sentence: read.reason };
  const named = feedsNamedBy(answer);
  const [only, ...others] = named;
  if (only !== undefined && others.length > 0) return { kind: 'several', feeds: named };
  if (only !== undefined) return readAt(net, only.address, options);
  return isPage(answer) ? guess(net, answer.address, refusal, options) : refusal;
}

/** The addresses that somebody may mean, the likeliest first. */
function spellings(typed: string): readonly string[] {
  const text = typed
    .trim()
    .replace(/^feed:(?:\/\/)?(?=https?:)/i, '')
    .replace(/^feed:(?:\/\/)?/i, 'https://');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return [text];
  // "example.com", "localhost:8080/feed": a host and what follows it, and nothing that a sentence is made of.
  if (/\s/.test(text) || !/^[^/?#@]+(?:\.[^/?#@]+|:\d+)(?:[/?#]|$)/.test(text)) return [];
  return [`https://${text}`, `http://${text}`];
}

function isNoSecureServer(reason: NetReason): boolean {
  return reason === 'refused' || reason === 'tls' || reason === 'not-http' || reason === 'cut-off';
}

async function ask(net: Net, address: string, { signal, requestMs }: DiscoverOptions): Promise<NetBody | NetFailed> {
  const request = { accept: ACCEPT, maxBytes: MAX_FEED_BYTES, totalMs: requestMs, etag: null, lastModified: null };
  const outcome = await net.get(address, { ...request, signal });
  // It was not asked whether it had changed.
  if (outcome.kind === 'not-modified') throw new Error('An answer of "not modified" to a request without validators');
  return outcome;
}

function failure({ reason, sentence, address }: NetFailed): Discovery {
  if (reason !== 'stopped') return { kind: 'none', reason, sentence };
  const host = URL.parse(address)?.host ?? 'The site';
  return { kind: 'none', reason: 'too-slow', sentence: `${host} took too long to answer. Try again later.` };
}

/** Permanent redirects change a feed's address; others lead there each time. */
function feedAddress({ address, redirects }: NetBody): string {
  const [first] = redirects;
  if (first === undefined) return canonicalUrl(address) ?? address;
  const temporary = redirects.find(({ isPermanent }) => !isPermanent);
  return canonicalUrl(temporary?.from ?? address) ?? address;
}

async function readAt(net: Net, address: string, options: DiscoverOptions): Promise<Discovery> {
  const answer = await ask(net, address, options);
  if (answer.kind === 'failed') return failure(answer);
  const read = await readFeed({ bytes: answer.bytes, charset: answer.charset, address: answer.address });
  if (read.kind === 'feed') return { kind: 'feed', address: feedAddress(answer), feed: read.feed };
  const sentence = `The page names ${address} as its feed. ${read.reason}`;
  return { kind: 'none', reason: 'not-a-feed', sentence };
}

/** Looks in well-known places of a site whose page names no feed. `refusal` is said where nothing is there. */
async function guess(net: Net, page: string, refusal: Discovery, options: DiscoverOptions): Promise<Discovery> {
  for (const path of WELL_KNOWN) {
    const address = new URL(path, page).href;
    const found = await readAt(net, address, options);
    if (found.kind === 'feed') return found;
    // A site that blocks us, or is slow, is not asked five times over.
    if (
      found.kind === 'none' &&
      found.reason !== 'not-found' &&
      found.reason !== 'not-a-feed' &&
      found.reason !== 'gone'
    )
      return refusal;
  }
  return refusal;
}

function isPage({ contentType, bytes }: NetBody): boolean {
  if (contentType === 'text/html' || contentType === 'application/xhtml+xml') return true;
  return contentType === null && /<html\b/i.test(Buffer.from(bytes.subarray(0, 2_000)).toString('latin1'));
}

/** The feeds that a page names, in its head or in the headers that came with it; those for comments come last. */
function feedsNamedBy(answer: NetBody): readonly NamedFeed[] {
  const found = new Map<string, NamedFeed>();
  let base = answer.address;
  const take = (link: Readonly<Record<string, string>>) => {
    if (!hasWord(link['rel'], 'alternate') || hasWord(link['rel'], 'stylesheet')) return;
    const type = (link['type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    const href = link['href'] ?? '';
    if (!FEED_TYPES.has(type) && !(VAGUE_TYPES.has(type) && FEED_ADDRESS.test(href))) return;
    const address = canonicalUrl(href.replace(/^feed:(?:\/\/)?(?=https?:)/i, ''), base);
    if (address === null || found.has(address) || found.size >= MAX_NAMED) return;
    const title = cutText(oneLine(visibleText(link['title'] ?? '')), MAX_TITLE_CHARACTERS);
    found.set(address, { address, title: title === '' ? null : title });
  };
  for (const link of linkHeader(answer.link ?? '')) take(link);
  if (isPage(answer)) {
    let hasBase = false;
    walkMarkup(decodeText(answer.bytes, answer.charset).slice(0, MAX_PAGE_CHARACTERS), 'html', {
      open(name, attributes) {
        if (name === 'link') take(attributes);
        else if (name === 'base' && !hasBase && attributes['href'] !== undefined) {
          hasBase = true;
          base = URL.parse(attributes['href'], answer.address)?.href ?? base;
        }
      },
      text() {},
      close() {},
    });
  }
  const feeds = [...found.values()];
  const isOfComments = ({ title, address }: NamedFeed) => COMMENTS.test(title ?? '') || /\/comments\b/i.test(address);
  const news = feeds.filter((feed) => !isOfComments(feed));
  return news.length > 0 ? withoutTwins(news) : feeds;
}

/** A page often names one feed as RSS and again as Atom, under one title; readers need one of them. */
function withoutTwins(feeds: readonly NamedFeed[]): readonly NamedFeed[] {
  const plain = (title: string) =>
    title.replace(/[\s([-]*\b(?:rss|atom|json|rdf|xml)\b[\s\d.)\]]*(?:feed)?/gi, '').trim();
  const kept = new Map<string, NamedFeed>();
  for (const feed of feeds) {
    const name = feed.title === null ? '' : plain(feed.title).toLowerCase();
    const key = name === '' ? feed.address : name;
    if (!kept.has(key)) kept.set(key, feed);
  }
  return [...kept.values()];
}

function hasWord(text: string | undefined, word: string): boolean {
  return (text ?? '').toLowerCase().split(/\s+/).includes(word);
}

const MAX_LINK_HEADER = 8_192;

/** The entries of a Link header (RFC 8288) as the attributes that a link element would have. */
export function linkHeader(header: string): readonly Readonly<Record<string, string>>[] {
  return [...header.slice(0, MAX_LINK_HEADER).matchAll(/<([^<>]*)>([^<]*)/g)].map(([, href = '', parameters = '']) => {
    const given = [...parameters.matchAll(/;\s*(\w+)\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/g)];
    return {
      ...Object.fromEntries(given.map(([, name = '', quoted, plain]) => [name.toLowerCase(), quoted ?? plain ?? ''])),
      href,
    };
  });
}
