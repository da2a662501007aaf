import { isIP, type LookupFunction } from 'node:net';
import { createSecureContext } from 'node:tls';
import { buildConnector, type Dispatcher, Pool } from 'undici';
import { ownAddresses } from './addresses.ts';
import type { Allow } from './allow.ts';
import type { NetLimits } from './limits.ts';
import { NoAddressError, PrivateAddressError } from './reasons.ts';
import type { Resolve } from './resolve.ts';
import { mayConnect, type Target } from './target.ts';

export type AnswerHandler = Dispatcher.DispatchHandler;
export type AnswerController = Dispatcher.DispatchController;

/** The right to send one request at a time to an origin. Must be given back. */
export type Lease = {
  /** Whether the origin's connections have served before: one of them may have been closed from the other side meanwhile. */
  readonly isKept: boolean;
  /** `body` null: a GET, else a POST of it. */
  readonly send: (
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | null,
    handler: AnswerHandler,
  ) => void;
  readonly release: () => void;
};

export type Connections = {
  readonly lease: (target: Target) => Lease;
  readonly close: () => Promise<void>;
};

type Held = { readonly origin: string; readonly pool: Pool; users: number; hasServed: boolean };

/**
 * Connections by origin, kept while they are used and for `keepAliveMs` after. The name behind each new connection is looked up here, every
 * address it leads to is checked, and the socket is given exactly those addresses: a name that leads elsewhere a moment later gains nothing.
 * HTTP/1.1 only: of one host little is asked at a time, so HTTP/2 would save nothing and bring its own ways to be flooded.
 */
export function openConnections(allow: Allow, resolve: Resolve, limits: NetLimits, ca: string | null): Connections {
  const held = new Map<string, Held>();
  // Made once: a context for each connection would cost as much again as the handshake.
  const secureContext = createSecureContext(ca === null ? {} : { ca });

  function connector(target: Target): buildConnector.connector {
    const connect = buildConnector({
      timeout: limits.connectMs,
      allowH2: false,
      maxCachedSessions: 1,
      autoSelectFamily: true,
      // Node's own 250 ms take a busy machine or a far server for a dead one.
      autoSelectFamilyAttemptTimeout: 1_000,
      lookup: checkedLookup(target, allow, resolve),
      secureContext,
      // Said here, so that NODE_TLS_REJECT_UNAUTHORIZED cannot turn it off.
      rejectUnauthorized: true,
    });
    return (options, callback) => {
      // An address that needs no look-up is never passed to `lookup`.
      if (isIP(target.hostname) === 0 || mayConnect(target, target.hostname, allow, ownAddresses())) {
        connect(options, callback);
      } else queueMicrotask(() => callback(new PrivateAddressError(), null));
    };
  }

  function open(target: Target): Held {
    const pool = new Pool(target.origin, {
      connections: limits.perHost,
      connect: connector(target),
      maxHeaderSize: limits.maxHeaderBytes,
      keepAliveTimeout: limits.keepAliveMs,
      keepAliveMaxTimeout: limits.keepAliveMs,
      // One clock watches over a request, in exchange.ts.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const one: Held = { origin: target.origin, pool, users: 0, hasServed: false };
    pool.on('disconnect', () => dropIfUnused(one));
    held.set(target.origin, one);
    return one;
  }

  function drop(one: Held): void {
    if (held.get(one.origin) === one) held.delete(one.origin);
    void one.pool.destroy();
  }

  function dropIfUnused(one: Held): void {
    if (one.users === 0 && one.pool.stats.connected === 0) drop(one);
  }

  function release(one: Held): void {
    one.users -= 1;
    one.hasServed = true;
    dropIfUnused(one);
    const idle = [...held.values()].filter(({ users }) => users === 0);
    for (const oldest of idle.slice(0, Math.max(0, idle.length - limits.maxIdleHosts))) drop(oldest);
  }

  function lease(target: Target): Lease {
    const one = held.get(target.origin) ?? open(target);
    one.users += 1;
    // The order of the map is the order of use: the first is dropped first.
    held.delete(one.origin);
    held.set(one.origin, one);
    return {
      isKept: one.hasServed,
      send: (path, headers, body, handler) => {
        const method = body === null ? 'GET' : 'POST';
        one.pool.dispatch({ origin: target.origin, path, method, headers, body }, handler);
      },
      release: () => release(one),
    };
  }

  async function close(): Promise<void> {
    const pools = [...held.values()].map(({ pool }) => pool);
    held.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  return { lease, close };
}

/** A look-up that gives addresses only where a connection to *each* of them may be made. */
function checkedLookup(target: Target, allow: Allow, resolve: Resolve): LookupFunction {
  async function find(hostname: string): Promise<readonly string[]> {
    const addresses = await resolve(hostname);
    if (addresses.length === 0) throw new NoAddressError();
    const own = ownAddresses();
    if (!addresses.every((address) => mayConnect(target, address, allow, own))) throw new PrivateAddressError();
    return addresses;
  }
  return (hostname, options, callback) => {
    find(hostname).then(
      ([first = '', ...others]) => {
        if (options.all !== true) callback(null, first, isIP(first));
        else
          callback(
            null,
            [first, ...others].map((address) => ({ address, family: isIP(address) })),
          );
      },
      (error: unknown) => {
        callback(error instanceof PrivateAddressError ? error : new NoAddressError('no address', { cause: error }), []);
      },
    );
  };
}
