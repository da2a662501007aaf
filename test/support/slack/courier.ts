import { setTimeout as sleep } from 'node:timers/promises';
import { isJson, type Json } from './block-check.ts';
import type { HttpAnswer } from './control.ts';
import { post, signatureOf } from './outgoing.ts';
import type { Delivery } from './people.ts';
import { EVENT_SCOPES } from './scopes.ts';
import type { Answer, Sockets } from './sockets.ts';
import { nextId, nowMs, report, type TeamState, type World } from './world.ts';

/** How payloads reach the app. */
export type Transport = { readonly kind: 'socket' } | { readonly kind: 'http'; readonly url: string };

/** Something for the app: a slash command travels as a form, the rest as JSON. */
export type Parcel =
  | { readonly kind: 'slash_commands'; readonly payload: Readonly<Record<string, string>> }
  | { readonly kind: 'interactive'; readonly payload: Json; readonly takesAnswer: boolean };

export type Courier = {
  use(transport: Transport): void;
  /** The address that payloads go to; throws where they go over sockets. */
  address(): string;
  send(parcel: Parcel): Promise<Answer>;
  /** Null where the app did not subscribe to the event, or lacks its scope, or is not there. */
  emit(team: TeamState, event: Json & { readonly type: string }): Delivery | null;
  close(): void;
};

/** Events that come although the app is not in the workspace any more. */
const FAREWELLS = ['app_uninstalled', 'tokens_revoked'];

export function createCourier(
  world: World,
  sockets: Sockets,
  timing: { readonly ackMs: number; readonly retryMs: readonly number[] },
  first: Transport,
): Courier {
  const closing = new AbortController();
  let transport = first;

  async function overHttp(
    url: string,
    body: string,
    type: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const signed = { ...headers, ...signatureOf(body, world.signingSecret, 'right') };
    const sentMs = Date.now();
    const outgoing = { url, body, contentType: type, headers: signed };
    const failed = (why: string, isBreach: boolean): Answer => ({ kind: 'failed', why, isBreach, envelopeId: null });
    try {
      const answer = await post(outgoing, timing.ackMs, closing.signal);
      if (answer.status < 200 || answer.status > 299) return failed(`answered with status ${answer.status}`, true);
      return { kind: 'acknowledged', body: bodyOf(answer), ms: Date.now() - sentMs, envelopeId: null };
    } catch (error) {
      const isLate = (error instanceof Error && error.name === 'TimeoutError') || Date.now() - sentMs >= timing.ackMs;
      return isLate ? failed(`not acknowledged within ${timing.ackMs} ms`, true) : failed('cannot be reached', false);
    }
  }

  async function send(parcel: Parcel): Promise<Answer> {
    if (transport.kind === 'socket') {
      const takesAnswer = parcel.kind === 'slash_commands' || parcel.takesAnswer;
      const envelope = { type: parcel.kind, payload: parcel.payload, accepts_response_payload: takesAnswer };
      return sockets.send(envelope, timing.ackMs);
    }
    const form = parcel.kind === 'slash_commands' ? { ...parcel.payload } : { payload: JSON.stringify(parcel.payload) };
    return overHttp(transport.url, new URLSearchParams(form).toString(), 'application/x-www-form-urlencoded', {});
  }

  function sendEvent(body: Json, retry: number, reason: string | null): Promise<Answer> {
    if (transport.kind === 'socket') {
      const envelope = { type: 'events_api', payload: body, accepts_response_payload: false };
      return sockets.send({ ...envelope, retry_attempt: retry, retry_reason: reason ?? '' }, timing.ackMs);
    }
    const again = { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': reason ?? 'http_error' };
    return overHttp(transport.url, JSON.stringify(body), 'application/json', retry > 0 ? again : {});
  }

  function deliver(type: string, eventId: string, body: Json): Delivery {
    const attempts: { envelopeId: string | null; retry: number; acknowledged: boolean }[] = [];
    async function attempt(retry: number, reason: string | null): Promise<string | null> {
      const answer = await sendEvent(body, retry, reason);
      attempts.push({ envelopeId: answer.envelopeId, retry, acknowledged: answer.kind === 'acknowledged' });
      if (answer.kind === 'acknowledged') return null;
      if (answer.isBreach) report(world, type, `event ${answer.why}`);
      return answer.why;
    }
    async function all(): Promise<void> {
      let why = await attempt(0, null);
      for (const [index, delayMs] of timing.retryMs.entries()) {
        if (why === null) return;
        await sleep(delayMs, undefined, { signal: closing.signal });
        // On Slack the last retry comes minutes later, when a client has long reconnected.
        if (transport.kind === 'socket') await sockets.wait(1);
        why = await attempt(index + 1, why.includes('within') ? 'timeout' : 'connection_failed');
      }
      if (why !== null) throw new Error(`The event ${type} was given up: ${why}.`);
    }
    const done = all();
    // Who does not wait for it has the problems to look at.
    done.catch(() => {});
    return {
      eventId,
      attempts,
      done,
      async redeliver() {
        const why = await attempt(1, 'timeout');
        if (why !== null) throw new Error(`The event ${type} was not taken: ${why}.`);
      },
    };
  }

  return {
    use(next) {
      transport = next;
    },
    address: () => {
      if (transport.kind === 'http') return transport.url;
      throw new Error('Payloads go over sockets; deliverOver an address first.');
    },
    send,
    emit(team, event) {
      if (!team.isInstalled && !FAREWELLS.includes(event.type)) return null;
      if (!isSubscribed(world, team, event)) return null;
      const eventId = nextId(world, 'Ev');
      const seconds = Math.floor(nowMs(world) / 1_000);
      const authorization = { enterprise_id: null, team_id: team.id, user_id: team.botUserId, is_bot: true };
      return deliver(event.type, eventId, {
        token: 'verification-token',
        team_id: team.id,
        api_app_id: world.appId,
        event: { event_ts: `${seconds}.000000`, ...event },
        type: 'event_callback',
        event_id: eventId,
        event_time: seconds,
        authorizations: [{ ...authorization, is_enterprise_install: false }],
        is_ext_shared_channel: false,
      });
    },
    close: () => closing.abort(),
  };
}

/** `message` is subscribed to by the kind of its channel, everything else by its own name. */
function isSubscribed(world: World, team: TeamState, event: Json & { readonly type: string }): boolean {
  const kinds: Readonly<Record<string, string>> = { channel: 'channels', group: 'groups', im: 'im', mpim: 'mpim' };
  const name = event.type === 'message' ? `message.${kinds[String(event['channel_type'])]}` : event.type;
  const scopes = EVENT_SCOPES[name] ?? [];
  return world.app.events.includes(name) && (scopes.length === 0 || scopes.some((scope) => team.scopes.has(scope)));
}

/** What the app answered with: JSON, or plain text, which is a message. */
function bodyOf({ body }: HttpAnswer): Json {
  if (body.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(body);
    return isJson(value) ? value : { text: body };
  } catch {
    return { text: body };
  }
}
