import type { ArchiveKeeper } from './archive/archive.ts';
import type { Desk } from './desk.ts';
import type { Digests } from './digests/digests.ts';
import { type Instant, later, MINUTE_MS } from './lib/clock.ts';
import type { ArticleId, StoryId } from './lib/ids.ts';
import type { Turns } from './lib/turns.ts';
import type { Mutes } from './outbox/mutes.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { SeedFolder } from './sources/seed-folder.ts';
import type { SeenLedger } from './sources/seen.ts';
import { commitChanges } from './store/change.ts';
import type { Store } from './store/store.ts';
import type { StoryIndex } from './stories/story.ts';
import type { Feedback } from './topics/feedback.ts';

/** What knows of stories and articles, and forgets them when they go. */
export type RetentionDesk = Pick<Desk, 'keep'> & {
  readonly store: Store;
  readonly turns: Turns;
  readonly archive: ArchiveKeeper;
  readonly stories: Pick<StoryIndex, 'forget'>;
  readonly outbox: Pick<Outbox, 'forgetStories'>;
  readonly digests: Pick<Digests, 'forgetStories'>;
  readonly mutes: Pick<Mutes, 'forgetStories'>;
  readonly feedback: Pick<Feedback, 'forgetReports'>;
  readonly seen: SeenLedger;
};

/** Lets go what has been kept for as long as it is to be kept. */
export type Retention = {
  /** One small batch, in one commit; false where nothing is left to let go now. */
  step(now: Instant): Promise<boolean>;
};

/** Articles that go in one commit: some milliseconds. */
const BATCH = 50;
/** Stories that one look puts on the list. Where there are more, the next look comes as soon as these are gone. */
const LISTED = 5_000;
/** How often all stories are looked at. */
const LOOK_MS = MINUTE_MS;
/** So much over the most articles that are kept there may be before all stories are looked at once more. */
const SLACK = 0.01;

/**
 * A story goes as a whole, once no report of it has come for as long as articles are kept, or when there are more articles than are kept and its last
 * report is the longest ago. Its messages stay as they are. One of thousands of articles goes batch by batch.
 *
 * The marks of feeds' items stay while the feed holds them, those of files while they lie in the folder: what has gone is not read again.
 */
export function createRetention(desk: RetentionDesk, seeds: SeedFolder): Retention {
  const { archive, keep } = desk;
  let queue: readonly StoryId[] = [];
  let lookedAt: Instant | null = null;
  /** When the last report of the stories in the queue had come. */
  let bound: ReadonlyMap<StoryId, Instant> = new Map();
  let isFresh = false;
  /** There were more than one look takes. */
  let isCut = false;

  function isLookDue(now: Instant): boolean {
    if (isCut || archive.counts().articles > keep.articles * (1 + SLACK)) return true;
    // A clock that was set back says that the last look lies ahead.
    return lookedAt === null || now < lookedAt || now >= later(lookedAt, LOOK_MS);
  }

  async function look(now: Instant): Promise<void> {
    lookedAt = now;
    isFresh = true;
    const overdue = await archive.overdue(later(now, -keep.ms), keep.articles, LISTED);
    isCut = overdue.length === LISTED;
    queue = overdue.map(({ story }) => story);
    bound = new Map(overdue.map(({ story, lastFiledAt }) => [story, lastFiledAt]));
  }

  /** The next articles to go: of one large story, or of several small ones. A story that a report came to meanwhile stays. */
  function nextBatch(): readonly { readonly story: StoryId; readonly articles: readonly ArticleId[] }[] {
    const batch: { story: StoryId; articles: readonly ArticleId[] }[] = [];
    let room = BATCH;
    let taken = 0;
    for (const id of queue) {
      if (room <= 0) break;
      const story = archive.lastFiledAt(id) === bound.get(id) ? archive.currentStory(id) : null;
      const articles = story?.id === id ? story.articles.slice(0, room) : [];
      room -= articles.length;
      if (articles.length > 0) batch.push({ story: id, articles });
      if (story === null || articles.length === story.articles.length) taken += 1;
    }
    queue = queue.slice(taken);
    return batch;
  }

  async function letGo(now: Instant): Promise<boolean> {
    const batch = nextBatch();
    const articles = batch.flatMap((one) => one.articles);
    const marks = isFresh ? seedMarks() : [];
    isFresh = false;
    if (articles.length === 0 && marks.length === 0) return queue.length > 0;
    const changes = batch.map((one) => archive.expire(one.story, one.articles));
    const stories = changes.flatMap((change) => change.stories);
    const forgotten = [
      ...changes,
      desk.outbox.forgetStories(stories, later(now, -keep.ms)),
      desk.digests.forgetStories(stories),
      desk.mutes.forgetStories(stories),
      desk.feedback.forgetReports(articles),
      desk.seen.forget(seeds.name, marks),
      {
        writes: [],
        apply() {
          desk.stories.forget(articles);
          seeds.forget(marks);
        },
      },
    ];
    await commitChanges(desk.store, forgotten, 'soon');
    return true;
  }

  /** Files that lie in the folder no more, and what they were is not there either. */
  function seedMarks(): readonly string[] {
    const gone: string[] = [];
    for (const { ref, outcome } of desk.seen.rowsOf(seeds.name).values()) {
      if (gone.length >= BATCH) break;
      if (!seeds.holds(ref) && (outcome.article === null || !archive.isGrouped(outcome.article))) gone.push(ref);
    }
    return gone;
  }

  return {
    async step(now) {
      if (queue.length === 0) {
        if (!isLookDue(now)) return false;
        await look(now);
      }
      return desk.turns(() => letGo(now));
    },
  };
}
