import { decodeText, kindOfBinary, looksBinary } from '../lib/charset.ts';
import { visibleText } from '../lib/text.ts';

/** The text of an item's bytes, or one sentence that says why there is none. */
export type Decoded =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'empty'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** An article file larger than this is not read: a long news article has 0.05 MB, a page with all its markup seldom 2 MB. */
export const MAX_ARTICLE_BYTES = 4 * 1024 * 1024;

/** What to do with a file that holds no text of an article. */
export const SAVE_TEXT = "Save the article's text itself, as .txt, .md or .html.";

/** The text of an article file, whatever its charset (see `decodeText`). Empty, binary and over-long files are refused, with a reason. */
export function decodeArticle(bytes: Uint8Array): Decoded {
  if (bytes.length > MAX_ARTICLE_BYTES) {
    const size = (bytes.length / 1024 / 1024).toFixed(1);
    return refused(
      `It has ${size} MB, more than the ${MAX_ARTICLE_BYTES / 1024 / 1024} MB an article may have. ${SAVE_TEXT}`,
    );
  }
  const what = kindOfBinary(bytes);
  if (what !== null) return refused(`It is ${what}, not text. ${SAVE_TEXT}`);
  const text = visibleText(decodeText(bytes, null));
  if (text.trim() === '') return { kind: 'empty', reason: `It is empty. ${SAVE_TEXT}` };
  if (looksBinary(bytes, text)) return refused(`It holds binary data, not text. ${SAVE_TEXT}`);
  return { kind: 'text', text };
}

function refused(reason: string): Decoded {
  return { kind: 'refused', reason };
}
