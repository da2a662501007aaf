import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Instant } from './lib/clock.ts';
import { topicId } from './lib/ids.ts';
import { sayIssues } from './lib/say-issues.ts';
import { instantSchema } from './lib/schemas.ts';
import { canonicalUrl } from './lib/url.ts';
import { parse } from './lib/yaml.ts';
import { workspaceKey } from './platform/channel.ts';
import { type OpmlFeed, readOpml } from './sources/feeds/opml.ts';
import { type Change, commitChanges } from './store/change.ts';
import type { Store } from './store/store.ts';
import type { Watchlist } from './topics/watchlist.ts';

const starterSchema = z.strictObject({
  name: z.string().trim().min(1),
  query: z.string().trim().min(1),
  channels: z
    .array(z.strictObject({ channel: z.string().min(1), backfill: z.int().min(0).max(5).default(0) }))
    .default([]),
});

const KNOWN_KEYS = ['name', 'query', 'channels', 'channel', 'backfill'];

/** A topic that a new installation begins with. */
export type Starter = z.infer<typeof starterSchema>;

/** Reads `config/topics.yaml`. A bad entry costs that entry alone and is named in `problems`. */
export function parseStarters(source: string): {
  readonly starters: readonly Starter[];
  readonly problems: readonly string[];
} {
  let raw: unknown;
  try {
    raw = parse(source, { maxAliasCount: 50 });
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    return { starters: [], problems: [`The starter topics are not YAML: ${message}`] };
  }
  const listed = z.object({ topics: z.array(z.unknown()) }).safeParse(raw);
  if (!listed.success) return { starters: [], problems: ['The starter topics need a list under "topics:".'] };
  const problems: string[] = [];
  const starters = listed.data.topics.flatMap((entry, place) => {
    const parsed = starterSchema.safeParse(entry, { reportInput: true });
    if (parsed.success) return [parsed.data];
    problems.push(`Starter topic ${place + 1} is left out: ${sayIssues(parsed.error, KNOWN_KEYS)}.`);
    return [];
  });
  return { starters, problems };
}

/** Reads the file of starter topics; that it cannot be read is a problem like others. */
export async function readStarters(file: string): Promise<ReturnType<typeof parseStarters>> {
  try {
    return parseStarters(await readFile(file, 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const problem = `The file cannot be read (${code}). Correct TOPICS, or leave it away for the topics that are shipped.`;
    return { starters: [], problems: [problem] };
  }
}

/** Reads the feeds that are offered to those who have none. A bad entry costs that entry alone; none of them is asked. */
export async function readStarterFeeds(
  file: string,
): Promise<{ readonly feeds: readonly OpmlFeed[]; readonly problems: readonly string[] }> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const problem = `The file cannot be read (${code}). Correct FEEDS, or leave it away for the feeds that are shipped.`;
    return { feeds: [], problems: [problem] };
  }
  const reading = readOpml(text);
  if (reading.kind === 'refused') return { feeds: [], problems: [reading.reason] };
  const feeds = reading.feeds.flatMap((feed) => {
    const address = canonicalUrl(feed.address);
    return address === null ? [] : [{ ...feed, address }];
  });
  return { feeds, problems: reading.leftOut };
}

const offeredSchema = { version: 1, parse: z.object({ at: instantSchema }) };

/**
 * Gives a workspace the starter topics it has never been given. One that people have removed since is not brought back,
 * and a new entry in the file is added at the next start.
 */
export async function offerStarters(
  store: Store,
  watchlist: Watchlist,
  starters: readonly Starter[],
  workspace: { readonly platform: string; readonly workspace: string },
  now: Instant,
): Promise<void> {
  const offered = store.table('starters', offeredSchema);
  for (const { name, query, channels } of starters) {
    const key = topicId(workspaceKey(workspace), name);
    if ((await offered.get(key)) !== null) continue;
    const followed: Change[] = channels.map(({ channel, backfill }) => {
      return watchlist.watch({
        channel: { ...workspace, channel },
        name,
        query,
        backfill,
        as: 'alerts',
        mention: null,
        now,
      }).change;
    });
    await commitChanges(store, [...followed, { writes: [offered.put(key, { at: now })], apply() {} }]);
  }
}
