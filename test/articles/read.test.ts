import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Article, ReadOutcome } from '../../src/articles/article.ts';
import { MAX_ARTICLE_BYTES } from '../../src/articles/decode.ts';
import { readArticle } from '../../src/articles/read.ts';
import { foldedWords, sentences } from '../../src/lib/text.ts';
import { type KnownFacts, NOTHING_KNOWN } from '../../src/sources/raw-item.ts';

function read(content: string | Uint8Array, ref = 'a.txt', known: Partial<KnownFacts> = {}): ReadOutcome {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return readArticle({ source: 'test', ref, bytes, known: { ...NOTHING_KNOWN, ...known } });
}

function article(content: string | Uint8Array, ref?: string, known?: Partial<KnownFacts>): Article {
  const outcome = read(content, ref, known);
  if (outcome.kind !== 'article') throw new Error(outcome.reason);
  return outcome.article;
}

const REPORT = `Dam gates opened at Orsk as river rises

The gates of the Orsk dam were opened on Monday after the river rose by two metres in a day, officials said.

Four villages downstream were told to move cattle and machines to higher ground. Schools stay shut until Thursday.
`;

describe('what cannot be read', () => {
  test.each([
    ['empty.txt', Buffer.alloc(0), 'It is empty. Save'],
    ['blank.txt', Buffer.from(' \n\t \ufeff \n'), 'It is empty. Save'],
    ['notes.txt', Buffer.from('PK\x03\x04rest of an archive', 'latin1'), 'It is a ZIP archive'],
    ['photo.txt', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'It is a PNG image, not text.'],
    ['scan.html', Buffer.from('%PDF-1.7'), 'It is a PDF document'],
    ['noise.txt', Buffer.from(Array.from({ length: 600 }, (_, i) => (i * 7) % 256)), 'It holds binary data'],
    ['zeros.txt', Buffer.alloc(500), 'It '],
  ])('%s', (ref, bytes, reason) => {
    const outcome = read(bytes, ref);
    expect(outcome).toMatchObject({ kind: 'unreadable', reason: expect.stringContaining(reason) });
  });

  test('a file over the limit is refused by its size', () => {
    expect(read(Buffer.alloc(MAX_ARTICLE_BYTES + 1, 'a '))).toMatchObject({
      kind: 'unreadable',
      reason: expect.stringMatching(/^It has 4\.0 MB, more than the 4 MB/),
    });
  });

  test('a page of chrome alone holds no article', () => {
    const chrome =
      'Home\nWorld\nSport\n\nTrending\n\nMayor wins third term\nBus fares to rise\n\n© 2030 The Post\nPrivacy Policy\n';
    expect(read(chrome)).toMatchObject({ kind: 'unreadable', reason: expect.stringContaining('holds no article') });
  });

  test('markup nested without end is refused', () => {
    expect(read('<div>'.repeat(20_000), 'deep.html')).toMatchObject({
      kind: 'unreadable',
      reason: expect.stringContaining('too deeply'),
    });
  });

  test('the name in a reason is on one line and short', () => {
    const outcome = read('', `bad\nname\u202e${'x'.repeat(500)}.txt`);
    expect(outcome.kind === 'unreadable' && outcome.reason.length < 200 && !/[\n\u202e]/.test(outcome.reason)).toBe(
      true,
    );
  });
});

describe('what every text has', () => {
  const SWEDISH =
    'Älven steg på måndagen. “Vi måste öppna luckorna”, sade chefen för dammen – en åtgärd som är ovanlig i maj.';

  test.each([
    ['UTF-8', Buffer.from(SWEDISH)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${SWEDISH}`)],
    ['UTF-16 little endian with a mark', Buffer.from(`\ufeff${SWEDISH}`, 'utf16le')],
    ['UTF-16 little endian', Buffer.from(SWEDISH, 'utf16le')],
    ['UTF-16 big endian', Buffer.from(SWEDISH, 'utf16le').swap16()],
    ['UTF-8 cut within a character', Buffer.concat([Buffer.from(SWEDISH), Buffer.from([0xc3])])],
    ['Windows-1252', Buffer.from(SWEDISH.replace('“', '\x93').replace('”', '\x94').replace('–', '\x96'), 'latin1')],
  ])('%s', (_, bytes) => {
    expect(article(bytes).text).toBe(SWEDISH);
  });

  test('characters nobody sees are taken out', () => {
    expect(article('The \u202egates\u202c of the \u0007dam were ope\u00adned on Monday.\u0000').text).toBe(
      'The gates of the dam were opened on Monday.',
    );
  });

  test('a headline alone is an article where the source gives it', () => {
    expect(article('', 'guid-1', { title: 'Dam gates  opened' })).toMatchObject({
      title: 'Dam gates opened',
      titleOrigin: 'stated',
      text: '',
      summary: [],
      language: null,
    });
  });

  test('what the source knows wins over the text', () => {
    const known = {
      title: 'Orsk dam opened',
      publisher: 'The Steppe',
      url: 'HTTPS://Steppe.example:443/a?utm_source=x#y',
    };
    expect(article(REPORT, 'a.txt', known)).toMatchObject({
      title: 'Orsk dam opened',
      publisher: 'The Steppe',
      url: 'https://steppe.example/a',
    });
  });
});

describe('identity', () => {
  test('the same text in two files is one article, whatever its white space, case of the title, and quotes', () => {
    const again = REPORT.replace('Dam gates opened at Orsk as river rises', 'DAM GATES OPENED AT ORSK AS RIVER RISES')
      .replaceAll('\n', '\r\n')
      .replaceAll(' the ', '  the ');
    expect(article(again, 'other.txt').id).toBe(article(REPORT).id);
  });

  test('another word is another article; the same address is the same article', () => {
    const other = REPORT.replace('two metres', 'three metres');
    expect(article(other).id).not.toBe(article(REPORT).id);
    const url = 'https://steppe.example/dam';
    expect(article(other, 'a.txt', { url: `${url}?fbclid=1` }).id).toBe(article(REPORT, 'b.txt', { url }).id);
  });
});

describe('whatever comes', () => {
  const refs = fc.constantFrom('a.txt', 'a.html', 'a.md', 'guid');
  const word = fc.constantFrom(
    'the',
    'Dam',
    'U.S.',
    'river',
    'rose',
    '12',
    'Feb.',
    '2030',
    '“Go',
    'on”',
    '(AP)',
    '—',
    'met.',
    'said',
    '<b>',
    '</p>',
    '[x](y)',
    '|',
    '©',
    'Share',
  );
  const lines = fc.array(
    fc.array(word, { maxLength: 30 }).map((words) => words.join(' ')),
    { maxLength: 20 },
  );

  test('nothing throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), refs, (bytes, ref) => {
        expect(['article', 'unreadable']).toContain(read(bytes, ref).kind);
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          lines.map((all) => all.join('\n')),
        ),
        refs,
        (text, ref) => {
          expect(['article', 'unreadable']).toContain(read(text, ref).kind);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('the body is made of the text’s own words, and the summary of the body’s own sentences', () => {
    fc.assert(
      fc.property(lines, (all) => {
        const source = all.join('\n\n');
        const outcome = read(source);
        if (outcome.kind !== 'article') return;
        const own = new Set(foldedWords(source));
        for (const used of foldedWords(outcome.article.text)) expect(own.has(used)).toBe(true);
        for (const sentence of outcome.article.summary) expect(sentences(outcome.article.text)).toContain(sentence);
      }),
      { numRuns: 300 },
    );
  });

  test('reading a clean article again keeps its body', () => {
    const words = [
      'river',
      'dam',
      'village',
      'council',
      'opened',
      'after',
      'heavy',
      'rain',
      'people',
      'road',
      'bridge',
      'school',
      'north',
      'closed',
      'engineers',
    ];
    const sentence = fc.shuffledSubarray(words, { minLength: 6 }).map((chosen) => `The ${chosen.join(' ')}.`);
    fc.assert(
      fc.property(
        fc.uniqueArray(sentence, { minLength: 2, maxLength: 8, selector: (line) => line.slice(0, 20) }),
        (all) => {
          const once = article(all.join('\n\n')).text;
          expect(article(once).text).toBe(once);
        },
      ),
      { numRuns: 100 },
    );
  });

  test.each([
    ['one line without end', 'a.txt', 'word '],
    ['half a million lines', 'a.txt', 'ab\n'],
    ['dates', 'a.txt', '27 Feb 2025 '],
    ['dots', 'a.txt', '. '],
    ['open quotes', 'a.txt', '"a. '],
    ['accents on one letter', 'a.txt', '\u0301'],
    ['unclosed elements', 'a.html', '<b>x'],
    ['comments', 'a.html', '<!--'],
    ['entities', 'a.html', '&amp;'],
    ['line breaks', 'a.html', 'x<br>'],
    ['brackets', 'a.md', '[a]('],
    ['stars', 'a.md', '*a _b '],
  ])('a megabyte of %s is read in linear time', (_, ref, piece) => {
    // A quadratic step over a megabyte would outlast the test's own time limit by far.
    const outcome = read(piece.repeat(Math.ceil(1_000_000 / piece.length)), ref);
    expect(['article', 'unreadable']).toContain(outcome.kind);
  });
});
