import type { Article } from '../articles/article.ts';
import { DAY_MS, HOUR_MS } from '../lib/clock.ts';
import type { ArticleId, StoryId } from '../lib/ids.ts';
import { announcement } from './announcement.ts';
import { averageLink } from './average-link.ts';
import { readFingerprint } from './fingerprint.ts';
import { compareByTime, timeOf } from './order.ts';
import { whyJoined, whyNot } from './reasons.ts';
import { bar, type Report, RULES, type Rules, refuse, textScore } from './same-event.ts';
import type { Regrouping, Story, StoryIndex } from './story.ts';
import { nameGroups } from './story-ids.ts';
import { type Stories, timelineOf } from './timeline.ts';
import { createWindow, type Entry, type Placed, type Surroundings } from './window.ts';

/** What judging one article cost. */
export type Work = {
  /** Texts the article was compared with. */
  readonly compared: number;
  /** Articles whose grouping was judged, the new one among them. */
  readonly judgedAgain: number;
  /** `whole`: all that hangs together with the article; `stories`: the stories it touches; `join`: only where it belongs, nothing else moves. */
  readonly scope: 'whole' | 'stories' | 'join';
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

const MOST_REASONS = 3;
const SAMPLE = 32;
// Where nothing is judged again a wrong join stays: as much is asked as of two groups of this size.
const UNREPAIRED = 4;

type Reading = { readonly report: Report; readonly spelling: ReadonlyMap<number, string> };
type Groups = readonly (readonly Report[])[];

/**
 * Grouping of articles into stories, with an empty window. As long as no limit is reached the stories are exactly those of clustering all articles
 * at once, whatever the order they came in; over the limits less is judged again.
 */
export function createStoryIndex(options: StoryIndexOptions = {}): StoryIndex {
  const rules: Rules = { ...RULES, ...options.rules };
  const mostJudgedAgain = options.mostJudgedAgain ?? 200;
  const window = createWindow(rules, options.newestPerWord ?? 256, options.mostCandidates ?? 128);
  const spelling = new Map<number, string>();
  const readings = new WeakMap<Article, Reading>();

  /** The article with all that must be judged again because of it, in new groups. */
  function regroup(
    report: Report,
    near: Surroundings['near'],
  ): { readonly groups: Groups; readonly scope: Work['scope'] } {
    const old = window.entry(report.id);
    const touched = new Set([...near.keys(), ...(old === undefined ? [] : window.membersOf(old.story))]);
    // The article's former self, with the edges of its former text, is no part of it.
    if (old !== undefined) touched.delete(old);
    const whole = window.component(touched, mostJudgedAgain);
    const again = whole ?? window.storiesOf(touched, mostJudgedAgain);
    if (again === null) return { groups: join(report, near), scope: 'join' };
    const others = again.filter((entry) => entry.report.id !== report.id);
    return { groups: cluster([{ report, serial: null }, ...others]), scope: whole === null ? 'stories' : 'whole' };
  }

  /** Average link over some reports, each group in story order. The order of the input does not matter. */
  function cluster(members: readonly Placed[]): Groups {
    const ordered = [...members].sort((a, b) => (a.report.id < b.report.id ? -1 : 1));
    const pick = (places: readonly number[]) => places.flatMap((place) => ordered[place]?.report ?? []);
    const score = (a: number, b: number) => {
      const [one, other] = [ordered[a], ordered[b]];
      return one === undefined || other === undefined ? 0 : window.score(one, other);
    };
    return averageLink(ordered.length, score, {
      bar: (smaller) => bar(smaller, rules),
      refuses: (a, b, average) => refuse(pick(a), pick(b), average, rules) !== null,
    }).map((places) => pick(places).sort(compareByTime));
  }

  /** The article in the story it is nearest to on average, or alone. The stories it touches are too large to be judged again. */
  function join(report: Report, near: Surroundings['near']): Groups {
    const old = window.entry(report.id);
    let best: { readonly members: readonly Report[]; readonly average: number } | null = null;
    for (const story of new Set([...near.keys()].map((entry) => entry.story))) {
      const members = reportsOf(window.membersOf(story)).filter(({ id }) => id !== report.id);
      const sample = sampleOf(members);
      const average = sample.reduce((sum, member) => sum + textScore(report, member), 0) / sample.length;
      if (average < bar(UNREPAIRED, rules) || (best !== null && average <= best.average)) continue;
      if (refuse([report], sample, average, rules) === null) best = { members, average };
    }
    const joined = [report, ...(best?.members ?? [])].sort(compareByTime);
    if (old === undefined || best?.members.some(({ id }) => window.entry(id)?.story === old.story)) return [joined];
    const left = reportsOf(window.membersOf(old.story)).filter(({ id }) => id !== report.id);
    return left.length === 0 ? [joined] : [joined, left];
  }

  function decide(report: Report, { near, compared }: Surroundings) {
    const { groups, scope } = regroup(report, near);
    const affected = groups.flat().map(({ id }) => window.entry(id)?.story);
    const before = [...new Set(affected)].flatMap((id) => (id === undefined ? [] : (window.story(id) ?? [])));
    const { stories, dissolved } = nameGroups(
      groups.map((group) => group.map(({ id }) => id)),
      before,
      groups
        .flat()
        .sort(compareByTime)
        .map(({ id }) => id),
      (id) => window.story(id) !== undefined,
    );
    options.observe?.({ compared, judgedAgain: scope === 'join' ? 1 : groups.flat().length, scope });
    const changed = stories.filter((story) => !sameArticles(story, window.story(story.id)));
    return { groups, stories, changed, dissolved };
  }

  function reasons(
    report: Report,
    { near, akin }: Surroundings,
    groups: Groups,
    own: ReadonlyMap<number, string>,
  ): string[] {
    const spell = (key: number) => own.get(key) ?? spelling.get(key);
    const groupOf = new Map(groups.flatMap((group) => group.map(({ id }) => [id, group] as const)));
    const mine = groupOf.get(report.id) ?? [report];
    const fellows = new Set(mine.map(({ id }) => id));
    const nearestFirst = [...near, ...akin].sort((a, b) => b[1] - a[1] || (a[0].report.id < b[0].report.id ? -1 : 1));
    const found: string[] = [];
    const nearest = nearestFirst.find(([entry]) => fellows.has(entry.report.id))?.[0].report;
    if (nearest !== undefined) found.push(whyJoined(report, nearest, mine.length - 2, spell));

    const told = new Set<readonly Report[]>();
    for (const [{ report: other, story }] of nearestFirst) {
      if (found.length >= MOST_REASONS) break;
      const theirs = groupOf.get(other.id) ?? reportsOf(window.membersOf(story));
      if (theirs === mine || told.has(theirs)) continue;
      told.add(theirs);
      const [a, b] = [sampleOf(mine), sampleOf(theirs)];
      found.push(whyNot(refuse(a, b, meanScore(a, b), rules), a, b, other, spell));
    }
    return found;
  }

  /** The stories as a decision would make them; without one, as they are. */
  function view(
    report: Report | null,
    surroundings: Surroundings | null,
    changed: readonly Story[],
    groups: Groups,
  ): Stories {
    const reports = new Map(groups.flat().map((one) => [one.id, one]));
    const anew = new Map(changed.map((story) => [story.id, story.articles.flatMap((id) => reports.get(id) ?? [])]));
    const homes = new Map(changed.flatMap(({ id, articles }) => articles.map((article) => [article, id] as const)));
    const home = (entry: Entry) => homes.get(entry.report.id) ?? entry.story;
    const alike =
      surroundings === null ? new Set<Entry>() : new Set([...surroundings.near.keys(), ...surroundings.akin.keys()]);
    const reportsIn = (story: StoryId) => anew.get(story) ?? reportsOf(window.membersOf(story));
    const own = report === null ? undefined : homes.get(report.id);
    return {
      reportsOf: reportsIn,
      around(story) {
        const found = new Set<StoryId>();
        for (const { id } of sampleOf(reportsIn(story))) {
          const entry = window.entry(id);
          const neighbours = id === report?.id ? alike : [...(entry?.near ?? []), ...(entry?.akin ?? [])];
          for (const neighbour of neighbours) found.add(home(neighbour));
          if (own !== undefined && entry !== undefined && alike.has(entry)) found.add(own);
        }
        return found;
      },
    };
  }

  /** An article is judged and then applied: it is read once. */
  function read(article: Article): Reading {
    const known = readings.get(article) ?? readReport(article);
    readings.set(article, known);
    return known;
  }

  function put(article: Article, story: StoryId): void {
    const { report, spelling: own } = read(article);
    window.put(report, window.look(report), story);
    for (const key of report.fingerprint.marks) {
      const word = own.get(key);
      if (word !== undefined) spelling.set(key, word);
    }
  }

  return {
    judge(article) {
      const { report, spelling: own } = read(article);
      const surroundings = window.look(report);
      const { groups, stories, changed, dissolved } = decide(report, surroundings);
      const after = view(report, surroundings, changed, groups);
      const story = stories.find(({ articles }) => articles.includes(report.id));
      if (story === undefined) throw new Error(`no story holds ${report.id}`);
      return {
        article: report.id,
        story: story.id,
        outcome: story.articles.length === 1 ? 'new' : 'joined',
        reasons: reasons(report, surroundings, groups, own),
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
      const storyOf = new Map<ArticleId, StoryId>();
      const known = [...stories];
      for (const { id, articles: members } of known) for (const member of members) storyOf.set(member, id);
      for (const article of articles) {
        const story = storyOf.get(article.id);
        if (story !== undefined) put(article, story);
      }
      for (const story of known) if (story.articles.some((id) => window.entry(id) !== undefined)) window.set(story);
    },

    forget(articles) {
      for (const article of articles) window.remove(article);
    },

    timeline: (story) => timelineOf(story, view(null, null, [], []), rules),
  };
}

function meanScore(a: readonly Report[], b: readonly Report[]): number {
  let sum = 0;
  for (const one of a) for (const other of b) sum += textScore(one, other);
  return sum / (a.length * b.length);
}

// The first reports and the last ones: what a story began as, and what it is now.
function sampleOf(group: readonly Report[]): readonly Report[] {
  return group.length <= SAMPLE ? group : [...group.slice(0, SAMPLE / 2), ...group.slice(-SAMPLE / 2)];
}

function reportsOf(entries: readonly Entry[]): readonly Report[] {
  return entries.map(({ report }) => report);
}

function sameArticles(a: Story, b: Story | undefined): boolean {
  return (
    b !== undefined && a.articles.length === b.articles.length && a.articles.every((id, i) => id === b.articles[i])
  );
}

function readReport(article: Article): Reading {
  const { fingerprint, spelling } = readFingerprint(article);
  const { time } = article;
  const isDay = time.origin !== 'unknown' && time.precision === 'day';
  const report: Report = {
    id: article.id,
    title: article.title,
    language: article.language,
    at: timeOf(time),
    uncertainMs: isDay ? DAY_MS : time.origin === 'stated-local' && time.zone === null ? 14 * HOUR_MS : 0,
    announces: announcement(article),
    fingerprint,
  };
  return { report, spelling };
}
