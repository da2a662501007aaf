import { setTimeout as sleep } from 'node:timers/promises';
import { PermissionFlagsBits as Flags, Routes } from 'discord.js';
import { z } from 'zod';
import { type Clock, DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../src/lib/clock.ts';
import type { ChannelAddress } from '../../src/platform/channel.ts';
import type { Finding, Outcome } from '../../src/platform/platform.ts';
import { markOf } from './mark.ts';
import { CODES, failureOf, outcomeOf } from './outcome.ts';
import { has } from './permissions.ts';
import type { Place, Places } from './places.ts';
import type { Api } from './rest.ts';
import { markOfMessage, messageSchema } from './seen.ts';
import type { Targets } from './targets.ts';

export type FindingOptions = {
  readonly api: Api;
  readonly places: Places;
  readonly targets: Targets;
  readonly clock: Clock;
};

// This machine's clock and Discord's may differ, by an hour of summer time, say.
const AROUND_MS = 2 * HOUR_MS;
// So far ahead no clock goes by itself.
const AHEAD_MS = DAY_MS;
// For this long Discord certainly knows a nonce again, so that posting once more gives the message that is there.
const NONCE_MS = 2 * MINUTE_MS;
const PAGE = 100;
const MOST_PAGES = 20;
const MOST_POSTS = 100;
// Looking goes on after a limit as short as this: begun anew it would meet the same one.
const LONGEST_PAUSE_MS = 10_000;
const MOST_PAUSES = 20;
const DISCORD_EPOCH = 1_420_070_400_000;

const messagesSchema = z.array(messageSchema);
const threadsSchema = z.object({
  threads: z.array(
    z.object({
      id: z.string(),
      parent_id: z.string().nullish(),
      owner_id: z.string().nullish(),
      thread_metadata: z.object({ archive_timestamp: z.string() }).nullish(),
    }),
  ),
  has_more: z.boolean().default(false),
});
type Threads = z.infer<typeof threadsSchema>['threads'];

/** The ids that something made at about a time can have. */
type Span = {
  readonly from: bigint;
  readonly to: bigint;
  readonly fromMs: number;
  /** False where nobody knows when it was. */
  readonly isKnown: boolean;
};

/** Looks for a message by the mark that stands for its delivery key, where it was to stand and at about the time it was posted. */
export function createFinding({ api, places, targets, clock }: FindingOptions) {
  return async function find(
    address: ChannelAddress,
    key: string,
    since: Instant,
    thread: string | null,
  ): Promise<Finding> {
    const target = await targets.resolve(address);
    if (target.kind === 'closed') {
      return notRead(target.outcome);
    }
    const { channelId, place } = target;
    const isForum = place?.kind === 'forum';
    const mark = markOf(key);
    const span = spanAround(since, clock());
    try {
      // A post of a forum has no nonce.
      if (place !== null && !(await mayRead(place))) return unread(since, isForum && thread === null);
      const messageId = isForum
        ? thread === null
          ? await searchPosts(place, mark, span)
          : await search(thread, mark, span)
        : // A reply stands in the channel where its message can have no thread.
          ((thread === null ? null : await search(thread, mark, span)) ?? (await search(channelId, mark, span)));
      return messageId === null ? { kind: 'absent' } : { kind: 'found', messageId };
    } catch (error) {
      if (error instanceof TooMuchError) return { kind: 'unreadable', reason: error.message };
      return notRead(outcomeOf(failureOf(error), 'look'));
    }
  };

  // Without the permission Discord gives no error but no messages, which would look as if there were none.
  async function mayRead(place: Place): Promise<boolean> {
    const held = await places.permissions(place, await places.self(place.guild));
    return has(held, Flags.ViewChannel | Flags.ReadMessageHistory);
  }

  function unread(since: Instant, isWithoutNonce: boolean): Finding {
    if (clock() - since < NONCE_MS && !isWithoutNonce) return { kind: 'repeatable' };
    return {
      kind: 'unreadable',
      reason:
        'Newsdesk cannot look for its own message: somebody who may manage the channel can give its role Read Message History (Edit Channel, Permissions).',
    };
  }

  /** Looks through a channel or thread; one that is not there holds nothing. */
  async function search(channelId: string, mark: string, span: Span): Promise<string | null> {
    return span.isKnown ? searchFrom(channelId, mark, span) : searchBack(channelId, mark);
  }

  /** Where nobody knows when it was, the newest messages are looked through. */
  async function searchBack(channelId: string, mark: string): Promise<string | null> {
    let where: Readonly<Record<string, string>> = {};
    for (let page = 0; page < MOST_PAGES; page++) {
      const messages = await pageOf(channelId, where);
      const found = messages.find((message) => markOfMessage(message) === mark);
      if (found !== undefined) return found.id;
      const oldest = messages.at(-1);
      if (messages.length < PAGE || oldest === undefined) return null;
      where = { before: oldest.id };
    }
    throw new TooMuchError();
  }

  async function searchFrom(channelId: string, mark: string, span: Span): Promise<string | null> {
    let from = span.from;
    for (let page = 0; page < MOST_PAGES; page++) {
      const messages = await pageOf(channelId, { after: String(from) });
      const found = messages.find((message) => markOfMessage(message) === mark);
      if (found !== undefined) return found.id;
      from = messages.reduce((newest, { id }) => (BigInt(id) > newest ? BigInt(id) : newest), from);
      if (messages.length < PAGE) return null;
    }
    // A machine that slept between two steps may have posted long after it meant to: that is looked for as far as it goes.
    if (from > span.to) return null;
    throw new TooMuchError();
  }

  async function pageOf(channelId: string, where: Readonly<Record<string, string>>) {
    const raw = await orNothing(() => api.get(Routes.channelMessages(channelId), { ...where, limit: String(PAGE) }));
    return messagesSchema.parse(raw ?? []);
  }

  /** Looks through the bot's own posts of a forum, each of which is a thread that begins with its message. */
  async function searchPosts(forum: Place, mark: string, span: Span): Promise<string | null> {
    const { id: self } = await places.self(forum.guild);
    const isMeant = ({ id, parent_id, owner_id }: Threads[number]) =>
      parent_id === forum.id && owner_id === self && BigInt(id) >= span.from;
    const open = threadsSchema.parse(await api.get(Routes.guildActiveThreads(forum.guild)));
    const posts = [...open.threads, ...(await archivedSince(forum, span.fromMs))].filter(isMeant);
    const near = posts.length > MOST_POSTS && span.isKnown ? posts.filter(({ id }) => BigInt(id) <= span.to) : posts;
    if (near.length > MOST_POSTS) throw new TooMuchError();
    for (const { id } of near) {
      const raw = await orNothing(() => api.get(Routes.channelMessage(id, id)));
      if (raw !== null && markOfMessage(messageSchema.parse(raw)) === mark) return id;
    }
    return null;
  }

  /** The posts that were archived since then, as one of then may have been. */
  async function archivedSince(forum: Place, sinceMs: number): Promise<Threads> {
    const all: Threads = [];
    let before: string | null = null;
    for (let page = 0; page < MOST_PAGES; page++) {
      const query: Record<string, string> = { limit: String(PAGE), ...(before === null ? {} : { before }) };
      const route = Routes.channelThreads(forum.id, 'public');
      const { threads, has_more } = threadsSchema.parse(await api.get(route, query));
      all.push(...threads);
      before = threads.at(-1)?.thread_metadata?.archive_timestamp ?? null;
      if (!has_more || before === null || Date.parse(before) < sinceMs) return all;
    }
    throw new TooMuchError();
  }

  async function orNothing(work: () => Promise<unknown>): Promise<unknown> {
    try {
      return await patiently(work);
    } catch (error) {
      const failure = failureOf(error);
      const isGone = failure.kind === 'answered' && GONE.has(failure.code);
      if (isGone) return null;
      throw error;
    }
  }
}

async function patiently(work: () => Promise<unknown>): Promise<unknown> {
  for (let pause = 0; ; pause++) {
    try {
      return await work();
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind !== 'limited' || failure.afterMs > LONGEST_PAUSE_MS || pause >= MOST_PAUSES) throw error;
      await sleep(failure.afterMs);
    }
  }
}

const GONE: ReadonlySet<number | null> = new Set([CODES.unknownChannel, CODES.unknownMessage]);

function notRead(outcome: Outcome): Finding {
  if (outcome.kind === 'refused') return { kind: 'unreadable', reason: outcome.reason };
  return { kind: 'unavailable', reason: 'reason' in outcome ? outcome.reason : 'Discord limits the rate of calls.' };
}

/** There is more than was looked through, so that nothing can be said of what was not found. */
class TooMuchError extends Error {
  constructor() {
    super('There is more in the channel than could be looked through.');
  }
}

/** A time that lies ahead was written by a clock that has been set back since: nothing is known then of when it was. */
function spanAround(at: Instant, now: Instant): Span {
  if (at - now > AHEAD_MS) return { from: 0n, to: 0n, fromMs: 0, isKnown: false };
  const [fromMs, toMs] = [at - AROUND_MS, at + AROUND_MS];
  return { from: snowflakeAt(fromMs), to: snowflakeAt(toMs), fromMs, isKnown: true };
}

/** The smallest id that something made at that time can have. */
function snowflakeAt(ms: number): bigint {
  return BigInt(Math.max(0, Math.trunc(ms) - DISCORD_EPOCH)) << 22n;
}
