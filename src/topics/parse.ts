/**
 * The topic language as a tree. Positions (`at`) are UTF-16 offsets into the query as typed, for a caret under the place.
 * The grammar, loosest first: OR (and `|` inside parentheses), AND, side by side, NEAR/n and SAME SENTENCE, NOT and `-`, then words.
 */
export type QueryNode =
  /** Words, quoted phrases and alternatives side by side, without an operator: one phrase. */
  | { readonly kind: 'run'; readonly items: readonly RunItem[]; readonly at: number }
  | { readonly kind: 'all'; readonly parts: readonly QueryNode[] }
  | { readonly kind: 'any'; readonly parts: readonly QueryNode[] }
  | { readonly kind: 'not'; readonly part: QueryNode; readonly at: number }
  | {
      readonly kind: 'near';
      /** Words between; null for the same sentence. */
      readonly distance: number | null;
      readonly left: QueryNode;
      readonly right: QueryNode;
      readonly at: number;
    }
  | { readonly kind: 'title'; readonly part: QueryNode }
  | {
      readonly kind: 'filter';
      readonly field: 'publisher' | 'site' | 'lang' | 'since';
      readonly value: string;
      readonly at: number;
    };

export type RunItem =
  | { readonly kind: 'words'; readonly text: string; readonly at: number }
  | { readonly kind: 'quoted'; readonly text: string; readonly at: number }
  | { readonly kind: 'exact'; readonly text: string; readonly at: number }
  | { readonly kind: 'alternatives'; readonly sides: readonly (readonly RunItem[])[]; readonly at: number };

/** What is wrong with a query: one sentence, where, and what to do. */
export type QueryError = { readonly message: string; readonly at: number; readonly hint: string };

export type ParseOutcome =
  | { readonly ok: true; readonly node: QueryNode }
  | { readonly ok: false; readonly error: QueryError };

/** The longest query. A topic of more words than fit here would match nothing, or everything. */
export const MOST_QUERY_CHARACTERS = 500;
const DEEPEST = 20;
/** Words beyond which a query all in capitals is read as a sentence, whose AND and OR are words. */
const SHOUTED_WORDS = 6;
const MOST_DISTANCE = 50;

type Token =
  | { readonly kind: 'word' | 'quoted' | 'exact'; readonly text: string; readonly at: number }
  | { readonly kind: '(' | ')' | '|' | '-' | 'and' | 'or' | 'not' | 'sentence' | 'end'; readonly at: number }
  | { readonly kind: 'near'; readonly distance: number; readonly at: number }
  | { readonly kind: 'field'; readonly field: Field; readonly at: number };

type Field = 'title' | 'publisher' | 'site' | 'lang' | 'since';
const FIELDS: ReadonlyMap<string, Field> = new Map([
  ['title', 'title'],
  ['headline', 'title'],
  ['publisher', 'publisher'],
  ['source', 'publisher'],
  ['site', 'site'],
  ['lang', 'lang'],
  ['language', 'lang'],
  ['since', 'since'],
]);

class QueryProblem extends Error {
  readonly problem: QueryError;
  constructor(message: string, at: number, hint: string) {
    super(message);
    this.problem = { message, at, hint };
  }
}

/** Reads a query into its tree. Any text gives a tree or one clear error; never throws. Linear in its length. */
export function parseQuery(query: string): ParseOutcome {
  if (query.length > MOST_QUERY_CHARACTERS) {
    return failure(
      `A topic may have ${MOST_QUERY_CHARACTERS} characters; this one has ${query.length}.`,
      MOST_QUERY_CHARACTERS,
      'Name the few things the story must be about, or make several topics of it.',
    );
  }
  try {
    return { ok: true, node: parseTokens(tokenize(query)) };
  } catch (error) {
    if (error instanceof QueryProblem) return { ok: false, error: error.problem };
    throw error;
  }
}

function failure(message: string, at: number, hint: string): ParseOutcome {
  return { ok: false, error: { message, at, hint } };
}

const OPEN_QUOTE = /["“”„‟«»＂]/u;

function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  const shouted = isShouted(query);
  let at = 0;
  while (at < query.length) {
    const plain = plainEnd(query, at);
    if (plain > at) {
      tokens.push(plainToken(query.slice(at, plain), shouted, at));
      at = plain;
      continue;
    }
    const first = query.charAt(at);
    if (first === '(' || first === ')' || first === '|') {
      tokens.push({ kind: first, at });
      at += 1;
      continue;
    }
    if (/\s/u.test(first)) {
      at += 1;
      continue;
    }
    const rest = query.slice(at);
    if (OPEN_QUOTE.test(first)) {
      const length = rest.slice(1).search(OPEN_QUOTE);
      if (length < 0) {
        throw new QueryProblem(
          'This quotation mark is never closed.',
          at,
          'Put a second quotation mark after the phrase, or take this one away.',
        );
      }
      tokens.push({ kind: 'quoted', text: rest.slice(1, length + 1), at: at + 1 });
      at += length + 2;
      continue;
    }
    const before = tokens.at(-1);
    const opens = at === 0 || /[\s(|]/u.test(query.charAt(at - 1)) || before?.kind === 'field';
    if (first === '-' && opens && /^-[^\s-]/u.test(rest)) {
      tokens.push({ kind: '-', at });
      at += 1;
      continue;
    }
    const field = /^(\p{L}+):(?=\S)/u.exec(rest);
    const name = field === null ? undefined : FIELDS.get((field[1] ?? '').toLowerCase());
    if (field !== null && name !== undefined) {
      tokens.push({ kind: 'field', field: name, at });
      at += field[0].length;
      continue;
    }
    if (first === '=' && /^=[\p{L}\p{N}]/u.test(rest)) {
      const exact = /^=[^\s()|"“”„‟«»＂]+/u.exec(rest)?.[0] ?? '=';
      tokens.push({ kind: 'exact', text: exact.slice(1), at: at + 1 });
      at += exact.length;
      continue;
    }
    const chunk = /^[^\s()|"“”„‟«»＂]+/u.exec(rest)?.[0] ?? first;
    const operator = shouted ? null : operatorOf(chunk, rest, at);
    tokens.push(operator ?? { kind: 'word', text: chunk, at });
    at +=
      operator?.kind === 'sentence' ? (/^SAME[\s_-]*SENTENCE/u.exec(rest)?.[0].length ?? chunk.length) : chunk.length;
  }
  tokens.push({ kind: 'end', at: query.length });
  return tokens;
}

/** Where a word of plain letters ends that is a word or an operator by itself; `at` itself where no such word begins. */
function plainEnd(query: string, at: number): number {
  let end = at;
  for (; end < query.length; end += 1) {
    const code = query.charCodeAt(end);
    if (code < 65 || code > 122 || (code > 90 && code < 97)) break;
  }
  const after = query.charAt(end);
  if (after !== '' && after !== ' ' && after !== ')' && after !== '|') return at;
  // What follows tells what these are.
  return query.startsWith('SAME', at) || query.startsWith('NEAR', at) ? at : end;
}

function plainToken(text: string, shouted: boolean, at: number): Token {
  if (!shouted) {
    if (text === 'AND') return { kind: 'and', at };
    if (text === 'OR') return { kind: 'or', at };
    if (text === 'NOT') return { kind: 'not', at };
  }
  return { kind: 'word', text, at };
}

/** A sentence typed in capitals: its AND and OR are words of the sentence. */
export function isShouted(query: string): boolean {
  return !/\p{Ll}/u.test(query) && (query.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) > SHOUTED_WORDS;
}

function operatorOf(chunk: string, rest: string, at: number): Token | null {
  if (chunk === 'AND' || chunk === '&&') return { kind: 'and', at };
  if (chunk === 'OR' || chunk === '||') return { kind: 'or', at };
  if (chunk === 'NOT') return { kind: 'not', at };
  if (/^SAME[\s_-]*SENTENCE(?![\p{L}\p{N}])/u.test(rest)) return { kind: 'sentence', at };
  if (!/^NEAR(?:\/|$)/u.test(chunk)) return null;
  const distance = /^NEAR\/(\d{1,4})$/u.exec(chunk)?.[1];
  const words = Number(distance);
  if (distance !== undefined && words >= 1 && words <= MOST_DISTANCE) return { kind: 'near', distance: words, at };
  throw new QueryProblem(
    `NEAR needs the most words that may stand between, from 1 to ${MOST_DISTANCE}.`,
    at,
    'Write it as in: embassy NEAR/10 talks.',
  );
}

function parseTokens(tokens: readonly Token[]): QueryNode {
  let place = 0;
  let depth = 0;

  function peek(): Token {
    return tokens[place] ?? { kind: 'end', at: 0 };
  }

  function parseAny(): QueryNode {
    const parts = [parseAll()];
    while (peek().kind === 'or' || (peek().kind === '|' && depth > 0)) {
      place += 1;
      parts.push(parseAll());
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'any', parts };
  }

  function parseAll(): QueryNode {
    const parts: QueryNode[] = [parseRow()];
    while (peek().kind === 'and') {
      place += 1;
      parts.push(parseRow());
    }
    return allOf(parts);
  }

  // Side by side: neighbouring words, phrases and alternatives are one run; anything else joins it with AND.
  function parseRow(): QueryNode {
    const parts: QueryNode[] = [];
    for (;;) {
      const { kind, at } = peek();
      if (kind === 'end' || kind === ')' || kind === 'or' || kind === 'and' || (kind === '|' && depth > 0)) {
        if (parts.length > 0) break;
        throw missing(peek());
      }
      if ((kind === 'near' || kind === 'sentence' || kind === '|') && parts.length === 0) throw missing(peek());
      if (kind === 'near' || kind === 'sentence') {
        const token = peek();
        place += 1;
        const left = splitLast(parts);
        const right = parseUnary();
        parts.push({ kind: 'near', distance: token.kind === 'near' ? token.distance : null, left, right, at });
        continue;
      }
      parts.push(parseUnary());
    }
    return allOf(joinRuns(parts));
  }

  function parseUnary(): QueryNode {
    const token = peek();
    if (token.kind === 'not' || token.kind === '-') {
      place += 1;
      return { kind: 'not', part: parseUnary(), at: token.at };
    }
    if (token.kind === 'field') return parseField(token.field, token.at);
    const first = parsePrimary();
    if (peek().kind !== '|' || depth > 0) return first;
    const sides = [first];
    while (peek().kind === '|') {
      place += 1;
      sides.push(parsePrimary());
    }
    return asAlternatives({ kind: 'any', parts: sides }, token.at);
  }

  function parseField(field: Field, at: number): QueryNode {
    place += 1;
    const token = peek();
    if (field === 'title') return { kind: 'title', part: parseUnary() };
    place += 1;
    if (token.kind !== 'word' && token.kind !== 'quoted') {
      throw new QueryProblem(`Nothing stands after ${field}:.`, at, `Write it as in: ${EXAMPLES[field]}.`);
    }
    return { kind: 'filter', field, value: token.text, at: token.at };
  }

  function parsePrimary(): QueryNode {
    const token = peek();
    if (token.kind === 'word') {
      place += 1;
      return { kind: 'run', items: [{ kind: 'words', text: token.text, at: token.at }], at: token.at };
    }
    if (token.kind === 'quoted' || token.kind === 'exact') {
      place += 1;
      return { kind: 'run', items: [{ kind: token.kind, text: token.text, at: token.at }], at: token.at };
    }
    if (token.kind !== '(') throw missing(token);
    if (depth >= DEEPEST) {
      throw new QueryProblem('There are too many parentheses inside one another.', token.at, 'Take some of them away.');
    }
    place += 1;
    depth += 1;
    const inside = parseAny();
    depth -= 1;
    if (peek().kind !== ')') {
      throw new QueryProblem(
        'This parenthesis is never closed.',
        token.at,
        'Put a ")" after the group, or take this one away.',
      );
    }
    place += 1;
    return asAlternatives(inside, token.at);
  }

  const node = parseAny();
  const rest = peek();
  if (rest.kind === ')') {
    throw new QueryProblem('This parenthesis closes nothing.', rest.at, 'Take it away, or put a "(" before the group.');
  }
  if (rest.kind !== 'end') throw missing(rest);
  return node;
}

const EXAMPLES: Readonly<Record<Field, string>> = {
  title: 'title:embassy',
  publisher: 'publisher:Reuters',
  site: 'site:bbc.co.uk',
  lang: 'lang:de',
  since: 'since:2025-02-01',
};

function missing(token: Token): QueryProblem {
  const names: Partial<Record<Token['kind'], string>> = {
    and: 'AND',
    or: 'OR',
    near: 'NEAR',
    sentence: 'SAME SENTENCE',
    '|': '|',
  };
  const name = names[token.kind];
  if (name !== undefined) {
    return new QueryProblem(
      `${name} needs something on both sides.`,
      token.at,
      `Put a word before ${name} and one after it.`,
    );
  }
  if (token.kind === ')')
    return new QueryProblem('Nothing stands before this parenthesis.', token.at, 'Put a word there, or take it away.');
  return new QueryProblem(
    'Something is missing here.',
    token.at,
    'Put a word here, or take the operator before it away.',
  );
}

function allOf(parts: readonly QueryNode[]): QueryNode {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return { kind: 'all', parts: parts.flatMap((part) => (part.kind === 'all' ? part.parts : part)) };
}

function joinRuns(parts: readonly QueryNode[]): QueryNode[] {
  const joined: QueryNode[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind === 'run' && last?.kind === 'run') {
      joined[joined.length - 1] = { kind: 'run', items: [...last.items, ...part.items], at: last.at };
    } else joined.push(part);
  }
  return joined;
}

// NEAR binds the one thing before it: in "US embassy NEAR/5 talks" that is "embassy".
function splitLast(parts: QueryNode[]): QueryNode {
  const last = parts.pop();
  if (last === undefined) throw new QueryProblem('Something is missing here.', 0, 'Put a word here.');
  return last;
}

// "(embassy|diplomatic mission)" is one thing said in two ways, and takes part in a phrase as one; a group with operators does not.
function asAlternatives(node: QueryNode, at: number): QueryNode {
  if (node.kind !== 'any') return node;
  const sides: (readonly RunItem[])[] = [];
  for (const part of node.parts) {
    if (part.kind !== 'run') return node;
    sides.push(part.items);
  }
  return { kind: 'run', items: [{ kind: 'alternatives', sides, at }], at };
}
