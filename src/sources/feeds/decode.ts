import { decodeText, kindOfBinary, looksBinary } from '../../lib/charset.ts';
import { MAX_FEED_BYTES } from './document.ts';

export type DecodedFeed =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * The text of a feed's bytes (see `decodeText`; `charset` is what the server stated), without its byte order mark and without the control characters
 * that XML forbids. Over 10 MB, nothing and what is no text are refused, with one sentence that says so.
 */
export function decodeFeed(bytes: Uint8Array, charset: string | null): DecodedFeed {
  if (bytes.length > MAX_FEED_BYTES) {
    const size = (bytes.length / 1024 / 1024).toFixed(1);
    return refused(`It has ${size} MB, more than the ${MAX_FEED_BYTES / 1024 / 1024} MB a feed may have.`);
  }
  const what = kindOfBinary(bytes);
  if (what !== null) return refused(`This is ${what}, not a feed.`);
  const decoded = decodeText(bytes, charset);
  if (looksBinary(bytes, decoded)) return refused('This is binary data, not a feed.');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
  const text = decoded.replace(/^\ufeff|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  return text.trim() === '' ? refused('It is empty.') : { kind: 'text', text };
}

function refused(reason: string): DecodedFeed {
  return { kind: 'refused', reason };
}
