import { z } from 'zod';
import { modalFaults, objects } from './component-rules.ts';
import type { Choice } from './control.ts';
import { alreadyAnswered, invalidForm, Refusal, unknownInteraction, unknownMessage, unknownWebhook } from './errors.ts';
import { ANSWER, INTERACTION, type InteractionState } from './interaction-state.ts';
import { bodySchema, editMessage, type Making, makeMessage, makeThinking } from './messages.ts';
import { messagePayload } from './payloads.ts';
import { NO_CONTENT, ok, param, type RestReply, type RestRequest } from './routes.ts';
import { checkBody, isObject, type SchemaName } from './schemas.ts';
import { type Discord, EPHEMERAL, type Json, type MessageState, need, now, type State, THINKING } from './state.ts';

const callbackSchema = z.object({
  type: z.number(),
  data: z.looseObject({ flags: z.number().nullish() }).nullish(),
});

/** The first answer: 10062 where it comes too late, 40060 where there is one, 50035 for a kind that does not fit. */
export function answer(
  discord: Discord,
  interaction: InteractionState,
  request: RestRequest,
  withResponse: boolean,
): RestReply {
  const { state } = discord;
  const { body } = request;
  const type = isObject(body) && typeof body['type'] === 'number' ? body['type'] : 0;
  if (interaction.answered !== null) throw alreadyAnswered();
  if (now(state) - interaction.createdAt > state.options.firstAnswerMs) throw unknownInteraction();
  if (!allowedAnswers(interaction).includes(type)) {
    const message = `Interaction type ${interaction.type} cannot be answered with type ${type}.`;
    throw invalidForm([{ path: ['type'], code: 'INTERACTION_CALLBACK_TYPE_INVALID', message }]);
  }
  checkBody(state, schemaFor(type), body);
  const data = callbackSchema.parse(body).data ?? {};
  const message = act(discord, interaction, type, data, request);
  interaction.answered = type;
  if (!withResponse) return NO_CONTENT;
  const isNew = type === ANSWER.message || type === ANSWER.thinking;
  return ok({
    interaction: {
      id: interaction.id,
      type: interaction.type,
      ...(message && isNew
        ? {
            response_message_id: message.id,
            response_message_loading: type === ANSWER.thinking,
            response_message_ephemeral: message.onlyFor !== null,
          }
        : {}),
    },
    ...(message ? { resource: { type, message: messagePayload(state, message) } } : {}),
  });
}

function allowedAnswers({ type, sourceId }: InteractionState): readonly number[] {
  const { message, thinking, later, update, choices, modal } = ANSWER;
  switch (type) {
    case INTERACTION.command:
      return [message, thinking, modal];
    case INTERACTION.component:
      return [message, thinking, later, update, modal];
    case INTERACTION.autocomplete:
      return [choices];
    case INTERACTION.form:
      return sourceId === null ? [message, thinking] : [message, thinking, later, update];
  }
}

function schemaFor(type: number): SchemaName {
  if (type === ANSWER.choices) return 'answerWithChoices';
  if (type === ANSWER.modal) return 'answerWithModal';
  return type === ANSWER.later || type === ANSWER.update ? 'answerWithUpdate' : 'answerWithMessage';
}

/** Does what an answer says, and gives the message that it made or changed. */
function act(
  discord: Discord,
  interaction: InteractionState,
  type: number,
  data: Json,
  request: RestRequest,
): MessageState | null {
  const { state } = discord;
  const patience = state.options.patienceMs;
  const making = makingOf(interaction, (Number(data['flags'] ?? 0) & EPHEMERAL) !== 0, ['data']);
  switch (type) {
    case ANSWER.message: {
      const made = makeMessage(discord, making, bodySchema.parse(data), request.uploads);
      interaction.originalId = made.id;
      interaction.settle({ kind: 'message', messageId: made.id, deferred: false });
      return made;
    }
    case ANSWER.thinking: {
      const made = makeThinking(discord, making);
      interaction.originalId = made.id;
      interaction.waitFor(patience, `The bot is thinking… and nothing has come for ${patience} ms.`);
      return made;
    }
    case ANSWER.later:
      interaction.originalId = interaction.sourceId;
      interaction.waitFor(patience, `The press was acknowledged and nothing has come for ${patience} ms.`);
      return null;
    case ANSWER.update: {
      const source = interaction.sourceId === null ? undefined : state.messages.get(interaction.sourceId);
      if (!source) throw unknownMessage();
      editMessage(discord, source, bodySchema.parse(data), request.uploads, 'answer', ['data']);
      interaction.originalId = source.id;
      interaction.settle({ kind: 'update', messageId: source.id, deferred: false });
      return source;
    }
    case ANSWER.choices:
      interaction.settle({ kind: 'choices', choices: choicesOf(data) });
      return null;
    default: {
      const faults = modalFaults(objects(data['components']));
      if (faults.length > 0) throw invalidForm(faults);
      interaction.settle({ kind: 'modal', data });
      return null;
    }
  }
}

function makingOf(interaction: InteractionState, isEphemeral: boolean, base: Making['base']): Making {
  return {
    channel: interaction.channel,
    onlyFor: isEphemeral ? interaction.personId : null,
    interactionId: interaction.id,
    kind: 'answer',
    base,
  };
}

function choicesOf(data: Json): readonly Choice[] {
  const schema = z.array(
    z.object({ name: z.string().min(1).max(100), value: z.union([z.string().min(1).max(100), z.number()]) }),
  );
  const parsed = schema.safeParse(data['choices'] ?? []);
  if (parsed.success) return parsed.data;
  const path = ['data', 'choices', ...(parsed.error.issues[0]?.path ?? []).map(String)];
  throw invalidForm([{ path, code: 'BASE_TYPE_BAD_LENGTH', message: 'Must be between 1 and 100 in length.' }]);
}

/** The message that a webhook route names: the original answer, or one that followed it. */
export function said(state: State, interaction: InteractionState, request: RestRequest): MessageState {
  const name = param(request, 'message');
  const { originalId, followUps } = interaction;
  if (name === '@original' && originalId === null) throw unknownWebhook();
  const id = name === '@original' ? originalId : name;
  const isOwn = id !== null && (id === originalId || followUps.includes(id));
  const message = isOwn ? state.messages.get(id) : undefined;
  if (!message) throw unknownMessage();
  return message;
}

function isThinking(state: State, interaction: InteractionState): boolean {
  const original = interaction.originalId === null ? undefined : state.messages.get(interaction.originalId);
  return interaction.answered === ANSWER.thinking && ((original?.flags ?? 0) & THINKING) !== 0;
}

/** Changes an answer that was given. */
export function change(discord: Discord, interaction: InteractionState, request: RestRequest): RestReply {
  const { state } = discord;
  const message = said(state, interaction, request);
  checkBody(state, 'editAnswer', request.body);
  const body = bodySchema.parse(request.body);
  checkSameSecrecy(state, message, body.flags);
  editMessage(discord, message, body, request.uploads, 'answer', []);
  if (message.id === interaction.originalId) {
    const kind = interaction.answered === ANSWER.thinking ? 'message' : 'update';
    interaction.settle({ kind, messageId: message.id, deferred: true });
  }
  return ok(messagePayload(state, message));
}

/** Whether only the person sees an answer is decided when it is first given; Discord passes over a later wish. */
function checkSameSecrecy(state: State, message: MessageState, flags: number | null | undefined): void {
  const wants = ((flags ?? 0) & EPHEMERAL) !== 0;
  if (!wants || message.onlyFor !== null) return;
  state.problems.push('An answer that everybody sees was to become ephemeral, which Discord does not do.');
}

/** Says something more after the first answer. */
export function followUp(discord: Discord, interaction: InteractionState, request: RestRequest): RestReply {
  const { state } = discord;
  checkBody(state, 'followUp', request.body);
  const body = bodySchema.parse(request.body);
  if (isThinking(state, interaction)) {
    // The first that follows a deferral takes the place of "is thinking…", as secret as that was.
    const original = need(state.messages, interaction.originalId ?? '', 'message');
    checkSameSecrecy(state, original, body.flags);
    editMessage(discord, original, body, request.uploads, 'answer', []);
    interaction.settle({ kind: 'message', messageId: original.id, deferred: true });
    return ok(messagePayload(state, original));
  }
  if (interaction.answered === ANSWER.choices) throw new Refusal(400, 50035, 'Invalid Form Body', { breach: true });
  const isEphemeral = ((body.flags ?? 0) & EPHEMERAL) !== 0;
  const made = makeMessage(discord, makingOf(interaction, isEphemeral, []), body, request.uploads);
  interaction.followUps.push(made.id);
  // After a press that was only acknowledged, this is the first that the person sees.
  interaction.settle({ kind: 'message', messageId: made.id, deferred: true });
  return ok(messagePayload(state, made));
}
