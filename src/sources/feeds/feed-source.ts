import type { Instant } from '../../lib/clock.ts';
import type { FeedId } from '../../lib/ids.ts';
import type { RawItem } from '../raw-item.ts';
import type { Offer, SeenMark, Source } from '../source.ts';

/** Handed over at a time. */
const BATCH = 50;

/** What a fetch brought that is new or changed. */
export type FoundItem = {
  readonly ref: string;
  readonly version: string;
  readonly isHistory: boolean;
  readonly isHearsay: boolean;
  /** Made when it is handed over: what waits is kept as it was read. */
  readonly raw: () => RawItem;
};

/** Where the items of feeds lie between their fetch and the desk. */
export type Shelf = {
  /** The source `feeds`. Each of its offers comes from one feed, whose id is the offer's source. */
  readonly source: Source;
  /** Lays down what one fetch of a feed brought, in the order in which it is to be filed. `filed` is called once all of it is filed. */
  lay(feed: FeedId, items: readonly FoundItem[], filed: () => void): void;
  /** Takes off what waits of a feed that nobody wants any more. */
  clear(feed: FeedId): void;
  /** How many items wait. */
  count(): number;
};

type Waiting = { readonly feed: FeedId; readonly item: FoundItem; readonly fetch: { left: number; filed: () => void } };

/** `rang` is called when there is something to hand over. */
export function createShelf(rang: () => void): Shelf {
  const waiting = new Map<string, Waiting>();
  const keyOf = (feed: string, ref: string) => `${feed}/${ref}`;

  /** Takes one off; true where it was the last of its fetch. */
  function takeOff(key: string): Waiting['fetch'] | null {
    const held = waiting.get(key);
    if (held === undefined) return null;
    waiting.delete(key);
    held.fetch.left--;
    return held.fetch;
  }

  async function poll(_now: Instant): Promise<readonly Offer[]> {
    const offers: Offer[] = [];
    // What was handed over and is still here was not filed: it is offered again.
    for (const { feed, item } of waiting.values()) {
      if (offers.length === BATCH) break;
      const { ref, version, isHistory, isHearsay } = item;
      offers.push({ source: feed, ref, version, isHistory, kind: 'item', item: item.raw(), isHearsay });
    }
    return offers;
  }

  function markSeen({ source, ref }: SeenMark): void {
    const fetch = takeOff(keyOf(source, ref));
    if (fetch?.left === 0) fetch.filed();
  }

  return {
    source: { name: 'feeds', poll, markSeen },
    lay(feed, items, filed) {
      const fetch = { left: items.length, filed };
      for (const item of items) waiting.set(keyOf(feed, item.ref), { feed, item, fetch });
      if (items.length > 0) rang();
    },
    clear(feed) {
      for (const [key, held] of waiting) if (held.feed === feed) takeOff(key);
    },
    count: () => waiting.size,
  };
}
