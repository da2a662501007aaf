import * as spec from 'discord-api-spec/zod';
import { type Fault, invalidForm } from './errors.ts';
import type { State } from './state.ts';

const SCHEMAS = {
  createMessage: spec.MessageCreateRequestSchema,
  editMessage: spec.MessageEditRequestPartialSchema,
  createForumPost: spec.CreateForumThreadRequestSchema,
  createThreadOnMessage: spec.CreateTextThreadWithMessageRequestSchema,
  createThread: spec.CreateTextThreadWithoutMessageRequestSchema,
  editThread: spec.UpdateThreadRequestPartialSchema,
  openDm: spec.CreatePrivateChannelRequestSchema,
  createCommand: spec.ApplicationCommandCreateRequestSchema,
  replaceCommand: spec.ApplicationCommandUpdateRequestSchema,
  editCommand: spec.ApplicationCommandPatchRequestPartialSchema,
  answerWithChoices: spec.ApplicationCommandAutocompleteCallbackRequestSchema,
  answerWithMessage: spec.CreateMessageInteractionCallbackRequestSchema,
  answerWithUpdate: spec.UpdateMessageInteractionCallbackRequestSchema,
  answerWithModal: spec.ModalInteractionCallbackRequestSchema,
  followUp: spec.IncomingWebhookInteractionRequestSchema,
  editAnswer: spec.IncomingWebhookUpdateRequestPartialSchema,
} as const;

export type SchemaName = keyof typeof SCHEMAS;

/** Keys that discord.js sends, as false, with everything of a kind, and others that it sends with a thread on a message. */
const HARMLESS = new Set(['tts', 'enforce_nonce', 'nsfw']);
const ALSO_HARMLESS: Partial<Record<SchemaName, ReadonlySet<string>>> = {
  createThreadOnMessage: new Set(['type', 'invitable']),
};

/**
 * Checks a body against the schema that Discord publishes for it. What does not fit is refused with 50035. Keys that Discord
 * does not know it passes over in silence, so here they become a problem: what they were to do does not happen.
 */
export function checkBody(
  state: State,
  name: SchemaName,
  body: unknown,
  base: readonly (string | number)[] = [],
): void {
  const result = SCHEMAS[name].safeParse(body);
  if (!result.success) {
    throw invalidForm(
      result.error.issues.map((issue): Fault => {
        const path = [...base, ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))];
        return { path: path, code: faultCode(issue.code), message: issue.message };
      }),
    );
  }
  for (const path of dropped(body, result.data, [])) {
    if (ALSO_HARMLESS[name]?.has(path)) continue;
    state.problems.push(`The body of ${name} holds ${path}, which Discord does not know.`);
  }
}

function faultCode(code: string | undefined): string {
  if (code === 'too_big' || code === 'too_small') return 'BASE_TYPE_BAD_LENGTH';
  if (code === 'invalid_union') return 'UNION_TYPE_CHOICES';
  return 'BASE_TYPE_BAD';
}

function dropped(sent: unknown, kept: unknown, path: readonly string[]): readonly string[] {
  if (Array.isArray(sent) && Array.isArray(kept)) {
    return sent.flatMap((value, index) => dropped(value, kept[index], [...path, String(index)]));
  }
  if (!isObject(sent) || !isObject(kept)) return [];
  return Object.entries(sent).flatMap(([key, value]) => {
    if (Object.hasOwn(kept, key)) return dropped(value, kept[key], [...path, key]);
    return HARMLESS.has(key) && value === false ? [] : [[...path, key].join('.')];
  });
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
