import { describe, expect, test } from 'vitest';
import { readHtml } from '../../src/articles/html.ts';
import { imageUrl } from '../../src/articles/image.ts';

const article = 'https://news.example/2031/tarsk';

describe('the picture of an article', () => {
  test.each([
    ['https://cdn.example/a.jpg', 'https://cdn.example/a.jpg'],
    ['HTTPS://CDN.example/a.jpg?w=1200&utm_source=x#top', 'https://cdn.example/a.jpg?w=1200'],
    ['/pictures/a.jpg', 'https://news.example/pictures/a.jpg'],
    ['//cdn.example/a.webp', 'https://cdn.example/a.webp'],
    ['https://cdn.example/logo/default-view/a.jpg', 'https://cdn.example/logo/default-view/a.jpg'],
  ])('%s is %s', (stated, url) => {
    expect(imageUrl(stated, article)).toBe(url);
  });

  test.each([
    'http://cdn.example/a.jpg',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)',
    'https://cdn.example/site-logo.png',
    'https://cdn.example/og_default.jpg',
    'https://cdn.example/drawing.SVG',
    `https://cdn.example/${'a'.repeat(3000)}.jpg`,
    '',
  ])('%s is none', (stated) => {
    expect(imageUrl(stated, article)).toBeNull();
  });

  test('a relative address without an article to read it from is none', () => {
    expect(imageUrl('/a.jpg', null)).toBeNull();
    expect(imageUrl(null, article)).toBeNull();
  });
});

describe('what a page states of its picture', () => {
  const json = (image: unknown) =>
    `<script type="application/ld+json">${JSON.stringify({ '@type': 'NewsArticle', headline: 'Power back', image })}</script>`;
  const stated = (head: string) =>
    readHtml(`<html><head>${head}</head><body><p>Power is back.</p></body></html>`)?.stated;

  test.each([
    ['an address', 'https://a.example/1.jpg'],
    ['a list', ['https://a.example/1.jpg', 'https://a.example/2.jpg']],
    ['an object', { '@type': 'ImageObject', url: 'https://a.example/1.jpg' }],
    ['a list of objects', [{ '@type': 'ImageObject', contentUrl: 'https://a.example/1.jpg' }]],
  ])('JSON-LD has %s', (_shape, image) => {
    expect(stated(json(image))?.image).toBe('https://a.example/1.jpg');
  });

  test('JSON-LD without a picture, or with one that makes no sense, still states the rest', () => {
    for (const image of [null, 7, {}, [], [[]]]) {
      expect(stated(json(image))).toMatchObject({ title: 'Power back', image: null });
    }
  });

  test('what the page shows when it is shared comes first, over https where it has both', () => {
    const open = '<meta property="og:image" content="http://a.example/2.jpg">';
    const secure = '<meta property="og:image:secure_url" content="https://a.example/3.jpg">';
    expect(stated(json('https://a.example/1.jpg') + open)?.image).toBe('http://a.example/2.jpg');
    expect(stated(open + secure)?.image).toBe('https://a.example/3.jpg');
    expect(stated('<meta name="twitter:image" content="https://a.example/4.jpg">')?.image).toBe(
      'https://a.example/4.jpg',
    );
  });
});
