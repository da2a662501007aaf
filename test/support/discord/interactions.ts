import { randomBytes } from 'node:crypto';
import { answer, change, followUp, said } from './answers.ts';
import { invalidWebhookToken, unknownInteraction, unknownWebhook } from './errors.ts';
import type { InteractionState, Outcome } from './interaction-state.ts';
import { messagePayload } from './payloads.ts';
import { NO_CONTENT, ok, param, type RestRequest, type RouteEntry } from './routes.ts';
import { type Discord, need, nextId, now } from './state.ts';

const TOKEN_LIFE_MS = 15 * 60_000;
/** Discord answers interactions outside its global limit; each token has a bucket of its own. */
const ANSWERS = [5, 2_000] as const;

export type Interactions = {
  readonly routes: readonly RouteEntry[];
  /** Begins an interaction; `send` tells the bot of it. Rejects where the person would see that it failed. */
  open(
    begun: Pick<InteractionState, 'type' | 'personId' | 'channel' | 'sourceId'>,
    send: (interaction: InteractionState) => void,
  ): Promise<{ readonly interaction: InteractionState; readonly outcome: Outcome }>;
  get(interactionId: string): InteractionState;
  close(): void;
};

/** Interactions that people began, and the routes by which the bot answers them. */
export function createInteractions(discord: Discord): Interactions {
  const { state } = discord;
  const all = new Map<string, InteractionState>();
  const stops = new Set<() => void>();

  const byToken = (request: RestRequest, name: 'callback' | 'webhook'): InteractionState => {
    const token = param(request, 'token');
    const found = [...all.values()].find((one) => one.token === token);
    if (name === 'callback') {
      if (!found || found.id !== param(request, 'interaction')) throw unknownInteraction();
      return found;
    }
    if (!found || param(request, 'application') !== state.applicationId) throw unknownWebhook();
    if (now(state) - found.createdAt > TOKEN_LIFE_MS) throw invalidWebhookToken();
    if (found.answered === null) throw unknownWebhook();
    return found;
  };
  const callback = (_: Discord, request: RestRequest) =>
    answer(discord, byToken(request, 'callback'), request, request.query.get('with_response') === 'true');
  const MESSAGE = '/webhooks/:application/:token/messages/:message';

  return {
    routes: [
      { route: 'POST /interactions/:interaction/:token/callback', auth: 'path', limit: ANSWERS, handle: callback },
      {
        route: 'POST /webhooks/:application/:token',
        auth: 'path',
        limit: ANSWERS,
        handle: (_, request) => followUp(discord, byToken(request, 'webhook'), request),
      },
      {
        route: `GET ${MESSAGE}`,
        auth: 'path',
        limit: ANSWERS,
        handle: (_, request) => ok(messagePayload(state, said(state, byToken(request, 'webhook'), request))),
      },
      {
        route: `PATCH ${MESSAGE}`,
        auth: 'path',
        limit: ANSWERS,
        handle: (_, request) => change(discord, byToken(request, 'webhook'), request),
      },
      {
        route: `DELETE ${MESSAGE}`,
        auth: 'path',
        limit: ANSWERS,
        handle: (_, request) => {
          state.messages.delete(said(state, byToken(request, 'webhook'), request).id);
          return NO_CONTENT;
        },
      },
    ],
    open: (begun, send) =>
      new Promise((resolve, reject) => {
        let timer: NodeJS.Timeout | undefined;
        const stop = () => {
          clearTimeout(timer);
          stops.delete(end);
        };
        const end = () => {
          stop();
          reject(new Error('The local Discord was closed before the interaction was answered.'));
        };
        const interaction: InteractionState = {
          ...begun,
          id: nextId(state),
          token: randomBytes(48).toString('base64url'),
          createdAt: now(state),
          followUps: [],
          answered: null,
          originalId: null,
          settle(outcome) {
            stop();
            resolve({ interaction, outcome });
          },
          fail(reason) {
            stop();
            reject(new Error(reason));
          },
          waitFor(ms, reason) {
            clearTimeout(timer);
            timer = setTimeout(() => {
              state.problems.push(reason);
              interaction.fail(reason);
            }, ms);
          },
        };
        all.set(interaction.id, interaction);
        stops.add(end);
        const ms = state.options.firstAnswerMs;
        interaction.waitFor(ms, `This interaction failed: the bot gave no first answer within ${ms} ms.`);
        send(interaction);
      }),
    get: (interactionId) => need(all, interactionId, 'interaction'),
    close() {
      for (const stop of [...stops]) stop();
    },
  };
}
