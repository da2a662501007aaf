import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Instant, toIso } from '../lib/clock.ts';
import type { Backend } from './backend.ts';
import { DAMAGED_TABLE } from './damaged-rows.ts';
import { FORMAT_KEY, type Format } from './format.ts';
import { isStorableKey, keyRange } from './keys.ts';
import { StoreError } from './store-error.ts';

// A backup is lines of JSON: what it is, a row each, and how many there were, with a checksum of all lines before. It holds
// nothing of how a back end stores, so that it can be put into any.

/** Tables that hold secrets: tokens of installations in Slack, secrets shared with hubs. Both are made anew by installing and subscribing again. */
const LEFT_OUT: ReadonlySet<string> = new Set(['slack-installations', 'websub']);

const BACKUP_VERSION = 1;

const headSchema = z.object({ newsdesk: z.literal('backup'), version: z.int().min(1), at: z.string() });
const rowSchema = z.object({ key: z.string().refine(isStorableKey), row: z.json() });
const endSchema = z.object({ rows: z.int().min(0), sha256: z.string() });

/** A row of a backup: its key, the text to store, and when it ends. */
export type BackupRow = { readonly key: string; readonly text: string; readonly expiresAt: number | null };

/** The lines of a backup. Nobody may write to the back end meanwhile. */
export async function* backupLines(backend: Backend, format: Format, now: Instant): AsyncGenerator<string> {
  const sum = createHash('sha256');
  let rows = 0;
  const sealed = (value: object): string => {
    const line = JSON.stringify(value);
    sum.update(`${line}\n`);
    return line;
  };
  yield sealed({ newsdesk: 'backup', version: BACKUP_VERSION, at: toIso(now) });
  rows++;
  yield sealed({ key: FORMAT_KEY, row: await backend.keyv.get<unknown>(FORMAT_KEY) });
  for (const table of [...Object.keys(format.tables).sort(), DAMAGED_TABLE]) {
    if (LEFT_OUT.has(table)) continue;
    for await (const page of backend.scan(keyRange(table, {}))) {
      for (const [key, row] of page) {
        if (isOver(row, now) || isSecret(key)) continue;
        rows++;
        yield sealed({ key, row });
      }
    }
  }
  yield JSON.stringify({ rows, sha256: sum.digest('hex') });
}

function isSecret(key: string): boolean {
  return [...LEFT_OUT].some((table) => key.startsWith(`${DAMAGED_TABLE}/${table}/`));
}

function isOver(row: unknown, now: Instant): boolean {
  if (row === null || row === undefined) return true;
  return typeof row === 'object' && 'x' in row && typeof row.x === 'number' && row.x <= now;
}

/**
 * The rows of a backup, checked line by line; that it is whole is known only when the last one was read, so nothing may be
 * written before it has been read to its end once.
 * @throws StoreError unreadable, newer
 */
export async function* readBackup(lines: AsyncIterable<string>): AsyncGenerator<BackupRow> {
  const sum = createHash('sha256');
  let rows = 0;
  let isWhole = false;
  let number = 0;
  for await (const line of lines) {
    number++;
    const value = parsed(line, number);
    if (number === 1) {
      const head = headSchema.safeParse(value);
      if (!head.success) throw new StoreError('unreadable', 'This file is no backup of Newsdesk.');
      if (head.data.version > BACKUP_VERSION)
        throw new StoreError('newer', 'This backup was made by a newer version of Newsdesk. Restore it with that one.');
    } else {
      const end = endSchema.safeParse(value);
      if (end.success) {
        isWhole = end.data.rows === rows && end.data.sha256 === sum.digest('hex');
        break;
      }
      const row = rowSchema.safeParse(value);
      if (!row.success) throw damagedAt(number);
      rows++;
      const { key, row: stored } = row.data;
      const ends = typeof stored === 'object' && stored !== null && 'x' in stored ? stored['x'] : null;
      yield { key, text: JSON.stringify(stored), expiresAt: typeof ends === 'number' ? ends : null };
    }
    sum.update(`${line}\n`);
  }
  if (!isWhole) throw new StoreError('unreadable', 'This backup is not whole: its end is missing, or it was changed.');
}

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    if (number === 1) throw new StoreError('unreadable', 'This file is no backup of Newsdesk.');
    throw damagedAt(number);
  }
}

function damagedAt(number: number): StoreError {
  return new StoreError('unreadable', `This backup is damaged: line ${number} cannot be read. Nothing was restored.`);
}
