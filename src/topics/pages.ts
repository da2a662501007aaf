const PAGE_BITS = 12;
const PAGE = 1 << PAGE_BITS;

/** A column of integers by number, nought where nothing was set. It grows page by page, so that growing takes no longer the more there is. */
export type IntColumn = {
  get(number: number): number;
  set(number: number, value: number): void;
};

/** An empty column. */
export function createIntColumn(): IntColumn {
  const pages: Int32Array[] = [];
  return {
    get: (number) => pages[number >>> PAGE_BITS]?.[number & (PAGE - 1)] ?? 0,
    set(number, value) {
      while (pages.length <= number >>> PAGE_BITS) pages.push(new Int32Array(PAGE));
      const page = pages[number >>> PAGE_BITS];
      if (page !== undefined) page[number & (PAGE - 1)] = value;
    },
  };
}
