import { instant } from '../lib/clock.ts';
import { fold, oneLine } from '../lib/text.ts';
import { wordRarity } from '../lib/word-rank.ts';
import type { Form, FormWord } from './form.ts';
import { type Entry, type EntryKind, type Lexicon, sightEntries } from './lexicon.ts';
import { parseQuery, type QueryError, type QueryNode, type RunItem } from './parse.ts';
import { readPhrase, type Word } from './reading.ts';
import type { ConceptView } from './topic.ts';

/** One way in which an article can meet a concept: an entry of the lexicon, or words of the topic itself. */
export type ConceptSense =
  | { readonly by: 'entry'; readonly entry: Entry; readonly weight: number }
  | { readonly by: 'form'; readonly form: Form; readonly text: string };

/** One idea of a topic. */
export type Concept = {
  readonly label: string;
  readonly kind: EntryKind | 'word' | 'phrase';
  /** How much it tells, from 0 to 1: rare words tell more. */
  readonly weight: number;
  /** A story without it does not match, whatever else it says. */
  readonly required: boolean;
  readonly senses: readonly ConceptSense[];
};

export type TopicNode =
  | { readonly kind: 'phrase'; readonly concepts: readonly Concept[]; readonly years: readonly number[] }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly TopicNode[] }
  | { readonly kind: 'not' | 'title'; readonly part: TopicNode }
  | { readonly kind: 'near'; readonly distance: number | null; readonly left: Concept; readonly right: Concept }
  | { readonly kind: 'publisher' | 'site' | 'lang'; readonly value: string }
  | { readonly kind: 'since'; readonly at: number };

/** A topic as it is matched. Derived from its query and the lexicon alone: never stored. */
export type CompiledTopic = {
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
/** A form that only may mean the concept does not widen a topic that uses it. */
const LEADS_TO_FAMILY = 0.75;

/**
 * Compiles a query: any words a person would type, or the language of docs/topics.md. Gives the topic, or what is wrong with it, where, and
 * what to do. Never throws.
 */
export function compileTopic(query: string, lexicon: Lexicon): CompileOutcome {
  const parsed = parseQuery(query);
  if (!parsed.ok) return parsed;
  const notes: string[] = [];
  const problems: QueryError[] = [];
  const node = compileNode(parsed.node, { lexicon, notes, problems, isCaseless: !/\p{Lu}/u.test(query) });
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
  return { ok: true, topic: { query: oneLine(query), node, notes } };
}

function refuse(message: string, hint: string): CompileOutcome {
  return { ok: false, error: { message, at: 0, hint } };
}

/** What a topic became: its concepts with the forms that count, in the order typed. What is left out is not among them. */
export function describeTopic(topic: CompiledTopic): readonly ConceptView[] {
  return conceptsOf(topic.node).map((concept) => ({
    label: concept.label,
    forms: formsOf(concept),
    required: concept.required,
  }));
}

/** The concepts of a topic in the order typed, exclusions left out. */
export function conceptsOf(node: TopicNode): readonly Concept[] {
  switch (node.kind) {
    case 'phrase':
      return node.concepts;
    case 'all':
    case 'any':
      return node.parts.flatMap(conceptsOf);
    case 'title':
      return conceptsOf(node.part);
    case 'near':
      return [node.left, node.right];
    case 'not':
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
    if (sense.by === 'form') forms.add(sense.text);
    else for (const { text } of sense.entry.forms) forms.add(text);
  }
  return [...forms];
}

type Context = {
  readonly lexicon: Lexicon;
  readonly notes: string[];
  readonly problems: QueryError[];
  readonly isCaseless: boolean;
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
      const part = compileNode(node.part, { ...context, notes: [] });
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
  const own = concept.senses.filter((sense) => sense.by === 'form' || sense.entry.kind !== 'concept');
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
  let words: string[] = [];
  const flush = () => {
    if (words.length > 0) readConcepts(words.join(' '), context, concepts, years);
    words = [];
  };
  for (const item of items) {
    if (item.kind === 'words') {
      words.push(item.text);
      continue;
    }
    flush();
    const concept = item.kind === 'alternatives' ? alternatives(item.sides, context) : literal(item, context);
    if (concept !== null) concepts.push(concept);
  }
  flush();
  if (concepts.length === 0 && years.length === 0) return null;
  if (concepts.length === 0) {
    // A year alone is what the person asked for: a word like any other.
    concepts.push(...years.map((year) => wordConcept(String(year), [stemForm([String(year)])], 1)));
    years.length = 0;
  }
  return { kind: 'phrase', concepts: mergeSame(concepts).slice(0, MOST_CONCEPTS), years };
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

/** What a sense is known by: the same for the same entry or form, whatever the topic. */
export function senseKey(sense: ConceptSense): string {
  return sense.by === 'entry'
    ? `entry ${sense.entry.id}`
    : sense.form.words.map(({ by, value, shape }) => `${by} ${shape} ${value}`).join('|');
}

function literal(item: RunItem & { readonly kind: 'quoted' | 'exact' }, { problems }: Context): Concept | null {
  const words = readPhrase(item.kind === 'exact' ? `${item.text} a` : item.text);
  const own = item.kind === 'exact' ? words.slice(0, -1) : words;
  if (own.length === 0) {
    problems.push({
      message: 'These quotation marks hold no word.',
      at: item.at,
      hint: 'Put the words between them, or take them away.',
    });
    return null;
  }
  const form: Form =
    item.kind === 'quoted'
      ? stemForm(own.map(({ stem }) => stem))
      : { weight: 1, words: own.map(({ word, shape }) => ({ by: 'word', value: word, shape: exactShape(shape) })) };
  return {
    label: item.kind === 'exact' ? `=${item.text}` : `"${oneLine(item.text)}"`,
    kind: 'phrase',
    weight: Math.max(...own.map(({ word }) => wordRarity(word))),
    required: true,
    senses: [{ by: 'form', form, text: oneLine(item.text) }],
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
    else found.push(inARow(side));
  }
  const [first] = found;
  if (first === undefined) return null;
  return {
    label: found.map(({ label }) => label).join(' | '),
    kind: first.kind,
    weight: Math.max(...found.map(({ weight }) => weight)),
    required: true,
    senses: found.flatMap(({ senses }) => senses),
  };
}

// Several words as one alternative: side by side, as if quoted.
function inARow(items: readonly RunItem[]): Concept {
  const text = items.flatMap((item) => (item.kind === 'alternatives' ? [] : [item.text])).join(' ');
  const words = readPhrase(text);
  return {
    label: text,
    kind: 'phrase',
    weight: Math.max(0, ...words.map(({ word }) => wordRarity(word))),
    required: true,
    senses: [{ by: 'form', form: stemForm(words.map(({ stem }) => stem)), text }],
  };
}

function stemForm(stems: readonly string[]): Form {
  return { weight: 1, words: stems.map((value) => ({ by: 'stem', value, shape: 'any' })) };
}

function wordConcept(label: string, forms: readonly Form[], weight: number): Concept {
  return {
    label,
    kind: 'word',
    weight,
    required: false,
    senses: forms.map((form) => ({ by: 'form', form, text: label })),
  };
}

function readConcepts(text: string, context: Context, concepts: Concept[], years: number[]): void {
  const { lexicon, notes } = context;
  const words = readPhrase(text);
  const reading = { words, titleWords: words.length, isHeadline: true };
  const sightings = sightEntries(lexicon, reading, true, null);
  for (let start = 0; start < words.length; ) {
    const word = words[start];
    if (word === undefined) break;
    const here = sightings.filter((sighting) => sighting.start === start);
    const names = here.filter(({ entry }) => entry.kind !== 'concept');
    const name = names[0];
    if (name !== undefined) {
      const typed = text.slice(word.at, endOf(words, name.end));
      concepts.push(nameConcept(typed, names, words.slice(start, name.end)));
      if (word.shape === 'none' && /^(?:us|uk)$/.test(word.word))
        notes.push(`"${typed}" is read as the ${name.entry.label}.`);
      start = name.end;
      continue;
    }
    const families = here.filter(
      ({ entry, weight, end }) => entry.kind === 'concept' && (weight >= LEADS_TO_FAMILY || end > start + 1),
    );
    const end = Math.max(start + 1, ...families.map((family) => family.end));
    const row = words.slice(start, end);
    const isYear = row.length === 1 && /^(?:19|20)\d\d$/.test(word.word);
    if (isYear) years.push(Number(word.word));
    else if (end > start + 1 || !lexicon.ignored.has(word.word)) {
      const longest = families.filter((family) => family.end === end);
      concepts.push(familyConcept(text.slice(word.at, endOf(words, end)), row, longest));
    }
    start = end;
  }
}

function endOf(words: readonly Word[], end: number): number {
  const last = words[end - 1];
  return last === undefined ? 0 : last.at + last.text.length;
}

function nameConcept(
  label: string,
  sightings: readonly { readonly entry: Entry; readonly weight: number }[],
  words: readonly Word[],
): Concept {
  const best = sightings.toSorted((one, other) => other.weight - one.weight)[0]?.entry;
  const rarity = Math.max(...words.map(({ word }) => wordRarity(word)));
  return {
    label,
    kind: best?.kind ?? 'name',
    weight: best?.kind === 'country' ? 0.8 : Math.max(0.7, rarity),
    required: best?.kind === 'country',
    senses: sightings.map(({ entry, weight }) => ({
      by: 'entry',
      entry,
      weight: Math.min(1, weight / Math.max(...sightings.map((s) => s.weight))),
    })),
  };
}

function familyConcept(
  label: string,
  words: readonly Word[],
  families: readonly { readonly entry: Entry; readonly weight: number }[],
): Concept {
  const form = stemForm(words.map(({ stem }) => stem));
  return {
    label,
    kind: families.length > 0 ? 'concept' : 'word',
    weight: Math.max(...words.map(({ word }) => wordRarity(word))),
    required: false,
    senses: [
      { by: 'form', form, text: label },
      ...families.map(({ entry, weight }) => ({ by: 'entry' as const, entry, weight })),
    ],
  };
}
