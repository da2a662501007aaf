import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { voices } from '../../src/stories/voices.ts';
import { landslideCopies, landslideOwn, quakeMalatya } from './news.ts';
import { article } from './support.ts';

describe('voices', () => {
  test('counts one agency text once, whole, edited or cut short, and own reporting for itself', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...landslideCopies, landslideOwn], { minLength: 4 }), (articles) => {
        const found = voices(articles);
        expect(found.map(({ agency }) => agency)).toEqual(['AFP', null]);
        expect(found.map((voice) => voice.articles.map(({ publisher }) => publisher))).toEqual([
          ['site-a', 'site-b', 'site-c'],
          ['own'],
        ]);
      }),
    );
  });

  test('hears three reporters of one event as three', () => {
    expect(voices(quakeMalatya)).toHaveLength(3);
  });

  test('takes articles without a text for voices of their own', () => {
    const bare = ['one', 'two'].map((name) => article({ name, title: 'Ferry aground', text: '' }));
    expect(voices(bare)).toHaveLength(2);
    expect(voices([])).toEqual([]);
  });
});
