export type HostTurnLimits = { readonly perHost: number; readonly spacingMs: number; readonly maxRequests: number };

/** Gives back a turn. */
export type Done = () => void;

export type HostTurns = {
  /** Waits until a host may be asked; null where the signal was aborted first. */
  readonly take: (host: string, signal: AbortSignal) => Promise<Done | null>;
};

type Waiting = { readonly signal: AbortSignal; readonly go: (isTurn: boolean) => void };
type Host = { running: number; nextMs: number; readonly queue: Waiting[]; timer: NodeJS.Timeout | null };

/**
 * Politeness towards hosts: at most `perHost` requests at a time, whose starts are `spacingMs` apart, and at most `maxRequests` to all
 * hosts together. Who asks first goes first; a host that must wait holds up no other.
 */
export function openHostTurns({ perHost, spacingMs, maxRequests }: HostTurnLimits): HostTurns {
  const hosts = new Map<string, Host>();
  const anywhere: Waiting[] = [];
  let running = 0;

  /** Lets go whoever's turn it is at a host, and comes back when the next one's is. */
  function serve(name: string, host: Host): void {
    while (host.queue.length > 0 && host.running < perHost && performance.now() >= host.nextMs) {
      const next = host.queue.shift();
      if (next === undefined || next.signal.aborted) continue;
      host.running += 1;
      host.nextMs = performance.now() + spacingMs;
      next.go(true);
    }
    if (host.running >= perHost) return;
    const waitMs = host.nextMs - performance.now();
    if (waitMs <= 0 && host.queue.length === 0) {
      if (host.running === 0) hosts.delete(name);
      return;
    }
    host.timer ??= setTimeout(() => {
      host.timer = null;
      serve(name, host);
    }, waitMs);
    // A host that is only remembered keeps no process alive, one that somebody waits for does.
    if (host.queue.length === 0) host.timer.unref();
    else host.timer.ref();
  }

  function waitFor(queue: Waiting[], signal: AbortSignal, serveNow: () => void): Promise<boolean> {
    // A signal that was aborted already says so to nobody.
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const abort = () => resolve(false);
      signal.addEventListener('abort', abort, { once: true });
      queue.push({
        signal,
        go: (isTurn) => {
          signal.removeEventListener('abort', abort);
          resolve(isTurn);
        },
      });
      serveNow();
    });
  }

  function serveAnywhere(): void {
    while (anywhere.length > 0 && running < maxRequests) {
      const next = anywhere.shift();
      if (next === undefined || next.signal.aborted) continue;
      running += 1;
      next.go(true);
    }
  }

  async function take(name: string, signal: AbortSignal): Promise<Done | null> {
    if (signal.aborted) return null;
    const host = hosts.get(name) ?? { running: 0, nextMs: 0, queue: [], timer: null };
    hosts.set(name, host);
    if (!(await waitFor(host.queue, signal, () => serve(name, host)))) return null;
    const leave = () => {
      host.running -= 1;
      serve(name, host);
    };
    if (await waitFor(anywhere, signal, serveAnywhere)) {
      return () => {
        running -= 1;
        serveAnywhere();
        leave();
      };
    }
    leave();
    return null;
  }

  return { take };
}
