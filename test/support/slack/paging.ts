import { count, words } from './method.ts';
import { refuse } from './refusal.ts';

/** What methods that answer in pages take. */
export const paging = { cursor: words.optional(), limit: count.optional() };
export type Paging = { readonly cursor?: string | undefined; readonly limit?: number | undefined };

/** One page; the cursor holds how far it went. */
export function page<Item>(
  all: readonly Item[],
  { cursor, limit }: Paging,
  most: number,
): { items: readonly Item[]; next: string } {
  const size = limit ?? 100;
  if (size < 1 || size > 1_000) return refuse('invalid_limit');
  const start = cursor === undefined || cursor === '' ? 0 : startOf(cursor);
  const end = start + Math.min(size, most);
  return { items: all.slice(start, end), next: end < all.length ? Buffer.from(`next:${end}`).toString('base64') : '' };
}

function startOf(cursor: string): number {
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'));
  return match === null ? refuse('invalid_cursor') : Number(match[1]);
}
