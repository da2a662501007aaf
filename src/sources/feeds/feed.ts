import type { Instant } from '../../lib/clock.ts';
import type { FeedId } from '../../lib/ids.ts';
import { feedIdSchema } from '../../lib/schemas.ts';

/** Who wants a feed to be read, and is told when it fails. */
export type Claim = {
  /** `workspaceKey` of the workspace in which it was added; `installation`: the starter feeds and the command line. */
  readonly workspace: string;
  /** `channelKey` of the channel in which it was added, where trouble is told; null: in the log alone. */
  readonly channel: string | null;
  readonly at: Instant;
  /** True while this workspace does not need it. A feed that everybody has paused is not read. */
  readonly isPaused: boolean;
};

/** What is wrong with a feed now. */
export type Trouble = {
  /** One word, for programs: a `NetReason`, or `not-a-feed`. */
  readonly reason: string;
  /** For people: what happened, and what to do. */
  readonly sentence: string;
  readonly since: Instant;
  /** How many polls in a row went wrong. */
  readonly count: number;
  /** When those who added it were told; null: not yet. */
  readonly toldAt: Instant | null;
};

/** A feed as it is stored. One row and one fetch, however many workspaces use it: what it brings is news for all of them. */
export type Feed = {
  readonly id: FeedId;
  /** Canonical; what is asked. Changes when its publisher has said often enough that it moved. */
  readonly address: string;
  /** As it was added, where that is another one. */
  readonly addedAs: string | null;
  /** Of its own; null until it was read. */
  readonly title: string | null;
  readonly claims: readonly Claim[];
  /** True where its items are teasers and their pages are to be read. */
  readonly fullText: boolean;
  readonly addedAt: Instant;
  /** When it was first read. What it held then is history, not news; null: not read yet. */
  readonly metAt: Instant | null;
  readonly nextAt: Instant;
  /** How long it is left alone between two polls, as learnt from how often it changes. */
  readonly intervalMs: number;
  /** It is not asked more often than this, as learnt from answers that it was too often (429); 0: nothing was learnt. */
  readonly floorMs: number;
  /** How long it asks to be left alone (`ttl`, `sy:updatePeriod`), as it stood in what was read last; 0 where it says nothing. */
  readonly ttlMs: number;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** Stands for the last body: the same body is not parsed again. */
  readonly bodyDigest: string | null;
  /** Where it says that it moved for good, since when, and how many answers in a row have said so. */
  readonly moved: { readonly to: string; readonly count: number; readonly since: Instant } | null;
  /** False where its guids turned out to name no item; see identity.ts. */
  readonly areGuidsTrusted: boolean;
  /** It said for good that it is gone (410): it is not asked any more. */
  readonly isGone: boolean;
  readonly trouble: Trouble | null;
  readonly lastOkAt: Instant | null;
  /** When it last held something new. */
  readonly lastNewAt: Instant | null;
  /** New items of late, by day (`2026-11-22`), at most the last 14 days. */
  readonly newByDay: Readonly<Record<string, number>>;
};

/** Whether a source, by its name, is a feed: feeds are named by their ids. */
export function isFeed(source: string): boolean {
  return feedIdSchema.safeParse(source).success;
}
