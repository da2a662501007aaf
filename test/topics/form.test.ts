import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFormTable, type Form, type FormWord } from '../../src/topics/form.ts';
import { createReader, type ReadText } from '../../src/topics/reading.ts';
import { textIn } from '../../src/topics/string-table.ts';
import { CAPITAL, createVocabulary, NONE, UPPER, type Vocabulary } from '../../src/topics/vocabulary.ts';

const WORDS = ['talk', 'talks', 'reid', 'us', 'embassies', 'embassi', 'walmart', 'wal'];

const formWord: fc.Arbitrary<FormWord> = fc.oneof(
  fc.record({
    by: fc.constantFrom('word' as const, 'stem' as const),
    value: fc.constantFrom(...WORDS),
    shape: fc.constantFrom('any' as const, 'capital' as const, 'upper' as const),
  }),
  fc.record({
    by: fc.constant('initial' as const),
    value: fc.constantFrom('t', 'r'),
    shape: fc.constantFrom('any' as const, 'capital' as const),
  }),
);
const form: fc.Arbitrary<Form> = fc.record({ words: fc.array(formWord, { minLength: 1, maxLength: 3 }) });
const change = fc.record({ form, isAdded: fc.boolean() });
const written = fc.constantFrom(
  'talk',
  'Talks',
  'Reid',
  'T.',
  'US',
  'us',
  'embassies',
  'Wal-Mart',
  'reids',
  '. ',
  'and',
);
const writing = fc.array(written, { maxLength: 12 }).map((words) => words.join(' '));

type Met = { readonly value: number; readonly start: number; readonly end: number };

describe('createFormTable', () => {
  test('finds what trying each form at each word finds, whatever was added and removed', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), writing, writing, (changes, title, text) => {
        const vocabulary = createVocabulary({ ignored: new Set(), persons: new Set(), doubtful: new Set() });
        const table = createFormTable(vocabulary);
        const there = new Map<string, { readonly form: Form; readonly value: number; readonly number: number }>();
        changes.forEach(({ form, isAdded }, value) => {
          const key = JSON.stringify(form);
          const known = there.get(key);
          expect(table.get(form)).toBe(known?.value ?? -1);
          if (isAdded && known === undefined) there.set(key, { form, value, number: table.add(form, value) });
          if (isAdded || known === undefined) return;
          table.remove(known.number);
          there.delete(key);
        });
        const read = createReader(vocabulary).article(title, text);
        const check = () => {
          const met: Met[] = [];
          table.each(read, (value, start, end) => met.push({ value, start, end }));
          expect(sorted(met)).toEqual(
            sorted([...there.values()].flatMap((one, _, all) => metSlowly(one, all, read, vocabulary))),
          );
        };
        check();
        // What words tell was remembered with them.
        for (const [key, { number, value }] of there) {
          if (value % 2 === 0) continue;
          table.remove(number);
          there.delete(key);
        }
        check();
        for (const { number } of there.values()) table.remove(number);
        for (const { form } of there.values()) expect(table.get(form)).toBe(-1);
      }),
      { numRuns: 600 },
    );
  });

  test('of what begins at a word the longest is told last', () => {
    const vocabulary = createVocabulary({ ignored: new Set(), persons: new Set(), doubtful: new Set() });
    const table = createFormTable(vocabulary);
    const any = (value: string): FormWord => ({ by: 'word', value, shape: 'any' });
    table.add({ words: [any('north'), any('korea'), any('talks')] }, 0);
    table.add({ words: [any('north')] }, 1);
    table.add({ words: [any('north'), any('korea')] }, 2);
    const told: number[] = [];
    table.at(createReader(vocabulary).article('', 'In North Korea talks go on'), 1, (value) => told.push(value));
    expect(told).toEqual([1, 2, 0]);
  });
});

function sorted(met: readonly Met[]): readonly Met[] {
  return met.toSorted((one, other) => one.start - other.start || one.end - other.end || one.value - other.value);
}

type Known = { readonly form: Form; readonly value: number };

function metSlowly({ form, value }: Known, all: readonly Known[], text: ReadText, vocabulary: Vocabulary): Met[] {
  const met: Met[] = [];
  for (let start = 0; start < text.size; start += 1) {
    const end = start + form.words.length;
    const isMet = form.words.every((_, place) => {
      const isInSentence = start + place < text.size && text.sentence[start + place] === text.sentence[start];
      return isInSentence && takes(form, place, start + place, all, text, vocabulary);
    });
    if (isMet) met.push({ value, start, end });
    const [only] = form.words;
    const joined = text.joined[start] ?? -1;
    if (joined < 0 || form.words.length > 1 || only === undefined || !fits(only, text.shape[start] ?? 0)) continue;
    const both = `${wordAt(text.word, start, vocabulary)}${wordAt(text.word, start + 1, vocabulary)}`;
    if (only.by === 'initial' ? both.startsWith(only.value) : both === only.value) {
      met.push({ value, start, end: start + 2 });
    }
  }
  return met;
}

function takes(
  form: Form,
  place: number,
  at: number,
  all: readonly Known[],
  text: ReadText,
  vocabulary: Vocabulary,
): boolean {
  const asked = form.words[place];
  if (asked === undefined || !fits(asked, text.shape[at] ?? 0)) return false;
  const word = wordAt(text.word, at, vocabulary);
  if (asked.by === 'initial') return word.startsWith(asked.value);
  if (asked.by === 'stem') return wordAt(text.stem, at, vocabulary) === asked.value;
  if (word === asked.value) return true;
  // The words of an address have lost their apostrophes; but what a form says itself is no possessive.
  const before = JSON.stringify(form.words.slice(0, place));
  const isAsked = all.some(({ form: { words } }) => {
    const other = words[place];
    return other?.by === 'word' && other.value === word && JSON.stringify(words.slice(0, place)) === before;
  });
  return !isAsked && text.shape[at] === NONE && word.length >= 5 && word === `${asked.value}s`;
}

function fits({ shape: asked }: FormWord, shape: number): boolean {
  return asked === 'any' || shape === NONE || shape === UPPER || (asked === 'capital' && shape === CAPITAL);
}

function wordAt(column: Int32Array, at: number, { words }: Vocabulary): string {
  return textIn(words, column[at] ?? 0);
}
