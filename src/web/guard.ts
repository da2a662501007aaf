import { isIP } from 'node:net';

/** Under which names these pages answer. */
export type KnownHosts = {
  /** What the server listens on, as it was configured; null before it does. */
  readonly bound: string | null;
  /** The host of PUBLIC_URL. */
  readonly publicHost: string | null;
};

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Whether the name is one of this machine for itself. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK_NAMES.has(hostname);
}

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
  const url = webUrl(address);
  if (url === null) return null;
  return isOurs(url, own) ? (pathOf(url) ?? url.href) : url.href;
}

// Nobody but us links to pages of this machine, and what we wrote under an earlier port is still meant for here.
function isOurs(url: URL, own: ReadonlySet<string>): boolean {
  return (
    own.has(url.origin) || (LOOPBACK_NAMES.has(url.hostname) && /^\/(?:articles|stories)\/[\w-]+$/.test(url.pathname))
  );
}

/**
 * Where on this server a page of ours is, whatever name and port the server had when the address was written: an alert
 * that was posted under another port still leads to its story. Null where the address is none.
 */
export function pageHref(address: string): string | null {
  const url = webUrl(address);
  return url === null ? null : pathOf(url);
}

function webUrl(address: string): URL | null {
  const url = URL.parse(address);
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : null;
}

function pathOf(url: URL): string | null {
  // A path that begins with two slashes would name another host.
  return url.pathname.startsWith('//') ? null : `${url.pathname}${url.search}${url.hash}`;
}
