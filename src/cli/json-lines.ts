import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { sayIssues } from '../lib/say-issues.ts';

/** A longer line is not an article. */
const MAX_LINE_CHARACTERS = 16 * 1024 * 1024;

export type JsonLine<T> =
  | { readonly kind: 'value'; readonly value: T }
  /** `problem` is one sentence that names the place. */
  | { readonly kind: 'bad'; readonly problem: string };

/**
 * Reads JSON lines from a file, or from standard input for `-`. Each line is checked by itself: a bad one is reported in
 * its place and the others are kept. Empty lines are passed over, and what `newsdesk read` printed of a file that it could
 * not read. Throws where the file cannot be opened.
 */
export async function* readJsonLines<T>(file: string, schema: z.ZodType<T>): AsyncGenerator<JsonLine<T>> {
  const input = file === '-' ? process.stdin : bytesOf(file);
  const name = file === '-' ? 'standard input' : file;
  let number = 0;
  for await (const line of splitLines(input)) {
    number++;
    if (line === null) yield { kind: 'bad', problem: `${name}, line ${number}: the line is too long; it is left out.` };
    else if (line.trim() !== '') yield* readLine(line, `${name}, line ${number}`, schema);
  }
}

/** Opening a folder succeeds and reading it fails, without a word of which it was. */
async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file);
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { path: file }) : error;
  }
}

/**
 * The lines of a stream of UTF-8 bytes, null for one that is too long, of which nothing is kept. Only line feeds end a line: JSON may hold the
 * other separators that Node's `readline` takes for ends, and `readline` has no bound.
 */
async function* splitLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<string | null> {
  // It drops the mark that some programs put in front of UTF-8.
  const decoder = new TextDecoder();
  let begun: string[] = [];
  let length = 0;
  const take = (part: string) => {
    length += part.length;
    if (length > MAX_LINE_CHARACTERS) begun = [];
    else begun.push(part);
  };
  const whole = () => {
    const line = length > MAX_LINE_CHARACTERS ? null : begun.join('');
    begun = [];
    length = 0;
    return line;
  };
  for await (const bytes of input) {
    const [first = '', ...others] = decoder.decode(bytes, { stream: true }).split('\n');
    take(first);
    for (const part of others) {
      yield whole();
      take(part);
    }
  }
  take(decoder.decode());
  if (length > 0) yield whole();
}

function* readLine<T>(text: string, place: string, schema: z.ZodType<T>): Generator<JsonLine<T>> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return yield { kind: 'bad', problem: `${place}: this is not JSON; the line is left out.` };
  }
  if (unreadSchema.safeParse(raw).success) return;
  const parsed = schema.safeParse(raw, { reportInput: true });
  if (parsed.success) yield { kind: 'value', value: parsed.data };
  else yield { kind: 'bad', problem: `${place}: ${sayIssues(parsed.error)}; the line is left out.` };
}

/** A file that `newsdesk read` has already named as unreadable. */
const unreadSchema = z.object({ file: z.string(), id: z.null(), error: z.string() });
