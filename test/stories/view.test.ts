import { describe, expect, test } from 'vitest';
import type { Article, ArticleTime } from '../../src/articles/article.ts';
import { articleId, storyId } from '../../src/lib/ids.ts';
import { createLinks, toldArticles, viewStory } from '../../src/stories/view.ts';
import { moment } from '../support/newsroom.ts';

const links = createLinks(() => 'http://news.example');

function article(name: string, changes: Partial<Article> = {}): Article {
  return {
    id: articleId('test', name),
    title: `${name} reports`,
    titleOrigin: 'stated',
    text: 'Something happened.',
    summary: ['Something happened.'],
    time: { origin: 'unknown' },
    publisher: name,
    agency: null,
    place: null,
    url: null,
    image: null,
    language: 'en',
    ...changes,
  };
}

function view(...articles: readonly [Article, ...Article[]]) {
  return viewStory({ id: storyId(articles[0].id), articles: articles.map(({ id }) => id) }, articles, links);
}

const stated: ArticleTime = { origin: 'stated', at: moment('2026-03-02T22:15:00Z'), precision: 'minute', zone: null };

describe('a story as a reader sees it', () => {
  test('is told by its first report that has a headline of its own', () => {
    const untitled = article('Gazette', { titleOrigin: 'lead', time: stated });
    expect(view(untitled, article('Post')).title).toBe('Post reports');
    expect(view(untitled).title).toBe('Gazette reports');
  });

  test('takes its place from whoever names one', () => {
    expect(view(article('Gazette'), article('Post', { place: 'Valletta' })).place).toBe('Valletta');
    expect(view(article('Gazette')).place).toBeNull();
  });

  test('shows the picture of the first report that has one', () => {
    const image = 'https://p.example/a.jpg';
    const later = article('Herald', { image: 'https://h.example/b.jpg' });
    expect(view(article('Gazette'), article('Post', { image }), later).image).toBe(image);
    expect(view(article('Gazette')).image).toBeNull();
  });

  test('an article without a time has the day of its story, marked as inferred', () => {
    const [first, second] = view(article('Gazette', { time: stated }), article('Post')).articles;
    expect(first?.time).toEqual({
      at: moment('2026-03-02T22:15:00Z'),
      precision: 'minute',
      zone: null,
      inferred: false,
    });
    expect(second?.time).toEqual({ at: moment('2026-03-02T00:00:00Z'), precision: 'day', zone: null, inferred: true });
  });

  test('no time is invented where nobody states one', () => {
    expect(view(article('Gazette')).time).toBeNull();
  });

  test('a clock in a zone that nobody knows tells a day, not a moment', () => {
    const local = {
      origin: 'stated-local',
      at: moment('2026-03-02T22:15:00Z'),
      precision: 'minute',
      local: '2026-03-02T22:15',
    } as const;
    expect(view(article('Gazette', { time: { ...local, zone: null } })).time?.precision).toBe('day');
    expect(view(article('Gazette', { time: { ...local, zone: 'Asia/Karachi' } })).time?.precision).toBe('minute');
  });

  test('an article without an address of its own is linked to its page here', () => {
    const [with_, without] = view(article('Gazette', { url: 'https://g.example/a' }), article('Post')).articles;
    expect(with_?.url).toBe('https://g.example/a');
    expect(without?.url).toBe(`http://news.example/articles/${articleId('test', 'Post')}`);
  });

  test('of thousands of reports the first and the newest tell it', () => {
    const articles = Array.from({ length: 1_000 }, (_, n) => articleId('test', String(n)));
    const told = toldArticles({ id: storyId(articleId('test', '0')), articles });
    expect(told).toEqual([...articles.slice(0, 40), ...articles.slice(-20)]);
    const few = articles.slice(0, 60);
    expect(toldArticles({ id: storyId(articleId('test', '0')), articles: few })).toEqual(few);
  });
});
