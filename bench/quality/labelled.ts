import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Article } from '../../src/articles/article.ts';
import { articleOfInput } from '../../src/cli/article-input.ts';
import type { ArticleId } from '../../src/lib/ids.ts';
import type { Story } from '../../src/stories/story.ts';
import { createStoryIndex } from '../../src/stories/story-index.ts';
import { fraction } from './measure.ts';

const rowSchema = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  story: z.string().default(''),
  title: z.string().nullish(),
  text: z.string().nullish(),
  date: z.string().nullish(),
  description: z.string().nullish(),
  topic_group: z.union([z.string(), z.number()]).transform(String).nullish(),
});

/** An article as the program reads it, and which story people say it belongs to. */
export type Labelled = {
  readonly id: string;
  readonly article: Article;
  readonly story: string;
  /** Stories of one family are look-alikes. */
  readonly family: string;
  readonly date: string | null;
  readonly description: string | null;
};

/** Every line of a file of the labelled data. */
export function rows<T>(folder: string, file: string, schema: z.ZodType<T>): readonly T[] {
  return readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => schema.parse(JSON.parse(line)));
}

/** The articles of a file, read as `newsdesk group` and `newsdesk match` read theirs, without times. */
export function labelledArticles(folder: string, file: string): readonly Labelled[] {
  return rows(folder, file, rowSchema).map((row) => ({
    id: row.id,
    article: articleOfInput({ id: row.id, title: row.title, text: row.text }),
    story: row.story,
    family: row.topic_group ?? row.story,
    date: row.date ?? null,
    description: row.description ?? null,
  }));
}

/** The articles in an order that the seed shuffles. */
export function shuffled<T extends { readonly id: string }>(items: readonly T[], seed: number): readonly T[] {
  return items.toSorted((a, b) => fraction(`${seed}${a.id}`) - fraction(`${seed}${b.id}`));
}

/** The stories that articles end in when they arrive one by one, as places in the list. */
export function groupArticles(articles: readonly Article[]): readonly (readonly number[])[] {
  const index = createStoryIndex();
  const stories = new Map<string, Story>();
  for (const article of articles) {
    const regrouping = index.judge(article);
    index.apply(article, regrouping);
    for (const { id } of regrouping.dissolved) stories.delete(id);
    for (const story of regrouping.changed) stories.set(story.id, story);
  }
  const places = new Map<ArticleId, number>(articles.map(({ id }, place) => [id, place]));
  return [...stories.values()].map((story) => story.articles.flatMap((id) => places.get(id) ?? []));
}
