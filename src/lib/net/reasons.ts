/** Why an address could not be read, in one word. */
export const NET_REASONS = [
  'bad-address',
  'private-address',
  'blocked-port',
  'dns',
  'refused',
  'unreachable',
  'certificate',
  'tls',
  'too-slow',
  'too-large',
  'bomb',
  'cut-off',
  'redirect-loop',
  'too-many-redirects',
  'bad-redirect',
  'bad-encoding',
  'bad-header',
  'not-http',
  'login',
  'forbidden',
  'not-found',
  'gone',
  'too-many-requests',
  'server-error',
  'status',
  'stopped',
] as const;

export type NetReason = (typeof NET_REASONS)[number];

/** What failed, before it is said: `detail` tells which case of the reason it is, and is safe to show. */
export type Failure = { readonly reason: NetReason; readonly detail: string };

/** A name leads to an address that may not be connected to. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
}

/** A name has no address, or the name system does not answer. */
export class NoAddressError extends Error {
  override readonly name = 'NoAddressError';
}

const BY_CODE: Readonly<Record<string, NetReason>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ETIMEDOUT: 'too-slow',
  UND_ERR_CONNECT_TIMEOUT: 'too-slow',
  ECONNRESET: 'cut-off',
  EPIPE: 'cut-off',
  UND_ERR_SOCKET: 'cut-off',
  EPROTO: 'tls',
  UND_ERR_HEADERS_OVERFLOW: 'bad-header',
};

// What undici calls answers that no client may get ("100 Continue", another protocol): only their text tells them from a lost connection.
const NOT_HTTP: ReadonlySet<string> = new Set(['bad response', 'bad upgrade']);

// https://nodejs.org/api/tls.html#x509-certificate-error-codes, as the end of a sentence that begins with the host.
const CERTIFICATES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has a certificate that has expired',
  CERT_NOT_YET_VALID: 'has a certificate that is not valid yet; check the clock of this machine',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate that belongs to another host',
  HOSTNAME_MISMATCH: 'has a certificate that belongs to another host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'has a certificate that it signed itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'has a certificate of an authority that nobody knows',
  UNABLE_TO_GET_ISSUER_CERT: 'does not send the whole chain of its certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'does not send the whole chain of its certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'does not send the whole chain of its certificate',
  CERT_REVOKED: 'has a certificate that was revoked',
  CERT_UNTRUSTED: 'has a certificate that is not trusted',
};

/** What an error of a connection means. `isInBody`: the headers of the answer were whole. */
export function failureOf(error: Error, isInBody: boolean): Failure {
  if (error instanceof PrivateAddressError) return { reason: 'private-address', detail: '' };
  if (error instanceof NoAddressError) return { reason: 'dns', detail: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const certificate = CERTIFICATES[code];
  if (certificate !== undefined) return { reason: 'certificate', detail: certificate };
  if (code.startsWith('CERT_') || code.startsWith('UNABLE_TO_') || code.startsWith('ERR_TLS_CERT')) {
    return { reason: 'certificate', detail: 'has a certificate that cannot be verified' };
  }
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) return { reason: 'tls', detail: '' };
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return { reason: isInBody ? 'cut-off' : 'not-http', detail: '' };
  if (error.name === 'HTTPParserError' && isInBody) return { reason: 'bad-encoding', detail: ': it is damaged' };
  if (error.name === 'HTTPParserError' || NOT_HTTP.has(error.message)) return { reason: 'not-http', detail: '' };
  return { reason: BY_CODE[code] ?? 'cut-off', detail: '' };
}

/** The reason that an HTTP status is. 200, 203, 304 and redirects are none. */
export function reasonOfStatus(status: number): NetReason {
  if (status === 401 || status === 407) return 'login';
  if (status === 403 || status === 451) return 'forbidden';
  if (status === 404) return 'not-found';
  if (status === 410) return 'gone';
  if (status === 429) return 'too-many-requests';
  return status >= 500 && status <= 599 ? 'server-error' : 'status';
}

/** The sentences for people: what happened at `host`, and what to do. */
export function sayFailure({ reason, detail }: Failure, host: string, status: number | null): string {
  switch (reason) {
    case 'bad-address':
      return `The address ${detail}. Give one such as https://example.com/feed.`;
    case 'private-address':
      return `${host} is not on the public internet. If it is a server of your own, add it to FEEDS_ALLOW.`;
    case 'blocked-port':
      return `The address ${detail}, where no web server is expected. If it is a server of your own, add host:port to FEEDS_ALLOW.`;
    case 'dns':
      return `There is no server named ${host}, or the name system does not answer. Check the spelling.`;
    case 'refused':
      return `${host} does not accept connections. It may be down; it is tried again.`;
    case 'unreachable':
      return `${host} cannot be reached from here. It may be down, or a firewall may be in between; it is tried again.`;
    case 'certificate':
      return `${host} ${detail}, so nobody can tell whether it is really ${host}. Its owner has to mend that.`;
    case 'tls':
      return `No secure connection to ${host} could be made. If it serves plain HTTP, give the address with http://.`;
    case 'too-slow':
      return `${host} ${detail || 'took too long to connect'}. It is tried again.`;
    case 'too-large':
      return `What ${host} sends is larger than is read here.`;
    case 'bomb':
      return `What ${host} sends unpacks to a size that no honest page or feed has. It was not read.`;
    case 'cut-off':
      return `${host} ended the connection before its answer was whole. It is tried again.`;
    case 'redirect-loop':
      return `${host} sends visitors in a circle${detail}. It may ask for cookies or a login; look for another address.`;
    case 'too-many-redirects':
      return `${host} sends visitors on, from one address to the next, too often. Give the address at which it ends.`;
    case 'bad-redirect':
      return `${host} sends visitors on to an address that ${detail}.`;
    case 'bad-encoding':
      return `What ${host} sends cannot be unpacked${detail}.`;
    case 'bad-header':
      return `${host} sends headers that are too large or too many.`;
    case 'not-http':
      return `What answers at ${host} does not speak HTTP, or not as it should.`;
    case 'login':
      return `${host} asks for a login. Feeds behind a login cannot be read; look for a public address.`;
    case 'forbidden':
      return `${host} refuses to show this (status ${status})${detail}. The site may block programs; ask its owner to let this one in.`;
    case 'not-found':
      return `There is nothing at this address of ${host} (status ${status}). Check the address; it may have moved.`;
    case 'gone':
      return `${host} says that this address is gone for good (status ${status}).`;
    case 'too-many-requests':
      return `${host} was asked too often (status ${status}). It is asked more slowly from now on.`;
    case 'server-error':
      return `${host} has a fault of its own (status ${status}). It is tried again.`;
    case 'status':
      return `${host} answers with status ${status}, which is neither a page nor a feed.`;
    case 'stopped':
      return 'Reading was stopped.';
  }
}
