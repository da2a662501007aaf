import { REST, type RESTOptions, type ResponseLike, type RouteLike } from 'discord.js';
import type { Log } from '../../src/lib/log.ts';
import type { Answer, Pace } from './pace.ts';

/** Calls to Discord's API. What they give is not checked yet; they reject with what `failureOf` reads. */
export type Api = {
  get(route: RouteLike, query?: Readonly<Record<string, string>>): Promise<unknown>;
  post(route: RouteLike, body: unknown): Promise<unknown>;
  put(route: RouteLike, body: unknown): Promise<unknown>;
  patch(route: RouteLike, body: unknown): Promise<unknown>;
  delete(route: RouteLike): Promise<unknown>;
};

const TIMEOUT_MS = 15_000;
const WARN_AT_INVALID = 500;

/** An edit of a message older than an hour, more often than Discord allows. */
const TOO_MANY_OLD_EDITS = 30046;

/** What every request of this adapter is made with. Nothing is sent twice by itself: a repeat is the outbox's to decide. */
export function restOptions(apiUrl: string | null): Partial<RESTOptions> {
  return {
    ...(apiUrl === null ? {} : { api: apiUrl }),
    retries: 0,
    timeout: TIMEOUT_MS,
    invalidRequestWarningInterval: WARN_AT_INVALID,
    makeRequest,
  };
}

/** So much was refused that Discord may soon ban this machine, or so much is under way: nothing is called for `ms`. */
export class BrakeError extends Error {
  readonly ms: number;

  constructor(ms: number) {
    super('Nothing is called for a while, so that Discord need not refuse it.');
    this.ms = ms;
  }
}

/**
 * Calls with the bot's token that give up on a rate limit instead of waiting for it to pass, so that none lies in the client's
 * queue. They reject with BrakeError where nothing may be called.
 */
export function createApi(token: string, apiUrl: string | null, log: Log, pace: Pace): Api {
  const paced: RESTOptions['makeRequest'] = async (url, init) => {
    const method = init.method ?? 'GET';
    const leaving = await pace.leave(method);
    if (typeof leaving === 'number') throw new BrakeError(leaving);
    try {
      const answer = await makeRequest(url, init);
      leaving.answered(countedAt(answer));
      pace.answered(answerOf(url, method, answer));
      return answer;
    } finally {
      leaving.lost();
    }
  };
  const rest = new REST({
    ...restOptions(apiUrl),
    makeRequest: paced,
    // The pace sees to the limit of all calls, and knows better when they arrive.
    globalRequestsPerSecond: Number.POSITIVE_INFINITY,
    // What the client would refuse after the end of a channel's limit would come to one more try.
    offset: 0,
    rejectOnRateLimit: () => true,
  });
  reportLimits(rest, log);
  // After a 401 the client forgets its token; ours may be mended on Discord's side.
  function ready(): REST {
    const brake = pace.brakeMs();
    if (brake !== null) throw new BrakeError(brake);
    return rest.setToken(token);
  }
  return {
    get: async (route, query) => ready().get(route, query === undefined ? {} : { query: new URLSearchParams(query) }),
    post: async (route, body) => ready().post(route, { body }),
    put: async (route, body) => ready().put(route, { body }),
    patch: async (route, body) => ready().patch(route, { body }),
    delete: async (route) => ready().delete(route),
  };
}

const CREATED = /\/channels\/(\d+)\/(?:messages|threads)$/;
const EDITED = /\/channels\/(\d+)\/messages\/\d+$/;

/** What an answer says of limits, and whom it says it of. */
function answerOf(url: string, method: string, { status, headers }: ResponseLike): Answer {
  const path = URL.parse(url)?.pathname ?? '';
  const created = method === 'POST' ? CREATED.exec(path)?.[1] : undefined;
  const edited = method === 'PATCH' ? EDITED.exec(path)?.[1] : undefined;
  const resetS = numberIn(headers, 'x-ratelimit-reset-after');
  return {
    status,
    channel: created ?? edited ?? null,
    calls: created !== undefined ? 'say' : edited !== undefined ? 'edit' : null,
    remaining: numberIn(headers, 'x-ratelimit-remaining'),
    resetMs: resetS === null ? null : Math.ceil(resetS * 1_000),
    isShared: headers.get('x-ratelimit-scope') === 'shared',
  };
}

/** When Discord counted a request, by its own clock in milliseconds: both of its times for the end of a limit are told together. */
function countedAt({ headers }: ResponseLike): number | null {
  const [endsAt, inS] = [numberIn(headers, 'x-ratelimit-reset'), numberIn(headers, 'x-ratelimit-reset-after')];
  return endsAt === null || inS === null ? null : (endsAt - inS) * 1_000;
}

function numberIn(headers: ResponseLike['headers'], name: string): number | null {
  const value = headers.get(name);
  return value === null || !Number.isFinite(Number(value)) ? null : Number(value);
}

/** Tells of what Discord may ban the machine for. */
export function reportLimits(rest: REST, log: Log): void {
  rest.on('rateLimited', ({ method, route, timeToReset, global }) =>
    log.info({ method, route, afterMs: timeToReset, global }, 'Discord limits the rate of calls'),
  );
  rest.on('invalidRequestWarning', ({ count, remainingTime }) =>
    log.warn({ count, remainingMs: remainingTime }, 'Discord refuses many calls, and bans machines for that'),
  );
}

// Not the client's own request: it shares the process's connections with whatever undici came first, and cannot send files
// over those of another one. The time limit holds until the whole body is there, and the one 429 that no waiting helps
// against is told from the others, which the client would not let us see.
async function makeRequest(...[url, init]: Parameters<RESTOptions['makeRequest']>): Promise<ResponseLike> {
  const { method = 'GET', headers = {}, body = null, signal = null } = init;
  // The client gives them as an object.
  const fields = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  const answer = await fetch(url, { method, headers: fields, body, signal });
  const text = await answer.text();
  const status = answer.status === 429 && codeIn(text) === TOO_MANY_OLD_EDITS ? 400 : answer.status;
  const hasBody = status !== 204 && status !== 205 && status !== 304;
  return new Response(hasBody ? text : null, { status, statusText: answer.statusText, headers: answer.headers });
}

function codeIn(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'code' in body ? body.code : null;
  } catch {
    return null;
  }
}
