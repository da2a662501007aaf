import type { Instant } from '../lib/clock.ts';
import type { StoryId, TopicId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import type { Turns } from '../lib/turns.ts';
import { type ChannelAddress, channelKey, type WorkspaceAddress, workspaceKey } from '../platform/channel.ts';
import type { Message } from '../platform/message.ts';
import type { Access, Platform } from '../platform/platform.ts';
import type { ChannelSettings } from '../settings/settings.ts';
import { type Change, commitChanges } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import type { StoryViews } from '../stories/view.ts';
import type { Subscription } from '../topics/watchlist.ts';
import { createCaller } from './call.ts';
import { type ChannelStates, placeKey } from './channels.ts';
import { type Batch, type Claim, createClaims, type Look } from './claim.ts';
import { createComposer } from './composer.ts';
import { alertKey, type Delivery, isInDoubt, isWaiting } from './delivery.ts';
import { createGathering } from './gathering.ts';
import { inTurn } from './glance.ts';
import { type Hold, holdOf } from './hold.ts';
import { openLedger } from './ledger.ts';
import { createLimits } from './limits.ts';
import type { Mutes } from './mutes.ts';
import { createPatience } from './patience.ts';
import type { PlanRules } from './plan.ts';
import { createSettling } from './settle.ts';
import { withdrawTopic } from './withdraw.ts';

/** The ledger of deliveries, and the one who carries them out. */
export type Outbox = {
  delivery(key: string): Delivery | null;
  deliveriesOf(story: StoryId): readonly Delivery[];
  /** The delivery that a message of a channel came from. */
  deliveryOfMessage(channel: ChannelAddress, messageId: string): Delivery | null;
  /** The rows of a channel whose call is under way, or was begun and its outcome never written down. */
  underWay(channel: ChannelAddress): readonly Delivery[];
  /** What a delivery would say now; null where nothing is left to say. */
  wordsFor(delivery: Delivery): Promise<Message | null>;
  /** What keeps a delivery back now; null where nothing does. */
  heldBack(delivery: Delivery, now: Instant): Hold | null;
  /** Takes planned rows into the ledger. */
  plan(deliveries: readonly Delivery[]): Change;
  /** Nothing more is sent to this channel for these topics alone; what waits there is withdrawn. */
  withdraw(channel: ChannelAddress, topic: TopicId, now: Instant): Change;
  /**
   * Sends the next thing that is due, or settles one whose outcome is unknown, or looks whether a place is open again;
   * false where nothing is to be done. Calls may run side by side: a channel has at most one call under way.
   */
  deliverNext(clock: () => Instant): Promise<boolean>;
  /**
   * Begins what is to be done next on one platform, at most so many things, without waiting for what comes of them: each
   * promise resolves when that is written down, and rejects where the store fails. None where nothing is to be done.
   */
  begin(clock: () => Instant, platform: string, most: number): Promise<readonly Promise<void>[]>;
  /** When something will be due next, on one platform or on any; null where nothing waits. */
  nextDueAt(now: Instant, platform?: string): Instant | null;
  /** Somebody changed a setting, a pause or a mute: what was held back is looked at anew. */
  lookAgain(): void;
  counts(workspace?: WorkspaceAddress): OutboxCounts;
  /** What there is to say on each platform; one for each that is switched on. */
  queues(now: Instant): readonly Queue[];
  /** Takes every row of a workspace out of the ledger. What is under way is finished and not written down. */
  forget(workspace: WorkspaceAddress): Change;
  /**
   * Takes what was said of stories that are gone out of the ledger, as far as nothing is to be done about it any more, and
   * with it the lists, digests and notices that were planned before `before`. What still waits or is in doubt stays.
   */
  forgetStories(stories: readonly StoryId[], before: Instant): Change;
};

export type OutboxCounts = {
  readonly waiting: number;
  readonly inDoubt: number;
  readonly refused: number;
  /** Since when the one that has waited longest waits; null where none does. What was put off for later is not late. */
  readonly waitingSince: Instant | null;
};

/** What there is to say on a platform. */
export type Queue = {
  readonly platform: string;
  readonly waiting: number;
  readonly inDoubt: number;
  /** Since when the delivery that nothing holds back and has waited longest waits, tried or not; null where there is none. */
  readonly dueSince: Instant | null;
};

export type OutboxOptions = {
  readonly store: Store;
  readonly turns: Turns;
  readonly stories: StoryViews;
  readonly platforms: readonly Platform[];
  readonly channels: ChannelStates;
  readonly mutes: Mutes;
  readonly rules: PlanRules;
  readonly log: Log;
  topicName(topic: TopicId): string | null;
  settings(channel: ChannelAddress): ChannelSettings;
  /** Until when the channel's quiet hours last; null where it has none now. */
  quietUntil(channel: ChannelAddress, now: Instant): Instant | null;
  /** How a channel follows some topics, in their order; those that it does not follow are left out. */
  followed(channel: ChannelAddress, topics: readonly TopicId[]): readonly Subscription[];
  /** The channels of a workspace that follow something, in which trouble with another one can be told. */
  channelsOf(workspace: WorkspaceAddress): readonly ChannelAddress[];
};

export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  const { store, turns, channels, mutes, rules, log } = options;
  const limits = createLimits();
  const patience = createPatience();
  let touch: (channel: string) => void = () => {};
  const ledger = await openLedger({
    store,
    inTurn: (rows) => inTurn(rows, rules.freshMs),
    changed: (channel) => touch(channel),
  });
  const { compose, topicsFor } = createComposer({ ...options, delivery: ledger.row });

  function heldBack(row: Delivery, now: Instant): Hold | null {
    // Whether a message arrived is found out whatever is held back.
    if (isInDoubt(row) && channels.blocked(row.channel) === null) return null;
    return holdOf(row, {
      now,
      blocked: channels.blocked,
      quietUntil: (channel) => options.quietUntil(channel, now),
      muted: (channel, story) => mutes.until(channel, story, now),
      subscriptions: (delivery) => options.followed(delivery.channel, topicsFor(delivery)),
    });
  }

  function alertOf({ channel, story }: Delivery): Delivery | null {
    return story === null ? null : ledger.row(alertKey(channel, story));
  }

  function threadOf(row: Delivery): string | null {
    const alert = alertOf(row);
    return alert !== null && alert.ended === null ? (alert.shown?.messageId ?? null) : null;
  }

  const claims = createClaims({ ...options, limits, ledger, patience, compose, heldBack, threadOf });
  touch = claims.touch;
  for (const channel of ledger.openChannels()) touch(channel);
  const { settle, settleLook } = createSettling({ ...options, limits, ledger, patience });
  const formerThreadOf = (row: Delivery) => alertOf(row)?.shown?.messageId ?? null;
  const { call } = createCaller({ log, threadOf, formerThreadOf });

  async function look({ block, platform }: Look): Promise<Access> {
    try {
      return await platform.inspect(block.channel);
    } catch (error) {
      log.error({ error, channel: channelKey(block.channel) }, 'Looking at a channel threw');
      return { kind: 'unknown', reason: 'The look failed without an answer.' };
    }
  }

  /** Calls that are under way. */
  let underWay = 0;
  /** What is begun and what came of calls is written down together: a disk takes about a hundred commits a second. */
  const together = createGathering(
    (decisions: readonly (() => Promise<readonly Change[]>)[]) =>
      turns(async () => {
        const changes: Change[] = [];
        for (const decide of decisions) changes.push(...(await decide()));
        await commitChanges(store, changes);
      }),
    () => underWay > 1,
  );

  async function carryOutLook(found: Look, clock: () => Instant): Promise<void> {
    const { block } = found;
    underWay++;
    try {
      const access = await look(found);
      await together(async () => settleLook(block, access, clock()));
    } finally {
      underWay--;
      claims.releaseLook(block);
      claims.touchAll((channel) => placeKey({ channel, reach: block.reach }) === placeKey(block));
    }
  }

  async function carryOut(claim: Claim, clock: () => Instant): Promise<void> {
    underWay++;
    try {
      const result = await call(claim);
      await together(() => settle(claim, result, clock()));
    } finally {
      underWay--;
      claims.release(channelKey(claim.delivery.channel));
    }
  }

  async function begin(clock: () => Instant, only: string | null, most: number): Promise<readonly Promise<void>[]> {
    const batches: Batch[] = [];
    try {
      await together(async () => {
        const batch = await claims.next(clock(), only, most);
        batches.push(batch);
        return batch.changes;
      });
    } catch (error) {
      for (const { undo } of batches) undo();
      throw error;
    }
    const found = batches.flatMap((batch) => batch.found);
    return found.map((one) => ('block' in one ? carryOutLook(one, clock) : carryOut(one, clock)));
  }

  const isOf = (workspace: WorkspaceAddress) => (row: Delivery) =>
    workspaceKey(row.channel) === workspaceKey(workspace);

  return {
    delivery: ledger.row,
    deliveriesOf: ledger.ofStory,
    deliveryOfMessage: ledger.ofMessage,
    wordsFor: async (row) => (await compose(row, null))?.message ?? null,
    heldBack,
    underWay: (channel) => ledger.openRows(channelKey(channel)).filter(isInDoubt),
    plan: ledger.put,

    withdraw: (channel, topic, now) =>
      ledger.put(withdrawTopic(ledger.openRows(channelKey(channel)), topic, ledger.row, now)),

    async deliverNext(clock) {
      const begun = await begin(clock, null, 1);
      await Promise.all(begun);
      return begun.length > 0;
    },

    begin,
    nextDueAt: (now, platform) => claims.nextAt(now, platform ?? null),
    lookAgain: claims.touchHeld,

    counts(workspace) {
      const isMeant = workspace === undefined ? () => true : isOf(workspace);
      const rows = [...ledger.openChannels()].flatMap((channel) => ledger.openRows(channel)).filter(isMeant);
      const isRefused = (row: Delivery) => row.ended?.kind === 'refused' && isMeant(row);
      const refused = workspace === undefined ? ledger.refused() : [...ledger.rows()].filter(isRefused).length;
      // What people want to hear no more of waits for nobody.
      const isSilenced = ({ channel, story }: Delivery) => story !== null && mutes.isForGood(channel, story);
      const waiting = rows.filter((row) => isWaiting(row) && !isSilenced(row));
      return {
        waiting: waiting.length,
        waitingSince: earliest(waiting.map(waitsSince)),
        inDoubt: rows.filter(isInDoubt).length,
        refused,
      };
    },

    queues(now) {
      const rows = [...ledger.openChannels()].flatMap((channel) => ledger.openRows(channel));
      return options.platforms.map(({ name: platform }) => {
        const own = rows.filter(({ channel }) => channel.platform === platform);
        const waiting = own.filter(isWaiting);
        const due = waiting.filter((row) => (row.dueAt <= now || row.failures > 0) && heldBack(row, now) === null);
        const dueSince = earliest(due.map(waitsSince));
        return { platform, waiting: waiting.length, inDoubt: own.filter(isInDoubt).length, dueSince };
      });
    },

    forget: (workspace) => ledger.remove([...ledger.rows()].filter(isOf(workspace))),

    forgetStories(gone, before) {
      const ofStories = gone.flatMap(ledger.ofStory);
      const ofNone = [...ledger.rows()].filter(({ story, plannedAt }) => story === null && plannedAt < before);
      return ledger.remove([...ofStories, ...ofNone].filter((row) => !isWaiting(row) && !isInDoubt(row)));
    },
  };
}

/** Since when a row waits. Each failure puts off when it is due, but not that. */
function waitsSince({ shown, plannedAt, dueAt }: Delivery): Instant {
  return shown === null ? plannedAt : dueAt;
}

function earliest(times: readonly Instant[]): Instant | null {
  return times.reduce<Instant | null>((first, at) => (first === null || at < first ? at : first), null);
}
