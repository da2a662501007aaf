import { MAX_FILE_CHARACTERS } from '../../src/platform/command.ts';
import type { Attached } from './form.ts';

/** The text of a file, or why it could not be had, as a sentence. */
export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'none'; readonly reason: string };

const CDN: readonly string[] = ['https://cdn.discordapp.com', 'https://media.discordapp.net'];
const TIMEOUT_MS = 10_000;
// A character takes up to three bytes for each of its UTF-16 units.
const MAX_BYTES = 3 * MAX_FILE_CHARACTERS;

const TOO_LONG = `The file is too long: at most ${MAX_FILE_CHARACTERS.toLocaleString('en-GB')} characters are read.`;
const NOT_LOADED = 'The file could not be loaded from Discord. Attach it once more.';

/** Loads a file that a person attached, from Discord and from nowhere else. `apiUrl` is another Discord than the public one. */
export async function loadFile({ url, size }: Attached, apiUrl: string | null): Promise<FileText> {
  const origin = URL.parse(url)?.origin ?? '';
  const own = apiUrl === null ? null : URL.parse(apiUrl)?.origin;
  if (!CDN.includes(origin) && origin !== own) return { kind: 'none', reason: NOT_LOADED };
  if (size > MAX_BYTES) return { kind: 'none', reason: TOO_LONG };
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok || answer.body === null) return { kind: 'none', reason: NOT_LOADED };
    const text = await readText(answer.body);
    return text === null || text.length > MAX_FILE_CHARACTERS
      ? { kind: 'none', reason: TOO_LONG }
      : { kind: 'text', text };
  } catch {
    return { kind: 'none', reason: NOT_LOADED };
  }
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) return null;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
