import { z } from 'zod';
import { type Instant, instant } from './clock.ts';
import type { ArticleId, FeedId, StoryId, SubscriptionId, TopicId } from './ids.ts';

// Rows outlive the program that wrote them, so what is read back is checked like anything from outside.

/** A moment as it is stored: milliseconds. */
export const instantSchema = z.number().transform((ms, context): Instant => {
  const at = instant(ms);
  if (at !== null) return at;
  context.issues.push({ code: 'custom', message: 'not a time', input: ms });
  return z.NEVER;
});

const isId = (prefix: string) => {
  const form = new RegExp(`^${prefix}-[0-9a-z]{12}$`);
  return (value: unknown) => typeof value === 'string' && form.test(value);
};
export const articleIdSchema = z.custom<ArticleId>(isId('a'), 'not the id of an article');
export const storyIdSchema = z.custom<StoryId>(isId('s'), 'not the id of a story');
export const topicIdSchema = z.custom<TopicId>(isId('t'), 'not the id of a topic');
export const subscriptionIdSchema = z.custom<SubscriptionId>(isId('u'), 'not the id of a subscription');
export const feedIdSchema = z.custom<FeedId>(isId('f'), 'not the id of a feed');
