import type { Instant } from '../../lib/clock.ts';
import type { FeedId } from '../../lib/ids.ts';

/** Which feeds are due, the longest overdue first. Each call costs the logarithm of their number. */
export type DueList = {
  /** Says when a feed is due; what was said of it before does not count any more. */
  set(feed: FeedId, at: Instant): void;
  remove(feed: FeedId): void;
  /** Takes the next feed that is due by `now` off the list, or gives null. */
  take(now: Instant): FeedId | null;
  nextAt(): Instant | null;
};

type Entry = { readonly feed: FeedId; readonly at: Instant };

/** A binary heap. Entries that no longer count stay in it until they come up. */
export function createDueList(): DueList {
  const heap: Entry[] = [];
  const current = new Map<FeedId, Entry>();

  function first(): Entry | null {
    for (let top = heap[0]; top !== undefined; top = heap[0]) {
      if (current.get(top.feed) === top) return top;
      removeFirst();
    }
    return null;
  }

  function removeFirst(): void {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      let smaller = heap[child];
      const right = heap[child + 1];
      if (smaller !== undefined && right !== undefined && right.at < smaller.at) {
        smaller = right;
        child++;
      }
      if (smaller === undefined || smaller.at >= last.at) break;
      heap[index] = smaller;
      index = child;
    }
    heap[index] = last;
  }

  function add(entry: Entry): void {
    let index = heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.at <= entry.at) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  return {
    set(feed, at) {
      if (current.get(feed)?.at === at) return;
      const entry = { feed, at };
      current.set(feed, entry);
      add(entry);
    },
    remove: (feed) => void current.delete(feed),
    take(now) {
      const top = first();
      if (top === null || top.at > now) return null;
      current.delete(top.feed);
      removeFirst();
      return top.feed;
    },
    nextAt: () => first()?.at ?? null,
  };
}
