import type { Article } from '../articles/article.ts';
import type { StoryId } from '../lib/ids.ts';
import type { ShownTime } from '../platform/message.ts';
import type { Story } from '../stories/story.ts';

/** An article as a reader of its story sees it. */
export type ArticleView = {
  readonly article: Article;
  readonly story: StoryId;
  /** The article's own time, else the one concluded from its story; null where neither is known. */
  readonly time: ShownTime | null;
  /** The article's own address, else its page here. */
  readonly url: string;
  /** Its page here. */
  readonly page: string;
};

/** A story as a reader sees it. */
export type StoryView = {
  readonly story: Story;
  /** The first report first. */
  readonly articles: readonly ArticleView[];
  readonly title: string;
  readonly summary: readonly string[];
  readonly time: ShownTime | null;
  readonly place: string | null;
  /** Its page here: named after its first report, so that it lives on when stories are split or joined. */
  readonly page: string;
};

/** Look-ups over what is stored. Asynchronous because texts stay in the store; only what finds them is in memory. */
export type Archive = {
  /** A story by its id, or by the id of any of its articles. */
  story(ref: string): Promise<StoryView | null>;
  article(id: string): Promise<ArticleView | null>;
  /** Newest first by the story's time; stories without a time last. */
  latest(limit: number): Promise<readonly StoryView[]>;
  /** Best first. */
  search(query: string, limit: number): Promise<readonly StoryView[]>;
  /** The stories of one timeline in order of time, the given one among them. */
  timeline(story: StoryId): Promise<readonly StoryView[]>;
  counts(): { readonly articles: number; readonly stories: number };
};
