import { DAY_MS, type Instant, later, SECOND_MS } from '../lib/clock.ts';
import type { StoryId, TopicId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import type { Turns } from '../lib/turns.ts';
import {
  type ChannelAddress,
  channelKey,
  OWNER_CHANNEL,
  type WorkspaceAddress,
  workspaceKey,
} from '../platform/channel.ts';
import type { Message, Rich } from '../platform/message.ts';
import type { Access, Outcome, Platform, Reach } from '../platform/platform.ts';
import type { ChannelSettings } from '../settings/settings.ts';
import { type Change, commitChanges } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import type { StoryViews } from '../stories/view.ts';
import type { Subscription } from '../topics/watchlist.ts';
import { type Block, type ChannelStates, placeKey } from './channels.ts';
import { collapse } from './collapse.ts';
import { revisionOf } from './compose.ts';
import { type Composed, createComposer } from './composer.ts';
import {
  alertKey,
  type Delivery,
  isInDoubt,
  isPost,
  isReply,
  isWaiting,
  newDelivery,
  noticeKey,
  postKey,
  type Said,
} from './delivery.ts';
import { type Hold, holdOf } from './hold.ts';
import { openLedger } from './ledger.ts';
import type { Mutes } from './mutes.ts';
import { handOver, newReports, type PlanRules, passOn } from './plan.ts';
import { isUnwanted, withdrawn, withdrawTopic } from './withdraw.ts';

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
  /** When something will be due next; null where nothing waits. */
  nextDueAt(now: Instant): Instant | null;
  counts(workspace?: WorkspaceAddress): OutboxCounts;
  /** Takes every row of a workspace out of the ledger. What is under way is finished and not written down. */
  forget(workspace: WorkspaceAddress): Change;
  /**
   * Takes what was said of stories that are gone out of the ledger, as far as nothing is to be done about it any more, and
   * with it the lists, digests and notices that were planned before `before`. What still waits or is in doubt stays.
   */
  forgetStories(stories: readonly StoryId[], before: Instant): Change;
};

export type OutboxCounts = { readonly waiting: number; readonly inDoubt: number; readonly refused: number };

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
  followedIn(channel: ChannelAddress): readonly Subscription[];
  /** The channels of a workspace that follow something, in which trouble with another one can be told. */
  channelsOf(workspace: WorkspaceAddress): readonly ChannelAddress[];
};

/** What a claim found to do. */
type Claim = Composed & {
  readonly delivery: Delivery;
  readonly platform: Platform;
  /** The message to edit, or in whose thread to reply; null for a post. */
  readonly messageId: string | null;
  readonly act: 'post' | 'edit' | 'reply' | 'find';
};

/** A place in which nothing could be said, to be asked whether it is open again. */
type Look = { readonly block: Block; readonly platform: Platform };

type Notice = Extract<Said, { readonly kind: 'notice' }>;

const FIRST_RETRY_MS = 2 * SECOND_MS;
const LAST_RETRY_MS = 300 * SECOND_MS;

/** After so many failures in a row a post no longer keeps those behind it waiting. */
const PATIENCE = 5;

/** No content has this revision. */
const NOT_KNOWN = '';

export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  const { store, turns, stories, channels, mutes, rules, log } = options;
  const platforms = new Map(options.platforms.map((platform) => [platform.name, platform]));
  const ledger = await openLedger(store);
  const { compose, topicsFor } = createComposer({ ...options, delivery: ledger.row });
  /** Channels with a call under way in this process. */
  const busy = new Set<string>();
  /** Places that are being asked whether they are open again. */
  const looking = new Set<string>();
  /** Until when a platform lets nothing more through, by `placeKey`. */
  const limits = new Map<string, Instant>();

  function heldBack(row: Delivery, now: Instant): Hold | null {
    // Whether a message arrived is found out whatever is held back.
    if (isInDoubt(row) && channels.blocked(row.channel) === null) return null;
    return holdOf(row, {
      now,
      blocked: channels.blocked,
      quietUntil: (channel) => options.quietUntil(channel, now),
      muted: (channel, story) => mutes.until(channel, story, now),
      subscriptions: (delivery) => {
        const topics = topicsFor(delivery);
        return options.followedIn(delivery.channel).filter(({ topic }) => topics.includes(topic));
      },
    });
  }

  /** Until when a platform's limits keep a channel waiting. */
  function limitedUntil(channel: ChannelAddress): Instant | null {
    let last: Instant | null = null;
    for (const reach of ['channel', 'workspace', 'platform'] as const) {
      const until = limits.get(placeKey({ channel, reach }));
      if (until !== undefined && (last === null || until > last)) last = until;
    }
    return last;
  }

  /**
   * The rows of a channel that may go now, the next one first. Posts keep the order of their stories' times: while the
   * first of them must wait, those behind it wait as well, unless it fails again and again. Edits and replies go when no
   * post may.
   */
  function candidates(rows: readonly Delivery[]): readonly Delivery[] {
    const posts = rows.filter(isPost);
    const first = posts.findIndex(({ failures }) => failures < PATIENCE);
    const others = rows.filter((row) => !isPost(row));
    return [...(first === -1 ? posts : posts.slice(0, first + 1)), ...others];
  }

  async function claim(now: Instant): Promise<Claim | Look | null> {
    const look = nextLook(now);
    if (look !== null) return look;
    for (const channel of ledger.openChannels()) {
      if (busy.has(channel)) continue;
      const claimed = await claimIn(channel, now);
      if (claimed === null) continue;
      busy.add(channel);
      return claimed;
    }
    return null;
  }

  function nextLook(now: Instant): Look | null {
    const block = channels.dueToLook(now, (one) => platforms.has(one.channel.platform) && !looking.has(placeKey(one)));
    const platform = block === null ? undefined : platforms.get(block.channel.platform);
    if (block === null || platform === undefined) return null;
    looking.add(placeKey(block));
    return { block, platform };
  }

  /** What is to be done next in a channel. A row that turns out to need no call leaves the open ones, and there may be another. */
  async function claimIn(channel: string, now: Instant): Promise<Claim | null> {
    for (;;) {
      const rows = ledger.openRows(channel);
      const [first] = rows;
      if (first === undefined) return null;
      const limited = limitedUntil(first.channel);
      if (limited !== null && limited > now) return null;
      const held = new Map(rows.map((row) => [row, heldBack(row, now)]));
      await markHeld(held, now);
      const free = rows.filter((row) => held.get(row) === null);
      const listed = collapse(
        free.filter((row) => isAlertToPost(row, now)),
        options.settings(first.channel).burst,
        now,
      );
      if (listed !== null) {
        await commitChanges(store, [ledger.put(listed)]);
        continue;
      }
      const next = candidates(free).find((row) => isDue(row, now));
      if (next === undefined) return null;
      const claimed = await claimRow(next, now);
      if (claimed !== null) return claimed;
    }
  }

  /** Remembers of alerts that are due that they had to wait, so that people are told when they come late. */
  async function markHeld(held: ReadonlyMap<Delivery, Hold | null>, now: Instant): Promise<void> {
    const marked = [...held].flatMap(([row, hold]): readonly Delivery[] => {
      if (hold === null || hold.cause === 'muted' || row.held?.cause === hold.cause || !isAlertToPost(row, now))
        return [];
      const { cause, since, reason } = hold;
      return [{ ...row, held: { cause, since, reason } }];
    });
    if (marked.length > 0) await commitChanges(store, [ledger.put(marked)]);
  }

  async function claimRow(row: Delivery, now: Instant): Promise<Claim | null> {
    const platform = platforms.get(row.channel.platform);
    if (platform === undefined) {
      const trouble = `The platform ${row.channel.platform} is not switched on.`;
      await commitChanges(store, [ledger.put([{ ...row, trouble, dueAt: later(now, LAST_RETRY_MS) }])]);
      return null;
    }
    const composed = await compose(row);
    if (composed === null) {
      await end(row, 'withdrawn', 'The story is no longer there.', now);
      return null;
    }
    const { message } = composed;
    if (isInDoubt(row) && !isRepeatable(row)) {
      return { ...composed, delivery: row, platform, messageId: null, act: 'find' };
    }

    const revision = revisionOf(message);
    if (row.attempt === null && row.shown?.revision === revision) {
      await commitChanges(store, [ledger.put([{ ...row, revision, attempt: null }])]);
      return null;
    }
    const act = isReply(row) ? 'reply' : row.shown === null ? 'post' : 'edit';
    const messageId = act === 'reply' ? threadOf(row) : (row.shown?.messageId ?? null);
    if (act !== 'post' && messageId === null) {
      await end(row, 'withdrawn', THREAD_GONE, now);
      return null;
    }
    // An edit whose answer was lost may have taken effect: what the message shows is not known until one succeeds.
    const shown = row.shown === null || row.attempt === null ? row.shown : { ...row.shown, revision: NOT_KNOWN };
    const attempted: Delivery = { ...row, shown, revision, attempt: { revision, at: now } };
    await commitChanges(store, [ledger.put([attempted])]);
    return { ...composed, delivery: attempted, platform, messageId, act };
  }

  function alertOf({ channel, story }: Delivery): Delivery | null {
    return story === null ? null : ledger.row(alertKey(channel, story));
  }

  function threadOf(row: Delivery): string | null {
    const alert = alertOf(row);
    return alert !== null && alert.ended === null ? (alert.shown?.messageId ?? null) : null;
  }

  async function end(row: Delivery, kind: 'refused' | 'withdrawn', reason: string, at: Instant): Promise<void> {
    await commitChanges(store, [ledger.put([{ ...row, attempt: null, trouble: reason, ended: { kind, reason, at } }])]);
  }

  async function call({ act, delivery, platform, message, messageId }: Claim): Promise<Outcome> {
    try {
      if (act === 'find') {
        const finding = await platform.find(
          delivery.channel,
          postKey(delivery),
          delivery.attempt?.at ?? delivery.plannedAt,
          isReply(delivery) ? (alertOf(delivery)?.shown?.messageId ?? null) : null,
        );
        switch (finding.kind) {
          case 'found':
            return { kind: 'done', messageId: finding.messageId };
          case 'absent':
            return { kind: 'failed', reason: 'The earlier attempt did not arrive.', afterMs: 0 };
          case 'unavailable':
            return { kind: 'unknown', reason: finding.reason };
          case 'repeatable':
            return await repeat(delivery, platform, message);
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

  /** Says something again that may be there already; what came of it is in doubt for as long as it is not done. */
  async function repeat(delivery: Delivery, platform: Platform, message: Message): Promise<Outcome> {
    const { channel } = delivery;
    const thread = isReply(delivery) ? threadOf(delivery) : null;
    if (isReply(delivery) && thread === null) return { kind: 'refused', reach: 'message', reason: THREAD_GONE };
    const outcome =
      thread === null
        ? await platform.post(channel, message, postKey(delivery))
        : await platform.reply(channel, thread, message, postKey(delivery));
    if (outcome.kind === 'done') return outcome;
    return { kind: 'unknown', reason: 'reason' in outcome ? outcome.reason : 'The platform limits the rate of calls.' };
  }

  /** Writes down what came of a call, onto the row as it is now: planning may have changed it meanwhile. */
  async function settle({ delivery, act, articles }: Claim, outcome: Outcome, now: Instant): Promise<void> {
    const row = ledger.row(delivery.key);
    // Its workspace was forgotten meanwhile.
    if (row === null) return;
    const attempted = row.attempt?.revision ?? delivery.revision;
    switch (outcome.kind) {
      case 'done': {
        const shown = { messageId: outcome.messageId, revision: attempted, at: now, articles };
        const settled: Delivery = { ...row, shown, attempt: null, failures: 0, trouble: null, held: null };
        await commitChanges(store, [ledger.put([settled, ...(await handedOver(settled, handOver, now))])]);
        log.debug({ delivery: row.key, act, messageId: outcome.messageId }, 'Delivered');
        return;
      }
      case 'refused':
        if (outcome.reach !== 'message') return block(row, outcome.reach, outcome.reason, now);
        log.warn({ delivery: row.key, reason: outcome.reason }, 'A delivery was refused');
        return end(row, 'refused', outcome.reason, now);
      case 'uneditable': {
        const fixed: Delivery = { ...row, attempt: null, isFixed: true, revision: row.shown?.revision ?? row.revision };
        log.info({ delivery: row.key, reason: outcome.reason }, 'A message can no longer be edited');
        await commitChanges(store, [ledger.put([fixed, ...(await reportsBeside(fixed, now))])]);
        return;
      }
      case 'limited': {
        limits.set(placeKey({ channel: row.channel, reach: outcome.reach }), later(now, outcome.afterMs));
        await commitChanges(store, [ledger.put(await unsentRows({ ...row, attempt: null }, now))]);
        return;
      }
      case 'failed': {
        const failures = act === 'find' ? row.failures : row.failures + 1;
        const dueAt = later(now, Math.max(outcome.afterMs, act === 'find' ? 0 : retryMs(failures)));
        const unsent: Delivery = { ...row, attempt: null, failures, trouble: outcome.reason, dueAt };
        const rows = await unsentRows(unsent, now);
        await commitChanges(store, [ledger.put(rows.map((one) => (one.ended === null ? { ...one, dueAt } : one)))]);
        return;
      }
      case 'unknown': {
        const failures = row.failures + 1;
        const dueAt = later(now, retryMs(failures));
        log.warn({ delivery: row.key, reason: outcome.reason }, 'A delivery is in doubt');
        await commitChanges(store, [ledger.put([{ ...row, failures, trouble: outcome.reason, dueAt }])]);
      }
    }
  }

  /** What is said in the thread of a message that can no longer be edited. */
  async function reportsBeside(fixed: Delivery, now: Instant): Promise<readonly Delivery[]> {
    if (fixed.what.kind !== 'alert' || fixed.story === null) return [];
    const view = await stories.story(fixed.story);
    const language = (channel: ChannelAddress) => options.settings(channel).language;
    const row = view === null ? null : newReports(fixed, view, { rules, now, deliveriesOf: ledger.ofStory, language });
    return row === null ? [] : [row];
  }

  /** Nothing can be said in a place: what waits there keeps waiting, and somebody who can mend it is told once. */
  async function block(row: Delivery, reach: Reach, reason: string, now: Instant): Promise<void> {
    const unsent: Delivery = { ...row, attempt: null, trouble: reason };
    const rows =
      row.what.kind === 'notice'
        ? [{ ...unsent, ended: { kind: 'withdrawn', reason, at: now } as const }]
        : await unsentRows(unsent, now);
    const isTellable = reach === 'channel' && row.channel.channel !== OWNER_CHANNEL;
    const isKnown = channels.blocked(row.channel) !== null;
    const notice = isKnown || !isTellable ? [] : [noticeOf(row.channel, reason, now)];
    // What could not be told here is told elsewhere.
    if (row.what.kind === 'notice' && isTellable) notice.push(noticeTo(row.channel, row.what, row.key, now));
    log.warn(
      { channel: channelKey(row.channel), reach, reason },
      'Nothing can be posted in a place until it is mended',
    );
    await commitChanges(store, [channels.block(row.channel, reach, reason, now), ledger.put([...rows, ...notice])]);
  }

  function noticeOf(channel: ChannelAddress, reason: string, now: Instant): Delivery {
    const text: Rich = [
      'Nothing can be posted in ',
      { kind: 'channel', channel: channel.channel },
      `. ${reason} Nothing is lost: what comes meanwhile is told there once this is mended.`,
    ];
    return noticeTo(channel, { kind: 'notice', text }, channelKey(channel), now);
  }

  /**
   * Told in another channel of the workspace than the one where it cannot be said, or where there is none to the person
   * who brought Newsdesk there.
   */
  function noticeTo(from: ChannelAddress, what: Notice, about: string, now: Instant): Delivery {
    const others = options
      .channelsOf(from)
      .filter((other) => channelKey(other) !== channelKey(from) && channels.blocked(other) === null);
    const to = others[0] ?? { ...from, channel: OWNER_CHANNEL };
    const key = noticeKey(to, about, now);
    const revision = revisionOf({ kind: 'note', text: what.text });
    return newDelivery({ key, channel: to, story: null, what, order: now, plannedAt: now, revision });
  }

  /** Writes down whether a place is open again. */
  async function settleLook(block: Block, access: Access, now: Instant): Promise<void> {
    if (access.kind === 'open') {
      log.info({ channel: channelKey(block.channel) }, 'Posting works again');
      return commitChanges(store, [channels.unblock(block)]);
    }
    return commitChanges(store, [
      channels.stillBlocked(block, access.kind === 'closed' ? access.reason : block.reason, now),
    ]);
  }

  async function look({ block, platform }: Look): Promise<Access> {
    try {
      return await platform.inspect(block.channel);
    } catch (error) {
      log.error({ error, channel: channelKey(block.channel) }, 'Looking at a channel threw');
      return { kind: 'unknown', reason: 'The look failed without an answer.' };
    }
  }

  /** What becomes of a row whose call certainly did nothing: planning may have changed meanwhile what is wanted of it. */
  async function unsentRows(unsent: Delivery, now: Instant): Promise<readonly Delivery[]> {
    if (isPost(unsent) && isUnwanted(unsent)) return [withdrawn(unsent, now)];
    return [unsent, ...(await handedOver(unsent, isPost(unsent) ? passOn : handOver, now))];
  }

  /** What a message comes to whose story went into another one while its call was under way. */
  async function handedOver(settled: Delivery, how: typeof handOver, now: Instant): Promise<readonly Delivery[]> {
    if (settled.what.kind !== 'pointer') return [];
    const into = await stories.story(settled.what.into);
    if (into === null) return [];
    const { language } = options.settings(settled.channel);
    return how(settled, into, ledger.row(alertKey(settled.channel, into.story.id)), language, now);
  }

  const isOf = (workspace: WorkspaceAddress) => (row: Delivery) =>
    workspaceKey(row.channel) === workspaceKey(workspace);

  return {
    delivery: ledger.row,
    deliveriesOf: ledger.ofStory,
    deliveryOfMessage: ledger.ofMessage,
    wordsFor: async (row) => (await compose(row))?.message ?? null,
    heldBack,
    underWay: (channel) => ledger.openRows(channelKey(channel)).filter(isInDoubt),
    plan: ledger.put,

    withdraw: (channel, topic, now) =>
      ledger.put(withdrawTopic(ledger.openRows(channelKey(channel)), topic, ledger.row, now)),

    async deliverNext(clock) {
      const claimed = await turns(() => claim(clock()));
      if (claimed === null) return false;
      if ('block' in claimed) {
        try {
          const access = await look(claimed);
          await turns(() => settleLook(claimed.block, access, clock()));
        } finally {
          looking.delete(placeKey(claimed.block));
        }
        return true;
      }
      try {
        const outcome = await call(claimed);
        await turns(() => settle(claimed, outcome, clock()));
      } finally {
        busy.delete(channelKey(claimed.delivery.channel));
      }
      return true;
    },

    nextDueAt(now) {
      let soonest = channels.nextLookAt();
      for (const channel of ledger.openChannels()) {
        if (busy.has(channel)) continue;
        const rows = ledger.openRows(channel);
        const limited = rows[0] === undefined ? null : limitedUntil(rows[0].channel);
        const held = new Map(rows.map((row) => [row, heldBack(row, now)]));
        const times = [
          ...candidates(rows.filter((row) => held.get(row) === null)).map(({ dueAt }) => dueAt),
          ...[...held.values()].flatMap((hold) => hold?.until ?? []),
        ];
        for (const at of times) {
          const due = limited !== null && limited > at ? limited : at;
          if (soonest === null || due < soonest) soonest = due;
        }
      }
      return soonest;
    },

    counts(workspace) {
      const isMeant = workspace === undefined ? () => true : isOf(workspace);
      const rows = ledger.openChannels().flatMap(ledger.openRows).filter(isMeant);
      const refused = [...ledger.rows()].filter((row) => row.ended?.kind === 'refused' && isMeant(row)).length;
      // What people want to hear no more of waits for nobody.
      const isSilenced = ({ channel, story }: Delivery) => story !== null && mutes.isForGood(channel, story);
      return {
        waiting: rows.filter((row) => isWaiting(row) && !isSilenced(row)).length,
        inDoubt: rows.filter(isInDoubt).length,
        refused,
      };
    },

    forget: (workspace) => ledger.remove([...ledger.rows()].filter(isOf(workspace))),

    forgetStories(gone, before) {
      const ofStories = gone.flatMap(ledger.ofStory);
      const ofNone = [...ledger.rows()].filter(({ story, plannedAt }) => story === null && plannedAt < before);
      return ledger.remove([...ofStories, ...ofNone].filter((row) => !isWaiting(row) && !isInDoubt(row)));
    },
  };
}

const THREAD_GONE = 'The message it belongs to is gone.';

/** Nothing waits for longer than a day: such a time was written by a clock that has been set back since. */
function isDue({ dueAt }: Delivery, now: Instant): boolean {
  return dueAt <= now || dueAt - now > DAY_MS;
}

/** An edit may simply be made again: twice the same content is once the same content. */
function isRepeatable(delivery: Delivery): boolean {
  return delivery.shown !== null;
}

/** An alert that has never been sent and is due. */
function isAlertToPost(row: Delivery, now: Instant): boolean {
  return row.what.kind === 'alert' && row.shown === null && isWaiting(row) && isDue(row, now);
}

/** Doubles with each failure, up to a bound. */
function retryMs(failures: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20));
}
