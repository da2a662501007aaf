import type { Gate } from './gate.ts';

/**
 * Which topics a story may meet, by number, without looking at the others. A topic is listed under its anchors (one of which every match has) and
 * guarded by its gate. All of it is integers in flat arrays: with many topics the time goes into fetching memory, not into thinking.
 */
export type Candidates = {
  /** Lists the topic of a slot. A slot holds one topic at a time. */
  add(slot: number, anchors: readonly number[], gate: Gate): void;
  remove(slot: number): void;
  /** The slots whose anchors and gate the story meets: `things` are the numbers it mentions, each once. No slot twice, in no order. */
  find(things: Iterable<number>, isThere: Uint8Array): readonly number[];
};

type List = { slots: Int32Array; size: number };

// Weights as integers, rounded so that a gate lets through too much rather than too little.
const SCALE = 1_000_000;

/** Nothing listed yet. */
export function createCandidates(): Candidates {
  const lists: (List | undefined)[] = [];
  const anchorsOf: (readonly number[] | undefined)[] = [];
  // A gate is least, number of parts, then for each part its weight, number of things, things.
  let gates: Int32Array = new Int32Array(1024);
  let gatesEnd = 0;
  let wasted = 0;
  let gateAt: Int32Array = new Int32Array(64);
  let seenIn = new Uint32Array(64);
  let round = 0;

  function gateLength(at: number): number {
    let place = at + 2;
    for (let part = gates[at + 1] ?? 0; part > 0; part -= 1) place += 2 + (gates[place + 1] ?? 0);
    return place - at;
  }

  function write(gate: Gate): number {
    const needed = gate.parts.reduce((sum, { things }) => sum + 2 + things.length, 2);
    gates = grown(gates, gatesEnd + needed);
    const at = gatesEnd;
    gates[gatesEnd++] = Math.floor(gate.least * SCALE) - gate.parts.length;
    gates[gatesEnd++] = gate.parts.length;
    for (const { weight, things } of gate.parts) {
      gates[gatesEnd++] = Math.ceil(weight * SCALE);
      gates[gatesEnd++] = things.length;
      for (const thing of things) gates[gatesEnd++] = thing;
    }
    return at;
  }

  function passes(at: number, isThere: Uint8Array): boolean {
    const least = gates[at] ?? 0;
    let place = at + 2;
    let met = 0;
    for (let part = gates[at + 1] ?? 0; part > 0; part -= 1) {
      const weight = gates[place] ?? 0;
      const end = place + 2 + (gates[place + 1] ?? 0);
      for (let thing = place + 2; thing < end; thing += 1) {
        if (isThere[gates[thing] ?? 0] !== 1) continue;
        met += weight;
        break;
      }
      place = end;
    }
    return met >= least;
  }

  // Gates of topics that are gone are swept out when they are half of all.
  function sweep(): void {
    const kept = gates;
    const lengths = anchorsOf.map((anchors, slot) => (anchors === undefined ? 0 : gateLength(gateAt[slot] ?? 0)));
    gates = new Int32Array(kept.length);
    gatesEnd = 0;
    wasted = 0;
    for (const [slot, length] of lengths.entries()) {
      if (length === 0) continue;
      const from = gateAt[slot] ?? 0;
      gates.set(kept.subarray(from, from + length), gatesEnd);
      gateAt[slot] = gatesEnd;
      gatesEnd += length;
    }
  }

  return {
    add(slot, anchors, gate) {
      gateAt = grown(gateAt, slot + 1);
      if (seenIn.length < gateAt.length) {
        const larger = new Uint32Array(gateAt.length);
        larger.set(seenIn);
        seenIn = larger;
      }
      anchorsOf[slot] = anchors;
      gateAt[slot] = write(gate);
      for (const anchor of anchors) {
        const list = lists[anchor] ?? { slots: new Int32Array(2), size: 0 };
        lists[anchor] = list;
        list.slots = grown(list.slots, list.size + 1);
        list.slots[list.size] = slot;
        list.size += 1;
      }
    },
    remove(slot) {
      const anchors = anchorsOf[slot];
      if (anchors === undefined) return;
      anchorsOf[slot] = undefined;
      for (const anchor of anchors) {
        const list = lists[anchor];
        if (list === undefined) continue;
        const place = list.slots.subarray(0, list.size).indexOf(slot);
        if (place < 0) continue;
        list.size -= 1;
        list.slots[place] = list.slots[list.size] ?? 0;
        if (list.size === 0) lists[anchor] = undefined;
      }
      wasted += gateLength(gateAt[slot] ?? 0);
      if (wasted * 2 > gatesEnd && gatesEnd > 1024) sweep();
    },
    find(things, isThere) {
      round += 1;
      const found: number[] = [];
      for (const thing of things) {
        const list = lists[thing];
        if (list === undefined) continue;
        const { slots, size } = list;
        for (let place = 0; place < size; place += 1) {
          const slot = slots[place] ?? 0;
          if (seenIn[slot] === round) continue;
          seenIn[slot] = round;
          if (passes(gateAt[slot] ?? 0, isThere)) found.push(slot);
        }
      }
      return found;
    },
  };
}

function grown(array: Int32Array, length: number): Int32Array {
  if (length <= array.length) return array;
  const larger = new Int32Array(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
}
