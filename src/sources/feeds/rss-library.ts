import Parser from 'rss-parser';
import { MAX_ITEMS } from './document.ts';
import type { FeedElement } from './tree.ts';

// It holds every element of a document in memory.
const MAX_CHARACTERS = 2_000_000;
// What it loses: bases, languages and prefixes of an element's surroundings, hubs, and items' markup (seen below, as elements within texts).
const LOST = /\sxml:(?:base|lang)\s*=|["']hub["']/;
const ROOT = /^<(?:rss\s[^<>]*\bversion\s*=|rdf:RDF\s)/;
const USUAL_NAMESPACE =
  /^(?:xmlns=["']http:\/\/(?:purl\.org\/rss\/1\.0\/|backend\.userland\.com\/rss2?|my\.netscape\.com\/rdf\/simple\/0\.9\/)["']|xmlns:(\w+)=["']https?:\/\/[^"'<>]*["'])$/i;
const USUAL_PREFIX: ReadonlyMap<string, RegExp> = new Map([
  ['atom', /2005\/atom\/?["']$/i],
  ['content', /modules\/content\/?["']$/i],
  ['dc', /elements\/1\.[01]\/?["']$/i],
  ['dcterms', /purl\.org\/dc\/terms\/?["']$/i],
  ['feedburner', /feedburner\/ext\/1\.0\/?["']$/i],
  ['itunes', /podcast-1\.0\.dtd["']$/i],
  ['media', /mrss\/?["']$/i],
  ['rdf', /22-rdf-syntax-ns#["']$/i],
  ['sy', /modules\/syndication\/?["']$/i],
]);

const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['description', 'text:description'],
  ['content:encoded', 'text:content'],
]);
const OWN_NAMES: ReadonlyMap<string, string> = new Map([...OTHER_NAMES].map(([name, other]) => [other, name]));

const ITEM_TEXTS = [
  ...['title', 'link', 'text:description', 'guid', 'pubDate', 'author', 'category', 'comments', 'summary', 'source'],
  ...['text:content', 'dc:title', 'dc:creator', 'dc:date', 'dc:subject', 'dc:description', 'dc:language', 'dc:source'],
  ...['dcterms:issued', 'dcterms:created', 'dcterms:modified', 'enclosure', 'feedburner:origLink', 'language', 'date'],
  ...[
    'atom:id',
    'atom:title',
    'atom:link',
    'atom:summary',
    'atom:content',
    'atom:updated',
    'atom:published',
    'content',
  ],
  ...[
    'itunes:author',
    'itunes:title',
    'itunes:summary',
    'itunes:subtitle',
    'itunes:image',
    'media:title',
    'media:credit',
  ],
  ...[
    'media:description',
    'media:thumbnail',
    'id',
    'created',
    'issued',
    'published',
    'modified',
    'updated',
    'abstract',
    'fullitem',
    'body',
  ],
] as const;
const ITEM_CONTAINERS = ['media:content', 'media:group', 'image'] as const;
const CHANNEL_TEXTS = [
  ...[
    'title',
    'link',
    'text:description',
    'language',
    'pubDate',
    'lastBuildDate',
    'ttl',
    'dc:title',
    'dc:language',
    'dc:date',
  ],
  ...['dc:description', 'sy:updatePeriod', 'sy:updateFrequency', 'itunes:summary', 'itunes:subtitle', 'itunes:title'],
] as const;

const parser = new Parser({
  // Of these it would make snippets, with expressions that take quadratic time on some texts: they go by other names.
  xml2js: { tagNameProcessors: [(name: string) => OTHER_NAMES.get(name) ?? name] },
  customFields: {
    feed: [...CHANNEL_TEXTS, 'text:description'],
    item: [...ITEM_TEXTS, ...ITEM_CONTAINERS, 'rdf:about'].map((name) => [name, `stated ${name}`, { keepArray: true }]),
  },
});

/**
 * An RSS document as rss-parser reads it, or null where it refuses it or would lose something of it: then another reader has to. `xml` begins with
 * the root element; `address` is the document's own.
 */
export async function readWithRssParser(xml: string, address: string | null): Promise<FeedElement | null> {
  if (xml.length > MAX_CHARACTERS || !ROOT.test(xml) || LOST.test(xml)) return null;
  if (!hasUsualNamespaces(xml) || hasSeveralLinks(xml)) return null;
  // Items after their channel it does not see.
  if (xml.startsWith('<rss') && xml.lastIndexOf('<item') > xml.lastIndexOf('</channel>')) return null;
  const feed: unknown = await parser.parseString(xml).catch(() => null);
  if (!isRecord(feed) || !Array.isArray(feed['items'])) return null;
  const channel: FeedElement[] = [];
  for (const name of CHANNEL_TEXTS) {
    const value = feed[name];
    if (value === undefined || value === '') continue;
    if (typeof value !== 'string') return null;
    channel.push(elementOf(name, value, {}, [], address));
  }
  const links = feed['paginationLinks'];
  if (isRecord(links) && typeof links['self'] === 'string')
    channel.push(elementOf('atom:link', '', { rel: 'self', href: links['self'] }, [], address));
  for (const item of feed['items'].slice(0, MAX_ITEMS)) {
    const element = itemElement(item, address);
    if (element === null) return null;
    channel.push(element);
  }
  const whole = elementOf('channel', '', {}, channel, address);
  return elementOf(xml.startsWith('<rss') ? 'rss' : 'rdf:rdf', '', {}, [whole], address);
}

function hasUsualNamespaces(xml: string): boolean {
  for (const [declaration] of xml.matchAll(/\bxmlns(?::[\w.-]+)?\s{0,3}=\s{0,3}["'][^"'<>]{0,300}["']/g)) {
    const usual = USUAL_NAMESPACE.exec(declaration.replace(/\s+/g, ''));
    const expected = USUAL_PREFIX.get(usual?.[1] ?? '');
    if (usual === null || (expected !== undefined && !expected.test(declaration))) return false;
  }
  return true;
}

/** Of several links of a channel it keeps the first. */
function hasSeveralLinks(xml: string): boolean {
  const [head = ''] = xml.split(/<item[\s>]/i, 1);
  const own = head.replace(/<(image|textinput)\b[\s\S]{0,2000}?<\/\1>/gi, '');
  return own.split(/<link[\s>/]/i).length > 2;
}

function itemElement(item: unknown, address: string | null): FeedElement | null {
  if (!isRecord(item)) return null;
  const children: FeedElement[] = [];
  for (const name of [...ITEM_TEXTS, ...ITEM_CONTAINERS]) {
    const values = item[`stated ${name}`];
    if (!Array.isArray(values)) continue;
    for (const value of values) {
      const element = elementFrom(
        name,
        value,
        ITEM_CONTAINERS.some((container) => container === name) ? 3 : 0,
        address,
      );
      if (element === null) return null;
      children.push(element);
    }
  }
  const about = item['rdf:about'];
  return elementOf('item', '', typeof about === 'string' ? { 'rdf:about': about } : {}, children, address);
}

/** What it made of one element: a text, or an object of its text, its attributes and, by name, its elements. Null where elements stand within a text. */
function elementFrom(name: string, value: unknown, depth: number, address: string | null): FeedElement | null {
  if (typeof value === 'string') return elementOf(name, value, {}, [], address);
  if (!isRecord(value)) return null;
  const attributes: Record<string, string> = {};
  const children: FeedElement[] = [];
  for (const [key, inside] of Object.entries(value)) {
    if (key === '_') continue;
    if (key === '$' && isRecord(inside)) {
      for (const [attribute, stated] of Object.entries(inside)) attributes[attribute.toLowerCase()] = String(stated);
      continue;
    }
    if (depth === 0 || !Array.isArray(inside)) return null;
    for (const one of inside) {
      const child = elementFrom(key, one, depth - 1, address);
      if (child === null) return null;
      children.push(child);
    }
  }
  return elementOf(name, typeof value['_'] === 'string' ? value['_'] : '', attributes, children, address);
}

function elementOf(
  name: string,
  text: string,
  attributes: FeedElement['attributes'],
  children: readonly FeedElement[],
  base: string | null,
): FeedElement {
  const known = OWN_NAMES.get(name) ?? name.toLowerCase();
  return { name: known, attributes, children, text, markup: null, base, language: null };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
