import { expect } from 'vitest';
import type { Article } from '../../src/articles/article.ts';
import { parseInstant } from '../../src/lib/clock.ts';
import { type ArticleId, articleId, type StoryId } from '../../src/lib/ids.ts';
import type { Regrouping, Story, StoryIndex } from '../../src/stories/story.ts';
import { createStoryIndex } from '../../src/stories/story-index.ts';

export type Written = {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly at?: string;
} & Partial<Pick<Article, 'agency' | 'publisher' | 'language' | 'titleOrigin'>>;

/** An article as the reader makes it, from what a test cares about; `at` is ISO 8601, none means that nobody states a time. */
export function article({ name, title, text, at, ...rest }: Written): Article {
  const time = at === undefined ? null : parseInstant(at);
  return {
    id: articleId(name),
    title,
    titleOrigin: 'stated',
    text,
    summary: [],
    time: time === null ? { origin: 'unknown' } : { origin: 'stated', at: time, precision: 'minute', zone: 'UTC' },
    publisher: name,
    agency: null,
    place: null,
    url: null,
    image: null,
    language: 'en',
    ...rest,
  };
}

/** The stories that an index has reported so far. */
export type Told = ReadonlyMap<StoryId, Story>;

/** Gives articles to an index one by one, as the desk does; returns all stories as they then are, and each article's regrouping. */
export function tell(
  index: StoryIndex,
  articles: readonly Article[],
  known: Told = new Map(),
): { stories: Map<StoryId, Story>; regroupings: Regrouping[] } {
  const stories = new Map(known);
  const regroupings: Regrouping[] = [];
  for (const one of articles) {
    const regrouping = index.judge(one);
    index.apply(one, regrouping);
    for (const { id } of regrouping.dissolved) stories.delete(id);
    for (const story of regrouping.changed) stories.set(story.id, story);
    regroupings.push(regrouping);
  }
  return { stories, regroupings };
}

/** An index as a restart finds it, from what was stored. */
export async function restore(regroupings: Iterable<Regrouping>, stories: Iterable<Story>): Promise<StoryIndex> {
  const index = createStoryIndex();
  const restoring = index.restore();
  for (const { article, memo } of regroupings) expect(restoring.memo(article, memo)).toBe(true);
  for (const story of stories) restoring.story(story);
  await restoring.done();
  return index;
}

/** The stories as sorted lists of the articles' names: what two groupings have in common when only ids differ. */
export function partition(stories: Iterable<Story>, articles: readonly Article[]): string[] {
  const names = new Map(articles.map(({ id, publisher }) => [id, publisher ?? id]));
  return [...stories]
    .map((story) =>
      [...story.articles]
        .map((id: ArticleId) => names.get(id) ?? id)
        .sort()
        .join(' '),
    )
    .sort();
}

/** The names of a story's articles, sorted. */
export function namesOf(story: Story | undefined, articles: readonly Article[]): string {
  return partition(story === undefined ? [] : [story], articles).join();
}
