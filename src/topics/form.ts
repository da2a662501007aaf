import { englishStem } from '../lib/stem.ts';
import type { Shape, Word } from './reading.ts';

/** One word of a surface form and what it asks of the text. */
export type FormWord = {
  /** `stem`: any form of the word; `word`: this spelling; `initial`: a word (or an initial) that begins with this letter. */
  readonly by: 'stem' | 'word' | 'initial';
  readonly value: string;
  /** The casing the text must show, where it shows any. */
  readonly shape: 'any' | 'capital' | 'upper';
};

/** A way of saying a concept: words side by side. Never empty. */
export type Form = { readonly words: readonly FormWord[]; readonly weight: number };

/** A form found in a text: the words from `start` up to, not including, `end`. */
export type Found<T> = { readonly value: T; readonly weight: number; readonly start: number; readonly end: number };

type Ending<T> = { readonly value: T; readonly form: Form };
type Node<T> = {
  readonly words: Map<string, Node<T>>;
  readonly stems: Map<string, Node<T>>;
  readonly initials: Map<string, Node<T>>;
  readonly endings: Ending<T>[];
};

/** Many forms, found together in one pass over a text. Cost: the words of the text times the longest form that begins there. */
export type FormTable<T> = {
  add(form: Form, value: T): void;
  remove(form: Form, value: T): void;
  /** Everything that begins at one word, longest last. */
  at(words: readonly Word[], start: number): readonly Found<T>[];
};

/** An empty table of forms. */
export function createFormTable<T>(): FormTable<T> {
  const root = createNode<T>();

  function at(words: readonly Word[], start: number): readonly Found<T>[] {
    const first = words[start];
    if (first === undefined) return [];
    const found: Found<T>[] = first.joined === null ? [] : atJoined(first, first.joined, start);
    let states: readonly Node<T>[] = [root];
    for (let end = start; states.length > 0; end += 1) {
      const word = words[end];
      // A form never runs from the title into the text.
      if (word === undefined || word.sentence !== first.sentence) break;
      const reached: Node<T>[] = [];
      for (const state of states) follow(state, word, reached);
      for (const state of reached) {
        for (const { value, form } of state.endings) {
          if (isCasedAs(form, words, start)) found.push({ value, weight: form.weight, start, end: end + 1 });
        }
      }
      states = reached;
    }
    return found;
  }

  // "Wal-Mart" is met by a form of one word too.
  function atJoined(first: Word, joined: string, start: number): Found<T>[] {
    const found: Found<T>[] = [];
    const written = { ...first, word: joined, stem: englishStem(joined) };
    const reached: Node<T>[] = [];
    follow(root, written, reached);
    for (const { endings } of reached) {
      for (const { value, form } of endings) {
        if (isCasedAs(form, [written], 0)) found.push({ value, weight: form.weight, start, end: start + 2 });
      }
    }
    return found;
  }

  return {
    at,
    add(form, value) {
      let node = root;
      for (const word of form.words) {
        const next = nextOf(node, word.by);
        const known = next.get(word.value) ?? createNode<T>();
        next.set(word.value, known);
        node = known;
      }
      node.endings.push({ value, form });
    },
    remove(form, value) {
      const path: { readonly next: Map<string, Node<T>>; readonly key: string }[] = [];
      let node = root;
      for (const word of form.words) {
        const next = nextOf(node, word.by);
        const known = next.get(word.value);
        if (known === undefined) return;
        path.push({ next, key: word.value });
        node = known;
      }
      const place = node.endings.findIndex((ending) => ending.value === value && isSameForm(ending.form, form));
      if (place < 0) return;
      node.endings.splice(place, 1);
      for (const step of path.reverse()) {
        const child = step.next.get(step.key);
        if (child === undefined || !isEmpty(child)) break;
        step.next.delete(step.key);
      }
    },
  };
}

function createNode<T>(): Node<T> {
  return { words: new Map(), stems: new Map(), initials: new Map(), endings: [] };
}

function nextOf<T>(node: Node<T>, by: FormWord['by']): Map<string, Node<T>> {
  return by === 'stem' ? node.stems : by === 'word' ? node.words : node.initials;
}

function isEmpty<T>(node: Node<T>): boolean {
  return node.endings.length + node.words.size + node.stems.size + node.initials.size === 0;
}

function follow<T>(
  state: Node<T>,
  { word, stem, shape }: Pick<Word, 'word' | 'stem' | 'shape'>,
  reached: Node<T>[],
): void {
  const byWord = state.words.size === 0 ? undefined : wordIn(state.words, word, shape);
  if (byWord !== undefined) reached.push(byWord);
  const byStem = state.stems.size === 0 ? undefined : state.stems.get(stem);
  if (byStem !== undefined) reached.push(byStem);
  const byInitial = state.initials.size === 0 ? undefined : state.initials.get(word.charAt(0));
  if (byInitial !== undefined) reached.push(byInitial);
}

// The words of an address have lost their apostrophes: "islamic-states-caliphate".
function wordIn<T>(words: ReadonlyMap<string, Node<T>>, word: string, shape: Shape): Node<T> | undefined {
  const exact = words.get(word);
  if (exact !== undefined || shape !== 'none' || word.length < SHORTEST_POSSESSIVE || !word.endsWith('s')) return exact;
  return words.get(word.slice(0, -1));
}

const SHORTEST_POSSESSIVE = 5;

function isCasedAs(form: Form, words: readonly Word[], start: number): boolean {
  for (const [place, { shape }] of form.words.entries()) {
    const written = words[start + place]?.shape ?? 'none';
    if (!satisfies(written, shape)) return false;
  }
  return true;
}

function satisfies(written: Shape, wanted: FormWord['shape']): boolean {
  if (wanted === 'any' || written === 'none') return true;
  return written === 'upper' || (wanted === 'capital' && written === 'capital');
}

function isSameForm(one: Form, other: Form): boolean {
  return one.weight === other.weight && formKey(one) === formKey(other);
}

/** A form as a string; two forms that ask the same have the same. */
function formKey(form: Form): string {
  return form.words.map(({ by, value, shape }) => `${by}:${shape}:${value}`).join(' ');
}
