import type { Lasting, Store, Write } from './store.ts';

/** A decision: what it writes, and what it makes true in memory once that is stored. */
export type Change = { readonly writes: readonly Write[]; apply(): void };

/**
 * Makes several decisions true together: stored in one atomic batch first, then in memory. Where storing fails, nothing
 * has changed anywhere and the error is the store's.
 */
export async function commitChanges(store: Store, changes: readonly Change[], lasting: Lasting = 'now'): Promise<void> {
  const writes = changes.flatMap((change) => change.writes);
  if (writes.length > 0) await store.commit(writes, lasting);
  for (const change of changes) change.apply();
}
