import { parentPort, workerData } from 'node:worker_threads';
import { openSearchDatabase, removeSearchFile, SEARCH_IN_MEMORY, SEARCH_TEMPORARY } from './search-database.ts';
import type { Asked } from './search-index.ts';

// Run by `createSearchIndex` as a thread: a search for common words among a million articles takes longer than anybody else may wait.

const path = String(workerData);
let database = openSearchDatabase(path);

function answer(asked: Asked): unknown {
  switch (asked.kind) {
    case 'stamps':
      return database.stamps(asked.ids);
    case 'change':
      database.change(asked.put, asked.gone);
      return null;
    case 'ids':
      return database.ids(asked.after, asked.limit);
    case 'search':
      return database.search(asked.query);
    case 'renew':
      database.close();
      if (path !== SEARCH_IN_MEMORY && path !== SEARCH_TEMPORARY) removeSearchFile(path);
      database = openSearchDatabase(path);
      return null;
    case 'close':
      database.close();
      parentPort?.close();
      return null;
  }
}

parentPort?.on('message', ({ call, asked }: { readonly call: number; readonly asked: Asked }) => {
  try {
    parentPort?.postMessage({ call, answer: answer(asked) });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ call, problem, isDamaged: /malformed|not a database|corrupt/i.test(problem) });
  }
});
