import { setImmediate as breathe } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { planChannels } from './announce.ts';
import type { FiledArticle } from './archive/rows.ts';
import type { Article } from './articles/article.ts';
import { readArticle } from './articles/read.ts';
import { isRevision } from './articles/revision.ts';
import type { Desk, Read } from './desk.ts';
import { DAY_MS, type Instant, later, toIso } from './lib/clock.ts';
import type { ArticleId } from './lib/ids.ts';
import type { Delivery } from './outbox/delivery.ts';
import { isFeed } from './sources/feeds/feed.ts';
import type { Offer, Source } from './sources/source.ts';
import { commitChanges } from './store/change.ts';
import type { Regrouping } from './stories/story.ts';

/** What became of one offer. */
export type Filed =
  | { readonly kind: 'unreadable'; readonly offer: Offer; readonly reason: string }
  /** It comes too late: older than anything that is kept, or its story has been let go since. */
  | { readonly kind: 'turned-away'; readonly offer: Offer; readonly reason: string }
  /** The article is known: the same text in another file, or a file that was touched and says the same. */
  | { readonly kind: 'repeat'; readonly offer: Offer; readonly article: ArticleId }
  | {
      readonly kind: 'filed';
      readonly offer: Offer;
      readonly article: Article;
      /** True where the article was known and says something else now. */
      readonly isRevision: boolean;
      readonly regrouping: Regrouping;
      /** What was planned for channels. */
      readonly deliveries: readonly Delivery[];
    };

/**
 * The road of one article: takes what a source has next, reads it, groups it into a story, matches the stories that
 * changed against all topics, plans what channels should show, and makes all of it true in one commit. Null while
 * sources have nothing new. A crash anywhere repeats the article and changes nothing: every key can be recomputed.
 * Throws where the store cannot commit; nothing has changed then, and the source offers the article again.
 */
export async function pollNext(desk: Desk, now: Instant): Promise<Filed | null> {
  if (desk.ready.length === 0) {
    if (desk.tray.length === 0) desk.tray.push(...(await readDue(desk.sources, now)));
    desk.ready.push(...(await readAhead(desk, desk.tray.splice(0, READ_AHEAD))));
  }
  const next = desk.ready.shift();
  if (next === undefined) return null;
  return desk.turns(() => fileNext(desk, next, now));
}

/**
 * Reads what sources have. What comes together is filed in the order of the articles' times, so that a first start tells
 * stories as they happened; articles without a time come last, when the stories they may belong to are there.
 */
async function readDue(sources: readonly Source[], now: Instant): Promise<readonly Read[]> {
  const offers = (await Promise.all(sources.map((source) => source.poll(now)))).flat();
  const read = await inSlices(offers, (offer) => readOffer(offer, now));
  return read.sort((a, b) => timeOf(a) - timeOf(b));
}

/**
 * Reads the next articles for grouping, and then for topics. A processor keeps what such reading asks for near for a moment, so that a few dozen
 * articles one after another take a quarter less than each by itself between all else that is done with it.
 */
async function readAhead({ stories, topics }: Desk, some: readonly Read[]): Promise<readonly Read[]> {
  const articles = some.flatMap((one) => (one.kind === 'article' ? one.article : []));
  await inSlices(articles, stories.read);
  await inSlices(articles, topics.read);
  return some;
}

/** What is read ahead takes some 20 kB an article. */
const READ_AHEAD = 50;

async function inSlices<T, R>(all: readonly T[], work: (one: T) => R): Promise<R[]> {
  const done: R[] = [];
  let breathedAt = performance.now();
  for (const one of all) {
    done.push(work(one));
    if (performance.now() - breathedAt < SLICE_MS) continue;
    await breathe();
    breathedAt = performance.now();
  }
  return done;
}

/** Two hundred long pages take a second to read, in which nobody else would have a turn. */
const SLICE_MS = 10;

function readOffer(offer: Offer, now: Instant): Read {
  if (offer.kind === 'unreadable') return { offer, kind: 'unreadable', reason: offer.reason };
  const outcome = readArticle(offer.item);
  return outcome.kind === 'article'
    ? { offer, kind: 'article', article: notAhead(outcome.article, now) }
    : { offer, ...outcome };
}

/** Nobody has published tomorrow: such a time is a mistake, or another thing's date, and says nothing. */
function notAhead(article: Article, now: Instant): Article {
  const isAhead = article.time.origin !== 'unknown' && article.time.at > now + DAY_MS;
  return isAhead ? { ...article, time: { origin: 'unknown' } } : article;
}

function timeOf(read: Read): number {
  return read.kind === 'article' && read.article.time.origin !== 'unknown'
    ? read.article.time.at
    : Number.MAX_SAFE_INTEGER;
}

async function fileNext(desk: Desk, read: Read, now: Instant): Promise<Filed> {
  const { offer } = read;
  const earlier = desk.seen.articleOf(offer.source, offer.ref);
  if (read.kind === 'unreadable') {
    const outcome = { article: earlier, unreadable: read.reason };
    await commitChanges(desk.store, [desk.seen.mark(offer, outcome, now)], 'soon');
    return { kind: 'unreadable', offer, reason: read.reason };
  }

  const { article, before } = await identify(desk, read.article, earlier);
  const seen = desk.seen.mark(offer, { article: article.id, unreadable: null }, now);
  if (before !== null && desk.archive.isGrouped(article.id) && addsNothing(before, article, offer)) {
    await commitChanges(desk.store, [seen], 'soon');
    return { kind: 'repeat', offer, article: article.id };
  }

  const tooLate = before === null ? await whyTooLate(desk, article, offer, earlier, now) : null;
  if (tooLate !== null) {
    await commitChanges(desk.store, [desk.seen.mark(offer, { article: earlier, unreadable: tooLate }, now)], 'soon');
    return { kind: 'turned-away', offer, reason: tooLate };
  }

  const regrouping = desk.stories.judge(article);
  const filed: FiledArticle = {
    article,
    source: offer.source,
    ref: offer.ref,
    filedAt: before?.filedAt ?? now,
    isHistory: before?.isHistory ?? offer.isHistory,
    reasons: regrouping.reasons,
  };
  const plan = await planChannels(desk, { filed, regrouping }, now);
  const changes = [
    seen,
    desk.archive.file(filed, read.article.id, regrouping),
    desk.outbox.plan(plan.deliveries),
    desk.watchlist.spendBackfill(plan.spent),
    desk.digests.note(plan.noted, regrouping.dissolved, now),
    { writes: [], apply: () => desk.stories.apply(article, regrouping) },
  ];
  // What a power cut takes is read again; the mark that comes before a post takes everything before it to the disk.
  await commitChanges(desk.store, changes, 'soon');
  return { kind: 'filed', offer, article, isRevision: before !== null, regrouping, deliveries: plan.deliveries };
}

type Identified = { readonly article: Article; readonly before: FiledArticle | null };

/**
 * Finds out whether the article is one that is known. The same words or address make the same article wherever they
 * come from; a file that was edited stays the article it was, unless it tells something else altogether now.
 */
async function identify(desk: Desk, article: Article, earlier: ArticleId | null): Promise<Identified> {
  const same = await desk.archive.filed(article.id);
  if (same !== null) return { article: { ...article, id: same.article.id }, before: same };
  const before = earlier === null ? null : await desk.archive.filed(earlier);
  // The same words under a corrected address are that article too.
  const isSame = before !== null && (hasWordsOf(before.article, article) || isRevision(before.article, article));
  if (!isSame) return { article, before: null };
  return { article: { ...article, id: before.article.id }, before };
}

/**
 * Why an article that is not known comes too late, in a sentence; null where it does not. A feed that repeats an item whose story was let go tells no
 * news, whatever date it states now; nor does one that begins with items older than what is kept. Whoever puts an old file into the folder wants it read.
 */
async function whyTooLate(
  desk: Desk,
  article: Article,
  offer: Offer,
  earlier: ArticleId | null,
  now: Instant,
): Promise<string | null> {
  const days = Math.round(desk.keep.ms / DAY_MS);
  if (earlier === article.id && (await desk.archive.isExpired(earlier))) {
    return `It was told before, and its story was let go since: stories are kept for ${days} days after their last report (KEEP_DAYS).`;
  }
  const { time } = article;
  if (!isFeed(offer.source) || time.origin === 'unknown' || time.at >= later(now, -desk.keep.ms)) return null;
  return `It is from ${toIso(time.at).slice(0, 10)}: older than the ${days} days for which stories are kept (KEEP_DAYS).`;
}

/** Of a known article, a teaser says less than this share of what is known. */
const FULLER = 0.6;

/**
 * The same item counts in every detail. Another item adds nothing where it has the same words, whatever is known beside them; where it is a
 * teaser of what is known in full; and where it speaks of an article on somebody else's site: anybody can give any address as his item's.
 */
function addsNothing(before: FiledArticle, article: Article, offer: Offer): boolean {
  if (before.source === offer.source && before.ref === offer.ref) return isDeepStrictEqual(before.article, article);
  if (hasWordsOf(before.article, article)) return true;
  if (before.source === offer.source) return false;
  const isHearsay = offer.kind === 'item' && offer.isHearsay;
  return isHearsay || article.text.length < before.article.text.length * FULLER;
}

function hasWordsOf(before: Article, article: Article): boolean {
  return before.title === article.title && before.text === article.text;
}
