/**
 * How well topics find their stories: `node bench/quality/topics.ts DATA_FOLDER [--errors] [--half fit|held]`.
 *
 * Alerts (micro F1 at the one shipped threshold) and ranking (MAP) for each set: each article alone, as `newsdesk match` judges it, and grouped, as
 * `newsdesk match --grouped` and the running bot do; the details say what the true stories would give. Articles under `near_verbatim` are left out. Beside
 * it a TF-IDF cosine whose threshold is chosen on the very data it is judged on.
 * Look-alikes: the articles of the twin event that alert at the threshold where 85 % of the right ones do. Then the TIME collection, for ranking only.
 * Intervals are a bootstrap over topics.
 */
import { z } from 'zod';
import { THRESHOLD } from '../../src/topics/score.ts';
import { type Labelled, labelledArticles, rows } from './labelled.ts';
import { interval, isInHalf, type Measure, type Options, runMeasures, type Taken } from './measure.ts';
import {
  bestThreshold,
  type Judged,
  judge,
  judgeByCosine,
  meanAveragePrecision,
  microF1,
  type Pair,
  type Sought,
  shareOver,
  thresholdAtRecall,
} from './topics-judging.ts';

const topicSchema = z.object({
  story: z.string(),
  topic: z.string(),
  near_verbatim: z.array(z.string()).default([]),
  twin: z.string().optional(),
});
const querySchema = z.object({
  query: z.string(),
  relevant: z.array(z.union([z.string(), z.number()]).transform(String)),
});

type Topic = z.infer<typeof topicSchema>;

const SETS = [
  { name: 'basil, with text', stories: 'stories/basil', articles: 'articles', isHeadline: false, f1: 0.88, map: 0.95 },
  { name: 'basil, headline', stories: 'stories/basil', articles: 'articles', isHeadline: true, f1: 0.75, map: 0.85 },
  { name: 'newscluster', stories: 'stories/newscluster', articles: 'articles', isHeadline: false, f1: 0.88, map: 0.97 },
  { name: 'roundups', stories: 'topics/roundups', articles: 'headlines', isHeadline: true, f1: 0.75, map: 0.8 },
] as const;
const LEAST_RECALL = 0.85;

/** Matches the topics of the labelled collections. */
export function measureTopics(options: Options): Taken {
  const sets = SETS.map((set) => judgeSet(set, options));
  const threshold = bestThreshold(sets.map(({ cosine }) => cosine));
  const twins = measureTwins(options);
  const time = measureTime(options);
  const measured = (
    kind: 'alerts' | 'ranking',
    value: (judged: readonly Judged[]) => number,
    simple: (judged: readonly Judged[]) => number,
  ) =>
    sets.flatMap(({ name, f1, map, alone, grouped, cosine }): Measure[] => {
      const baselines = [{ name: 'TF-IDF', value: simple(cosine) }];
      const goal = kind === 'alerts' ? f1 : map;
      const head = `${kind}: ${name}, ${kind === 'alerts' ? 'F1' : 'MAP'}`;
      return [
        { name: head, ours: value(alone), interval: interval(alone, value), baselines, goal, sense: 'most' },
        {
          name: `${head}, grouped`,
          ours: value(grouped),
          interval: interval(grouped, value),
          baselines,
          goal,
          sense: 'most',
        },
      ];
    });
  return {
    measures: [
      ...measured(
        'alerts',
        (judged) => microF1(judged, THRESHOLD),
        (judged) => microF1(judged, threshold),
      ),
      ...measured('ranking', meanAveragePrecision, meanAveragePrecision),
      ...twins.measures,
      ...time.measures,
    ],
    details: [
      `alerts: threshold ${THRESHOLD}; that of TF-IDF ${threshold.toFixed(2)}, its best here`,
      ...sets.map(
        ({ name, truly }) =>
          `alerts: ${name}, with the true stories F1 ${microF1(truly, THRESHOLD).toFixed(3)}, MAP ${meanAveragePrecision(truly).toFixed(3)}`,
      ),
      ...twins.details,
    ],
    errors: () => [
      ...sets.flatMap(({ name, alone }) =>
        errorsOf(`${name}, each article alone`, alone, (right, score) => right !== score >= THRESHOLD),
      ),
      ...twins.errors(),
    ],
  };
}

function judgeSet(set: (typeof SETS)[number], { folder, half }: Options) {
  const articles = labelledArticles(folder, `${set.stories}.${set.articles}.jsonl`).map((one) =>
    set.isHeadline ? { ...one, article: { ...one.article, text: '', titleOrigin: 'stated' as const } } : one,
  );
  const topics = rows(folder, `${set.stories}.topics.jsonl`, topicSchema).filter(
    ({ topic, story }) => topic.trim() !== '' && isInHalf(story, half),
  );
  const soughts = topics.map(soughtOf);
  // Articles that have almost the topic's words must not help their story either.
  const nearVerbatim = new Set(topics.flatMap((topic) => topic.near_verbatim));
  const others = articles.filter(({ id }) => !nearVerbatim.has(id));
  return {
    ...set,
    alone: judge(articles, soughts, 'alone'),
    grouped: judge(others, soughts, 'grouped'),
    truly: judge(others, soughts, 'by true story'),
    cosine: judgeByCosine(articles, soughts),
  };
}

function soughtOf(topic: Topic): Sought {
  return {
    topic: topic.topic,
    isRight: ({ story }) => story === topic.story,
    isLeftOut: ({ id }) => topic.near_verbatim.includes(id),
  };
}

function measureTwins({ folder, half }: Options): Taken {
  const articles = labelledArticles(folder, 'stories/ecbplus.articles.jsonl');
  const soughts = rows(folder, 'stories/ecbplus.topics.jsonl', topicSchema)
    .filter(({ story }) => isInHalf(articles.find((one) => one.story === story)?.family ?? story, half))
    .map((topic) => ({
      ...soughtOf(topic),
      isFacing: ({ story }: Labelled) => story === topic.story || story === topic.twin,
    }));
  const facing = (judged: readonly Judged[]): readonly Judged[] =>
    judged.map(({ sought, pairs }, place) => ({
      sought,
      pairs: pairs.filter(({ article }) => soughts[place]?.isFacing(article)),
    }));
  const wrongShare = (judged: readonly Judged[]) => shareOver(judged, false, thresholdAtRecall(judged, LEAST_RECALL));
  const alone = facing(judge(articles, soughts, 'alone'));
  const grouped = facing(judge(articles, soughts, 'grouped'));
  const truly = facing(judge(articles, soughts, 'by true story'));
  const cosine = wrongShare(facing(judgeByCosine(articles, soughts)));
  const measured = (name: string, judged: readonly Judged[]): Measure => ({
    name,
    ours: wrongShare(judged),
    interval: interval(judged, wrongShare),
    baselines: [{ name: 'TF-IDF', value: cosine }],
    goal: 0.2,
    sense: 'least',
  });
  const shipped = (name: string, judged: readonly Judged[]) =>
    `look-alikes: ${name}, at the shipped threshold ${shareOver(judged, true, THRESHOLD).toFixed(3)} of the right alert, ${shareOver(judged, false, THRESHOLD).toFixed(3)} of the wrong; ${wrongShare(judged).toFixed(3)} at 85 % recall`;
  return {
    measures: [
      measured('look-alikes that alert at 85 % recall', alone),
      measured('look-alikes that alert at 85 % recall, grouped', grouped),
    ],
    details: [shipped('alone', alone), shipped('grouped', grouped), shipped('with the true stories', truly)],
    errors: () => {
      const threshold = thresholdAtRecall(alone, LEAST_RECALL);
      return errorsOf(
        `look-alikes over ${threshold.toFixed(2)}, each article alone`,
        alone,
        (right, score) => !right && score >= threshold,
      );
    },
  };
}

function measureTime({ folder, half }: Options): Pick<Taken, 'measures'> {
  const soughts = rows(folder, 'topics/time.queries.jsonl', querySchema)
    .filter(({ query }) => isInHalf(query, half))
    .map(
      ({ query, relevant }): Sought => ({
        topic: query,
        isRight: ({ id }) => relevant.includes(id),
        isLeftOut: () => false,
      }),
    );
  const articles = labelledArticles(folder, 'topics/time.articles.jsonl');
  const judged = judge(articles, soughts, 'alone');
  return {
    measures: [
      {
        name: 'ranking: TIME collection, MAP',
        ours: meanAveragePrecision(judged),
        interval: interval(judged, meanAveragePrecision),
        baselines: [{ name: 'TF-IDF', value: meanAveragePrecision(judgeByCosine(articles, soughts)) }],
        goal: null,
        sense: 'most',
      },
    ],
  };
}

function errorsOf(
  name: string,
  judged: readonly Judged[],
  isError: (right: boolean, score: number) => boolean,
): readonly string[] {
  const tell = ({ article: { article }, right, score, why }: Pair, topic: string) =>
    `${right ? 'missed' : 'wrong '} ${score.toFixed(2)} [${topic}] ${article.title || article.text.slice(0, 80).replaceAll('\n', ' ')}\n        ${why}`;
  return [
    `\n== ${name}`,
    ...judged.flatMap(({ sought, pairs }) =>
      pairs.filter(({ right, score }) => isError(right, score)).map((pair) => tell(pair, sought.topic)),
    ),
  ];
}

if (import.meta.main) await runMeasures([measureTopics]);
