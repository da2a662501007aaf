import type { ArticleId, StoryId } from '../lib/ids.ts';
import { createCandidateIndex } from './candidates.ts';
import type { Report } from './report.ts';
import { mayBeOne, mayFollow, type Rules, textScore } from './same-event.ts';
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
  /** Those that read like it but are too far apart in time: earlier or later chapters, perhaps. Noted on both sides. */
  readonly akin: Set<Entry>;
  story: StoryId;
};

/** What comparing an article with its candidates gave. */
export type Surroundings = {
  /** Each with the log-odds that it tells the same event. */
  readonly near: ReadonlyMap<Entry, number>;
  /** Each with the same, of texts too far apart in time. */
  readonly akin: ReadonlyMap<Entry, number>;
  /** How many texts it was compared with. */
  readonly compared: number;
};

/** The articles that may still gain company, and the stories they form. Changed by nobody but `StoryIndex.apply` and `load`. */
export type Window = {
  entry(id: ArticleId): Entry | undefined;
  story(id: StoryId | undefined): Story | undefined;
  /** The articles of a story that are in the window. */
  membersOf(id: StoryId): readonly Entry[];
  look(report: Report): Surroundings;
  /** Everything that hangs together with some entries, over near texts and shared stories; null where it would be more than `limit`. */
  component(from: Iterable<Entry>, limit: number): readonly Entry[] | null;
  /** The stories of some entries, whole; null where they hold more than `limit` articles. */
  storiesOf(from: Iterable<Entry>, limit: number): readonly Entry[] | null;
  /** The text score of two reports; remembered where both are in the window. */
  score(a: Placed, b: Placed): number;
  /** The number that the next article put in gets. */
  nextSerial(): number;
  put(report: Report, surroundings: Surroundings, story: StoryId): void;
  /** Makes a story hold exactly its articles. */
  set(story: Story): void;
  drop(story: StoryId): void;
  /** Takes an article out. Its story keeps it while another of its articles is here, and is dropped with the last. */
  remove(article: ArticleId): void;
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

  function sizeOf(id: StoryId): number {
    return stories.get(id)?.articles.length ?? 0;
  }

  function takeOut(id: ArticleId): void {
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
    story: (id) => (id === undefined ? undefined : stories.get(id)),

    look(report) {
      const near = new Map<Entry, number>();
      const akin = new Map<Entry, number>();
      let compared = 0;
      for (const serial of candidates.find(report.fingerprint.lookups, mostCandidates)) {
        const other = bySerial.get(serial);
        if (other === undefined || other.report.id === report.id || !mayFollow(report, other.report, rules)) continue;
        compared += 1;
        const score = textScore(report, other.report);
        if (score >= rules.near && mayBeOne(report, other.report, rules)) near.set(other, score);
        else if (score >= rules.akin) akin.set(other, score);
      }
      return { near, akin, compared };
    },

    component(from, limit) {
      const seen = new Set<Entry>();
      const whole = new Set<StoryId>();
      const open = [...from];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (seen.has(next)) continue;
        seen.add(next);
        if (seen.size > limit || sizeOf(next.story) > limit) return null;
        open.push(...next.near);
        if (!whole.has(next.story)) open.push(...membersOf(next.story));
        whole.add(next.story);
      }
      return [...seen];
    },

    storiesOf(from, limit) {
      const touched = [...new Set([...from].map((one) => one.story))];
      const size = touched.reduce((sum, story) => sum + sizeOf(story), 0);
      return size > limit ? null : touched.flatMap(membersOf);
    },

    score(a, b) {
      if (a.serial === null || b.serial === null) return textScore(a.report, b.report);
      return scores.get(a.serial, b.serial, () => textScore(a.report, b.report));
    },

    nextSerial: () => nextSerial,

    put(report, { near, akin }, story) {
      takeOut(report.id);
      const added: Entry = {
        report,
        serial: nextSerial,
        near: new Set(near.keys()),
        akin: new Set(akin.keys()),
        story,
      };
      for (const other of added.near) other.near.add(added);
      for (const other of added.akin) other.akin.add(added);
      bySerial.set(nextSerial, added);
      serials.set(report.id, nextSerial);
      candidates.add(nextSerial, report.fingerprint.lookups);
      nextSerial += 1;
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
        const member = entry(id);
        if (member !== undefined) member.story = story.id;
      }
    },

    remove(article) {
      const story = entry(article)?.story;
      takeOut(article);
      const isGone = (story === undefined ? undefined : stories.get(story))?.articles.every(
        (id) => entry(id) === undefined,
      );
      if (story !== undefined && isGone === true) stories.delete(story);
    },

    drop(story) {
      stories.delete(story);
    },
  };
}
