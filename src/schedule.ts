import { setTimeout as sleep } from 'node:timers/promises';

/** Lets a loop that waits be woken before its time. */
export type Bell = {
  ring(): void;
  /** Resolves at the next ring, after `ms`, or when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
};

export function createBell(): Bell {
  let waiting: AbortController[] = [];
  let rung = false;
  return {
    ring() {
      // A ring while nobody waits is not lost: whoever waits next was looking at the time and may have looked too early.
      rung = waiting.length === 0;
      for (const controller of waiting) controller.abort();
      waiting = [];
    },
    async wait(ms, signal) {
      if (rung || signal.aborted) {
        rung = false;
        return;
      }
      const controller = new AbortController();
      waiting.push(controller);
      const either = AbortSignal.any([signal, controller.signal]);
      await sleep(ms, undefined, { signal: either }).catch(() => undefined);
      waiting = waiting.filter((other) => other !== controller);
    },
  };
}

export type Loop = {
  /** Does one thing; false where there was nothing to do. */
  readonly step: () => Promise<boolean>;
  /** How long to wait when there was nothing to do. */
  readonly idleMs: () => number;
  readonly bell: Bell;
  readonly signal: AbortSignal;
  /** Told of every error of `step`; the loop goes on after a pause. */
  readonly onError: (error: unknown) => void;
};

const PAUSE_AFTER_ERROR_MS = 5_000;

/** Claims one, does one, and again, until `signal` aborts. What is under way is finished first. */
export async function runLoop({ step, idleMs, bell, signal, onError }: Loop): Promise<void> {
  while (!signal.aborted) {
    try {
      if (!(await step())) await bell.wait(idleMs(), signal);
    } catch (error) {
      onError(error);
      await sleep(PAUSE_AFTER_ERROR_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
