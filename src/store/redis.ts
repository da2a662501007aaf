import { randomUUID } from 'node:crypto';
import KeyvRedis, { createClient } from '@keyv/redis';
import { createTurns } from '../lib/turns.ts';
import type { Backend } from './backend.ts';
import { adapterKey, createKeyv, fromAdapterKey } from './keyv.ts';
import { heldByAnother, OWNER_KEY, takenOver } from './lease.ts';
import { rowText } from './row.ts';
import { CONNECT_MS, SILENCE_MS, scanKeys, serverError } from './server.ts';
import { StoreError, type StoreErrorCode } from './store-error.ts';

const LONGEST_WAIT_MS = 2_000;
const PING_MS = 10_000;
const SCAN_COUNT = 1_000;
const LEASE_MS = 15_000;

/**
 * The tables on a Redis server. A batch is one MULTI … EXEC: Redis runs it whole, and refuses it whole where it is out of memory
 * or may not write. How much a power cut loses is the server's `appendfsync`.
 *
 * A key with this process's token says whose the store is. It is over after 15 seconds, and renewed every five. It is watched
 * around each batch, so that Redis itself refuses a batch of a process whose lease is over.
 * @throws StoreError in-use, unreachable
 */
export async function openRedis(url: string): Promise<Backend> {
  const token = randomUUID();
  // A watch is the connection's: one at a time.
  const turns = createTurns();
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

  const leaseKey = spelledKey('meta/lease');
  const owner = rowText(token, 1, null);

  /** Makes the lease last from now on; where it was over, takes it again unless somebody had it in between. */
  async function holdOn(): Promise<void> {
    const held = await client.get(leaseKey);
    if (held !== null && held !== token) throw takenOver(url);
    if (held === null) {
      const isMine = (await client.get(spelledKey(OWNER_KEY))) === owner;
      if (!isMine || (await client.set(leaseKey, token, { NX: true, PX: LEASE_MS })) === null) throw takenOver(url);
    } else await client.pExpire(leaseKey, LEASE_MS);
  }

  async function write<T>(work: () => Promise<T>): Promise<T> {
    return turns(async () => {
      await holdOn();
      await client.watch(leaseKey);
      if ((await client.get(leaseKey)) !== token) throw takenOver(url);
      return work();
    });
  }

  try {
    const isFree = await client.set(leaseKey, token, { NX: true, PX: LEASE_MS });
    if (isFree === null) throw heldByAnother(url, await sayLeft());
    await client.set(spelledKey(OWNER_KEY), owner);
  } catch (error) {
    await close();
    throw explain(error);
  }
  const renewing = setInterval(() => {
    // Where it cannot be renewed, the next batch says so.
    turns(holdOn).catch(() => undefined);
  }, LEASE_MS / 3);
  renewing.unref();

  /** Whoever was killed cannot give its lease up. */
  async function sayLeft(): Promise<string> {
    const left = Math.ceil((await client.pTTL(leaseKey)) / 1_000);
    return `, or was by one that was killed: then it is free again in ${left} seconds`;
  }

  async function close(): Promise<void> {
    if (client.isReady) await client.close();
    else client.destroy();
  }

  return {
    keyv,
    write,
    dropsExpired: true,
    async *scan(range) {
      yield* scanKeys(keyv, await keysOf(range.table), range);
    },
    explain,
    async close() {
      clearInterval(renewing);
      await turns(async () => {
        if (client.isReady && (await client.get(leaseKey)) === token) await client.del(leaseKey);
        await close();
      });
    },
  };
}

function explainRedis(error: unknown, url: string): unknown {
  // A wrong argument is a bug of ours, no matter of the server.
  if (error instanceof StoreError || !(error instanceof Error) || error instanceof TypeError) return error;
  // What is watched is the lease. node-redis exports no class for it through its adapter.
  if (/watched keys has been changed/.test(error.message)) return takenOver(url);
  return serverError(codeOf(error.message), url, error);
}

/** Redis begins what it refuses with a word for the kind of refusal; node-redis has no classes for them. */
function codeOf(message: string): StoreErrorCode {
  if (/^(?:EXECABORT.*)?(?:OOM|.*out of memory)/.test(message)) return 'full';
  if (/^(?:READONLY|MISCONF|NOPERM)/.test(message)) return 'read-only';
  return 'unreachable';
}
