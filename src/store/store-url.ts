import { nearest } from '../lib/nearest.ts';
import { StoreError } from './store-error.ts';

/** Where the tables lie. */
export type StoreAddress =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'redis' | 'postgres'; readonly url: string };

const SERVERS: ReadonlyMap<string, 'redis' | 'postgres'> = new Map([
  ['redis', 'redis'],
  ['rediss', 'redis'],
  ['postgres', 'postgres'],
  ['postgresql', 'postgres'],
]);
const ACCEPTED = 'sqlite:./data/newsdesk.db, memory:, redis://host:6379 or postgres://host/database';

/**
 * Reads the address of a store.
 * @throws StoreError bad-url; the message repeats nothing that may be a secret
 */
export function parseStoreUrl(url: string): StoreAddress {
  const [, scheme = '', rest = ''] = /^\s*([a-z][a-z0-9+.-]*):(.*)$/is.exec(url) ?? [];
  const name = scheme.toLowerCase();
  if (name === 'memory') return { kind: 'memory' };
  if (name === 'sqlite') return { kind: 'sqlite', path: sqlitePath(rest.trim()) };
  const kind = SERVERS.get(name);
  if (kind === undefined) throw new StoreError('bad-url', unknownScheme(name));
  // node-redis and pg put a text that is no URL, password and all, into their errors: refuse it before they see it.
  const parsed = URL.parse(url.trim());
  if (parsed === null || !rest.startsWith('//') || parsed.hostname === '') {
    throw new StoreError('bad-url', `The store's URL is not of the form ${name}://user:password@host:port/database.`);
  }
  return { kind, url: parsed.href };
}

/** What of a server's URL may be shown: no user, no password, no options. A "/" or "?" in an unescaped password moves where a URL's parts seem to be; all before the last "@" goes. */
export function shownUrl(url: string): string {
  const [, scheme = '', rest = ''] = /^([^:]*):(?:\/\/)?(.*)$/s.exec(url) ?? [];
  const [shown = ''] = rest.slice(rest.lastIndexOf('@') + 1).split(/[?#]/);
  return `${scheme}://${shown}`;
}

/** `./data/x.db`, `/var/x.db`, and `///var/x.db` as URLs write a path. */
function sqlitePath(rest: string): string {
  const path = rest.replace(/^\/\/(?=\/)/, '');
  if (path === '' || path.endsWith('/') || path.startsWith('//') || path.startsWith(':') || path.includes('\0')) {
    throw new StoreError('bad-url', 'The store\'s URL names no file. Write for instance "sqlite:./data/newsdesk.db".');
  }
  return path;
}

function unknownScheme(name: string): string {
  if (name === '') return `The store's URL does not say what kind of store it is. Write ${ACCEPTED}.`;
  const meant = nearest(name, ['sqlite', 'memory', ...SERVERS.keys()]);
  const hint = meant === null ? '' : ` Did you mean "${meant}:"?`;
  return `"${name}:" is no kind of store.${hint} Write ${ACCEPTED}.`;
}
