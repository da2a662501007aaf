import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashOf } from '../../src/topics/hash-table.ts';
import { codesOf } from '../../src/topics/string-table.ts';
import { createTokenTable, LINE, TOKEN_WORD } from '../../src/topics/token-table.ts';
import { codes, createTokens, readTokens } from '../../src/topics/tokens.ts';

function meet(table: ReturnType<typeof createTokenTable>, word: string): number {
  const source = codesOf(word);
  return table.meet(source, 0, word.length, hashOf(source, 0, word.length));
}

function add(table: ReturnType<typeof createTokenTable>, word: string): number {
  const source = codesOf(word);
  return table.add(source, 0, word.length, hashOf(source, 0, word.length));
}

// Shorter and longer than a line, and of two or more.
const WORDS = ['a', 'ab', 'Ab', 'talks', 'antidisest', 'antidisesta', 'x'.repeat(20), 'x'.repeat(21), 'y'.repeat(500)];

describe('createTokenTable', () => {
  test('is a map from words to numbers and what is known of them, whatever is added and removed', () => {
    const change = fc.record({ word: fc.constantFrom(...WORDS), isAdded: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
        const table = createTokenTable();
        const model = new Map<string, number>();
        for (const [place, { word, isAdded }] of changes.entries()) {
          const known = meet(table, word);
          expect(known).toBe(model.get(word) ?? 0);
          if (isAdded && known === 0) {
            const number = add(table, word);
            table.ints[number * LINE + TOKEN_WORD] = place;
            model.set(word, number);
          }
          if (!isAdded && known > 0) {
            table.remove(known);
            model.delete(word);
          }
        }
        expect(new Set(model.values()).size).toBe(model.size);
        for (const [word, number] of model) {
          expect(changes[table.ints[number * LINE + TOKEN_WORD] ?? -1]?.word).toBe(word);
        }
        for (const number of model.values()) table.remove(number);
        expect(table.used).toBe(0);
      }),
    );
  });

  test('guesses the numbers of the words of a text, and tells where it does not know one', () => {
    const table = createTokenTable();
    const numbers = ['talks', 'go', 'on', 'antidisestablishmentarianism'].map((word) => add(table, word));
    const words = createTokens();
    readTokens('talks go on antidisestablishmentarianisms on', 0, true, words);
    const guessed = new Int32Array(words.size);
    table.guess(words, 0, guessed);
    expect([...guessed]).toEqual([numbers[0], numbers[1], numbers[2], 0, numbers[2]]);
    expect(table.confirm(codes, words, 0, guessed)).toBe(3);
    expect(table.confirm(codes, words, 4, guessed)).toBe(5);
  });

  test('a word that was met since is not stale', () => {
    const table = createTokenTable();
    const numbers = new Map(['a', 'b', 'c'].map((word) => [add(table, word), word]));
    const stale = (): string => {
      const number = table.stale();
      table.remove(number);
      return numbers.get(number) ?? '';
    };
    expect(stale()).toBe('a');
    meet(table, 'b');
    expect(stale()).toBe('c');
    expect(stale()).toBe('b');
  });
});
