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
/** Where every place is taken, an end is waited for. */
const LONG_MS = 30_000;

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

export type Pool = {
  /** Begins the next things, at most so many; none where there was nothing to do. Their promises tell when they have ended. */
  readonly begin: (most: number) => Promise<readonly Promise<void>[]>;
  /** How many things may be under way at once. */
  readonly size: number;
  /** How long to wait when there was nothing to do. */
  readonly idleMs: () => number;
  readonly bell: Bell;
  readonly signal: AbortSignal;
  /** Told after each thing that was done. */
  readonly onDone: () => void;
  /** Told of every error; after one of `begin` the pool goes on after a pause. */
  readonly onError: (error: unknown) => void;
};

/** Begins one thing after the other, `size` at once, until `signal` aborts. Resolves when what was under way has ended. */
export async function runPool({ begin, size, idleMs, bell, signal, onDone, onError }: Pool): Promise<void> {
  const underWay = new Set<Promise<void>>();
  // What has ended makes room, and may let something else go.
  const ended = createBell();

  async function finish(done: Promise<void>): Promise<void> {
    try {
      await done;
      onDone();
    } catch (error) {
      onError(error);
      // Where the store fails it fails for the next one as well: room is made later.
      await sleep(PAUSE_AFTER_ERROR_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async function waitForAny(ms: number): Promise<void> {
    const either = new AbortController();
    const both = AbortSignal.any([signal, either.signal]);
    await Promise.race([bell.wait(ms, both), ended.wait(ms, both)]);
    either.abort();
  }

  while (!signal.aborted) {
    try {
      const begun = underWay.size < size ? await begin(size - underWay.size) : [];
      for (const done of begun) {
        const one: Promise<void> = finish(done).finally(() => {
          underWay.delete(one);
          ended.ring();
        });
        underWay.add(one);
      }
      if (begun.length === 0) await waitForAny(underWay.size < size ? idleMs() : LONG_MS);
    } catch (error) {
      onError(error);
      await sleep(PAUSE_AFTER_ERROR_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  await Promise.all(underWay);
}
