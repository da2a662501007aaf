import { z } from 'zod';
import { HOUR_MS, type Instant, later, MINUTE_MS } from '../lib/clock.ts';
import { instantSchema } from '../lib/schemas.ts';
import { type ChannelAddress, channelKey, type WorkspaceAddress, workspaceKey } from '../platform/channel.ts';
import type { Reach } from '../platform/platform.ts';
import { channelAddressSchema } from '../platform/schemas.ts';
import type { Change } from '../store/change.ts';
import type { Store } from '../store/store.ts';

/** Nothing can be said in a place until somebody mends it. */
export type Block = {
  /** A channel in the place, which is asked whether it is open again. */
  readonly channel: ChannelAddress;
  readonly reach: Reach;
  /** What is wrong and who can mend it, in one sentence. */
  readonly reason: string;
  readonly since: Instant;
  /** When it is looked at again. */
  readonly lookAt: Instant;
  /** How often it was looked at in vain. */
  readonly looks: number;
};

/**
 * Where nothing can be said at present: permission lost, channel gone, app removed. What waits there keeps waiting;
 * nothing that people set up is ever taken back because of it.
 */
export type ChannelStates = {
  /** What keeps everything from a channel: its own block, or that of its workspace or platform. */
  blocked(channel: ChannelAddress): Block | null;
  inWorkspace(workspace: WorkspaceAddress): readonly Block[];
  block(channel: ChannelAddress, reach: Reach, reason: string, now: Instant): Change;
  unblock(block: Block): Change;
  /** Notes that a look found the place still closed. */
  stillBlocked(block: Block, reason: string, now: Instant): Change;
  /** A block that is to be looked at now, among those that can be. */
  dueToLook(now: Instant, canLook: (block: Block) => boolean): Block | null;
  /** When the next of the blocks that can be looked at is to be. */
  nextLookAt(canLook: (block: Block) => boolean): Instant | null;
  /** Something may have changed there: it is looked at as soon as possible. */
  lookSoon(workspace: WorkspaceAddress, now: Instant): void;
  forget(workspace: WorkspaceAddress): Change;
};

const FIRST_LOOK_MS = MINUTE_MS;
const LAST_LOOK_MS = HOUR_MS;

const parse: z.ZodType<Block> = z.object({
  channel: channelAddressSchema,
  reach: z.enum(['message', 'channel', 'workspace', 'platform']),
  reason: z.string(),
  since: instantSchema,
  lookAt: instantSchema,
  looks: z.int().min(0),
});

export async function openChannelStates(store: Store): Promise<ChannelStates> {
  const table = store.table('blocks', { version: 1, parse });
  const blocks = new Map<string, Block>();
  /** When the next block is to be looked at; undefined after a change. Every claim asks. */
  let soonest: Instant | null | undefined;
  // Between two runs people mend things (a new token, say): every place is looked at as soon as possible.
  for await (const [key, block] of table.rows()) blocks.set(key, { ...block, lookAt: block.since, looks: 0 });

  const put = (block: Block): Change => ({
    writes: [table.put(placeKey(block), block)],
    apply() {
      blocks.set(placeKey(block), block);
      soonest = undefined;
    },
  });

  function removal(gone: readonly Block[]): Change {
    return {
      writes: gone.map((block) => table.remove(placeKey(block))),
      apply() {
        for (const block of gone) blocks.delete(placeKey(block));
        soonest = undefined;
      },
    };
  }

  function inWorkspace(workspace: WorkspaceAddress): readonly Block[] {
    return [...blocks.values()].filter(({ channel }) => workspaceKey(channel) === workspaceKey(workspace));
  }

  function soonestLook(): Instant | null {
    if (soonest !== undefined) return soonest;
    soonest = null;
    for (const { lookAt } of blocks.values()) if (soonest === null || lookAt < soonest) soonest = lookAt;
    return soonest;
  }

  return {
    blocked(channel) {
      const reaches = ['channel', 'workspace', 'platform'] as const;
      for (const reach of reaches) {
        const block = blocks.get(placeKey({ channel, reach }));
        if (block !== undefined) return block;
      }
      return null;
    },
    inWorkspace,
    block(channel, reach, reason, now) {
      const since = blocks.get(placeKey({ channel, reach }))?.since ?? now;
      return put({ channel, reach, reason, since, lookAt: later(now, FIRST_LOOK_MS), looks: 0 });
    },
    unblock: (block) => removal([block]),
    stillBlocked(block, reason, now) {
      const waitMs = Math.min(LAST_LOOK_MS, FIRST_LOOK_MS * 2 ** Math.min(block.looks, 10));
      return put({ ...block, reason, looks: block.looks + 1, lookAt: later(now, waitMs) });
    },
    dueToLook(now, canLook) {
      const next = soonestLook();
      if (next === null) return null;
      if (next > now && next - now <= 2 * LAST_LOOK_MS) return null;
      // A time far ahead was written by a clock that has been set back since.
      const isDue = ({ lookAt }: Block) => lookAt <= now || lookAt - now > 2 * LAST_LOOK_MS;
      return [...blocks.values()].find((block) => isDue(block) && canLook(block)) ?? null;
    },
    nextLookAt(canLook) {
      let next: Instant | null = null;
      for (const block of blocks.values())
        if ((next === null || block.lookAt < next) && canLook(block)) next = block.lookAt;
      return next;
    },
    lookSoon(workspace, now) {
      for (const [key, block] of blocks) {
        const isThere = workspaceKey(block.channel) === workspaceKey(workspace);
        if (isThere || (block.reach === 'platform' && block.channel.platform === workspace.platform)) {
          blocks.set(key, { ...block, lookAt: now, looks: 0 });
          soonest = undefined;
        }
      }
    },
    forget: (workspace) => removal(inWorkspace(workspace).filter(({ reach }) => reach !== 'platform')),
  };
}

/** One spelling of a place, as far as `reach` goes. */
export function placeKey({ channel, reach }: Pick<Block, 'channel' | 'reach'>): string {
  switch (reach) {
    case 'message':
    case 'channel':
      return channelKey(channel);
    case 'workspace':
      return workspaceKey(channel);
    case 'platform':
      return encodeURIComponent(channel.platform);
  }
}
