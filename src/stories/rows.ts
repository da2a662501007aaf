import type { ArticleId, StoryId } from '../lib/ids.ts';
import { blockLength, type Report, reportAt } from './block.ts';

/** What is held of each article in the window, by serial number. A number is never given twice. */
export type Rows = {
  count(): number;
  has(serial: number): boolean;
  report(serial: number): Report | undefined;
  story(serial: number): StoryId | undefined;
  setStory(serial: number, story: StoryId): void;
  /** Puts an article in. The block tells which earlier ones it is linked to; they are told by `link`. */
  add(serial: number, id: ArticleId, block: Uint32Array): void;
  /** Notes the links of an article at those that it names, as far as they are here. Once for each. */
  link(serial: number): void;
  remove(serial: number): void;
  /** The serial numbers of those that are linked with an article, from either side. */
  linked(serial: number, kind: 'near' | 'any'): readonly number[];
  /** The serial numbers of all, a part at a time. */
  parts(): Iterable<readonly number[]>;
};

const ROWS_BITS = 10;
const ROWS = 2 ** ROWS_BITS;
const PAGE_BITS = 14;
const PAGE = 2 ** PAGE_BITS;

/** Articles that came one after another; they leave one after another too, and the whole chunk with them. */
type Chunk = {
  readonly ids: (ArticleId | undefined)[];
  readonly stories: (StoryId | undefined)[];
  /** Where each block is, one more than its place on all pages; 0 where there is no article. */
  readonly blocks: Uint32Array;
  pages: Uint32Array[];
  /** Words taken on the last page. */
  filled: number;
  /** Words of the blocks that are still needed. */
  needed: number;
  articles: number;
  /** The newest link to each from a later article, one more than its place; 0 for none. */
  readonly heads: Uint32Array;
  /** Links: whose it is and of what kind, and the next one. */
  links: Uint32Array;
  linkCount: number;
  /** Links that are free again, chained. */
  freeLink: number;
};

/** No articles. */
export function createRows(): Rows {
  const chunks = new Map<number, Chunk>();
  let count = 0;

  function chunkOf(serial: number): Chunk | undefined {
    return chunks.get(Math.floor(serial / ROWS));
  }

  function reportOf(serial: number): Report | undefined {
    const chunk = chunkOf(serial);
    const row = serial % ROWS;
    const block = chunk?.blocks[row] ?? 0;
    const id = chunk?.ids[row];
    if (chunk === undefined || block === 0 || id === undefined) return undefined;
    const page = chunk.pages[(block - 1) >>> PAGE_BITS];
    return page === undefined ? undefined : reportAt(page, (block - 1) % PAGE, id, serial);
  }

  function has(serial: number): boolean {
    return (chunkOf(serial)?.blocks[serial % ROWS] ?? 0) > 0;
  }

  /** The links in a report. */
  function outgoing({ data, near, akin, text }: Report, visit: (serial: number, isAkin: boolean) => void): void {
    for (let i = near; i < text; i += 1) visit(data[i] ?? 0, i >= akin);
  }

  return {
    count: () => count,
    has,
    report: reportOf,
    story: (serial) => chunkOf(serial)?.stories[serial % ROWS],

    setStory(serial, story) {
      const chunk = chunkOf(serial);
      if (chunk !== undefined) chunk.stories[serial % ROWS] = story;
    },

    add(serial, id, block) {
      const known = chunkOf(serial);
      const chunk = known ?? newChunk();
      if (known === undefined) chunks.set(Math.floor(serial / ROWS), chunk);
      chunk.ids[serial % ROWS] = id;
      chunk.blocks[serial % ROWS] = store(chunk, block);
      chunk.articles += 1;
      count += 1;
    },

    link(serial) {
      const report = reportOf(serial);
      if (report === undefined) return;
      outgoing(report, (target, isAkin) => {
        const chunk = chunkOf(target);
        if (chunk !== undefined && has(target)) addLink(chunk, target % ROWS, 2 * serial + Number(isAkin));
      });
    },

    remove(serial) {
      const chunk = chunkOf(serial);
      const report = reportOf(serial);
      if (chunk === undefined || report === undefined) return;
      outgoing(report, (target) => {
        const other = chunkOf(target);
        if (other !== undefined) removeLink(other, target % ROWS, serial);
      });
      removeLinks(chunk, serial % ROWS);
      chunk.ids[serial % ROWS] = undefined;
      chunk.stories[serial % ROWS] = undefined;
      chunk.blocks[serial % ROWS] = 0;
      chunk.needed -= report.end - report.from;
      chunk.articles -= 1;
      count -= 1;
      if (chunk.articles === 0) chunks.delete(Math.floor(serial / ROWS));
      else if (chunk.pages.length > 1 && 2 * chunk.needed < PAGE * (chunk.pages.length - 1)) gather(chunk);
    },

    linked(serial, kind) {
      const found: number[] = [];
      const chunk = chunkOf(serial);
      const report = reportOf(serial);
      if (chunk === undefined || report === undefined) return found;
      const end = kind === 'near' ? report.akin : report.text;
      for (let i = report.near; i < end; i += 1) {
        const target = report.data[i] ?? 0;
        if (has(target)) found.push(target);
      }
      for (let link = chunk.heads[serial % ROWS] ?? 0; link > 0; link = chunk.links[2 * link - 1] ?? 0) {
        const source = chunk.links[2 * link - 2] ?? 0;
        if (kind === 'any' || source % 2 === 0) found.push(Math.floor(source / 2));
      }
      return found;
    },

    *parts() {
      for (const [part, chunk] of [...chunks]) {
        yield [...chunk.blocks.keys()].filter((row) => (chunk.blocks[row] ?? 0) > 0).map((row) => part * ROWS + row);
      }
    },
  };
}

function newChunk(): Chunk {
  return {
    ids: Array.from({ length: ROWS }),
    stories: Array.from({ length: ROWS }),
    blocks: new Uint32Array(ROWS),
    pages: [],
    filled: PAGE,
    needed: 0,
    articles: 0,
    heads: new Uint32Array(ROWS),
    links: new Uint32Array(0),
    linkCount: 0,
    freeLink: 0,
  };
}

/** Copies a block to the last page that has room; gives one more than its place. */
function store(chunk: Chunk, block: Uint32Array): number {
  if (chunk.filled + block.length > PAGE) {
    chunk.pages.push(new Uint32Array(PAGE));
    chunk.filled = 0;
  }
  const page = chunk.pages.length - 1;
  const place = chunk.filled;
  chunk.pages[page]?.set(block, place);
  chunk.filled += block.length;
  chunk.needed += block.length;
  return page * PAGE + place + 1;
}

/** Moves the blocks that are left closer together. */
function gather(chunk: Chunk): void {
  const before = chunk.pages;
  chunk.pages = [];
  chunk.filled = PAGE;
  chunk.needed = 0;
  chunk.blocks.forEach((block, row) => {
    const page = before[(block - 1) >>> PAGE_BITS];
    if (block === 0 || page === undefined) return;
    const from = (block - 1) % PAGE;
    chunk.blocks[row] = store(chunk, page.subarray(from, from + blockLength(page, from)));
  });
}

function addLink(chunk: Chunk, row: number, source: number): void {
  let link = chunk.freeLink;
  if (link > 0) chunk.freeLink = chunk.links[2 * link - 1] ?? 0;
  else {
    chunk.linkCount += 1;
    link = chunk.linkCount;
    if (2 * link > chunk.links.length) {
      const grown = new Uint32Array(Math.max(64, 3 * link));
      grown.set(chunk.links);
      chunk.links = grown;
    }
  }
  chunk.links[2 * link - 2] = source;
  chunk.links[2 * link - 1] = chunk.heads[row] ?? 0;
  chunk.heads[row] = link;
}

function free(chunk: Chunk, link: number): void {
  chunk.links[2 * link - 1] = chunk.freeLink;
  chunk.freeLink = link;
}

/** Takes out the link from one article to another. */
function removeLink(chunk: Chunk, row: number, serial: number): void {
  let before = 0;
  for (let link = chunk.heads[row] ?? 0; link > 0; ) {
    const next = chunk.links[2 * link - 1] ?? 0;
    if (Math.floor((chunk.links[2 * link - 2] ?? 0) / 2) === serial) {
      if (before === 0) chunk.heads[row] = next;
      else chunk.links[2 * before - 1] = next;
      free(chunk, link);
      return;
    }
    before = link;
    link = next;
  }
}

/** Takes out all links to an article. */
function removeLinks(chunk: Chunk, row: number): void {
  for (let link = chunk.heads[row] ?? 0; link > 0; ) {
    const next = chunk.links[2 * link - 1] ?? 0;
    free(chunk, link);
    link = next;
  }
  chunk.heads[row] = 0;
}
