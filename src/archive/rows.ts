import { z } from 'zod';
import type { Article, ArticleTime } from '../articles/article.ts';
import type { Instant } from '../lib/clock.ts';
import type { ArticleId, StoryId } from '../lib/ids.ts';
import { articleIdSchema, instantSchema, storyIdSchema } from '../lib/schemas.ts';

const precisionSchema = z.enum(['minute', 'day']);

const timeSchema: z.ZodType<ArticleTime> = z.discriminatedUnion('origin', [
  z.object({ origin: z.literal('stated'), at: instantSchema, precision: precisionSchema, zone: z.string().nullable() }),
  z.object({
    origin: z.literal('stated-local'),
    at: instantSchema,
    precision: precisionSchema,
    local: z.string(),
    zone: z.string().nullable(),
  }),
  z.object({ origin: z.literal('inferred'), at: instantSchema, precision: z.literal('day') }),
  z.object({ origin: z.literal('unknown') }),
]);

const articleSchema: z.ZodType<Article> = z.object({
  id: articleIdSchema,
  title: z.string(),
  titleOrigin: z.enum(['stated', 'lead']),
  text: z.string(),
  summary: z.array(z.string()),
  time: timeSchema,
  publisher: z.string().nullable(),
  agency: z.string().nullable(),
  place: z.string().nullable(),
  url: z.string().nullable(),
  image: z.string().nullable().default(null),
  language: z.string().nullable(),
});

/** An article and how it came here. */
export type FiledArticle = {
  readonly article: Article;
  readonly source: string;
  readonly ref: string;
  readonly filedAt: Instant;
  /** True where its source held it before Newsdesk first looked. */
  readonly isHistory: boolean;
  /** Why it stands in the story it stands in, as grouping said when the article was filed. */
  readonly reasons: readonly string[];
};

const parseFiled: z.ZodType<FiledArticle> = z.object({
  article: articleSchema,
  source: z.string(),
  ref: z.string(),
  filedAt: instantSchema,
  isHistory: z.boolean(),
  reasons: z.array(z.string()),
});

export const filedArticleSchema = { version: 1, parse: parseFiled };

/** A story as it is stored. One that is no more stays, to say where its articles went: links to it live on. */
export type StoryRow =
  | { readonly kind: 'story'; readonly id: StoryId; readonly articles: readonly ArticleId[] }
  | { readonly kind: 'dissolved'; readonly id: StoryId; readonly into: StoryId };

const parseStory: z.ZodType<StoryRow> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('story'), id: storyIdSchema, articles: z.array(articleIdSchema).min(1) }),
  z.object({ kind: z.literal('dissolved'), id: storyIdSchema, into: storyIdSchema }),
]);

export const storyRowSchema = { version: 1, parse: parseStory };

/** The article whose words, after an edit, give it another id than its own. */
export const aliasSchema = { version: 1, parse: articleIdSchema };
