import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readArticle } from '../../src/articles/read.ts';
import { parseInstant } from '../../src/lib/clock.ts';
import { sentences } from '../../src/lib/text.ts';
import { NOTHING_KNOWN } from '../../src/sources/raw-item.ts';

// A page and what must come of it, side by side. Times are written as ISO 8601, the text as a list of paragraphs.
const FOLDER = join(import.meta.dirname, '..', 'pages');
const referenceSchema = z.object({
  shows: z.string(),
  known: z
    .object({
      title: z.string(),
      publisher: z.string(),
      url: z.string(),
      zone: z.string(),
      publishedAt: z.string().transform(parseInstant),
    })
    .partial()
    .default({}),
  article: z.looseObject({ text: z.array(z.string()), time: z.looseObject({ at: z.string().optional() }) }),
});

const pages = readdirSync(FOLDER).filter((file) => extname(file) !== '.json');

describe('reference pages', () => {
  test('every page has its expectation, and every expectation its page', () => {
    const names = pages.map((file) => file.slice(0, -extname(file).length)).sort();
    const expectations = readdirSync(FOLDER).filter((file) => extname(file) === '.json');
    expect(expectations.map((file) => file.slice(0, -5)).sort()).toEqual(names);
  });

  for (const file of pages) {
    const reference = referenceSchema.parse(
      JSON.parse(readFileSync(join(FOLDER, `${file.slice(0, -extname(file).length)}.json`), 'utf8')),
    );
    test(`${file}: ${reference.shows}`, () => {
      const { title = null, publisher = null, url = null, zone = null, publishedAt = null } = reference.known;
      const outcome = readArticle({
        source: 'pages',
        ref: file,
        bytes: readFileSync(join(FOLDER, file)),
        known: { ...NOTHING_KNOWN, title, publisher, url, zone, publishedAt },
      });
      if (outcome.kind !== 'article') throw new Error(outcome.reason);
      const { id, summary, time, text, ...rest } = outcome.article;
      expect({
        ...rest,
        text: text.split('\n\n'),
        time: 'at' in time ? { ...time, at: new Date(time.at).toISOString() } : time,
      }).toEqual(reference.article);
      expect(id).toMatch(/^a-[0-9a-z]{12}$/);
      const own = sentences(text);
      expect(summary.length).toBeGreaterThan(0);
      for (const sentence of summary) expect(own).toContain(sentence);
    });
  }
});
