import { z } from 'zod';
import { instantSchema, storyIdSchema } from '../lib/schemas.ts';
import type { CheckResult } from './live.ts';
import type { Message, Reply, Rich } from './message.ts';
import type { PostedMessage } from './transcript.ts';
import { LANGUAGES } from './words.ts';

const shownTimeSchema = z.object({
  at: instantSchema,
  precision: z.enum(['minute', 'day']),
  zone: z.string().nullable(),
  inferred: z.boolean(),
});

const spanSchema = z.union([
  z.string(),
  z.object({ kind: z.literal('strong'), text: z.string() }),
  z.object({ kind: z.literal('code'), text: z.string() }),
  z.object({ kind: z.literal('link'), text: z.string(), url: z.string() }),
  z.object({ kind: z.literal('time'), time: shownTimeSchema }),
  z.object({ kind: z.literal('channel'), channel: z.string() }),
]);

/** Formatted text as it is stored. */
export const richSchema: z.ZodType<Rich> = z.array(spanSchema);

const timelineLineSchema = z.object({ title: z.string(), url: z.string(), time: shownTimeSchema.nullable() });

const actionSchema = z.object({ label: z.string(), command: z.string(), form: z.literal(true).exactOptional() });

const manner = {
  language: z.enum(LANGUAGES).default('en'),
  mention: z.string().nullable().default(null),
  publish: z.boolean().default(false),
};

const alertSchema = z.object({
  kind: z.literal('alert'),
  ...manner,
  story: storyIdSchema,
  url: z.string(),
  title: z.string(),
  summary: z.array(z.string()),
  time: shownTimeSchema.nullable(),
  place: z.string().nullable(),
  image: z.string().nullable().default(null),
  sources: z.array(timelineLineSchema.extend({ publisher: z.string().nullable() })),
  moreSources: z.int().min(0),
  topics: z.array(z.string()),
  earlier: z.array(timelineLineSchema),
  actions: z.array(actionSchema),
});

const storiesSchema = z.object({
  kind: z.literal('stories'),
  ...manner,
  title: z.string(),
  intro: richSchema,
  sections: z.array(
    z.object({
      heading: z.string(),
      stories: z.array(
        timelineLineSchema.extend({
          publishers: z.array(z.string()),
          sources: z.int().min(0),
          isFollowUp: z.boolean(),
        }),
      ),
      more: z.int().min(0),
    }),
  ),
  actions: z.array(actionSchema),
});

/** A message as it is stored. */
const messageSchema: z.ZodType<Message> = z.discriminatedUnion('kind', [
  alertSchema,
  storiesSchema,
  z.object({ kind: z.literal('note'), text: richSchema }),
]);

/** The address of a channel as it is stored. */
export const channelAddressSchema = z.object({ platform: z.string(), workspace: z.string(), channel: z.string() });

/** A message of a channel as it is stored. */
export const postedMessageSchema: z.ZodType<PostedMessage> = z.object({
  id: z.string(),
  channel: channelAddressSchema,
  key: z.string(),
  message: messageSchema,
  postedAt: instantSchema,
  editedAt: instantSchema.nullable(),
  edits: z.int().nonnegative(),
  thread: z.string().nullable(),
});

const blockSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.array(spanSchema) }),
  z.object({ kind: z.literal('list'), items: z.array(z.array(spanSchema)) }),
  z.object({ kind: z.literal('fields'), rows: z.array(z.tuple([z.string(), z.array(spanSchema)])) }),
  z.object({ kind: z.literal('message'), message: z.discriminatedUnion('kind', [alertSchema, storiesSchema]) }),
]);

/** An answer, as one Newsdesk hands it to another. */
export const replySchema: z.ZodType<Reply> = z.object({
  ok: z.boolean(),
  title: z.string(),
  blocks: z.array(blockSchema),
  actions: z.array(actionSchema),
  file: z.object({ name: z.string(), text: z.string() }).exactOptional(),
});

/** A finding, as one Newsdesk hands it to another. */
export const checkResultSchema: z.ZodType<CheckResult> = z.object({
  level: z.enum(['good', 'warning', 'bad']),
  what: z.string(),
  advice: z.string().nullable(),
});
