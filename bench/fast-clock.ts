import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

/**
 * Lets the time of this process pass `speed` times as fast since `start`: Date.now, performance.now and setTimeout, and with them everything that
 * asks for the time or waits, the chats' SDKs and the local servers among them. Processes that are told the same have the same
 * time.
 */
export function speedUp(speed: number, start: number): void {
  const real = Date.now;
  Date.now = () => Math.floor(start + (real() - start) * speed);
  const ticks = performance.now.bind(performance);
  performance.now = () => ticks() * speed;
  const { setTimeout } = globalThis;
  const faster = (work: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
    setTimeout(work, ms / speed, ...args);
  globalThis.setTimeout = Object.assign(faster, setTimeout);
  const sleep = timers.setTimeout;
  timers.setTimeout = (ms = 0, ...args) => sleep(ms / speed, ...args);
  syncBuiltinESMExports();
}
