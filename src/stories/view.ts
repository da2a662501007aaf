import type { Article } from '../articles/article.ts';
import { DAY_MS, type Instant } from '../lib/clock.ts';
import type { ArticleId, StoryId } from '../lib/ids.ts';
import type { ShownTime } from '../platform/message.ts';
import type { Story } from './story.ts';

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
  /** The first report first. Of a story of thousands, those that it is told by. */
  readonly articles: readonly ArticleView[];
  readonly title: string;
  readonly summary: readonly string[];
  readonly time: ShownTime | null;
  readonly place: string | null;
  /** The picture of the first report that has one. */
  readonly image: string | null;
  /** Its page here: named after its first report, so that it lives on when stories are split or joined. */
  readonly page: string;
};

/** Looks stories up as a reader sees them. */
export type StoryViews = {
  /** A story by its id, or by the id of any of its articles. */
  story(ref: string): Promise<StoryView | null>;
  /** The stories of one timeline in order of time, the given one among them. */
  timeline(story: StoryId): Promise<readonly StoryView[]>;
};

/** Addresses of the pages here. */
export type Links = {
  article(id: ArticleId): string;
  /** A story's page is named after its first report: it leads to the right story even after stories were split or joined. */
  story(firstReport: ArticleId): string;
};

/** Addresses below `base`, which is asked each time: a port may be known only once the server listens. */
export function createLinks(base: () => string): Links {
  return { article: (id) => `${base()}/articles/${id}`, story: (firstReport) => `${base()}/stories/${firstReport}` };
}

const FIRST_TOLD = 40;
const NEWEST_TOLD = 20;

/**
 * The articles by which a story is judged and shown: all of them, or of a story of thousands the first reports and the
 * newest, so that what one more article costs does not grow with the story.
 */
export function toldArticles({ articles }: Story): readonly ArticleId[] {
  if (articles.length <= FIRST_TOLD + NEWEST_TOLD) return articles;
  return [...articles.slice(0, FIRST_TOLD), ...articles.slice(-NEWEST_TOLD)];
}

/**
 * A story as a reader sees it. Title, summary and place are those of its first report: the earliest article that states
 * a title of its own, so that the result does not depend on the order in which the articles arrived.
 * `articles` are those of `toldArticles`, in the story's order; never empty.
 */
export function viewStory(story: Story, articles: readonly Article[], links: Links): StoryView {
  const lead = articles.find((article) => article.titleOrigin === 'stated') ?? articles[0];
  if (lead === undefined) throw new Error(`Story ${story.id} has no articles`);
  const time = shownTime(lead) ?? articles.map(shownTime).find((known) => known !== null) ?? null;
  return {
    story,
    articles: articles.map((article) => viewArticle(article, story.id, time, links)),
    title: lead.title,
    summary: lead.summary,
    time,
    place: lead.place ?? articles.find((article) => article.place !== null)?.place ?? null,
    image: articles.find((article) => article.image !== null)?.image ?? null,
    page: links.story(lead.id),
  };
}

/** An article beside its story: a time that nobody states is the day of the story, and marked so. */
export function viewArticle(article: Article, story: StoryId, storyTime: ShownTime | null, links: Links): ArticleView {
  const page = links.article(article.id);
  return { article, story, time: shownTime(article) ?? inferredDay(storyTime), url: article.url ?? page, page };
}

function shownTime({ time }: Article): ShownTime | null {
  switch (time.origin) {
    case 'stated':
      return { at: time.at, precision: time.precision, zone: time.zone, inferred: false };
    case 'stated-local':
      // What a clock shows in a zone that nobody knows is a day, not a moment.
      return { at: time.at, precision: time.zone === null ? 'day' : time.precision, zone: time.zone, inferred: false };
    case 'inferred':
      return { at: time.at, precision: 'day', zone: null, inferred: true };
    case 'unknown':
      return null;
  }
}

function inferredDay(storyTime: ShownTime | null): ShownTime | null {
  if (storyTime === null) return null;
  const midnight = (storyTime.at - (storyTime.at % DAY_MS)) as Instant;
  return { at: midnight, precision: 'day', zone: null, inferred: true };
}
