import { PermissionFlagsBits as Flags, Routes } from 'discord.js';
import { z } from 'zod';
import { type Clock, type Instant, MINUTE_MS } from '../../src/lib/clock.ts';
import type { ChannelAddress } from '../../src/platform/channel.ts';
import type { Finding } from '../../src/platform/platform.ts';
import { markOf } from './mark.ts';
import { failureOf, outcomeOf } from './outcome.ts';
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

// This machine's clock and Discord's may differ.
const CLOCK_SKEW_MS = MINUTE_MS;
// For this long Discord certainly knows a nonce again, so that posting once more gives the message that is there.
const NONCE_MS = 2 * MINUTE_MS;
const PAGE = 100;
const MOST_PAGES = 5;
const MOST_THREADS = 50;
const DISCORD_EPOCH = 1_420_070_400_000;

const messagesSchema = z.array(messageSchema);
const threadsSchema = z.object({
  threads: z.array(
    z.object({ id: z.string(), parent_id: z.string().nullish(), last_message_id: z.string().nullish() }),
  ),
});

/**
 * Looks for a message by the mark that stands for its delivery key: among what was posted in the channel since then, and in
 * the open threads of the channel in which something was said since.
 */
export function createFinding({ api, places, targets, clock }: FindingOptions) {
  return async function find(address: ChannelAddress, key: string, since: Instant): Promise<Finding> {
    const target = await targets.resolve(address);
    if (target.kind === 'closed') {
      const reason = 'reason' in target.outcome ? target.outcome.reason : 'Discord limits the rate of calls.';
      return { kind: 'unavailable', reason };
    }
    const { channelId, place } = target;
    const mark = markOf(key);
    const after = snowflakeAt(since - CLOCK_SKEW_MS);
    try {
      if (place !== null && !(await mayRead(place))) return unread(since);
      const inChannel = place?.kind === 'forum' ? null : await search(channelId, mark, after);
      if (inChannel !== null) return { kind: 'found', messageId: inChannel };
      if (place?.kind === 'text' || place?.kind === 'announcement' || place?.kind === 'forum') {
        for (const thread of await threadsWithNews(place, after)) {
          const found = await search(thread, mark, after);
          if (found !== null) return { kind: 'found', messageId: found };
        }
      }
      return { kind: 'absent' };
    } catch (error) {
      const outcome = outcomeOf(failureOf(error), 'look');
      return {
        kind: 'unavailable',
        reason: 'reason' in outcome ? outcome.reason : 'Discord limits the rate of calls.',
      };
    }
  };

  // Without the permission Discord gives no error but no messages, which would look as if there were none.
  async function mayRead(place: Place): Promise<boolean> {
    const held = await places.permissions(place, await places.self(place.guild));
    return has(held, Flags.ViewChannel | Flags.ReadMessageHistory);
  }

  function unread(since: Instant): Finding {
    if (clock() - since < NONCE_MS) return { kind: 'absent' };
    return {
      kind: 'unavailable',
      reason:
        'Newsdesk cannot look for its own message: somebody who may manage the channel can give its role Read Message History (Edit Channel, Permissions).',
    };
  }

  async function search(channelId: string, mark: string, after: string): Promise<string | null> {
    let from = after;
    for (let page = 0; page < MOST_PAGES; page++) {
      const query = { after: from, limit: String(PAGE) };
      const messages = messagesSchema.parse(await api.get(Routes.channelMessages(channelId), query));
      const found = messages.find((message) => markOfMessage(message) === mark);
      if (found !== undefined) return found.id;
      if (messages.length < PAGE) return null;
      from = messages.reduce((newest, { id }) => (BigInt(id) > BigInt(newest) ? id : newest), from);
    }
    return null;
  }

  async function threadsWithNews(place: Place, after: string): Promise<readonly string[]> {
    const { threads } = threadsSchema.parse(await api.get(Routes.guildActiveThreads(place.guild)));
    return threads
      .filter(({ id, parent_id, last_message_id }) => {
        return parent_id === place.id && BigInt(last_message_id ?? id) >= BigInt(after);
      })
      .map(({ id }) => id)
      .sort((a, b) => (BigInt(a) < BigInt(b) ? 1 : -1))
      .slice(0, MOST_THREADS);
  }
}

/** The smallest id that something made at that time can have. */
function snowflakeAt(ms: number): string {
  return String(BigInt(Math.max(0, Math.trunc(ms) - DISCORD_EPOCH)) << 22n);
}
