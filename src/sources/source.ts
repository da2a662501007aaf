import type { Instant } from '../lib/clock.ts';
import type { RawItem } from './raw-item.ts';

/** One thing a source has that Newsdesk has not read yet, or that changed since. */
export type Offer = {
  readonly source: string;
  readonly ref: string;
  /** Changes whenever the item does (a file's size and time). Kept in the seen-mark, so that the same thing is not offered again. */
  readonly version: string;
  /** True for what the source already held when Newsdesk first looked at it: that is history, not news. */
  readonly isHistory: boolean;
} & (
  | {
      readonly kind: 'item';
      readonly item: RawItem;
      /** True where it tells of an article on somebody else's site: it does not change what another source says of that. */
      readonly isHearsay: boolean;
    }
  /** It is there and cannot be read; `reason` is one sentence for the person who put it there. */
  | { readonly kind: 'unreadable'; readonly reason: string }
);

/** What is remembered of an item that was dealt with. */
export type SeenMark = { readonly source: string; readonly ref: string; readonly version: string };

/** Where articles come from. */
export type Source = {
  readonly name: string;
  /** What is new or changed, at most a batch of it; empty while nothing is due. Offers it again until it is marked as seen. */
  poll(now: Instant): Promise<readonly Offer[]>;
  /** Takes note that an offer was dealt with and that this is stored. Is told of other sources' offers as well. */
  markSeen(mark: SeenMark): void;
};
