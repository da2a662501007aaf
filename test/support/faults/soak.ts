import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/lib/clock.ts';
import type { PostFault } from '../chat/backlog.ts';
import { createDice } from '../lives.ts';
import { PLATFORMS } from './cases.ts';
import { openRig } from './rig.ts';

/*
 * Deliveries without end, with random faults, on both platforms, for SOAK_MINUTES of real time (10 where nothing is said):
 * every story is said, goes and is forgotten, so that memory and store must not grow. Prints both, and how long the event
 * loop was held up, twenty times, and says whether they grow: the median slope between all pairs of figures after the
 * first quarter (Theil and Sen), which a few odd ones do not turn.
 */
const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 10);
const SEED = Number(process.env['SEED'] ?? 1);
const PRINTS = 20;
/** A quarter of the first figures is warm-up. */
const WARM_UP = 0.25;
/** More than this share of the median in the whole run is growth. */
const GROWTH = 0.1;
const FAULTS: readonly PostFault[] = [
  'limited',
  'failed before',
  'failed after',
  'reset before',
  'reset after',
  'half an answer',
];

function slope(values: readonly number[]): number {
  const slopes = values.flatMap((a, n) => values.slice(n + 1).map((b, m) => (b - a) / (m + 1)));
  return slopes.toSorted((a, b) => a - b)[Math.floor(slopes.length / 2)] ?? 0;
}

function grows(values: readonly number[]): boolean {
  const kept = values.slice(Math.floor(values.length * WARM_UP));
  const middle = kept.toSorted((a, b) => a - b)[Math.floor(kept.length / 2)] ?? 0;
  return slope(kept) * kept.length > GROWTH * Math.max(1, middle);
}

const dice = createDice(SEED);
const rigs = await Promise.all(Object.values(PLATFORMS).map((openChat) => openRig(openChat, [3, 2])));
const lag = monitorEventLoopDelay({ resolution: 10 });
lag.enable();
const end = performance.now() + MINUTES * MINUTE_MS;
const every = (MINUTES * MINUTE_MS) / PRINTS;
let printAt = performance.now() + every;
const heaps: number[] = [];
const stores: number[] = [];
const wrong = new Set<string>();
let said = 0;

while (performance.now() < end) {
  for (const rig of rigs) {
    for (let n = 0; n < 3; n++) if (dice.chance(0.5)) rig.chat.fail(dice.one(FAULTS), 1 + dice.below(3));
    if (dice.chance(0.1)) rig.chat.drop();
    await rig.plan(2);
    await rig.live(2 * HOUR_MS);
    for (const sentence of rig.wrong()) wrong.add(sentence);
    said += await rig.forget();
  }
  await sleep(1);
  if (performance.now() < printAt) continue;
  printAt += every;
  // Run with --expose-gc the figures are those of what is really held.
  globalThis.gc?.();
  heaps.push(process.memoryUsage().heapUsed / 1e6);
  let rows = 0;
  for (const rig of rigs) rows += await rig.rows();
  stores.push(rows);
  console.log(
    `${String(said).padStart(7)} said   heap ${heaps.at(-1)?.toFixed(1)} MB   store ${rows} rows   ` +
      `event loop held up ${(lag.percentile(99) / 1e6).toFixed(0)} ms (99 of 100), ${(lag.max / 1e6).toFixed(0)} ms at most`,
  );
  lag.reset();
}
for (const rig of rigs) await rig.close();
for (const sentence of wrong) console.error(sentence);
const verdict = [
  ...(wrong.size > 0 ? [`${wrong.size} things went wrong`] : []),
  ...(grows(heaps) ? [`memory grows by ${slope(heaps).toFixed(2)} MB each ${(every / SECOND_MS).toFixed(0)} s`] : []),
  ...(grows(stores) ? ['the store grows'] : []),
];
console.log(
  verdict.length === 0 ? `${said} said: none lost, none twice; nothing grows (seed ${SEED}).` : verdict.join('; '),
);
process.exitCode = verdict.length === 0 ? 0 : 1;
