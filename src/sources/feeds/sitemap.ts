import { feedDate } from './dates.ts';
import type { FeedDocument, FeedItem } from './document.ts';
import { plainText, wholeAddress } from './text.ts';
import type { FeedElement } from './tree.ts';

/** A news sitemap as a feed of headlines, or null where none of its addresses comes with news. */
export function readSitemap(urlset: FeedElement): FeedDocument | null {
  const items = urlset.children.map(itemOf).filter((item) => item !== null);
  const [first] = items;
  if (first === undefined) return null;
  const publishers = new Set(items.map(({ source }) => source));
  return {
    format: 'sitemap',
    id: null,
    title: publishers.size === 1 ? first.source : null,
    link: first.url === null ? null : (URL.parse('/', first.url)?.href ?? null),
    language: first.language,
    description: null,
    updatedAt: null,
    ttlMs: null,
    hub: null,
    self: null,
    items,
  };
}

function itemOf(url: FeedElement): FeedItem | null {
  const news = child(url, 'news:news');
  const address = wholeAddress(said(url, 'loc') ?? '', url.base);
  if (news === null || address === null) return null;
  const publication = child(news, 'news:publication');
  const language = publication === null ? null : said(publication, 'news:language');
  const image = child(url, 'image:image');
  return {
    id: null,
    title: said(news, 'news:title'),
    url: address,
    publishedAt: feedDate(said(news, 'news:publication_date') ?? '', language),
    updatedAt: feedDate(said(url, 'lastmod') ?? '', language),
    author: null,
    summary: null,
    html: null,
    text: null,
    image: image === null ? null : wholeAddress(said(image, 'image:loc') ?? '', image.base),
    categories: (said(news, 'news:keywords') ?? '').split(/\s*,\s*/).filter((word) => word !== ''),
    language,
    source: publication === null ? null : said(publication, 'news:name'),
  };
}

function child(element: FeedElement, name: string): FeedElement | null {
  return element.children.findLast((one) => one.name === name) ?? null;
}

function said(element: FeedElement, name: string): string | null {
  const text = plainText(child(element, name)?.text ?? '');
  return text === '' ? null : text;
}
