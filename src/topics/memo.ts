/** Remembers some answers, those that were asked for lately; the others are worked out again. */
export type Memo<T, K = string> = {
  get(key: K): T | undefined;
  set(key: K, value: T): void;
};

// A map of so many grows in about half a millisecond at worst.
const MOST = 12_000;

/** An empty memo. Holds up to 24,000 answers: what was not asked for while 12,000 others were new is forgotten. */
export function createMemo<T, K = string>(): Memo<T, K> {
  let recent = new Map<K, T>();
  let before = new Map<K, T>();

  function set(key: K, value: T): void {
    if (recent.size >= MOST) {
      before = recent;
      recent = new Map();
    }
    recent.set(key, value);
  }

  return {
    get(key) {
      const value = recent.get(key);
      if (value !== undefined) return value;
      const older = before.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
    set,
  };
}
