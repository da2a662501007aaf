import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { RequestRecord, RestFault } from './control.ts';
import { invalidJson, Refusal, tooLarge, unauthorized, unknownRoute } from './errors.ts';
import type { FaultQueue } from './faults.ts';
import type { RateLimits } from './rate-limits.ts';
import { findRoute, type RestReply, type RouteEntry, type Upload } from './routes.ts';
import type { Discord, State } from './state.ts';

const PREFIX = '/api/v10';
const MAX_BODY = 25 * 1024 * 1024;
const HEADERS = { 'content-type': 'application/json', via: '1.1 local' } as const;

/** What one request came to: an answer with its headers. */
type Answered = RestReply & { readonly headers: Readonly<Record<string, string>>; readonly code: number | null };

type Parts = {
  readonly discord: Discord;
  readonly routes: readonly RouteEntry[];
  readonly limits: RateLimits;
  readonly faults: FaultQueue;
};

/** Takes one HTTP request: finds its route, asks faults, rate limits and token, and answers as Discord does. */
export async function handleHttp(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { state } = parts.discord;
  const url = new URL(request.url ?? '/', state.origin);
  const attachment = state.attachments.get(url.pathname);
  if (request.method === 'GET' && attachment) {
    response.writeHead(200, { 'content-type': attachment.contentType });
    response.end(attachment.bytes);
    return;
  }
  const raw = await readBody(request);
  if (raw === undefined) return;
  const path = url.pathname.startsWith(`${PREFIX}/`) ? url.pathname.slice(PREFIX.length) : '';
  const method = request.method ?? 'GET';
  const found = findRoute(parts.routes, method, path);
  const body = raw === null ? null : await parseBody(raw, request.headers['content-type'] ?? '');
  const fault = found ? parts.faults.take(found.entry.route) : null;
  const record = {
    method,
    path: `${path || url.pathname}${url.search}`,
    route: found?.entry.route ?? null,
    body: body?.body,
  };

  const run = (): Answered => {
    try {
      if (!found) throw unknownRoute();
      if (found.entry.auth === 'bot') checkToken(state, request.headers.authorization);
      const verdict = parts.limits.take(found.entry, found.params);
      if (verdict.refusal) return limited({ ...HEADERS, ...verdict.headers }, verdict.refusal);
      if (raw === null) throw tooLarge();
      if (body === null) throw invalidJson();
      checkUserAgent(state, request.headers['user-agent']);
      const reply = found.entry.handle(parts.discord, { ...body, params: found.params, query: url.searchParams });
      return { ...reply, headers: { ...HEADERS, ...verdict.headers }, code: null };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.breach) state.problems.push(`${method} ${record.path}: ${error.status} ${describe(error)}`);
      return refused(error);
    }
  };
  try {
    await answer(parts.discord.state, record, response, fault, run);
  } catch (error) {
    state.problems.push(`The local Discord itself failed at ${method} ${record.path}: ${String(error)}`);
    response.destroy();
  }
}

function describe(error: Refusal): string {
  const details = error.errors === undefined ? '' : ` ${JSON.stringify(error.errors)}`;
  return `[${error.code}] ${error.message}${details}`;
}

function refused(error: Refusal): Answered {
  const more = error.errors === undefined ? {} : { errors: error.errors };
  const retry = error.extra['retry_after'];
  return {
    status: error.status,
    body: { message: error.message, code: error.code, ...more, ...error.extra },
    headers: typeof retry === 'number' ? { ...HEADERS, 'retry-after': String(Math.ceil(retry)) } : HEADERS,
    code: error.code,
  };
}

function limited(
  headers: Answered['headers'],
  refusal: { readonly scope: 'user' | 'shared' | 'global'; readonly retryAfterMs: number; readonly code?: number },
): Answered {
  const seconds = refusal.retryAfterMs / 1_000;
  const isGlobal = refusal.scope === 'global';
  const message = refusal.scope === 'shared' ? 'The resource is being rate limited.' : 'You are being rate limited.';
  return {
    status: 429,
    body: { message, retry_after: seconds, global: isGlobal, code: refusal.code ?? 0 },
    headers: {
      ...headers,
      'retry-after': String(Math.ceil(seconds)),
      'x-ratelimit-scope': refusal.scope,
      ...(isGlobal ? { 'x-ratelimit-global': 'true' } : {}),
    },
    code: refusal.code ?? 0,
  };
}

async function answer(
  state: State,
  record: Omit<RequestRecord, 'status' | 'code'>,
  response: ServerResponse,
  fault: RestFault | null,
  run: () => Answered,
): Promise<void> {
  const log = (status: number | null, code: number | null) => state.requests.push({ ...record, status, code });
  const send = (answered: Answered) => {
    log(answered.status, answered.code);
    const isShared = answered.headers['x-ratelimit-scope'] === 'shared';
    if ([401, 403, 429].includes(answered.status) && !isShared) state.invalidRequests += 1;
    write(response, answered);
  };
  if (fault === null) {
    send(run());
    return;
  }
  switch (fault.kind) {
    case 'delay': {
      const answer = run();
      await wait(fault.ms);
      send(answer);
      return;
    }
    case 'status': {
      if (fault.accepted) run();
      const isPage = fault.status >= 500;
      const body = isPage ? `<html><h1>${fault.status}</h1></html>` : { message: `${fault.status}: fault`, code: 0 };
      send({ status: fault.status, body, headers: isPage ? { 'content-type': 'text/html' } : HEADERS, code: 0 });
      return;
    }
    case 'limited': {
      const { scope, code = 0, retryAfterSeconds } = fault;
      send(limited(HEADERS, { scope, code, retryAfterMs: retryAfterSeconds * 1_000 }));
      return;
    }
    case 'reset':
      if (fault.accepted) run();
      log(null, null);
      response.socket?.resetAndDestroy();
      return;
    case 'closed':
      if (fault.accepted) run();
      log(null, null);
      response.socket?.end();
      return;
    case 'silent':
      if (fault.accepted) run();
      log(null, null);
      return;
    case 'cut': {
      const answered = run();
      log(null, null);
      const text = JSON.stringify(answered.body ?? '');
      response.writeHead(answered.status, { ...answered.headers, 'content-length': String(Buffer.byteLength(text)) });
      response.write(text.slice(0, Math.ceil(text.length / 2)), () => response.socket?.end());
      return;
    }
  }
}

function write(response: ServerResponse, { status, headers, body }: Answered): void {
  if (body === undefined) {
    const { 'content-type': _type, ...rest } = headers;
    response.writeHead(status, rest).end();
  } else response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
}

function checkToken(state: State, authorization: string | undefined): void {
  if (state.tokenValid && authorization === `Bot ${state.options.token}`) return;
  if (!authorization?.startsWith('Bot ')) state.problems.push('A request came without "Authorization: Bot …".');
  throw unauthorized();
}

function checkUserAgent(state: State, agent: string | undefined): void {
  if (!agent?.startsWith('DiscordBot (')) state.problems.push(`A request came with the user agent ${String(agent)}.`);
}

/** Null where it is larger than Discord takes; undefined where the client went away. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | null | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size <= MAX_BODY) chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return size <= MAX_BODY ? Buffer.concat(chunks) : null;
}

/** JSON, or a form with `payload_json` and `files[n]`; null where it is neither. */
async function parseBody(
  raw: Uint8Array,
  contentType: string,
): Promise<{ readonly body: unknown; readonly uploads: readonly Upload[] } | null> {
  if (raw.byteLength === 0) return { body: undefined, uploads: [] };
  try {
    if (contentType.startsWith('application/json')) {
      return { body: JSON.parse(Buffer.from(raw).toString('utf8')), uploads: [] };
    }
    if (!contentType.startsWith('multipart/form-data')) return null;
    const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': contentType } }).formData();
    const uploads: Upload[] = [];
    for (const [field, value] of form) {
      const index = /^files\[(\d+)\]$/.exec(field)?.[1];
      if (index === undefined || typeof value === 'string') continue;
      const bytes = new Uint8Array(await value.arrayBuffer());
      uploads.push({ index, name: value.name, contentType: value.type || 'application/octet-stream', bytes });
    }
    const payload = form.get('payload_json');
    return { body: typeof payload === 'string' ? JSON.parse(payload) : {}, uploads };
  } catch {
    return null;
  }
}
