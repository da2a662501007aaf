import type { Said } from './presence.ts';

/** What some articles say together: everything that one of them says, as strongly as the one that says it most. */
export function unionOf(all: readonly Said[]): Said {
  const things = Int32Array.from(new Set(all.flatMap((one) => [...one.things]))).sort();
  const union = {
    things,
    title: new Float32Array(things.length),
    lead: new Float32Array(things.length),
    any: new Float32Array(things.length),
    mass: new Float32Array(things.length),
  };
  for (const one of all) {
    let row = 0;
    for (const [place, thing] of one.things.entries()) {
      while ((things[row] ?? thing) < thing) row += 1;
      union.title[row] = Math.max(union.title[row] ?? 0, one.title[place] ?? 0);
      union.lead[row] = Math.max(union.lead[row] ?? 0, one.lead[place] ?? 0);
      union.any[row] = Math.max(union.any[row] ?? 0, one.any[place] ?? 0);
      union.mass[row] = Math.max(union.mass[row] ?? 0, one.mass[place] ?? 0);
    }
  }
  return union;
}
