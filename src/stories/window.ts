import type { ArticleId, StoryId } from '../lib/ids.ts';
import { createCandidateIndex } from './candidates.ts';
import { mayBeOne, mayFollow, type Report, type Rules, textScore } from './same-event.ts';
import { createScoreCache } from './score-cache.ts';
import type { Story } from './story.ts';

/** A report, and the number it has in the window; null for one that is not in it yet. */
export type Placed = {
  readonly report: Report;
  readonly serial: number | null;
};

/** A report in its place among the others. */
export type Entry = Placed & {
  readonly serial: number;
  /** Those whose text reads like the same event, near enough in time for it; noted on both sides. */
  readonly near: Set<Entry>;
  /** Those that read nearly like it, or like it at another time: earlier or later chapters, perhaps. Noted on both sides. */
  readonly akin: Set<Entry>;
  story: StoryId;
};

/** What comparing an article with its candidates gave. */
export type Surroundings = {
  /** Each with the log-odds that it tells the same event. */
  readonly near: ReadonlyMap<Entry, number>;
  readonly akin: ReadonlySet<Entry>;
  /** How many texts it was compared with. */
  readonly compared: number;
};

/** The articles that may still gain company, and the stories they form. Changed by nobody but `StoryIndex.apply` and `load`. */
export type Window = {
  entry(id: ArticleId): Entry | undefined;
  story(id: StoryId): Story | undefined;
  /** The articles of a story that are in the window. */
  membersOf(id: StoryId): readonly Entry[];
  look(report: Report): Surroundings;
  /** Everything that hangs together with some entries, over near texts and shared stories; null where it would be more than `limit`. */
  component(from: Iterable<Entry>, limit: number): readonly Entry[] | null;
  /** The stories of some entries, whole; null where they hold more than `limit` articles. */
  storiesOf(from: Iterable<Entry>, limit: number): readonly Entry[] | null;
  /** The text score of two reports; remembered where both are in the window. */
  score(a: Placed, b: Placed): number;
  put(report: Report, surroundings: Surroundings, story: StoryId): void;
  /** Makes a story hold exactly its articles. */
  set(story: Story): void;
  drop(story: StoryId): void;
};

// 65,536 pairs, 0.8 MB: many times what one neighbourhood has.
const SCORES = 16;

/** An empty window. See `StoryIndexOptions` for the limits. */
export function createWindow(rules: Rules, newestPerWord: number, mostCandidates: number): Window {
  const candidates = createCandidateIndex(newestPerWord);
  const scores = createScoreCache(SCORES);
  const bySerial = new Map<number, Entry>();
  const serials = new Map<ArticleId, number>();
  const stories = new Map<StoryId, Story>();
  let nextSerial = 0;

  function entry(id: ArticleId): Entry | undefined {
    return bySerial.get(serials.get(id) ?? -1);
  }

  function membersOf(id: StoryId): readonly Entry[] {
    return (stories.get(id)?.articles ?? []).flatMap((article) => entry(article) ?? []);
  }

  function remove(id: ArticleId): void {
    const serial = serials.get(id);
    const old = serial === undefined ? undefined : bySerial.get(serial);
    if (serial === undefined || old === undefined) return;
    candidates.remove(serial, old.report.fingerprint.lookups);
    for (const other of old.near) other.near.delete(old);
    for (const other of old.akin) other.akin.delete(old);
    bySerial.delete(serial);
    serials.delete(id);
  }

  return {
    entry,
    membersOf,
    story: (id) => stories.get(id),

    look(report) {
      const near = new Map<Entry, number>();
      const akin = new Set<Entry>();
      let compared = 0;
      for (const serial of candidates.find(report.fingerprint.lookups, mostCandidates)) {
        const other = bySerial.get(serial);
        if (other === undefined || other.report.id === report.id || !mayFollow(report, other.report, rules)) continue;
        compared += 1;
        const score = textScore(report, other.report);
        if (score >= rules.near && mayBeOne(report, other.report, rules)) near.set(other, score);
        else if (score >= rules.akin) akin.add(other);
      }
      return { near, akin, compared };
    },

    component(from, limit) {
      const seen = new Set<Entry>();
      const open = [...from];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (seen.has(next)) continue;
        seen.add(next);
        if (seen.size > limit) return null;
        for (const other of next.near) if (!seen.has(other)) open.push(other);
        for (const other of membersOf(next.story)) if (!seen.has(other)) open.push(other);
      }
      return [...seen];
    },

    storiesOf(from, limit) {
      const touched: Entry[] = [];
      for (const story of new Set([...from].map((one) => one.story))) {
        touched.push(...membersOf(story));
        if (touched.length > limit) return null;
      }
      return touched;
    },

    score(a, b) {
      if (a.serial === null || b.serial === null) return textScore(a.report, b.report);
      return scores.get(a.serial, b.serial, () => textScore(a.report, b.report));
    },

    put(report, { near, akin }, story) {
      remove(report.id);
      const added: Entry = { report, serial: nextSerial, near: new Set(near.keys()), akin: new Set(akin), story };
      for (const other of added.near) other.near.add(added);
      for (const other of added.akin) other.akin.add(added);
      bySerial.set(nextSerial, added);
      serials.set(report.id, nextSerial);
      candidates.add(nextSerial, report.fingerprint.lookups);
      nextSerial += 1;
    },

    set(story) {
      stories.set(story.id, story);
      for (const member of membersOf(story.id)) member.story = story.id;
    },

    drop(story) {
      stories.delete(story);
    },
  };
}
