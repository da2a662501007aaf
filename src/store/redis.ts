import KeyvRedis, { createClient } from '@keyv/redis';
import type { Backend } from './backend.ts';
import { adapterKey, createKeyv, fromAdapterKey } from './keyv.ts';
import { CONNECT_MS, SILENCE_MS, scanKeys, serverError } from './server.ts';
import type { StoreErrorCode } from './store-error.ts';

const LONGEST_WAIT_MS = 2_000;
const PING_MS = 10_000;
const SCAN_COUNT = 1_000;

/**
 * The tables on a Redis server. A batch is one MULTI … EXEC: Redis runs it whole, and refuses it whole where it is out of memory
 * or may not write. How much a power cut loses is the server's `appendfsync`.
 * @throws StoreError unreachable
 */
export async function openRedis(url: string): Promise<Backend> {
  let wasReady = false;
  const client = createClient({
    url,
    // A command that waits for a server to come back would be a commit that neither fails nor ends.
    disableOfflineQueue: true,
    pingInterval: PING_MS,
    socket: {
      connectTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: (retries) => wasReady && Math.min(100 * 2 ** retries, LONGEST_WAIT_MS),
    },
  });
  const explain = (error: unknown): unknown => explainRedis(error, url);
  // Without a listener a lost connection would end the process. The commit that needs the connection reports it.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw explain(error);
  }
  wasReady = true;

  const adapter = new KeyvRedis(client, { throwOnErrors: true, throwOnConnectError: true });
  const keyv = createKeyv(adapter);
  const spelledKey = (key: string): string => adapter.createKeyPrefix(adapterKey(key), adapter.namespace);

  async function keysOf(table: string): Promise<string[]> {
    const spelled: string[] = [];
    // A table's name holds nothing that MATCH would read as a pattern.
    for await (const keys of client.scanIterator({ MATCH: spelledKey(`${table}/*`), COUNT: SCAN_COUNT })) {
      spelled.push(...keys);
    }
    const prefix = spelledKey('').length - adapterKey('').length;
    return spelled.map((key) => fromAdapterKey(key.slice(prefix)));
  }

  return {
    keyv,
    dropsExpired: true,
    async *scan(range) {
      yield* scanKeys(keyv, await keysOf(range.table), range);
    },
    explain,
    async close() {
      if (client.isReady) await client.close();
      else client.destroy();
    },
  };
}

function explainRedis(error: unknown, url: string): unknown {
  // A wrong argument is a bug of ours, no matter of the server.
  if (!(error instanceof Error) || error instanceof TypeError) return error;
  return serverError(codeOf(error.message), url, error);
}

/** Redis begins what it refuses with a word for the kind of refusal; node-redis has no classes for them. */
function codeOf(message: string): StoreErrorCode {
  if (/^(?:EXECABORT.*)?(?:OOM|.*out of memory)/.test(message)) return 'full';
  if (/^(?:READONLY|MISCONF|NOPERM)/.test(message)) return 'read-only';
  return 'unreachable';
}
