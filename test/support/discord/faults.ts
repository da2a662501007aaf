import type { Faults, RestFault, Route } from './control.ts';

export type FaultQueue = {
  readonly control: Faults;
  /** The fault that is due for a request of the route, which it uses up; null where it goes right. */
  take(route: Route): RestFault | null;
};

/** Faults that tests ask for: those of one route come one after another; those of any route after the route's own. */
export function createFaults(): FaultQueue {
  const queues = new Map<Route | '*', RestFault[]>();
  let ofEach: Parameters<Faults['each']>[0] = () => null;
  return {
    control: {
      each(fault) {
        ofEach = fault;
      },
      next(route, fault, times = 1) {
        const queue = queues.get(route) ?? [];
        queues.set(route, [...queue, ...Array.from({ length: times }, () => fault)]);
      },
      clear() {
        queues.clear();
      },
    },
    take: (route) => ofEach(route) ?? queues.get(route)?.shift() ?? queues.get('*')?.shift() ?? null,
  };
}
