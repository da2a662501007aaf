import type { Source } from '../source.ts';
import { createShelf } from './feed-source.ts';
import { createPoller, type Poller, type PollerParts } from './poller.ts';

/** Feeds as the app runs them: a source, and a loop that fills it. */
export type Feeds = {
  readonly source: Source;
  readonly poller: Poller;
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
  return { source: shelf.source, poller };
}
