import { z } from 'zod';
import { DAY_MS, type Instant } from '../lib/clock.ts';
import type { StoryId } from '../lib/ids.ts';
import { instantSchema } from '../lib/schemas.ts';
import { isZone } from '../lib/zone.ts';
import { type ChannelAddress, channelKey, type WorkspaceAddress, workspaceKey } from '../platform/channel.ts';
import { channelAddressSchema } from '../platform/schemas.ts';
import type { Change } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import { type Alarm, cronProblem } from './cron.ts';
import { type Dissolved, type Entries, type Noted, openEntries } from './entries.ts';
import { comesEver, nextDue } from './next.ts';
import { DEFAULT_SCHEDULE, type Schedule } from './schedule.ts';

/** When a channel's digests come. */
export type Digest = {
  readonly channel: ChannelAddress;
  readonly schedule: Schedule;
  /** The IANA zone by whose clock `dueAt` was reckoned. */
  readonly zone: string;
  readonly dueAt: Instant;
  /** The end of the time that was told about: when the last digest was made, or the first one was asked for. */
  readonly lastAt: Instant;
  /** What the clock said when `dueAt` was reckoned. */
  readonly reckonedAt: Instant;
};

/** The digests of all channels and what waits for them, kept in memory and in the store's tables `digests` and `digest-entries`. */
export type Digests = {
  of(channel: ChannelAddress): Digest | null;
  /** The stories that wait for a channel's next digest. */
  waiting: Entries['waiting'];
  /**
   * Notes stories for digests as they are now, and takes those along that went into another one. A story that a channel
   * no longer wants waits no more there, one that was told there stays told. A channel that has no digest gets one, at
   * the default time.
   */
  note(stories: readonly Noted[], dissolved: readonly Dissolved[], now: Instant): Change;
  /** States when a channel's digests come. What waits goes on to wait. */
  set(channel: ChannelAddress, schedule: Schedule, now: Instant): Change;
  /** Ends a channel's digests; what waits for them is forgotten. */
  clear(channel: ChannelAddress): Change;
  forget(workspace: WorkspaceAddress): Change;
  /** Stories that are gone wait no more, and nobody needs to know that they were told. */
  forgetStories(stories: readonly StoryId[]): Change;
  /** The digest that is due longest, of channels that are not closed; null where none is. */
  due(now: Instant): Digest | null;
  /** When one will be due next; null where none will, as far as is known. */
  nextDueAt(): Instant | null;
  /**
   * A digest was made: `told` are the stories that it told or counted, `dropped` those that nobody wants any more. It
   * stands for all that were missed: the next one is due after `now`.
   */
  tell(digest: Digest, told: readonly StoryId[], dropped: readonly StoryId[], now: Instant): Change;
  /** Reckons due times anew where a channel has another zone by now, or where the clock was set back by more than a day. */
  mend(now: Instant): Change;
  /** The times at which digests come, each once. */
  alarms(): readonly Alarm[];
};

export type DigestsOptions = {
  readonly store: Store;
  /** The zone of a channel's clock, as it is set now. */
  zoneOf(channel: ChannelAddress): string;
  /** True while nothing can be posted in the channel: its digest waits, and one tells of all that was missed. */
  isClosed(channel: ChannelAddress): boolean;
  /** Told whenever the times at which digests come may be others. */
  changed(): void;
};

const isCron = (cron: string) => cronProblem(cron) === null && comesEver(cron);

const parse: z.ZodType<Digest> = z.object({
  channel: channelAddressSchema,
  schedule: z.object({ text: z.string(), crons: z.array(z.string().refine(isCron, 'not a cron expression')).min(1) }),
  zone: z.string().refine(isZone, 'not a time zone'),
  dueAt: instantSchema,
  lastAt: instantSchema,
  reckonedAt: instantSchema,
});

export async function openDigests({ store, zoneOf, isClosed, changed }: DigestsOptions): Promise<Digests> {
  const table = store.table('digests', { version: 1, parse });
  const entries = await openEntries(store);
  const digests = new Map<string, Digest>();
  for await (const [key, digest] of table.rows()) digests.set(key, digest);

  function changeTo(kept: readonly Digest[], gone: readonly Digest[] = []): Change {
    return {
      writes: [
        ...gone.map(({ channel }) => table.remove(channelKey(channel))),
        ...kept.map((digest) => table.put(channelKey(digest.channel), digest)),
      ],
      apply() {
        const isOther = gone.length > 0 || kept.some((digest) => !comesAsBefore(digest));
        for (const { channel } of gone) digests.delete(channelKey(channel));
        for (const digest of kept) digests.set(channelKey(digest.channel), digest);
        if (isOther) changed();
      },
    };
  }

  function comesAsBefore({ channel, schedule, zone }: Digest): boolean {
    const before = digests.get(channelKey(channel));
    return before !== undefined && before.schedule === schedule && before.zone === zone;
  }

  function scheduled({ platform, workspace, channel: id }: ChannelAddress, schedule: Schedule, now: Instant): Digest {
    const channel = { platform, workspace, channel: id };
    const zone = zoneOf(channel);
    const lastAt = digests.get(channelKey(channel))?.lastAt ?? now;
    return { channel, schedule, zone, dueAt: nextDue(schedule, zone, now), lastAt, reckonedAt: now };
  }

  function firstDue(): Digest | null {
    let first: Digest | null = null;
    for (const digest of digests.values()) {
      if ((first === null || digest.dueAt < first.dueAt) && !isClosed(digest.channel)) first = digest;
    }
    return first;
  }

  function clear(isGone: (channel: ChannelAddress) => boolean): Change {
    const gone = [...digests.values()].filter(({ channel }) => isGone(channel));
    return together(changeTo([], gone), entries.clear(isGone));
  }

  return {
    of: (channel) => digests.get(channelKey(channel)) ?? null,
    waiting: entries.waiting,

    note(stories, dissolved, now) {
      const { change, channels } = entries.note(stories, dissolved, now);
      const without = channels.filter((channel) => !digests.has(channelKey(channel)));
      return together(changeTo(without.map((channel) => scheduled(channel, DEFAULT_SCHEDULE, now))), change);
    },

    set: (channel, schedule, now) => changeTo([scheduled(channel, schedule, now)]),
    clear: (channel) => clear((one) => channelKey(one) === channelKey(channel)),
    forget: (workspace) => clear((one) => workspaceKey(one) === workspaceKey(workspace)),

    forgetStories: entries.forgetStories,

    due(now) {
      const first = firstDue();
      return first !== null && first.dueAt <= now ? first : null;
    },
    nextDueAt: () => firstDue()?.dueAt ?? null,

    tell(digest, told, dropped, now) {
      const dueAt = nextDue(digest.schedule, digest.zone, now);
      const next = { ...digest, dueAt, lastAt: now, reckonedAt: now };
      return together(changeTo([next]), entries.tell(digest.channel, told, dropped, now));
    },

    mend(now) {
      const mended = [...digests.values()].flatMap((digest): readonly Digest[] => {
        const zone = zoneOf(digest.channel);
        // Set back by less, the clock comes to the due time soon enough, and no time is told about twice.
        const isAhead = digest.reckonedAt - now > DAY_MS;
        if (zone === digest.zone && !isAhead) return [];
        const dueAt = digest.dueAt <= now ? digest.dueAt : nextDue(digest.schedule, zone, now);
        return [{ ...digest, zone, dueAt, reckonedAt: now }];
      });
      return changeTo(mended);
    },

    alarms() {
      const all = [...digests.values()].flatMap(({ schedule, zone }) => schedule.crons.map((cron) => ({ cron, zone })));
      return [...new Map(all.map((alarm) => [`${alarm.cron} ${alarm.zone}`, alarm])).values()];
    },
  };
}

function together(...changes: readonly Change[]): Change {
  return {
    writes: changes.flatMap(({ writes }) => writes),
    apply() {
      for (const change of changes) change.apply();
    },
  };
}
