import { type Blocks, LARGEST_BLOCK, placeOf } from './blocks.ts';

/**
 * Lists of records in blocks. A block begins with the address of the next (0: none) and with how many integers are in use, these two included; a
 * record is one integer, its head, and those that belong to it. A short list is one block, which is exchanged for a larger one as it grows; from
 * `LARGEST_BLOCK` on a list is several.
 */
export const BLOCK_HEAD = 2;

/** Adds a record (the first `length` integers of `record`) to the list at an address (0: an empty one). Gives the list's address now. */
export function addRecord(blocks: Blocks, list: number, record: Int32Array, length: number): number {
  const block = list === 0 ? emptyBlock(blocks, BLOCK_HEAD + length, 0) : withRoom(blocks, list, length);
  const chunk = blocks.chunkOf(block);
  const place = placeOf(block);
  const used = chunk[place + 1] ?? BLOCK_HEAD;
  for (let n = 0; n < length; n += 1) chunk[place + used + n] = record[n] ?? 0;
  chunk[place + 1] = used + length;
  return block;
}

/**
 * Takes the record of a head out of a list of records of one length. Gives the list's address now: 0 where nothing is left. Costs the length of the
 * list, some nanoseconds a record.
 */
export function removeRecord(blocks: Blocks, list: number, head: number, length: number): number {
  let before = 0;
  for (let block = list; block !== 0; ) {
    const chunk = blocks.chunkOf(block);
    const place = placeOf(block);
    const next = chunk[place] ?? 0;
    const end = place + (chunk[place + 1] ?? BLOCK_HEAD);
    for (let at = place + BLOCK_HEAD; at < end; at += length) {
      if (chunk[at] !== head) continue;
      chunk.copyWithin(at, at + length, end);
      const used = end - length - place;
      chunk[place + 1] = used;
      if (used === BLOCK_HEAD) return unlinked(blocks, list, before, block, next);
      return next === 0 && before === 0 ? shrunk(blocks, block, used) : joined(blocks, list, block, next);
    }
    before = block;
    block = next;
  }
  return list;
}

function emptyBlock(blocks: Blocks, size: number, next: number): number {
  const block = blocks.take(size);
  const chunk = blocks.chunkOf(block);
  chunk[placeOf(block)] = next;
  chunk[placeOf(block) + 1] = BLOCK_HEAD;
  return block;
}

function withRoom(blocks: Blocks, list: number, length: number): number {
  const chunk = blocks.chunkOf(list);
  const place = placeOf(list);
  const used = chunk[place + 1] ?? BLOCK_HEAD;
  const size = blocks.sizeAt(list);
  if (used + length <= size) return list;
  if (size >= LARGEST_BLOCK || used + length > LARGEST_BLOCK) return emptyBlock(blocks, LARGEST_BLOCK, list);
  return moved(blocks, list, Math.min(LARGEST_BLOCK, used + Math.max(length, used >> 1)));
}

function moved(blocks: Blocks, block: number, size: number): number {
  const from = blocks.chunkOf(block);
  const place = placeOf(block);
  const used = from[place + 1] ?? BLOCK_HEAD;
  const other = blocks.take(size);
  blocks.chunkOf(other).set(from.subarray(place, place + used), placeOf(other));
  blocks.give(block);
  return other;
}

function unlinked(blocks: Blocks, list: number, before: number, block: number, next: number): number {
  blocks.give(block);
  if (before === 0) return next;
  blocks.chunkOf(before)[placeOf(before)] = next;
  return list;
}

function shrunk(blocks: Blocks, block: number, used: number): number {
  return used * 3 < blocks.sizeAt(block) ? moved(blocks, block, used + (used >> 1)) : block;
}

// Two neighbours that fit into one become one.
function joined(blocks: Blocks, list: number, block: number, next: number): number {
  if (next === 0) return list;
  const chunk = blocks.chunkOf(block);
  const place = placeOf(block);
  const used = chunk[place + 1] ?? BLOCK_HEAD;
  const other = blocks.chunkOf(next);
  const otherPlace = placeOf(next);
  const otherUsed = (other[otherPlace + 1] ?? BLOCK_HEAD) - BLOCK_HEAD;
  if (used + otherUsed > blocks.sizeAt(block)) return list;
  chunk.set(other.subarray(otherPlace + BLOCK_HEAD, otherPlace + BLOCK_HEAD + otherUsed), place + used);
  chunk[place + 1] = used + otherUsed;
  chunk[place] = other[otherPlace] ?? 0;
  blocks.give(next);
  return list;
}
