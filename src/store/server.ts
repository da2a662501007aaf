import type { Page } from './backend.ts';
import { type KeyRange, orderedKeys } from './keys.ts';
import type { Keyv } from './keyv.ts';
import { StoreError, type StoreErrorCode } from './store-error.ts';
import { shownUrl } from './store-url.ts';

// What the back ends have in common that are servers elsewhere.

export const CONNECT_MS = 5_000;
// After this long without an answer a server counts as gone; what was under way has failed, though it may have happened.
export const SILENCE_MS = 30_000;

// Articles of some KB each: about a megabyte an answer.
const PAGE_KEYS = 200;

/**
 * Pages of those keys that lie in the range, in key order. keyv's own iterators over a server are not used: Redis may give a
 * row twice and keyv breaks on one that vanishes half-way, PostgreSQL's ends early and silently where a query fails.
 * Holds the keys of one table in memory while it runs.
 */
export async function* scanKeys(keyv: Keyv, keys: Iterable<string>, range: KeyRange): AsyncGenerator<Page> {
  const ordered = orderedKeys(keys, range);
  for (let start = 0; start < ordered.length; start += PAGE_KEYS) {
    const page = ordered.slice(start, start + PAGE_KEYS);
    const stored = await keyv.getMany<unknown>(page);
    yield page.map((key, index) => [key, stored[index]]);
  }
}

/** An error of a server as a sentence; the password of `url` is struck out wherever a library may have put it. */
export function serverError(code: StoreErrorCode, url: string, error: Error): StoreError {
  const said = withoutSecret(messageOf(error), url);
  return new StoreError(code, `${problem(code, shownUrl(url))} (${said}). ${REMEDIES[code]}`, new Error(said));
}

function problem(code: StoreErrorCode, shown: string): string {
  switch (code) {
    case 'full':
      return `The store ${shown} has no room left`;
    case 'read-only':
      return `The store ${shown} takes no writes`;
    case 'unreachable':
      return `The store ${shown} cannot be reached`;
    default:
      return `The store ${shown} refused`;
  }
}

const REMEDIES: Readonly<Record<StoreErrorCode, string>> = {
  'bad-url': 'Check STORE_URL.',
  'in-use': 'Stop the other program first.',
  'read-only': 'Point STORE_URL at the server that takes writes, and check its disk and the rights of its user.',
  full: 'Nothing of the last change was stored; give the server more room.',
  newer: 'Update Newsdesk.',
  unreachable: 'Check that the server runs, and its host, port, user and password in STORE_URL.',
  'not-empty': 'Restore with --replace.',
  'half-restored': 'Restore again.',
  unreadable: "Check the server's log.",
};

/** Node gathers the errors of several addresses (IPv6, IPv4) in one that has no message of its own. */
function messageOf(error: Error): string {
  const [first] = error instanceof AggregateError ? error.errors : [];
  return first instanceof Error ? first.message : error.message || error.name;
}

function withoutSecret(text: string, url: string): string {
  const { password = '', username = '' } = URL.parse(url) ?? {};
  const secrets = [password, decoded(password)].filter((secret) => secret !== '');
  // A Redis token may stand where the user's name is expected.
  if (password === '' && username !== '') secrets.push(username, decoded(username));
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '…'), text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
