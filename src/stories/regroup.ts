import { type ArticleId, type StoryId, storyId } from '../lib/ids.ts';
import { averageLink } from './average-link.ts';
import type { Report } from './block.ts';
import { compareByTime } from './order.ts';
import { bar, type Rules, refuse } from './same-event.ts';
import type { Story } from './story.ts';
import { nameGroups } from './story-ids.ts';
import type { Window } from './window.ts';

/** What judging a report, and all that it has to do with, comes to. */
export type Regrouped = {
  /** `whole`: all that hangs together with the article was judged; `stories`: the stories it touches; `join`: only where it belongs, nothing else moves. */
  readonly scope: 'whole' | 'stories' | 'join';
  /** Where each article that was judged belongs now. */
  readonly homes: ReadonlyMap<ArticleId, StoryId>;
  /** These stories, changed or not. */
  readonly stories: readonly Story[];
  readonly dissolved: readonly { readonly id: StoryId; readonly into: StoryId }[];
};

/**
 * Judges again what a report has to do with: everything that hangs together with it over near texts, so that its arrival gives what clustering all
 * articles at once would give. Where that is more than `limit` articles, the stories it touches (on labelled news the result is hardly ever another); where even they
 * are, the report alone.
 */
export function regroup(
  report: Report,
  near: ReadonlyMap<number, number>,
  window: Window,
  rules: Rules,
  limit: number,
): Regrouped {
  const old = window.reportOf(report.id)?.serial ?? null;
  const touched = old === null ? near.keys() : [...near.keys(), old];
  const all = new Set(touched);
  const again = window.component(all, limit);
  const judged = again ?? window.storiesOf(all, limit);
  if (judged === null) return join(report, near, window, rules);

  const others = judged.filter(({ id }) => id !== report.id);
  const groups = cluster([report, ...others], window, rules);
  const before = new Set(judged.flatMap(({ serial }) => (serial === null ? [] : (window.storyAt(serial) ?? []))));
  const { stories, dissolved } = nameGroups(
    groups.map((group) => group.map(({ id }) => id)),
    [...before].flatMap((id) => window.story(id) ?? []),
    groups
      .flat()
      .sort(compareByTime)
      .map(({ id }) => id),
    (id) => window.story(id) !== undefined,
  );
  const homes = new Map(stories.flatMap(({ id, articles }) => articles.map((article) => [article, id] as const)));
  return { scope: again === null ? 'stories' : 'whole', homes, stories, dissolved };
}

type Groups = readonly (readonly Report[])[];

/** Average link over some reports. The order of the input does not matter. */
function cluster(members: readonly Report[], window: Window, rules: Rules): Groups {
  const ordered = [...members].sort((a, b) => (a.id < b.id ? -1 : 1));
  const pick = (places: readonly number[]) => places.flatMap((place) => ordered[place] ?? []);
  const score = (a: number, b: number) => {
    const [one, other] = [ordered[a], ordered[b]];
    return one === undefined || other === undefined ? 0 : window.score(one, other);
  };
  return averageLink(ordered.length, score, {
    bar: (smaller) => bar(smaller, rules),
    refuses: (a, b, average) => refuse(pick(a), pick(b), average, rules) !== null,
  }).map((places) => pick(places).sort(compareByTime));
}

// Where nothing is judged again a wrong join stays: as much is asked as of two groups of this size.
const UNREPAIRED = 4;

/** The report in the touched story it is nearest to on average, or alone. Costs no more for a story of ten thousand articles than copying their ids. */
function join(report: Report, near: ReadonlyMap<number, number>, window: Window, rules: Rules): Regrouped {
  const home = window.story(window.storyAt(window.reportOf(report.id)?.serial ?? -1));
  const left = home?.articles.filter((id) => id !== report.id) ?? [];
  const best = nearestStory(report, near, window, rules);
  const story = best === null ? alone(report, home, left, window) : withReport(best, report, window);
  const others =
    home === undefined || left.length === 0 || home.id === story.id ? [] : [{ id: home.id, articles: left }];
  const isGone = home !== undefined && left.length === 0 && home.id !== story.id;
  return {
    scope: 'join',
    homes: new Map([[report.id, story.id]]),
    stories: [story, ...others],
    dissolved: isGone ? [{ id: home.id, into: story.id }] : [],
  };
}

// Of the touched stories, those with the nearest articles.
const MOST_TOUCHED = 16;

function nearestStory(report: Report, near: ReadonlyMap<number, number>, window: Window, rules: Rules): Story | null {
  const nearestFirst = [...near].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const touched = new Set(nearestFirst.flatMap(([serial]) => window.storyAt(serial) ?? []));
  let best: { readonly story: Story; readonly average: number } | null = null;
  for (const id of [...touched].slice(0, MOST_TOUCHED)) {
    const story = window.story(id);
    if (story === undefined) continue;
    const sample = sampleOf(story.articles).flatMap((article) => window.reportOf(article) ?? []);
    const average = meanScore(
      [report],
      sample.filter((one) => one.id !== report.id),
      window,
    );
    if (!(average >= bar(UNREPAIRED, rules)) || (best !== null && average <= best.average)) continue;
    if (refuse([report], sample, average, rules) === null) best = { story, average };
  }
  return best?.story ?? null;
}

function alone(report: Report, home: Story | undefined, left: readonly ArticleId[], window: Window): Story {
  if (home !== undefined && left.length === 0) return home;
  const { stories } = nameGroups([[report.id]], [], [report.id], (id) => window.story(id) !== undefined);
  return stories[0] ?? { id: storyId(report.id), articles: [report.id] };
}

/** The story with the report in its place. News comes nearly in order, so the place is looked for from the end. */
function withReport(story: Story, report: Report, window: Window): Story {
  const articles = story.articles.filter((id) => id !== report.id);
  let place = articles.length;
  for (; place > 0; place -= 1) {
    const before = window.reportOf(articles[place - 1] ?? report.id);
    if (before === undefined || compareByTime(before, report) < 0) break;
  }
  return { id: story.id, articles: articles.toSpliced(place, 0, report.id) };
}

/** The mean text score between two groups. */
export function meanScore(a: readonly Report[], b: readonly Report[], window: Pick<Window, 'score'>): number {
  let sum = 0;
  for (const one of a) for (const other of b) sum += window.score(one, other);
  return sum / (a.length * b.length);
}

const SAMPLE = 32;

/** The first of many and the last ones: what a story began as, and what it is now. */
export function sampleOf<T>(group: readonly T[]): readonly T[] {
  return group.length <= SAMPLE ? group : [...group.slice(0, SAMPLE / 2), ...group.slice(-SAMPLE / 2)];
}
