import type { Article } from '../../../src/articles/article.ts';
import type { Instant } from '../../../src/lib/clock.ts';
import { articleId, storyId, topicId } from '../../../src/lib/ids.ts';
import { createLinks, type StoryView, viewStory } from '../../../src/stories/view.ts';

const links = createLinks(() => 'http://news.example');

export const TOPIC = topicId('made up', 'Talks');

/** A story of one article, whose title no other number has. */
export function makeStory(number: number, at: Instant): StoryView {
  const name = `Gazette ${number}`;
  const text = `${name} says that something happened in Valletta, and that more of it will come.`;
  const article: Article = {
    id: articleId('made up', name),
    title: `Talks no. ${number} in Valletta`,
    titleOrigin: 'stated',
    text,
    summary: [text],
    time: { origin: 'stated', at, precision: 'minute', zone: null },
    publisher: name,
    agency: null,
    place: 'Valletta',
    url: `https://gazette.example/${number}`,
    image: null,
    language: 'en',
  };
  return viewStory({ id: storyId(article.id), articles: [article.id] }, [article], links);
}
