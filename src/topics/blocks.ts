/**
 * Integers in blocks of many sizes, given out and taken back, in chunks that never move: whatever grows in here grows without copying what is there
 * already. An address is a chunk's number and a place in it; 0 is no address.
 */
export type Blocks = {
  /** The address of a free block that holds at least so many integers (at most `LARGEST_BLOCK`). What stands in it is left over. */
  take(size: number): number;
  /** Takes back the block at an address. */
  give(at: number): void;
  /** How many integers the block at an address holds. */
  sizeAt(at: number): number;
  /** The chunk in which an address lies; `placeOf` is where. */
  chunkOf(at: number): Int32Array;
  /** Integers held by all chunks. */
  readonly held: number;
};

const PLACE_BITS = 16;
const MOST_PLACES = 1 << PLACE_BITS;

/** Where in its chunk an address lies. */
export function placeOf(at: number): number {
  return at & (MOST_PLACES - 1);
}

// Sizes a quarter to a half apart: little is wasted, and few sizes are needed.
const SIZES = [4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 192, 256, 384, 512, 768, 1024, 2048] as const;

/** No block holds more integers than this. */
export const LARGEST_BLOCK = 2048;

/** The first chunk of a size is small, as most indexes are; each next one is twice as large. */
const FIRST_BLOCKS = 16;

type Chunk = {
  readonly integers: Int32Array;
  readonly size: number;
  /** Blocks given out and not taken back. */
  taken: number;
  /** Blocks from here on were never given out. */
  fresh: number;
  /** The first of the blocks taken back; each holds the place of the next; -1: none. */
  free: number;
  /** Whether it stands among the chunks that have room. */
  hasRoom: boolean;
};

const NOWHERE: Chunk = { integers: new Int32Array(0), size: 1, taken: 0, fresh: 0, free: -1, hasRoom: false };

/** No blocks yet. */
export function createBlocks(): Blocks {
  // Address 0 means no block: the first chunk is never used.
  const chunks: Chunk[] = [NOWHERE];
  const freeNumbers: number[] = [];
  const roomy: number[][] = SIZES.map(() => []);
  const chunksOf = SIZES.map(() => 0);
  let held = 0;

  function kindOf(size: number): number {
    let kind = 0;
    while ((SIZES[kind] ?? LARGEST_BLOCK) < size) kind += 1;
    return kind;
  }

  function addChunk(kind: number): number {
    const size = SIZES[kind] ?? LARGEST_BLOCK;
    const count = Math.min(Math.floor(MOST_PLACES / size), FIRST_BLOCKS << Math.min(12, chunksOf[kind] ?? 0));
    const number = freeNumbers.pop() ?? chunks.length;
    chunks[number] = { integers: new Int32Array(count * size), size, taken: 0, fresh: 0, free: -1, hasRoom: true };
    chunksOf[kind] = (chunksOf[kind] ?? 0) + 1;
    held += count * size;
    roomy[kind]?.push(number);
    return number;
  }

  function dropChunk(number: number, chunk: Chunk): void {
    const kind = kindOf(chunk.size);
    const rooms = roomy[kind] ?? [];
    rooms.splice(rooms.indexOf(number), 1);
    chunks[number] = NOWHERE;
    freeNumbers.push(number);
    chunksOf[kind] = (chunksOf[kind] ?? 1) - 1;
    held -= chunk.integers.length;
  }

  return {
    take(size) {
      const kind = kindOf(size);
      const rooms = roomy[kind] ?? [];
      const number = rooms.at(-1) ?? addChunk(kind);
      const chunk = chunks[number] ?? NOWHERE;
      let place = chunk.free;
      if (place >= 0) chunk.free = chunk.integers[place] ?? -1;
      else {
        place = chunk.fresh;
        chunk.fresh += chunk.size;
      }
      chunk.taken += 1;
      if (chunk.free < 0 && chunk.fresh >= chunk.integers.length) {
        rooms.pop();
        chunk.hasRoom = false;
      }
      return number * MOST_PLACES + place;
    },
    give(at) {
      const number = at >>> PLACE_BITS;
      const chunk = chunks[number] ?? NOWHERE;
      const place = placeOf(at);
      chunk.integers[place] = chunk.free;
      chunk.free = place;
      chunk.taken -= 1;
      if (!chunk.hasRoom) {
        chunk.hasRoom = true;
        roomy[kindOf(chunk.size)]?.push(number);
      }
      if (chunk.taken === 0) dropChunk(number, chunk);
    },
    sizeAt: (at) => (chunks[at >>> PLACE_BITS] ?? NOWHERE).size,
    chunkOf: (at) => (chunks[at >>> PLACE_BITS] ?? NOWHERE).integers,
    get held() {
      return held;
    },
  };
}
