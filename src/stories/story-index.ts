import type { Article } from '../articles/article.ts';
import type { ArticleId, StoryId } from '../lib/ids.ts';
import { compareByTime } from './order.ts';
import { type Spell, whyJoined, whyNot } from './reasons.ts';
import { type Groups, meanScore, type Regrouped, regroup, reportsOf, sampleOf } from './regroup.ts';
import { type Reading, type Report, readReport } from './report.ts';
import { RULES, type Rules, refuse } from './same-event.ts';
import type { Regrouping, Story, StoryIndex } from './story.ts';
import { nameGroups } from './story-ids.ts';
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

/** One article judged: all that `judge` tells, and what telling it needs. */
type Decision = {
  readonly report: Report;
  readonly surroundings: Surroundings;
  readonly groups: Groups;
  readonly changed: readonly Story[];
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
      const { groups, scope } = regroup(report, surroundings.near.keys(), window, rules, mostJudgedAgain);
      const { stories, dissolved } = nameNewly(groups, window);
      const judgedAgain = scope === 'join' ? 1 : groups.flat().length;
      options.observe?.({ compared: surroundings.compared, judgedAgain, scope });

      const changed = stories.filter((story) => !sameArticles(story, window.story(story.id)));
      const story = stories.find(({ articles }) => articles.includes(report.id));
      if (story === undefined) throw new Error(`no story holds ${report.id}`);
      const decision: Decision = { report, surroundings, groups, changed };
      const after = storiesAfter(decision, window);
      return {
        article: report.id,
        story: story.id,
        outcome: story.articles.length === 1 ? 'new' : 'joined',
        reasons: reasonsFor(decision, window, rules, (key) => own.get(key) ?? spelling.get(key)),
        changed,
        dissolved,
        timelines: changed.map(({ id }) => timelineOf(id, after, rules)),
      } satisfies Regrouping;
    },

    apply(article, regrouping) {
      put(article, regrouping.story);
      for (const { id } of regrouping.dissolved) window.drop(id);
      for (const story of regrouping.changed) window.set(story);
    },

    load(articles, stories) {
      const known = [...stories];
      const storyOf = new Map<ArticleId, StoryId>(
        known.flatMap(({ id, articles: members }) => members.map((member) => [member, id] as const)),
      );
      for (const article of articles) {
        const story = storyOf.get(article.id);
        if (story !== undefined) put(article, story);
      }
      for (const story of known) if (story.articles.some((id) => window.entry(id) !== undefined)) window.set(story);
    },

    forget(articles) {
      for (const article of articles) window.remove(article);
      judged = null;
    },

    timeline: (story) => timelineOf(story, storiesAfter(null, window), rules),
  };
}

/** Names the groups that come of judging again; the stories they were before keep their ids where they can. */
function nameNewly(groups: Groups, window: Window) {
  const reports = groups.flat();
  const homes = new Set(reports.flatMap(({ id }) => window.entry(id)?.story ?? []));
  return nameGroups(
    groups.map((group) => group.map(({ id }) => id)),
    [...homes].flatMap((id) => window.story(id) ?? []),
    reports.sort(compareByTime).map(({ id }) => id),
    (id) => window.story(id) !== undefined,
  );
}

const MOST_REASONS = 3;

/** Why the article is where it is: first what joins it, then what keeps it from other stories that read much alike. */
function reasonsFor({ report, surroundings, groups }: Decision, window: Window, rules: Rules, spell: Spell): string[] {
  const groupOf = new Map(groups.flatMap((group) => group.map(({ id }) => [id, group] as const)));
  const mine = groupOf.get(report.id) ?? [report];
  const alike = [...surroundings.near, ...surroundings.akin]
    .sort((a, b) => b[1] - a[1] || (a[0].report.id < b[0].report.id ? -1 : 1))
    .map(([entry]) => ({ other: entry.report, story: entry.story }));

  const found: string[] = [];
  const nearest = alike.find(({ other }) => groupOf.get(other.id) === mine);
  if (nearest !== undefined) found.push(whyJoined(report, nearest.other, mine.length - 2, spell));
  const told = new Set<StoryId | readonly Report[]>();
  for (const { other, story } of alike) {
    if (found.length >= MOST_REASONS) break;
    const group = groupOf.get(other.id);
    if (group === mine || told.has(group ?? story)) continue;
    told.add(group ?? story);
    const [own, theirs] = [sampleOf(mine), sampleOf(group ?? reportsOf(window.membersOf(story)))];
    found.push(whyNot(refuse(own, theirs, meanScore(own, theirs), rules), own, theirs, other, spell));
  }
  return found;
}

/** The stories as a decision makes them, or as they are. */
function storiesAfter(decision: Decision | null, window: Window): Stories {
  const reports = new Map(decision?.groups.flatMap((group) => group.map((one) => [one.id, one] as const)));
  const changed = decision?.changed ?? [];
  const anew = new Map(changed.map((story) => [story.id, story.articles.flatMap((id) => reports.get(id) ?? [])]));
  const homes = new Map(changed.flatMap(({ id, articles }) => articles.map((article) => [article, id] as const)));
  const alike = new Set([...(decision?.surroundings.near.keys() ?? []), ...(decision?.surroundings.akin.keys() ?? [])]);
  const ownHome = decision === null ? undefined : homes.get(decision.report.id);
  const reportsIn = (story: StoryId) => anew.get(story) ?? reportsOf(window.membersOf(story));

  function neighboursOf(id: ArticleId): Iterable<Entry> {
    if (id === decision?.report.id) return alike;
    const entry = window.entry(id);
    return [...(entry?.near ?? []), ...(entry?.akin ?? [])];
  }

  return {
    reportsOf: reportsIn,
    around(story) {
      const found = new Set<StoryId>();
      for (const { id } of sampleOf(reportsIn(story))) {
        for (const { report, story: home } of neighboursOf(id)) found.add(homes.get(report.id) ?? home);
        const entry = window.entry(id);
        if (ownHome !== undefined && entry !== undefined && alike.has(entry)) found.add(ownHome);
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
