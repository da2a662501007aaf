import { setImmediate as breathe } from 'node:timers/promises';
import type { ArticleId } from '../lib/ids.ts';
import type { Store, Write } from '../store/store.ts';
import type { Restoring, Story } from '../stories/story.ts';
import type { Catalogue } from './catalogue.ts';
import type { Lineage } from './lineage.ts';
import { type Tables, timesOf } from './rows.ts';

export type Restored = {
  readonly store: Store;
  readonly tables: Tables;
  readonly catalogue: Catalogue;
  readonly lineage: Lineage;
  readonly restoring: Restoring;
  /** Told how many articles were taken back, and about how many there are. */
  readonly progress: (done: number, of: number) => void;
};

/** Articles that are read after which others get a turn. */
const SLICE = 20;
/** Memos that are stored in one commit. */
const COMMITTED = 200;

/**
 * Fills catalogue, lineage and grouping from the store. Texts are read only of articles that have no good memo: those of a store that was
 * written before there were any get theirs now.
 */
export async function restoreArchive({
  store,
  tables,
  catalogue,
  lineage,
  restoring,
  progress,
}: Restored): Promise<void> {
  const lost = await lostArticles(store, tables);
  // A part takes some milliseconds; between two of them others have their turn.
  let done = 0;
  for await (const { rows, share } of tables.memos.parts()) {
    for (const [key, { memo, at, filedAt }] of rows) {
      const id = key as ArticleId;
      if (!lost.has(id) && restoring.memo(id, memo)) catalogue.put(id, { at, filedAt });
    }
    done += rows.length;
    const last = rows.at(-1)?.[0] as ArticleId | undefined;
    if (last !== undefined) progress(done, Math.round(done / (share ?? shareBefore(last))));
  }

  // Stories that have articles of which there is no good memo.
  const incomplete: Story[] = [];
  for await (const { rows } of tables.stories.parts()) {
    for (const [, row] of rows) {
      if (row.kind === 'dissolved') lineage.dissolve(row.id, row.into);
      else {
        const story: Story = { id: row.id, articles: row.articles };
        if (catalogue.set(story)) restoring.story(story);
        else incomplete.push(story);
      }
    }
  }
  const writes: Write[] = [];
  for (const { id: story, articles: named } of incomplete) {
    const articles: ArticleId[] = [];
    for (const id of named) {
      if (catalogue.has(id)) {
        articles.push(id);
        continue;
      }
      const filed = lost.has(id) ? null : await tables.articles.get(id);
      // An article whose row was damaged is set aside by the store; its story goes on without it.
      if (filed === null) continue;
      const times = timesOf(filed);
      writes.push(tables.memos.put(id, { memo: restoring.article(filed.article), ...times }));
      catalogue.put(id, times);
      articles.push(id);
      done += 1;
      if (done % SLICE === 0) {
        progress(done, done);
        await breathe();
      }
      if (writes.length >= COMMITTED) await store.commit(writes.splice(0));
    }
    if (articles.length === 0) continue;
    catalogue.set({ id: story, articles });
    restoring.story({ id: story, articles });
  }
  if (writes.length > 0) await store.commit(writes);
  for await (const [alias, article] of tables.aliases.rows()) lineage.alias(alias as ArticleId, article);
  await restoring.done();
}

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

/** The share of all ids that come before this one: they are read in their order, and are spread evenly over all there can be. */
function shareBefore(id: ArticleId): number {
  const value = Array.from(id.slice(2, 6)).reduce((sum, digit) => sum * DIGITS.length + DIGITS.indexOf(digit), 0);
  return (value + 1) / DIGITS.length ** 4;
}

/** Articles whose rows were damaged and that nobody has filed again since: what is still remembered of them is of no use. */
async function lostArticles(store: Store, tables: Tables): Promise<ReadonlySet<ArticleId>> {
  const lost = new Set<ArticleId>();
  for (const { key } of store.damaged()) {
    const id = key.replace(tables.articleKey(''), '') as ArticleId;
    if (key === tables.articleKey(id) && (await tables.articles.get(id)) === null) lost.add(id);
  }
  return lost;
}
