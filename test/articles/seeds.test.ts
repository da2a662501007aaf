import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Article } from '../../src/articles/article.ts';
import { readArticle } from '../../src/articles/read.ts';
import { parseInstant } from '../../src/lib/clock.ts';
import { NOTHING_KNOWN } from '../../src/sources/raw-item.ts';

const SEEDS = join(import.meta.dirname, '..', '..', 'seeds');

function readSeed(file: string, zone: string | null = null): Article {
  const bytes = readFileSync(join(SEEDS, file));
  const outcome = readArticle({ source: 'seeds', ref: file, bytes, known: { ...NOTHING_KNOWN, zone } });
  if (outcome.kind !== 'article') throw new Error(outcome.reason);
  return outcome.article;
}

// The body of each seed is these lines of its file, exactly and alone; the dateline is cut from the first.
const SEED_BODIES = [
  { file: '000_4147a40551966cb9.txt', lines: [13, 15, 17], dateline: '' },
  {
    file: '001_f2d7094547b41447.txt',
    lines: [11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31],
    dateline: 'Istanbul, (APP - UrduPoint / Pakistan Point News - 27th Feb, 2025) ',
  },
  {
    file: '002_d2840af30ce1d58b.txt',
    lines: [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    dateline: 'Doha, (APP - UrduPoint / Pakistan Point News - 26th Feb, 2025) ',
  },
  { file: '003_c3ebc0919f3d0041.txt', lines: [11, 13, 15], dateline: '' },
  { file: '004_6938783252cbd89e.txt', lines: [1, 2, 3, 4, 5, 6], dateline: '' },
] as const;

describe('the five seeds', () => {
  for (const { file, lines, dateline } of SEED_BODIES) {
    test(`${file}: the body is whole and clean`, () => {
      const source = readFileSync(join(SEEDS, file), 'utf8').split('\n');
      const expected = lines.map((line) => source[line - 1]?.trim() ?? '').join('\n\n');
      expect(expected.startsWith(dateline)).toBe(true);
      expect(readSeed(file).text).toBe(expected.slice(dateline.length));
    });
  }

  test('Devdiscourse: stated headline, Indian clock time, desk as publisher and place', () => {
    expect(readSeed('000_4147a40551966cb9.txt')).toMatchObject({
      title: 'Historic US-Russia Diplomatic Talks in Istanbul Signal Policy Shift',
      titleOrigin: 'stated',
      time: { origin: 'stated', at: parseInstant('2025-02-27T12:11:00Z'), precision: 'minute', zone: 'Asia/Kolkata' },
      publisher: 'Devdiscourse',
      agency: null,
      place: 'Istanbul',
      url: null,
      language: 'en',
    });
  });

  test('Devdiscourse: 10-04-2025 is in April, for the lead says Thursday', () => {
    expect(readSeed('003_c3ebc0919f3d0041.txt')).toMatchObject({
      title: 'Diplomatic Relations Reset: U.S. and Russia in Talks to Normalize Missions',
      time: { origin: 'stated', at: parseInstant('2025-04-10T07:00:00Z'), precision: 'minute' },
      publisher: 'Devdiscourse',
    });
  });

  test('UrduPoint: the clock is the publisher’s, the dateline gives place, agency and publisher', () => {
    expect(readSeed('001_f2d7094547b41447.txt', 'Asia/Karachi')).toMatchObject({
      title: 'Russia, US Hold Talks In Istanbul On Easing Embassy Curbs',
      titleOrigin: 'stated',
      time: {
        origin: 'stated-local',
        at: parseInstant('2025-02-27T15:34:00Z'),
        precision: 'minute',
        local: '2025-02-27T20:34',
        zone: 'Asia/Karachi',
      },
      publisher: 'UrduPoint',
      agency: 'APP',
      place: 'Istanbul',
    });
    expect(readSeed('002_d2840af30ce1d58b.txt')).toMatchObject({
      title: 'Russia, US Diplomats To Meet In Istanbul On Thursday',
      time: { origin: 'stated-local', local: '2025-02-26T22:29', zone: null },
      publisher: 'UrduPoint',
      place: 'Doha',
    });
  });

  test('no title, publisher or date is invented; the headlines after the article do not date it', () => {
    expect(readSeed('004_6938783252cbd89e.txt')).toMatchObject({
      title: 'U.S. and Russian officials met for six hours in Istanbul on Thursday to address diplomatic issues',
      titleOrigin: 'lead',
      time: { origin: 'unknown' },
      publisher: null,
      agency: null,
      place: null,
      url: null,
    });
  });

  test('summaries are two sentences that stand alone', () => {
    expect(readSeed('001_f2d7094547b41447.txt').summary).toEqual([
      'Russian and US officials met in Istanbul on Thursday for talks on resolving embassy issues as the two countries aimed to restore ties.',
      "The talks at the US consul general's residence came after this month's first high-level meeting between the two nuclear powers since the start of Russia's Ukraine offensive.",
    ]);
  });
});
