// Namespaces by their address (lower case, without a closing slash), as the prefix by which we know them. '' is the feed's own vocabulary.
const PREFIX_OF: ReadonlyMap<string, string> = new Map([
  ['http://purl.org/rss/1.0', ''],
  ['http://my.netscape.com/rdf/simple/0.9', ''],
  ['http://channel.netscape.com/rdf/simple/0.9', ''],
  ['http://purl.org/net/rss1.1#', ''],
  ['http://backend.userland.com/rss', ''],
  ['http://backend.userland.com/rss2', ''],
  ['http://backend.userland.com/rss191', ''],
  ['http://blogs.law.harvard.edu/tech/rss', ''],
  ['http://www.sitemaps.org/schemas/sitemap/0.9', ''],
  ['https://www.sitemaps.org/schemas/sitemap/0.9', ''],
  ['http://www.google.com/schemas/sitemap/0.84', ''],
  ['http://www.w3.org/2005/atom', 'atom'],
  ['https://www.w3.org/2005/atom', 'atom'],
  ['http://purl.org/atom/ns#', 'atom'],
  ['http://example.com/newformat#', 'atom'],
  ['http://www.w3.org/1999/02/22-rdf-syntax-ns#', 'rdf'],
  ['http://purl.org/dc/elements/1.0', 'dc'],
  ['http://purl.org/dc/elements/1.1', 'dc'],
  ['http://purl.org/dc/terms', 'dcterms'],
  ['http://purl.org/rss/1.0/modules/content', 'content'],
  ['http://purl.org/rss/1.0/modules/syndication', 'sy'],
  ['http://search.yahoo.com/mrss', 'media'],
  ['https://search.yahoo.com/mrss', 'media'],
  ['http://www.rssboard.org/media-rss', 'media'],
  ['http://tools.search.yahoo.com/mrss', 'media'],
  ['http://www.itunes.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['https://www.itunes.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['http://example.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['http://rssnamespace.org/feedburner/ext/1.0', 'feedburner'],
  ['http://www.google.com/schemas/sitemap-news/0.9', 'news'],
  ['http://www.google.com/schemas/sitemap-image/1.1', 'image'],
  ['http://www.w3.org/1999/xhtml', 'xhtml'],
  ['http://www.w3.org/xml/1998/namespace', 'xml'],
]);

/** Prefixes that mean what they say where a feed forgot to declare them. */
const KNOWN_PREFIXES: ReadonlySet<string> = new Set([...PREFIX_OF.values()].filter((prefix) => prefix !== ''));

/** The namespaces declared at an element, and those around it. */
export type Scope = { readonly declared: ReadonlyMap<string, string>; readonly around: Scope | null };

/** The scope inside an element with these attributes. */
export function scopeInside(attributes: Readonly<Record<string, string>>, around: Scope | null): Scope | null {
  let declared: Map<string, string> | null = null;
  for (const [name, value] of Object.entries(attributes)) {
    const prefix = name === 'xmlns' ? '' : name.startsWith('xmlns:') ? name.slice(6) : null;
    if (prefix === null) continue;
    declared ??= new Map();
    declared.set(prefix, value.trim().toLowerCase().replace(/\/$/, ''));
  }
  return declared === null ? around : { declared, around };
}

function namespaceOf(prefix: string, scope: Scope | null): string | undefined {
  for (let at = scope; at !== null; at = at.around) {
    const address = at.declared.get(prefix);
    if (address !== undefined) return address;
  }
  return undefined;
}

/**
 * The name by which we know an element: its local name in lower case, after our own prefix for its namespace whatever prefix the feed uses; without
 * one for the feed's own vocabulary. `core` is our prefix for the vocabulary of the root (`atom` in Atom). Null for vocabularies that say nothing to us.
 */
export function knownName(raw: string, scope: Scope | null, core: string): string | null {
  const colon = raw.indexOf(':');
  const prefix = colon < 0 ? '' : raw.slice(0, colon);
  const local = raw.slice(colon + 1).toLowerCase();
  const address = namespaceOf(prefix, scope);
  let known = address === undefined ? undefined : PREFIX_OF.get(address);
  if (known === undefined) {
    // A default namespace that nobody knows is a feed's own way to say that this is a feed.
    if (prefix === '') known = '';
    else if (address === undefined && KNOWN_PREFIXES.has(prefix.toLowerCase())) known = prefix.toLowerCase();
    else return null;
  }
  return known === '' || known === core ? local : `${known}:${local}`;
}
