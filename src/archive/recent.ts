/** The values that were last asked for, at most so many. */
export type Recent<K, V> = {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
};

export function createRecent<K, V>(limit: number): Recent<K, V> {
  // A map keeps its keys in the order in which they came: the first was not asked for longest.
  const values = new Map<K, V>();

  return {
    get(key) {
      const value = values.get(key);
      if (value === undefined) return undefined;
      values.delete(key);
      values.set(key, value);
      return value;
    },
    set(key, value) {
      values.delete(key);
      values.set(key, value);
      if (values.size <= limit) return;
      const [oldest] = values.keys();
      if (oldest !== undefined) values.delete(oldest);
    },
    delete: (key) => values.delete(key),
  };
}
