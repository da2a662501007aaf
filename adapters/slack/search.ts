import { z } from 'zod';
import type { Workspace } from './installations.ts';
import { errorName } from './outcome.ts';

/** The kind of metadata that every message of ours carries; its payload holds the delivery's key. */
export const DELIVERY_EVENT = 'newsdesk_delivery';

/** What is looked for: the message that carries `key` and was posted at `sinceMs` or later. */
type Wanted = {
  readonly workspace: Workspace;
  readonly channel: string;
  readonly key: string;
  readonly sinceMs: number;
};

const PAGE = 200;
const MAX_PAGES = 10;
/** Threads looked through for a reply whose thread was forgotten. */
const MAX_THREADS = 20;

const messageSchema = z.object({
  ts: z.string(),
  bot_id: z.string().optional(),
  user: z.string().optional(),
  latest_reply: z.string().optional(),
  metadata: z.object({ event_type: z.string(), event_payload: z.object({ key: z.string().optional() }) }).optional(),
});
type Found = z.infer<typeof messageSchema>;

/**
 * The id of the message or reply; null where there is none. `thread` is where a reply was meant to go, null where that is
 * not known. Without it replies are looked for in our threads that were answered lately, as far back as the last messages of the
 * channel go; one in an older thread is not found.
 * @throws what the Web API throws, and TooMuchError
 */
export async function findDelivery(wanted: Wanted, thread: string | null): Promise<string | null> {
  try {
    return await search(wanted, thread);
  } catch (error) {
    if (errorName(error) !== 'not_in_channel') throw error;
    // A public channel may be posted in from outside, and read from inside only.
    await wanted.workspace.client.conversations.join({ channel: wanted.channel });
    return search(wanted, thread);
  }
}

async function search(wanted: Wanted, thread: string | null): Promise<string | null> {
  if (thread !== null) return searchThread(wanted, thread);
  return (await searchPosts(wanted)) ?? (await searchReplies(wanted));
}

async function searchPosts(wanted: Wanted): Promise<string | null> {
  for await (const messages of history(wanted, wanted.sinceMs)) {
    const found = messages.find((message) => isWanted(message, wanted));
    if (found !== undefined) return found.ts;
  }
  return null;
}

async function searchReplies(wanted: Wanted): Promise<string | null> {
  const threads: string[] = [];
  try {
    for await (const messages of history(wanted, 0)) {
      for (const message of messages) {
        const isAnswered = message.latest_reply !== undefined && msOf(message.latest_reply) >= wanted.sinceMs;
        if (isAnswered && isOurs(message, wanted.workspace) && threads.length < MAX_THREADS) threads.push(message.ts);
      }
    }
  } catch (error) {
    if (!(error instanceof TooMuchError)) throw error;
  }
  for (const thread of threads) {
    const found = await searchThread(wanted, thread);
    if (found !== null) return found;
  }
  return null;
}

async function searchThread(wanted: Wanted, thread: string): Promise<string | null> {
  const { client } = wanted.workspace;
  const oldest = tsOf(wanted.sinceMs);
  const ask = (cursor: string) =>
    client.conversations.replies({
      channel: wanted.channel,
      ts: thread,
      oldest,
      limit: PAGE,
      include_all_metadata: true,
      ...(cursor === '' ? {} : { cursor }),
    });
  try {
    for await (const messages of pages(ask)) {
      const found = messages.find((message) => message.ts !== thread && isWanted(message, wanted));
      if (found !== undefined) return found.ts;
    }
  } catch (error) {
    if (errorName(error) !== 'thread_not_found') throw error;
  }
  return null;
}

function history({ workspace, channel }: Wanted, sinceMs: number): AsyncGenerator<readonly Found[]> {
  return pages((cursor) =>
    workspace.client.conversations.history({
      channel,
      oldest: tsOf(sinceMs),
      inclusive: true,
      limit: PAGE,
      include_all_metadata: true,
      ...(cursor === '' ? {} : { cursor }),
    }),
  );
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

function isWanted(message: Found, { workspace, key }: Wanted): boolean {
  const { metadata } = message;
  return metadata?.event_type === DELIVERY_EVENT && metadata.event_payload.key === key && isOurs(message, workspace);
}

function tsOf(ms: number): string {
  return (Math.max(0, ms) / 1_000).toFixed(6);
}

function msOf(ts: string): number {
  return Number(ts) * 1_000;
}
