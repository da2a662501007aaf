import { setImmediate as breathe } from 'node:timers/promises';
import type { Article } from '../articles/article.ts';
import { readArticle } from '../articles/read.ts';
import { DAY_MS, type Instant } from '../lib/clock.ts';
import { cutText } from '../lib/text.ts';
import type { Block, Rich } from '../platform/message.ts';
import { type Discovery, discoverFeeds } from '../sources/feeds/discover.ts';
import type { FeedDocument, FeedItem } from '../sources/feeds/document.ts';
import { isTeaser, rawItemOf } from '../sources/feeds/raw-item.ts';
import { type Call, type CommandDesk, channelOf, workspaceOf } from './command.ts';
import { count, list, momentSpan, paragraph } from './reply.ts';

/** Platforms wait longer for an answer, people do not. */
const FIND_MS = 10_000;
const REQUEST_MS = 8_000;
const SHOWN_ITEMS = 5;
const MAX_TITLE = 200;
/** Of a long feed, the newest items are tried on the topics. */
const TRIED_ITEMS = 100;
const SHOWN_TOPICS = 10;

/** Looks at an address: which feed, or feeds, it leads to. Ends within ten seconds; stores nothing. */
export function findFeeds(desk: CommandDesk, typed: string): Promise<Discovery> {
  return discoverFeeds(desk.net, typed, { signal: AbortSignal.timeout(FIND_MS), requestMs: REQUEST_MS });
}

/** How many of a feed's items are teasers, in words; empty where they are whole articles. */
function sayTeasers({ items }: FeedDocument): string {
  const teasers = items.filter(isTeaser).length;
  if (teasers === 0) return '';
  return teasers === items.length
    ? 'Its items are teasers: they give only the beginning of each article.'
    : `${count(teasers, 'item is a teaser', 'items are teasers')}: only the beginning of the article.`;
}

/** True where most items are teasers, so that their pages are worth reading. */
export function isMostlyTeasers({ items }: FeedDocument): boolean {
  return items.filter(isTeaser).length * 2 > items.length;
}

/** When an item came: as it was published, else last changed. */
function timeOf({ publishedAt, updatedAt }: FeedItem): Instant | null {
  return publishedAt ?? updatedAt;
}

function newestFirst(items: readonly FeedItem[]): readonly FeedItem[] {
  return items.toSorted((a, b) => (timeOf(b) ?? 0) - (timeOf(a) ?? 0));
}

/** What a feed holds: how much, how dated, how whole, and the newest of it. */
export function holdsBlocks(desk: CommandDesk, call: Call, feed: FeedDocument): readonly Block[] {
  const { items } = feed;
  if (items.length === 0) return [paragraph('It holds no items at present. It is a feed all the same.')];
  const now = desk.clock();
  const { zone } = desk.settings.of(channelOf(call));
  const undated = items.filter((item) => timeOf(item) === null).length;
  const lately = items.filter((item) => (timeOf(item) ?? 0) > now - 7 * DAY_MS).length;
  const facts = [
    `It holds ${count(items.length, 'item', 'items')}, ${lately} of the last 7 days.`,
    ...(undated === 0
      ? []
      : [undated === items.length ? 'None has a date.' : `${count(undated, 'has', 'have')} no date.`]),
    ...[sayTeasers(feed)].filter((text) => text !== ''),
  ];
  const lines = newestFirst(items)
    .slice(0, SHOWN_ITEMS)
    .map((item): Rich => {
      const title = cutText(item.title ?? 'Untitled', MAX_TITLE);
      const at = timeOf(item);
      return [
        item.url === null ? title : { kind: 'link', text: title, url: item.url },
        ...(at === null ? [' (no date)'] : [' (', momentSpan(at, zone), ')']),
        isTeaser(item) ? ' — teaser' : '',
      ];
    });
  return [paragraph(facts.join(' ')), list(lines)];
}

/** Which of the workspace's topics the newest items would meet, as they would be read. */
export async function topicBlocks(desk: CommandDesk, call: Call, feed: FeedDocument): Promise<readonly Block[]> {
  const workspace = workspaceOf(call);
  const tried = newestFirst(feed.items).slice(0, TRIED_ITEMS);
  const met = new Map<string, { items: number; readonly example: string }>();
  for (const [n, item] of tried.entries()) {
    // Reading and matching a hundred items takes a while; others have their turns in between.
    await breathe();
    const article = articleOf(feed, item, n);
    if (article === null) continue;
    for (const { topic } of desk.topics.match([article])) {
      const known = desk.watchlist.topic(topic);
      if (known?.workspace !== workspace) continue;
      const before = met.get(known.name);
      if (before === undefined) met.set(known.name, { items: 1, example: article.title });
      else before.items++;
    }
  }
  if (desk.watchlist.topics(workspace).length === 0) {
    return [paragraph('This workspace watches for nothing yet: begin with /news watch and a few words.')];
  }
  const looked = count(tried.length, 'item', 'items');
  if (met.size === 0) {
    return tried.length === 0 ? [] : [paragraph(`Of ${looked}, none meets a topic of this workspace.`)];
  }
  const lines = [...met].sort(([, a], [, b]) => b.items - a.items);
  return [
    paragraph(`Of ${looked}, topics of this workspace meet:`),
    list(
      lines.slice(0, SHOWN_TOPICS).map(([name, { items, example }]): Rich => {
        return [{ kind: 'strong', text: name }, `: ${items}, such as “${cutText(example, MAX_TITLE)}”`];
      }),
    ),
    ...(lines.length > SHOWN_TOPICS ? [paragraph(`And ${lines.length - SHOWN_TOPICS} more topics.`)] : []),
  ];
}

function articleOf(feed: FeedDocument, item: FeedItem, n: number): Article | null {
  const outcome = readArticle(rawItemOf(feed, item, { source: 'trial', ref: String(n) }));
  return outcome.kind === 'article' ? outcome.article : null;
}
