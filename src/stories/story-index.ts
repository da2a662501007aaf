import type { Article } from '../articles/article.ts';
import type { ArticleId, StoryId } from '../lib/ids.ts';
import { type Spell, whyJoined, whyNot } from './reasons.ts';
import { meanScore, type Regrouped, regroup, sampleOf } from './regroup.ts';
import { type Reading, type Report, readReport } from './report.ts';
import { RULES, type Rules, refuse } from './same-event.ts';
import type { Regrouping, Story, StoryIndex } from './story.ts';
import { type Stories, timelineOf } from './timeline.ts';
import { createWindow, type Entry, type Surroundings, type Window } from './window.ts';

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
  /** At most so many articles are judged again for a new one. */
  readonly mostJudgedAgain?: number;
  /** Told what each judgement cost. */
  readonly observe?: (work: Work) => void;
};

/**
 * Grouping of articles into stories, with an empty window. As long as no limit is reached the stories are exactly those of clustering all articles
 * at once, whatever the order they came in; over the limits less is judged again.
 */
export function createStoryIndex(options: StoryIndexOptions = {}): StoryIndex {
  const rules: Rules = { ...RULES, ...options.rules };
  const mostJudgedAgain = options.mostJudgedAgain ?? 200;
  const window = createWindow(rules, options.newestPerWord ?? 128, options.mostCandidates ?? 64);
  const spelling = new Map<number, string>();
  // An article is judged and then applied: it is read, and compared, once.
  const readings = new WeakMap<Article, Reading>();
  let judged: { readonly article: Article; readonly surroundings: Surroundings } | null = null;

  function read(article: Article): Reading {
    const known = readings.get(article) ?? readReport(article);
    readings.set(article, known);
    return known;
  }

  function put(article: Article, story: StoryId): void {
    const { report, spelling: own } = read(article);
    window.put(report, judged?.article === article ? judged.surroundings : window.look(report), story);
    judged = null;
    for (const key of report.fingerprint.marks) {
      const word = own.get(key);
      if (word !== undefined) spelling.set(key, word);
    }
  }

  return {
    judge(article) {
      const { report, spelling: own } = read(article);
      const surroundings = window.look(report);
      judged = { article, surroundings };
      const done = regroup(report, surroundings.near.keys(), window, rules, mostJudgedAgain);
      options.observe?.({ compared: surroundings.compared, judgedAgain: done.homes.size, scope: done.scope });

      const story = done.stories.find(({ id }) => id === done.homes.get(report.id));
      if (story === undefined) throw new Error(`no story holds ${report.id}`);
      const after = storiesAfter({ report, surroundings, done }, window);
      const changed = done.stories.filter((one) => !sameArticles(one, window.story(one.id)));
      return {
        article: report.id,
        story: story.id,
        outcome: story.articles.length === 1 ? 'new' : 'joined',
        reasons: reasonsFor(report, surroundings, story, after, rules, (key) => own.get(key) ?? spelling.get(key)),
        changed,
        dissolved: done.dissolved,
        timelines: changed.map(({ id }) => timelineOf(id, after, rules)),
        memo: memoOf(article, window.nextSerial()),
      } satisfies Regrouping;
    },

    apply(article, regrouping) {
      put(article, regrouping.story);
      for (const { id } of regrouping.dissolved) window.drop(id);
      for (const story of regrouping.changed) window.set(story);
    },

    restore() {
      const found: { readonly serial: number; readonly article: Article }[] = [];
      const storyOf = new Map<ArticleId, StoryId>();
      const stories: Story[] = [];
      return {
        memo(id, memo) {
          const read = articleOfMemo(memo);
          if (read === null || read.article.id !== id) return false;
          found.push(read);
          return true;
        },
        article(article) {
          const serial = found.reduce((most, one) => Math.max(most, one.serial + 1), 0);
          found.push({ serial, article });
          return memoOf(article, serial);
        },
        story(story) {
          stories.push(story);
          for (const member of story.articles) storyOf.set(member, story.id);
        },
        async done() {
          for (const { article } of found.sort((a, b) => a.serial - b.serial)) {
            const story = storyOf.get(article.id);
            if (story !== undefined) put(article, story);
          }
          for (const story of stories) {
            if (story.articles.some((id) => window.entry(id) !== undefined)) window.set(story);
          }
        },
      };
    },

    forget(articles) {
      for (const article of articles) window.remove(article);
      judged = null;
    },

    timeline: (story) => timelineOf(story, storiesAfter(null, window), rules),
  };
}

function memoOf(article: Article, serial: number): string {
  return Buffer.from(JSON.stringify({ serial, article: { ...article, summary: [] } })).toString('base64');
}

function articleOfMemo(memo: string): { readonly serial: number; readonly article: Article } | null {
  try {
    return JSON.parse(Buffer.from(memo, 'base64').toString());
  } catch {
    return null;
  }
}

const MOST_REASONS = 3;

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
    .sort((a, b) => b[1] - a[1] || (a[0].report.id < b[0].report.id ? -1 : 1))
    .map(([entry]) => ({ other: entry.report, story: after.homeOf(entry) }));
  const found: string[] = [];
  const nearest = alike.find(({ story }) => story === home);
  if (nearest !== undefined) found.push(whyJoined(report, nearest.other, articles.length - 2, spell));
  const told = new Set([home]);
  for (const { other, story } of alike) {
    if (found.length >= MOST_REASONS) break;
    if (told.has(story)) continue;
    told.add(story);
    const [own, theirs] = [after.sampleOf(home), after.sampleOf(story)];
    found.push(whyNot(refuse(own, theirs, meanScore(own, theirs), rules), own, theirs, other, spell));
  }
  return found;
}

type StoriesAfter = Stories & { homeOf(entry: Entry): StoryId };

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

  function homeOf(entry: Entry): StoryId {
    return judgement?.done.homes.get(entry.report.id) ?? entry.story;
  }

  function neighboursOf(id: ArticleId): readonly Entry[] {
    if (id === newcomer?.id) return [...alike];
    const entry = window.entry(id);
    return entry === undefined ? [] : [...entry.near, ...entry.akin];
  }

  return {
    homeOf,
    sampleOf: (story) =>
      articlesOf(story).flatMap((id) => (id === newcomer?.id ? newcomer : (window.entry(id)?.report ?? []))),
    around(story) {
      const found = new Set(articlesOf(story).flatMap(neighboursOf).map(homeOf));
      const own = newcomer === undefined ? undefined : judgement?.done.homes.get(newcomer.id);
      const meetsNewcomer = articlesOf(story).some((id) => {
        const entry = window.entry(id);
        return entry !== undefined && alike.has(entry);
      });
      if (own !== undefined && meetsNewcomer) found.add(own);
      return found;
    },
  };
}

function sameArticles(a: Story, b: Story | undefined): boolean {
  return (
    b !== undefined && a.articles.length === b.articles.length && a.articles.every((id, i) => id === b.articles[i])
  );
}
