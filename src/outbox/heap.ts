import type { Instant } from '../lib/clock.ts';

/** Names with times, the earliest first. A name may stand in it several times: who takes it out says which still counts. */
export type Heap = {
  push(at: Instant, key: string): void;
  /** Takes out everything that is not after `now`; gives what still counts of it. */
  popUntil(now: Instant, isCurrent: (at: Instant, key: string) => boolean): readonly string[];
  /** Drops what no longer counts. */
  keep(isCurrent: (at: Instant, key: string) => boolean): void;
  /** The earliest time, whether it still counts or not. */
  first(): Instant | null;
  size(): number;
};

type Item = { readonly at: Instant; readonly key: string };

export function createHeap(): Heap {
  let items: Item[] = [];

  function swap(a: number, b: number): void {
    const [first, second] = [items[a], items[b]];
    if (first === undefined || second === undefined) return;
    items[a] = second;
    items[b] = first;
  }
  const atOf = (index: number): number => items[index]?.at ?? Number.POSITIVE_INFINITY;

  function push(item: Item): void {
    items.push(item);
    for (let index = items.length - 1; index > 0; ) {
      const parent = (index - 1) >> 1;
      if (atOf(parent) <= atOf(index)) return;
      swap(parent, index);
      index = parent;
    }
  }

  function pop(): Item | null {
    const [first] = items;
    const last = items.pop();
    if (first === undefined || last === undefined) return null;
    if (items.length === 0) return first;
    items[0] = last;
    for (let index = 0; ; ) {
      const child = 2 * index + (atOf(2 * index + 2) < atOf(2 * index + 1) ? 2 : 1);
      if (atOf(index) <= atOf(child)) return first;
      swap(index, child);
      index = child;
    }
  }

  return {
    push: (at, key) => push({ at, key }),
    popUntil(now, isCurrent) {
      const due: string[] = [];
      while (atOf(0) <= now) {
        const item = pop();
        if (item !== null && isCurrent(item.at, item.key)) due.push(item.key);
      }
      return due;
    },
    keep(isCurrent) {
      const kept = items.filter(({ at, key }) => isCurrent(at, key));
      items = [];
      for (const item of kept) push(item);
    },
    first: () => items[0]?.at ?? null,
    size: () => items.length,
  };
}
