import type { TopicNode } from './compile.ts';
import type { Concept } from './concepts.ts';
import type { Filter } from './evaluate.ts';
import type { Node } from './node.ts';
import { inScoringOrder } from './strength.ts';

/** A topic whose concepts are numbers. */
export type NumberedNode = Node<number>;

/**
 * What stands before each part of a topic that is written as integers:
 *   PHRASE concepts years, then these; HAS concept; ALL/ANY parts length, then the parts, so long together; NOT part;
 *   NEAR distance (-1: one sentence) left right; FILTER number.
 * What stands under `title:` is written with codes of its own.
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

/** Integers of a phrase before its concepts. */
export const PHRASE_HEAD = 3;

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

  function write(part: NumberedNode, inTitle: boolean, isRoot: boolean): void {
    switch (part.kind) {
      case 'phrase': {
        const [only] = part.concepts;
        // One thing between operators is there or not; alone it is scored as any phrase.
        if (!isRoot && part.concepts.length === 1 && only !== undefined) {
          code.push(inTitle ? CODE.hasInTitle : CODE.has, only);
          return;
        }
        code.push(inTitle ? CODE.phraseInTitle : CODE.phrase, part.concepts.length, part.years.length);
        code.push(...part.concepts, ...part.years);
        return;
      }
      case 'all':
      case 'any': {
        code.push(part.kind === 'all' ? CODE.all : CODE.any, part.parts.length, 0);
        const start = code.length;
        for (const inner of part.parts) write(inner, inTitle, false);
        code[start - 1] = code.length - start;
        return;
      }
      case 'not':
        code.push(CODE.not);
        write(part.part, inTitle, false);
        return;
      case 'title':
        write(part.part, true, false);
        return;
      case 'near':
        code.push(inTitle ? CODE.nearInTitle : CODE.near, part.distance ?? -1, part.left, part.right);
        return;
      case 'publisher':
      case 'site':
      case 'lang':
      case 'since':
        code.push(CODE.filter, filters.numberOf(part));
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
    const kind = take();
    switch (kind) {
      case CODE.phrase:
      case CODE.phraseInTitle: {
        const [concepts, years] = [take(), take()];
        return titled({ kind: 'phrase', concepts: many(concepts), years: many(years) }, kind === CODE.phraseInTitle);
      }
      case CODE.has:
      case CODE.hasInTitle:
        return titled({ kind: 'phrase', concepts: [take()], years: [] }, kind === CODE.hasInTitle);
      case CODE.all:
      case CODE.any: {
        const count = take();
        at += 1;
        return { kind: kind === CODE.all ? 'all' : 'any', parts: Array.from({ length: count }, read) };
      }
      case CODE.not:
        return { kind: 'not', part: read() };
      case CODE.near:
      case CODE.nearInTitle: {
        const distance = take();
        const [left, right] = [take(), take()];
        return titled(
          { kind: 'near', distance: distance < 0 ? null : distance, left, right },
          kind === CODE.nearInTitle,
        );
      }
      default: {
        const filter = filters.filter(take());
        if (filter === undefined) throw new Error('a topic names a filter that is not there');
        return filter;
      }
    }
  }
}

function titled(part: NumberedNode, inTitle: boolean): NumberedNode {
  return inTitle ? { kind: 'title', part } : part;
}
