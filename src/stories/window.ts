import { createIdTable } from '../lib/id-table.ts';
import type { ArticleId, StoryId } from '../lib/ids.ts';
import { createShardedMap } from '../lib/sharded-map.ts';
import { lookupKeysOf, lookupsOf, type Report, reportAt } from './block.ts';
import { createCandidateIndex } from './candidates.ts';
import { createRows } from './rows.ts';
import { mayBeOne, mayFollow, type Rules, textScore } from './same-event.ts';
import { createScoreCache } from './score-cache.ts';
import type { Story } from './story.ts';

/** What comparing an article with its candidates gave. */
export type Surroundings = {
  /** By serial number, those whose text reads like the same event, near enough in time for it: the log-odds that they tell it. */
  readonly near: ReadonlyMap<number, number>;
  /** The same of texts too far apart in time: earlier or later chapters, perhaps. */
  readonly akin: ReadonlyMap<number, number>;
  /** How many texts it was compared with. */
  readonly compared: number;
};

/** The articles that may still gain company, and the stories they form. Changed by nobody but `StoryIndex`. */
export type Window = {
  report(serial: number): Report | undefined;
  reportOf(id: ArticleId): Report | undefined;
  /** The story of an article that is in the window. */
  storyAt(serial: number): StoryId | undefined;
  story(id: StoryId | undefined): Story | undefined;
  look(report: Report): Surroundings;
  /** Those whose text reads like an article's, near in time or at whatever time, noted when the later one came. */
  linked(serial: number, kind: 'near' | 'any'): readonly number[];
  /** Everything that hangs together with some articles, over near texts and shared stories; null where it would be more than `limit`. */
  component(from: Iterable<number>, limit: number): readonly Report[] | null;
  /** The stories of some articles, whole; null where they hold more than `limit` articles. */
  storiesOf(from: Iterable<number>, limit: number): readonly Report[] | null;
  /** The text score of two reports; remembered where both are in the window, or one was looked around for last. */
  score(a: Report, b: Report): number;
  /** The number that the next article put in gets. */
  nextSerial(): number;
  /** Puts an article in, in place of an earlier version of it. The block has its links. */
  put(id: ArticleId, block: Uint32Array): void;
  /** Makes a story hold exactly its articles. */
  set(story: Story): void;
  drop(story: StoryId): void;
  /** Takes articles out, and a story with its last one. */
  remove(articles: Iterable<ArticleId>): void;
  /** Puts an article back under the number it had; false where the number or the article is taken. Others are linked to it by `relink`. */
  putBack(id: ArticleId, serial: number, block: Uint32Array): boolean;
  /** Puts a story back, without what is not here. */
  putBackStory(story: Story): void;
  /** After articles were put back: leaves out those that no story holds, links the others. In parts that take a moment each. */
  relink(): Iterable<void>;
};

// 262,144 pairs, 2.6 MB: those of some dozen neighbourhoods as large as are judged again.
const SCORES = 18;

/** An empty window. See `StoryIndexOptions` for the limits. */
export function createWindow(rules: Rules, newestPerWord: number, mostCandidates: number): Window {
  const candidates = createCandidateIndex(newestPerWord);
  const scores = createScoreCache(SCORES);
  const rows = createRows();
  const serials = createIdTable<ArticleId>();
  const stories = createShardedMap<StoryId, Story>();
  let nextSerial = 0;
  // Scores of the report that was looked around for last, before it has a number to remember them by.
  let newcomer: { readonly report: Report; readonly scores: Map<number, number> } | null = null;

  function membersOf(id: StoryId): readonly number[] {
    return (stories.get(id)?.articles ?? []).map(serials.get).filter((serial) => serial >= 0);
  }

  function sizeOf(id: StoryId | undefined): number {
    return (id === undefined ? undefined : stories.get(id))?.articles.length ?? 0;
  }

  function takeOut(id: ArticleId): void {
    const serial = serials.get(id);
    const report = rows.report(serial);
    if (report === undefined) return;
    candidates.remove(serial, lookupKeysOf(report));
    rows.remove(serial);
    serials.delete(id);
  }

  function add(id: ArticleId, serial: number, block: Uint32Array): void {
    rows.add(serial, id, block);
    serials.set(id, serial);
    nextSerial = Math.max(nextSerial, serial + 1);
  }

  function score(a: Report, b: Report): number {
    const known = remembered(a, b);
    if (known !== undefined) return known;
    const found = textScore(a, b);
    if (a.serial !== null && b.serial !== null) scores.set(a.serial, b.serial, found);
    else if (newcomer?.report === a && b.serial !== null) newcomer.scores.set(b.serial, found);
    else if (newcomer?.report === b && a.serial !== null) newcomer.scores.set(a.serial, found);
    return found;
  }

  function remembered(a: Report, b: Report): number | undefined {
    if (a.serial !== null && b.serial !== null) return scores.get(a.serial, b.serial);
    if (newcomer?.report === a) return newcomer.scores.get(b.serial ?? -1);
    return newcomer?.report === b ? newcomer.scores.get(a.serial ?? -1) : undefined;
  }

  function reports(found: Iterable<number>): readonly Report[] {
    return [...found].flatMap((serial) => rows.report(serial) ?? []);
  }

  return {
    report: rows.report,
    reportOf: (id) => rows.report(serials.get(id)),
    storyAt: rows.story,
    story: (id) => (id === undefined ? undefined : stories.get(id)),
    linked: rows.linked,
    score,

    look(report) {
      const near = new Map<number, number>();
      const akin = new Map<number, number>();
      newcomer = { report, scores: new Map() };
      let compared = 0;
      for (const serial of candidates.find(lookupsOf(report), mostCandidates)) {
        const other = rows.report(serial);
        if (other === undefined || other.id === report.id || !mayFollow(report, other, rules)) continue;
        compared += 1;
        const found = score(report, other);
        if (found >= rules.near && mayBeOne(report, other, rules)) near.set(serial, found);
        else if (found >= rules.akin) akin.set(serial, found);
      }
      return { near, akin, compared };
    },

    component(from, limit) {
      const seen = new Set(from);
      const whole = new Set<StoryId>();
      const open = [...seen];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        const story = rows.story(next);
        if (seen.size > limit || sizeOf(story) > limit) return null;
        const found = [...rows.linked(next, 'near')];
        if (story !== undefined && !whole.has(story)) found.push(...membersOf(story));
        if (story !== undefined) whole.add(story);
        for (const serial of found) {
          if (seen.has(serial)) continue;
          seen.add(serial);
          open.push(serial);
        }
      }
      return reports(seen);
    },

    storiesOf(from, limit) {
      const touched = [...new Set([...from].flatMap((serial) => rows.story(serial) ?? []))];
      const size = touched.reduce((sum, story) => sum + sizeOf(story), 0);
      return size > limit ? null : reports(touched.flatMap(membersOf));
    },

    nextSerial: () => nextSerial,

    put(id, block) {
      // One that says something else now stands where it stood, until its story is said to be another.
      const story = rows.story(serials.get(id));
      takeOut(id);
      const serial = nextSerial;
      add(id, serial, block);
      candidates.add(serial, lookupKeysOf(reportAt(block, 0, id, serial)));
      if (story !== undefined) rows.setStory(serial, story);
      rows.link(serial);
      if (newcomer?.report.id === id) for (const [other, found] of newcomer.scores) scores.set(serial, other, found);
      newcomer = null;
    },

    set(story) {
      const before = stories.get(story.id)?.articles ?? [];
      stories.set(story.id, story);
      // Most often one article has been put in: those that were there in the same order need no look.
      let same = 0;
      for (const id of story.articles) {
        if (before[same] === id) {
          same += 1;
          continue;
        }
        const serial = serials.get(id);
        if (serial >= 0) rows.setStory(serial, story.id);
      }
    },

    remove(articles) {
      const touched = new Set<StoryId>();
      for (const article of articles) {
        const story = rows.story(serials.get(article));
        takeOut(article);
        if (story !== undefined) touched.add(story);
      }
      for (const id of touched) {
        const left = stories.get(id)?.articles.filter(serials.has) ?? [];
        if (left.length === 0) stories.delete(id);
        else stories.set(id, { id, articles: left });
      }
    },

    drop(id) {
      stories.delete(id);
    },

    putBack(id, serial, block) {
      if (rows.has(serial) || serials.has(id)) return false;
      add(id, serial, block);
      candidates.load(serial, lookupKeysOf(reportAt(block, 0, id, serial)));
      return true;
    },

    putBackStory(story) {
      let held = 0;
      for (const id of story.articles) {
        const serial = serials.get(id);
        if (serial < 0) continue;
        rows.setStory(serial, story.id);
        held += 1;
      }
      if (held === story.articles.length) stories.set(story.id, story);
      else if (held > 0) {
        stories.set(story.id, { ...story, articles: story.articles.filter(serials.has) });
      }
    },

    *relink() {
      yield* candidates.takeIn();
      for (const part of rows.parts()) {
        for (const serial of part) {
          const id = rows.report(serial)?.id;
          if (rows.story(serial) === undefined && id !== undefined) takeOut(id);
        }
        yield;
      }
      for (const part of rows.parts()) {
        for (const serial of part) rows.link(serial);
        yield;
      }
    },
  };
}
