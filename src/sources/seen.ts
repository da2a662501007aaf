import { z } from 'zod';
import type { Instant } from '../lib/clock.ts';
import type { ArticleId } from '../lib/ids.ts';
import { articleIdSchema, instantSchema } from '../lib/schemas.ts';
import type { Change } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import type { Offer, SeenMark } from './source.ts';

/** What became of an offer: the article that it is (or was, before it became unreadable), and why it could not be read. */
export type SeenOutcome = { readonly article: ArticleId | null; readonly unreadable: string | null };

/** A seen-mark as it is stored: this version of this item was dealt with, and what came of it. */
export type SeenRow = SeenMark & { readonly outcome: SeenOutcome; readonly at: Instant };

const seenSchema = {
  version: 1,
  parse: z.object({
    source: z.string(),
    ref: z.string(),
    version: z.string(),
    at: instantSchema,
    outcome: z.object({ article: articleIdSchema.nullable(), unreadable: z.string().nullable() }),
  }) satisfies z.ZodType<SeenRow>,
};

/** When Newsdesk first looked at a source. */
const contactSchema = { version: 1, parse: z.object({ metAt: instantSchema }) };

/** What has been seen of all sources. */
export type SeenLedger = {
  rows(): Iterable<SeenRow>;
  row(source: string, ref: string): SeenRow | null;
  /** The article that an item was when it was last seen. */
  articleOf(source: string, ref: string): ArticleId | null;
  mark(offer: Offer, outcome: SeenOutcome, at: Instant): Change;
  /** Sources are told of the marks of their items once these are stored. */
  attach(markSeen: (mark: SeenMark) => void): void;
  /** When Newsdesk first looked at this source: `now`, written down, where it never has. */
  meet(source: string, now: Instant): Promise<Instant>;
};

export async function openSeenLedger(store: Store): Promise<SeenLedger> {
  const table = store.table('seen', seenSchema);
  const contacts = store.table('sources', contactSchema);
  const rows = new Map<string, SeenRow>();
  const listeners: ((mark: SeenMark) => void)[] = [];
  const keyOf = (source: string, ref: string) => `${source}/${ref}`;
  for await (const [key, row] of table.rows()) rows.set(key, row);

  const row = (source: string, ref: string) => rows.get(keyOf(source, ref)) ?? null;
  return {
    rows: () => rows.values(),
    row,
    articleOf: (source, ref) => row(source, ref)?.outcome.article ?? null,
    mark({ source, ref, version }, outcome, at) {
      const key = keyOf(source, ref);
      const next: SeenRow = { source, ref, version, outcome, at };
      return {
        writes: [table.put(key, next)],
        apply() {
          rows.set(key, next);
          for (const markSeen of listeners) markSeen(next);
        },
      };
    },
    attach: (markSeen) => listeners.push(markSeen),
    async meet(source, now) {
      const known = await contacts.get(source);
      if (known !== null) return known.metAt;
      await store.commit([contacts.put(source, { metAt: now })]);
      return now;
    },
  };
}
