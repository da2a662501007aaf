import { describe, expect, test } from 'vitest';
import type { TopicId } from '../../src/lib/ids.ts';
import { createTopicIndex } from '../../src/topics/topic-index.ts';
import { createWatchedTopics } from '../../src/topics/watched.ts';
import { article, compiled, lexicon } from './support.ts';

const id = (name: string) => name as TopicId;

describe('createWatchedTopics', () => {
  test('identical topics of many channels are one in the index, and all match', () => {
    const index = createTopicIndex(lexicon);
    const watched = createWatchedTopics(index);
    for (const name of ['a', 'b', 'c']) watched.add(id(name), compiled('earthquake in Japan'));
    expect([watched.size, index.size]).toEqual([3, 1]);
    watched.remove(id('b'));
    watched.remove(id('b'));
    expect(watched.match([article('Quake in Japan')]).map(({ topic }) => topic)).toEqual(['a', 'c']);
    watched.remove(id('a'));
    expect(watched.match([article('Quake in Japan')]).map(({ topic }) => topic)).toEqual(['c']);
    watched.remove(id('c'));
    expect(watched.match([article('Quake in Japan')])).toEqual([]);
    expect([watched.size, index.size]).toEqual([0, 0]);
  });

  test('a topic added again takes the place of the old one', () => {
    const watched = createWatchedTopics(createTopicIndex(lexicon));
    watched.add(id('a'), compiled('earthquake in Japan'));
    watched.add(id('a'), compiled('election in France'));
    expect(watched.match([article('Quake in Japan')])).toEqual([]);
    expect(watched.match([article('French election begins')])).toHaveLength(1);
  });

  test('the best match comes first', () => {
    const watched = createWatchedTopics(createTopicIndex(lexicon));
    watched.add(id('a'), compiled('earthquake Japan coast damage'));
    watched.add(id('b'), compiled('earthquake Japan'));
    const matches = watched.match([article('Quake in Japan', 'It was felt at the coast.')]);
    expect(matches.map(({ topic }) => topic)).toEqual(['b', 'a']);
  });
});
