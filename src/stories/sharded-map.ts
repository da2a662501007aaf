/** A map from ids to values that grows in small steps: a plain map of a million entries stands still for a long moment when it doubles. */
export type ShardedMap<K extends string, V> = {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  size(): number;
};

const SHARDS = 1024;

/** An empty map. The last two characters of a key decide where it is kept: ids end in random ones. */
export function createShardedMap<K extends string, V>(): ShardedMap<K, V> {
  const shards: (Map<K, V> | undefined)[] = Array.from({ length: SHARDS });
  let size = 0;

  function shardOf(key: K): number {
    return (31 * key.charCodeAt(key.length - 1) + key.charCodeAt(key.length - 2)) & (SHARDS - 1);
  }

  return {
    get: (key) => shards[shardOf(key)]?.get(key),
    set(key, value) {
      const shard = shards[shardOf(key)] ?? new Map<K, V>();
      shards[shardOf(key)] = shard;
      const before = shard.size;
      shard.set(key, value);
      size += shard.size - before;
    },
    delete(key) {
      if (shards[shardOf(key)]?.delete(key) === true) size -= 1;
    },
    size: () => size,
  };
}
