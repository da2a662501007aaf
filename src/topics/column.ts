/**
 * Long columns of numbers that grow with the topics. They lie in pieces of one length: growing takes one more piece, and never copies what is there, so
 * that no single addition takes long. What was never set is 0.
 */
export type Ints = Int32Array[];
export type Floats = Float32Array[];

const BITS = 14;
const LENGTH = 1 << BITS;
const MASK = LENGTH - 1;

const NO_INTS = new Int32Array(LENGTH);
const NO_FLOATS = new Float32Array(LENGTH);

// One function for each kind of number: code that meets several kinds is slower.

/** What stands in a row. */
export function intAt(column: readonly Int32Array[], row: number): number {
  return (column[row >> BITS] ?? NO_INTS)[row & MASK] ?? 0;
}

/** What stands in a row. */
export function floatAt(column: readonly Float32Array[], row: number): number {
  return (column[row >> BITS] ?? NO_FLOATS)[row & MASK] ?? 0;
}

/** Writes a row; rows before it that were never set are 0. */
export function setInt(column: Ints, row: number, value: number): void {
  while (column.length <= row >> BITS) column.push(new Int32Array(LENGTH));
  (column[row >> BITS] ?? NO_INTS)[row & MASK] = value;
}

/** Writes a row; rows before it that were never set are 0. */
export function setFloat(column: Floats, row: number, value: number): void {
  while (column.length <= row >> BITS) column.push(new Float32Array(LENGTH));
  (column[row >> BITS] ?? NO_FLOATS)[row & MASK] = value;
}
