import { z } from 'zod';
import type { Instant } from '../lib/clock.ts';
import type { StoryId, TopicId } from '../lib/ids.ts';
import { instantSchema, storyIdSchema, topicIdSchema } from '../lib/schemas.ts';
import { type ChannelAddress, channelKey } from '../platform/channel.ts';
import { channelAddressSchema } from '../platform/schemas.ts';

/**
 * One thing to say in one channel, and what came of it. There is one row for a story's living message in a channel, and
 * one for each follow-up told in its thread; the row says what the channel should show and what it shows.
 */
export type Delivery = {
  readonly key: string;
  readonly channel: ChannelAddress;
  readonly story: StoryId;
  readonly what:
    | { readonly kind: 'alert'; readonly topics: readonly TopicId[] }
    /** Said in the thread of the story's alert: another story follows from it. */
    | { readonly kind: 'follow-up'; readonly next: StoryId }
    /** The story is told in another one's message now; this message says so. */
    | { readonly kind: 'pointer'; readonly into: StoryId; readonly topics: readonly TopicId[] };
  /** Messages of a channel are posted in this order: the story's time, or the planning time where nobody states one. */
  readonly order: Instant;
  readonly plannedAt: Instant;
  /** Not to be sent before. */
  readonly dueAt: Instant;
  /** Stands for the content that the channel should show. */
  readonly revision: string;
  /** What the channel shows, as far as is known for certain. */
  readonly shown: { readonly messageId: string; readonly revision: string; readonly at: Instant } | null;
  /** Written before each call and taken away by its outcome: while it stands, nobody knows whether the call took effect. */
  readonly attempt: { readonly revision: string; readonly at: Instant } | null;
  readonly failures: number;
  /** How often the row was made again after its message had gone to another row: each message has a key of its own. */
  readonly round: number;
  /** The last thing that went wrong, in words; null after a success. */
  readonly trouble: string | null;
  /** Nothing will be sent for this row again. */
  readonly ended: {
    readonly kind: 'refused' | 'withdrawn' | 'moved';
    readonly reason: string;
    readonly at: Instant;
  } | null;
};

const parse: z.ZodType<Delivery> = z.object({
  key: z.string(),
  channel: channelAddressSchema,
  story: storyIdSchema,
  what: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('alert'), topics: z.array(topicIdSchema) }),
    z.object({ kind: z.literal('follow-up'), next: storyIdSchema }),
    z.object({ kind: z.literal('pointer'), into: storyIdSchema, topics: z.array(topicIdSchema) }),
  ]),
  order: instantSchema,
  plannedAt: instantSchema,
  dueAt: instantSchema,
  revision: z.string(),
  shown: z.object({ messageId: z.string(), revision: z.string(), at: instantSchema }).nullable(),
  attempt: z.object({ revision: z.string(), at: instantSchema }).nullable(),
  failures: z.int(),
  round: z.int().min(0).default(0),
  trouble: z.string().nullable(),
  ended: z
    .object({ kind: z.enum(['refused', 'withdrawn', 'moved']), reason: z.string(), at: instantSchema })
    .nullable(),
});

export const deliverySchema = { version: 1, parse };

/** The key of a story's living message in a channel: known before anything is sent, and the same after a crash. */
export function alertKey(channel: ChannelAddress, story: StoryId): string {
  return `alert/${channelKey(channel)}/${story}`;
}

/** The key of a follow-up told in the thread of a story's message. */
export function followUpKey(channel: ChannelAddress, story: StoryId, next: StoryId): string {
  return `follow-up/${channelKey(channel)}/${story}/${next}`;
}

/** What the platform keeps with the message. The same for every attempt at one message, and never that of an earlier one. */
export function postKey({ key, round }: Delivery): string {
  return round === 0 ? key : `${key}~${round}`;
}

/** True while there is something to send and nothing of this row is under way. */
export function isWaiting(delivery: Delivery): boolean {
  return delivery.ended === null && delivery.attempt === null && delivery.shown?.revision !== delivery.revision;
}
