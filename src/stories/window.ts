import type { ArticleId, StoryId } from '../lib/ids.ts';
import { createCandidateIndex } from './candidates.ts';
import { mayBeOne, mayFollow, type Report, type Rules, textScore } from './same-event.ts';
import type { Story } from './story.ts';

/** A report in its place among the others. */
export type Entry = {
  readonly report: Report;
  /** Those whose text reads like the same event, near enough in time for it; noted on both sides. */
  readonly near: Set<Entry>;
  /** Those that read nearly like it, or like it at another time: earlier or later chapters, perhaps. Noted on both sides. */
  readonly akin: Set<Entry>;
  story: StoryId;
};

/** What comparing an article with its candidates gave. */
export type Surroundings = {
  /** Each with the log-odds that it tells the same event, all at the threshold or over. */
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
  put(report: Report, surroundings: Surroundings, story: StoryId): void;
  /** Makes a story hold exactly its articles. */
  set(story: Story): void;
  drop(story: StoryId): void;
};

/** An empty window. See `StoryIndexOptions` for the limits. */
export function createWindow(rules: Rules, newestPerWord: number, mostCandidates: number): Window {
  const candidates = createCandidateIndex(newestPerWord);
  const bySlot = new Map<number, Entry>();
  const slots = new Map<ArticleId, number>();
  const stories = new Map<StoryId, Story>();
  let nextSlot = 0;

  function entry(id: ArticleId): Entry | undefined {
    return bySlot.get(slots.get(id) ?? -1);
  }

  function membersOf(id: StoryId): readonly Entry[] {
    return (stories.get(id)?.articles ?? []).flatMap((article) => entry(article) ?? []);
  }

  function remove(id: ArticleId): void {
    const slot = slots.get(id);
    const old = slot === undefined ? undefined : bySlot.get(slot);
    if (slot === undefined || old === undefined) return;
    candidates.remove(slot, old.report.fingerprint.lookups);
    for (const other of old.near) other.near.delete(old);
    for (const other of old.akin) other.akin.delete(old);
    bySlot.delete(slot);
    slots.delete(id);
  }

  return {
    entry,
    membersOf,
    story: (id) => stories.get(id),

    look(report) {
      const near = new Map<Entry, number>();
      const akin = new Set<Entry>();
      let compared = 0;
      for (const slot of candidates.find(report.fingerprint.lookups, mostCandidates)) {
        const other = bySlot.get(slot);
        if (other === undefined || other.report.id === report.id || !mayFollow(report, other.report, rules)) continue;
        compared += 1;
        const score = textScore(report, other.report);
        if (score >= rules.threshold && mayBeOne(report, other.report, rules)) near.set(other, score);
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

    put(report, { near, akin }, story) {
      remove(report.id);
      const added: Entry = { report, near: new Set(near.keys()), akin: new Set(akin), story };
      for (const other of added.near) other.near.add(added);
      for (const other of added.akin) other.akin.add(added);
      bySlot.set(nextSlot, added);
      slots.set(report.id, nextSlot);
      candidates.add(nextSlot, report.fingerprint.lookups);
      nextSlot += 1;
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
