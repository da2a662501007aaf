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
  /** The names of the sources of which anything was seen. */
  sources(): Iterable<string>;
  row(source: string, ref: string): SeenRow | null;
  /** What has been seen of one source, by ref. */
  rowsOf(source: string): ReadonlyMap<string, SeenRow>;
  /** The article that an item was when it was last seen. */
  articleOf(source: string, ref: string): ArticleId | null;
  mark(offer: Offer, outcome: SeenOutcome, at: Instant): Change;
  /** Takes the marks of items off that a source does not hold any more. */
  forget(source: string, refs: readonly string[]): Change;
  /** Sources are told of the marks of their items once these are stored. */
  attach(markSeen: (mark: SeenMark) => void): void;
  /** When Newsdesk first looked at this source: `now`, written down, where it never has. */
  meet(source: string, now: Instant): Promise<Instant>;
};

export async function openSeenLedger(store: Store): Promise<SeenLedger> {
  const table = store.table('seen', seenSchema);
  const contacts = store.table('sources', contactSchema);
  const sources = new Map<string, Map<string, SeenRow>>();
  const listeners: ((mark: SeenMark) => void)[] = [];
  const keyOf = (source: string, ref: string) => `${source}/${ref}`;
  for await (const [, row] of table.rows()) keep(row);

  function keep(row: SeenRow): void {
    const rows = sources.get(row.source) ?? new Map<string, SeenRow>();
    sources.set(row.source, rows.set(row.ref, row));
  }

  function* allRows(): Iterable<SeenRow> {
    for (const rows of sources.values()) yield* rows.values();
  }

  const row = (source: string, ref: string) => sources.get(source)?.get(ref) ?? null;
  return {
    rows: allRows,
    sources: () => sources.keys(),
    row,
    rowsOf: (source) => sources.get(source) ?? NONE,
    articleOf: (source, ref) => row(source, ref)?.outcome.article ?? null,
    mark({ source, ref, version }, outcome, at) {
      const next: SeenRow = { source, ref, version, outcome, at };
      return {
        writes: [table.put(keyOf(source, ref), next)],
        apply() {
          keep(next);
          for (const markSeen of listeners) markSeen(next);
        },
      };
    },
    forget(source, refs) {
      return {
        writes: refs.map((ref) => table.remove(keyOf(source, ref))),
        apply() {
          const rows = sources.get(source);
          for (const ref of refs) rows?.delete(ref);
          if (rows?.size === 0) sources.delete(source);
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

const NONE: ReadonlyMap<string, SeenRow> = new Map();
