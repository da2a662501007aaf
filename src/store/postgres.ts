import { KeyvPostgres } from '@keyv/postgres';
import { DatabaseError, Pool } from 'pg';
import type { Backend } from './backend.ts';
import { adapterKey, createKeyv, fromAdapterKey } from './keyv.ts';
import { CONNECT_MS, SILENCE_MS, scanKeys, serverError } from './server.ts';
import type { StoreErrorCode } from './store-error.ts';

const TABLE = 'newsdesk';
// A key of ours, keyv's namespace, and what is added where a row is set aside; in characters.
const KEY_CHARACTERS = 1_100;

/**
 * The tables in one table of a PostgreSQL database. A batch is one INSERT … ON CONFLICT, so it is atomic and, unless the
 * server's `synchronous_commit` says otherwise, on disk when it returns.
 * @throws StoreError unreachable, read-only
 */
export async function openPostgres(url: string): Promise<Backend> {
  const pool = new Pool({
    connectionString: url,
    application_name: 'newsdesk',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: SILENCE_MS,
    keepAlive: true,
  });
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

function explainPostgres(error: unknown, url: string): unknown {
  // A wrong argument is a bug of ours, no matter of the server.
  if (!(error instanceof Error) || error instanceof TypeError) return error;
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
