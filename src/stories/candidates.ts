import { createKeyTable } from './key-table.ts';

/** Finds which articles may tell the same event as another without looking at all of them. */
export type CandidateIndex = {
  /** Notes an article under its keys (below 2 ** 24); in any order of serial numbers. */
  add(serial: number, keys: Uint32Array): void;
  /** The same for a great many articles at once: they are only gathered, eight bytes a key, until `takeIn`. */
  load(serial: number, keys: Uint32Array): void;
  /** Takes in what was loaded, in parts that take a moment each; what is not taken in so is taken in at the next other call, all at once. */
  takeIn(): Iterable<void>;
  remove(serial: number, keys: Uint32Array): void;
  /** The serial numbers that share the most keys (the first keys weigh most), at most `limit`; of equals, the newest. */
  find(keys: Uint32Array, limit: number): readonly number[];
};

const KEY_BITS = 24;
// So many small tables, so that each grows in no time.
const SHARD_BITS = 8;
const SHARDS = 2 ** SHARD_BITS;
const KEYS_OF_SHARD = 2 ** (KEY_BITS - SHARD_BITS);
// The first key counts a quarter of this, the next a fifth …
const WEIGHT = 2 ** 14;
const MOST_KEYS = 24;
// Room for keys and serial numbers of a shard, to begin with.
const LOADED = 512;
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

  // What was loaded, shard by shard.
  let waiting: Loaded[] = [];

  function* takeIn(): Generator<void> {
    const loaded = waiting;
    waiting = [];
    const scratch = { counts: new Uint32Array(KEYS_OF_SHARD), ends: new Uint32Array(KEYS_OF_SHARD) };
    for (const [n, one] of loaded.entries()) {
      shards[n]?.takeIn(one, scratch);
      one.pairs = new Uint32Array(0);
      yield;
    }
  }

  function takeInAll(): void {
    if (waiting.length > 0) for (const _ of takeIn());
  }

  return {
    add(serial, keys) {
      takeInAll();
      for (const key of keys.subarray(0, MOST_KEYS)) shardOf(key)?.add(key, serial);
    },
    load(serial, keys) {
      if (waiting.length === 0) waiting = shards.map(() => ({ pairs: new Uint32Array(LOADED), count: 0 }));
      const length = Math.min(keys.length, MOST_KEYS);
      for (let i = 0; i < length; i += 1) {
        const key = keys[i] ?? 0;
        const loaded = waiting[key & (SHARDS - 1)];
        if (loaded === undefined) continue;
        const at = 2 * loaded.count;
        if (at === loaded.pairs.length) {
          const larger = new Uint32Array(2 * at);
          larger.set(loaded.pairs);
          loaded.pairs = larger;
        }
        loaded.pairs[at] = key;
        loaded.pairs[at + 1] = serial;
        loaded.count += 1;
      }
    },
    takeIn,
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

/** Keys, each with a serial number behind it. */
type Loaded = { pairs: Uint32Array; count: number };
/** By the bits of a key that are not its shard's. */
type Scratch = { readonly counts: Uint32Array; readonly ends: Uint32Array };

type Shard = {
  add(key: number, serial: number): void;
  /** Takes in all at once; where there is nothing yet, without growing list by list. */
  takeIn(loaded: Loaded, scratch: Scratch): void;
  remove(key: number, serial: number): void;
  each(key: number, visit: (serial: number) => void): void;
};

// A list in the pool: its key, its length and room, then the serial numbers in rising order.
const HEAD = 2;
const ABOUT = 1;
const ROOM = 2 ** 16;
const LEAST_CELLS = 16;
// Fewer keys are added one by one in less time than it takes to look through all that there can be.
const MANY = 2_000;

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

  /** Begins a new pool, with room for a third more than lists of this size and number. */
  function makeRoom(size: number, wanted: number): void {
    let length = LEAST_CELLS;
    while (length < 2 * wanted) length *= 2;
    pool = new Uint32Array(Math.ceil(1.33 * size) + 2 * (HEAD + newest));
    cells = new Uint32Array(length);
    end = 0;
    lists = 0;
    used = 0;
  }

  /** Moves the lists that hold something into a new pool. */
  function gather(): void {
    const before = pool;
    const wasEnd = end;
    makeRoom(used, lists);
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

  function add(key: number, serial: number): void {
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
  }

  /** Makes the lists of an empty shard, each with room for what is loaded. `ends`: where each has to end, by the bits of its key that are not the shard's. */
  function makeLists({ pairs, count }: Loaded, { counts, ends }: Scratch): void {
    counts.fill(0);
    for (let i = 0; i < count; i += 1) {
      const key = (pairs[2 * i] ?? 0) >>> SHARD_BITS;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    let size = 0;
    let wanted = 0;
    for (const length of counts) {
      if (length === 0) continue;
      size += HEAD + roomFor(Math.min(length, newest), newest);
      wanted += 1;
    }
    makeRoom(size, wanted);
    for (let i = 0; i < count; i += 1) {
      const key = pairs[2 * i] ?? 0;
      const length = Math.min(counts[key >>> SHARD_BITS] ?? 0, newest);
      const cell = cellOf(key);
      if (cells[cell] !== 0) continue;
      const list = begin(key, roomFor(length, newest), cell);
      resize(list, length);
      ends[key >>> SHARD_BITS] = list + HEAD + length;
    }
  }

  function takeIn(loaded: Loaded, scratch: Scratch): void {
    const { pairs, count } = loaded;
    if (lists > 0 || count < MANY) {
      for (let i = 0; i < 2 * count; i += 2) add(pairs[i] ?? 0, pairs[i + 1] ?? 0);
      return;
    }
    makeLists(loaded, scratch);
    const { counts, ends } = scratch;
    // What came last is most often the newest: from there on each list is filled from its end, and of a full one nearly all else is left out at one look.
    const filled = counts.fill(0);
    for (let i = 2 * count - 2; i >= 0; i -= 2) {
      const key = (pairs[i] ?? 0) >>> SHARD_BITS;
      const serial = pairs[i + 1] ?? 0;
      const end = ends[key] ?? 0;
      let length = filled[key] ?? 0;
      const isFull = length === newest;
      if (isFull && serial < (pool[end - length] ?? 0)) continue;
      if (!isFull) length += 1;
      filled[key] = length;
      let place = end - length;
      for (; place + 1 < end && (pool[place + 1] ?? 0) < serial; place += 1) pool[place] = pool[place + 1] ?? 0;
      pool[place] = serial;
    }
  }

  return {
    add,
    takeIn,
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
