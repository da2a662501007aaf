import { createKeyTable } from './key-table.ts';

/** Finds which articles may tell the same event as another without looking at all of them. */
export type CandidateIndex = {
  /** Notes an article under its keys (below 2 ** 24); in any order of serial numbers. */
  add(serial: number, keys: Uint32Array): void;
  /** The same for many articles in a row, at half the time: what is near in memory is done together, some of it at the next other call, within milliseconds. */
  load(serial: number, keys: Uint32Array): void;
  remove(serial: number, keys: Uint32Array): void;
  /** The serial numbers that share the most keys (the first keys weigh most), at most `limit`; of equals, the newest. */
  find(keys: Uint32Array, limit: number): readonly number[];
};

// So many small tables, so that each grows in no time.
const SHARDS = 256;
// The first key counts a quarter of this, the next a fifth …
const WEIGHT = 2 ** 14;
const MOST_KEYS = 24;
// Of the articles that are loaded, each shard takes in so many keys at a time.
const LOADED = 256;

/**
 * An inverted index with short lists: under each key it keeps the `newest` highest serial numbers, so that a look-up costs the same whether the
 * window holds a thousand articles or a million.
 */
export function createCandidateIndex(newest: number): CandidateIndex {
  const shards = Array.from({ length: SHARDS }, () => createShard(newest));
  const met = createKeyTable(newest * MOST_KEYS);
  const shared = new Uint32Array(newest * MOST_KEYS);

  function shardOf(key: number): Shard | undefined {
    return shards[key & (SHARDS - 1)];
  }

  // Keys and serial numbers that are still to be taken in, shard by shard; null where there are none.
  let waiting: { readonly pairs: Uint32Array; readonly counts: Uint16Array } | null = null;

  function takeIn(shard: number, pairs: Uint32Array, count: number): void {
    const from = 2 * LOADED * shard;
    for (let i = from; i < from + 2 * count; i += 2) shards[shard]?.add(pairs[i] ?? 0, pairs[i + 1] ?? 0);
  }

  function takeInAll(): void {
    if (waiting === null) return;
    const { pairs, counts } = waiting;
    waiting = null;
    counts.forEach((count, shard) => {
      takeIn(shard, pairs, count);
    });
  }

  return {
    add(serial, keys) {
      takeInAll();
      for (const key of keys.subarray(0, MOST_KEYS)) shardOf(key)?.add(key, serial);
    },
    load(serial, keys) {
      waiting ??= { pairs: new Uint32Array(2 * LOADED * SHARDS), counts: new Uint16Array(SHARDS) };
      const { pairs, counts } = waiting;
      const length = Math.min(keys.length, MOST_KEYS);
      for (let i = 0; i < length; i += 1) {
        const key = keys[i] ?? 0;
        const shard = key & (SHARDS - 1);
        let count = counts[shard] ?? 0;
        if (count === LOADED) {
          takeIn(shard, pairs, count);
          count = 0;
        }
        const place = 2 * (LOADED * shard + count);
        pairs[place] = key;
        pairs[place + 1] = serial;
        counts[shard] = count + 1;
      }
    },
    remove(serial, keys) {
      takeInAll();
      for (const key of keys.subarray(0, MOST_KEYS)) shardOf(key)?.remove(key, serial);
    },
    find(keys, limit) {
      takeInAll();
      met.clear();
      keys.subarray(0, MOST_KEYS).forEach((key, place) => {
        const weight = Math.round(WEIGHT / (place + 4));
        shardOf(key)?.each(key, (serial) => {
          const known = met.count();
          const found = met.place(serial);
          if (found === known) shared[found] = 0;
          shared[found] = (shared[found] ?? 0) + weight;
        });
      });
      return heaviest(met.count(), (i) => (shared[i] ?? 0) * 2 ** 32 + met.key(i), limit).map((rank) => rank % 2 ** 32);
    },
  };
}

/** The highest `limit` of some numbers, falling. A heap of those, so that most are passed over at one look. */
function heaviest(count: number, rankAt: (i: number) => number, limit: number): number[] {
  const heap: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const rank = rankAt(i);
    if (heap.length < limit) {
      heap.push(rank);
      if (heap.length === limit) heap.sort((a, b) => a - b);
    } else if (rank > (heap[0] ?? rank)) sink(heap, rank);
  }
  return heap.sort((a, b) => b - a);
}

/** Puts a number in place of the least. */
function sink(heap: number[], rank: number): void {
  let place = 0;
  for (;;) {
    const left = 2 * place + 1;
    const right = left + 1;
    const leftRank = heap[left] ?? Number.POSITIVE_INFINITY;
    const rightRank = heap[right] ?? Number.POSITIVE_INFINITY;
    const least = leftRank <= rightRank ? left : right;
    const leastRank = Math.min(leftRank, rightRank);
    if (rank <= leastRank) break;
    heap[place] = leastRank;
    place = least;
  }
  heap[place] = rank;
}

type Shard = {
  add(key: number, serial: number): void;
  remove(key: number, serial: number): void;
  each(key: number, visit: (serial: number) => void): void;
};

// A list in the pool: its key, its length and room, then the serial numbers in rising order.
const HEAD = 2;
const ABOUT = 1;
const ROOM = 2 ** 16;
const LEAST_CELLS = 16;

/** Lists of one shard in one pool. What a list leaves behind when it grows is gathered when the pool is full, and when most of it is unused. */
function createShard(newest: number): Shard {
  let cells = new Uint32Array(LEAST_CELLS);
  let pool = new Uint32Array(HEAD + newest);
  let end = 0;
  let lists = 0;
  // Words of the pool that lists with something in them take.
  let used = 0;

  /** The cell that tells where the list of a key is, or would have to. */
  function cellOf(key: number): number {
    const mask = cells.length - 1;
    // Two rounds of mixing, because the low bits of a key are those of the shard.
    let cell = (Math.imul(key, 0x9e37_79b1) >>> 8) & mask;
    for (;;) {
      const held = cells[cell] ?? 0;
      if (held === 0 || pool[held - 1] === key) return cell;
      cell = (cell + 1) & mask;
    }
  }

  function lengthOf(list: number): number {
    return (pool[list + ABOUT] ?? 0) % ROOM;
  }

  function roomOf(list: number): number {
    return Math.floor((pool[list + ABOUT] ?? 0) / ROOM);
  }

  function resize(list: number, length: number): void {
    const room = roomOf(list);
    if (lengthOf(list) === 0) used += HEAD + room;
    if (length === 0) used -= HEAD + room;
    pool[list + ABOUT] = room * ROOM + length;
  }

  /** Begins an empty list at the end of the pool, where there must be room for it. */
  function begin(key: number, room: number, cell: number): number {
    const list = end;
    pool[list] = key;
    pool[list + ABOUT] = room * ROOM;
    end += HEAD + room;
    if (cells[cell] === 0) lists += 1;
    cells[cell] = list + 1;
    return list;
  }

  /** Moves the lists that hold something into a new pool with room for a third more. */
  function gather(): void {
    const before = pool;
    const wasEnd = end;
    let size = LEAST_CELLS;
    while (size < 2 * lists) size *= 2;
    pool = new Uint32Array(Math.ceil(1.33 * used) + 2 * (HEAD + newest));
    cells = new Uint32Array(size);
    end = 0;
    lists = 0;
    used = 0;
    for (let from = 0; from < wasEnd; ) {
      const about = before[from + ABOUT] ?? 0;
      const [length, room] = [about % ROOM, Math.floor(about / ROOM)];
      if (length > 0) {
        const key = before[from] ?? 0;
        const list = begin(key, roomFor(length, newest), cellOf(key));
        resize(list, length);
        pool.set(before.subarray(from + HEAD, from + HEAD + length), list + HEAD);
      }
      from += HEAD + room;
    }
  }

  /** The list of a key with room for one more, if need be without its oldest. */
  function listFor(key: number): number {
    const cell = cellOf(key);
    const list = (cells[cell] ?? 0) - 1;
    const length = list < 0 ? 0 : lengthOf(list);
    if (list >= 0 && length < roomOf(list)) return list;
    if (length === newest) return list;
    const room = roomFor(length + 1, newest);
    if (end + HEAD + room > pool.length || 1.6 * lists > cells.length) {
      gather();
      return listFor(key);
    }
    const grown = begin(key, room, cell);
    if (length === 0) return grown;
    pool.copyWithin(grown + HEAD, list + HEAD, list + HEAD + length);
    resize(grown, length);
    resize(list, 0);
    return grown;
  }

  return {
    add(key, serial) {
      const list = listFor(key);
      const from = list + HEAD;
      const length = lengthOf(list);
      let place = from + length;
      while (place > from && (pool[place - 1] ?? 0) > serial) place -= 1;
      if (place > from && pool[place - 1] === serial) return;
      if (length < newest) {
        if (place < from + length) pool.copyWithin(place + 1, place, from + length);
        pool[place] = serial;
        resize(list, length + 1);
      } else if (place > from) {
        pool.copyWithin(from, from + 1, place);
        pool[place - 1] = serial;
      }
    },
    remove(key, serial) {
      const list = (cells[cellOf(key)] ?? 0) - 1;
      if (list < 0) return;
      const from = list + HEAD;
      const length = lengthOf(list);
      const place = pool.subarray(from, from + length).indexOf(serial);
      if (place < 0) return;
      pool.copyWithin(from + place, from + place + 1, from + length);
      resize(list, length - 1);
      if (pool.length > 4 * (used + HEAD + newest)) gather();
    },
    each(key, visit) {
      const list = (cells[cellOf(key)] ?? 0) - 1;
      if (list < 0) return;
      for (let place = list + HEAD + lengthOf(list) - 1; place >= list + HEAD; place -= 1) visit(pool[place] ?? 0);
    },
  };
}

function roomFor(length: number, newest: number): number {
  return length <= 1 ? 1 : Math.min(newest, 2 ** (32 - Math.clz32(length - 1)));
}
