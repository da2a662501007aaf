import { z } from 'zod';
import { type Instant, instant } from '../lib/clock.ts';
import type { StoryId } from '../lib/ids.ts';
import type { Message } from './message.ts';
import type { PostedMessage } from './transcript.ts';

// Rows outlive the program that wrote them, so what is read back is checked like anything from outside.

const instantSchema = z.number().transform((ms, context): Instant => {
  const at = instant(ms);
  if (at !== null) return at;
  context.issues.push({ code: 'custom', message: 'not a time', input: ms });
  return z.NEVER;
});

const storyIdSchema = z.custom<StoryId>((value) => typeof value === 'string' && /^s-[0-9a-z]{12}$/.test(value));

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
]);

const timelineLineSchema = z.object({ title: z.string(), url: z.string(), time: shownTimeSchema.nullable() });

/** A message as it is stored. */
export const messageSchema: z.ZodType<Message> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('alert'),
    story: storyIdSchema,
    url: z.string(),
    title: z.string(),
    summary: z.array(z.string()),
    time: shownTimeSchema.nullable(),
    place: z.string().nullable(),
    sources: z.array(timelineLineSchema.extend({ publisher: z.string().nullable() })),
    topics: z.array(z.string()),
    earlier: z.array(timelineLineSchema),
    actions: z.array(z.object({ label: z.string(), command: z.string() })),
  }),
  z.object({ kind: z.literal('note'), text: z.array(spanSchema) }),
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
