import type { Instant } from '../lib/clock.ts';

/** What is known of an article beside its text, because its source says so. Absent = not known. */
export type KnownFacts = {
  readonly title: string | null;
  readonly publisher: string | null;
  readonly url: string | null;
  /** IANA zone of the publisher's clock: what "10:29 PM" without a zone means in its articles. */
  readonly zone: string | null;
  readonly publishedAt: Instant | null;
};

/** One thing a source holds, before anybody has read it. */
export type RawItem = {
  /** The source's name, and the item's name within it (a file name, a guid): together they are found again at the next poll. */
  readonly source: string;
  readonly ref: string;
  readonly bytes: Uint8Array;
  readonly known: KnownFacts;
};

export const NOTHING_KNOWN: KnownFacts = { title: null, publisher: null, url: null, zone: null, publishedAt: null };
