import { openStore, type Store, StoreError } from '../../src/store/store.ts';

/** A store in memory whose disk is full whenever the test says so: a commit then changes nothing and says why. */
export async function openFillingStore(): Promise<{ readonly store: Store; fill(isFull: boolean): void }> {
  const inner = await openStore('memory:');
  let full = false;
  const store: Store = {
    ...inner,
    commit: async (writes) => {
      if (full) throw new StoreError('full', 'No room is left.');
      await inner.commit(writes);
    },
  };
  return {
    store,
    fill(isFull) {
      full = isFull;
    },
  };
}
