import { z } from 'zod';
import { DAY_MS, HOUR_MS } from '../../src/lib/clock.ts';
import type { Workspace } from './installations.ts';
import { errorName } from './outcome.ts';

/** The kind of metadata that every message of ours carries; its payload holds the delivery's key. */
export const DELIVERY_EVENT = 'newsdesk_delivery';

/** What is looked for: the message that carries `key` and was posted at about `atMs`, in a thread or, with null, in the channel. */
type Wanted = {
  readonly workspace: Workspace;
  readonly channel: string;
  readonly thread: string | null;
  readonly key: string;
  readonly atMs: number;
  /** The present, by the same clock. */
  readonly nowMs: number;
};

// This machine's clock and Slack's may differ, by an hour of summer time, say.
const AROUND_MS = 2 * HOUR_MS;
// So far ahead no clock goes by itself.
const AHEAD_MS = DAY_MS;
const PAGE = 200;
const MAX_PAGES = 20;

const messageSchema = z.object({
  ts: z.string(),
  bot_id: z.string().optional(),
  user: z.string().optional(),
  metadata: z.object({ event_type: z.string(), event_payload: z.object({ key: z.string().optional() }) }).optional(),
});
type Found = z.infer<typeof messageSchema>;

/**
 * The id of the message or reply; null where there certainly is none.
 * @throws what the Web API throws, and TooMuchError
 */
export async function findDelivery(wanted: Wanted): Promise<string | null> {
  try {
    return await search(wanted);
  } catch (error) {
    if (errorName(error) !== 'not_in_channel') throw error;
    // A public channel may be posted in from outside, and read from inside only.
    await wanted.workspace.client.conversations.join({ channel: wanted.channel });
    return search(wanted);
  }
}

async function search(wanted: Wanted): Promise<string | null> {
  // A time that lies ahead was written by a clock that has been set back since: nothing is known then of when it was.
  const oldest = wanted.atMs - wanted.nowMs > AHEAD_MS ? '0' : tsOf(wanted.atMs - AROUND_MS);
  try {
    // A machine that slept between two steps may have posted long after it meant to.
    return await searchIn(wanted, { oldest });
  } catch (error) {
    // Without its first message a thread holds nothing.
    if (wanted.thread !== null && errorName(error) === 'thread_not_found') return null;
    if (!(error instanceof TooMuchError) || oldest === '0') throw error;
    return searchIn(wanted, { oldest, latest: tsOf(wanted.atMs + AROUND_MS) });
  }
}

type Range = { readonly oldest: string; readonly latest?: string };

async function searchIn(wanted: Wanted, range: Range): Promise<string | null> {
  for await (const messages of pages((cursor) => ask(wanted, range, cursor))) {
    const found = messages.find((message) => isWanted(message, wanted));
    if (found !== undefined) return found.ts;
  }
  return null;
}

function ask({ workspace, channel, thread }: Wanted, range: Range, cursor: string): Promise<Page> {
  const { conversations } = workspace.client;
  const page = {
    ...range,
    channel,
    limit: PAGE,
    include_all_metadata: true,
    ...(cursor === '' ? {} : { cursor }),
  };
  return thread === null ? conversations.history(page) : conversations.replies({ ...page, ts: thread });
}

type Page = { messages?: unknown; has_more?: boolean; response_metadata?: { next_cursor?: string } };

async function* pages(ask: (cursor: string) => Promise<Page>): AsyncGenerator<readonly Found[]> {
  let cursor = '';
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await ask(cursor);
    const messages = z.array(z.unknown()).parse(answer.messages ?? []);
    yield messages
      .map((message) => messageSchema.safeParse(message))
      .flatMap((read) => (read.success ? [read.data] : []));
    cursor = answer.response_metadata?.next_cursor ?? '';
    if (cursor === '') return;
  }
  throw new TooMuchError();
}

/** There is more than was looked through, so that nothing can be said of what was not found. */
export class TooMuchError extends Error {
  constructor() {
    super('There are more messages in the channel than could be looked through.');
  }
}

// Any app may write metadata of this kind.
function isOurs({ bot_id, user }: Found, { botId, botUserId }: Workspace): boolean {
  return (botId !== '' && bot_id === botId) || user === botUserId;
}

function isWanted(message: Found, { workspace, key, thread }: Wanted): boolean {
  const { metadata, ts } = message;
  return (
    ts !== thread &&
    metadata?.event_type === DELIVERY_EVENT &&
    metadata.event_payload.key === key &&
    isOurs(message, workspace)
  );
}

function tsOf(ms: number): string {
  return (Math.max(0, ms) / 1_000).toFixed(6);
}
