import type { TopicNode } from './compile.ts';
import type { Concept } from './concepts.ts';
import type { Filter } from './evaluate.ts';
import type { Node } from './node.ts';
import { inScoringOrder } from './strength.ts';

/** A topic whose concepts are numbers. */
export type NumberedNode = Node<number>;

/**
 * What begins each part of a topic that is written as integers, with something beside it (see `beside`): PHRASE with how many concepts and years, then these;
 * HAS with a concept; ALL and ANY with how long their parts are together, then these; NOT, then its part; NEAR with the distance and one (0: one
 * sentence), then left and right; FILTER with a number. What stands under `title:` is written with codes of its own.
 */
export const CODE = {
  phrase: 1,
  phraseInTitle: 2,
  has: 3,
  hasInTitle: 4,
  all: 5,
  any: 6,
  not: 7,
  near: 8,
  nearInTitle: 9,
  filter: 10,
} as const;

const CODE_SHIFT = 24;
const BESIDE_BITS = (1 << CODE_SHIFT) - 1;
const COUNT_SHIFT = 12;
const COUNT_BITS = (1 << COUNT_SHIFT) - 1;

/** Which `CODE` an integer begins a part with. */
export function codeIn(integer: number): number {
  return integer >>> CODE_SHIFT;
}

/** What stands beside that. */
export function beside(integer: number): number {
  return integer & BESIDE_BITS;
}

/** How many concepts a phrase has, by what stands beside its code. */
export function conceptsIn(integer: number): number {
  return integer & COUNT_BITS;
}

/** How many years a phrase asks for, by the same. */
export function yearsIn(integer: number): number {
  return beside(integer) >>> COUNT_SHIFT;
}

/** Numbers for filters, which are kept as long as a topic needs them. */
export type FilterNumbers = {
  numberOf(filter: Filter): number;
  release(filter: Filter): void;
  filter(number: number): Filter | undefined;
};

export function createFilterNumbers(): FilterNumbers {
  const numbers = new Map<string, { readonly number: number; uses: number }>();
  const filters: (Filter | undefined)[] = [];
  const freeNumbers: number[] = [];
  return {
    numberOf(filter) {
      const key = keyOf(filter);
      const known = numbers.get(key) ?? { number: freeNumbers.pop() ?? filters.length, uses: 0 };
      known.uses += 1;
      numbers.set(key, known);
      filters[known.number] = filter;
      return known.number;
    },
    release(filter) {
      const known = numbers.get(keyOf(filter));
      if (known === undefined) return;
      known.uses -= 1;
      if (known.uses > 0) return;
      numbers.delete(keyOf(filter));
      filters[known.number] = undefined;
      freeNumbers.push(known.number);
    },
    filter: (number) => filters[number],
  };
}

function keyOf(filter: Filter): string {
  return filter.kind === 'since' ? `since ${filter.at}` : `${filter.kind} ${filter.value}`;
}

/** Numbers the concepts of a topic; those of a phrase come in the order in which they are scored. */
export function numberNode(node: TopicNode, numberOf: (concept: Concept) => number): NumberedNode {
  switch (node.kind) {
    case 'phrase':
      return { ...node, concepts: inScoringOrder(node.concepts, (concept) => concept).map(numberOf) };
    case 'all':
    case 'any':
      return { kind: node.kind, parts: node.parts.map((part) => numberNode(part, numberOf)) };
    case 'not':
    case 'title':
      return { kind: node.kind, part: numberNode(node.part, numberOf) };
    case 'near':
      return { ...node, left: numberOf(node.left), right: numberOf(node.right) };
    case 'publisher':
    case 'site':
    case 'lang':
    case 'since':
      return node;
  }
}

/** Writes a topic as integers. */
export function encodeNode(node: NumberedNode, filters: FilterNumbers): number[] {
  const code: number[] = [];
  write(node, false, true);
  return code;

  function begin(kind: number, besides: number): void {
    code.push((kind << CODE_SHIFT) | besides);
  }

  function write(part: NumberedNode, inTitle: boolean, isRoot: boolean): void {
    switch (part.kind) {
      case 'phrase': {
        const [only] = part.concepts;
        // One thing between operators is there or not; alone it is scored as any phrase.
        if (!isRoot && part.concepts.length === 1 && only !== undefined) {
          begin(inTitle ? CODE.hasInTitle : CODE.has, only);
          return;
        }
        const counts = (part.years.length << COUNT_SHIFT) | part.concepts.length;
        begin(inTitle ? CODE.phraseInTitle : CODE.phrase, counts);
        code.push(...part.concepts, ...part.years);
        return;
      }
      case 'all':
      case 'any': {
        const start = code.length;
        begin(part.kind === 'all' ? CODE.all : CODE.any, 0);
        for (const inner of part.parts) write(inner, inTitle, false);
        code[start] = (code[start] ?? 0) | (code.length - start - 1);
        return;
      }
      case 'not':
        begin(CODE.not, 0);
        write(part.part, inTitle, false);
        return;
      case 'title':
        write(part.part, true, false);
        return;
      case 'near':
        begin(inTitle ? CODE.nearInTitle : CODE.near, (part.distance ?? -1) + 1);
        code.push(part.left, part.right);
        return;
      case 'publisher':
      case 'site':
      case 'lang':
      case 'since':
        begin(CODE.filter, filters.numberOf(part));
        return;
    }
  }
}

/** The topic that some integers say. Under `title:` each part comes back under one of its own. */
export function decodeNode(code: Int32Array, filters: FilterNumbers): NumberedNode {
  let at = 0;
  const take = () => code[at++] ?? 0;
  const many = (count: number) => Array.from({ length: count }, take);
  return read();

  function read(): NumberedNode {
    const integer = take();
    const kind = codeIn(integer);
    switch (kind) {
      case CODE.phrase:
      case CODE.phraseInTitle: {
        const concepts = many(conceptsIn(integer));
        return titled({ kind: 'phrase', concepts, years: many(yearsIn(integer)) }, kind === CODE.phraseInTitle);
      }
      case CODE.has:
      case CODE.hasInTitle:
        return titled({ kind: 'phrase', concepts: [beside(integer)], years: [] }, kind === CODE.hasInTitle);
      case CODE.all:
      case CODE.any: {
        const end = at + beside(integer);
        const parts: NumberedNode[] = [];
        while (at < end) parts.push(read());
        return { kind: kind === CODE.all ? 'all' : 'any', parts };
      }
      case CODE.not:
        return { kind: 'not', part: read() };
      case CODE.near:
      case CODE.nearInTitle: {
        const distance = beside(integer) - 1;
        const [left, right] = [take(), take()];
        return titled(
          { kind: 'near', distance: distance < 0 ? null : distance, left, right },
          kind === CODE.nearInTitle,
        );
      }
      default: {
        const filter = filters.filter(beside(integer));
        if (filter === undefined) throw new Error('a topic names a filter that is not there');
        return filter;
      }
    }
  }
}

function titled(part: NumberedNode, inTitle: boolean): NumberedNode {
  return inTitle ? { kind: 'title', part } : part;
}
