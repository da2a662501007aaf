import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cutAtGrapheme,
  cutText,
  escapeHtml,
  fold,
  foldedWords,
  oneLine,
  paragraphs,
  sentences,
  visibleText,
  words,
} from '../../src/lib/text.ts';

describe('sentences', () => {
  test.each([
    ['U.S. and Russian officials met on Feb. 27 in the U.S. The talks went on.', 2],
    ['The talks were led by Gov. J. K. Smith of Acme Inc. and others.', 1],
    ['It ended at 8 p.m. He left.', 2],
    ['In Washington, D.C., Mr. Lee spoke.', 1],
    ['"Really?" she asked. "Yes!" he said.', 2],
    ['It grew by 3.5 per cent… Then it fell! (It rose later.)', 3],
    ['Shares of Ford Motor Co. fell. Others rose.', 2],
    ['The deal of 27th Feb. 2025 holds.', 1],
    ['One paragraph without an end\n\nAnother one', 2],
    ['"We will see. It may take time," she said. He agreed.', 2],
    ['An open " mark. A second sentence. A third.', 3],
    ['第一句。第二句！', 2],
  ])('%s', (text, count) => {
    expect(sentences(text)).toHaveLength(count);
  });

  test('nothing is lost or changed but white space', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('U.S.', 'The', 'a.', '"So', 'he."', 'Mr.', '3.', 'x?', '\n\n', '…', 'end!')),
        (parts) => {
          const text = parts.join(' ');
          expect(oneLine(sentences(text).join(' '))).toBe(oneLine(text));
        },
      ),
    );
  });

  test('paragraphs are parted by empty lines', () => {
    expect(paragraphs('one\nline \n \n\n two\n')).toEqual(['one line', 'two']);
  });
});

describe('words', () => {
  test('initials, numbers, apostrophes and scripts without spaces', () => {
    expect(words("Russia's U.S. 1,200 8.7% Moscow-based 27th l’école 北京")).toEqual([
      "Russia's",
      'U.S.',
      '1,200',
      '8.7',
      'Moscow',
      'based',
      '27th',
      'l’école',
      '北',
      '京',
    ]);
  });

  test('plain English has the same words with a foreign one beside it', () => {
    const part = fc.constantFrom('a', 'B', '.', 'U.S.', ',', '1', '2', "'", '-', ' ', 'x1y', '3.5', "o'c");
    fc.assert(
      fc.property(
        fc.array(part).map((parts) => parts.join('')),
        (text) => {
          expect(words(`${text} é`)).toEqual([...words(text), 'é']);
        },
      ),
    );
  });

  test('folding makes spellings alike', () => {
    expect(fold('Erdoğan ‘ÀÉß’ — Łódź Ångström')).toBe("erdogan 'aess' - lodz angstrom");
    expect(foldedWords('L’École')).toEqual(["l'ecole"]);
  });
});

describe('cutting', () => {
  test('after a sentence, else after a word, else after a grapheme', () => {
    expect(cutText('A first sentence stands here. And another is long.', 40)).toBe('A first sentence stands here.…');
    expect(cutText('one two three four five six', 15)).toBe('one two three…');
    expect(cutText('👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 25)).toBe('👩‍👩‍👧‍👦👩‍👩‍👧‍👦…');
    expect(cutText('short', 5)).toBe('short');
  });

  test('never longer than the limit, never half a character, always a beginning of the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 40 }), (text, limit) => {
        const cut = cutText(text, limit);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut.isWellFormed()).toBe(true);
        const plain = cutAtGrapheme(text, limit);
        expect(text.startsWith(plain)).toBe(true);
        expect(plain.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('what is shown', () => {
  test('controls, bidi marks and lone surrogates go; joiners of emoji and line ends stay', () => {
    expect(visibleText('a\u202eb\u0000c\ud800d\r\ne\u2028f\ufeff')).toBe('abcd\ne\nf');
    expect(visibleText('👩‍👧')).toBe('👩‍👧');
  });

  test('escaped text is safe in an element and in an attribute', () => {
    expect(escapeHtml(`<a href="x" title='y'>&</a>`)).toBe(
      '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;',
    );
  });
});
