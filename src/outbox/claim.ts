import { type Instant, later, SECOND_MS } from '../lib/clock.ts';
import { type ChannelAddress, channelKey } from '../platform/channel.ts';
import type { Platform } from '../platform/platform.ts';
import type { ChannelSettings } from '../settings/settings.ts';
import { type Change, commitChanges } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import { createAgenda, type Wanted } from './agenda.ts';
import { THREAD_GONE } from './call.ts';
import { type Block, type ChannelStates, placeKey } from './channels.ts';
import { collapse } from './collapse.ts';
import { revisionOf } from './compose.ts';
import type { Composed, Composer } from './composer.ts';
import { type Delivery, isInDoubt, isReply } from './delivery.ts';
import { callsOf, type Glance, glance } from './glance.ts';
import type { Hold } from './hold.ts';
import type { Ledger } from './ledger.ts';
import type { Limits } from './limits.ts';
import type { Patience } from './patience.ts';
import type { PlanRules } from './plan.ts';

/** What a claim found to do. */
export type Claim = Composed & {
  /** The row, with the mark of the attempt. */
  readonly delivery: Delivery;
  readonly platform: Platform;
  /** The message to edit, or in whose thread to reply; null for a post. */
  readonly messageId: string | null;
  readonly act: 'post' | 'edit' | 'reply' | 'find';
};

/** A place in which nothing could be said, to be asked whether it is open again. */
export type Look = { readonly block: Block; readonly platform: Platform };

/** What is done next, and what is to be written down before. */
export type Batch = {
  readonly found: readonly (Claim | Look)[];
  readonly changes: readonly Change[];
  undo(): void;
};

/** Who finds what is to be done next. Everything here takes place in turns. */
export type Claims = {
  /**
   * What is next, at most so many things, each in another channel or place; nothing where there is nothing to do. `only`: for
   * the calls of one platform. Its `changes` mark what is begun; where they cannot be stored, `undo` must be called.
   */
  next(now: Instant, only: string | null, most: number): Promise<Batch>;
  /** The channel of a claim may have another one. */
  release(channel: string): void;
  /** The place of a look may have another one. */
  releaseLook(block: Block): void;
  /** When `next` will find something. */
  nextAt(now: Instant, only: string | null): Instant | null;
  /** Rows of the channel changed. */
  touch(channel: string): void;
  /** What is held back may be free: somebody changed a setting, a pause, a mute. */
  touchHeld(): void;
  /** Something changed for every channel of a place. */
  touchAll(isMeant: (channel: ChannelAddress) => boolean): void;
};

export type ClaimsOptions = {
  readonly store: Store;
  readonly platforms: readonly Platform[];
  readonly channels: ChannelStates;
  readonly rules: PlanRules;
  readonly limits: Limits;
  readonly ledger: Ledger;
  readonly patience: Patience;
  readonly compose: Composer['compose'];
  settings(channel: ChannelAddress): ChannelSettings;
  heldBack(row: Delivery, now: Instant): Hold | null;
  threadOf(row: Delivery): string | null;
};

/** A platform that is not switched on is looked for again after this. */
const NOT_ON_MS = 300 * SECOND_MS;
/** Looks at closed places that are under way at once on a platform: they must not take the place of deliveries. */
const LOOKS_AT_ONCE = 2;
/** No content has this revision. */
const NOT_KNOWN = '';

export function createClaims(options: ClaimsOptions): Claims {
  const { store, channels, rules, limits, ledger, heldBack } = options;
  const platforms = new Map(options.platforms.map((platform) => [platform.name, platform]));
  /** Channels with a call under way in this process. */
  const busy = new Set<string>();
  /** Places that are being asked whether they are open again, with their platforms. */
  const looking = new Map<string, string>();

  const agenda = createAgenda((key, now) => {
    // It is looked at again when its call has ended.
    const [first] = busy.has(key) ? [] : ledger.openRows(key);
    return first === undefined ? null : { channel: first.channel, next: look(key, now).next };
  });

  function look(channel: string, now: Instant): Glance {
    return glance(ledger.openRows(channel), {
      now,
      freshMs: rules.freshMs,
      heldBack: (row) => heldBack(row, now),
      isLost: options.patience.isLost,
      limitedUntil: (address, calls) => limits.until({ channel: address, reach: 'channel' }, calls, now),
    });
  }

  function wantedBy(only: string | null, now: Instant): Wanted {
    return {
      // What waits for a platform that is not switched on is everybody's to say so of.
      isMeant: (platform) => only === null || platform === only || !platforms.has(platform),
      limitedUntil: (channel, reach, calls) => limits.until({ channel, reach }, calls, now),
    };
  }

  function canLook(block: Block, only: string | null): boolean {
    const { platform } = block.channel;
    if (!platforms.has(platform) || (only !== null && platform !== only) || looking.has(placeKey(block))) return false;
    return [...looking.values()].filter((other) => other === platform).length < LOOKS_AT_ONCE;
  }

  function nextLook(now: Instant, only: string | null): Look | null {
    const block = channels.dueToLook(now, (one) => canLook(one, only));
    const platform = block === null ? undefined : platforms.get(block.channel.platform);
    if (block === null || platform === undefined) return null;
    looking.set(placeKey(block), platform.name);
    return { block, platform };
  }

  /** What is to be done next in a channel, not marked yet. A row that turns out to need no call leaves the open ones, and there may be another. */
  async function claimIn(channel: string, now: Instant): Promise<Claim | null> {
    for (;;) {
      const { row, alerts, unmarked } = look(channel, now);
      if (unmarked.length > 0) {
        const marked = unmarked.map(([one, { cause, since, reason }]): Delivery => {
          return cause === 'muted' ? one : { ...one, held: { cause, since, reason } };
        });
        await commitChanges(store, [ledger.put(marked)]);
        continue;
      }
      if (row === null) return null;
      const { burst } = options.settings(row.channel);
      // What is in doubt is settled first: it may belong into the list.
      const listed = isInDoubt(row) ? null : collapse(alerts, { burst, lateMs: rules.lateMs, now });
      if (listed !== null) {
        await commitChanges(store, [ledger.put(listed)]);
        continue;
      }
      const claimed = await claimRow(row, now);
      if (claimed === 'limited') return null;
      if (claimed !== null) return claimed;
    }
  }

  async function claimRow(row: Delivery, now: Instant): Promise<Claim | 'limited' | null> {
    const platform = platforms.get(row.channel.platform);
    if (platform === undefined) {
      const trouble = `The platform ${row.channel.platform} is not switched on.`;
      await commitChanges(store, [ledger.put([{ ...row, trouble, dueAt: later(now, NOT_ON_MS) }])]);
      return null;
    }
    const isFound = isInDoubt(row) && row.shown === null;
    if (callsOf(row) === 'say' && !isFound && isLimited(row, platform, now)) return 'limited';
    const composed = await options.compose(row, now);
    if (composed === null) {
      await withdraw(row, 'The story is no longer there.', now);
      return null;
    }
    // An edit may simply be made again: twice the same content is once the same content.
    if (isInDoubt(row) && row.shown === null)
      return { ...composed, delivery: row, platform, messageId: null, act: 'find' };

    const revision = revisionOf(composed.message);
    if (row.attempt === null && row.shown?.revision === revision) {
      await commitChanges(store, [ledger.put([{ ...row, revision, attempt: null }])]);
      return null;
    }
    const act = isReply(row) ? 'reply' : row.shown === null ? 'post' : 'edit';
    const messageId = act === 'reply' ? options.threadOf(row) : (row.shown?.messageId ?? null);
    if (act !== 'post' && messageId === null) {
      await withdraw(row, THREAD_GONE, now);
      return null;
    }
    // Many an edit turns out to be none: only one that is made counts.
    if (act === 'edit' && isLimited(row, platform, now)) return 'limited';
    // An edit whose answer was lost may have taken effect: what the message shows is not known until one succeeds.
    const shown = row.shown === null || row.attempt === null ? row.shown : { ...row.shown, revision: NOT_KNOWN };
    const attempted: Delivery = { ...row, shown, revision, attempt: { revision, at: now } };
    return { ...composed, delivery: attempted, platform, messageId, act };
  }

  /** Whether the platform's limits keep a call from being made now; where not, it counts as made. */
  function isLimited(row: Delivery, platform: Platform, now: Instant): boolean {
    const limited = platform.enter?.(row.channel, callsOf(row)) ?? null;
    if (limited === null) return false;
    limits.set(row.channel, limited.reach, limited.calls ?? null, limited.afterMs, now);
    return true;
  }

  async function withdraw(row: Delivery, reason: string, at: Instant): Promise<void> {
    const ended = { kind: 'withdrawn', reason, at } as const;
    await commitChanges(store, [ledger.put([{ ...row, attempt: null, trouble: reason, ended }])]);
  }

  async function takeNext(wanted: Wanted, now: Instant): Promise<Claim | null> {
    for (;;) {
      const channel = agenda.take(wanted, now);
      if (channel === null) return null;
      try {
        const claim = await claimIn(channel, now);
        if (claim === null) continue;
        busy.add(channel);
        return claim;
      } finally {
        agenda.touch(channel);
      }
    }
  }

  function release(channel: string): void {
    busy.delete(channel);
    agenda.touch(channel);
  }

  return {
    async next(now, only, most) {
      const looks: Look[] = [];
      for (let due = nextLook(now, only); due !== null; due = looks.length < most ? nextLook(now, only) : null) {
        looks.push(due);
      }
      const claimed: Claim[] = [];
      function undo(): void {
        for (const { block } of looks) looking.delete(placeKey(block));
        for (const { delivery } of claimed) release(channelKey(delivery.channel));
      }
      try {
        const wanted = wantedBy(only, now);
        while (looks.length + claimed.length < most) {
          const claim = await takeNext(wanted, now);
          if (claim === null) break;
          claimed.push(claim);
        }
      } catch (error) {
        undo();
        throw error;
      }
      const begun = claimed.flatMap(({ act, delivery }) => (act === 'find' ? [] : [delivery]));
      return { found: [...looks, ...claimed], changes: [ledger.put(begun)], undo };
    },
    release,
    releaseLook: (block) => void looking.delete(placeKey(block)),
    nextAt(now, only) {
      const [look, row] = [channels.nextLookAt((one) => canLook(one, only)), agenda.nextAt(wantedBy(only, now), now)];
      if (look === null || row === null) return look ?? row;
      return look < row ? look : row;
    },
    touch: agenda.touch,
    touchHeld: agenda.touchHeld,
    touchAll: agenda.touchAll,
  };
}
