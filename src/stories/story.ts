import type { Article } from '../articles/article.ts';
import type { ArticleId, StoryId } from '../lib/ids.ts';

/** The articles that report the same event. Everything else a story shows is derived from them (`describe.ts`). */
export type Story = {
  readonly id: StoryId;
  /** Never empty. In the order of their times; articles without a time last. */
  readonly articles: readonly ArticleId[];
};

/** What one article changes among the stories. Stories that are not named keep what they have. */
export type Regrouping = {
  readonly article: ArticleId;
  /** The story that now holds the article. */
  readonly story: StoryId;
  readonly outcome: 'new' | 'joined';
  /** Why, in words a reader understands ("shares Istanbul, embassy, Lavrov with …", "not joined to …: 10 April, not 27 February"). */
  readonly reasons: readonly string[];
  /** Every story whose articles changed, as it is now. A new story is among them. */
  readonly changed: readonly Story[];
  /** Stories that are no more, and the one that took most of their articles. */
  readonly dissolved: readonly { readonly id: StoryId; readonly into: StoryId }[];
  /**
   * The timelines of the changed stories as they are with this decision, before `apply`: planning shows them in the
   * same commit. One for each of `changed`, in its order; each in order of time. A story that follows from no other is a timeline of one.
   */
  readonly timelines: readonly (readonly StoryId[])[];
  /**
   * What the index has to remember of the article, to be stored with it in the same commit and handed to `restore` at the next start: its text need
   * not be read again then. Plain ASCII, at most 3 kB.
   */
  readonly memo: string;
};

/**
 * Takes back what an earlier run had decided, row by row, so that the caller may let others work in between. First all memos, in any order; then the
 * stories, each after those of its articles whose memos could not be used; at last `done`. The index then behaves as if it had never been stopped.
 */
export type Restoring = {
  /** False where the memo is damaged or of another version: the article's text has to be read again, see `article`. */
  memo(article: ArticleId, memo: string): boolean;
  /** An article of which there is no memo, or no good one. Gives the memo to store from now on. */
  article(article: Article): string;
  story(story: Story): void;
  /** An article that no story holds is left out, and of a story what is not here. Leaves the event loop free now and then. */
  done(): Promise<void>;
};

/**
 * The working memory of grouping: the articles of the window and how they are grouped. It can be rebuilt from stored
 * memos (or articles) and stories alone. `judge` decides and changes nothing; `apply` makes a decision true once it is stored.
 */
export type StoryIndex = {
  /** Reads an article ahead of its judgement, which need not read it then. Read one after another, articles take less than each by itself. */
  read(article: Article): void;
  judge(article: Article): Regrouping;
  apply(article: Article, regrouping: Regrouping): void;
  /** Begins to take back what an earlier run had decided. Called once, before the first `judge`. */
  restore(): Restoring;
  /** Takes articles that leave the store out of the working memory: nothing new is compared with them any more, and their stories go on without them. */
  forget(articles: Iterable<ArticleId>): void;
  /** Stories that follow from one another with this one among them, in order of time; just this one where there is no other. */
  timeline(story: StoryId): readonly StoryId[];
};
