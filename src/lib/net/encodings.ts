import { promisify } from 'node:util';
import { brotliDecompress, constants, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib';
import type { Failure } from './reasons.ts';

/** What is asked for. */
export const ACCEPT_ENCODING = 'gzip, deflate, br, zstd';

// Who packs twice has made a mistake; who packs three times means harm.
const MAX_LAYERS = 2;
// What unpacks to more than is read is a bomb where it grew so many times, and else is only large. Feeds grow three to fifteen times.
const BOMB_RATIO = 20;

type Unpack = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>;

const gunzipBytes = promisify(gunzip);
const inflateBytes = promisify(inflate);
const inflateRawBytes = promisify(inflateRaw);
const brotliBytes = promisify(brotliDecompress);
const zstdBytes = promisify(zstdDecompress);

// No more than HTTP gives a decoder to hold (RFC 9659): a frame may ask for gigabytes.
const ZSTD_WINDOW = { [constants.ZSTD_d_windowLogMax]: 23 };

const UNPACK: ReadonlyMap<string, Unpack> = new Map<string, Unpack>([
  ['gzip', (bytes, options) => gunzipBytes(bytes, options)],
  ['x-gzip', (bytes, options) => gunzipBytes(bytes, options)],
  // Half of the servers that say "deflate" leave its header out.
  ['deflate', (bytes, options) => (hasZlibHeader(bytes) ? inflateBytes : inflateRawBytes)(bytes, options)],
  ['br', (bytes, options) => brotliBytes(bytes, options)],
  ['zstd', (bytes, options) => zstdBytes(bytes, { ...options, params: ZSTD_WINDOW })],
]);

// What servers write there although it is no encoding.
const NO_ENCODING: ReadonlySet<string> = new Set([
  '',
  'identity',
  'none',
  'binary',
  '8bit',
  'utf-8',
  'utf8',
  'chunked',
]);

export type Unpacked = { readonly kind: 'bytes'; readonly bytes: Uint8Array } | (Failure & { readonly kind: 'failed' });

/**
 * Undoes the Content-Encoding of a body, and stops where it unpacks to more than `maxBytes`. A body that is gzip without saying so, or that
 * says so without being it, is read for what it is.
 */
export async function unpack(body: Uint8Array, contentEncoding: string | null, maxBytes: number): Promise<Unpacked> {
  const named = (contentEncoding ?? '').toLowerCase().split(',');
  const layers = named.map((layer) => layer.trim()).filter((layer) => !NO_ENCODING.has(layer));
  if (layers.length > MAX_LAYERS) return failed('bad-encoding', ': it is packed too many times');
  let bytes = body;
  // The last one is for files that are gzip themselves, as sitemaps are.
  for (const layer of [...layers.reverse(), 'gzip']) {
    const undo = UNPACK.get(layer);
    if (undo === undefined) return failed('bad-encoding', ': it is packed in a way that was not asked for');
    if (bytes.byteLength === 0 || (layer.endsWith('gzip') && !isGzip(bytes))) continue;
    try {
      bytes = await undo(bytes, { maxOutputLength: maxBytes });
    } catch (error) {
      return failureOfUnpacking(error, maxBytes > BOMB_RATIO * body.byteLength);
    }
  }
  return { kind: 'bytes', bytes };
}

function failureOfUnpacking(error: unknown, isBomb: boolean): Unpacked {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ERR_BUFFER_TOO_LARGE') return failed(isBomb ? 'bomb' : 'too-large', '');
  if (code === 'Z_BUF_ERROR') return failed('cut-off', '');
  return failed('bad-encoding', ': it is damaged');
}

function failed(reason: Failure['reason'], detail: string): Unpacked {
  return { kind: 'failed', reason, detail };
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function hasZlibHeader(bytes: Uint8Array): boolean {
  const [method = 0, flags = 0] = bytes;
  return (method & 15) === 8 && ((method << 8) | flags) % 31 === 0;
}
