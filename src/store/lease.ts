import { StoreError } from './store-error.ts';
import { shownUrl } from './store-url.ts';

// One process at a time writes to a store. A file has the kernel's lock for that; a server has a lease: whoever opens the
// store writes its own token under this key, and writes only while it holds the server's lock and the token is still its own.
export const OWNER_KEY = 'meta/owner';

/** The store belongs to another process now. Whoever held it writes no more: what it has in memory may no longer be true. */
export function heldByAnother(url: string, holder: string): StoreError {
  return new StoreError(
    'in-use',
    `The store ${shownUrl(url)} is in use by another Newsdesk${holder}. Stop that one first, or name another store in STORE_URL.`,
  );
}

/** Said by every write from now on. */
export function takenOver(url: string): StoreError {
  return new StoreError(
    'in-use',
    `The store ${shownUrl(url)} was taken over by another Newsdesk, or emptied, while this one could not reach it. Nothing more is written by this one: stop it, and see that only one runs.`,
  );
}
