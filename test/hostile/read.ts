import type { NetLimits } from '../../src/lib/net/limits.ts';
import { type NetOptions, openNet } from '../../src/lib/net/net.ts';
import type { NetOutcome, NetRequest } from '../../src/lib/net/outcome.ts';
import { type Answer, type Certificate, serve } from './servers.ts';

/** Limits of a test that waits for them. All others have those of real life: a busy machine is no hostile server. */
export const IMPATIENT: Partial<NetLimits> = { connectMs: 300, firstByteMs: 300, slowPeriodMs: 300 };

export const ASK: NetRequest = { accept: '*/*', maxBytes: 1_000_000, totalMs: 30_000, etag: null, lastModified: null };

/** A way out for tests: hosts are asked without a pause, and names are not remembered. */
export function openTestNet(options: Partial<NetOptions>): ReturnType<typeof openNet> {
  return openNet({
    userAgent: 'Newsdesk/test',
    allow: [],
    ...options,
    limits: { spacingMs: 0, nameMs: 0, ...options.limits },
  });
}

export type Played = { readonly outcome: NetOutcome; readonly heads: readonly string[] };

/** Reads `/` once from a server that answers so, through a way out that is allowed to reach that server alone. */
export async function play(
  answer: Answer,
  ask: Partial<NetRequest> = {},
  options: Partial<NetOptions> & { readonly tls?: Certificate } = {},
): Promise<Played> {
  const server = await serve(answer, options.tls ?? null);
  const net = openTestNet({ ...options, allow: [server.host] });
  try {
    const scheme = options.tls === undefined ? 'http' : 'https';
    return { outcome: await net.get(`${scheme}://${server.host}/`, { ...ASK, ...ask }), heads: server.heads };
  } finally {
    await net.close();
    await server.close();
  }
}

/** The body of an answer, or the reason why there is none. */
export function textOf(outcome: NetOutcome): string {
  switch (outcome.kind) {
    case 'body':
      return Buffer.from(outcome.bytes).toString();
    case 'not-modified':
      return 'not modified';
    case 'failed':
      return `failed: ${outcome.reason}`;
  }
}
