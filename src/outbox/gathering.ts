import { setTimeout as sleep } from 'node:timers/promises';

/** So much longer than a piece of work took the next one may wait for others to join it, where others are expected. */
const REST = 3;
const LONGEST_REST_MS = 100;

/**
 * Does pieces of work together: those that come while `work` is busy with others wait for it and are its next. Where `isBusy`
 * says that more are coming, it also rests between two works, for a few times as long as one takes and at most 100 ms: a
 * disk that takes a hundred commits a second carries thousands of pieces so, and the process has time for other things.
 * Each caller's promise settles with the `work` that its piece was part of.
 */
export function createGathering<T>(
  work: (pieces: readonly T[]) => Promise<void>,
  isBusy: () => boolean,
): (piece: T) => Promise<void> {
  let waiting: T[] = [];
  let next: Promise<void> | null = null;
  let current: Promise<void> = Promise.resolve();
  let restUntil = 0;

  async function doNext(before: Promise<void>): Promise<void> {
    // What became of the work before is its callers' to know.
    await before.catch(() => undefined);
    const restMs = restUntil - performance.now();
    if (restMs >= 1 && isBusy()) await sleep(restMs);
    const pieces = waiting;
    waiting = [];
    next = null;
    const started = performance.now();
    try {
      await work(pieces);
    } finally {
      const ended = performance.now();
      restUntil = ended + Math.min(LONGEST_REST_MS, REST * (ended - started));
    }
  }

  return (piece) => {
    waiting.push(piece);
    if (next === null) {
      next = doNext(current);
      current = next;
    }
    return next;
  };
}
