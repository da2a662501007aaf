import { createBlocks, placeOf } from './blocks.ts';
import { createIntColumn } from './pages.ts';

/** What is kept of each topic, by its number: what it asks for, written as integers (see `encodeNode`), and how many watch for it. */
export type TopicRows = {
  /** Keeps a topic that one watches for. */
  add(number: number, code: readonly number[]): void;
  remove(number: number): void;
  /** 0 where there is no such topic. */
  watchersOf(number: number): number;
  setWatchers(number: number, watchers: number): void;
  codeOf(number: number): Int32Array;
  /** Where what a topic asks for lies: `placeOf` this in the chunk. */
  addressOf(number: number): number;
  chunkOf(address: number): Int32Array;
  /** Integers held. */
  readonly held: number;
};

// A row: how long its code is with how many watch for it over that, and its code. No query is so long that its code would not fit.
const CODE_AT = 1;
const LENGTH_BITS = 10;
const LENGTH_MASK = (1 << LENGTH_BITS) - 1;
const MOST_WATCHERS = (1 << (32 - LENGTH_BITS)) - 1;

/** No topics yet. */
export function createTopicRows(): TopicRows {
  const blocks = createBlocks();
  const rowOf = createIntColumn();

  function headOf(number: number): number {
    const at = rowOf.get(number);
    return blocks.chunkOf(at)[placeOf(at)] ?? 0;
  }

  return {
    add(number, code) {
      const at = blocks.take(CODE_AT + code.length);
      rowOf.set(number, at);
      const chunk = blocks.chunkOf(at);
      chunk[placeOf(at)] = (1 << LENGTH_BITS) | code.length;
      chunk.set(code, placeOf(at) + CODE_AT);
    },
    remove(number) {
      blocks.give(rowOf.get(number));
      rowOf.set(number, 0);
    },
    watchersOf: (number) => (rowOf.get(number) === 0 ? 0 : headOf(number) >>> LENGTH_BITS),
    setWatchers(number, watchers) {
      if (watchers > MOST_WATCHERS) throw new RangeError('too many watch for one topic');
      const at = rowOf.get(number);
      blocks.chunkOf(at)[placeOf(at)] = (watchers << LENGTH_BITS) | (headOf(number) & LENGTH_MASK);
    },
    codeOf(number) {
      const at = rowOf.get(number);
      const start = placeOf(at) + CODE_AT;
      return blocks.chunkOf(at).subarray(start, start + (headOf(number) & LENGTH_MASK));
    },
    addressOf: (number) => rowOf.get(number) + CODE_AT,
    chunkOf: blocks.chunkOf,
    get held() {
      return blocks.held;
    },
  };
}
