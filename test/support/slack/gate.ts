import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answer, type Faults, jsonResult, type Result } from './faults.ts';
import type { Method, Stage } from './method.ts';
import type { OAuth } from './oauth.ts';
import type { Rates } from './rates.ts';
import { answerResponse } from './response-url.ts';
import { answerCall, readCall } from './web-api.ts';
import { nowMs, report } from './world.ts';

/** What the gate needs beside the stage. */
export type Behind = {
  readonly methods: Readonly<Record<string, Method>>;
  readonly rates: Rates;
  readonly faults: Faults;
  readonly oauth: OAuth;
};

/** What a request is for: its name in the log and in faults, and how it is answered. */
type Route = {
  readonly name: string;
  readonly team: string | null;
  readonly args: Readonly<Record<string, unknown>>;
  run(): Result;
};

const BODY_BYTES = 20_000_000;

/** The HTTP side of Slack: the Web API, response_urls, uploads, downloads and the page where apps are installed. */
export function createGate(stage: Stage, behind: Behind, signal: AbortSignal): Server {
  const { world } = stage;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    const route = await routeOf(request, new URL(request.url ?? '/', world.base), body);
    const fault = behind.faults.take(route.name);
    const { status, outcome } = await answer(request, response, fault, route.run, signal);
    const { name: method, team, args } = route;
    world.requests.push({ method, team, args, atMs: nowMs(world), status, outcome });
  }

  async function routeOf(request: IncomingMessage, url: URL, body: Buffer): Promise<Route> {
    const [, first = '', second = '', third = ''] = url.pathname.split('/');
    const type = request.headers['content-type'] ?? '';
    if (first === 'api') {
      const call = await readCall(world, second, request.headers, url.searchParams, body);
      const run = () => answerCall(stage, behind.methods, behind.rates, call);
      return { name: second, team: call.team?.id ?? null, args: call.args, run };
    }
    if (first === 'response' && request.method === 'POST') {
      const text = body.toString('utf8');
      const run = () => answerResponse(stage, second, type, text);
      return { name: 'response_url', team: null, args: readArgs(text), run };
    }
    if (first === 'upload' && request.method === 'POST') {
      const bytes = await fileIn(type, body);
      return { name: 'upload', team: second, args: { file: third }, run: () => upload(second, third, bytes) };
    }
    if (first === 'files') {
      const authorization = request.headers.authorization;
      return {
        name: 'download',
        team: second,
        args: { file: third },
        run: () => download(second, third, authorization),
      };
    }
    if (url.pathname === '/oauth/v2/authorize') {
      return { name: 'authorize', team: null, args: Object.fromEntries(url.searchParams), run: () => page(url) };
    }
    return { name: url.pathname, team: null, args: {}, run: () => nowhere(url) };
  }

  function nowhere(url: URL): Result {
    report(world, url.pathname, 'there is nothing at this address');
    return jsonResult(404, { ok: false, error: 'not_found' });
  }

  function upload(teamId: string, id: string, bytes: Buffer): Result {
    const file = world.teams.get(teamId)?.files.get(id);
    if (file === undefined || file.isComplete) return jsonResult(404, { ok: false, error: 'file_not_found' });
    if (bytes.length !== file.length) {
      report(world, 'upload', `${bytes.length} bytes came where ${file.length} were announced`);
      return jsonResult(400, { ok: false, error: 'length_mismatch' });
    }
    file.bytes = bytes;
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: `OK - ${bytes.length}`, outcome: 'ok' };
  }

  function download(teamId: string, id: string, authorization: string | undefined): Result {
    const team = world.teams.get(teamId);
    const file = team?.files.get(id);
    const token = world.tokens.get((authorization ?? '').replace(/^Bearer /, ''));
    const mayRead = token?.state === 'active' && token.team === teamId && team?.scopes.has('files:read') === true;
    // Slack does not refuse: it shows its sign-in page, with status 200 after a redirect.
    if (!mayRead) {
      report(world, 'download', 'without a token that may read the file');
      const html = '<!DOCTYPE html><html><title>Slack</title>Sign in</html>';
      return { status: 200, headers: { 'content-type': 'text/html' }, body: html, outcome: 'sign-in page' };
    }
    if (file?.bytes == null) return jsonResult(404, { ok: false, error: 'file_not_found' });
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: file.bytes, outcome: 'ok' };
  }

  function page(url: URL): Result {
    const mistake = behind.oauth.mistakeIn(url);
    if (mistake !== null) report(world, 'oauth/v2/authorize', mistake);
    const html = `<!DOCTYPE html><html><title>Slack</title>${mistake ?? 'Allow'}</html>`;
    const status = mistake === null ? 200 : 400;
    return { status, headers: { 'content-type': 'text/html' }, body: html, outcome: mistake ?? 'ok' };
  }

  const server = createServer((request, response) => {
    // A client that goes away in the middle, and a server that closes, are no mistakes of this server.
    serve(request, response).catch((error) => {
      if (signal.aborted || request.destroyed) return;
      report(world, request.url ?? '', `the local Slack itself failed: ${String(error)}`);
      response.destroy();
    });
  });
  server.on('upgrade', stage.sockets.upgrade);
  return server;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > BODY_BYTES) throw new Error('The body is too large.');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function readArgs(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The bytes of an upload: the first file of a form, or the body itself. */
async function fileIn(type: string, body: Buffer): Promise<Buffer> {
  if (!type.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const files: File[] = [];
  form.forEach((value) => {
    if (typeof value !== 'string') files.push(value);
  });
  const [file] = files;
  return file === undefined ? Buffer.alloc(0) : Buffer.from(await file.arrayBuffer());
}
