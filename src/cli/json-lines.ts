import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { z } from 'zod';

/** A longer line is not an article. */
const MAX_LINE_CHARACTERS = 16 * 1024 * 1024;

export type JsonLine<T> =
  | { readonly kind: 'value'; readonly value: T }
  /** `problem` is one sentence that names the place. */
  | { readonly kind: 'bad'; readonly problem: string };

/**
 * Reads JSON lines from a file, or from standard input for `-`. Each line is checked by itself: a bad one is reported in
 * its place and the others are kept. Empty lines are passed over. Throws where the file cannot be opened.
 */
export async function* readJsonLines<T>(file: string, schema: z.ZodType<T>): AsyncGenerator<JsonLine<T>> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  // Without a listener of its own an error of the stream would end the process before the loop sees it.
  const failed = new Promise<never>((_, reject) => input.once('error', reject));
  failed.catch(() => undefined);
  const iterator = lines[Symbol.asyncIterator]();
  for (let number = 1; ; number++) {
    const next = await Promise.race([iterator.next(), failed]);
    if (next.done) break;
    const text = number === 1 ? next.value.replace(/^\uFEFF/, '') : next.value;
    if (text.trim() !== '') yield readLine(text, `${file === '-' ? 'standard input' : file}, line ${number}`, schema);
  }
  // A stream that failed before its first line ends the loop like an empty one.
  if (input.errored) throw input.errored;
}

function readLine<T>(text: string, place: string, schema: z.ZodType<T>): JsonLine<T> {
  if (text.length > MAX_LINE_CHARACTERS)
    return { kind: 'bad', problem: `${place}: the line is too long; it is left out.` };
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { kind: 'bad', problem: `${place}: this is not JSON; the line is left out.` };
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { kind: 'value', value: parsed.data };
  const issues = parsed.error.issues.map((issue) => [...issue.path.map(String), issue.message].join(': ')).join('; ');
  return { kind: 'bad', problem: `${place}: ${issues}; the line is left out.` };
}
