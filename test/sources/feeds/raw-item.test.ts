import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readArticle } from '../../../src/articles/read.ts';
import type { FeedDocument, FeedItem } from '../../../src/sources/feeds/document.ts';
import { readFeed } from '../../../src/sources/feeds/parse.ts';
import { isTeaser, publisherOf, rawItemOf } from '../../../src/sources/feeds/raw-item.ts';
import { ROOT } from '../../support/newsroom.ts';

const PLACE = { source: 'feed', ref: 'i-1' };

async function feedAt(name: string): Promise<FeedDocument> {
  const bytes = readFileSync(join(ROOT, 'test/feeds', name));
  const outcome = await readFeed({ bytes, charset: null, address: 'https://n.example/rss' });
  if (outcome.kind === 'refused') throw new Error(outcome.reason);
  return outcome.feed;
}

async function feedOf(inside: string): Promise<{ feed: FeedDocument; item: FeedItem }> {
  const text = `<rss version="2.0"><channel><title>The Gazette</title><item>${inside}</item></channel></rss>`;
  const outcome = await readFeed({ bytes: Buffer.from(text), charset: null, address: null });
  const item = outcome.kind === 'feed' ? outcome.feed.items[0] : undefined;
  if (outcome.kind === 'refused' || item === undefined) throw new Error('no item');
  return { feed: outcome.feed, item };
}

function articleOf(feed: FeedDocument, item: FeedItem) {
  const outcome = readArticle(rawItemOf(feed, item, PLACE));
  if (outcome.kind !== 'article') throw new Error(outcome.reason);
  return outcome.article;
}

describe('an item of a feed becomes an article', () => {
  test('with all that the feed states of it', async () => {
    const feed = await feedAt('rss-2.0.xml');
    const [item] = feed.items;
    if (item === undefined) throw new Error('no item');
    expect(rawItemOf(feed, item, PLACE)).toMatchObject({ source: 'feed', ref: 'i-1.html' });
    expect(articleOf(feed, item)).toMatchObject({
      title: 'Ferry lines agree on winter timetable',
      text: 'Two ferry lines will share one timetable from 1 March, their owners said on Thursday.\n\n“Nobody will miss a boat”, said Bo Moss.',
      publisher: 'The Harbour Gazette',
      url: 'https://gazette.example/world/ferry-timetable',
      image: 'https://gazette.example/ferry.jpg',
      time: { origin: 'stated', at: Date.UTC(2025, 1, 27, 12, 11), precision: 'minute', zone: null },
    });
  });

  test('a headline alone is an article without a text', async () => {
    const feed = await feedAt('news-sitemap.xml');
    const [item] = feed.items;
    if (item === undefined) throw new Error('no item');
    expect(articleOf(feed, item)).toMatchObject({
      title: 'Markets & weather calm',
      text: '',
      publisher: 'The Daily Example',
      url: 'https://daily.example/a/1',
    });
  });

  test('a teaser of one line is its text', async () => {
    const { feed, item } = await feedOf(
      '<title>Storm closes ports</title><description>Two ports are shut</description>',
    );
    expect(articleOf(feed, item)).toMatchObject({ title: 'Storm closes ports', text: 'Two ports are shut' });
  });

  test('without any time, the time is unknown; changed without being published, it is that time', async () => {
    const none = await feedOf('<title>Storm closes ports</title>');
    expect(articleOf(none.feed, none.item).time).toEqual({ origin: 'unknown' });
    const changed = await feedOf('<title>Storm</title><dcterms:modified>2025-02-27T10:00:00Z</dcterms:modified>');
    expect(articleOf(changed.feed, changed.item).time).toMatchObject({ at: Date.UTC(2025, 1, 27, 10) });
  });

  test('whose it is goes off the headline, where the item names it', async () => {
    const { feed, item } = await feedOf(
      '<title>Storm closes ports - Fjord Radio</title><source url="https://f.example/">Fjord Radio</source>',
    );
    expect(rawItemOf(feed, item, PLACE).known).toMatchObject({ title: 'Storm closes ports', publisher: 'Fjord Radio' });
  });

  test('a link that may not be opened is none', async () => {
    const { feed, item } = await feedOf('<title>Storm</title><link>javascript:alert(1)</link>');
    expect(rawItemOf(feed, item, PLACE).known.url).toBeNull();
  });
});

describe('who publishes a feed', () => {
  test.each([
    ['World news | The Guardian', 'https://www.theguardian.com/world', 'The Guardian'],
    ['BBC News - World', 'https://www.bbc.co.uk/news', 'BBC News'],
    ['NYT > World News', 'https://www.nytimes.com/section/world', 'NYT'],
    ['Reuters: Top News', null, 'Reuters'],
    ['Tagesblatt – Politik', 'https://tagesblatt.example/', 'Tagesblatt'],
    ['Devdiscourse News Desk RSS Feed', 'https://www.devdiscourse.com', 'Devdiscourse News Desk'],
    ['Latest news', null, 'Latest news'],
    ['The Harbour Gazette', null, 'The Harbour Gazette'],
    ['Ann Lee - Notes on ships', 'https://ann.example/', 'Ann Lee - Notes on ships'],
  ])('%s (%s): %s', async (title, link, publisher) => {
    const feed = await feedAt('rss-0.91.xml');
    expect(publisherOf({ ...feed, title, link }, null)).toBe(publisher);
  });

  test('nobody, where the feed has no title', async () => {
    const feed = await feedAt('rss-0.91.xml');
    expect(publisherOf({ ...feed, title: null }, null)).toBeNull();
  });
});

describe('teasers', () => {
  const long = 'The owners of the two lines met for six hours. '.repeat(20);
  test.each([
    ['Two ports are shut.', true],
    ['', true],
    [long, false],
    [`${long} and then…`, true],
    [`${long} and then [...]`, true],
    [`${long} Read more »`, true],
    [`${long} and then [&#8230;] The post Storm appeared first on Fjord Radio.`, true],
    [`${long} The post Storm appeared first on Fjord Radio.`, false],
  ])('%s', async (text, expected) => {
    const { item } = await feedOf(`<title>t</title><description>${text}</description>`);
    expect(isTeaser(item)).toBe(expected);
  });
});
