import { z } from 'zod';
import type { Instant } from '../lib/clock.ts';
import type { StoryId } from '../lib/ids.ts';
import { instantSchema, storyIdSchema } from '../lib/schemas.ts';
import { type ChannelAddress, channelKey, type WorkspaceAddress, workspaceKey } from '../platform/channel.ts';
import { channelAddressSchema } from '../platform/schemas.ts';
import type { Change } from '../store/change.ts';
import type { Store } from '../store/store.ts';

/** A channel wants to hear no more of a story; `until` null: for good. */
type Mute = { readonly channel: ChannelAddress; readonly story: StoryId; readonly until: Instant | null };

/** Which stories channels want to hear no more of. */
export type Mutes = {
  mute(channel: ChannelAddress, story: StoryId, until: Instant | null): Change;
  unmute(channel: ChannelAddress, story: StoryId): Change;
  /** Until when the story is muted in the channel (null: for good); null where it is not. */
  until(channel: ChannelAddress, story: StoryId, now: Instant): { readonly until: Instant | null } | null;
  /** True where the story is muted in the channel for good. */
  isForGood(channel: ChannelAddress, story: StoryId): boolean;
  /** Takes back the mutes of stories that are gone. */
  forgetStories(stories: readonly StoryId[]): Change;
  /** Takes back every mute of a workspace. */
  forget(workspace: WorkspaceAddress): Change;
};

const parse: z.ZodType<Mute> = z.object({
  channel: channelAddressSchema,
  story: storyIdSchema,
  until: instantSchema.nullable(),
});

/** `current` gives the story that an id leads to now: a mute goes along when stories are joined. */
export async function openMutes(store: Store, current: (story: StoryId) => StoryId): Promise<Mutes> {
  const table = store.table('mutes', { version: 1, parse });
  const byChannel = new Map<string, Map<StoryId, Mute>>();

  for await (const [, mute] of table.rows()) keep(mute);

  function keep(mute: Mute): void {
    const channel = channelKey(mute.channel);
    const mutes = byChannel.get(channel) ?? new Map();
    byChannel.set(channel, mutes.set(mute.story, mute));
  }

  const rowKey = ({ channel, story }: Pick<Mute, 'channel' | 'story'>) => `${channelKey(channel)}/${story}`;

  function removal(mutes: readonly Mute[]): Change {
    return {
      writes: mutes.map((mute) => table.remove(rowKey(mute))),
      apply() {
        for (const mute of mutes) byChannel.get(channelKey(mute.channel))?.delete(mute.story);
      },
    };
  }

  function mutesOf(channel: ChannelAddress, story: StoryId): readonly Mute[] {
    const id = current(story);
    return [...(byChannel.get(channelKey(channel))?.values() ?? [])].filter((mute) => current(mute.story) === id);
  }

  return {
    mute(channel, story, until) {
      const mute = { channel, story: current(story), until };
      return { writes: [table.put(rowKey(mute), mute)], apply: () => keep(mute) };
    },
    unmute: (channel, story) => removal(mutesOf(channel, story)),
    until(channel, story, now) {
      const standing = mutesOf(channel, story).filter(({ until }) => until === null || until > now);
      if (standing.length === 0) return null;
      const ends = standing.map(({ until }) => until);
      if (ends.includes(null)) return { until: null };
      return {
        until: ends.reduce((last, end) => (last !== null && end !== null && end > last ? end : last), ends[0] ?? null),
      };
    },
    isForGood: (channel, story) => mutesOf(channel, story).some(({ until }) => until === null),
    forgetStories(stories) {
      const gone = new Set(stories);
      return removal(
        [...byChannel.values()].flatMap((mutes) => [...mutes.values()].filter(({ story }) => gone.has(story))),
      );
    },
    forget(workspace) {
      const all = [...byChannel.values()].flatMap((mutes) => [...mutes.values()]);
      return removal(all.filter(({ channel }) => workspaceKey(channel) === workspaceKey(workspace)));
    },
  };
}
