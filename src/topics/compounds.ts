import { FAMILIAR_WORDS, WORDS_BY_RANK, wordRarity } from '../lib/word-rank.ts';
import type { Form, FormWord } from './form.ts';

/** Words that may stand for others: written as one, or taken apart. */
export type WordsSense = {
  readonly by: 'form';
  readonly form: Form;
  readonly text: string;
  readonly weight: number;
};

/** Parts of a compound are everyday words. */
const COMPOUND_RARITY = 0.8;
const SHORTEST_PART = 3;
const SHORTEST_COMPOUND = 6;
/** By so many letters it is told at once that most names begin or end no familiar word. */
const END_LETTERS = 4;

// In order of the alphabet, from the front and from the back: what begins or ends with a word stands behind it.
const known = WORDS_BY_RANK.slice(0, FAMILIAR_WORDS).filter(
  (word) => word.length >= SHORTEST_COMPOUND && /^[a-z]+$/.test(word),
);
const fromFront = known.toSorted();
const fromBack = known.map(reversed).sort();
const heads: ReadonlySet<string> = new Set(known.map((word) => word.slice(0, END_LETTERS)));
const tails: ReadonlySet<string> = new Set(known.map((word) => word.slice(-END_LETTERS)));
const parts: ReadonlySet<string> = new Set(
  WORDS_BY_RANK.slice(0, FAMILIAR_WORDS).filter(
    (word) => word.length >= SHORTEST_PART && wordRarity(word) <= COMPOUND_RARITY,
  ),
);

/** This word as it is spelt. */
export function wordOf(value: string): FormWord {
  return { by: 'word', value, shape: 'any' };
}

/** "healthcare" is "health care". */
export function partsOf(word: string): readonly WordsSense[] {
  const found: WordsSense[] = [];
  if (!/^[a-z]{7,}$/.test(word)) return found;
  for (let cut = SHORTEST_PART; cut <= word.length - SHORTEST_PART; cut += 1) {
    const first = word.slice(0, cut);
    if (!parts.has(first)) continue;
    const second = word.slice(cut);
    if (parts.has(second)) found.push(senseOf(first, second));
  }
  return found;
}

/** What two neighbours are when they are written as one ("health care" is "healthcare", "5 50" is "5.50" as addresses write it), or null. */
export function compound(first: string, second: string, joined: string | null): WordsSense | null {
  if (/^\d+$/.test(first) && /^\d+$/.test(second)) return senseOf(`${first}.${second}`);
  const whole = first + second;
  const isKnown = whole.length >= SHORTEST_COMPOUND && (joined === whole || wordRarity(whole) < 1);
  return isKnown && /^[a-z]+$/.test(whole) ? senseOf(whole) : null;
}

/** Whether a familiar word begins, or ends, with this one: only of such two `compound` makes something where nothing joins them. */
export function endsOfCompounds(word: string): { readonly opens: boolean; readonly closes: boolean } {
  const isShort = word.length < END_LETTERS;
  return {
    opens: (isShort || heads.has(word.slice(0, END_LETTERS))) && isBeginning(word, fromFront),
    closes: (isShort || tails.has(word.slice(-END_LETTERS))) && isBeginning(reversed(word), fromBack),
  };
}

function isBeginning(word: string, sorted: readonly string[]): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < word) low = middle + 1;
    else high = middle;
  }
  const next = sorted[sorted[low] === word ? low + 1 : low];
  return next?.startsWith(word) ?? false;
}

function reversed(word: string): string {
  let back = '';
  for (let place = word.length - 1; place >= 0; place -= 1) back += word.charAt(place);
  return back;
}

function senseOf(...words: readonly string[]): WordsSense {
  return { by: 'form', form: { words: words.map(wordOf) }, text: words.join(' '), weight: 1 };
}
