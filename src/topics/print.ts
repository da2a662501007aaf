import { isShouted, type QueryNode, type RunItem } from './parse.ts';

/** The query that a tree stands for: reading it again gives the same tree, places and the case of words apart. */
export function printQuery(node: QueryNode): string {
  const text = printAny(node);
  // All in capitals and this long, its operators would be read as words: one word in small letters tells them apart.
  return node.kind !== 'run' && isShouted(text) ? withSmallWord(text) : text;
}

function withSmallWord(text: string): string {
  const words = (text.match(/\p{L}+/gu) ?? []).filter((word) => !OPERATOR.test(word) && word !== 'SENTENCE');
  const longest = words.reduce((one, other) => (other.length > one.length ? other : one), '');
  return longest === '' ? text : text.replace(longest, longest.toLowerCase());
}

function printAny(node: QueryNode): string {
  return node.kind === 'any' ? node.parts.map(printAll).join(' OR ') : printAll(node);
}

/** Some items side by side, as a query says them. */
export function printItems(items: readonly RunItem[]): string {
  return items.map(printItem).join(' ');
}

function printAll(node: QueryNode): string {
  if (node.kind !== 'all') return printPart(node);
  let text = '';
  let before: QueryNode | null = null;
  for (const part of node.parts) {
    text += `${before === null ? '' : between(before, part)}${printPart(part)}`;
    before = part;
  }
  return text;
}

// Two runs side by side would be read as one, and NEAR binds what stands beside it.
function between(one: QueryNode, other: QueryNode): string {
  const isOpen = ({ kind }: QueryNode) => kind === 'run' || kind === 'near' || kind === 'any';
  return isOpen(one) && isOpen(other) ? ' AND ' : ' ';
}

function printPart(node: QueryNode): string {
  switch (node.kind) {
    case 'run':
      return printItems(node.items);
    case 'any':
    case 'all':
      return `(${printAny(node)})`;
    case 'not': {
      const single = singleItem(node.part);
      return single === null ? `NOT ${grouped(node.part)}` : `-${printItem(single)}`;
    }
    case 'title':
      return `title:${grouped(node.part)}`;
    case 'near': {
      const operator = node.distance === null ? 'SAME SENTENCE' : `NEAR/${node.distance}`;
      return `${grouped(node.left)} ${operator} ${grouped(node.right)}`;
    }
    case 'filter':
      return `${node.field}:${printValue(node.value)}`;
  }
}

function grouped(node: QueryNode): string {
  const single = singleItem(node);
  return single === null ? `(${printAny(node)})` : printItem(single);
}

function singleItem(node: QueryNode): RunItem | null {
  return node.kind === 'run' && node.items.length === 1 ? (node.items[0] ?? null) : null;
}

function printItem(item: RunItem): string {
  switch (item.kind) {
    case 'words':
      return printWord(item.text);
    case 'quoted':
      return `"${item.text}"`;
    case 'exact':
      return `=${item.text}`;
    case 'alternatives':
      return `(${item.sides.map(printItems).join('|')})`;
  }
}

const OPERATOR = /^(?:AND|OR|NOT|SAME[\s_-]*SENTENCE|SAME|NEAR.*)$/u;

/** A word stays one: in small letters it is no operator, and without marks at its ends neither an exclusion nor a field. */
function printWord(text: string): string {
  if (text === '&&') return 'and';
  const word = OPERATOR.test(text) ? text.toLowerCase() : text;
  // A hyphen alone would exclude what is put behind it; a dash does not.
  return word
    .replace(/^-+(?=[^-])/, '')
    .replace(/^-+$/, '–')
    .replace(/(?<=\p{L}):$/u, '');
}

function printValue(value: string): string {
  return /^[\p{L}\p{N}][\p{L}\p{N}./:_-]*$/u.test(value) && !OPERATOR.test(value) ? value : `"${value}"`;
}
