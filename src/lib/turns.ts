/** Runs one piece of work at a time, in the order in which they were asked for. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Everything that reads state, decides and stores takes a turn: between reading and storing nobody else may change
 * what was read. Calls to the outside (a platform, a page) never happen inside a turn, so a slow one holds up nobody.
 */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
