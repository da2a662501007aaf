import { describe, expect, test } from 'vitest';
import { createCatalogue } from '../../src/archive/catalogue.ts';
import { type Instant, instant } from '../../src/lib/clock.ts';
import { articleId, storyId } from '../../src/lib/ids.ts';

const START = Date.UTC(2026, 0, 5);
const SECONDS = 9_000;

/** Stories of one to three articles, filed at odd times over some hours. */
function filled(stories: number) {
  const catalogue = createCatalogue();
  const all = Array.from({ length: stories }, (_, n) => {
    const second = (n * 7_919) % SECONDS;
    const articles = Array.from({ length: 1 + (n % 3) }, (_each, place) => articleId(`${n} ${place}`));
    for (const id of articles) catalogue.put(id, { at: at(second), filedAt: at(second) });
    const [first = articleId('none')] = articles;
    const story = { id: storyId(first), articles };
    catalogue.set(story);
    return { ...story, second };
  });
  return { catalogue, all: all.sort((a, b) => a.second - b.second || (a.id < b.id ? -1 : 1)) };
}

function at(second: number): Instant {
  const when = instant(START + second * 1_000);
  if (when === null) throw new Error('no time');
  return when;
}

const { catalogue, all } = filled(12_000);
const { articles } = catalogue.counts();

describe('what is overdue', () => {
  test('is what no report came to since a time, the longest ago first', async () => {
    const found = await catalogue.overdue(at(4_000), articles, all.length);
    const expected = all.filter(({ second }) => second < 4_000);
    expect(found).toEqual(expected.map(({ id, second }) => ({ story: id, lastFiledAt: at(second) })));
  });

  test.each([articles - 1, 20_000, 5_000, 1, 0])('or what is too much, where %i articles may stay', async (most) => {
    const found = (await catalogue.overdue(at(0), most, all.length)).map(({ story }) => story);
    const gone = all.slice(0, found.length);
    expect(found).toEqual(gone.map(({ id }) => id));
    const left = (stories: typeof all) => articles - stories.reduce((sum, one) => sum + one.articles.length, 0);
    expect(left(gone)).toBeLessThanOrEqual(most);
    // Not one second of them more than that.
    expect(left(gone.filter(({ second }) => second !== gone.at(-1)?.second))).toBeGreaterThan(most);
  });

  test('comes in parts where it is much', async () => {
    const found = await catalogue.overdue(at(SECONDS), articles, 100);
    expect(found.map(({ story }) => story)).toEqual(all.slice(0, 100).map(({ id }) => id));
  });
});

test('the latest stories come first', async () => {
  const newest = [...all].sort((a, b) => b.second - a.second || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
  expect(await catalogue.latest(50)).toEqual(newest.slice(0, 50));
});
