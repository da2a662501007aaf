import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { DAY_MS, type Instant, later } from '../lib/clock.ts';
import type { StoryId } from '../lib/ids.ts';
import { instantSchema, storyIdSchema, topicIdSchema } from '../lib/schemas.ts';
import { type ChannelAddress, channelKey } from '../platform/channel.ts';
import { channelAddressSchema } from '../platform/schemas.ts';
import type { Change } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import type { TopicScore } from './rank.ts';

/** A story that is to be told in a channel's digest, or was. */
export type Entry = {
  readonly channel: ChannelAddress;
  readonly story: StoryId;
  /** The topics followed as a digest that it meets. */
  readonly matches: readonly TopicScore[];
  /** When it was first noted. */
  readonly at: Instant;
  /** When a digest told it; null: it waits. A story that was told is not told again as it grows. */
  readonly toldAt: Instant | null;
};

/** What a story means to digests now: every channel that wants it there, and why. */
export type Noted = {
  readonly story: StoryId;
  readonly channels: readonly { readonly channel: ChannelAddress; readonly matches: readonly TopicScore[] }[];
};

/** A story that went into another one. */
export type Dissolved = { readonly id: StoryId; readonly into: StoryId };

/** The stories of digests, kept in memory and in the store's table `digest-entries`. */
export type Entries = {
  waiting(channel: ChannelAddress): readonly Entry[];
  /** See `Digests.note`; `channels` are those for which something waits that did not before. */
  note(
    stories: readonly Noted[],
    dissolved: readonly Dissolved[],
    now: Instant,
  ): { readonly change: Change; readonly channels: readonly ChannelAddress[] };
  tell(channel: ChannelAddress, told: readonly StoryId[], dropped: readonly StoryId[], now: Instant): Change;
  forgetStories(stories: readonly StoryId[]): Change;
  /** Forgets everything about the channels for which `isGone` holds. */
  clear(isGone: (channel: ChannelAddress) => boolean): Change;
};

/** A told story is remembered for this long: by then it is no news any more. */
const TOLD_MS = 60 * DAY_MS;

const parse: z.ZodType<Entry> = z.object({
  channel: channelAddressSchema,
  story: storyIdSchema,
  matches: z.array(z.object({ topic: topicIdSchema, score: z.number() })).min(1),
  at: instantSchema,
  toldAt: instantSchema.nullable(),
});

export async function openEntries(store: Store): Promise<Entries> {
  const table = store.table('digest-entries', { version: 1, parse });
  const byChannel = new Map<string, Map<StoryId, Entry>>();
  const byStory = new Map<StoryId, Map<string, Entry>>();
  for await (const [, entry] of table.rows()) keep(entry);

  function keep(entry: Entry): void {
    const channel = channelKey(entry.channel);
    byChannel.set(channel, (byChannel.get(channel) ?? new Map()).set(entry.story, entry));
    byStory.set(entry.story, (byStory.get(entry.story) ?? new Map()).set(channel, entry));
  }

  function drop({ channel, story }: Entry): void {
    const key = channelKey(channel);
    const stories = byChannel.get(key);
    stories?.delete(story);
    if (stories?.size === 0) byChannel.delete(key);
    const channels = byStory.get(story);
    channels?.delete(key);
    if (channels?.size === 0) byStory.delete(story);
  }

  const rowKey = ({ channel, story }: Entry) => `${channelKey(channel)}/${story}`;
  const endOf = ({ toldAt }: Entry) => (toldAt === null ? {} : { expiresAt: later(toldAt, TOLD_MS) });
  const entriesOf = (channel: ChannelAddress) => [...(byChannel.get(channelKey(channel))?.values() ?? [])];

  function changeTo(kept: readonly Entry[], gone: readonly Entry[]): Change {
    return {
      writes: [
        ...gone.map((entry) => table.remove(rowKey(entry))),
        ...kept.map((entry) => table.put(rowKey(entry), entry, endOf(entry))),
      ],
      apply() {
        for (const entry of gone) drop(entry);
        for (const entry of kept) keep(entry);
      },
    };
  }

  return {
    waiting: (channel) => entriesOf(channel).filter(({ toldAt }) => toldAt === null),

    note(stories, dissolved, now) {
      /** The entries of the stories that are touched, by channel, as they are to be; null: none. */
      const draft = new Map<StoryId, Map<string, Entry | null>>();
      const touched = (story: StoryId) => {
        const entries = draft.get(story) ?? new Map<string, Entry | null>(byStory.get(story));
        draft.set(story, entries);
        return entries;
      };
      for (const { id, into } of dissolved) {
        const left = touched(id);
        for (const [key, entry] of left) {
          if (entry === null) continue;
          left.set(key, null);
          touched(into).set(key, joined(touched(into).get(key) ?? null, { ...entry, story: into }));
        }
      }
      for (const { story, channels } of stories) {
        const entries = touched(story);
        const wanted = new Set(channels.map(({ channel }) => channelKey(channel)));
        for (const [key, entry] of entries) if (entry?.toldAt === null && !wanted.has(key)) entries.set(key, null);
        for (const { channel, matches } of channels) {
          const before = entries.get(channelKey(channel)) ?? null;
          if (before !== null && (before.toldAt !== null || isDeepStrictEqual(before.matches, matches))) continue;
          entries.set(channelKey(channel), noted(channel, story, matches, before?.at ?? now));
        }
      }
      const kept: Entry[] = [];
      const gone: Entry[] = [];
      for (const [story, entries] of draft) {
        for (const [key, entry] of entries) {
          const before = byStory.get(story)?.get(key);
          if (entry === null && before !== undefined) gone.push(before);
          if (entry !== null && entry !== before) kept.push(entry);
        }
      }
      const fresh = new Map(kept.map(({ channel }) => [channelKey(channel), channel]));
      return { change: changeTo(kept, gone), channels: [...fresh.values()] };
    },

    tell(channel, told, dropped, now) {
      const [isTold, isDropped] = [new Set(told), new Set(dropped)];
      const isOver = ({ toldAt }: Entry) => toldAt !== null && later(toldAt, TOLD_MS) <= now;
      const entries = entriesOf(channel);
      return changeTo(
        entries.filter(({ story }) => isTold.has(story)).map((entry) => ({ ...entry, toldAt: now })),
        entries.filter((entry) => isDropped.has(entry.story) || isOver(entry)),
      );
    },

    forgetStories: (stories) =>
      changeTo(
        [],
        stories.flatMap((story) => [...(byStory.get(story)?.values() ?? [])]),
      ),

    clear(isGone) {
      const all = [...byChannel.values()].flatMap((entries) => [...entries.values()]);
      return changeTo(
        [],
        all.filter(({ channel }) => isGone(channel)),
      );
    },
  };
}

function noted(
  { platform, workspace, channel }: ChannelAddress,
  story: StoryId,
  matches: readonly TopicScore[],
  at: Instant,
): Entry {
  return { channel: { platform, workspace, channel }, story, matches, at, toldAt: null };
}

/** What a channel knows of a story that took another one in: told is told, of whichever of the two. */
function joined(into: Entry | null, gone: Entry): Entry {
  if (into === null) return gone;
  return { ...into, at: into.at < gone.at ? into.at : gone.at, toldAt: into.toldAt ?? gone.toldAt };
}
