import { writeSync } from 'node:fs';
import { z } from 'zod';
import { openStore } from '../../src/store/store.ts';

// Run by test/store/kill.test.ts: commits batches over two tables' worth of keys until it is killed, and says which are stored.
const [, , url = '', first = '1', rowsABatch = '1'] = process.argv;
const store = await openStore(url);
const rows = store.table('rows', { version: 1, parse: z.object({ batch: z.number(), text: z.string() }) });
const text = 'x'.repeat(2_000);
for (let batch = Number(first); ; batch++) {
  await store.commit(
    Array.from({ length: Number(rowsABatch) }, (_, row) => rows.put(`${row}/${batch}`, { batch, text })),
  );
  writeSync(1, `${batch}\n`);
}
