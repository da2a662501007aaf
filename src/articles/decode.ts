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

// What a file is, whatever its name says: the bytes it begins with (at an offset of 0, or 4 for the media containers).
const KINDS_OF_BINARY: readonly { readonly begins: string; readonly at: number; readonly what: string }[] = [
  { begins: 'PK\x03\x04', at: 0, what: 'a ZIP archive (or an Office document)' },
  { begins: 'PK\x05\x06', at: 0, what: 'an empty ZIP archive' },
  { begins: '%PDF', at: 0, what: 'a PDF document' },
  { begins: '\x89PNG', at: 0, what: 'a PNG image' },
  { begins: '\xff\xd8\xff', at: 0, what: 'a JPEG image' },
  { begins: 'GIF8', at: 0, what: 'a GIF image' },
  { begins: 'RIFF', at: 0, what: 'an image, sound or film' },
  { begins: 'ftyp', at: 4, what: 'an image, sound or film' },
  { begins: 'ID3', at: 0, what: 'a sound file' },
  { begins: '\x1f\x8b', at: 0, what: 'a gzip archive' },
  { begins: 'BZh', at: 0, what: 'a bzip2 archive' },
  { begins: '\xfd7zXZ', at: 0, what: 'an xz archive' },
  { begins: '7z\xbc\xaf', at: 0, what: 'a 7z archive' },
  { begins: 'Rar!', at: 0, what: 'a RAR archive' },
  { begins: '\xd0\xcf\x11\xe0', at: 0, what: 'an old Office document' },
  { begins: 'SQLite format 3', at: 0, what: 'a database' },
  { begins: '\x7fELF', at: 0, what: 'a program' },
];

/**
 * The text of an article file: by its byte order mark, else UTF-16 by its shape, else UTF-8 where it is valid, else the charset the text declares
 * (HTML, XML), else Windows-1252, which holds Latin-1. Empty, binary and over-long files are refused, with a reason.
 */
export function decodeArticle(bytes: Uint8Array): Decoded {
  if (bytes.length > MAX_ARTICLE_BYTES) {
    const size = (bytes.length / 1024 / 1024).toFixed(1);
    return refused(
      `It has ${size} MB, more than the ${MAX_ARTICLE_BYTES / 1024 / 1024} MB an article may have. ${SAVE_TEXT}`,
    );
  }
  const beginning = latin1(bytes.subarray(0, 1024));
  for (const { begins, at, what } of KINDS_OF_BINARY) {
    if (beginning.startsWith(begins, at)) return refused(`It is ${what}, not text. ${SAVE_TEXT}`);
  }
  const text = visibleText(decodeBytes(bytes, beginning));
  if (text.trim() === '') return { kind: 'empty', reason: `It is empty. ${SAVE_TEXT}` };
  if (looksBinary(bytes, text)) return refused(`It holds binary data, not text. ${SAVE_TEXT}`);
  return { kind: 'text', text };
}

function refused(reason: string): Decoded {
  return { kind: 'refused', reason };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function decodeBytes(bytes: Uint8Array, beginning: string): string {
  if (beginning.startsWith('\xff\xfe')) return new TextDecoder('utf-16le').decode(bytes);
  if (beginning.startsWith('\xfe\xff')) return new TextDecoder('utf-16be').decode(bytes);
  const wide = wideByShape(beginning);
  if (wide !== null) return new TextDecoder(wide).decode(bytes);

  const declared = declaredCharset(beginning);
  const text = new TextDecoder('utf-8').decode(bytes);
  const isAscii = text.length === bytes.length;
  const broken = text.split('\ufffd').length - 1;
  // ISO-2022-JP and the like are ASCII to the eye.
  if (broken === 0 && !(isAscii && declared !== null && /2022/.test(declared.encoding))) return text;
  // A cut or slightly damaged UTF-8 text stays UTF-8; in any other charset hardly a non-ASCII byte makes valid UTF-8.
  const nonAscii = text.match(/[^\u0020-\u007e\s]/g)?.length ?? 0;
  if (broken * 10 <= nonAscii) return text.replaceAll('\ufffd', '');
  return (declared ?? new TextDecoder('windows-1252')).decode(bytes);
}

// UTF-16 without a mark: nearly every other byte of Latin text is zero.
function wideByShape(beginning: string): 'utf-16le' | 'utf-16be' | null {
  if (beginning.length < 8) return null;
  const zeros = [0, 0];
  for (let i = 0; i < beginning.length; i++) if (beginning.charCodeAt(i) === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = beginning.length * 0.2;
  if (odd > many && even < odd / 8) return 'utf-16le';
  if (even > many && odd < even / 8) return 'utf-16be';
  return null;
}

function declaredCharset(beginning: string): InstanceType<typeof TextDecoder> | null {
  const label = /(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]{2,40})/i.exec(beginning)?.[1];
  if (label === undefined) return null;
  try {
    return new TextDecoder(label);
  } catch {
    return null; // a charset nobody knows
  }
}

const SAMPLE = 65_536;
// A few stray control bytes happen in any text, however short.
const MOST_STRAYS = 4;

// Control bytes are no text; where the charset has them by nature (UTF-16), what it became is judged: private-use and undefined characters.
function looksBinary(bytes: Uint8Array, text: string): boolean {
  const sample = bytes.subarray(0, SAMPLE);
  const isWide =
    /^(?:\xff\xfe|\xfe\xff)/.test(latin1(sample.subarray(0, 2))) ||
    wideByShape(latin1(sample.subarray(0, 1024))) !== null;
  let controls = 0;
  for (const byte of sample) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls++;
  if (!isWide && controls > Math.max(MOST_STRAYS, sample.length / 100)) return true;
  // Every two bytes make some UTF-16 character, often one that is not defined.
  const undefinedCharacters = isWide ? /[\p{Co}\p{Cn}\ufffd]/gu : /[\ue000-\uf8ff\ufffd]/g;
  const odd = text.slice(0, SAMPLE).match(undefinedCharacters)?.length ?? 0;
  return odd > Math.min(text.length, SAMPLE) * 0.05;
}
