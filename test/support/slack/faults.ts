import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './control.ts';

/** What one call is answered with. */
export type Result = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** For the log: `ok`, Slack's error, or the fault. */
  readonly outcome: string;
};

export type Faults = {
  add(method: string, fault: Fault, times: number): void;
  each(fault: (method: string) => Fault | null): void;
  /** The fault that waits for this call; it is used up. */
  take(method: string): Fault | null;
  clear(): void;
};

export function createFaults(): Faults {
  const waiting: { readonly method: string; readonly fault: Fault; left: number }[] = [];
  let ofEach: Parameters<Faults['each']>[0] = () => null;
  return {
    each(fault) {
      ofEach = fault;
    },
    add: (method, fault, times) => void waiting.push({ method, fault, left: times }),
    take(method) {
      const given = ofEach(method);
      if (given !== null) return given;
      const found = waiting.find((one) => one.left > 0 && (one.method === method || one.method === '*'));
      if (found === undefined) return null;
      found.left -= 1;
      return found.fault;
    },
    clear: () => void waiting.splice(0),
  };
}

export function jsonResult(
  status: number,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Result {
  const outcome = body['ok'] === true ? 'ok' : String(body['error']);
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
    outcome,
  };
}

function send(response: ServerResponse, result: Result): void {
  response.writeHead(result.status, { ...result.headers, 'content-length': Buffer.byteLength(result.body) });
  response.end(result.body);
}

/** Answers a call, with its fault where it has one. Gives what came of it for the log. */
export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | null,
  run: () => Result,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly outcome: string }> {
  if (fault === null) {
    const result = run();
    send(response, result);
    return result;
  }
  const outcome = `fault: ${fault.kind}`;
  // Whether it took effect is all that `when` says; nobody hears of it.
  if ('when' in fault && fault.when === 'after') run();
  switch (fault.kind) {
    case 'rate_limited': {
      const wait = { 'retry-after': String(fault.retryAfterS) };
      send(response, jsonResult(429, { ok: false, error: 'ratelimited' }, wait));
      return { status: 429, outcome };
    }
    case 'status':
      send(response, {
        status: fault.status,
        headers: { 'content-type': 'text/plain' },
        body: 'upstream error',
        outcome,
      });
      return { status: fault.status, outcome };
    case 'reset':
      request.socket.resetAndDestroy();
      return { status: 0, outcome };
    case 'silence':
      return { status: 0, outcome };
    case 'cut': {
      const result = run();
      const body = Buffer.from(result.body);
      response.writeHead(result.status, { ...result.headers, 'content-length': body.length });
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => request.socket.destroy());
      return { status: result.status, outcome };
    }
    case 'delay': {
      await sleep(fault.ms, undefined, { signal });
      const result = run();
      send(response, result);
      return result;
    }
    case 'error':
      send(response, jsonResult(200, { ok: false, error: fault.error, ...fault.more }));
      return { status: 200, outcome: fault.error };
  }
}
