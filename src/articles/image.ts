import { canonicalUrl } from '../lib/url.ts';

// What a page shows where its article has no picture of its own, and drawings, which no chat shows.
const NO_PICTURE = /(?:^|[^a-z])(?:logo|placeholder|default|favicon)(?:[^a-z]|$)|\.svg$/i;

/**
 * The address of an article's picture, or null where there is none to show: https only, for chats load no other. A
 * relative address is read from that of the article; the sign of the site is no picture of the article.
 */
export function imageUrl(stated: string | null, article: string | null): string | null {
  const address = stated === null ? null : canonicalUrl(stated, article ?? undefined);
  const url = address === null ? null : URL.parse(address);
  if (address === null || url?.protocol !== 'https:') return null;
  return NO_PICTURE.test(url.pathname.slice(url.pathname.lastIndexOf('/') + 1)) ? null : address;
}
