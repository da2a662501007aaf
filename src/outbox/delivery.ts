import { z } from 'zod';
import type { Instant } from '../lib/clock.ts';
import { type ArticleId, digest, type StoryId, type TopicId } from '../lib/ids.ts';
import { articleIdSchema, instantSchema, storyIdSchema, topicIdSchema } from '../lib/schemas.ts';
import { type ChannelAddress, channelKey } from '../platform/channel.ts';
import type { Rich } from '../platform/message.ts';
import { channelAddressSchema, richSchema } from '../platform/schemas.ts';

/** What a delivery says. The words are composed when it is sent, from the stories as they are then. */
export type Said =
  | { readonly kind: 'alert'; readonly topics: readonly TopicId[] }
  /** Said in the thread of the story's alert: another story follows from it. */
  | { readonly kind: 'follow-up'; readonly next: StoryId }
  /** Said in the thread of the story's alert, which can no longer be edited: the reports that it does not name. */
  | { readonly kind: 'reports'; readonly articles: readonly ArticleId[] }
  /** The story is told in another one's message now; this message says so. */
  | { readonly kind: 'pointer'; readonly into: StoryId; readonly topics: readonly TopicId[] }
  /** Several stories in one message. */
  | StoriesSaid
  /** Something that people should know of the channel itself. */
  | { readonly kind: 'notice'; readonly text: Rich };

export type StoriesSaid = {
  readonly kind: 'stories';
  /**
   * Why they come together: a digest; too many at once; late, because nothing could be sent; held back by quiet hours, by a
   * pause, or because nothing could be posted.
   */
  readonly cause: 'digest' | 'burst' | 'late' | HeldCause;
  /** The most important first. */
  readonly sections: readonly SaidSection[];
  /** The time that is told about. */
  readonly from: Instant;
  readonly to: Instant;
  readonly page: number;
  readonly pages: number;
  /** Why nothing could be posted, for the cause `blocked`; else empty. */
  readonly reason: string;
};

export type SaidSection = {
  /** Null: stories whose topics are gone. */
  readonly topic: TopicId | null;
  readonly stories: readonly StoryId[];
  /** How many more there are that no page lists; left out where there are none. */
  readonly more?: number;
};

/** Why a post waits although it is due. */
export type HeldCause = 'quiet' | 'paused' | 'blocked';

/**
 * One thing to say in one channel, and what came of it. There is one row for a story's living message in a channel, and
 * one for each follow-up told in its thread; the row says what the channel should show and what it shows.
 */
export type Delivery = {
  readonly key: string;
  readonly channel: ChannelAddress;
  /** The story it is about; null where it is about several, or none. */
  readonly story: StoryId | null;
  readonly what: Said;
  /** Messages of a channel are posted in this order: the story's time, or the planning time where nobody states one. */
  readonly order: Instant;
  readonly plannedAt: Instant;
  /** Not to be sent before. */
  readonly dueAt: Instant;
  /** Stands for the content that the channel should show. */
  readonly revision: string;
  /** What the channel shows, as far as is known for certain. */
  readonly shown: Shown | null;
  /** Written before each call and taken away by its outcome: while it stands, nobody knows whether the call took effect. */
  readonly attempt: { readonly revision: string; readonly at: Instant } | null;
  readonly failures: number;
  /** How often the row was made again after its message had gone to another row: each message has a key of its own. */
  readonly round: number;
  /** The last thing that went wrong, in words; null after a success. */
  readonly trouble: string | null;
  /** Since when, and why, it waits although it is due; null where it does not. It stays until the post is made. */
  readonly held: { readonly cause: HeldCause; readonly since: Instant; readonly reason: string } | null;
  /** True where the message can no longer be edited: what is new is said in its thread. */
  readonly isFixed: boolean;
  /** Nothing will be sent for this row again. `listed`: the story is told in a message that lists several. */
  readonly ended: {
    readonly kind: 'refused' | 'withdrawn' | 'moved' | 'listed';
    readonly reason: string;
    readonly at: Instant;
  } | null;
};

/** A message as the channel shows it. */
export type Shown = {
  readonly messageId: string;
  readonly revision: string;
  readonly at: Instant;
  /** The articles that it names, for an alert; else none. */
  readonly articles: readonly ArticleId[];
};

const saidSchema: z.ZodType<Said> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alert'), topics: z.array(topicIdSchema) }),
  z.object({ kind: z.literal('follow-up'), next: storyIdSchema }),
  z.object({ kind: z.literal('reports'), articles: z.array(articleIdSchema) }),
  z.object({ kind: z.literal('pointer'), into: storyIdSchema, topics: z.array(topicIdSchema) }),
  z.object({
    kind: z.literal('stories'),
    cause: z.enum(['digest', 'burst', 'late', 'quiet', 'paused', 'blocked']),
    sections: z.array(
      z.object({
        topic: topicIdSchema.nullable(),
        stories: z.array(storyIdSchema),
        more: z.int().min(1).exactOptional(),
      }),
    ),
    from: instantSchema,
    to: instantSchema,
    page: z.int().min(1),
    pages: z.int().min(1),
    reason: z.string(),
  }),
  z.object({ kind: z.literal('notice'), text: richSchema }),
]);

const parse: z.ZodType<Delivery> = z.object({
  key: z.string(),
  channel: channelAddressSchema,
  story: storyIdSchema.nullable(),
  what: saidSchema,
  order: instantSchema,
  plannedAt: instantSchema,
  dueAt: instantSchema,
  revision: z.string(),
  shown: z
    .object({
      messageId: z.string(),
      revision: z.string(),
      at: instantSchema,
      articles: z.array(articleIdSchema).default([]),
    })
    .nullable(),
  attempt: z.object({ revision: z.string(), at: instantSchema }).nullable(),
  failures: z.int(),
  round: z.int().min(0).default(0),
  trouble: z.string().nullable(),
  held: z
    .object({ cause: z.enum(['quiet', 'paused', 'blocked']), since: instantSchema, reason: z.string() })
    .nullable()
    .default(null),
  isFixed: z.boolean().default(false),
  ended: z
    .object({ kind: z.enum(['refused', 'withdrawn', 'moved', 'listed']), reason: z.string(), at: instantSchema })
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

/** The key of what is said in the thread of a story's message about reports that it does not name. */
export function reportsKey(channel: ChannelAddress, story: StoryId, first: ArticleId): string {
  return `reports/${channelKey(channel)}/${story}/${first}`;
}

/** The key of a page of a digest: a channel has one digest for a due time. */
export function digestKey(channel: ChannelAddress, due: Instant, page: number): string {
  return `digest/${channelKey(channel)}/${due}/${page}`;
}

/** The key of a message that lists alerts, from theirs. */
export function listKey(channel: ChannelAddress, alerts: readonly string[]): string {
  return `stories/${channelKey(channel)}/${digest(...alerts)}`;
}

/** The key of a notice about something that came to be at a time. */
export function noticeKey(channel: ChannelAddress, about: string, at: Instant): string {
  return `notice/${channelKey(channel)}/${digest(about, String(at))}`;
}

/** What the platform keeps with the message. The same for every attempt at one message, and never that of an earlier one. */
export function postKey({ key, round }: Delivery): string {
  return round === 0 ? key : `${key}~${round}`;
}

/** A row that has not been sent yet. */
export function newDelivery(
  what: Pick<Delivery, 'key' | 'channel' | 'story' | 'what' | 'order' | 'plannedAt' | 'revision'>,
): Delivery {
  return {
    ...what,
    dueAt: what.plannedAt,
    shown: null,
    attempt: null,
    failures: 0,
    round: 0,
    trouble: null,
    held: null,
    isFixed: false,
    ended: null,
  };
}

/** True while there is something to send and nothing of this row is under way. */
export function isWaiting(delivery: Delivery): boolean {
  return delivery.ended === null && delivery.attempt === null && delivery.shown?.revision !== delivery.revision;
}

/** A call was begun and its outcome was never written down. */
export function isInDoubt(delivery: Delivery): boolean {
  return delivery.ended === null && delivery.attempt !== null;
}

/** Said in the thread of another message. */
export function isReply({ what }: Delivery): boolean {
  return what.kind === 'follow-up' || what.kind === 'reports';
}

/** A message of its own that the channel does not show yet. */
export function isPost(delivery: Delivery): boolean {
  return !isReply(delivery) && delivery.shown === null;
}

/** In the order in which a channel is told. */
export function byOrder(a: Delivery, b: Delivery): number {
  return a.order - b.order || a.plannedAt - b.plannedAt || (a.key < b.key ? -1 : 1);
}
