import { z } from 'zod';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../lib/clock.ts';
import { digest, type FeedId } from '../../lib/ids.ts';
import { instantSchema } from '../../lib/schemas.ts';
import type { Store, Write } from '../../store/store.ts';
import type { FeedItem } from './document.ts';
import { type ItemMark, identify, markOf } from './identity.ts';

/** What is remembered of an item of a feed, to know it again. All of it is digests: feeds decide how long the rest is. */
export type KnownItem = ItemMark & {
  /** What it is called within its feed, for ever. */
  readonly ref: string;
  /** When the feed last held it. */
  readonly heldAt: Instant;
  /** How often it was found to say something else, and when it last was. */
  readonly changes: number;
  readonly changedAt: Instant;
};

/** A feed may take an item off and put it back: what it does not hold any more is remembered for so long, and no more than so many. */
const ABSENT_MS = 14 * DAY_MS;
const MOST_ABSENT = 500;

/** A counter or an advertisement in its text makes an item another one on every fetch. So many changes are free; each further one must wait longer. */
const FREE_CHANGES = 6;
const FIRST_WAIT_MS = 20 * MINUTE_MS;
const LONGEST_WAIT_MS = 6 * HOUR_MS;

const part = z.string().nullable();
const parseItems = z.object({
  items: z.array(
    z.object({
      ref: z.string(),
      heldAt: instantSchema,
      changes: z.int().min(0),
      changedAt: instantSchema,
      guid: part,
      address: part,
      title: part,
      text: part,
    }),
  ),
});
const itemsSchema = { version: 1, parse: parseItems };

/** The items that are known of each feed. They stay in the store: a feed's are read when it has changed. */
export type ItemLedger = {
  of(feed: FeedId): Promise<readonly KnownItem[]>;
  put(feed: FeedId, items: readonly KnownItem[]): Write;
  remove(feed: FeedId): Write;
};

export function openItemLedger(store: Store): ItemLedger {
  const table = store.table('feed-items', itemsSchema);
  return {
    of: async (feed) => (await table.get(feed))?.items ?? [],
    put: (feed, items) => table.put(feed, { items: [...items] }),
    remove: (feed) => table.remove(feed),
  };
}

/** An item that was not there before, or says something else now. */
export type Found = {
  readonly item: FeedItem;
  readonly ref: string;
  /** Changes with what the item says. */
  readonly version: string;
  readonly isNew: boolean;
};

export type Sorted = {
  /** In the order in which they happened; those without a time come last. */
  readonly found: readonly Found[];
  /** What is to be known of the feed from now on. */
  readonly known: readonly KnownItem[];
  /** What is forgotten. */
  readonly forgotten: readonly string[];
  readonly areGuidsTrusted: boolean;
};

/** Finds out what a fetch brought that was not known. Pure: the same again gives the same, refs included. */
export function sortItems(
  items: readonly FeedItem[],
  before: readonly KnownItem[],
  wereGuidsTrusted: boolean,
  now: Instant,
): Sorted {
  const marks = items.map((item) => shortened(markOf(item)));
  const { verdicts, areGuidsTrusted } = identify(marks, before, wereGuidsTrusted);
  const known = new Map(before.map((item) => [item.ref, item]));
  const refOf = new Map<ItemMark, string>(before.map((item) => [item, item.ref]));
  const found = new Map<string, Found>();
  for (const [n, verdict] of verdicts.entries()) {
    const item = items[n];
    const mark = marks[n];
    if (item === undefined || mark === undefined) continue;
    const ref = (verdict.kind === 'new' ? null : refOf.get(verdict.mark)) ?? newRef(mark, known);
    refOf.set(mark, ref);
    const earlier = known.get(ref) ?? { ...mark, ref, changes: 0, changedAt: now };
    if (verdict.kind === 'changed' && changesTooOften(earlier, now)) {
      known.set(ref, { ...earlier, heldAt: now });
      continue;
    }
    const change = verdict.kind === 'changed' ? { changes: earlier.changes + 1, changedAt: now } : {};
    known.set(ref, { ...earlier, ...mark, ...change, heldAt: now });
    if (verdict.kind === 'known') continue;
    const isNew = verdict.kind === 'new' || (found.get(ref)?.isNew ?? false);
    found.set(ref, { item, ref, version: digest(mark.title ?? '', mark.text ?? ''), isNew });
  }
  const absent = [...known.values()].filter(({ heldAt }) => heldAt !== now).sort((a, b) => b.heldAt - a.heldAt);
  const forgotten = absent.filter(({ heldAt }, n) => n >= MOST_ABSENT || now - heldAt > ABSENT_MS);
  for (const { ref } of forgotten) known.delete(ref);
  return {
    found: [...found.values()].sort((a, b) => timeOf(a.item) - timeOf(b.item)),
    known: [...known.values()],
    forgotten: forgotten.map(({ ref }) => ref),
    areGuidsTrusted,
  };
}

function changesTooOften({ changes, changedAt }: Pick<KnownItem, 'changes' | 'changedAt'>, now: Instant): boolean {
  const over = changes - FREE_CHANGES;
  if (over < 0 || changedAt > now) return false;
  return now - changedAt < Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(over, 10));
}

function shortened({ guid, address, title, text }: ItemMark): ItemMark {
  return { guid: guid === null ? null : digest(guid), address: address === null ? null : digest(address), title, text };
}

/** An item that was edited keeps the ref of what it was; should that come back as an item of its own, it is called something else. */
function newRef({ guid, address, title, text }: ItemMark, known: ReadonlyMap<string, KnownItem>): string {
  const parts = [guid ?? '', address ?? '', title ?? '', text ?? ''];
  for (let n = 0; ; n++) {
    const ref = `i-${digest(...parts, ...(n === 0 ? [] : [String(n)]))}`;
    if (!known.has(ref)) return ref;
  }
}

function timeOf({ publishedAt, updatedAt }: FeedItem): number {
  return publishedAt ?? updatedAt ?? Number.MAX_SAFE_INTEGER;
}
