import { writeSync } from 'node:fs';
import { openStore, StoreError } from '../../src/store/store.ts';

// Run by test/store/open.test.ts: opens a store and says as JSON what came of it.
try {
  const store = await openStore(process.argv[2] ?? '');
  await store.close();
  writeSync(1, JSON.stringify({ code: 'opened', message: '' }));
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  writeSync(1, JSON.stringify({ code: error.code, message: error.message }));
}
