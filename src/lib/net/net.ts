import { isIP } from 'node:net';
import { parseAllow } from './allow.ts';
import { openConnections } from './connections.ts';
import { ACCEPT_ENCODING, unpack } from './encodings.ts';
import { type Answered, type Ask, type Exchanged, exchange, isRead } from './exchange.ts';
import {
  type AnswerHeaders,
  headerOf,
  isSendable,
  locationOf,
  maxAgeOf,
  mediaTypeOf,
  retryAfterOf,
  validatorOf,
} from './headers.ts';
import { openHostTurns } from './host-turns.ts';
import { NET_LIMITS, type NetLimits } from './limits.ts';
import type {
  Net,
  NetAnswer,
  NetFailed,
  NetOutcome,
  NetRedirect,
  NetRequest,
  PostOutcome,
  PostRequest,
} from './outcome.ts';
import { type Failure, reasonOfStatus, sayFailure } from './reasons.ts';
import { openNames, type Resolve, rememberNames } from './resolve.ts';
import { readTarget, type Target } from './target.ts';

export type NetOptions = {
  /** Who we are, for publishers: `Newsdesk/1.2.3 (+https://…)`. */
  readonly userAgent: string;
  /** What may be read although it is not public, as `parseAllow` reads it. */
  readonly allow: readonly string[];
  readonly limits?: Partial<NetLimits>;
  /** Looks names up instead of the name servers of this machine. */
  readonly resolve?: Resolve;
  /** PEM certificates of authorities that are trusted instead of those that Node knows. */
  readonly ca?: string;
};

// Of the answer to a form nothing is read but its status.
const MAX_POST_ANSWER_BYTES = 65_536;

type Sent = Omit<Ask, 'leftMs' | 'signal'>;
/** How far a request came, and through which redirects. */
type Way = { readonly target: Target; readonly redirects: readonly NetRedirect[] };
/** The answer that a way ended in, or why it ended without one. */
type Travelled = Way & { readonly exchanged: Exchanged };

/** Opens the one way out to the web (see `Net`). Throws where the allow-list has mistakes: check it with `parseAllow` first. */
export function openNet({ userAgent, allow: entries, limits: given, resolve, ca }: NetOptions): Net {
  const { allow, problems } = parseAllow(entries);
  if (problems.length > 0) throw new Error(problems.join('; '));
  const limits: NetLimits = { ...NET_LIMITS, ...given };
  const names = resolve === undefined ? openNames() : { resolve, close: () => undefined };
  const remembered = rememberNames(names.resolve, { keepMs: limits.nameMs, maxNames: limits.maxNames });
  const connections = openConnections(allow, remembered, limits, ca ?? null);
  const turns = openHostTurns(limits);
  const underWay = new Set<AbortController>();
  let isClosed = false;

  async function get(address: string, request: NetRequest): Promise<NetOutcome> {
    const target = readTarget(address, allow);
    if (target.kind === 'refused') return failedAt(address, target);
    return untilStopped(request.signal, async (signal) => conclude(await travel(target, request, signal), request));
  }

  async function post(
    address: string,
    form: Readonly<Record<string, string>>,
    request: PostRequest,
  ): Promise<PostOutcome> {
    const target = readTarget(address, allow);
    if (target.kind === 'refused') return failedAt(address, target);
    const sent: Sent = {
      path: target.path,
      headers: { 'user-agent': userAgent, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      maxBytes: MAX_POST_ANSWER_BYTES,
    };
    return untilStopped(request.signal, async (signal) => {
      const way = { target, redirects: [] };
      const done = await turns.take(target.hostname, signal);
      if (done === null) return failed({ reason: 'stopped', detail: '' }, placeOf(way));
      const exchanged = await ask(target, sent, request.totalMs, signal).finally(done);
      if (exchanged.kind === 'failed') return failed(exchanged, placeOf(way));
      return exchanged.status >= 200 && exchanged.status < 300 ? { kind: 'taken' } : failedStatus(way, exchanged);
    });
  }

  /** Does work whose signal aborts when that of its request does, or when everything is closed. */
  async function untilStopped<T>(stop: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const ending = new AbortController();
    const end = () => ending.abort();
    if (isClosed || stop?.aborted === true) end();
    stop?.addEventListener('abort', end);
    underWay.add(ending);
    try {
      return await work(ending.signal);
    } finally {
      underWay.delete(ending);
      stop?.removeEventListener('abort', end);
    }
  }

  /** Asks, and goes where the answer sends it, until an answer is none that sends on. */
  async function travel(first: Target, request: NetRequest, signal: AbortSignal): Promise<Travelled> {
    const redirects: NetRedirect[] = [];
    const seen = new Set<string>();
    let target = first;
    let leftMs = request.totalMs;
    for (;;) {
      seen.add(target.address);
      const done = await turns.take(target.hostname, signal);
      if (done === null) return { target, redirects, exchanged: broken('stopped') };
      const begunMs = performance.now();
      const { path } = target;
      const sent = { path, headers: headersFor(request, userAgent), body: null, maxBytes: request.maxBytes };
      const exchanged = await ask(target, sent, leftMs, signal).finally(done);
      leftMs -= performance.now() - begunMs;
      const isPermanent = exchanged.kind === 'answered' ? redirectOf(exchanged.status) : null;
      if (exchanged.kind === 'failed' || isPermanent === null) return { target, redirects, exchanged };
      const location = locationOf(exchanged.headers);
      if (location === null) return { target, redirects, exchanged: broken('bad-redirect', 'it does not name') };
      const next = readTarget(location, allow, target.address);
      if (next.kind === 'refused') {
        return { target, redirects, exchanged: broken('bad-redirect', next.detail) };
      }
      redirects.push({ from: target.address, to: next.address, isPermanent });
      if (seen.has(next.address)) return { target, redirects, exchanged: broken('redirect-loop') };
      if (redirects.length > limits.maxRedirects) return { target, redirects, exchanged: broken('too-many-redirects') };
      target = next;
    }
  }

  /** One request. Once more where a kept connection turned out to be closed: the server owes such a request nothing. */
  async function ask(target: Target, sent: Sent, leftMs: number, signal: AbortSignal): Promise<Exchanged> {
    const begunMs = performance.now();
    const lease = connections.lease(target);
    try {
      const exchanged = await exchange(lease, { ...sent, signal, leftMs }, limits);
      const isStale =
        exchanged.kind === 'failed' && exchanged.reason === 'cut-off' && exchanged.isUnheard && lease.isKept;
      if (!isStale) return exchanged;
      return await exchange(lease, { ...sent, signal, leftMs: leftMs - (performance.now() - begunMs) }, limits);
    } finally {
      lease.release();
    }
  }

  async function conclude({ target, redirects, exchanged }: Travelled, request: NetRequest): Promise<NetOutcome> {
    const way = { target, redirects };
    if (exchanged.kind === 'failed') return failed(exchanged, placeOf(way));
    const { status, headers, body } = exchanged;
    if (status === 304 && (request.etag !== null || request.lastModified !== null)) {
      const { etag, lastModified } = request;
      const answer = answerOf(way, headers);
      return {
        kind: 'not-modified',
        ...answer,
        etag: answer.etag ?? etag,
        lastModified: answer.lastModified ?? lastModified,
      };
    }
    if (!isRead(status)) return failedStatus(way, exchanged);
    const unpacked = await unpack(body, headerOf(headers, 'content-encoding'), request.maxBytes);
    if (unpacked.kind === 'failed') return failed(unpacked, placeOf(way));
    return {
      kind: 'body',
      status,
      bytes: unpacked.bytes,
      wireBytes: body.byteLength,
      ...mediaTypeOf(headers),
      link: headerOf(headers, 'link'),
      ...answerOf(way, headers),
    };
  }

  async function close(): Promise<void> {
    isClosed = true;
    for (const ending of underWay) ending.abort();
    names.close();
    await connections.close();
  }

  return { get, post, close };
}

function headersFor({ accept, etag, lastModified }: NetRequest, userAgent: string): Readonly<Record<string, string>> {
  return {
    'user-agent': userAgent,
    accept,
    'accept-encoding': ACCEPT_ENCODING,
    ...(etag !== null && isSendable(etag) ? { 'if-none-match': etag } : {}),
    ...(lastModified !== null && isSendable(lastModified) ? { 'if-modified-since': lastModified } : {}),
  };
}

/** Whether an answer that sends on does so for good; null where it does not send on. */
function redirectOf(status: number): boolean | null {
  if (status === 301 || status === 308) return true;
  return status === 302 || status === 303 || status === 307 ? false : null;
}

function answerOf({ target, redirects }: Way, headers: AnswerHeaders): NetAnswer {
  return {
    address: target.address,
    redirects,
    etag: validatorOf(headers, 'etag'),
    lastModified: validatorOf(headers, 'last-modified'),
    maxAgeMs: maxAgeOf(headers, Date.now()),
  };
}

function broken(reason: Failure['reason'], detail = ''): Exchanged {
  return { kind: 'failed', reason, detail, isUnheard: false };
}

/** Where something failed: `hostname` is empty where there was none to be read. */
type Place = { readonly address: string; readonly hostname: string; readonly redirects: readonly NetRedirect[] };

function placeOf({ target, redirects }: Way): Place {
  return { address: target.address, hostname: target.hostname, redirects };
}

function failed(failure: Failure, { address, hostname, redirects }: Place): NetFailed {
  const { reason } = failure;
  // A name may lead elsewhere tomorrow, and so may a redirect. An address spelt in numbers does not.
  const isPermanent =
    redirects.length === 0 &&
    (reason === 'bad-address' || reason === 'blocked-port' || (reason === 'private-address' && isIP(hostname) !== 0));
  const sentence = sayFailure(failure, hostname, null);
  return { kind: 'failed', reason, sentence, address, redirects, status: null, retryAfterMs: null, isPermanent };
}

/** Nothing was asked, because the address is none that may be. */
function failedAt(address: string, failure: Failure): NetFailed {
  return failed(failure, { address: address.slice(0, 2_048), hostname: '', redirects: [] });
}

function failedStatus(way: Way, { status, headers }: Answered): NetFailed {
  const reason = reasonOfStatus(status);
  const isChallenge = headerOf(headers, 'cf-mitigated') === 'challenge';
  const sentence = sayFailure(
    { reason, detail: isChallenge ? ' and wants to see a browser' : '' },
    way.target.hostname,
    status,
  );
  return {
    kind: 'failed',
    reason,
    sentence,
    address: way.target.address,
    redirects: way.redirects,
    status,
    retryAfterMs: retryAfterOf(headers, Date.now()),
    isPermanent: reason === 'gone',
  };
}
