// A whole Newsdesk in a process of its own, that kills itself with SIGKILL right after its n-th write to the store:
//   crash-child.ts STORE_URL SEEDS_FOLDER KILL_AFTER_WRITE
// 0: never. Then it ends by itself when nothing is left to do, and prints what the channel shows.
import { openStore } from '../../src/store/store.ts';
import { openNewsroom } from './newsroom.ts';

const [url = 'memory:', seeds = '', killAfter = '0'] = process.argv.slice(2);
const inner = await openStore(url);
let writes = 0;
const store = {
  ...inner,
  async commit(batch: Parameters<typeof inner.commit>[0]) {
    await inner.commit(batch);
    writes++;
    if (writes === Number(killAfter)) process.kill(process.pid, 'SIGKILL');
  },
};
const newsroom = await openNewsroom({ seeds, store });
await newsroom.app.drain();
process.stdout.write(`${JSON.stringify({ writes, shown: newsroom.shown() })}\n`);
await store.close();
