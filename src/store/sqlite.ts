import { accessSync, constants, mkdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { Backend, Page, Part } from './backend.ts';
import type { KeyRange } from './keys.ts';
import { adapterKey, createKeyv, fromAdapterKey, parseStored } from './keyv.ts';
import { createSqliteAdapter, createTables, inTransaction, PAGE_ROWS, type WrittenPage } from './keyv-sqlite.ts';
import { StoreError, type StoreErrorCode } from './store-error.ts';

/** The path that SQLite takes for a database in memory. */
export const IN_MEMORY = ':memory:';

// "News": marks a database file as ours, so that a wrong path does not put our table into another program's file.
const APPLICATION_ID = 0x4e657773;
// Long enough for a process that is just ending to let go of the file.
const BUSY_MS = 250;
const WAL_KEPT_BYTES = 16 * 1024 * 1024;

/**
 * Opens a database file for this process alone, making file and folder where they are missing. `IN_MEMORY` opens a new one in memory.
 *
 * The lock is SQLite's own lock on the file: the kernel drops it with the process, however that ends. It also keeps every other
 * reader out; a backup of a running store has to be made by this process (`VACUUM INTO`). Trap: POSIX drops all of a process's
 * locks on a file when the process closes *any* descriptor of it, so nothing here may open the file beside SQLite.
 *
 * `synchronous=FULL` syncs the log at every commit: what was committed survives a power cut, not only a killed process.
 * @throws what `node:sqlite` or `node:fs` throw
 */
export function openDatabase(path: string): DatabaseSync {
  if (path !== IN_MEMORY) mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { timeout: BUSY_MS });
  try {
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA fullfsync = ON;
      PRAGMA journal_size_limit = ${WAL_KEPT_BYTES};
    `);
    inTransaction(database, () => {
      claim(database, path);
      createTables(database);
    });
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function claim(database: DatabaseSync, path: string): void {
  const owner = database.prepare('PRAGMA application_id').get()?.['application_id'];
  if (owner === APPLICATION_ID) return;
  const hasTables = database.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined;
  if (owner !== 0 || hasTables) {
    throw new StoreError('unreadable', `${path} is a database of another program. ${ANOTHER_FILE}`);
  }
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
}

/**
 * The tables in a database file, or in memory where `file` is `IN_MEMORY`.
 * @throws StoreError in-use, read-only, full, unreadable
 */
export function openSqlite(file: string, open: (path: string) => DatabaseSync): Backend {
  const path = file === IN_MEMORY ? file : resolve(file);
  const explain = (error: unknown): unknown => explainSqlite(error, path);
  try {
    const database = open(path);
    const adapter = createSqliteAdapter(database);
    let isRelaxed = false;
    return {
      keyv: createKeyv(adapter),
      dropsExpired: true,
      scan: (range) => scan(adapter, range),
      scanWhole(table) {
        const pageFrom = adapter.asWritten(adapterKey(`${table}/`));
        return pageFrom === null ? null : scanWhole(pageFrom);
      },
      relax(wanted) {
        if (wanted === isRelaxed) return;
        // The log is synced whole: a commit that waits for the disk takes those before it along.
        database.exec(`PRAGMA synchronous = ${wanted ? 'NORMAL' : 'FULL'}`);
        isRelaxed = wanted;
      },
      explain,
      async close() {
        database.close();
      },
    };
  } catch (error) {
    throw explain(error);
  }
}

async function* scan(adapter: ReturnType<typeof createSqliteAdapter>, range: KeyRange): AsyncGenerator<Page> {
  const below = adapterKey(range.below);
  let from = adapterKey(range.from);
  for (let isAfter = false; ; isAfter = true) {
    const rows = adapter.page(from, isAfter, below);
    yield rows.map(([key, text]) => [fromAdapterKey(key), parseStored(text)]);
    if (rows.length < PAGE_ROWS) return;
    from = rows.at(-1)?.[0] ?? below;
    // SQLite answers at once, so a long scan would keep timers and sockets waiting.
    await setImmediate();
  }
}

async function* scanWhole(pageFrom: (row: number) => WrittenPage): AsyncGenerator<Part> {
  for (let from = Number.MIN_SAFE_INTEGER; ; ) {
    const { rows, next, share } = pageFrom(from);
    yield { rows: rows.map(([key, text]) => [key, parseStored(text)]), share };
    if (rows.length < PAGE_ROWS) return;
    from = next;
    await setImmediate();
  }
}

// What `STORE_URL` is for is said in config/newsdesk.yaml; the reader of an error needs its name.
const ANOTHER_FILE = 'Name another file in STORE_URL.';

function explainSqlite(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  const code = codeOf(error, path);
  return code === null ? error : new StoreError(code, sentence(code, path, error), error);
}

/** Which of our codes fits; null where the error is not the file's. */
function codeOf(error: Error, path: string): StoreErrorCode | null {
  if ('errcode' in error && typeof error.errcode === 'number') {
    const code = SQLITE_CODES.get(error.errcode & 0xff) ?? 'unreadable';
    return code === 'unreadable' && isWriteProtected(path) ? 'read-only' : code;
  }
  if ('syscall' in error && 'code' in error) return FILE_CODES.get(error.code) ?? 'unreadable';
  return null;
}

// https://www.sqlite.org/rescode.html: primary codes, the low byte.
const SQLITE_CODES: ReadonlyMap<number, StoreErrorCode> = new Map([
  [5, 'in-use'], // SQLITE_BUSY
  [6, 'in-use'], // SQLITE_LOCKED
  [8, 'read-only'], // SQLITE_READONLY
  [13, 'full'], // SQLITE_FULL
]);

const FILE_CODES: ReadonlyMap<unknown, StoreErrorCode> = new Map([
  ['EACCES', 'read-only'],
  ['EPERM', 'read-only'],
  ['EROFS', 'read-only'],
  ['ENOSPC', 'full'],
]);

/** SQLite says "cannot open" of a folder where it may not put its log beside the file. */
function isWriteProtected(path: string): boolean {
  return path !== IN_MEMORY && (!mayWrite(dirname(path)) || (statOf(path) !== null && !mayWrite(path)));
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function sentence(code: StoreErrorCode, path: string, error: Error): string {
  switch (code) {
    case 'in-use':
      return `The store ${path} is in use by ${holderOf(path)}. Stop that one first, or name another file in STORE_URL.`;
    case 'read-only':
      return `The store ${path} may not be written: give this user write access to the file and its folder. ${ANOTHER_FILE.replace('Name', 'Or name')}`;
    case 'full':
      return `No room is left on the disk of the store ${path}. Nothing of the last change was stored; free some space.`;
    default:
      return statOf(path)?.isDirectory() === true
        ? `The store ${path} is a folder, not a file. ${ANOTHER_FILE}`
        : `The store ${path} cannot be read (${error.message}). Put back a backup of it, or name another file in STORE_URL.`;
  }
}

function holderOf(path: string): string {
  const pid = lockHolder(path);
  if (pid === process.pid) return 'this same process';
  return pid === null ? 'another Newsdesk or program' : `another Newsdesk or program (process ${pid})`;
}

/** The process that holds a lock on the file, where Linux tells; null elsewhere. */
function lockHolder(path: string): number | null {
  const stats = statOf(path);
  if (stats === null) return null;
  const file = `${deviceOf(stats)}:${stats.ino}`;
  for (const line of readLocks().split('\n')) {
    // "3: POSIX  ADVISORY  WRITE 1234 fe:00:5678 128 191"
    const [, , , , pid, locked] = line.split(/ +/);
    if (locked === file && Number(pid) > 0) return Number(pid);
  }
  return null;
}

/** "fe:00", as /proc/locks writes a device. The bits are those of Linux's dev_t. */
function deviceOf({ dev }: Stats): string {
  const major = (dev >>> 8) & 0xfff;
  const minor = (dev & 0xff) | ((dev >>> 12) & 0xfff00);
  return [major, minor].map((part) => part.toString(16).padStart(2, '0')).join(':');
}

function readLocks(): string {
  try {
    return readFileSync('/proc/locks', 'utf8');
  } catch {
    return '';
  }
}

function statOf(path: string): Stats | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null;
}
