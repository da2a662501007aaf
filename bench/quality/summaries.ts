/**
 * How near a summary comes to the description an editor wrote: `node bench/quality/summaries.ts DATA_FOLDER [--errors] [--half fit|held]`.
 *
 * Measure: ROUGE-1 and ROUGE-2 F1 (Lin, 2004; lower-cased words, no stemming, no stop words taken out), the mean over the articles of newscluster whose
 * description does not begin as their text does (six words). Stricter, without a goal: those whose description begins nowhere in their text.
 * The goal is the first two sentences, taken by the same splitter, and 0.02. Intervals are a bootstrap over articles.
 */
import { summarise } from '../../src/articles/summary.ts';
import { foldedWords, sentences } from '../../src/lib/text.ts';
import { type Labelled, labelledArticles } from './labelled.ts';
import { average, interval, isInHalf, type Measure, type Options, runMeasures, type Taken } from './measure.ts';

type Told = {
  readonly one: Labelled;
  readonly description: string;
  readonly ours: readonly string[];
  readonly opening: readonly string[];
  /** By the length of the run of words. */
  readonly rouge: Readonly<Record<1 | 2, { readonly ours: number; readonly opening: number }>>;
};

const TELLING_WORDS = 6;
const LEAST_WORDS = 5;
const LEAD_OVER_OPENING = 0.02;

/** Summarises the articles for which an editor wrote a description. */
export function measureSummaries({ folder, half }: Options): Taken {
  const described = labelledArticles(folder, 'stories/newscluster.articles.jsonl')
    .filter(({ id }) => isInHalf(id, half))
    .flatMap((one) => (one.description === null ? [] : tell(one, one.description)));
  const hard = described.filter(({ one, description }) => !beginsAlike(one, description));
  const strict = hard.filter(
    ({ one, description }) => !asWords(one.article.text).includes(asWords(description, TELLING_WORDS)),
  );
  return {
    measures: [
      measureOf('summaries: ROUGE-1', hard, 1, true),
      measureOf('summaries: ROUGE-2', hard, 2, true),
      measureOf('summaries: ROUGE-1, own words', strict, 1, false),
      measureOf('summaries: ROUGE-2, own words', strict, 2, false),
    ],
    details: [
      `summaries: ${hard.length} articles, ${strict.length} described in the editor's own words; ${average(hard.map(({ ours }) => wordCount(ours))).toFixed(0)} words, the first two sentences ${average(hard.map(({ opening }) => wordCount(opening))).toFixed(0)}`,
    ],
    errors: () => ['\n== summaries that come less near than the first two sentences', ...hard.flatMap(lessNear)],
  };
}

function tell(one: Labelled, description: string): readonly Told[] {
  if (foldedWords(description).length < LEAST_WORDS) return [];
  const ours = summarise(one.article.text, one.article.title);
  const opening = sentences(one.article.text).slice(0, 2);
  const near = (n: number) => ({ ours: rouge(n, ours, description), opening: rouge(n, opening, description) });
  return [{ one, description, ours, opening, rouge: { 1: near(1), 2: near(2) } }];
}

function beginsAlike({ article }: Labelled, description: string): boolean {
  return asWords(article.text.slice(0, 1_000), TELLING_WORDS) === asWords(description, TELLING_WORDS);
}

function asWords(text: string, count = Number.POSITIVE_INFINITY): string {
  return foldedWords(text).slice(0, count).join(' ');
}

function measureOf(name: string, told: readonly Told[], n: 1 | 2, isAsked: boolean): Measure {
  const mean = (sample: readonly Told[]) => average(sample.map(({ rouge }) => rouge[n].ours));
  const opening = average(told.map(({ rouge }) => rouge[n].opening));
  return {
    name,
    ours: mean(told),
    interval: interval(told, mean),
    baselines: [{ name: 'first two sentences', value: opening }],
    goal: isAsked ? opening + LEAD_OVER_OPENING : null,
    sense: 'most',
  };
}

function rouge(n: number, predicted: readonly string[], description: string): number {
  const [summary, expected] = [foldedWords(predicted.join(' ')), foldedWords(description)];
  const a = grams(n, summary);
  const b = grams(n, expected);
  let both = 0;
  for (const [gram, count] of a) both += Math.min(count, b.get(gram) ?? 0);
  const sizes = Math.max(summary.length - n + 1, 0) + Math.max(expected.length - n + 1, 0);
  return sizes === 0 ? 0 : (2 * both) / sizes;
}

function grams(n: number, list: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (let i = 0; i + n <= list.length; i++) {
    const gram = list.slice(i, i + n).join(' ');
    found.set(gram, (found.get(gram) ?? 0) + 1);
  }
  return found;
}

function wordCount(told: readonly string[]): number {
  return foldedWords(told.join(' ')).length;
}

function lessNear({ one, description, ours, opening, rouge }: Told): readonly string[] {
  if (rouge[1].ours >= rouge[1].opening) return [];
  return [
    `${rouge[1].ours.toFixed(2)} for ${rouge[1].opening.toFixed(2)}  “${one.article.title}”`,
    `    they  ${description}`,
    `    ours  ${ours.join(' ')}`,
    `    first ${opening.join(' ')}`,
  ];
}

if (import.meta.main) await runMeasures([measureSummaries]);
