/**
 * Whether two articles alone are found to tell one story: `node bench/quality/pairs.ts DATA_FOLDER [--errors] [--half fit|held]`.
 *
 * The pairs of SemEval-2022 task 8, to which people gave a likeness `overall` from 1 (the same) to 4. Nothing was ever tuned on them. One story is what
 * people put at 2 or under. AUC: how often a pair of one story scores over a pair of two. Accuracy: ours is whether grouping puts both in one story; TF-IDF has
 * the threshold that is best here. Intervals are a bootstrap over pairs.
 */
import { z } from 'zod';
import type { Article } from '../../src/articles/article.ts';
import { articleOfInput } from '../../src/cli/article-input.ts';
import { readReport } from '../../src/stories/report.ts';
import { textScore } from '../../src/stories/same-event.ts';
import { createStoryIndex } from '../../src/stories/story-index.ts';
import { tfIdfScores } from './grouping-baselines.ts';
import { rows } from './labelled.ts';
import { average, interval, isInHalf, type Options, runMeasures, type Taken } from './measure.ts';

const pairSchema = z.object({ pair: z.string(), overall: z.number(), text1: z.string(), text2: z.string() });
const ONE_STORY = 2;

type Scored = { readonly isOne: boolean; readonly score: number };
type Judged = Scored & {
  readonly overall: number;
  readonly articles: readonly [Article, Article];
  readonly isJoined: boolean;
  readonly reasons: readonly string[];
};

/** Judges pairs of articles, each pair by itself. */
export function measurePairs({ folder, half }: Options): Taken {
  const pairs = rows(folder, 'stories/pairs.jsonl', pairSchema).filter(({ pair }) => isInHalf(pair, half));
  const judged = pairs.map(judgePair);
  const cosine = tfIdfScores(judged.flatMap(({ articles }) => articles));
  const simple = judged.map(({ isOne }, i) => ({ isOne, score: cosine(2 * i, 2 * i + 1) }));
  const accuracy = (sample: readonly Judged[]) =>
    average(sample.map(({ isOne, isJoined }) => Number(isOne === isJoined)));
  const said = judged.filter(({ isJoined }) => isJoined);
  return {
    measures: [
      {
        name: 'pairs: one story or two, AUC',
        ours: auc(judged),
        interval: interval(judged, auc),
        baselines: [{ name: 'TF-IDF', value: auc(simple) }],
        goal: null,
        sense: 'most',
      },
      {
        name: 'pairs: one story or two, accuracy',
        ours: accuracy(judged),
        interval: interval(judged, accuracy),
        baselines: [{ name: 'TF-IDF', value: bestAccuracy(simple) }],
        goal: null,
        sense: 'most',
      },
    ],
    details: [
      `pairs: ${judged.length}, of which people find ${judged.filter(({ isOne }) => isOne).length} to be one story; we join ${said.length}, ${said.filter(({ isOne }) => isOne).length} rightly`,
    ],
    errors: () => [
      '\n== pairs',
      ...judged
        .filter(({ isOne, isJoined }) => isOne !== isJoined)
        .map(({ overall, isJoined, score, articles: [a, b], reasons }) => {
          const start = ({ text }: Article) => text.slice(0, 90).replaceAll('\n', ' ');
          return `${isJoined ? 'joined' : 'split '} people say ${overall.toFixed(2)}, score ${score.toFixed(1)}: ${reasons.join('; ') || 'not near'}\n        ${start(a)}\n        ${start(b)}`;
        }),
    ],
  };
}

function judgePair({ pair, overall, text1, text2 }: z.infer<typeof pairSchema>): Judged {
  const [a, b] = [articleOfInput({ id: `${pair} 1`, text: text1 }), articleOfInput({ id: `${pair} 2`, text: text2 })];
  const index = createStoryIndex();
  index.apply(a, index.judge(a));
  const { outcome, reasons } = index.judge(b);
  return {
    isOne: overall <= ONE_STORY,
    overall,
    score: textScore(readReport(a).report, readReport(b).report),
    articles: [a, b],
    isJoined: outcome === 'joined',
    reasons,
  };
}

/** How often one story scores over two; a tie counts half. */
function auc(scored: readonly Scored[]): number {
  const wins: number[] = [];
  for (const one of scored) {
    if (!one.isOne) continue;
    for (const two of scored) if (!two.isOne) wins.push(one.score > two.score ? 1 : one.score === two.score ? 0.5 : 0);
  }
  return average(wins);
}

function bestAccuracy(scored: readonly Scored[]): number {
  return Math.max(
    ...scored.map(({ score: threshold }) =>
      average(scored.map(({ isOne, score }) => Number(isOne === score >= threshold))),
    ),
  );
}

if (import.meta.main) await runMeasures([measurePairs]);
