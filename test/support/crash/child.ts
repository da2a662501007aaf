// A whole Newsdesk in a process of its own, to be killed: see `orderSchema`. It tells its parent when nothing is left to
// do, and ends by itself when its parent says that nothing more will happen.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config.ts';
import { type Clock, instant, SECOND_MS } from '../../../src/lib/clock.ts';
import { createLog } from '../../../src/lib/log.ts';
import { openPlatforms } from '../../../src/platforms.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { readLexicon } from '../../../src/topics/lexicon-folder.ts';
import { ROOT } from '../newsroom.ts';
import { heardSchema, orderSchema, type Said } from './order.ts';

/** More often than anything waits in a life. */
const MOST_WAITS = 300;
/** With loops running, nothing is left to do where nothing was written for so long. */
const QUIET_MS = 60;

const order = orderSchema.parse(JSON.parse(process.argv[2] ?? ''));
let aheadMs = order.now - Date.now();
const clock: Clock = () => instant(Date.now() + aheadMs) ?? order.now;

const inner = await openStore(order.store);
let writes = 0;
const die = (when: 'before' | 'after') => {
  if (order.kill?.write === writes && order.kill.when === when) process.kill(process.pid, 'SIGKILL');
};
const store: Store = {
  ...inner,
  async commit(batch) {
    writes++;
    die('before');
    await inner.commit(batch);
    die('after');
  },
};

async function ask(said: Said): Promise<boolean> {
  process.send?.(said);
  const [answer] = await once(process, 'message');
  const { now, isOver } = heardSchema.parse(answer);
  aheadMs = now - Date.now();
  return isOver;
}

const { config } = loadConfig(ROOT, ROOT, { ...order.environment, SEEDS: order.seeds });
const settings = {
  ...config,
  seedsPollSeconds: order.isBusy ? 0.05 : 0,
  alertsEditSeconds: 0,
  alertsFreshHours: 1_440,
};
const log = createLog('error', false);
const screen = { print: () => {}, colours: false };
const app = await createApp({
  config: settings,
  store,
  lexicon: await readLexicon(config.lexiconFolder),
  platforms: await openPlatforms({ config: settings, store, clock, log, screen }),
  clock,
  log,
  starterWorkspace: null,
  timeElsewhere: async () => null,
  onFiled: () => {},
});

for (const { line, channel } of order.lines) {
  const reply = await app.say(line, channel);
  if (!reply.ok && !/already/i.test(JSON.stringify(reply))) throw new Error(`${line}: ${JSON.stringify(reply)}`);
}
await ask({ kind: 'ready', writes });

if (order.isBusy) {
  app.run();
  await app.connect();
  // Its parent kills it at some moment.
  for (let before = -1; ; before = writes) {
    await sleep(QUIET_MS);
    const { waiting, inDoubt } = app.desk.outbox.counts();
    const isFetching = app.desk.feeds.all().some((feed) => feed.nextAt <= clock());
    if (before === writes && waiting + inDoubt === 0 && !isFetching) await ask({ kind: 'idle', writes });
    app.desk.wake();
  }
}

let waits = 0;
for (;;) {
  const before = writes;
  await app.drain();
  // What a fetch brought while others had their turn is filed in the next round.
  const isFetching = app.desk.feeds.all().some((feed) => feed.nextAt <= clock());
  if (isFetching) await sleep(5);
  if (isFetching || writes > before) continue;
  const { waiting, inDoubt } = app.desk.outbox.counts();
  if (waiting + inDoubt === 0) {
    waits = 0;
    if (await ask({ kind: 'idle', writes })) break;
    continue;
  }
  if (++waits > MOST_WAITS) {
    await ask({ kind: 'stuck', what: `${waiting} wait and ${inDoubt} are in doubt` });
    break;
  }
  const due = app.desk.outbox.nextDueAt(clock());
  await ask({ kind: 'wait', ms: Math.max(50, (due ?? clock() + SECOND_MS) - clock()) });
}
await app.stop();
process.disconnect?.();
