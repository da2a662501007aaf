import type { ArchiveKeeper } from './archive/archive.ts';
import type { Article } from './articles/article.ts';
import type { Digests } from './digests/digests.ts';
import type { Turns } from './lib/turns.ts';
import type { ChannelStates } from './outbox/channels.ts';
import type { Mutes } from './outbox/mutes.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { PlanRules } from './outbox/plan.ts';
import type { SettingsBook } from './settings/settings.ts';
import type { FeedBook } from './sources/feeds/book.ts';
import type { SeenLedger } from './sources/seen.ts';
import type { Offer, Source } from './sources/source.ts';
import type { Store } from './store/store.ts';
import type { StoryIndex } from './stories/story.ts';
import type { Links } from './stories/view.ts';
import type { WatchedTopics } from './topics/watched.ts';
import type { Watchlist } from './topics/watchlist.ts';

/** What is kept: stories no older than this since their last report came, of at most so many articles in all. */
export type Keep = { readonly ms: number; readonly articles: number };

/** Everything the road of an article passes through. */
export type Desk = {
  readonly sources: readonly Source[];
  readonly seen: SeenLedger;
  /** The feeds that are read, and who wants them. */
  readonly feeds: FeedBook;
  readonly store: Store;
  readonly turns: Turns;
  readonly archive: ArchiveKeeper;
  readonly stories: StoryIndex;
  readonly topics: WatchedTopics;
  readonly watchlist: Watchlist;
  readonly settings: SettingsBook;
  readonly mutes: Mutes;
  readonly channels: ChannelStates;
  readonly digests: Digests;
  readonly outbox: Outbox;
  readonly links: Links;
  readonly rules: PlanRules;
  /** For how long articles are kept, and how many. */
  readonly keep: Keep;
  /** What sources gave and has not been dealt with; the next first. */
  readonly tray: Read[];
  /** What comes before that, and has been read for grouping and for topics as well. */
  readonly ready: Read[];
};

/** An offer that has been read. */
export type Read = { readonly offer: Offer } & (
  | { readonly kind: 'article'; readonly article: Article }
  | { readonly kind: 'unreadable'; readonly reason: string }
);
