import { z } from 'zod';
import type { Article, ArticleTime } from '../articles/article.ts';
import type { Instant } from '../lib/clock.ts';
import type { ArticleId, StoryId } from '../lib/ids.ts';
import { articleIdSchema, instantSchema, storyIdSchema } from '../lib/schemas.ts';
import type { Store } from '../store/store.ts';
import type { Times } from './catalogue.ts';

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

const filedArticleSchema = { version: 1, parse: parseFiled };

/** A story as it is stored. One that is no more stays, to say where its articles went: links to it live on. */
export type StoryRow =
  | { readonly kind: 'story'; readonly id: StoryId; readonly articles: readonly ArticleId[] }
  | { readonly kind: 'dissolved'; readonly id: StoryId; readonly into: StoryId };

const parseStory: z.ZodType<StoryRow> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('story'), id: storyIdSchema, articles: z.array(articleIdSchema).min(1) }),
  z.object({ kind: z.literal('dissolved'), id: storyIdSchema, into: storyIdSchema }),
]);

const storyRowSchema = { version: 1, parse: parseStory };

/** The article whose words, after an edit, give it another id than its own. */
const aliasSchema = { version: 1, parse: articleIdSchema };

/** What a start needs of an article, so that it need not be read: what grouping remembers of it, and its times. */
export type MemoRow = Times & { readonly memo: string };

const parseMemo: z.ZodType<MemoRow> = z.object({
  memo: z.string(),
  at: instantSchema.nullable(),
  filedAt: instantSchema,
});

const memoSchema = { version: 1, parse: parseMemo };

/** When an article was published and filed, as a catalogue keeps it. */
export function timesOf({ article, filedAt }: FiledArticle): Times {
  return { at: article.time.origin === 'unknown' ? null : article.time.at, filedAt };
}

export type Tables = ReturnType<typeof openTables>;

/** The tables of the archive. */
export function openTables(store: Store) {
  return {
    articles: store.table('articles', filedArticleSchema),
    memos: store.table('memos', memoSchema),
    stories: store.table('stories', storyRowSchema),
    aliases: store.table('aliases', aliasSchema),
    /** The key under which the store reports an article as damaged. */
    articleKey: (article: string) => `articles/${article}`,
  };
}
