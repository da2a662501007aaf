import { describe, expect, test } from 'vitest';
import { later } from '../../../src/lib/clock.ts';
import { type FeedBook, openFeedBook } from '../../../src/sources/feeds/book.ts';
import type { Feed } from '../../../src/sources/feeds/feed.ts';
import { type Change, commitChanges } from '../../../src/store/change.ts';
import { openStore } from '../../../src/store/store.ts';
import { claim, NOW } from './support.ts';

const A = 'https://a.example/feed';
const B = 'https://b.example/feed';
const OPTIONS = { title: null, fullText: false };

async function open() {
  const store = await openStore('memory:');
  const book = await openFeedBook(store);
  const make = (...changes: readonly Change[]) => commitChanges(store, changes);
  const add = async (address: string, workspace = 'preview:local'): Promise<Feed> => {
    const { feed, change } = book.add(address, claim(workspace), OPTIONS, NOW);
    await make(change);
    return feed;
  };
  /** What a start after this would find. */
  const again = async () => (await openFeedBook(store)).all();
  return { store, book, make, add, again };
}

const addresses = (feeds: readonly Feed[]) => feeds.map(({ address }) => address);
const held = (book: FeedBook, id: Feed['id']) => book.feed(id)?.claims.map(({ workspace }) => workspace);

describe('the book of feeds', () => {
  test('one row for an address, one claim for a workspace, and all of it is there after a start', async () => {
    const { book, add, again } = await open();
    const feed = await add(A);
    expect((await add(A, 'slack:t1')).id).toBe(feed.id);
    await add(A, 'slack:t1');
    await add(B);
    expect(held(book, feed.id)).toEqual(['preview:local', 'slack:t1']);
    expect(addresses(book.ofWorkspace('preview:local'))).toEqual([A, B]);
    expect(addresses(book.ofWorkspace('slack:t1'))).toEqual([A]);
    expect(await again()).toEqual(book.all());
  });

  test('a feed goes with its last claim', async () => {
    const { book, make, add, again } = await open();
    const feed = await add(A);
    await add(A, 'slack:t1');
    await make(book.drop(feed, 'preview:local'));
    expect(held(book, feed.id)).toEqual(['slack:t1']);
    expect(book.ofWorkspace('preview:local')).toEqual([]);
    await make(book.forget('slack:t1'));
    expect([book.all(), book.byAddress(A), await again()]).toEqual([[], null, []]);
  });

  test('what is learnt of a feed does not bring back a claim that ended meanwhile, nor a feed that went', async () => {
    const { book, make, add } = await open();
    const feed = await add(A);
    await add(A, 'slack:t1');
    await make(book.drop(feed, 'slack:t1'));
    await make(book.put({ ...feed, title: 'Gazette', claims: [...feed.claims, claim('slack:t1')] }));
    expect(book.feed(feed.id)).toMatchObject({ title: 'Gazette' });
    expect(held(book, feed.id)).toEqual(['preview:local']);
    await make(book.drop(feed, 'preview:local'));
    await make(book.put(feed));
    expect(book.all()).toEqual([]);
  });

  test('a feed that moved is found at both its addresses; its old one is free for another when it went', async () => {
    const { book, make, add } = await open();
    const feed = await add(A);
    await make(book.put({ ...feed, address: B, addedAs: A }));
    expect([book.byAddress(A)?.id, book.byAddress(B)?.id]).toEqual([feed.id, feed.id]);
    expect((await add(B)).id).toBe(feed.id);
    await make(book.drop(feed, 'preview:local'));
    expect([book.byAddress(A), book.byAddress(B)]).toEqual([null, null]);
  });

  test('a feed that nobody needed is due at once when somebody does', async () => {
    const { book, make, add } = await open();
    const feed = await add(A);
    await make(book.put({ ...feed, nextAt: later(NOW, 1_000_000) }));
    await make(book.pause(feed, 'preview:local', true, NOW));
    expect(book.feed(feed.id)?.nextAt).toBe(later(NOW, 1_000_000));
    await make(book.pause(feed, 'preview:local', false, later(NOW, 5)));
    expect(book.feed(feed.id)?.nextAt).toBe(later(NOW, 5));
  });
});
