/** Remembers some answers, by a text each; the others are worked out again. */
export type Memo<T> = {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
};

// A power of two. Texts choose pairs of places by their hash.
const PLACES = 1 << 14;

/**
 * An empty memo. Holds up to 16,384 answers, and never grows: where two of one pair of places are there already, the one that was asked for longer ago is
 * forgotten.
 */
export function createMemo<T>(): Memo<T> {
  // Of a pair, the first was asked for last.
  const keys = new Array<string | undefined>(PLACES);
  const values = new Array<T | undefined>(PLACES);

  return {
    get(key) {
      const place = placeOf(key);
      if (keys[place] === key) return values[place];
      if (keys[place + 1] !== key) return undefined;
      const value = values[place + 1];
      keys[place + 1] = keys[place];
      values[place + 1] = values[place];
      keys[place] = key;
      values[place] = value;
      return value;
    },
    set(key, value) {
      const place = placeOf(key);
      if (keys[place] !== key) {
        keys[place + 1] = keys[place];
        values[place + 1] = values[place];
      }
      keys[place] = key;
      values[place] = value;
    },
  };
}

function placeOf(key: string): number {
  let hash = 0;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x5bd1e995);
  return (hash >>> 15) & (PLACES - 2);
}
