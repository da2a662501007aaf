import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { SECOND_MS } from '../lib/clock.ts';
import { digest } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import type { FiledArticle } from './rows.ts';
import type { SearchText } from './search-database.ts';

/** What the thread of the index is asked to do; see `SearchDatabase`. */
export type Asked =
  | { readonly kind: 'stamps'; readonly ids: readonly string[] }
  | { readonly kind: 'change'; readonly put: readonly SearchText[]; readonly gone: readonly string[] }
  | { readonly kind: 'ids'; readonly after: string; readonly limit: number }
  | { readonly kind: 'search'; readonly query: string }
  | { readonly kind: 'renew' }
  | { readonly kind: 'close' };

export type SearchIndexOptions = {
  /** The file of the index; or see `search-database.ts`. */
  readonly path: string;
  readonly log: Log;
  /** All stored articles, in pages. */
  readonly pages: () => AsyncIterable<readonly FiledArticle[]>;
  /** Those of some articles that are stored. */
  readonly read: (ids: readonly string[]) => Promise<readonly FiledArticle[]>;
};

/**
 * Finds articles by their words, in a thread of its own. What it knows is made from the store and follows it: nothing depends on it, and where it fails,
 * searches find nothing until it is mended. The thread begins with the first search or the first `step`.
 */
export type SearchIndex = {
  /** Takes note that an article is new, says something else, or is gone. */
  touch(id: string): void;
  /** Ids of articles, best first. Waits until what is stored can be found, but not longer than `LONGEST_WAIT_MS`. */
  search(query: string): Promise<readonly string[]>;
  /** Brings the index one slice nearer to the store; false where nothing is left to do. */
  step(): Promise<boolean>;
  close(): Promise<void>;
};

const LONGEST_WAIT_MS = SECOND_MS;
/** Articles that go over at a time. */
const SLICE = 100;

const answerSchema = z.object({
  call: z.int(),
  answer: z.unknown().optional(),
  problem: z.string().optional(),
  isDamaged: z.boolean().optional(),
});
const stampsSchema = z.array(z.string().nullable());
const idsSchema = z.array(z.string());

export function createSearchIndex({ path, log, pages, read }: SearchIndexOptions): SearchIndex {
  const touched = new Set<string>();
  let thread: Thread | null = null;
  /** The work of bringing the whole index up to date, begun anew with each thread; null once that is done. */
  let sync: AsyncGenerator<void> | null = null;
  /** The slice that is being worked on: there is one at a time. */
  let slice: Promise<boolean> | null = null;
  let lastProblem = '';

  function open(): Thread {
    if (thread !== null) return thread;
    thread = startThread(path, () => {
      thread = null;
    });
    sync = wholeIndex(thread);
    return thread;
  }

  /** Compares every stored article with the index, and takes out of the index what is stored no more. */
  async function* wholeIndex({ ask }: Thread): AsyncGenerator<void> {
    for await (const page of pages()) {
      for (let start = 0; start < page.length; start += SLICE) {
        const texts = page.slice(start, start + SLICE).map(textOf);
        const stamps = stampsSchema.parse(await ask({ kind: 'stamps', ids: texts.map(({ id }) => id) }));
        const put = texts.filter(({ stamp }, n) => stamp !== stamps[n]);
        if (put.length > 0) await ask({ kind: 'change', put, gone: [] });
        yield;
      }
    }
    for (let after: string | undefined = ''; after !== undefined; ) {
      const ids: readonly string[] = idsSchema.parse(await ask({ kind: 'ids', after, limit: SLICE }));
      const stored = new Set((await read(ids)).map(({ article }) => article.id as string));
      const gone = ids.filter((id) => !stored.has(id));
      if (gone.length > 0) await ask({ kind: 'change', put: [], gone });
      after = ids.at(-1);
      yield;
    }
  }

  async function follow(ask: Thread['ask']): Promise<void> {
    const ids = [...touched].slice(0, SLICE);
    for (const id of ids) touched.delete(id);
    try {
      const put = (await read(ids)).map(textOf);
      const stored = new Set(put.map(({ id }) => id));
      await ask({ kind: 'change', put, gone: ids.filter((id) => !stored.has(id)) });
    } catch (error) {
      for (const id of ids) touched.add(id);
      throw error;
    }
  }

  async function work(): Promise<boolean> {
    const { ask } = open();
    try {
      if (touched.size > 0) await follow(ask);
      else if (sync === null || (await sync.next()).done === true) {
        sync = null;
        return false;
      }
      lastProblem = '';
      return true;
    } catch (error) {
      await mend(error, ask);
      return false;
    }
  }

  async function mend(error: unknown, ask: Thread['ask']): Promise<void> {
    const problem = error instanceof Error ? error.message : String(error);
    if (problem !== lastProblem)
      log.warn({ problem }, 'The search index cannot be brought up to date; it is tried again');
    lastProblem = problem;
    if (!(error instanceof DamagedIndex)) return;
    await ask({ kind: 'renew' }).catch(() => undefined);
    if (thread !== null) sync = wholeIndex(thread);
  }

  function step(): Promise<boolean> {
    slice ??= work().finally(() => {
      slice = null;
    });
    return slice;
  }

  return {
    touch: (id) => touched.add(id),
    async search(query) {
      const until = performance.now() + LONGEST_WAIT_MS;
      while (performance.now() < until && (await step()));
      try {
        return idsSchema.parse(await open().ask({ kind: 'search', query }));
      } catch (error) {
        log.warn({ problem: String(error) }, 'A search failed');
        return [];
      }
    },
    step,
    async close() {
      await slice?.catch(() => undefined);
      await thread?.end();
    },
  };
}

/** The index is malformed and has to be made anew. */
class DamagedIndex extends Error {}

type Thread = { ask(asked: Asked): Promise<unknown>; end(): Promise<void> };

/** `ended` is called when it is of no use any more. It keeps no process alive. */
function startThread(path: string, ended: () => void): Thread {
  const worker = new Worker(new URL('./search-thread.ts', import.meta.url), { workerData: path });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let calls = 0;

  function fail(error: Error): void {
    ended();
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', () => fail(new Error('the thread of the search index has ended')));
  worker.on('message', (said) => {
    const { call, answer, problem, isDamaged } = answerSchema.parse(said);
    const one = waiting.get(call);
    waiting.delete(call);
    if (waiting.size === 0) worker.unref();
    if (problem === undefined) one?.resolve(answer);
    else one?.reject(isDamaged === true ? new DamagedIndex(problem) : new Error(problem));
  });
  worker.unref();

  return {
    ask(asked) {
      const call = ++calls;
      const answer = Promise.withResolvers<unknown>();
      waiting.set(call, answer);
      worker.ref();
      worker.postMessage({ call, asked });
      return answer.promise;
    },
    async end() {
      // Whoever ends it waits for it, though it keeps no process alive otherwise.
      worker.ref();
      const ended = new Promise((resolve) => worker.once('exit', resolve));
      worker.postMessage({ call: 0, asked: { kind: 'close' } satisfies Asked });
      await ended;
    },
  };
}

function textOf({ article: { id, title, text, publisher } }: FiledArticle): SearchText {
  return { id, stamp: digest(title, text, publisher ?? ''), title, text, publisher: publisher ?? '' };
}
