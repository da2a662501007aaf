import { type Instant, later, SECOND_MS } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { type ChannelAddress, channelKey, OWNER_CHANNEL, type WorkspaceAddress } from '../platform/channel.ts';
import type { Rich } from '../platform/message.ts';
import type { Access, Reach } from '../platform/platform.ts';
import type { ChannelSettings } from '../settings/settings.ts';
import type { Change } from '../store/change.ts';
import type { StoryViews } from '../stories/view.ts';
import type { Result } from './call.ts';
import type { Block, ChannelStates } from './channels.ts';
import type { Claim } from './claim.ts';
import { revisionOf } from './compose.ts';
import { alertKey, type Delivery, isPost, newDelivery, noticeKey, type Said } from './delivery.ts';
import type { Ledger } from './ledger.ts';
import type { Limits } from './limits.ts';
import type { Patience } from './patience.ts';
import { handOver, newReports, type PlanRules, passOn } from './plan.ts';
import { isUnwanted, withdrawn } from './withdraw.ts';

/** Who decides what is to be written down of calls and looks. Everything here takes place in turns. */
export type Settling = {
  /** What is to be written down of a call, onto the row as it is now: planning may have changed it meanwhile. */
  settle(claim: Claim, result: Result, now: Instant): Promise<readonly Change[]>;
  /** What is to be written down of a look at a closed place. */
  settleLook(block: Block, access: Access, now: Instant): readonly Change[];
};

export type SettlingOptions = {
  readonly stories: StoryViews;
  readonly channels: ChannelStates;
  readonly rules: PlanRules;
  readonly limits: Limits;
  readonly ledger: Ledger;
  readonly patience: Patience;
  readonly log: Log;
  settings(channel: ChannelAddress): ChannelSettings;
  /** The channels of a workspace that follow something, in which trouble with another one can be told. */
  channelsOf(workspace: WorkspaceAddress): readonly ChannelAddress[];
};

type Notice = Extract<Said, { readonly kind: 'notice' }>;

const FIRST_RETRY_MS = 2 * SECOND_MS;
const LAST_RETRY_MS = 300 * SECOND_MS;

export function createSettling(options: SettlingOptions): Settling {
  const { stories, channels, rules, limits, ledger, patience, log } = options;

  /** Writes down what came of a call, onto the row as it is now: planning may have changed it meanwhile. */
  async function settle({ delivery, act, articles }: Claim, outcome: Result, now: Instant): Promise<readonly Change[]> {
    const row = ledger.row(delivery.key);
    // Its workspace was forgotten meanwhile.
    if (row === null) return [];
    const attempted = row.attempt?.revision ?? delivery.revision;
    switch (outcome.kind) {
      case 'done': {
        patience.done(row);
        const shown = { messageId: outcome.messageId, revision: attempted, at: now, articles };
        const settled: Delivery = { ...row, shown, attempt: null, failures: 0, trouble: null, held: null };
        log.debug({ delivery: row.key, act, messageId: outcome.messageId }, 'Delivered');
        return [ledger.put([settled, ...(await handedOver(settled, handOver, now))])];
      }
      case 'refused':
        if (outcome.reach !== 'message') return block(row, outcome.reach, outcome.reason, now);
        log.warn({ delivery: row.key, reason: outcome.reason }, 'A delivery was refused');
        return end(row, 'refused', outcome.reason, now);
      case 'uneditable': {
        const fixed: Delivery = { ...row, attempt: null, isFixed: true, revision: row.shown?.revision ?? row.revision };
        log.info({ delivery: row.key, reason: outcome.reason }, 'A message can no longer be edited');
        return [ledger.put([fixed, ...(await reportsBeside(fixed, now))])];
      }
      case 'limited': {
        limits.set(row.channel, outcome.reach, outcome.calls ?? null, outcome.afterMs, now);
        return [ledger.put(await unsentRows({ ...row, attempt: null }, now))];
      }
      case 'failed': {
        if (act !== 'find') patience.failed(row);
        const failures = act === 'find' ? row.failures : row.failures + 1;
        const dueAt = later(now, Math.max(outcome.afterMs, act === 'find' ? 0 : retryMs(failures)));
        const unsent: Delivery = { ...row, attempt: null, failures, trouble: outcome.reason, dueAt };
        const rows = await unsentRows(unsent, now);
        return [ledger.put(rows.map((one) => (one.ended === null ? { ...one, dueAt } : one)))];
      }
      case 'unknown': {
        patience.failed(row);
        const failures = row.failures + 1;
        const dueAt = later(now, retryMs(failures));
        log.warn({ delivery: row.key, reason: outcome.reason }, 'A delivery is in doubt');
        return [ledger.put([{ ...row, failures, trouble: outcome.reason, dueAt }])];
      }
      case 'undecided':
        return chooseFor(row, outcome.reason, now);
    }
  }

  /** What becomes of a row of which nobody can find out whether it was said: evidence is waited for, and then it is chosen. */
  async function chooseFor(row: Delivery, reason: string, now: Instant): Promise<readonly Change[]> {
    const failures = row.failures + 1;
    const since = row.attempt?.at ?? now;
    // A clock that was set back must not make it wait for years.
    const isPatient = since <= now && now - since < rules.doubtMs;
    if (isPatient) {
      const dueAt = later(now, retryMs(failures));
      return [ledger.put([{ ...row, failures, trouble: reason, dueAt }])];
    }
    log.warn({ delivery: row.key, reason, choice: rules.inDoubt }, 'Whether something was said cannot be found out');
    if (rules.inDoubt === 'at-most-once') {
      return end(row, 'refused', `It may have been said, and is not said again. ${reason}`, now);
    }
    const unsent: Delivery = { ...row, attempt: null, failures: 0, trouble: reason, dueAt: now };
    return [ledger.put(await unsentRows(unsent, now))];
  }

  function end(row: Delivery, kind: 'refused' | 'withdrawn', reason: string, at: Instant): readonly Change[] {
    return [ledger.put([{ ...row, attempt: null, trouble: reason, ended: { kind, reason, at } }])];
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
  async function block(row: Delivery, reach: Reach, reason: string, now: Instant): Promise<readonly Change[]> {
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
    return [channels.block(row.channel, reach, reason, now), ledger.put([...rows, ...notice])];
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
  function settleLook(block: Block, access: Access, now: Instant): readonly Change[] {
    if (access.kind === 'open') {
      log.info({ channel: channelKey(block.channel) }, 'Posting works again');
      return [channels.unblock(block)];
    }
    return [channels.stillBlocked(block, access.kind === 'closed' ? access.reason : block.reason, now)];
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

  return { settle, settleLook };
}

/** Doubles with each failure, up to a bound. */
function retryMs(failures: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20));
}
