import type { Progress as Starting } from '../app.ts';
import { SECOND_MS } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Terminal } from './verb.ts';

/** Work on fewer things than this shows no progress. */
const LONG_WORK = 50;
const PIPE_EVERY = 500;

export type Progress = { step(what: string): void; end(): void };

/** Says each second how far a start has come; nothing of one that takes less. */
export function startProgress(log: Log): Starting {
  let saidAt = performance.now();
  return (what, done, of) => {
    if (performance.now() - saidAt < SECOND_MS) return;
    saidAt = performance.now();
    const total = of > done ? ` of about ${of.toLocaleString('en')}` : '';
    log.info({ [what]: `${done.toLocaleString('en')}${total}` }, 'Starting');
  };
}

/** Progress of long work on standard error: one line that moves on a terminal, a plain line now and then in a pipe. */
export function showProgress(terminal: Terminal, total: number | null): Progress {
  let done = 0;
  const isLong = () => (total ?? done) >= LONG_WORK;
  const of = total === null ? '' : `/${total}`;
  return {
    step(what) {
      done++;
      if (!isLong()) return;
      if (terminal.errIsTerminal) process.stderr.write(`\r\u001B[2K${done}${of} ${what.slice(-60)}`);
      else if (done % PIPE_EVERY === 0) terminal.err(`${done}${of}`);
    },
    end() {
      if (!isLong()) return;
      if (terminal.errIsTerminal) process.stderr.write('\r\u001B[2K');
      terminal.err(`${done} done`);
    },
  };
}
