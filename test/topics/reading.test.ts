import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lexemeOf, plainWord } from '../../src/topics/lexeme.ts';
import { createReader, readPhrase } from '../../src/topics/reading.ts';
import { textIn } from '../../src/topics/string-table.ts';
import { createVocabulary, SHAPES } from '../../src/topics/vocabulary.ts';

const reader = createReader(createVocabulary({ ignored: new Set(), persons: new Set(), doubtful: new Set() }));

// The expression alone, which the reader goes round wherever it can.
const TOKEN =
  /\p{L}(?:\.\p{L})+\.?(?!\p{L})|\bU\. (?:S\.(?: A\.)?|K\.|N\.)|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|\p{N}+(?:[.,]\p{N}+)*\p{L}*|[\p{L}\p{M}]+(?:\p{N}+|['’](?=\p{L})\p{L}[\p{L}\p{M}]*)*|[.!?…]["'”’»)\]]{0,3}\s{1,3}(?=["'“‘«([]{0,3}\p{Lu})|\n/guy;

function readSlowly(text: string, firstSentence: number, isTitle: boolean) {
  const caseless = !/\p{Lu}/u.test(text) || !/\p{Ll}/u.test(text);
  const found: { word: string; stem: string; shape: number; sentence: number }[] = [];
  let sentence = firstSentence;
  for (let at = 0; at < text.length; ) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0] ?? '';
    at += Math.max(1, token.length);
    if (/^[.!?…\n]/.test(token)) {
      if (!isTitle && found.at(-1)?.sentence === sentence) sentence += 1;
    } else if (token !== '' && plainWord(token) !== '') {
      const { word, stem, shape } = lexemeOf(token);
      found.push({ word, stem, shape: SHAPES[caseless ? 'none' : shape], sentence });
    }
  }
  return found;
}

function read(title: string, text: string) {
  const { words } = reader.vocabulary;
  const { size, word, stem, shape, sentence } = reader.article(title, text);
  return Array.from({ length: size }, (_, place) => ({
    word: textIn(words, word[place] ?? 0),
    stem: textIn(words, stem[place] ?? 0),
    shape: shape[place],
    sentence: sentence[place],
  }));
}

const PIECES = [
  'Russia',
  'talks',
  'US',
  'U.S.',
  'U. S.',
  'U',
  'a',
  'I',
  'São',
  'Erdoğan',
  "O'Rourke's",
  'don’t',
  '196,000',
  '4.7',
  '250M',
  '1.',
  '２',
  'F16',
  'covid19s',
  'Москва',
  '中国',
  'ไทย',
  'Wal-Mart',
  'x',
  '½',
  'ʼ',
  '\u0301',
  'e\u0301',
  '𝐀b',
  '😀',
  'ß',
  ' ',
  ' ',
  ' ',
  ' ',
  '. ',
  '." ',
  '.',
  '!',
  '? ',
  '…',
  '\n',
  '\t',
  "'",
  '’',
  '"',
  '“',
  '(',
  ')',
  '-',
  '‐',
  '–',
  ',',
  ': ',
  ';',
  '/',
  '@',
  '\u00a0',
  '\u200b',
  '.\u00a0T',
  '. t',
  '. “T',
  '.  2',
];

describe('createReader', () => {
  test('reads what the expression alone reads', () => {
    const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), text, (title, body) => {
        fc.pre(title === '' || !body.trimStart().startsWith(title));
        expect(read(title, body)).toEqual([...readSlowly(title, 0, true), ...readSlowly(body, 1, false)]);
        expect(readPhrase(title).map(({ word, stem }) => ({ word, stem }))).toEqual(
          readSlowly(title, 0, true).map(({ word, stem }) => ({ word, stem })),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('words of texts are remembered up to a bound', () => {
    const { vocabulary } = reader;
    const letters = (number: number) => [...String(number)].map((digit) => 'abcdefghij'.charAt(Number(digit))).join('');
    for (let round = 0; round < 25; round += 1) {
      reader.article('', Array.from({ length: 4000 }, (_, place) => letters(round * 4000 + place)).join(' '));
    }
    expect(vocabulary.words.count).toBeLessThan(140_000);
    expect(read('', 'Russia and the talks')).toEqual(readSlowly('Russia and the talks', 1, false));
  });
});
