import { SECOND_MS } from '../../lib/clock.ts';
import type { Source } from '../source.ts';

import { createShelf } from './feed-source.ts';
import { createPoller, type Poller, type PollerParts } from './poller.ts';

/** Nobody waits longer than this without looking again. */
const LOOK_AGAIN_MS = 30 * SECOND_MS;

/** Feeds as the app runs them: a source, and a loop that fills it. */
export type Feeds = {
  readonly source: Source;
  readonly poller: Poller;
  /** How long the loop over `poller.step` may sleep. */
  idleMs(): number;
};

export type FeedsParts = Omit<PollerParts, 'shelf'> & {
  /** Called when the source has something to hand over. */
  readonly rang: () => void;
};

/** Wires the reading of feeds. Asks nothing until its poller steps. */
export function createFeeds({ rang, ...parts }: FeedsParts): Feeds {
  const shelf = createShelf(rang);
  parts.seen.attach(shelf.source.markSeen);
  const poller = createPoller({ ...parts, shelf });
  const { clock } = parts;
  return {
    source: shelf.source,
    poller,
    idleMs: () => Math.min(LOOK_AGAIN_MS, Math.max(0, (poller.nextDueAt() ?? Infinity) - clock())),
  };
}
