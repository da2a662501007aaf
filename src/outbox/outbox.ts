import { DAY_MS, type Instant, later, SECOND_MS } from '../lib/clock.ts';
import type { StoryId, TopicId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import type { Turns } from '../lib/turns.ts';
import { type ChannelAddress, channelKey } from '../platform/channel.ts';
import type { Message } from '../platform/message.ts';
import type { Outcome, Platform } from '../platform/platform.ts';
import { type Change, commitChanges } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import type { StoryView, StoryViews } from '../stories/view.ts';
import { composeAlert, composeFollowUp, composePointer, revisionOf } from './compose.ts';
import { alertKey, type Delivery, deliverySchema, isWaiting, postKey } from './delivery.ts';
import { handOver, passOn } from './plan.ts';

/** The ledger of deliveries, and the one who carries them out. */
export type Outbox = {
  delivery(key: string): Delivery | null;
  deliveriesOf(story: StoryId): readonly Delivery[];
  /** The rows of a channel whose call is under way, or was begun and its outcome never written down. */
  underWay(channel: ChannelAddress): readonly Delivery[];
  /** Takes planned rows into the ledger. */
  plan(deliveries: readonly Delivery[]): Change;
  /** Nothing more is sent to this channel for these topics alone; what waits there is withdrawn. */
  withdraw(channel: ChannelAddress, topic: TopicId, now: Instant): Change;
  /**
   * Sends the next thing that is due, or settles one whose outcome is unknown; false where nothing is. Calls may run
   * side by side: a channel has at most one call under way.
   */
  deliverNext(clock: () => Instant): Promise<boolean>;
  /** When something will be due next; null where nothing waits. */
  nextDueAt(): Instant | null;
  counts(): { readonly waiting: number; readonly inDoubt: number; readonly refused: number };
};

export type OutboxOptions = {
  readonly store: Store;
  readonly turns: Turns;
  readonly stories: StoryViews;
  readonly platforms: readonly Platform[];
  readonly log: Log;
  topicName(topic: TopicId): string | null;
};

/** What a claim found to do. */
type Claim = {
  readonly delivery: Delivery;
  readonly platform: Platform;
  readonly message: Message;
  /** The message to edit, or in whose thread to reply; null for a post. */
  readonly messageId: string | null;
  readonly act: 'post' | 'edit' | 'reply' | 'find';
};

const FIRST_RETRY_MS = 2 * SECOND_MS;
const LAST_RETRY_MS = 300 * SECOND_MS;

/** No content has this revision. */
const NOT_KNOWN = '';

export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  const { store, turns, stories, log, topicName } = options;
  const platforms = new Map(options.platforms.map((platform) => [platform.name, platform]));
  const table = store.table('deliveries', deliverySchema);
  const ledger = new Map<string, Delivery>();
  const keysOfStory = new Map<StoryId, Set<string>>();
  /** Rows with something to do, by channel. */
  const open = new Map<string, Set<string>>();
  /** Channels with a call under way in this process. */
  const busy = new Set<string>();

  for await (const [, row] of table.rows()) keep(row);

  function keep(delivery: Delivery): void {
    ledger.set(delivery.key, delivery);
    const keys = keysOfStory.get(delivery.story) ?? new Set();
    keysOfStory.set(delivery.story, keys.add(delivery.key));
    const channel = channelKey(delivery.channel);
    const waiting = open.get(channel) ?? new Set();
    if (isWaiting(delivery) || isInDoubt(delivery)) open.set(channel, waiting.add(delivery.key));
    else if (waiting.delete(delivery.key) && waiting.size === 0) open.delete(channel);
  }

  function openRows(channel: ChannelAddress): readonly Delivery[] {
    return [...(open.get(channelKey(channel)) ?? [])].flatMap((key) => ledger.get(key) ?? []);
  }

  const changeTo = (rows: readonly Delivery[]): Change => ({
    writes: rows.map((row) => table.put(row.key, row)),
    apply() {
      for (const row of rows) keep(row);
    },
  });

  /**
   * The rows of a channel that may go now, the next one first. Posts keep the order of their stories' times: while the
   * first of them must wait, those behind it wait as well. Edits and replies go when no post may.
   */
  function candidates(keys: ReadonlySet<string>): readonly Delivery[] {
    const rows = [...keys].flatMap((key) => ledger.get(key) ?? []).sort(byOrder);
    const firstPost = rows.find(isPost);
    const others = rows.filter((row) => !isPost(row));
    return firstPost === undefined ? others : [firstPost, ...others];
  }

  function nextOf(keys: ReadonlySet<string>, now: Instant): Delivery | null {
    return candidates(keys).find((row) => isDue(row, now)) ?? null;
  }

  async function claim(now: Instant): Promise<Claim | null> {
    for (const [channel, keys] of [...open]) {
      if (busy.has(channel)) continue;
      // A row that turns out to need no call leaves the open ones, and the channel may have another.
      for (let next = nextOf(keys, now); next !== null; next = nextOf(keys, now)) {
        const claimed = await claimRow(next, now);
        if (claimed === null) continue;
        busy.add(channel);
        return claimed;
      }
    }
    return null;
  }

  async function claimRow(row: Delivery, now: Instant): Promise<Claim | null> {
    const platform = platforms.get(row.channel.platform);
    if (platform === undefined) {
      const trouble = `The platform ${row.channel.platform} is not switched on.`;
      await commitChanges(store, [changeTo([{ ...row, trouble, dueAt: later(now, LAST_RETRY_MS) }])]);
      return null;
    }
    const message = await messageOf(row);
    if (message === null) {
      await end(row, 'withdrawn', 'The story is no longer there.', now);
      return null;
    }
    if (isInDoubt(row) && !isRepeatable(row)) return { delivery: row, platform, message, messageId: null, act: 'find' };

    const revision = revisionOf(message);
    if (row.attempt === null && row.shown?.revision === revision) {
      await commitChanges(store, [changeTo([{ ...row, revision, attempt: null }])]);
      return null;
    }
    const act = row.what.kind === 'follow-up' ? 'reply' : row.shown === null ? 'post' : 'edit';
    const messageId = act === 'reply' ? threadOf(row) : (row.shown?.messageId ?? null);
    if (act !== 'post' && messageId === null) {
      await end(row, 'withdrawn', 'The message it belongs to is gone.', now);
      return null;
    }
    // An edit whose answer was lost may have taken effect: what the message shows is not known until one succeeds.
    const shown = row.shown === null || row.attempt === null ? row.shown : { ...row.shown, revision: NOT_KNOWN };
    const attempted: Delivery = { ...row, shown, revision, attempt: { revision, at: now } };
    await commitChanges(store, [changeTo([attempted])]);
    return { delivery: attempted, platform, message, messageId, act };
  }

  function threadOf(row: Delivery): string | null {
    const alert = ledger.get(alertKey(row.channel, row.story));
    return alert !== undefined && alert.ended === null ? (alert.shown?.messageId ?? null) : null;
  }

  async function messageOf(row: Delivery): Promise<Message | null> {
    switch (row.what.kind) {
      case 'alert': {
        const view = await stories.story(row.story);
        if (view === null) return null;
        const names = row.what.topics.flatMap((topic) => topicName(topic) ?? []);
        return composeAlert(view, await stories.timeline(view.story.id), names);
      }
      case 'follow-up':
        return composed(await stories.story(row.what.next), composeFollowUp);
      case 'pointer':
        return composed(await stories.story(row.what.into), composePointer);
    }
  }

  async function end(row: Delivery, kind: 'refused' | 'withdrawn', reason: string, at: Instant): Promise<void> {
    await commitChanges(store, [changeTo([{ ...row, attempt: null, trouble: reason, ended: { kind, reason, at } }])]);
  }

  async function call({ act, delivery, platform, message, messageId }: Claim): Promise<Outcome> {
    try {
      if (act === 'find') {
        const finding = await platform.find(delivery.channel, postKey(delivery));
        switch (finding.kind) {
          case 'found':
            return { kind: 'done', messageId: finding.messageId };
          case 'absent':
            return { kind: 'failed', reason: 'The earlier attempt did not arrive.', afterMs: 0 };
          case 'unavailable':
            return { kind: 'unknown', reason: finding.reason };
        }
      }
      if (act === 'post' || messageId === null)
        return await platform.post(delivery.channel, message, postKey(delivery));
      if (act === 'edit') return await platform.edit(delivery.channel, messageId, message);
      return await platform.reply(delivery.channel, messageId, message, postKey(delivery));
    } catch (error) {
      log.error({ error, delivery: delivery.key }, 'A platform call threw');
      return { kind: 'unknown', reason: 'The call failed without an answer.' };
    }
  }

  /** Writes down what came of a call, onto the row as it is now: planning may have changed it meanwhile. */
  async function settle({ delivery, act }: Claim, outcome: Outcome, now: Instant): Promise<void> {
    const row = ledger.get(delivery.key) ?? delivery;
    const attempted = row.attempt?.revision ?? delivery.revision;
    switch (outcome.kind) {
      case 'done': {
        const shown = { messageId: outcome.messageId, revision: attempted, at: now };
        const settled: Delivery = { ...row, shown, attempt: null, failures: 0, trouble: null };
        await commitChanges(store, [changeTo([settled, ...(await handedOver(settled, handOver, now))])]);
        log.debug({ delivery: row.key, act, messageId: outcome.messageId }, 'Delivered');
        return;
      }
      case 'refused':
        log.warn({ delivery: row.key, reason: outcome.reason }, 'A delivery was refused');
        return end(row, 'refused', outcome.reason, now);
      case 'failed': {
        const failures = act === 'find' ? row.failures : row.failures + 1;
        const dueAt = later(now, Math.max(outcome.afterMs, act === 'find' ? 0 : retryMs(failures)));
        const unsent: Delivery = { ...row, attempt: null, failures, trouble: outcome.reason, dueAt };
        if (isPost(unsent) && isUnwanted(unsent)) return end(unsent, 'withdrawn', NO_LONGER_FOLLOWED, now);
        const instead = await handedOver(unsent, isPost(unsent) ? passOn : handOver, now);
        const notBefore = instead.map((one): Delivery => ({ ...one, dueAt }));
        await commitChanges(store, [changeTo([unsent, ...notBefore])]);
        return;
      }
      case 'unknown': {
        const failures = row.failures + 1;
        const dueAt = later(now, retryMs(failures));
        log.warn({ delivery: row.key, reason: outcome.reason }, 'A delivery is in doubt');
        await commitChanges(store, [changeTo([{ ...row, failures, trouble: outcome.reason, dueAt }])]);
      }
    }
  }

  /** What a message comes to whose story went into another one while its call was under way. */
  async function handedOver(settled: Delivery, how: typeof handOver, now: Instant): Promise<readonly Delivery[]> {
    if (settled.what.kind !== 'pointer') return [];
    const into = await stories.story(settled.what.into);
    if (into === null) return [];
    return how(settled, into, ledger.get(alertKey(settled.channel, into.story.id)) ?? null, now);
  }

  return {
    delivery: (key) => ledger.get(key) ?? null,
    deliveriesOf: (story) => [...(keysOfStory.get(story) ?? [])].flatMap((key) => ledger.get(key) ?? []),
    underWay: (channel) => openRows(channel).filter(isInDoubt),
    plan: changeTo,

    withdraw(channel, topic, now) {
      const rows = openRows(channel);
      const without = rows.flatMap((row) => withoutTopic(row, topic));
      const changed = without.map(
        (row): Delivery => (row.attempt === null && isUnwanted(row) ? withdrawn(row, now) : row),
      );
      const gone = new Set(changed.filter(({ ended }) => ended !== null).map(({ story }) => story));
      const told = rows.filter(
        ({ what, attempt }) => what.kind === 'follow-up' && attempt === null && gone.has(what.next),
      );
      return changeTo([...changed, ...told.map((row) => withdrawn(row, now))]);
    },

    async deliverNext(clock) {
      const claimed = await turns(() => claim(clock()));
      if (claimed === null) return false;
      try {
        const outcome = await call(claimed);
        await turns(() => settle(claimed, outcome, clock()));
      } finally {
        busy.delete(channelKey(claimed.delivery.channel));
      }
      return true;
    },

    nextDueAt() {
      let soonest: Instant | null = null;
      for (const [channel, keys] of open) {
        if (busy.has(channel)) continue;
        for (const { dueAt } of candidates(keys)) if (soonest === null || dueAt < soonest) soonest = dueAt;
      }
      return soonest;
    },

    counts() {
      const rows = [...open.values()].flatMap((keys) => [...keys].flatMap((key) => ledger.get(key) ?? []));
      const refused = [...ledger.values()].filter((row) => row.ended?.kind === 'refused').length;
      return { waiting: rows.filter(isWaiting).length, inDoubt: rows.filter(isInDoubt).length, refused };
    },
  };
}

function composed(view: StoryView | null, compose: (view: StoryView) => Message): Message | null {
  return view === null ? null : compose(view);
}

const NO_LONGER_FOLLOWED = 'The channel no longer follows the topic.';

function withdrawn(row: Delivery, at: Instant): Delivery {
  return { ...row, ended: { kind: 'withdrawn', reason: NO_LONGER_FOLLOWED, at } };
}

/** A message that is not known to be out, without one of its topics; nothing where it has nothing to do with the topic. */
function withoutTopic(row: Delivery, topic: TopicId): readonly Delivery[] {
  const { what } = row;
  if (what.kind === 'follow-up' || row.shown !== null || !what.topics.includes(topic)) return [];
  return [{ ...row, what: { ...what, topics: what.topics.filter((other) => other !== topic) } }];
}

/** Nobody in the channel follows it any more; if its call turns out to have failed, it is not made again. */
function isUnwanted({ what }: Delivery): boolean {
  return what.kind !== 'follow-up' && what.topics.length === 0;
}

/** Nothing waits for longer than a day: such a time was written by a clock that has been set back since. */
function isDue({ dueAt }: Delivery, now: Instant): boolean {
  return dueAt <= now || dueAt - now > DAY_MS;
}

/** A call was begun and its outcome was never written down. */
function isInDoubt(delivery: Delivery): boolean {
  return delivery.ended === null && delivery.attempt !== null;
}

/** An edit may simply be made again: twice the same content is once the same content. */
function isRepeatable(delivery: Delivery): boolean {
  return delivery.shown !== null;
}

function isPost(delivery: Delivery): boolean {
  return delivery.what.kind !== 'follow-up' && delivery.shown === null;
}

function byOrder(a: Delivery, b: Delivery): number {
  return a.order - b.order || a.plannedAt - b.plannedAt || (a.key < b.key ? -1 : 1);
}

/** Doubles with each failure, up to a bound. */
function retryMs(failures: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20));
}
