import { parseJsonFeed } from 'feedsmith';
import { feedDate } from './dates.ts';
import { type FeedDocument, MAX_ITEMS } from './document.ts';
import { htmlOfText, plainText, wholeAddress, wholeAddresses } from './text.ts';

/** A JSON Feed (1 or 1.1); null where the text is JSON and no such feed, or no JSON. `address` is the document's own. */
export function readJsonFeed(text: string, address: string | null): FeedDocument | null {
  const feed = parsed(text);
  if (feed === null) return null;
  const base = feed.feed_url ?? address ?? feed.home_page_url ?? null;
  const whole = (given: string | undefined): string | null => (given === undefined ? null : wholeAddress(given, base));
  const language = feed.language ?? null;
  return {
    format: 'json',
    id: null,
    title: plainOrNull(htmlOfText(feed.title ?? '')),
    link: whole(feed.home_page_url),
    language,
    description: plainOrNull(htmlOfText(feed.description ?? '')),
    updatedAt: null,
    ttlMs: null,
    hub: whole(feed.hubs?.find(({ url }) => url !== undefined)?.url),
    self: whole(feed.feed_url),
    items: (feed.items ?? []).slice(0, MAX_ITEMS).map((item) => {
      const given = item.content_html ?? (item.content_text === undefined ? undefined : htmlOfText(item.content_text));
      const summary = item.summary === undefined ? undefined : htmlOfText(item.summary);
      const html = given ?? summary ?? null;
      const id = item.id ?? null;
      return {
        id,
        title: plainOrNull(htmlOfText(item.title ?? '')),
        url: whole(item.url) ?? whole(item.external_url) ?? (id !== null && /^https?:\/\/\S+$/i.test(id) ? id : null),
        publishedAt: feedDate(item.date_published ?? '', language),
        updatedAt: feedDate(item.date_modified ?? '', language),
        author: plainOrNull(
          (item.authors ?? [])
            .map(({ name }) => name ?? '')
            .filter(Boolean)
            .join(', '),
        ),
        summary: plainOrNull(summary),
        html: html === null ? null : wholeAddresses(html, whole(item.url) ?? base),
        text: plainOrNull(html ?? undefined),
        image: whole(item.image) ?? whole(item.banner_image),
        categories: (item.tags ?? []).map(plainText).filter((tag) => tag !== ''),
        language: item.language ?? language,
        source: null,
      };
    }),
  };
}

function parsed(text: string) {
  try {
    return parseJsonFeed(text);
  } catch {
    return null;
  }
}

function plainOrNull(html: string | undefined): string | null {
  const text = plainText(html ?? '');
  return text === '' ? null : text;
}
