import { randomUUID } from 'node:crypto';
import { KeyvPostgres } from '@keyv/postgres';
import { type ClientBase, DatabaseError, Pool } from 'pg';
import type { Backend } from './backend.ts';
import { adapterKey, createKeyv, fromAdapterKey } from './keyv.ts';
import { heldByAnother, OWNER_KEY, takenOver } from './lease.ts';
import { rowText } from './row.ts';
import { CONNECT_MS, SILENCE_MS, scanKeys, serverError } from './server.ts';
import { StoreError, type StoreErrorCode } from './store-error.ts';

const TABLE = 'newsdesk';
// A key of ours, keyv's namespace, and what is added where a row is set aside; in characters.
const KEY_CHARACTERS = 1_100;
// "News", "desk": names the lock among those of other programs in the same database.
const LOCK = [0x4e657773, 0x6465736b];
// A server notices within about a minute that this machine is gone, and lets the lock go. Its own default is two hours.
const KEEPALIVE = '-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3';

/**
 * The tables in one table of a PostgreSQL database. A batch is one INSERT … ON CONFLICT, so it is atomic and, unless the
 * server's `synchronous_commit` says otherwise, on disk when it returns.
 *
 * Everything goes over one session, and that session holds an advisory lock: a process that lost the lock has no session to
 * write over. A new session after a lost connection must get the lock again, and find that nobody had it in between.
 * @throws StoreError in-use, unreachable, read-only
 */
export async function openPostgres(url: string): Promise<Backend> {
  const token = randomUUID();
  let isOwner = false;
  const pool = new Pool({
    connectionString: url,
    application_name: 'newsdesk',
    options: KEEPALIVE,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: SILENCE_MS,
    keepAlive: true,
    max: 1,
    idleTimeoutMillis: 0,
    // The type says `void`; pg-pool waits for what it gives, and gives its error to whoever asked.
    onConnect: (session) => hold(session),
  });

  async function hold(session: ClientBase): Promise<void> {
    const { rows } = await session.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS got', LOCK);
    if (rows[0]?.got !== true) throw heldByAnother(url, await holderIn(session));
    if (!isOwner) return;
    const owner = await session.query<{ value: string }>(`SELECT value FROM ${TABLE} WHERE key = $1`, [
      adapterKey(OWNER_KEY),
    ]);
    if (owner.rows[0]?.value !== rowText(token, 1, null)) throw takenOver(url);
  }

  // Without a listener a lost idle connection would end the process. The commit that needs one reports it.
  pool.on('error', () => undefined);
  const explain = (error: unknown): unknown => explainPostgres(error, url);

  // The adapter's own pool is shared by all adapters of a process, cannot be reached, and has no such listener.
  class KeyvPool extends KeyvPostgres {
    override async connect() {
      return async (sql: string, values?: unknown[]) => (await pool.query(sql, values)).rows;
    }
  }

  const adapter = new KeyvPool({ uri: url, table: TABLE, keySize: KEY_CHARACTERS });
  const failures: unknown[] = [];
  adapter.on('error', (error: unknown) => failures.push(error));
  try {
    // Queries wait until the adapter has tried to make its table; why that failed it only emits.
    await adapter.query(`SELECT 1 FROM ${TABLE} LIMIT 0`);
    await adapter.set(adapterKey(OWNER_KEY), rowText(token, 1, null));
    isOwner = true;
  } catch (error) {
    await pool.end();
    throw explain(failures[0] ?? error);
  }
  const keyv = createKeyv(adapter);

  async function keysOf(table: string): Promise<string[]> {
    // A table's name holds nothing that LIKE would read as a pattern.
    const rows = await pool.query<{ key: string }>(`SELECT key FROM ${TABLE} WHERE key LIKE $1`, [
      `${adapterKey(table)}/%`,
    ]);
    return rows.rows.map(({ key }) => fromAdapterKey(key));
  }

  return {
    keyv,
    dropsExpired: false,
    async *scan(range) {
      yield* scanKeys(keyv, await keysOf(range.table), range);
    },
    explain,
    close: () => pool.end(),
  };
}

/** ", from 10.0.0.7": where the session comes from that holds the lock; empty where this user may not know. */
async function holderIn(session: ClientBase): Promise<string> {
  const { rows } = await session.query<{ client_addr: string | null }>(
    `SELECT client_addr FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND granted`,
    LOCK,
  );
  const address = rows[0]?.client_addr ?? null;
  return address === null ? '' : `, at ${address}`;
}

function explainPostgres(error: unknown, url: string): unknown {
  // A wrong argument is a bug of ours, no matter of the server.
  if (error instanceof StoreError || !(error instanceof Error) || error instanceof TypeError) return error;
  return serverError(codeOf(error), url, error);
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const SQL_STATES: ReadonlyMap<string, StoreErrorCode> = new Map([
  ['53100', 'full'], // disk_full
  ['53200', 'full'], // out_of_memory
  ['25006', 'read-only'], // read_only_sql_transaction
  ['42501', 'read-only'], // insufficient_privilege
]);
// Classes 08 connection, 28 authorization, 3D no such database, 53 resources, 57 shutting down.
const UNREACHABLE = /^(?:08|28|3D|53|57)/;

function codeOf(error: Error): StoreErrorCode {
  if (!(error instanceof DatabaseError) || error.code === undefined) return 'unreachable';
  return SQL_STATES.get(error.code) ?? (UNREACHABLE.test(error.code) ? 'unreachable' : 'unreadable');
}
