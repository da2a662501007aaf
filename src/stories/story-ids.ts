import { type ArticleId, articleId, type StoryId, storyId } from '../lib/ids.ts';
import type { Story } from './story.ts';

/** What became of the stories that were judged again. */
export type Renamed = {
  readonly stories: readonly Story[];
  readonly dissolved: readonly { readonly id: StoryId; readonly into: StoryId }[];
};

/**
 * Gives ids to newly made groups. An id stays with the group that holds most of its story (of equals, the one with the story's earliest article);
 * other groups are named after their first article that can still found a story.
 * @param groups the articles of each group, in story order
 * @param before the stories as they were
 * @param inOrder the articles of all groups, in story order
 * @param isTaken true for ids that other stories have
 */
export function nameGroups(
  groups: readonly (readonly ArticleId[])[],
  before: readonly Story[],
  inOrder: readonly ArticleId[],
  isTaken: (id: StoryId) => boolean,
): Renamed {
  const groupOf = new Map<ArticleId, number>();
  groups.forEach((group, index) => {
    for (const article of group) groupOf.set(article, index);
  });
  const places = new Map(inOrder.map((article, place) => [article, place]));
  const claims = before.flatMap((story) => claimsOf(story, groupOf, places));
  claims.sort((a, b) => b.overlap - a.overlap || a.earliest - b.earliest);

  const names = new Map<number, StoryId>();
  const kept = new Set<StoryId>();
  for (const { story, group } of claims) {
    if (names.has(group) || kept.has(story.id)) continue;
    names.set(group, story.id);
    kept.add(story.id);
  }
  const used = new Set(before.map(({ id }) => id));
  const stories = groups.map((articles, index) => {
    const id = names.get(index) ?? newId(articles, (candidate) => used.has(candidate) || isTaken(candidate));
    used.add(id);
    return { id, articles } satisfies Story;
  });
  const dissolved = before.flatMap(({ id }) => {
    const largest = claims.find(({ story }) => story.id === id);
    const into = largest === undefined || kept.has(id) ? undefined : stories[largest.group]?.id;
    return into === undefined ? [] : [{ id, into }];
  });
  return { stories, dissolved };
}

type Claim = {
  readonly story: Story;
  readonly group: number;
  readonly overlap: number;
  /** The place, among all articles, of the first one the story has in the group. */
  readonly earliest: number;
};

function claimsOf(
  story: Story,
  groupOf: ReadonlyMap<ArticleId, number>,
  places: ReadonlyMap<ArticleId, number>,
): readonly Claim[] {
  const found = new Map<number, { overlap: number; earliest: number }>();
  for (const article of story.articles) {
    const group = groupOf.get(article);
    if (group === undefined) continue;
    const place = places.get(article) ?? 0;
    const known = found.get(group);
    found.set(group, { overlap: (known?.overlap ?? 0) + 1, earliest: Math.min(known?.earliest ?? place, place) });
  }
  return [...found].map(([group, claim]) => ({ story, group, ...claim }));
}

function newId(articles: readonly ArticleId[], isTaken: (id: StoryId) => boolean): StoryId {
  for (const article of articles) {
    const id = storyId(article);
    if (!isTaken(id)) return id;
  }
  // A lone founder that its own story left behind: the story kept its name.
  for (let again = 2; ; again += 1) {
    const id = storyId(articleId(...articles.slice(0, 1), String(again)));
    if (!isTaken(id)) return id;
  }
}
