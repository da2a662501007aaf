import type { Instant } from '../lib/clock.ts';
import type { ArticleId } from '../lib/ids.ts';

/** When an article was published, and who says so. An unknown time is never "now". */
export type ArticleTime =
  /** The article states a moment (zone and all), or a whole day. */
  | {
      readonly origin: 'stated';
      readonly at: Instant;
      readonly precision: 'minute' | 'day';
      readonly zone: string | null;
    }
  /**
   * The article states what its publisher's clock showed, without a zone. `local` is that reading
   * (`2025-02-26T22:29`, or `2025-02-26` when only a day is given); `zone` the publisher's, where known.
   * `at` is the moment in that zone; without one it takes the clock for UTC and may be 14 hours off.
   */
  | {
      readonly origin: 'stated-local';
      readonly at: Instant;
      readonly precision: 'minute' | 'day';
      readonly local: string;
      readonly zone: string | null;
    }
  /** Nobody states it; it was concluded from the text (a day). */
  | { readonly origin: 'inferred'; readonly at: Instant; readonly precision: 'day' }
  | { readonly origin: 'unknown' };

/** One publisher's text at one address, cleaned. */
export type Article = {
  readonly id: ArticleId;
  readonly title: string;
  /** `lead`: the article has no title of its own; it was made from its first sentence. */
  readonly titleOrigin: 'stated' | 'lead';
  /** The body, whole and alone; paragraphs parted by an empty line. Never holds the title, byline or page chrome. */
  readonly text: string;
  /** Two or three whole sentences of the body, in its order; fewer where it has no more. */
  readonly summary: readonly string[];
  readonly time: ArticleTime;
  readonly publisher: string | null;
  /** The agency whose text this is, as the dateline or the credits name it ("AFP"). */
  readonly agency: string | null;
  /** Where the dateline says the report comes from ("Istanbul"). */
  readonly place: string | null;
  /** Canonical address; null where none is stated. Never invented. */
  readonly url: string | null;
  /** Canonical https address of its picture, as the page states it; null where none is stated. */
  readonly image: string | null;
  /** ISO 639-1, or null where the text is too short or too mixed to tell. */
  readonly language: string | null;
};

/** What came of reading one raw item. */
export type ReadOutcome =
  | { readonly kind: 'article'; readonly article: Article }
  /** Nothing to read; `reason` is one sentence for the person who put it there. */
  | { readonly kind: 'unreadable'; readonly reason: string };
