import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instant } from '../../src/lib/clock.ts';
import type { ArticleId } from '../../src/lib/ids.ts';
import { bindTopic } from '../../src/topics/binding.ts';
import { type CompiledTopic, compileTopic } from '../../src/topics/compile.ts';
import { scoreStory } from '../../src/topics/evaluate.ts';
import type { MatchableArticle } from '../../src/topics/profile.ts';
import { THRESHOLD } from '../../src/topics/score.ts';
import { createSenses } from '../../src/topics/senses.ts';
import { createTopicIndex, type TopicIndex } from '../../src/topics/topic-index.ts';
import { article, compiled, lexicon } from './support.ts';

const WORDS = [
  'US',
  'Russia',
  'Russian',
  'embassy',
  'consulate',
  'talks',
  'Moscow',
  'nuclear',
  'earthquake',
  'Turkey',
  'Istanbul',
  'Klitschko',
  'Klitchko',
  'election',
  'vote',
  'T. Reid',
  'Tara',
  'Reid',
  '2024',
  '2025',
  'the',
  'said',
  'health',
  'care',
  'healthcare',
  'UN',
];
const word = fc.constantFrom(...WORDS);
// Topics of more than five concepts are found and judged in another way.
const phrase = fc.array(word, { minLength: 1, maxLength: 9 }).map((words) => words.join(' '));
const filter = fc.constantFrom(
  'lang:en',
  'lang:de',
  'publisher:Reuters',
  'site:bbc.com',
  'since:2025-01-01',
  'since:2024-06-01',
);
const { query } = fc.letrec<{ query: string; part: string }>((tie) => ({
  query: fc.oneof(
    { weight: 3, arbitrary: phrase },
    { weight: 4, arbitrary: tie('part') },
    fc.tuple(tie('part'), filter).map((parts) => parts.join(' ')),
    fc.tuple(tie('part'), word).map(([left, right]) => `${left} -${right}`),
    fc.tuple(tie('part'), tie('part')).map(([left, right]) => `${left} AND NOT (${right})`),
  ),
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    phrase,
    fc.tuple(phrase, word).map(([left, right]) => `${left} "${right}"`),
    fc.tuple(phrase, word, word).map(([left, one, other]) => `${left} (${one}|${other})`),
    fc.tuple(word, fc.constantFrom('NEAR/2', 'NEAR/5', 'SAME SENTENCE'), word).map((parts) => parts.join(' ')),
    fc.tuple(tie('part'), fc.constantFrom('AND', 'OR'), tie('part')).map((parts) => `(${parts.join(' ')})`),
    tie('part').map((part) => `title:(${part})`),
    word.map((one) => `=${one}`),
  ),
}));

const story = fc
  .array(
    fc.record({
      title: phrase,
      text: fc.array(phrase, { maxLength: 6 }).map((parts) => parts.join('. ')),
      year: fc.constantFrom(null, 2024, 2025),
      publisher: fc.constantFrom(null, 'Reuters', 'BBC'),
      url: fc.constantFrom(null, 'https://www.bbc.com/news/1'),
      language: fc.constantFrom('en', 'de'),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) =>
    parts.map(({ title, text, year, publisher, url, language }, place): MatchableArticle => {
      const at = instant(Date.UTC(year ?? 2024, 6, 1));
      return article(title, text, {
        id: `a-${place}` as ArticleId,
        publisher,
        url,
        language,
        time:
          at === null || year === null ? { origin: 'unknown' } : { origin: 'stated', at, precision: 'day', zone: null },
      });
    }),
  );

/** What judging each topic by itself finds. */
function slowly(topics: readonly CompiledTopic[], articles: readonly MatchableArticle[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { query, node } of topics) {
    const senses = createSenses(lexicon);
    const bound = bindTopic(node, senses);
    const score = scoreStory(bound, articles.map(senses.profile));
    if (score >= THRESHOLD) found.set(query, score);
  }
  return found;
}

function fast(
  index: TopicIndex,
  queries: ReadonlyMap<number, ReadonlySet<string>>,
  articles: readonly MatchableArticle[],
) {
  const found = () => {
    const { count, numbers, scores } = index.match(articles);
    const met = new Map<string, number>();
    expect(new Set(numbers.subarray(0, count)).size).toBe(count);
    for (let n = 0; n < count; n += 1) {
      for (const query of queries.get(numbers[n] ?? -1) ?? []) met.set(query, scores[n] ?? 0);
    }
    return met;
  };
  const met = found();
  for (const one of articles) index.read(one);
  expect(sorted(found())).toEqual(sorted(met));
  return met;
}

function sorted(found: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1));
}

describe('createTopicIndex', () => {
  test('finds exactly what judging every topic by itself finds, with the same scores, whatever came and went', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(query, { minLength: 1, maxLength: 25 }),
        fc.array(story, { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(24), { maxLength: 12 }),
        (queries, stories, toggled) => {
          const index = createTopicIndex(lexicon);
          const topics = queries.flatMap((text) => {
            const outcome = compileTopic(text, lexicon);
            return outcome.ok ? [outcome.topic] : [];
          });
          const kept = new Map<string, { readonly topic: CompiledTopic; readonly number: number }>();
          const toggle = (topic: CompiledTopic) => {
            const known = kept.get(topic.query);
            if (known === undefined) kept.set(topic.query, { topic, number: index.add(topic) });
            else {
              kept.delete(topic.query);
              index.remove(known.number);
            }
          };
          const check = (articles: readonly MatchableArticle[]) => {
            const byNumber = new Map<number, Set<string>>();
            for (const [query, { number }] of kept)
              byNumber.set(number, (byNumber.get(number) ?? new Set()).add(query));
            expect(index.size).toBe(byNumber.size);
            const all = [...kept.values()].map(({ topic }) => topic);
            expect(sorted(fast(index, byNumber, articles))).toEqual(sorted(slowly(all, articles)));
          };
          for (const topic of topics) toggle(topic);
          for (const articles of stories) {
            check(articles);
            for (const place of toggled) {
              const topic = topics[place];
              if (topic !== undefined) toggle(topic);
            }
            check(articles);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('topics that ask for the same are one, until nobody watches for it', () => {
    const index = createTopicIndex(lexicon);
    const number = index.add(compiled('earthquake in Japan'));
    expect(index.add(compiled('Earthquake in Japan'))).toBe(number);
    expect(index.size).toBe(1);
    index.remove(number);
    expect(index.match([article('Quake in Japan')]).count).toBe(1);
    index.remove(number);
    expect(index.match([article('Quake in Japan')]).count).toBe(0);
    expect(index.size).toBe(0);
    index.remove(number);
    expect(index.size).toBe(0);
  });

  test('an article that was read before is met by what is watched for since', () => {
    const index = createTopicIndex(lexicon);
    const read = article('Zorvanek signs for Plimsoll United');
    expect(index.match([read]).count).toBe(0);
    const number = index.add(compiled('Zorvanek AND Plimsoll'));
    expect(index.match([read]).count).toBe(1);
    index.read(read);
    index.remove(number);
    // What is looked for now may have the number of what was looked for then.
    index.add(compiled('Harbourside AND Quillfeather'));
    expect(index.match([read]).count).toBe(0);
  });

  test('ten thousand topics that come and go leave nothing behind', () => {
    const index = createTopicIndex(lexicon);
    const heldBefore = index.held;
    const queries = Array.from({ length: 10_000 }, (_, n) => {
      const [one, other] = [WORDS[n % 20] ?? 'embassy', WORDS[Math.floor(n / 20) % 20] ?? 'talks'];
      const name = `Zorvan${String.fromCharCode(97 + (n % 26))}${String.fromCharCode(97 + (Math.floor(n / 26) % 26))}`;
      return n % 2 === 0 ? `${one} ${other} ${name}` : `(${one}|${name}) AND ${other} AND NOT "${name}${n % 7}"`;
    });
    for (const round of [0, 1]) {
      const numbers = queries.map((query) => index.add(compiled(query)));
      expect(index.held).toBeGreaterThan(10_000);
      expect(index.match([article('Embassy talks in Moscow', 'Zorvanaa said.')]).count).toBeGreaterThan(round);
      for (const number of numbers) index.remove(number);
      expect(index.size).toBe(0);
      expect(index.held).toBe(heldBefore);
    }
  });

  test('no articles meet nothing', () => {
    const index = createTopicIndex(lexicon);
    index.add(compiled('earthquake'));
    expect(index.match([]).count).toBe(0);
  });

  test('a hostile text is read to its bound and no further', () => {
    const index = createTopicIndex(lexicon);
    index.add(compiled('embassy NEAR/1 talks'));
    index.add(compiled('"embassy embassy embassy embassy x"'));
    for (const text of [
      'embassy '.repeat(130_000),
      '.'.repeat(1_000_000),
      'x'.repeat(1_000_000),
      'U. '.repeat(300_000),
      '-'.repeat(1_000_000),
      "'".repeat(1_000_000),
      'A.'.repeat(500_000),
    ]) {
      expect(index.match([article('x', text)]).count).toBe(0);
    }
  });
});
