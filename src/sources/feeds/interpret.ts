import { HOUR_MS, type Instant, MINUTE_MS } from '../../lib/clock.ts';
import { feedDate } from './dates.ts';
import type { FeedDocument, FeedFormat, FeedItem } from './document.ts';
import { htmlOfText, plainText, settledHtml, wholeAddress, wholeAddresses } from './text.ts';
import type { FeedElement } from './tree.ts';

/**
 * What a feed's elements say, in any of the dialects of RSS and Atom (and CDF, from which RSS took its words); null where the root is of none.
 * Where one thing is said twice, the last one counts, as in other readers.
 */
export function interpret(root: FeedElement): FeedDocument | null {
  const format = FORMAT_OF.get(root.name);
  if (format === undefined) return null;
  const channel = format === 'atom' ? root : (last(root, 'channel') ?? root);
  const items = [...all(channel, 'item', 'entry'), ...(channel === root ? [] : all(root, 'item', 'entry'))];
  const language = plain(channel, 'language', 'dc:language');
  const common = {
    format,
    id: plain(channel, 'id', 'atom:id'),
    title: plain(channel, 'title', 'dc:title', 'itunes:title', 'atom:title', 'media:title'),
    link: linkOf(channel) ?? hrefOf(channel),
    language: languageTag(language ?? channel.language),
    description: plain(
      channel,
      ...['description', 'subtitle', 'tagline', 'abstract', 'atom:subtitle', 'itunes:summary', 'dc:description'],
      ...['itunes:subtitle', 'info', 'summary'],
    ),
    updatedAt: date(channel, language, 'updated', 'modified', 'lastbuilddate', 'atom:updated', 'dc:date', 'pubdate'),
    ttlMs: ttlOf(channel),
    hub: relOf(channel, 'hub'),
    self: relOf(channel, 'self'),
  };
  const whole = { ...common, updatedAt: common.updatedAt ?? feedDate(channel.attributes['lastmod'] ?? '', language) };
  return { ...whole, items: items.map((item) => itemOf(item, whole)) };
}

const FORMAT_OF: ReadonlyMap<string, FeedFormat> = new Map([
  ['rss', 'rss'],
  ['rdf:rdf', 'rdf'],
  ['feed', 'atom'],
  // An entry alone is a feed of one.
  ['entry', 'atom'],
  ['channel', 'cdf'],
]);

/** What the feed says of all its items. */
type OfFeed = { readonly language: string | null; readonly link: string | null };

function itemOf(item: FeedElement, feed: OfFeed): FeedItem {
  const group = last(item, 'media:group') ?? last(item, 'media:content');
  const stated = htmlOf(
    item,
    'content:encoded',
    'content',
    'xhtml:body',
    'xhtml:div',
    'body',
    'fullitem',
    'atom:content',
  );
  const summaryOnly = htmlOf(item, 'summary', 'atom:summary');
  const description =
    htmlOf(item, 'description', 'abstract', 'dc:description', 'itunes:summary', 'media:description') ??
    (group === null ? null : htmlOf(group, 'media:description')) ??
    htmlOf(item, 'itunes:subtitle');
  const summary = summaryOnly ?? description;
  // Where both are there, the summary is the shorter one, so the description is the text.
  const content = stated ?? (summaryOnly === null ? null : description);
  const html = content ?? summary;
  const summaryText = summary === null ? null : plainText(summary);
  const language = languageTag(plain(item, 'language', 'dc:language') ?? item.language ?? feed.language);
  const changed = date(item, language, 'updated', 'modified', 'atom:updated', 'dcterms:modified');
  const url = linkOf(item) ?? permalinkOf(item) ?? hrefOf(item);
  const source = last(item, 'source');
  return {
    id: idOf(item),
    title: plain(item, 'title', 'atom:title', 'dc:title', 'media:title', 'itunes:title') ?? titleIn(group),
    url: url === null ? null : wholeAddress(url, item.base ?? feed.link),
    publishedAt:
      date(item, language, 'published', 'issued', 'pubdate', 'atom:published', 'dcterms:issued', 'dc:date') ??
      date(item, language, 'created', 'dcterms:created', 'date') ??
      feedDate(item.attributes['lastmod'] ?? '', language),
    updatedAt: changed ?? date(item, language, 'dc:date'),
    author: authorOf(item),
    summary: summaryText,
    html,
    text: content === null ? summaryText : plainText(content),
    image: imageOf(item),
    categories: all(item, 'category', 'dc:subject')
      .map((category) => plainText(category.attributes['label'] ?? category.attributes['term'] ?? category.text))
      .filter((category) => category !== ''),
    language,
    source: source === null ? plain(item, 'dc:source') : (plain(source, 'title') ?? orNull(plainText(source.text))),
  };
}

function all(element: FeedElement, ...names: readonly string[]): readonly FeedElement[] {
  return element.children.filter((child) => names.includes(child.name));
}

/** The last child of the first of these names that has one with anything in it. */
function last(element: FeedElement, ...names: readonly string[]): FeedElement | null {
  for (const name of names) {
    const found = element.children.findLast((child) => child.name === name && !isEmpty(child));
    if (found !== undefined) return found;
  }
  return null;
}

function isEmpty({ text, markup, children, attributes }: FeedElement): boolean {
  return text.trim() === '' && markup === null && children.length === 0 && Object.keys(attributes).length === 0;
}

/** "en_US" is what programs write that mean "en-US". */
function languageTag(language: string | null): string | null {
  return language?.replace(/_/g, '-') ?? null;
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}

function plain(element: FeedElement, ...names: readonly string[]): string | null {
  const html = htmlOf(element, ...names);
  return html === null ? null : orNull(plainText(html));
}

/** What the first of these names that says anything says, as HTML with whole addresses. */
function htmlOf(element: FeedElement, ...names: readonly string[]): string | null {
  for (const name of names) {
    for (const child of element.children.toReversed()) {
      if (child.name !== name) continue;
      const html = htmlIn(child).trim();
      if (html !== '') return wholeAddresses(settledHtml(html), baseOf(child, element));
    }
  }
  return null;
}

/** Where nobody says what relative addresses start from, the page of the item or the feed does. */
function baseOf(child: FeedElement, parent: FeedElement): string | null {
  return child.base ?? linkOf(parent);
}

const TEXT_TYPE = /^(?:text|text\/plain)$/i;

/** The text of an element as HTML, by the types that Atom 0.3 and 1.0 give it; without one it is HTML, as in RSS. */
function htmlIn(element: FeedElement): string {
  const type = (element.attributes['type'] ?? '').trim().toLowerCase();
  const mode = (element.attributes['mode'] ?? '').trim().toLowerCase();
  if (element.markup !== null) return element.markup;
  if (mode === 'base64' || (mode === '' && isBinaryType(type))) return fromBase64(element.text) ?? element.text;
  return TEXT_TYPE.test(type) && mode !== 'escaped' ? htmlOfText(element.text) : element.text;
}

/** Atom 1.0: any type that is neither text nor XML is in base 64. */
function isBinaryType(type: string): boolean {
  return type.includes('/') && !/^text\/|xml$/.test(type);
}

function fromBase64(text: string): string | null {
  const packed = text.replace(/\s+/g, '');
  if (packed === '' || packed.length % 4 === 1 || !/^[A-Za-z\d+/_-]+={0,2}$/.test(packed)) return null;
  const decoded = Buffer.from(packed, 'base64').toString('utf8');
  return decoded.includes('\ufffd') ? null : decoded;
}

function date(element: FeedElement, language: string | null, ...names: readonly string[]): Instant | null {
  for (const name of names) {
    for (const child of element.children.toReversed()) {
      const at = child.name === name ? feedDate(child.text, language) : null;
      if (at !== null) return at;
    }
  }
  return null;
}

function idOf(item: FeedElement): string | null {
  const stated = last(item, 'guid', 'id', 'atom:id');
  const text = (stated?.text ?? item.attributes['rdf:about'] ?? '').trim();
  if (text === '') return null;
  // Atom's id may not be relative; where one is, only a base that the feed itself states makes it whole.
  return stated?.name === 'id' && stated.base !== null && isPath(text) ? wholeAddress(text, stated.base) : text;
}

function isPath(text: string): boolean {
  return /^[^\s:]*\/[^\s:]*$/.test(text);
}

const PAGE_TYPE = /^(?:|text\/html|application\/xhtml\+xml)$/i;

/** The address of the page that an item or a feed is about. */
function linkOf(element: FeedElement): string | null {
  const original = last(element, 'feedburner:origlink');
  if (original !== null && /^https?:/i.test(original.text.trim())) return wholeAddress(original.text, original.base);
  return pageAmong(all(element, 'link')) ?? pageAmong(all(element, 'atom:link')) ?? relOf(element, 'related', 'via');
}

function pageAmong(links: readonly FeedElement[]): string | null {
  const pages = links.filter(({ attributes }) => /^(?:|alternate)$/i.test(attributes['rel']?.trim() ?? ''));
  // RSS writes its one link as text, where the last one counts; Atom has a choice of them.
  if (pages.some(({ text }) => text.trim() !== '')) return addressOf(pages.toReversed());
  return (
    addressOf(pages.filter(({ attributes }) => PAGE_TYPE.test(attributes['type']?.trim() ?? ''))) ?? addressOf(pages)
  );
}

function addressOf(links: readonly FeedElement[]): string | null {
  for (const { attributes, text, base } of links) {
    const address = wholeAddress(attributes['href'] ?? attributes['rdf:resource'] ?? text, base);
    if (address !== null) return address;
  }
  return null;
}

function relOf(element: FeedElement, ...rels: readonly string[]): string | null {
  const links = all(element, 'link', 'atom:link', 'atom10:link');
  return addressOf(links.filter(({ attributes }) => rels.includes(attributes['rel']?.trim().toLowerCase() ?? '')));
}

/** A guid is an address unless it says that it is none, and an Atom id where it looks like one. */
function permalinkOf(item: FeedElement): string | null {
  const guid = last(item, 'guid');
  if (guid !== null && /^false$/i.test(guid.attributes['ispermalink']?.trim() ?? '')) return null;
  const text = (guid ?? last(item, 'id'))?.text.trim() ?? item.attributes['rdf:about']?.trim() ?? '';
  return /^https?:\/\/\S+$/i.test(text) ? text : null;
}

function hrefOf(element: FeedElement): string | null {
  return wholeAddress(element.attributes['href'] ?? '', element.base);
}

function authorOf(item: FeedElement): string | null {
  const names = all(item, 'author', 'atom:author')
    .map((author) => plain(author, 'name', 'atom:name') ?? orNull(plainText(author.text)) ?? plain(author, 'email'))
    .filter((name) => name !== null);
  if (names.length > 0) return names.join(', ');
  const creators = all(item, 'dc:creator')
    .map((creator) => plainText(creator.text))
    .filter((name) => name !== '');
  return orNull(creators.join(', ')) ?? plain(item, 'itunes:author');
}

function titleIn(group: FeedElement | null): string | null {
  return group === null ? null : plain(group, 'media:title');
}

function imageOf(item: FeedElement): string | null {
  const group = last(item, 'media:group');
  const holders = group === null ? [item] : [item, group];
  const media = holders.flatMap((holder) => all(holder, 'media:content'));
  const pictures = media.filter(({ attributes }) =>
    /^image/i.test(
      attributes['medium'] ??
        attributes['type'] ??
        attributes['url']?.match(/\.(?:jpe?g|png|webp)\b/i)?.map(() => 'image')[0] ??
        '',
    ),
  );
  const enclosed = all(item, 'enclosure').filter(({ attributes }) => /^image\//i.test(attributes['type'] ?? ''));
  const thumbnails = [...holders, ...media].flatMap((holder) => all(holder, 'media:thumbnail'));
  for (const { attributes, base } of [...pictures, ...enclosed, ...thumbnails, ...all(item, 'itunes:image')]) {
    const address = wholeAddress(attributes['url'] ?? attributes['href'] ?? '', base);
    if (address !== null) return address;
  }
  const image = last(item, 'image');
  return image === null ? null : wholeAddress(plain(image, 'url') ?? image.text, image.base);
}

const PERIODS: ReadonlyMap<string, number> = new Map([
  ['hourly', HOUR_MS],
  ['daily', 24 * HOUR_MS],
  ['weekly', 7 * 24 * HOUR_MS],
  ['monthly', 30 * 24 * HOUR_MS],
  ['yearly', 365 * 24 * HOUR_MS],
]);

function ttlOf(channel: FeedElement): number | null {
  const minutes = Number(last(channel, 'ttl')?.text.trim() || Number.NaN);
  if (Number.isFinite(minutes) && minutes > 0) return minutes * MINUTE_MS;
  const period = PERIODS.get(last(channel, 'sy:updateperiod')?.text.trim().toLowerCase() ?? '');
  const times = Number(last(channel, 'sy:updatefrequency')?.text.trim() || 1);
  return period === undefined || !(times > 0) ? null : period / times;
}
