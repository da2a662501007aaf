import { join } from 'node:path';
import type { Article } from '../../src/articles/article.ts';
import { type TopicId, topicId } from '../../src/lib/ids.ts';
import { englishStem } from '../../src/lib/stem.ts';
import { foldedWords } from '../../src/lib/text.ts';
import { compileTopic } from '../../src/topics/compile.ts';
import { createJudge, type JudgedTopic } from '../../src/topics/judge.ts';
import { readLexicon } from '../../src/topics/lexicon-folder.ts';
import { THRESHOLD } from '../../src/topics/score.ts';
import { groupArticles, type Labelled, shuffled } from './labelled.ts';
import { average } from './measure.ts';

/** A topic, and the articles that it must find. */
export type Sought = {
  readonly topic: string;
  isRight(article: Labelled): boolean;
  /** Articles that count neither way. */
  isLeftOut(article: Labelled): boolean;
};

/** One topic and one article. */
export type Pair = {
  readonly article: Labelled;
  readonly right: boolean;
  readonly score: number;
  readonly why: string;
};

/** The pairs of one topic. */
export type Judged = { readonly sought: Sought; readonly pairs: readonly Pair[] };

/** What is judged together: each article for itself, the stories that ours makes, or the true ones. */
export type Together = 'alone' | 'grouped' | 'by true story';

const lexicon = await readLexicon(join(import.meta.dirname, '../../config/lexicon'));

/** Every topic against every story, each article of a story being one pair, as `newsdesk match` does. Throws where a topic cannot be read. */
export function judge(
  articles: readonly Labelled[],
  soughts: readonly Sought[],
  together: Together,
): readonly Judged[] {
  const topics: JudgedTopic[] = [];
  const places = new Map<TopicId, number>();
  for (const [place, { topic }] of soughts.entries()) {
    const compiled = compileTopic(topic, lexicon);
    if (!compiled.ok) throw new Error(`${topic}: ${compiled.error.message}`);
    const id = topicId('bench', String(place));
    places.set(id, place);
    topics.push({ id, topic: compiled.topic });
  }
  const judgeStory = createJudge(lexicon, topics);
  const pairs = soughts.map((): Pair[] => []);
  for (const story of storiesOf(articles, together)) {
    const told = story.map(({ article }) => article satisfies Article);
    const matches = new Map(judgeStory(told).map((match) => [places.get(match.topic), match]));
    for (const [place, sought] of soughts.entries()) {
      const match = matches.get(place);
      // What must be there by an operator may be met or not whatever the score.
      const score = match === undefined ? 0 : match.isMatch ? Math.max(THRESHOLD, match.score) : match.score;
      const why = match?.why.join('; ') ?? 'nothing shared';
      for (const article of story) {
        if (!sought.isLeftOut(article)) pairs[place]?.push({ article, right: sought.isRight(article), score, why });
      }
    }
  }
  return soughts.map((sought, place) => ({ sought, pairs: pairs[place] ?? [] }));
}

function storiesOf(articles: readonly Labelled[], together: Together): readonly (readonly Labelled[])[] {
  switch (together) {
    case 'alone':
      return articles.map((article) => [article]);
    case 'by true story':
      return [...Map.groupBy(articles, ({ story }) => story).values()];
    case 'grouped': {
      const order = shuffled(articles, 1);
      return groupArticles(order.map(({ article }) => article)).map((group) => group.flatMap((i) => order[i] ?? []));
    }
  }
}

/** The simple method: cosine of TF-IDF vectors of stems, document frequencies from the set itself. */
export function judgeByCosine(articles: readonly Labelled[], soughts: readonly Sought[]): readonly Judged[] {
  const counts = articles.map(({ article: { title, text } }) => countWords(`${title} ${text}`));
  const frequency = new Map<string, number>();
  for (const count of counts) for (const word of count.keys()) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const idf = (word: string) => Math.log((articles.length + 1) / ((frequency.get(word) ?? 0) + 0.5));
  const vectors = counts.map((count) => unit(count, idf));
  return soughts.map((sought) => {
    const query = unit(countWords(sought.topic), idf);
    const pairs = articles.flatMap((article, place) => {
      if (sought.isLeftOut(article)) return [];
      let score = 0;
      for (const [word, weight] of query) score += weight * (vectors[place]?.get(word) ?? 0);
      return [{ article, right: sought.isRight(article), score, why: '' }];
    });
    return { sought, pairs };
  });
}

function countWords(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of foldedWords(text)) {
    if (lexicon.ignored.has(word)) continue;
    const stem = englishStem(word.replace(/'s$/, ''));
    counts.set(stem, (counts.get(stem) ?? 0) + 1);
  }
  return counts;
}

function unit(counts: ReadonlyMap<string, number>, idf: (word: string) => number): ReadonlyMap<string, number> {
  const weights = new Map([...counts].map(([word, count]) => [word, (1 + Math.log(count)) * idf(word)]));
  const length = Math.hypot(...weights.values()) || 1;
  return new Map([...weights].map(([word, weight]) => [word, weight / length]));
}

/** Micro F1 of the pairs at or over a threshold. */
export function microF1(judged: readonly Judged[], threshold: number): number {
  let [hits, said, right] = [0, 0, 0];
  for (const { pairs } of judged) {
    for (const pair of pairs) {
      const isSaid = pair.score >= threshold;
      right += Number(pair.right);
      said += Number(isSaid);
      hits += Number(isSaid && pair.right);
    }
  }
  return said + right === 0 ? 0 : (2 * hits) / (said + right);
}

/** The threshold at which the mean F1 of several sets is best. */
export function bestThreshold(sets: readonly (readonly Judged[])[]): number {
  const thresholds = Array.from({ length: 98 }, (_, step) => 0.02 + step / 100);
  const means = thresholds.map((threshold) => average(sets.map((judged) => microF1(judged, threshold))));
  return thresholds[means.indexOf(Math.max(...means))] ?? 0;
}

/** Mean average precision; of equal scores the wrong ones come first. */
export function meanAveragePrecision(judged: readonly Judged[]): number {
  return average(
    judged.filter(({ pairs }) => pairs.some(({ right }) => right)).map(({ pairs }) => averagePrecision(pairs)),
  );
}

function averagePrecision(pairs: readonly Pair[]): number {
  const ranked = pairs.toSorted((one, other) => other.score - one.score || Number(one.right) - Number(other.right));
  let found = 0;
  let sum = 0;
  for (const [place, { right }] of ranked.entries()) {
    if (!right) continue;
    found += 1;
    sum += found / (place + 1);
  }
  return sum / found;
}

/** The highest threshold at which so large a share of the right pairs is found. */
export function thresholdAtRecall(judged: readonly Judged[], recall: number): number {
  const right = judged
    .flatMap(({ pairs }) => pairs.filter((pair) => pair.right).map(({ score }) => score))
    .sort((one, other) => other - one);
  return right[Math.ceil(right.length * recall) - 1] ?? 0;
}

/** The share of the right, or of the wrong, pairs that reach a threshold. */
export function shareOver(judged: readonly Judged[], isRight: boolean, threshold: number): number {
  return average(
    judged.flatMap(({ pairs }) =>
      pairs.filter(({ right }) => right === isRight).map(({ score }) => Number(score >= threshold)),
    ),
  );
}
