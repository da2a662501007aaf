import { setImmediate } from 'node:timers/promises';
import type { Article } from '../articles/article.ts';
import type { ArticleId, StoryId } from '../lib/ids.ts';
import { MOST_LINKS, type Report, withLinks } from './block.ts';
import { readMemo, writeMemo } from './memo.ts';
import { type Spell, whyJoined, whyNot } from './reasons.ts';
import { meanScore, type Regrouped, regroup, sampleOf } from './regroup.ts';
import { type Reading, readReport } from './report.ts';
import { RULES, type Rules, refuse } from './same-event.ts';
import type { Regrouping, Restoring, Story, StoryIndex } from './story.ts';
import { type Stories, timelineOf } from './timeline.ts';
import { createWindow, type Surroundings, type Window } from './window.ts';

/** What judging one article cost. */
export type Work = {
  /** Texts the article was compared with. */
  readonly compared: number;
  /** Articles whose grouping was judged, the new one among them. */
  readonly judgedAgain: number;
  readonly scope: Regrouped['scope'];
};

export type StoryIndexOptions = {
  readonly rules?: Partial<Rules>;
  /** Of the articles with a telling word, the newest so many are candidates. */
  readonly newestPerWord?: number;
  /** An article is compared with at most so many others. */
  readonly mostCandidates?: number;
  /** At most so many articles are judged again for a new one; the work grows with its square. On labelled news 64 group exactly as 200 do. */
  readonly mostJudgedAgain?: number;
  /** Told what each judgement cost. */
  readonly observe?: (work: Work) => void;
};

// Others are let work in between.
const MOST_BUSY_MS = 10;

/**
 * Grouping of articles into stories, with an empty window. As long as no limit is reached the stories are exactly those of clustering all articles
 * at once, whatever the order they came in; over the limits less is judged again.
 */
export function createStoryIndex(options: StoryIndexOptions = {}): StoryIndex {
  const rules: Rules = { ...RULES, ...options.rules };
  const mostJudgedAgain = options.mostJudgedAgain ?? 64;
  const window = createWindow(rules, options.newestPerWord ?? 128, Math.min(MOST_LINKS, options.mostCandidates ?? 64));
  // An article is judged and then applied: it is read, and compared, once.
  const readings = new WeakMap<Article, Reading>();
  let judged: { readonly article: Article; readonly block: Uint32Array } | null = null;

  function read(article: Article): Reading {
    const known = readings.get(article) ?? readReport(article);
    readings.set(article, known);
    return known;
  }

  /** The block that an article has with its links, where these are its surroundings. */
  function linkedBlock({ data }: Report, { near, akin }: Surroundings): Uint32Array {
    return withLinks(data, [...near.keys()], [...akin.keys()]);
  }

  function put(article: Article): Uint32Array {
    const { report } = read(article);
    const block = judged?.article === article ? judged.block : linkedBlock(report, window.look(report));
    window.put(report.id, block);
    readings.delete(article);
    judged = null;
    return block;
  }

  return {
    read: (article) => void read(article),

    judge(article) {
      const { report, spell } = read(article);
      const surroundings = window.look(report);
      const block = linkedBlock(report, surroundings);
      judged = { article, block };
      const done = regroup(report, surroundings.near, window, rules, mostJudgedAgain);
      options.observe?.({ compared: surroundings.compared, judgedAgain: done.homes.size, scope: done.scope });

      const story = done.stories.find(({ id }) => id === done.homes.get(report.id));
      if (story === undefined) throw new Error(`no story holds ${report.id}`);
      const after = storiesAfter({ report, surroundings, done }, window);
      const changed = done.stories.filter((one) => !sameArticles(one, window.story(one.id)));
      return {
        article: report.id,
        story: story.id,
        outcome: story.articles.length === 1 ? 'new' : 'joined',
        reasons: reasonsFor(report, surroundings, story, after, rules, spell),
        changed,
        dissolved: done.dissolved,
        timelines: changed.map(({ id }) => timelineOf(id, after, rules)),
        memo: writeMemo(report.id, window.nextSerial(), block),
      } satisfies Regrouping;
    },

    apply(article, regrouping) {
      put(article);
      for (const { id } of regrouping.dissolved) window.drop(id);
      for (const story of regrouping.changed) window.set(story);
    },

    restore() {
      return {
        memo(article, memo) {
          const found = readMemo(article, memo);
          return found !== null && window.putBack(article, found.serial, found.block);
        },
        article(article) {
          const serial = window.nextSerial();
          return writeMemo(article.id, serial, put(article));
        },
        story: window.putBackStory,
        async done() {
          let since = performance.now();
          for (const _ of window.relink()) {
            if (performance.now() - since < MOST_BUSY_MS) continue;
            await setImmediate();
            since = performance.now();
          }
        },
      } satisfies Restoring;
    },

    forget(articles) {
      window.remove(articles);
      judged = null;
    },

    timeline: (story) => timelineOf(story, storiesAfter(null, window), rules),
  };
}

const MOST_REASONS = 3;
// Two stories are alike or not by the first of their articles; a thousand pairs would tell no more.
const MEAN_OF = 8;

/** Why the article is where it is: first what joins it, then what keeps it from other stories that read much alike. */
function reasonsFor(
  report: Report,
  { near, akin }: Surroundings,
  { id: home, articles }: Story,
  after: StoriesAfter,
  rules: Rules,
  spell: Spell,
): string[] {
  const alike = [...near, ...akin]
    .flatMap(([serial, score]) => {
      const other = after.report(serial);
      return other === undefined ? [] : [{ other, score, story: after.homeOf(other) }];
    })
    .sort((a, b) => b.score - a.score || (a.other.id < b.other.id ? -1 : 1));
  const found: string[] = [];
  const nearest = alike.find(({ story }) => story === home);
  if (nearest !== undefined) found.push(whyJoined(report, nearest.other, articles.length - 2, spell));
  const told = new Set<StoryId | undefined>([home]);
  for (const { other, story } of alike) {
    if (found.length >= MOST_REASONS) break;
    if (story === undefined || told.has(story)) continue;
    told.add(story);
    const [own, theirs] = [after.sampleOf(home), after.sampleOf(story)];
    const average = meanScore(own.slice(0, MEAN_OF), theirs.slice(0, MEAN_OF), after);
    found.push(whyNot(refuse(own, theirs, average, rules), own, theirs, other));
  }
  return found;
}

// Of a story, the first and the last so many articles tell which other stories are around it.
const AROUND = 8;

type StoriesAfter = Stories & Pick<Window, 'report'> & { homeOf(report: Report): StoryId | undefined };

/** The stories as a judgement makes them; without one, as they are. */
function storiesAfter(
  judgement: { readonly report: Report; readonly surroundings: Surroundings; readonly done: Regrouped } | null,
  window: Window,
): StoriesAfter {
  const newcomer = judgement?.report;
  const stories = new Map(judgement?.done.stories.map((story) => [story.id, story]));
  const alike = new Set([
    ...(judgement?.surroundings.near.keys() ?? []),
    ...(judgement?.surroundings.akin.keys() ?? []),
  ]);

  function articlesOf(story: StoryId): readonly ArticleId[] {
    return sampleOf((stories.get(story) ?? window.story(story))?.articles ?? []);
  }

  function homeOf({ id, serial }: Report): StoryId | undefined {
    return judgement?.done.homes.get(id) ?? window.storyAt(serial ?? -1);
  }

  // By serial number, which is how links name articles. An earlier version of the newcomer is no neighbour.
  const moved = new Map<number, StoryId>();
  for (const [id, story] of judgement?.done.homes ?? []) {
    const serial = window.reportOf(id)?.serial ?? null;
    if (serial !== null) moved.set(serial, story);
  }
  const earlier = newcomer === undefined ? null : (window.reportOf(newcomer.id)?.serial ?? null);

  function neighboursOf({ serial }: Report): Iterable<number> {
    return serial === null ? alike : window.linked(serial, 'any');
  }

  function sampled(story: StoryId): readonly Report[] {
    return articlesOf(story).flatMap((id) => (id === newcomer?.id ? newcomer : (window.reportOf(id) ?? [])));
  }

  return {
    report: window.report,
    score: window.score,
    homeOf,
    sampleOf: sampled,
    around(story) {
      const found = new Map<StoryId, number>();
      const note = (other: StoryId | undefined) => {
        if (other !== undefined) found.set(other, (found.get(other) ?? 0) + 1);
      };
      const articles = sampled(story);
      for (const one of [...articles.slice(0, AROUND), ...articles.slice(AROUND).slice(-AROUND)]) {
        for (const serial of neighboursOf(one)) {
          if (serial !== earlier) note(moved.get(serial) ?? window.storyAt(serial));
        }
        if (newcomer !== undefined && one.serial !== null && alike.has(one.serial)) note(homeOf(newcomer));
      }
      return found;
    },
  };
}

function sameArticles(a: Story, b: Story | undefined): boolean {
  return (
    b !== undefined && a.articles.length === b.articles.length && a.articles.every((id, i) => id === b.articles[i])
  );
}
