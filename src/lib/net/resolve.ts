import { lookup, Resolver } from 'node:dns/promises';
import { createTurns } from '../turns.ts';

/** The IP addresses of a name, as the name system gives them. Rejects where there are none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export type Names = { readonly resolve: Resolve; readonly close: () => void };

// Against an answer with thousands: nobody needs more to find one that can be reached.
const MAX_ADDRESSES = 8;
const TIMEOUT_MS = 2_000;

/**
 * Asks the name servers directly, because the system's own look-up blocks one of the few threads of the process for as long as a name
 * server is silent. What they do not know (the hosts file, search domains, names of containers) the system is asked for, one name at a time.
 */
export function openNames(): Names {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 });
  const systemTurns = createTurns();
  async function resolve(hostname: string): Promise<readonly string[]> {
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (found.length > 0) return found.slice(0, MAX_ADDRESSES);
    const silent = answers.find((answer) => answer.status === 'rejected' && isSilence(answer.reason));
    if (silent?.status === 'rejected') throw silent.reason;
    const known = await systemTurns(() => lookup(hostname, { all: true }));
    return known.map(({ address }) => address).slice(0, MAX_ADDRESSES);
  }
  return { resolve, close: () => resolver.cancel() };
}

function isSilence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ETIMEOUT' || error.code === 'ECANCELLED');
}

/**
 * Remembers answers, refusals included, for `keepMs`: so that a redirect within a site, or several feeds of one, cost one look-up. Seconds
 * only: what an address is allowed to be is checked for every connection, remembered or not. Holds at most `maxNames`.
 */
export function rememberNames(resolve: Resolve, { keepMs, maxNames }: { keepMs: number; maxNames: number }): Resolve {
  const known = new Map<string, { readonly answer: Promise<readonly string[]>; readonly untilMs: number }>();
  return (hostname) => {
    const nowMs = performance.now();
    const held = known.get(hostname);
    if (held !== undefined && held.untilMs > nowMs) return held.answer;
    const answer = resolve(hostname);
    known.delete(hostname);
    known.set(hostname, { answer, untilMs: nowMs + keepMs });
    for (const oldest of known.keys()) {
      if (known.size <= maxNames) break;
      known.delete(oldest);
    }
    return answer;
  };
}
