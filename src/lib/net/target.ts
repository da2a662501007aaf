import { isIP } from 'node:net';
import { isPublicAddress, isWebPort } from './addresses.ts';
import type { Allow } from './allow.ts';
import type { NetReason } from './reasons.ts';

const MAX_ADDRESS_CHARACTERS = 2_048;

/** Where a request goes. */
export type Target = {
  readonly kind: 'target';
  /** The whole address in its one spelling, without fragment. */
  readonly address: string;
  /** Scheme, host and port: what connections are kept by. */
  readonly origin: string;
  readonly path: string;
  /** Without brackets and without a dot at the end. */
  readonly hostname: string;
  readonly port: number;
};

/** Why nothing is asked there. `detail` is the end of a sentence that begins with "The address". */
export type Refusal = {
  readonly kind: 'refused';
  readonly reason: Extract<NetReason, 'bad-address' | 'blocked-port'>;
  readonly detail: string;
};

/**
 * Reads an address as every part of a request understands it, so that nothing is checked in one spelling and used in another: decimal,
 * octal, hexadecimal and short forms of IP addresses are made the plain one. What it leads to is checked when it is connected to.
 */
export function readTarget(text: string, allow: Allow, base?: string): Target | Refusal {
  if (text.length > MAX_ADDRESS_CHARACTERS) return refuse('is longer than 2,048 characters');
  const url = URL.parse(text.trim(), base);
  if (url === null) return refuse('is not written as an address is');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return refuse('begins neither with http:// nor with https://');
  if (url.username !== '' || url.password !== '') return refuse('contains a user name or a password');
  url.hash = '';
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  if (hostname === '' || url.hostname.endsWith('.')) return refuse('has no host');
  if (url.href.length > MAX_ADDRESS_CHARACTERS) return refuse('is longer than 2,048 characters');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (!isWebPort(port) && !allow.hasPort(hostname, port)) {
    return { kind: 'refused', reason: 'blocked-port', detail: `leads to port ${port}` };
  }
  return {
    kind: 'target',
    address: url.href,
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    hostname,
    port,
  };
}

function refuse(detail: string): Refusal {
  return { kind: 'refused', reason: 'bad-address', detail };
}

/** Whether a connection to `address`, which is what `hostname` leads to, may be made. `own` are the addresses of this machine. */
export function mayConnect(
  { hostname, port }: Pick<Target, 'hostname' | 'port'>,
  address: string,
  allow: Allow,
  own: ReadonlySet<string>,
): boolean {
  if (isIP(address) === 0) return false;
  if (allow.hasHost(hostname, port) || allow.hasAddress(address, port)) return true;
  return isPublicAddress(address) && !own.has(address);
}
