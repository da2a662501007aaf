import { englishStem } from '../lib/stem.ts';
import { fold, foldedWords } from '../lib/text.ts';
import { compileTopic, describeTopic } from './compile.ts';
import type { Concept } from './concepts.ts';
import type { Lexicon } from './lexicon.ts';
import { MOST_QUERY_CHARACTERS, parseQuery, type QueryNode, type RunItem } from './parse.ts';
import { printItems, printQuery } from './print.ts';
import { readConcepts } from './read-concepts.ts';

/** What is to become of a topic's query. */
export type QueryChange =
  /** One more thing that a story should have; `to`: another way of saying something that the query has. */
  | { readonly kind: 'add'; readonly words: string; readonly to: string | null }
  /** Something that the query asks for, or leaves out, is not asked for any more. */
  | { readonly kind: 'drop'; readonly words: string }
  /** Something that the query asks for must be there, whatever else a story says. */
  | { readonly kind: 'require'; readonly words: string }
  /** Something that a story must not have. */
  | { readonly kind: 'exclude'; readonly words: string };

export type ChangedQuery =
  | { readonly ok: true; readonly query: string }
  /** One sentence on what is wrong, one on what to do. */
  | { readonly ok: false; readonly problem: string; readonly hint: string };

/** Changes a query and gives it in the topic language. The query itself must be one that compiles. */
export function changeQuery(query: string, change: QueryChange, lexicon: Lexicon): ChangedQuery {
  const parsed = parseQuery(query);
  if (!parsed.ok) return refuse(parsed.error.message, parsed.error.hint);
  const items = plainItems(change.words);
  if (items === null) {
    return refuse(`“${change.words}” is more than words.`, 'Operators go into the whole: query "…".');
  }
  const changed = changedTree(parsed.node, change, items, lexicon);
  if (typeof changed === 'string') return refuse(changed, 'What the topic asks for is listed by /news edit.');
  if (changed === null) return refuse('Nothing would be left of the topic.', '/news unwatch ends it.');
  const text = printQuery(changed);
  if (text.length > MOST_QUERY_CHARACTERS) {
    return refuse(`The topic would be longer than ${MOST_QUERY_CHARACTERS} characters.`, 'Make several topics of it.');
  }
  const compiled = compileTopic(text, lexicon);
  return compiled.ok ? { ok: true, query: text } : refuse(compiled.error.message, compiled.error.hint);
}

function refuse(problem: string, hint: string): ChangedQuery {
  return { ok: false, problem, hint };
}

/** Words, quoted phrases, exact words and alternatives; null for anything with an operator. */
function plainItems(words: string): readonly RunItem[] | null {
  const parsed = parseQuery(words);
  return parsed.ok && parsed.node.kind === 'run' ? parsed.node.items : null;
}

/** The tree with the change made; null where nothing is left of it, a sentence where the change finds nothing to change. */
function changedTree(
  node: QueryNode,
  change: QueryChange,
  items: readonly RunItem[],
  lexicon: Lexicon,
): QueryNode | null | string {
  switch (change.kind) {
    case 'exclude':
      // Of several alternatives none may have it.
      return eachAlternative(node, (part) => allOf(part, { kind: 'not', part: { kind: 'run', items, at: 0 }, at: 0 }));
    case 'add': {
      if (change.to === null) return eachAlternative(node, (part) => withItems(part, items));
      const { to } = change;
      const found = replaceIn(node, { kind: 'another', name: to, items }, lexicon);
      return found.isFound ? found.node : `The topic asks for nothing that is called “${to}”.`;
    }
    case 'require': {
      if (isRequired(node, change.words, lexicon)) return `“${change.words}” is required already.`;
      const found = replaceIn(node, { kind: 'apart', name: change.words }, lexicon);
      if (!found.isFound) return `The topic asks for nothing that is called “${change.words}”.`;
      if (found.node === null) return `“${change.words}” is all that the topic asks for.`;
      return allOf(found.node, { kind: 'run', items, at: 0 });
    }
    case 'drop': {
      const found = replaceIn(node, { kind: 'without', name: change.words }, lexicon);
      return found.isFound ? found.node : `The topic says nothing of “${change.words}”.`;
    }
  }
}

/** Whether a story must have it as it is: a country, what stands in quotes or between operators. */
function isRequired(node: QueryNode, name: string, lexicon: Lexicon): boolean {
  const compiled = compileTopic(printQuery(node), lexicon);
  if (!compiled.ok) return false;
  return describeTopic(compiled.topic).some(
    ({ label, role }) => role === 'required' && label.split(' | ').some((one) => isSame(one, name)),
  );
}

function eachAlternative(node: QueryNode, change: (part: QueryNode) => QueryNode): QueryNode {
  return node.kind === 'any' ? { kind: 'any', parts: node.parts.map(change) } : change(node);
}

function allOf(...parts: readonly QueryNode[]): QueryNode {
  return { kind: 'all', parts: parts.flatMap((part) => (part.kind === 'all' ? part.parts : [part])) };
}

function withItems(node: QueryNode, items: readonly RunItem[]): QueryNode {
  if (node.kind === 'run') return { ...node, items: [...node.items, ...items] };
  const parts = node.kind === 'all' ? node.parts : [node];
  const place = parts.findIndex(({ kind }) => kind === 'run');
  const run = parts[place];
  if (run?.kind !== 'run') return allOf(...parts, { kind: 'run', items, at: 0 });
  return { kind: 'all', parts: parts.with(place, withItems(run, items)) };
}

/** What becomes of something that the query names: it is said in another way too, or not asked for any more. */
type Replacement =
  | { readonly kind: 'another'; readonly name: string; readonly items: readonly RunItem[] }
  /** `apart`: by its own name alone, for it is asked for beside the rest. */
  | { readonly kind: 'without' | 'apart'; readonly name: string };

type Replaced<T> = { readonly node: T | null; readonly isFound: boolean };

function replaceIn(node: QueryNode, how: Replacement, lexicon: Lexicon): Replaced<QueryNode> {
  switch (node.kind) {
    case 'run': {
      const items = replaceInRun(node.items, how, lexicon);
      return items === null
        ? { node, isFound: false }
        : { node: items.length === 0 ? null : { ...node, items }, isFound: true };
    }
    case 'any':
    case 'all': {
      const parts = node.parts.map((part) => replaceIn(part, how, lexicon));
      const kept = parts.flatMap((part) => part.node ?? []);
      const [only] = kept;
      const isFound = parts.some((part) => part.isFound);
      if (only === undefined) return { node: null, isFound };
      return { node: kept.length === 1 ? only : { kind: node.kind, parts: kept }, isFound };
    }
    case 'title': {
      const { node: part, isFound } = replaceIn(node.part, how, lexicon);
      return { node: part === null ? null : { ...node, part }, isFound };
    }
    case 'not': {
      // What must not be there is said in one way only; it can be dropped.
      if (how.kind !== 'without') return { node, isFound: false };
      const { node: part, isFound } = replaceIn(node.part, how, lexicon);
      return { node: part === null ? null : { ...node, part }, isFound };
    }
    case 'near': {
      const [left, right] = [replaceIn(node.left, how, lexicon), replaceIn(node.right, how, lexicon)];
      const isFound = left.isFound || right.isFound;
      // Without one side, the other is asked for by itself.
      if (left.node === null || right.node === null) return { node: left.node ?? right.node, isFound };
      return { node: { ...node, left: left.node, right: right.node }, isFound };
    }
    case 'filter':
      return {
        node: isSame(node.value, how.name) && how.kind === 'without' ? null : node,
        isFound: isSame(node.value, how.name),
      };
  }
}

/** The items of a run with one of its concepts replaced; null where none is meant. */
function replaceInRun(items: readonly RunItem[], how: Replacement, lexicon: Lexicon): readonly RunItem[] | null {
  for (const { from, to, text } of plainStretches(items)) {
    const replaced = replaceInWords(text, how, lexicon);
    if (replaced !== null) return [...items.slice(0, from), ...replaced, ...items.slice(to)];
  }
  for (const [place, item] of items.entries()) {
    const replaced = item.kind === 'words' ? null : replaceItem(item, how);
    if (replaced !== null) return [...items.slice(0, place), ...replaced, ...items.slice(place + 1)];
  }
  return null;
}

/** Neighbouring words of a run, which are read together. */
function plainStretches(items: readonly RunItem[]) {
  const found: { from: number; to: number; text: string }[] = [];
  for (const [place, item] of items.entries()) {
    if (item.kind !== 'words') continue;
    const last = found.at(-1);
    if (last?.to === place) {
      last.to += 1;
      last.text += ` ${item.text}`;
    } else found.push({ from: place, to: place + 1, text: item.text });
  }
  return found;
}

function replaceInWords(text: string, how: Replacement, lexicon: Lexicon): readonly RunItem[] | null {
  const { concepts, years } = readConcepts(text, lexicon);
  const meant =
    concepts.find(({ label }) => isSame(label, how.name)) ??
    (how.kind === 'apart' ? undefined : concepts.find((concept) => hasForm(concept, how.name)));
  const year = years.find((one) => String(one) === how.name.trim());
  const label = meant?.label ?? (year === undefined ? null : String(year));
  if (label === null) return null;
  const start = text.indexOf(label);
  // What joined it to its neighbours ("US–Russia") joins nothing any more.
  const before = wordItems(text.slice(0, start).replace(/[-–—/]+$/u, ''));
  const after = wordItems(text.slice(start + label.length).replace(/^(?:['’]s)?[-–—/]*/u, ''));
  const own = wordItems(label);
  if (how.kind === 'another') return [...before, alternatives([own, how.items]), ...after];
  const isForm = meant !== undefined && !isSame(meant.label, how.name);
  return [...before, ...(isForm ? otherForms(meant, how.name) : []), ...after];
}

/** Everything that a concept may be called but one: said in these ways only. */
function otherForms(concept: Concept, without: string): readonly RunItem[] {
  const forms = formsOf(concept).filter((form) => !isSame(form, without));
  const sides = forms.map((text): readonly RunItem[] => [{ kind: 'quoted', text, at: 0 }]);
  return sides.length === 0 ? [] : sides.length === 1 ? (sides[0] ?? []) : [alternatives(sides)];
}

function replaceItem(item: RunItem, how: Replacement): readonly RunItem[] | null {
  const isMeant = isSame(printItems([item]), how.name) || (item.kind !== 'alternatives' && isSame(item.text, how.name));
  if (item.kind !== 'alternatives') {
    if (!isMeant) return null;
    return how.kind === 'another' ? [alternatives([[item], how.items])] : [];
  }
  const side = item.sides.findIndex((one) => isSame(printItems(one), how.name) || isSame(plainText(one), how.name));
  if (!isMeant && side < 0) return null;
  if (how.kind === 'another') return [alternatives([...item.sides, how.items])];
  if (isMeant) return [];
  const left = item.sides.filter((_, place) => place !== side);
  return left.length === 1 ? (left[0] ?? []) : [alternatives(left)];
}

function alternatives(sides: readonly (readonly RunItem[])[]): RunItem {
  return { kind: 'alternatives', sides, at: 0 };
}

function wordItems(text: string): readonly RunItem[] {
  return text
    .split(/\s+/u)
    .flatMap((word): readonly RunItem[] => (word === '' ? [] : [{ kind: 'words', text: word, at: 0 }]));
}

function plainText(items: readonly RunItem[]): string {
  return items.map((item) => (item.kind === 'alternatives' ? printItems([item]) : item.text)).join(' ');
}

function hasForm(concept: Concept, name: string): boolean {
  return concept.kind === 'concept' && formsOf(concept).some((form) => isSame(form, name));
}

function formsOf({ senses }: Concept): readonly string[] {
  const texts = senses.flatMap((sense) =>
    sense.by === 'entry' ? sense.entry.forms.map(({ text }) => text) : [sense.text],
  );
  return [...new Map(texts.map((text) => [fold(text), text])).values()];
}

/** The same words, whatever their case, accents and endings. */
function isSame(one: string, other: string): boolean {
  if (fold(one) === fold(other)) return true;
  const stems = (text: string) => foldedWords(text).map(englishStem).join(' ');
  return stems(one) !== '' && stems(one) === stems(other);
}
