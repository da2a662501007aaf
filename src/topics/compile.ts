import { instant } from '../lib/clock.ts';
import { fold, oneLine } from '../lib/text.ts';
import { type Concept, senseKey, stemForm, weightOf, yearConcept } from './concepts.ts';
import type { Form, FormWord } from './form.ts';
import type { Lexicon, OwnSense } from './lexicon.ts';
import type { Node } from './node.ts';
import {
  MOST_QUERY_CHARACTERS,
  type ParseOutcome,
  parseQuery,
  type QueryError,
  type QueryNode,
  type RunItem,
} from './parse.ts';
import { readConcepts } from './read-concepts.ts';
import { readPhrase, type Word } from './reading.ts';
import type { ConceptRole, ConceptView } from './topic.ts';

export type TopicNode = Node<Concept>;

/** A topic as it is matched. Derived from its query and the lexicon alone: never stored. */
export type CompiledTopic = {
  /** The query, and behind it a line for each of the workspace's own words that went into it: topics that have the same here are the same. */
  readonly query: string;
  readonly node: TopicNode;
  /** What the person should know about how it was read, one sentence each. */
  readonly notes: readonly string[];
};

export type CompileOutcome =
  | { readonly ok: true; readonly topic: CompiledTopic }
  | { readonly ok: false; readonly error: QueryError };

/** Concepts of one phrase; the query's length allows hardly more. */
const MOST_CONCEPTS = 40;

/**
 * Compiles a query: any words a person would type, or the language of docs/topics.md. Gives the topic, or what is wrong with it, where, and
 * what to do. Never throws.
 */
export function compileTopic(query: string, lexicon: Lexicon): CompileOutcome {
  if (!/[\p{L}\p{N}]/u.test(query)) {
    return refuse(
      query.trim() === '' ? 'This topic is empty.' : 'This topic has no words.',
      'Type what you want to hear about, as in: US–Russia embassy talks.',
    );
  }
  const parsed = PLAIN.test(query) ? plainRun(query) : parseQuery(query);
  if (!parsed.ok) return parsed;
  const notes: string[] = [];
  const ownWords = new Set<string>();
  const problems: QueryError[] = [];
  const node = compileNode(parsed.node, { lexicon, notes, ownWords, problems });
  const [problem] = problems;
  if (problem !== undefined) return { ok: false, error: problem };
  if (node === null) {
    return refuse(
      'This topic has only words that every story has.',
      'Add what the story is about: a country, a name, a thing that happens.',
    );
  }
  if (!asksForSomething(node)) {
    return refuse(
      'This topic only says what to leave out or where to look.',
      'Add at least one word that a story must have.',
    );
  }
  return { ok: true, topic: { query: [oneLine(query), ...ownWords].join('\n'), node, notes } };
}

// Most topics are words and blanks: they are one run, whatever the words are, as long as none is an operator.
const PLAIN = /^(?!.*\b(?:AND|OR|NOT|NEAR|SAME)\b)[A-Za-z]+(?: [A-Za-z]+)*$/;

function plainRun(query: string): ParseOutcome {
  if (query.length > MOST_QUERY_CHARACTERS) return parseQuery(query);
  return { ok: true, node: { kind: 'run', items: [{ kind: 'words', text: query, at: 0 }], at: 0 } };
}

function refuse(message: string, hint: string): CompileOutcome {
  return { ok: false, error: { message, at: 0, hint } };
}

/** What a topic became: its concepts with the forms that count, in the order typed, each with what it is for. */
export function describeTopic(topic: CompiledTopic): readonly ConceptView[] {
  return describeNode(topic.node, null);
}

/** `role`: what an operator above has made of everything below it; null where each concept speaks for itself. */
function describeNode(node: TopicNode, role: ConceptRole | null): readonly ConceptView[] {
  const view = (concept: Concept, own: ConceptRole): ConceptView => {
    return { label: concept.label, forms: formsOf(concept), role: role ?? own };
  };
  switch (node.kind) {
    case 'phrase':
      return node.concepts.map((concept) => view(concept, concept.required ? 'required' : 'counts'));
    case 'near':
      return [view(node.left, 'required'), view(node.right, 'required')];
    case 'all':
      return node.parts.flatMap((part) => describeNode(part, role));
    case 'any':
      return node.parts.flatMap((part) => describeNode(part, role ?? 'alternative'));
    case 'title':
      return describeNode(node.part, role);
    case 'not':
      return describeNode(node.part, 'excluded');
    case 'publisher':
    case 'site':
    case 'lang':
    case 'since':
      return [];
  }
}

function formsOf(concept: Concept): string[] {
  const forms = new Set<string>();
  for (const sense of concept.senses) {
    if (sense.by !== 'entry') forms.add(sense.text);
    else for (const { text } of sense.entry.forms) forms.add(text);
  }
  return [...forms];
}

type Context = {
  readonly lexicon: Lexicon;
  readonly notes: string[];
  readonly ownWords: Set<string>;
  readonly problems: QueryError[];
};

function compileNode(node: QueryNode, context: Context): TopicNode | null {
  switch (node.kind) {
    case 'run':
      return compileRun(node.items, context);
    case 'all':
    case 'any': {
      const parts = node.parts.map((part) => compileNode(part, context)).filter((part) => part !== null);
      const [only] = parts;
      if (only === undefined) return null;
      return parts.length === 1 ? only : { kind: node.kind, parts };
    }
    case 'not': {
      const { lexicon } = context;
      const plain = lexicon.own === null ? lexicon : { ...lexicon, own: null };
      const part = compileNode(node.part, { ...context, lexicon: plain, notes: [] });
      return part === null ? null : { kind: 'not', part: narrow(part) };
    }
    case 'title': {
      const part = compileNode(node.part, context);
      return part === null ? null : { kind: 'title', part };
    }
    case 'near': {
      const left = singleConcept(compileNode(node.left, context));
      const right = singleConcept(compileNode(node.right, context));
      if (left === null || right === null) {
        context.problems.push({
          message: `${node.distance === null ? 'SAME SENTENCE' : 'NEAR'} stands between two single things.`,
          at: node.at,
          hint: 'Put one word, one "quoted phrase" or one (a|b) group on each side.',
        });
        return null;
      }
      return { kind: 'near', distance: node.distance, left, right };
    }
    case 'filter':
      return compileFilter(node, context);
  }
}

function singleConcept(node: TopicNode | null): Concept | null {
  return node?.kind === 'phrase' && node.concepts.length === 1 ? (node.concepts[0] ?? null) : null;
}

function compileFilter(node: QueryNode & { readonly kind: 'filter' }, { problems }: Context): TopicNode | null {
  const { field, value, at } = node;
  switch (field) {
    case 'publisher':
      return { kind: 'publisher', value: fold(oneLine(value)) };
    case 'site':
      return {
        kind: 'site',
        value: fold(value)
          .replace(/^https?:\/\//, '')
          .replace(/^www\./, '')
          .replace(/\/.*$/, ''),
      };
    case 'lang':
      if (/^[a-z]{2}$/.test(fold(value))) return { kind: 'lang', value: fold(value) };
      problems.push({
        message: `"${value}" is no language code.`,
        at,
        hint: 'Write two letters, as in lang:en, lang:de or lang:fr.',
      });
      return null;
    case 'since': {
      const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
      const moment = day === null ? null : instant(Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3])));
      if (moment !== null && new Date(moment).toISOString().startsWith(value)) return { kind: 'since', at: moment };
      problems.push({ message: `"${value}" is no day.`, at, hint: 'Write year-month-day, as in since:2025-02-01.' });
      return null;
    }
  }
}

// What is left out is taken at its word: "-nuclear" must not lose the stories that say "atomic" in passing.
function narrow(node: TopicNode): TopicNode {
  switch (node.kind) {
    case 'phrase':
      return { ...node, concepts: node.concepts.map(narrowConcept) };
    case 'all':
    case 'any':
      return { ...node, parts: node.parts.map(narrow) };
    case 'not':
    case 'title':
      return { ...node, part: narrow(node.part) };
    case 'near':
      return { ...node, left: narrowConcept(node.left), right: narrowConcept(node.right) };
    case 'publisher':
    case 'site':
    case 'lang':
    case 'since':
      return node;
  }
}

function narrowConcept(concept: Concept): Concept {
  const own = concept.senses.filter((sense) => sense.by !== 'entry' || sense.entry.kind !== 'concept');
  return own.length === 0 ? concept : { ...concept, senses: own };
}

function asksForSomething(node: TopicNode): boolean {
  switch (node.kind) {
    case 'phrase':
    case 'near':
      return true;
    case 'all':
      return node.parts.some(asksForSomething);
    case 'any':
      return node.parts.every(asksForSomething);
    case 'title':
      return asksForSomething(node.part);
    case 'not':
    case 'publisher':
    case 'site':
    case 'lang':
    case 'since':
      return false;
  }
}

function compileRun(items: readonly RunItem[], context: Context): TopicNode | null {
  const concepts: Concept[] = [];
  const years: number[] = [];
  let mayRepeat = false;
  for (let place = 0; place < items.length; ) {
    const item = items[place];
    if (item === undefined) break;
    if (item.kind === 'words') {
      // Words side by side are read together.
      let text = item.text;
      for (place += 1; items[place]?.kind === 'words'; place += 1) text += ` ${textOf(items[place])}`;
      const read = readConcepts(text, context.lexicon);
      mayRepeat ||= read.mayRepeat || concepts.length > 0;
      concepts.push(...read.concepts);
      years.push(...read.years);
      context.notes.push(...read.notes);
      for (const own of read.own) context.ownWords.add(keyOfOwn(own));
    } else {
      const concept = item.kind === 'alternatives' ? alternatives(item.sides, context) : literal(item, context);
      mayRepeat ||= concepts.length > 0;
      if (concept !== null) concepts.push(concept);
      place += 1;
    }
  }
  if (concepts.length === 0 && years.length === 0) return null;
  // A year alone is what the person asked for: a word like any other.
  if (concepts.length === 0) return { kind: 'phrase', concepts: mergeSame(years.map(yearConcept)), years: [] };
  const merged = mayRepeat ? mergeSame(concepts) : concepts;
  return { kind: 'phrase', concepts: merged.slice(0, MOST_CONCEPTS), years };
}

function textOf(item: RunItem | undefined): string {
  return item?.kind === 'words' ? item.text : '';
}

function keyOfOwn({ heading, forms }: OwnSense): string {
  return `${heading}: ${forms.map(({ text, weight }) => `${text} ~${weight}`).join(', ')}`;
}

function mergeSame(concepts: readonly Concept[]): Concept[] {
  const seen = new Map<string, Concept>();
  for (const concept of concepts) {
    const key = concept.senses.map(senseKey).join(' ');
    const known = seen.get(key);
    if (known === undefined || concept.required) seen.set(key, concept);
  }
  return [...seen.values()];
}

function literal(item: RunItem & { readonly kind: 'quoted' | 'exact' }, context: Context): Concept | null {
  const words = readPhrase(item.kind === 'exact' ? `${item.text} a` : item.text);
  const own = item.kind === 'exact' ? words.slice(0, -1) : words;
  if (own.length === 0) {
    context.problems.push({
      message: 'These quotation marks hold no word.',
      at: item.at,
      hint: 'Put the words between them, or take them away.',
    });
    return null;
  }
  const form: Form =
    item.kind === 'quoted'
      ? stemForm(own.map(({ stem }) => stem))
      : { words: own.map(({ word, shape }) => ({ by: 'word', value: word, shape: exactShape(shape) })) };
  return {
    label: item.kind === 'exact' ? `=${item.text}` : `"${oneLine(item.text)}"`,
    kind: 'phrase',
    weight: weightOf(own, context.lexicon),
    isName: false,
    required: true,
    senses: [{ by: 'form', form, text: oneLine(item.text), weight: 1 }],
  };
}

function exactShape(shape: Word['shape']): FormWord['shape'] {
  return shape === 'upper' || shape === 'capital' ? shape : 'any';
}

function alternatives(sides: readonly (readonly RunItem[])[], context: Context): Concept | null {
  const found: Concept[] = [];
  for (const side of sides) {
    const compiled = compileRun(side, context);
    if (compiled?.kind !== 'phrase') continue;
    const [only] = compiled.concepts;
    if (compiled.concepts.length === 1 && only !== undefined) found.push(only);
    else found.push(inARow(side, context.lexicon));
  }
  const [first] = found;
  if (first === undefined) return null;
  return {
    label: found.map(({ label }) => label).join(' | '),
    kind: first.kind,
    weight: Math.max(...found.map(({ weight }) => weight)),
    isName: first.isName,
    required: true,
    senses: found.flatMap(({ senses }) => senses),
  };
}

// Several words as one alternative: side by side, as if quoted.
function inARow(items: readonly RunItem[], lexicon: Lexicon): Concept {
  const text = items.flatMap((item) => (item.kind === 'alternatives' ? [] : [item.text])).join(' ');
  const words = readPhrase(text);
  return {
    label: text,
    kind: 'phrase',
    weight: weightOf(words, lexicon),
    isName: false,
    required: true,
    senses: [{ by: 'form', form: stemForm(words.map(({ stem }) => stem)), text, weight: 1 }],
  };
}
