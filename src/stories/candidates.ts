/** Finds which articles may tell the same event as another without looking at all of them. */
export type CandidateIndex = {
  add(slot: number, lookups: Uint32Array): void;
  remove(slot: number, lookups: Uint32Array): void;
  /** The slots that share the most lookups (the first lookups weigh most), at most `limit`; of equals, the newest. */
  find(lookups: Uint32Array, limit: number): readonly number[];
};

/**
 * An inverted index with short lists: under each key it keeps the `newest` slots that were added last, so that a look-up costs the same whether the
 * window holds a thousand articles or a million.
 */
export function createCandidateIndex(newest: number): CandidateIndex {
  const lists = new Map<number, number[]>();

  return {
    add(slot, lookups) {
      for (const key of lookups) {
        const list = lists.get(key);
        if (list === undefined) {
          lists.set(key, [slot]);
          continue;
        }
        list.push(slot);
        // Cut now and then rather than shift every time: shifting moves the whole list.
        if (list.length >= 2 * newest) list.splice(0, list.length - newest);
      }
    },

    remove(slot, lookups) {
      for (const key of lookups) {
        const list = lists.get(key);
        const place = list?.indexOf(slot) ?? -1;
        if (list === undefined || place < 0) continue;
        list.splice(place, 1);
        if (list.length === 0) lists.delete(key);
      }
    },

    find(lookups, limit) {
      const shared = new Map<number, number>();
      lookups.forEach((key, place) => {
        const weight = 1 / (place + 4);
        for (const slot of (lists.get(key) ?? []).slice(-newest)) shared.set(slot, (shared.get(slot) ?? 0) + weight);
      });
      return [...shared]
        .sort((a, b) => b[1] - a[1] || b[0] - a[0])
        .slice(0, limit)
        .map(([slot]) => slot);
    },
  };
}
