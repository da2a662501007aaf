import type { Log } from '../lib/log.ts';
import type { Message } from '../platform/message.ts';
import type { Outcome, Platform } from '../platform/platform.ts';
import type { Claim } from './claim.ts';
import { type Delivery, isReply, postKey } from './delivery.ts';

/** What came of a claim. `undecided`: nobody can find out whether the message is there before somebody mends something. */
export type Result = Outcome | { readonly kind: 'undecided'; readonly reason: string };

export type Caller = {
  /** Does what a claim found to do. Rejects never. */
  call(claim: Claim): Promise<Result>;
};

export type CallerOptions = {
  readonly log: Log;
  /** The message in whose thread a row is said; null where it is gone. */
  threadOf(row: Delivery): string | null;
  /** The same, of a message that may be gone. */
  formerThreadOf(row: Delivery): string | null;
};

export const THREAD_GONE = 'The message it belongs to is gone.';

export function createCaller({ log, threadOf, formerThreadOf }: CallerOptions): Caller {
  async function settleDoubt({ delivery, platform, message }: Claim): Promise<Result> {
    const thread = isReply(delivery) ? formerThreadOf(delivery) : null;
    const since = delivery.attempt?.at ?? delivery.plannedAt;
    const finding = await platform.find(delivery.channel, postKey(delivery), since, thread);
    switch (finding.kind) {
      case 'found':
        return { kind: 'done', messageId: finding.messageId };
      case 'absent':
        return { kind: 'failed', reason: 'The earlier attempt did not arrive.', afterMs: 0 };
      case 'unavailable':
        return { kind: 'unknown', reason: finding.reason };
      case 'unreadable':
        return { kind: 'undecided', reason: finding.reason };
      case 'repeatable':
        return repeat(delivery, platform, message);
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

  return {
    async call(claim) {
      const { act, delivery, platform, message, messageId } = claim;
      const { channel } = delivery;
      log.debug({ delivery: delivery.key, act }, 'Calling');
      try {
        if (act === 'find') return await settleDoubt(claim);
        if (act === 'post' || messageId === null) return await platform.post(channel, message, postKey(delivery));
        if (act === 'edit') return await platform.edit(channel, messageId, message);
        return await platform.reply(channel, messageId, message, postKey(delivery));
      } catch (error) {
        log.error({ error, delivery: delivery.key }, 'A platform call threw');
        return { kind: 'unknown', reason: 'The call failed without an answer.' };
      }
    },
  };
}
