import type { SocketModeReceiver } from '@slack/bolt';
import type { Log } from '../../src/lib/log.ts';
import { errorText } from './log.ts';
import { errorName } from './outcome.ts';

export type SocketClient = SocketModeReceiver['client'];

/** How the first connection went. */
export type FirstConnection =
  | { readonly kind: 'connected' }
  | { readonly kind: 'refused'; readonly error: string }
  /** Nobody wants one any more. */
  | { readonly kind: 'stopped' };

export type Socket = {
  /** Resolves with the first connection, or when Slack has said that there will be none. */
  readonly first: Promise<FirstConnection>;
  /** Ends the connection, and the attempts at one. Takes a few seconds at most. */
  stop(): Promise<void>;
};

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** A connection that ends sooner is no better than none. */
const SHORT_MS = 10_000;
/** A connection that is not greeted by then is given up. */
const GREETING_MS = 30_000;
const STOP_MS = 2_000;

/** What only people can mend. */
const FINAL = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'missing_scope',
  'user_removed_from_team',
  'team_disabled',
  'forbidden_team',
]);

/**
 * Keeps a Socket Mode client connected. Its own way waits five seconds before it connects again, in which commands reach nobody,
 * and ends the process by an unhandled rejection where it cannot: so the client is made with `autoReconnectEnabled: false`.
 * `refused` is told when Slack will not have the token any more, and nothing is tried again.
 */
export function keepConnected(client: SocketClient, log: Log, refused: (error: string) => void): Socket {
  const ending = new AbortController();
  let settle: (first: FirstConnection) => void = () => undefined;
  const first = new Promise<FirstConnection>((resolve) => {
    settle = resolve;
  });
  const running = run();

  async function run(): Promise<void> {
    let failures = 0;
    while (!ending.signal.aborted) {
      try {
        await greeted(client);
        settle({ kind: 'connected' });
        const greetedAt = performance.now();
        // Whoever stopped us meanwhile has found nothing to close yet.
        if (ending.signal.aborted) await closeSocket(client);
        else await closing(client, ending.signal);
        if (performance.now() - greetedAt > SHORT_MS) failures = 0;
        // At once the first time: commands reach nobody meanwhile.
        else await wait(failures++);
      } catch (error) {
        const name = errorName(error);
        if (name !== null && FINAL.has(name)) {
          settle({ kind: 'refused', error: name });
          log.error({ error: name }, 'slack: Socket Mode was refused');
          refused(name);
          return;
        }
        log.warn({ reason: errorText(error), failures }, 'slack: not connected');
        await wait(++failures);
      }
    }
    settle({ kind: 'stopped' });
  }

  async function wait(failures: number): Promise<void> {
    if (failures === 0) return;
    await sleep(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)), ending.signal);
  }

  async function stop(): Promise<void> {
    ending.abort();
    await closeSocket(client);
    await Promise.race([running, sleep(STOP_MS, null)]);
  }

  return { first, stop };
}

/** Connects, and waits for Slack's greeting. Rejects where there is none. */
async function greeted(client: SocketClient): Promise<void> {
  const timer = new AbortController();
  const started = client.start();
  try {
    const isGreeted = await Promise.race([
      started.then(() => true),
      sleep(GREETING_MS, timer.signal).then(() => false),
    ]);
    if (isGreeted) return;
    // It will be rejected by what follows; nobody waits for it any more.
    started.catch(() => undefined);
    await closeSocket(client);
    throw new Error('Slack did not greet the connection.');
  } finally {
    timer.abort();
  }
}

function closing(client: SocketClient, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      client.off('disconnected', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    client.once('disconnected', done);
    signal.addEventListener('abort', done);
  });
}

// The other side may never answer the closing handshake.
async function closeSocket(client: SocketClient): Promise<void> {
  await Promise.race([client.disconnect().catch(() => undefined), sleep(STOP_MS, null)]);
}

function sleep(ms: number, signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
    // Nothing else may keep a process alive that has ended otherwise.
    if (signal === null) timer.unref();
  });
}
