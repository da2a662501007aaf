import type { ArticleId, StoryId } from '../lib/ids.ts';

/** What articles and stories were known as before: the ids of edited words, and stories that went into others. Few beside the articles. */
export type Lineage = {
  /** The article that has this id as another one. */
  article(alias: ArticleId): ArticleId | undefined;
  aliasesOf(article: ArticleId): readonly ArticleId[];
  alias(alias: ArticleId, article: ArticleId): void;
  unalias(alias: ArticleId): void;
  /** The story that one went into. */
  into(story: StoryId): StoryId | undefined;
  /** The stories that went into this one, also through others. */
  dissolvedInto(story: StoryId): readonly StoryId[];
  dissolve(story: StoryId, into: StoryId): void;
  /** The story is there again, or nobody needs to know any more where it went. */
  revive(story: StoryId): void;
};

export function createLineage(): Lineage {
  const articles = createLinks<ArticleId>();
  const stories = createLinks<StoryId>();

  function dissolvedInto(story: StoryId, found = new Set<StoryId>()): readonly StoryId[] {
    for (const one of stories.from(story)) {
      // Rows from outside could lead in a circle.
      if (found.has(one)) continue;
      found.add(one);
      dissolvedInto(one, found);
    }
    return [...found];
  }

  return {
    article: articles.to,
    aliasesOf: (article) => [...articles.from(article)],
    alias: articles.link,
    unalias: articles.unlink,
    into: stories.to,
    dissolvedInto: (story) => dissolvedInto(story),
    dissolve: stories.link,
    revive: stories.unlink,
  };
}

/** Ids that lead to others, and back. */
function createLinks<Id>() {
  const forward = new Map<Id, Id>();
  const back = new Map<Id, Set<Id>>();

  function unlink(from: Id): void {
    const to = forward.get(from);
    if (to === undefined) return;
    forward.delete(from);
    const others = back.get(to);
    others?.delete(from);
    if (others?.size === 0) back.delete(to);
  }

  return {
    to: (from: Id) => forward.get(from),
    from: (to: Id): Iterable<Id> => back.get(to) ?? [],
    link(from: Id, to: Id): void {
      unlink(from);
      forward.set(from, to);
      back.set(to, (back.get(to) ?? new Set<Id>()).add(from));
    },
    unlink,
  };
}
