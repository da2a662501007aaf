import type { KeyRange } from './keys.ts';
import type { Keyv } from './keyv.ts';

/** Keys and what is stored under them (as `parseStored` gives it), in key order. */
export type Page = readonly (readonly [key: string, stored: unknown])[];

/** Some rows of a table by their keys in it, and which share of it has been read with them, 0 to 1; null where nobody can tell. */
export type Part = {
  readonly rows: readonly (readonly [key: string, stored: unknown])[];
  readonly share: number | null;
};

/** Where the tables lie: a keyv, and what keyv has no word for. */
export type Backend = {
  readonly keyv: Keyv;
  /** True where rows vanish by themselves once their time is over; else the store sweeps them. */
  readonly dropsExpired: boolean;
  /** Does `work`, which writes, only while the store is this process's own; left out where nobody else can write at all. */
  write?<T>(work: () => Promise<T>): Promise<T>;
  /** Pages of a key range. A row that is written meanwhile may or may not be seen; no row is seen twice. */
  scan(range: KeyRange): AsyncIterable<Page>;
  /** A whole table, in whatever order it is read soonest; null where that is the order of keys. A row that is written meanwhile may be seen twice. */
  scanWhole?(table: string): AsyncIterable<Part> | null;
  /**
   * Whether the batches that follow may wait with reaching the disk for one that may not: they survive the end of the process, and a power cut takes
   * none of them before a later one. Absent where the back end knows no such difference.
   */
  readonly relax?: (isRelaxed: boolean) => void;
  /** A StoreError that tells a person what an error of this back end means; an error that is a bug of ours comes back as it is. */
  explain(error: unknown): unknown;
  close(): Promise<void>;
};
