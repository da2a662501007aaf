import type { IncomingHttpHeaders } from 'node:http';
import { isJson, type Json } from './block-check.ts';
import { jsonResult, type Result } from './faults.ts';
import type { Method, Stage } from './method.ts';
import type { Rates } from './rates.ts';
import { Refusal, refuse } from './refusal.ts';
import { nowMs, report, type TeamState, type World } from './world.ts';

/** One call as it came in. */
export type Call = {
  readonly method: string;
  readonly args: Json;
  readonly token: string | null;
  readonly team: TeamState | null;
};

/** Errors that a well-behaved app never brings upon itself. */
const BREACHES: ReadonlySet<string> = new Set([
  'exchanged_trigger_id',
  'expired_trigger_id',
  'invalid_arguments',
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_cursor',
  'invalid_json',
  'invalid_limit',
  'invalid_metadata_format',
  'invalid_metadata_schema',
  'invalid_trigger_id',
  'invalid_types',
  'metadata_too_large',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'not_allowed_token_type',
  'not_authed',
  'push_limit_reached',
  'unknown_method',
  'view_too_large',
]);

/** Everywhere allowed: the token in a form, and the workspace that clients of several workspaces add by themselves. */
const ALWAYS_KNOWN = ['token', 'team_id'];

/** Reads a call of the Web API: a form, JSON or multipart. The token never gets into `args`. */
export async function readCall(
  world: World,
  method: string,
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
  body: Buffer,
): Promise<Call> {
  const type = headers['content-type'] ?? '';
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? null;
  const sent: Json = { ...Object.fromEntries(query), ...(await readBody(type, body)) };
  const { token: inBody, ...args } = sent;
  // Beside JSON the token has its place in the header only.
  const inForm = typeof inBody === 'string' && inBody !== '' && !type.startsWith('application/json') ? inBody : null;
  const token = bearer ?? inForm;
  const state = token === null ? undefined : world.tokens.get(token);
  return { method, args, token, team: (state && world.teams.get(state.team)) ?? null };
}

async function readBody(type: string, body: Buffer): Promise<Json> {
  if (type.startsWith('application/json')) {
    try {
      const value: unknown = JSON.parse(body.toString('utf8'));
      return isJson(value) ? value : { 'not an object': true };
    } catch {
      return { 'not JSON': true };
    }
  }
  if (type.startsWith('multipart/form-data')) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    const fields: [string, string][] = [];
    form.forEach((value, key) => {
      if (typeof value === 'string') fields.push([key, value]);
    });
    return Object.fromEntries(fields);
  }
  return Object.fromEntries(new URLSearchParams(body.toString('utf8')));
}

/** Answers a call as Slack would. */
export function answerCall(stage: Stage, methods: Readonly<Record<string, Method>>, rates: Rates, call: Call): Result {
  const { world } = stage;
  const method = methods[call.method];
  const scopes = call.team === null ? {} : { 'x-oauth-scopes': [...call.team.scopes].sort().join(',') };
  try {
    if (method === undefined) return refuse('unknown_method', { req_method: call.method });
    const wrongBody = Object.keys(call.args).find((name) => name.startsWith('not '));
    if (wrongBody !== undefined) return refuse(wrongBody === 'not JSON' ? 'invalid_json' : 'json_not_object');
    authorise(world, method, call);
    const waitS = limit(world, rates, method, call);
    if (waitS !== null) {
      return jsonResult(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(waitS) });
    }
    for (const name of Object.keys(call.args)) {
      if (!method.known.has(name) && !ALWAYS_KNOWN.includes(name))
        report(world, call.method, `unknown argument ${name}`);
    }
    return jsonResult(200, method.run(stage, call.team, call.args), scopes);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (isBreach(error)) report(world, call.method, [error.error, ...sentencesOf(error)].join(': '));
    return jsonResult(200, { ok: false, error: error.error, ...error.more }, scopes);
  }
}

function authorise(world: World, method: Method, call: Call): void {
  if (method.token === 'none') return;
  if (call.token === null) refuse('not_authed');
  const isAppToken = call.token === world.appToken;
  const state = world.tokens.get(call.token);
  if (!isAppToken && state === undefined) refuse('invalid_auth');
  if (isAppToken !== (method.token === 'app')) refuse('not_allowed_token_type');
  if (state?.state === 'revoked') refuse('token_revoked');
  if (state?.state === 'inactive') refuse('account_inactive');
}

function limit(world: World, rates: Rates, method: Method, { method: name, team, args }: Call): number | null {
  const at = nowMs(world);
  const key = `${name} ${team?.id ?? ''}`;
  if (method.tier !== 'channel') return rates.take(key, method.tier, at);
  return rates.take(key, 'special', at) ?? rates.take(`${key} ${String(args['channel'])}`, 'channel', at);
}

function sentencesOf({ more }: Refusal): readonly string[] {
  return Array.isArray(more['errors']) ? more['errors'].map(String) : [];
}

/** That an image cannot be downloaded is nothing an app can know. */
function isBreach(refusal: Refusal): boolean {
  const sentences = sentencesOf(refusal);
  const isImageOnly = sentences.length > 0 && sentences.every((one) => one.startsWith('downloading image failed'));
  return BREACHES.has(refusal.error) && !isImageOnly;
}
