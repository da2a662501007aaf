import { isIP } from 'node:net';

/** Under which names these pages answer. */
export type KnownHosts = {
  /** What the server listens on, as it was configured; null before it does. */
  readonly bound: string | null;
  /** The host of PUBLIC_URL. */
  readonly publicHost: string | null;
};

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::', '']);

/**
 * Whether a request names a host that is ours. A foreign name that leads to this machine is how a page elsewhere
 * reads a local server (DNS rebinding). Where we listen on every address, an address is fine too: it needs no name.
 * `hostname` is as `URL` gives it: lower case, no port, IPv6 in brackets.
 */
export function isKnownHost(hostname: string, known: KnownHosts): boolean {
  if (LOOPBACK_NAMES.has(hostname) || hostname === known.publicHost) return true;
  if (known.bound === null) return false;
  const address = hostname.replace(/^\[|\]$/g, '');
  return address === known.bound.toLowerCase() || (EVERY_ADDRESS.has(known.bound) && isIP(address) !== 0);
}

/**
 * Whether a request that changes something comes from one of our own pages. Browsers say so in Sec-Fetch-Site; over
 * plain HTTP to another machine only Origin is sent. A request with neither is refused: a program can send Origin.
 */
export function isFromOwnPage(headers: Headers, url: URL): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = URL.parse(headers.get('origin') ?? '');
  return origin !== null && origin.host === url.host;
}

/**
 * The address as a link may hold it: http and https only, pages here without the host (they are reached under more
 * than one name), anything else null. `own` holds the origins under which links to our own pages are written.
 */
export function safeHref(address: string, own: ReadonlySet<string>): string | null {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  return own.has(url.origin) ? `${url.pathname}${url.search}${url.hash}` : url.href;
}
