import { digest } from '../../src/lib/ids.ts';

// An embed's link is kept as it was sent and is shown nowhere while the embed has no title: people do not see the mark,
// every kind of message has room for it, and it does not depend on a message having buttons.
const MARK_URL = 'https://discord.com/#newsdesk-';

/** Stands for a delivery key in a message, so that the message can be found by it. */
export function markOf(key: string): string {
  return digest('mark', key);
}

/** Where the mark is kept: the link of the first embed. */
export function markUrl(mark: string): string {
  return `${MARK_URL}${mark}`;
}

/** The mark in an embed's link; null where there is none. */
export function markIn(url: string | null | undefined): string | null {
  return url?.startsWith(MARK_URL) ? url.slice(MARK_URL.length) : null;
}

/** What makes Discord take two attempts at one message for one: at most 25 characters, different for every key. */
export function nonceOf(key: string): string {
  return digest('nonce', key) + digest('again', key);
}
