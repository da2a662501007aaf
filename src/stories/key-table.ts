/** Numbers the keys it is asked for, from 0 in the order of their first mention. Reused for one text or group after another. */
export type KeyTable = {
  /** Forgets all keys. */
  clear(): void;
  /** The number of a key below 2 ** 32; a new one where it has none. */
  place(key: number): number;
  /** The number of a key, or -1. */
  find(key: number): number;
  /** How many keys have a number. */
  count(): number;
  /** The key with a number. */
  key(place: number): number;
  /** The keys by their numbers, as many as `count`; good until the next `clear`. */
  keys(): Uint32Array;
};

/** A table for up to `most` keys; one more is refused with an error. */
export function createKeyTable(most: number): KeyTable {
  const bits = Math.ceil(Math.log2(2 * most));
  const mask = 2 ** bits - 1;
  const shift = 32 - bits;
  const keys = new Uint32Array(most);
  // Where a key is: `base` + its number + 1. What is below `base` was left behind by an earlier use.
  const cells = new Uint32Array(2 ** bits);
  let base = 0;
  let size = 0;

  function cellOf(key: number): number {
    let cell = Math.imul(key, 0x9e37_79b1) >>> shift;
    for (;;) {
      const held = (cells[cell] ?? 0) - base;
      if (held <= 0 || keys[held - 1] === key) return cell;
      cell = (cell + 1) & mask;
    }
  }

  return {
    clear() {
      base += size;
      size = 0;
      if (base < 0x7fff_ffff) return;
      cells.fill(0);
      base = 0;
    },
    place(key) {
      const cell = cellOf(key);
      const held = (cells[cell] ?? 0) - base;
      if (held > 0) return held - 1;
      if (size >= most) throw new Error(`more than ${most} keys`);
      keys[size] = key;
      size += 1;
      cells[cell] = base + size;
      return size - 1;
    },
    find(key) {
      const held = (cells[cellOf(key)] ?? 0) - base;
      return held > 0 ? held - 1 : -1;
    },
    count: () => size,
    key: (place) => keys[place] ?? 0,
    keys: () => keys.subarray(0, size),
  };
}
